import { html, nothing } from 'lit';
import { formatAge, formatClock } from '../data/format.ts';
import { historianBanner } from '../screens/historian-banner.ts';
import {
  link,
  type Screen,
  screen,
  screenAddress,
  serverNow_ms,
  showScreen,
  stale,
  view,
  watch,
  webglProblem,
} from './line-state.ts';
import { SignalElement } from './signal-element.ts';
import '../screens/detail-panel.ts';
import '../screens/kpi-strip.ts';
import '../screens/line-view.ts';
import '../screens/proposal-card.ts';
import '../screens/station-list.ts';
import '../screens/web-trend.ts';

/** The frame around the pages: name, way between them, connection, banners, and the keys M and C. */
class TwinlineApp extends SignalElement {
  static override properties = { pageProblem: { state: true } };
  declare private pageProblem: string | null;
  readonly #onKey = (event: KeyboardEvent): void => {
    const typing =
      event.target instanceof Element && event.target.closest('input, select, textarea');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === 'c') {
      showScreen(screen.value === 'line' ? 'connections' : 'line');
      return;
    }
    if (screen.value !== 'line') return;
    if (event.key.toLowerCase() !== 'm' || webglProblem.value !== null) return;
    view.value = view.value === '3d' ? 'mimic' : '3d';
  };

  constructor() {
    super();
    this.pageProblem = null;
  }

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
        ${this.#pages()}
        ${this.#live()}
      </header>
      ${this.#banner()} ${historianBanner(watch('connectors'))}
      ${screen.value === 'line' ? this.#line() : this.#connections()}
    </div>`;
  }

  #line() {
    return html`<main>
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
      </main>`;
  }

  /** Loaded when it is opened first. */
  #connections() {
    import('../screens/connections/connections-page.ts').catch(() => {
      this.pageProblem = 'This page could not be loaded. Load the viewer again.';
    });
    return html`<main class="one-page">
      ${
        this.pageProblem === null
          ? html`<twinline-connections-page></twinline-connections-page>`
          : html`<p class="notice" role="alert">${this.pageProblem}</p>`
      }
    </main>`;
  }

  #pages() {
    const ill = watch('connectors').connectors.filter(({ state }) => state !== 'live').length;
    const page = (name: Screen, words: string) => html`<a
      href=${screenAddress(name)}
      data-page=${name}
      aria-current=${screen.value === name ? 'page' : nothing}
      @click=${(event: MouseEvent) => {
        // A new tab or window is the browser's to open.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        showScreen(name);
      }}
    >${words}</a>`;
    return html`<nav aria-label="Pages" aria-keyshortcuts="C">
      ${page('line', 'Line')}
      ${page('connections', ill === 0 ? 'Connections (C)' : `Connections (C): ${ill} not live`)}
    </nav>`;
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
      aside: 'LIVE',
    };
    const age = lastData_ms === null ? 'no data yet' : formatAge(serverNow_ms.value - lastData_ms);
    return html`<span class="live live-${kind}" data-link=${kind}><b>${words[kind]}</b> data ${age}</span>`;
  }

  #banner() {
    const { kind, reason } = link.value;
    if (kind === 'live' || kind === 'connecting') return nothing;
    if (kind === 'aside') {
      return html`<div class="banner banner-aside" role="status" data-banner="aside">
        <b>A connector is not live</b><span>${reason}. It feeds no station of this line, whose values are live.</span>
      </div>`;
    }
    const last = formatClock(watch('tags').lastData_ms);
    return html`<div class="banner" role="alert">
      <b>Not connected, last data ${last}</b><span>${reason}. Values are old; Twinline keeps trying.</span>
    </div>`;
  }
}
customElements.define('twinline-app', TwinlineApp);
