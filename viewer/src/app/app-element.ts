import { html, nothing } from 'lit';
import { formatAge, formatClock } from '../data/format.ts';
import { link, serverNow_ms, stale, view, watch, webglProblem } from './line-state.ts';
import { SignalElement } from './signal-element.ts';
import '../screens/detail-panel.ts';
import '../screens/kpi-strip.ts';
import '../screens/line-view.ts';
import '../screens/proposal-card.ts';
import '../screens/station-list.ts';
import '../screens/web-trend.ts';

/** The frame around the line overview: name, connection, banner, and the key M. */
class TwinlineApp extends SignalElement {
  readonly #onKey = (event: KeyboardEvent): void => {
    const typing =
      event.target instanceof Element && event.target.closest('input, select, textarea');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() !== 'm' || webglProblem.value !== null) return;
    view.value = view.value === '3d' ? 'mimic' : '3d';
  };

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#onKey);
  }

  override render() {
    const { line } = watch('line', 'connectors');
    const virtual = line?.virtual === true;
    return html`<div class="app ${virtual ? 'is-virtual' : ''}" data-stale=${stale.value ? 'true' : 'false'}>
      <header>
        <span class="product">Twinline</span>
        <h1>${line?.name ?? 'Pilot line'}</h1>
        ${line === null ? nothing : html`<span class="recipe">recipe ${line.recipe.name}${line.coil === null ? '' : `, coil ${line.coil}`}</span>`}
        ${virtual ? html`<strong class="virtual-word">VIRTUAL</strong>` : nothing}
        ${this.#live()}
      </header>
      ${this.#banner()}
      <main>
        <twinline-kpi-strip></twinline-kpi-strip>
        <section class="main-view" aria-label="Picture of the line">
          <twinline-line-view></twinline-line-view>
        </section>
        <section class="trend" aria-label="Trend along the web">
          <twinline-web-trend></twinline-web-trend>
        </section>
        <section class="details" aria-label="Details" tabindex="0">
          <h2>Details</h2>
          <twinline-detail-panel></twinline-detail-panel>
        </section>
        <aside aria-label="Proposal and stations">
          <section aria-label="Proposal"><h2>Advisor</h2><twinline-proposal-card></twinline-proposal-card></section>
          <section aria-label="Stations"><h2 id="stations" tabindex="-1">Stations</h2><twinline-station-list></twinline-station-list></section>
        </aside>
      </main>
    </div>`;
  }

  override updated(): void {
    const { line } = watch('line');
    if (line === null) return;
    document.title = `${line.virtual ? 'VIRTUAL ' : ''}${line.name} – Twinline`;
  }

  #live() {
    const { lastData_ms } = watch('tags', 'segments');
    const { kind } = link.value;
    const words = {
      connecting: 'CONNECTING',
      live: 'LIVE',
      disconnected: 'NOT CONNECTED',
      connector: 'STALE',
    };
    const age = lastData_ms === null ? 'no data yet' : formatAge(serverNow_ms.value - lastData_ms);
    return html`<span class="live live-${kind}" data-link=${kind}><b>${words[kind]}</b> data ${age}</span>`;
  }

  #banner() {
    const { kind, reason } = link.value;
    if (kind === 'live' || kind === 'connecting') return nothing;
    const last = formatClock(watch('tags').lastData_ms);
    return html`<div class="banner" role="alert">
      <b>Not connected, last data ${last}</b><span>${reason}. Values are old; Twinline keeps trying.</span>
    </div>`;
  }
}
customElements.define('twinline-app', TwinlineApp);
