import { html, nothing } from 'lit';
import type {
  QuarantineAnswerDto,
  QuarantineEntryDto,
} from '../../../../twin/contract/connections.ts';
import { SignalElement } from '../../app/signal-element.ts';
import { formatTime } from '../../data/format.ts';
import { readJson } from '../../data/line-transport.ts';
import { Polled } from '../../data/polled.ts';
import { rawPreview } from '../../data/raw-preview.ts';

const interval_ms = 10_000;
const mostShown = 20;

/** What could not be taken, with the reason and the beginning of what came. */
class QuarantineList extends SignalElement {
  static override properties = { connector: { state: true } };
  declare private connector: string;
  readonly #entries = new Polled((signal) => {
    const query = new URLSearchParams({ limit: String(mostShown) });
    if (this.connector !== '') query.set('connector', this.connector);
    return readJson<QuarantineAnswerDto>(`/api/v1/quarantine?${query}`, signal);
  }, interval_ms);

  constructor() {
    super();
    this.connector = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#entries.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#entries.stop();
  }

  override render() {
    const { value, problem } = this.#entries.state;
    return html`<section class="card" aria-label="Quarantine" data-quarantine=${value?.entries.length ?? ''}>
      <h3>Quarantine</h3>
      ${problem === null ? nothing : html`<p class="notice" role="status">The quarantine could not be read: ${problem}.</p>`}
      ${
        value === null
          ? html`<p class="empty" role="status">Reading the quarantine…</p>`
          : value.connectors.length === 0
            ? html`<p class="empty">Empty: everything that came could be taken.</p>`
            : html`${this.#choice(value.connectors)} ${value.entries.map((entry) => this.#entry(entry))}`
      }
    </section>`;
  }

  #choice(connectors: readonly string[]) {
    return html`<div class="tools"><label>Connector <select name="quarantined" @change=${({
      target,
    }: Event) => {
      this.connector = (target as HTMLSelectElement).value;
      this.#entries.refresh();
    }}>
      ${['', ...connectors].map((id) => html`<option value=${id} ?selected=${id === this.connector}>${id === '' ? 'all' : id}</option>`)}
    </select></label> the newest ${mostShown}</div>`;
  }

  #entry({ connector, time, source, code, reason, bytes, raw, left }: QuarantineEntryDto) {
    const preview = raw === undefined ? undefined : rawPreview(raw);
    return html`<article class="entry">
      <p><b>${connector}</b> ${formatTime(time)} <a href="/docs#${code}">${code}</a></p>
      <p class="wrapped">${source}: ${reason}</p>
      ${left === undefined ? nothing : html`<p class="facts">${left} more were only counted before this one.</p>`}
      ${
        preview === undefined
          ? html`<p class="facts">Nothing of what came was at hand.</p>`
          : html`<details><summary>${bytes} bytes, as ${preview.kind === 'text' ? 'text' : 'hexadecimal'}</summary><pre tabindex="0">${preview.shown}</pre></details>`
      }
    </article>`;
  }
}
customElements.define('twinline-quarantine-list', QuarantineList);
