import { html, nothing } from 'lit';
import { dark, trendQuality, watch } from '../app/line-state.ts';
import { SignalElement } from '../app/signal-element.ts';
import type { TrendChart } from '../charts/trend-chart.ts';
import { trendCsv, trendSeries } from '../charts/trend-series.ts';
import { formatNumber } from '../data/format.ts';
import { type Quality, type QualityId, qualities, qualityList } from '../data/qualities.ts';

/** Segments of the trend: 50 m of web at 0.25 m. */
const shownSegments = 200;
/** Rows of the table, newest first. */
const shownRows = 40;

/** Prediction against what the gauges later said, along the web. */
class WebTrend extends SignalElement {
  static override properties = { asTable: { state: true }, said: { state: true } };
  declare private asTable: boolean;
  declare private said: string;
  #chart: TrendChart | null = null;
  #chartOf = '';

  constructor() {
    super();
    this.asTable = false;
    this.said = '';
  }

  override render() {
    const store = watch('line', 'segments');
    const quality = qualities[trendQuality.value];
    const series = trendSeries(store.history, quality, shownSegments);
    const empty = series.metre.length === 0;
    return html`<div class="trend-head">
        <h2 id="trend-title">
          ${quality.label} along the web <small>${quality.unit}, mean of lanes</small>
        </h2>
        <ul class="keys" aria-label="Lines of the chart">
          <li><i class="key key-predicted"></i>predicted</li>
          <li>
            <i class="key key-gauge"></i>${quality.gaugeOrigin}${
              quality.gaugeStandardError === null ? '' : ' ± standard error'
            }
          </li>
          <li><i class="key key-band"></i>band and target</li>
        </ul>
        <div class="tools">
          <label>Show
            <select @change=${(event: Event) => this.#choose(event)}>
              ${qualityList.map(({ id, label }) => html`<option value=${id} ?selected=${id === quality.id}>${label}</option>`)}
            </select>
          </label>
          <button type="button" aria-pressed=${this.asTable ? 'true' : 'false'} @click=${() => this.#toggle()}>Show as table</button>
          <button type="button" ?disabled=${empty} @click=${() => this.#copy(quality)}>Copy CSV</button>
          <button type="button" ?disabled=${empty} @click=${() => this.#download(quality)}>Download CSV</button>
          <span role="status">${this.said}</span>
        </div>
      </div>
      ${
        store.historyProblem === null
          ? nothing
          : html`<p class="flag">Earlier metres could not be read: ${store.historyProblem}</p>`
      }
      ${
        this.asTable
          ? this.#table(quality)
          : html`<div class="chart-frame">
        <div class="chart" role="img" aria-label=${this.#summary(quality)}></div>
        ${empty ? html`<p class="empty over">No web yet: the first metres appear when the coater runs.</p>` : nothing}
      </div>`
      }`;
  }

  override updated(): void {
    const store = watch('line', 'segments');
    const quality = qualities[trendQuality.value];
    const host = this.querySelector<HTMLElement>('.chart');
    const of = `${quality.id} ${dark.value} ${store.line?.recipe.name}`;
    if (host === null || store.line === null || of !== this.#chartOf) this.#drop();
    if (host === null || store.line === null) return;
    const band = quality.band(store.line.recipe);
    if (this.#chart === null) {
      this.#chartOf = of;
      import('../charts/trend-chart.ts')
        .then(({ TrendChart: Chart }) => {
          if (this.#chart !== null || !host.isConnected || this.#chartOf !== of) return;
          this.#chart = new Chart(host, quality, band);
          this.requestUpdate();
        })
        .catch(() => {
          this.said = 'The chart could not be loaded; the table still works.';
        });
      return;
    }
    this.#chart.show(trendSeries(store.history, quality, shownSegments));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drop();
  }

  #drop(): void {
    this.#chart?.dispose();
    this.#chart = null;
    this.#chartOf = '';
  }

  #choose(event: Event): void {
    trendQuality.value = (event.target as HTMLSelectElement).value as QualityId;
  }

  #toggle(): void {
    this.asTable = !this.asTable;
  }

  #summary(quality: Quality): string {
    const series = trendSeries(watch('segments').history, quality, shownSegments);
    const last = (values: readonly (number | null)[]): string =>
      formatNumber(values.findLast((value) => value !== null) ?? Number.NaN, quality.decimals);
    return (
      `${quality.label} along the web, ${series.metre.length} segments. Newest predicted ${last(series.predicted)}, ` +
      `newest ${quality.gaugeOrigin} ${last(series.gauge)} ${quality.unit}. The table has the numbers.`
    );
  }

  #table(quality: Quality) {
    const series = trendSeries(watch('segments').history, quality, shownSegments);
    const rows = series.metre
      .map((metre, i) => ({ metre, i }))
      .reverse()
      .slice(0, shownRows);
    const print = (value: number | null | undefined): string =>
      formatNumber(value ?? Number.NaN, quality.decimals + 1);
    return html`<div class="table-frame" tabindex="0" role="region" aria-labelledby="trend-title">
      <table>
        <caption class="visually-hidden">Newest ${rows.length} segments, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Metre</th><th scope="col">Predicted ${quality.unit}</th>
            <th scope="col">${quality.gaugeOrigin} ${quality.unit}</th><th scope="col">Standard error</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ metre, i }) => html`<tr>
              <th scope="row">${metre.toFixed(3)}</th>
              <td class="number">${print(series.predicted[i])}</td>
              <td class="number">${print(series.gauge[i])}</td>
              <td class="number">${print(series.gaugeStandardError[i])}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #csv(quality: Quality): string {
    const { history, line } = watch('segments');
    return trendCsv(trendSeries(history, quality, shownSegments), quality, line?.virtual ?? false);
  }

  #copy(quality: Quality): void {
    const done = (said: string) => () => {
      this.said = said;
    };
    // Only a page served over TLS or from this machine has a clipboard.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard === undefined) done('The browser refused the clipboard; use Download CSV.')();
    else
      clipboard
        .writeText(this.#csv(quality))
        .then(done('Copied.'), done('The browser refused the clipboard; use Download CSV.'));
  }

  #download(quality: Quality): void {
    const virtual = watch('line').line?.virtual === true ? '-virtual' : '';
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([this.#csv(quality)], { type: 'text/csv' }));
    link.download = `twinline-${quality.id}${virtual}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
customElements.define('twinline-web-trend', WebTrend);
