import { html, nothing } from 'lit';
import type { TagDto } from '../../../../twin/contract/api.ts';
import { serverNow_ms } from '../../app/line-state.ts';
import { SignalElement } from '../../app/signal-element.ts';
import { formatAge, formatTagValue, formatTime } from '../../data/format.ts';
import { readJson } from '../../data/line-transport.ts';
import { Polled } from '../../data/polled.ts';
import { stateBadge } from './state-badge.ts';

const interval_ms = 2_000;
const rowsOfPage = 50;
/** Time after the last key before the words are asked for. */
const typing_ms = 250;

const choices = ['', 'live', 'backfilling', 'waiting', 'stale', 'bad', 'refused'] as const;

/** The tags by state and words, a page at a time: the server filters, so that thousands cost no more than fifty. */
class TagTable extends SignalElement {
  static override properties = { from: { state: true }, chosen: { state: true } };
  declare private from: number;
  declare private chosen: string;
  #words = '';
  #typing: ReturnType<typeof setTimeout> | undefined;
  readonly #page = new Polled(
    (signal) =>
      readJson<{ tags: TagDto[]; total: number }>(`/api/v1/tags?${this.#query()}`, signal),
    interval_ms,
  );

  constructor() {
    super();
    this.from = 0;
    this.chosen = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#page.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
    this.#page.stop();
  }

  override render() {
    const { value, problem } = this.#page.state;
    return html`<section class="card" aria-label="Tags" data-tags=${value?.total ?? ''}>
      <h3>Tags</h3>
      <div class="tools">
        <label>Words <input type="search" name="words" @input=${(event: InputEvent) => this.#type(event)} /></label>
        <label>State <select name="state" @change=${(event: Event) => this.#choose(event)}>
          ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === this.chosen}>${choice === '' ? 'any' : choice}</option>`)}
        </select></label>
        ${value === null ? nothing : this.#pager(value.total)}
      </div>
      ${problem === null ? nothing : html`<p class="notice" role="status">The tags could not be read: ${problem}.</p>`}
      ${
        value === null
          ? html`<p class="empty" role="status">Reading the tags…</p>`
          : value.tags.length === 0
            ? html`<p class="empty">No tag is like that.</p>`
            : this.#table(value.tags)
      }
    </section>`;
  }

  #pager(total: number) {
    const last = Math.min(total, this.from + rowsOfPage);
    return html`<span role="status" class="pager-words">${total === 0 ? 'no tags' : `${this.from + 1} to ${last} of ${total}`}</span>
      <button type="button" ?disabled=${this.from === 0} @click=${() => this.#go(this.from - rowsOfPage)}>Earlier</button>
      <button type="button" ?disabled=${last >= total} @click=${() => this.#go(this.from + rowsOfPage)}>Later</button>`;
  }

  #table(tags: readonly TagDto[]) {
    return html`<div class="table-frame" tabindex="0" role="group" aria-label="Tags, scrolls sideways"><table class="tag-rows">
      <caption class="visually-hidden">Tags with state and latest value</caption>
      <thead><tr>
        <th scope="col">Tag</th><th scope="col">State</th><th scope="col" class="number">Value</th>
        <th scope="col">Last value</th><th scope="col">Connector</th>
      </tr></thead>
      <tbody>${tags.map((tag) => this.#row(tag))}</tbody>
    </table></div>`;
  }

  #row(tag: TagDto) {
    const { receivedTimestamp } = tag;
    const age = formatAge(serverNow_ms.value - Date.parse(receivedTimestamp ?? ''));
    return html`<tr data-tag=${tag.tag}>
      <th scope="row" class="wrapped">${tag.tag}<small>${tag.description}</small></th>
      <td>${stateBadge(tag.state)}${tag.reason === undefined ? nothing : html`<small class="wrapped">${tag.reason}</small>`}</td>
      <td class="value number" data-stale=${tag.stale ? 'true' : 'false'}><b>${formatTagValue(tag)}</b> ${tag.unitLabel}</td>
      <td title=${formatTime(tag.sourceTimestamp)}>${receivedTimestamp === null ? 'never' : age}</td>
      <td>${tag.connector ?? 'none'}</td>
    </tr>`;
  }

  #query(): string {
    const query = new URLSearchParams({ offset: String(this.from), limit: String(rowsOfPage) });
    if (this.chosen !== '') query.set('state', this.chosen);
    if (this.#words.trim() !== '') query.set('search', this.#words.trim().slice(0, 200));
    return query.toString();
  }

  #go(from: number): void {
    this.from = Math.max(0, from);
    this.#page.refresh();
  }

  #choose({ target }: Event): void {
    this.chosen = (target as HTMLSelectElement).value;
    this.#go(0);
  }

  #type({ target }: InputEvent): void {
    this.#words = (target as HTMLInputElement).value;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#go(0), typing_ms);
  }
}
customElements.define('twinline-tag-table', TagTable);
