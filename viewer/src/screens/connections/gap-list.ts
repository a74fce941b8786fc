import { html, nothing } from 'lit';
import type { GapDto, GapsAnswerDto } from '../../../../twin/contract/connections.ts';
import { SignalElement } from '../../app/signal-element.ts';
import { formatTime } from '../../data/format.ts';
import { readJson } from '../../data/line-transport.ts';
import { Polled } from '../../data/polled.ts';

const interval_ms = 10_000;
/** Gaps of a page, and the most that the API gives. */
const pageSize = 50;
const mostGiven = 1000;

function lossWords({ lostSamples, lostMessages }: GapDto): string {
  if (lostSamples !== undefined) return `${lostSamples.toLocaleString('en-GB')} samples`;
  if (lostMessages !== undefined)
    return `at least ${lostMessages.toLocaleString('en-GB')} messages`;
  return 'not known';
}

/** The gaps of the last seven days, as the history tells them. */
class GapList extends SignalElement {
  #wanted = pageSize;
  readonly #gaps = new Polled(
    (signal) => readJson<GapsAnswerDto>(`/api/v1/gaps?from=-7d&limit=${this.#wanted}`, signal),
    interval_ms,
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.#gaps.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#gaps.stop();
  }

  override render() {
    const { value, problem } = this.#gaps.state;
    return html`<section class="card" aria-label="Gaps" data-gaps=${value?.total ?? ''}>
      <h3>Gaps of the last 7 days</h3>
      ${problem === null ? nothing : html`<p class="notice" role="status">The history could not be asked: ${problem}.</p>`}
      ${
        value === null
          ? html`<p class="empty" role="status">${problem === null ? 'Reading the gaps…' : 'Whether there are gaps is not known.'}</p>`
          : value.total === 0
            ? html`<p class="empty">None: nothing is known to be missing.</p>`
            : this.#table(value)
      }
    </section>`;
  }

  #table({ gaps, total }: GapsAnswerDto) {
    return html`${total > gaps.length ? html`<p class="facts">The newest ${gaps.length} of ${total}.</p>` : nothing}
      <div class="table-frame" tabindex="0" role="group" aria-label="Times of gaps, scrolls sideways"><table>
        <caption class="visually-hidden">Times of which something is missing</caption>
        <thead><tr>
          <th scope="col">Connector</th><th scope="col">From</th><th scope="col">To</th>
          <th scope="col">Missing</th><th scope="col">Why</th>
        </tr></thead>
        <tbody>${gaps.map(
          (gap) => html`<tr>
            <th scope="row">${gap.connector}<small class="wrapped">${gap.source}</small></th>
            <td>${formatTime(gap.from)}</td><td>${formatTime(gap.to)}</td>
            <td>${lossWords(gap)}</td><td class="wrapped">${gap.reason}</td>
          </tr>`,
        )}</tbody>
      </table></div>
      ${total > gaps.length && gaps.length < mostGiven ? html`<p><button type="button" name="olderGaps" @click=${this.#showOlder}>Show older</button></p>` : nothing}`;
  }

  readonly #showOlder = (): void => {
    this.#wanted = Math.min(mostGiven, this.#wanted + pageSize);
    this.#gaps.refresh();
  };
}
customElements.define('twinline-gap-list', GapList);
