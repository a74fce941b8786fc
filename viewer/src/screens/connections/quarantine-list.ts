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
/** Entries of a page, and the most that the API gives. */
const pageSize = 20;
const mostGiven = 100;

/** What could not be taken, with the reason and the beginning of what came. */
class QuarantineList extends SignalElement {
  static override properties = { connector: { state: true } };
  declare private connector: string;
  #wanted = pageSize;
  readonly #entries = new Polled((signal) => {
    const query = new URLSearchParams({ limit: String(this.#wanted) });
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
            : html`${this.#choice(value)} ${value.entries.map((entry) => this.#entry(entry))} ${this.#older(value)}`
      }
    </section>`;
  }

  /** More may be there where as many came as were asked for. */
  #older({ entries }: QuarantineAnswerDto) {
    if (entries.length < this.#wanted || this.#wanted >= mostGiven) return nothing;
    return html`<p><button type="button" name="olderEntries" @click=${this.#showOlder}>Show older</button></p>`;
  }

  readonly #showOlder = (): void => {
    this.#wanted = Math.min(mostGiven, this.#wanted + pageSize);
    this.#entries.refresh();
  };

  #choice({ connectors, entries }: QuarantineAnswerDto) {
    return html`<div class="tools"><label>Connector <select name="quarantined" @change=${({
      target,
    }: Event) => {
      this.connector = (target as HTMLSelectElement).value;
      this.#wanted = pageSize;
      this.#entries.refresh();
    }}>
      ${['', ...connectors].map((id) => html`<option value=${id} ?selected=${id === this.connector}>${id === '' ? 'all' : id}</option>`)}
    </select></label> the newest ${entries.length}</div>`;
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
