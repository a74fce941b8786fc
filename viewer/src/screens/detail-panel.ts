import { html, nothing } from 'lit';
import type { TagDto } from '../../../twin/contract/api.ts';
import { select, selection, serverNow_ms, stale, watch } from '../app/line-state.ts';
import type { Selection } from '../app/selection.ts';
import { SignalElement } from '../app/signal-element.ts';
import type { CoilHistory, SegmentFacts } from '../data/coil-history.ts';
import { formatAge, formatNumber, formatQuality, formatTagValue, noValue } from '../data/format.ts';
import type { LineStore } from '../data/line-store.ts';
import { type Quality, qualityList } from '../data/qualities.ts';
import './web-cells.ts';

type SegmentSelection = Extract<Selection, { kind: 'segment' }>;

const knowledgeWords = {
  none: 'not on record',
  unknown: 'unknown: this web was in the line before Twinline started',
  predicted: 'predicted, not yet seen by the thickness gauge',
  derived: 'derived from gauges, beside its prediction',
} as const;

/** What is known of the selected station, or of the selected segment and lane. */
class DetailPanel extends SignalElement {
  override render() {
    const store = watch('line', 'tags', 'segments');
    const chosen = selection.value;
    if (chosen === null) {
      return html`<p class="empty">
        Nothing selected. Choose a station, or click on the web to see the values of one metre and lane.
      </p>`;
    }
    return chosen.kind === 'station'
      ? this.#station(store, chosen.id)
      : this.#segment(store, chosen);
  }

  #station(store: LineStore, id: string) {
    const station = store.line?.path.stations.find((candidate) => candidate.id === id);
    const tags = [...store.tags.values()].filter(({ unit }) => unit === id);
    return html`<h3 data-selected-station=${id}>${station?.name ?? id}</h3>
      <p class="facts">${
        station === undefined
          ? 'This line has no such station.'
          : html`at ${station.position_m} m${
              station.length_m > 0 ? ` to ${station.position_m + station.length_m} m` : ''
            }, state ${station.machineState ?? 'not reported'}`
      }</p>
      ${
        tags.length === 0
          ? html`<p class="empty">No tags of this station are mapped.</p>`
          : html`<table>
              <caption class="visually-hidden">Tags of ${station?.name ?? id}</caption>
              <thead>
                <tr><th scope="col">Tag</th><th scope="col">Value</th><th scope="col">Age</th></tr>
              </thead>
              <tbody>${tags.map((tag) => this.#tag(tag))}</tbody>
            </table>`
      }`;
  }

  #tag(tag: TagDto) {
    const old = stale.value || tag.stale;
    const age = formatAge(serverNow_ms.value - Date.parse(tag.sourceTimestamp ?? ''));
    return html`<tr data-tag=${tag.tag}>
      <th scope="row" title=${tag.tag}>${tag.description || tag.name}</th>
      <td class="value number" data-stale=${old ? 'true' : 'false'}>
        <b>${formatTagValue(tag)}</b> ${tag.unitLabel}
        <small class=${tag.quality === 'good' ? 'age' : 'flag'}>${tag.quality}</small>
      </td>
      <td class="age">${old ? 'stale, ' : ''}${age}</td>
    </tr>`;
  }

  #segment({ history, line }: LineStore, chosen: SegmentSelection) {
    const index = history?.coil === chosen.coil ? history.indexOf(chosen.segment) : -1;
    const facts = history?.facts(index);
    if (history === null || line === null || facts === undefined) {
      return html`<h3>Segment ${chosen.segment}, lane ${chosen.lane}</h3>
        <p class="empty">This segment of coil ${chosen.coil} is not among the metres held here.</p>`;
    }
    const total = history.value('measuredTotalThickness_um', index, chosen.lane);
    return html`<h3 data-selected-segment=${chosen.segment} data-selected-lane=${chosen.lane}>
        Segment ${chosen.segment}, lane ${chosen.lane}
      </h3>
      <p class="facts">
        Coil ${chosen.coil}, metre ${facts.from_m.toFixed(2)} to ${facts.to_m.toFixed(2)}.
        <span data-knowledge=${facts.knowledge}>${knowledgeWords[facts.knowledge]}</span>.
        ${facts.predictedAtStation === null ? nothing : html`Last predicted at ${this.#stationName(line.path.stations, facts.predictedAtStation)}, ${formatAge(serverNow_ms.value - Date.parse(facts.predictedAt ?? ''))}.`}
      </p>
      ${this.#steps(history, chosen, index)}
      <table>
        <caption class="visually-hidden">Qualities of the selected cell at the calender exit</caption>
        <thead>
          <tr><th scope="col">Quality</th><th scope="col">Predicted</th><th scope="col">Gauge</th></tr>
        </thead>
        <tbody>${qualityList.map((quality) => this.#quality(quality, history, index, chosen.lane))}</tbody>
      </table>
      <p class="facts">
        ${
          Number.isNaN(total)
            ? nothing
            : `Foil and coating together, measured: ${formatNumber(total, 1)} µm. `
        }± is one standard error.
      </p>
      ${this.#warnings(facts)}
      <twinline-web-cells></twinline-web-cells>`;
  }

  #stationName(stations: readonly { id: string; name: string }[], id: string): string {
    return stations.find((station) => station.id === id)?.name ?? id;
  }

  #quality(quality: Quality, history: CoilHistory, index: number, lane: number) {
    const old = stale.value ? 'true' : 'false';
    const gauge = history.value(quality.gauge, index, lane);
    const error =
      quality.gaugeStandardError === null
        ? Number.NaN
        : history.value(quality.gaugeStandardError, index, lane);
    const spread = (of: number) => (Number.isNaN(of) ? '' : ` ± ${formatQuality(quality, of)}`);
    return html`<tr data-quality=${quality.id}>
      <th scope="row">${quality.label}</th>
      <td class="value number" data-stale=${old} data-origin="predicted">
        <b>${formatQuality(quality, history.value(quality.predicted, index, lane))}</b>${spread(history.value(quality.predictedStandardError, index, lane))} ${quality.unit}
      </td>
      <td class="value number" data-stale=${old} data-origin=${quality.gaugeOrigin}>
        ${
          Number.isNaN(gauge)
            ? noValue
            : html`<b>${formatQuality(quality, gauge)}</b>${spread(error)} ${quality.unit} <small>${quality.gaugeOrigin}</small>`
        }
      </td>
    </tr>`;
  }

  #steps(history: CoilHistory, chosen: SegmentSelection, index: number) {
    const step = (label: string, toIndex: number, lane: number) => {
      const segment = history.facts(toIndex)?.segment;
      const possible = segment !== undefined && lane >= 1 && lane <= history.lanes;
      return html`<button
        type="button"
        ?disabled=${!possible}
        @click=${() => possible && select({ ...chosen, segment, lane })}
      >${label}</button>`;
    };
    return html`<div class="steps" role="group" aria-label="Move the selection">
      ${step('◀ Downstream', index - 1, chosen.lane)} ${step('Upstream ▶', index + 1, chosen.lane)}
      ${step('Lane −', index, chosen.lane - 1)} ${step('Lane +', index, chosen.lane + 1)}
    </div>`;
  }

  #warnings({ warnings }: SegmentFacts) {
    if (warnings.length === 0) return nothing;
    return html`<ul class="warnings" aria-label="Warnings of the model">
      ${warnings.map(({ code, message }) => html`<li><code>${code}</code> ${message}</li>`)}
    </ul>`;
  }
}
customElements.define('twinline-detail-panel', DetailPanel);
