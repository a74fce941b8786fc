import { html, nothing, svg } from 'lit';
import { serverNow_ms, stale, watch } from '../app/line-state.ts';
import { SignalElement } from '../app/signal-element.ts';
import { formatAge, formatNumber } from '../data/format.ts';
import type { Tile, TileBands } from './tile.ts';
import { lineTiles } from './tile-values.ts';

const barWidth = 120;

function rangeBar(
  { value, min, target, max }: NonNullable<Tile['gauge']>,
  unit: string,
  bands: TileBands | null,
) {
  const low = min - (max - min) / 2;
  const span = 2 * (max - min);
  const place = (x: number): number => Math.min(1, Math.max(0, (x - low) / span)) * barWidth;
  const limits = `${formatNumber(min, 1)} to ${formatNumber(max, 1)}`;
  const words = `Band ${limits} ${unit}, target ${formatNumber(target, 1)} ${unit}`;
  return html`<div class="range">
    <svg viewBox="0 0 ${barWidth} 10" role="img" aria-label=${words}>
      <rect class="range-all" y="3" width=${barWidth} height="4"></rect>
      <rect class="range-band" x=${place(min)} y="2" width=${place(max) - place(min)} height="6"></rect>
      <line class="range-target" x1=${place(target)} x2=${place(target)} y1="1" y2="9"></line>
      ${
        bands === null
          ? nothing
          : svg`<rect class="range-90" x=${place(bands.lower90)} y="8.5" width=${Math.max(1, place(bands.upper90) - place(bands.lower90))} height="1.5"></rect>
              <rect class="range-50" x=${place(bands.lower50)} y="7.5" width=${Math.max(1, place(bands.upper50) - place(bands.lower50))} height="2.5"></rect>`
      }
      ${
        Number.isFinite(value)
          ? svg`<path class="range-pointer" d="M${place(value) - 4} 0h8l-4 8z"></path>`
          : nothing
      }
    </svg>
    <small>band ${limits}</small>
  </div>`;
}

/** The bands in words; where they come from stands in the tooltip and, for all who have none, in the description. */
function bandWords({ words50, words90, source, model, doubts }: TileBands, unit: string) {
  return html`<p class="tile-bands" title=${source}>
      <span>50&nbsp;% ${words50}</span>
      <span>90&nbsp;% ${words90} ${unit}</span>
      <span class="visually-hidden">${source}</span>
    </p>
    ${model === null ? nothing : html`<p class="tile-model">${model}</p>`}
    ${
      doubts.length === 0
        ? nothing
        : html`<details class="tile-warnings tile-doubts">
            <summary>${doubts[0]}</summary>
            <ul class="warnings" aria-label="What is not usual">
              ${doubts.slice(1).map((sentence) => html`<li>${sentence}</li>`)}
            </ul>
          </details>`
    }`;
}

function warningDetails({ short, sentences }: NonNullable<Tile['warnings']>) {
  return html`<details class="tile-warnings">
    <summary>Warning: ${short}</summary>
    <ul class="warnings" aria-label="Warnings of the model">
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </details>`;
}

/** The strip of values at the top: each with unit, origin, interval, age and band. */
class KpiStrip extends SignalElement {
  override render() {
    const store = watch('line', 'segments', 'cells', 'tags');
    const withCells = (store.line?.recipe.cell ?? null) !== null;
    return html`<ul class="tiles ${withCells ? 'with-cells' : ''}" aria-label="Key values">
      ${lineTiles(store).map((tile) => this.#tile(tile))}
    </ul>`;
  }

  #tile(tile: Tile) {
    const old = stale.value;
    const age = formatAge(serverNow_ms.value - tile.time_ms);
    return html`<li class="tile ${tile.flag === null ? '' : 'flagged'}" data-kpi=${tile.id}>
      <span class="tile-label">${tile.label}</span>
      <span class="tile-value value" data-stale=${old ? 'true' : 'false'}>
        <b>${tile.value}</b> ${tile.unit}
        ${tile.flag === null ? nothing : html`<strong class="flag">▲ ${tile.flag}</strong>`}
      </span>
      ${
        tile.origin === null
          ? nothing
          : html`<span class="tile-meta">
              <span class="origin origin-${tile.origin}">${tile.origin}</span>
              <span class="age">${old ? 'stale, ' : ''}${age}</span>
              ${tile.interval === null ? nothing : html`<span>${tile.interval}</span>`}
            </span>`
      }
      ${tile.gauge === null ? nothing : rangeBar(tile.gauge, tile.unit, tile.bands)}
      ${tile.bands === null ? nothing : bandWords(tile.bands, tile.unit)}
      <small class="note">${tile.note}</small>
      ${tile.warnings === null ? nothing : warningDetails(tile.warnings)}
    </li>`;
  }
}
customElements.define('twinline-kpi-strip', KpiStrip);
