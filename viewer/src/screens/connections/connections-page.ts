import { html, nothing } from 'lit';
import type { StatusDto } from '../../../../twin/contract/api.ts';
import type { ConnectorStatusDto } from '../../../../twin/contract/connections.ts';
import { serverNow_ms, watch } from '../../app/line-state.ts';
import { SignalElement } from '../../app/signal-element.ts';
import { offsetWords, spoolWords } from '../../data/connection-words.ts';
import { formatAge, formatNumber, formatTime, noValue } from '../../data/format.ts';
import { readJson } from '../../data/line-transport.ts';
import { Polled } from '../../data/polled.ts';
import './gap-list.ts';
import './quarantine-list.ts';
import { stateBadge } from './state-badge.ts';
import './tag-table.ts';

const interval_ms = 2_000;

function age(time: string | undefined): string {
  return time === undefined ? 'never' : formatAge(serverNow_ms.value - Date.parse(time));
}

/** Connectors, spool and historian, their tags, gaps and quarantine. */
class ConnectionsPage extends SignalElement {
  readonly #status = new Polled(
    (signal) => readJson<StatusDto>('/api/v1/status', signal),
    interval_ms,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.#status.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#status.stop();
  }

  protected override firstUpdated(): void {
    this.querySelector('h2')?.focus();
  }

  override render() {
    // States come with the stream at once; ages and counts with each read.
    watch('connectors');
    const { value: status, problem } = this.#status.state;
    return html`<div class="connections">
      <h2 tabindex="-1">Connections</h2>
      ${problem === null ? nothing : html`<p class="notice" role="status">What is shown is old: ${problem}.</p>`}
      ${
        status === null
          ? html`<p class="empty" role="status">Reading the state of the connections…</p>`
          : html`${this.#connectors(this.#newest(status))} ${this.#stores(status)}`
      }
      <twinline-tag-table></twinline-tag-table>
      <twinline-gap-list></twinline-gap-list>
      <twinline-quarantine-list></twinline-quarantine-list>
    </div>`;
  }

  /** The state of each connector as the stream told it last, where that is newer than the read. */
  #newest({ connectors }: StatusDto): readonly ConnectorStatusDto[] {
    const told = new Map(watch('connectors').connectors.map((row) => [row.id, row]));
    return connectors.map((row) => {
      const newer = told.get(row.id);
      if (newer === undefined || newer.state === row.state) return row;
      return {
        ...newer,
        lastData: row.lastData,
        lastKeepAlive: row.lastKeepAlive,
      } as ConnectorStatusDto;
    });
  }

  #connectors(connectors: readonly ConnectorStatusDto[]) {
    if (connectors.length === 0) {
      return html`<p class="empty">No connector is configured: nothing comes from machines.</p>`;
    }
    return html`<section aria-label="Connectors" class="card">
      <div class="table-frame" tabindex="0" role="group" aria-label="Connectors, scrolls sideways"><table class="connectors">
        <caption class="visually-hidden">Connectors and how they are</caption>
        <thead><tr>
          <th scope="col">Connector</th><th scope="col">State</th><th scope="col">Last data</th>
          <th scope="col">Clock of the source</th><th scope="col">Tags</th>
          <th scope="col" class="number">Reconnects</th><th scope="col" class="number">Gaps</th>
          <th scope="col" class="number">Rejected</th>
        </tr></thead>
        <tbody>${connectors.map((row) => this.#connector(row))}</tbody>
      </table></div>
    </section>`;
  }

  #connector(row: ConnectorStatusDto) {
    const { id, endpoint, state, reason, code, lastData, lastKeepAlive, tags } = row;
    const counts = Object.entries(tags).filter(([, count]) => count > 0);
    return html`<tr data-connector=${id}>
      <th scope="row">${id}<small class="wrapped">${endpoint}</small></th>
      <td>
        ${stateBadge(state)}
        ${reason === undefined ? nothing : html`<small class="wrapped">${reason}</small>`}
        ${code === undefined ? nothing : html`<small><a href="/docs#${code}">${code}</a></small>`}
        ${row.pendingCertificate === undefined ? nothing : html`<small class="wrapped">Certificate ${row.pendingCertificate} waits for an administrator.</small>`}
      </td>
      <td>${age(lastData)}<small>sign of life ${age(lastKeepAlive)}</small>
        ${row.roundTrip_ms === undefined ? nothing : html`<small>answers in ${formatNumber(row.roundTrip_ms, 0)} ms</small>`}
        ${(row.skippedScans ?? 0) === 0 ? nothing : html`<small>${row.skippedScans} scans left out</small>`}
      </td>
      <td>${offsetWords(row)}${row.clockSuspect ? html`<strong class="flag">▲ suspect</strong>` : nothing}</td>
      <td>${counts.length === 0 ? noValue : counts.map(([name, count]) => html`<span class="count">${stateBadge(name)} ${count}</span>`)}</td>
      <td class="number">${row.reconnects}</td>
      <td class="number">${row.gaps}${row.lastGap === undefined ? nothing : html`<small class="wrapped" title=${formatTime(row.lastGap.notedAt)}>${row.lastGap.reason}</small>`}</td>
      <td class="number">${row.rejected}</td>
    </tr>`;
  }

  #stores({ historian, spool }: StatusDto) {
    const share = Math.min(1, spool.live_MB / spool.cap_MB);
    const used = `${formatNumber(spool.live_MB, 1)} of ${formatNumber(spool.cap_MB, 0)} MB`;
    return html`<div class="stores">
      <section aria-label="Spool" class="card" data-spool=${spool.state}>
        <h3>Spool ${stateBadge(spool.state)}</h3>
        <div class="meter" role="meter" aria-label="Bytes of the spool in use" aria-valuemin="0" aria-valuemax=${spool.cap_MB} aria-valuenow=${spool.live_MB} aria-valuetext=${used}>
          <span style="width: ${100 * share}%"></span>
        </div>
        <p>${used} (${spool.kind}). ${spoolWords(spool)}.</p>
        ${spool.reason === undefined ? nothing : html`<p class="notice">${spool.reason}</p>`}
        <p class="facts">
          Since start: ${historian.lostSamples} samples lost in ${spool.gaps} gaps, ${spool.duplicateSamples} repeats
          left out, ${spool.refusedSamples} refused at the door, ${spool.notFiniteSamples} numbers that are none.
        </p>
      </section>
      <section aria-label="Historian" class="card" data-historian=${historian.state}>
        <h3>Historian ${stateBadge(historian.state)}</h3>
        <p>${historian.kind}; last confirmed ${age(historian.lastFlush)}. ${historian.pendingSamples.toLocaleString('en-GB')} samples are on their way.</p>
        ${historian.reason === undefined ? nothing : html`<p class="notice">${historian.reason}</p>`}
        ${historian.code === undefined ? nothing : html`<p><a href="/docs#${historian.code}">${historian.code}</a></p>`}
        <p class="facts">${historian.refusedSamples} samples refused for what is in them: see quarantine.</p>
      </section>
    </div>`;
  }
}
customElements.define('twinline-connections-page', ConnectionsPage);
