import { effect } from '@preact/signals-core';
import { html, nothing } from 'lit';
import { dark, select, selection, view, watch, webglProblem } from '../app/line-state.ts';
import { showScene } from '../app/probe.ts';
import { SignalElement } from '../app/signal-element.ts';
import type { LineScene, ScenePick } from '../scene/line-scene.ts';
import { rangeAroundBand } from '../scene/palette.ts';
import { indexAtCalenderExit } from './tile-values.ts';
import './line-mimic.ts';
import './colour-legend.ts';

/** Whether this browser gives a WebGL2 context at all; asked before the 3D code is loaded. */
function hasWebGl(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}

/** The picture of the line: the ribbon, or the flat mimic by choice or by need. */
class LineView extends SignalElement {
  static override properties = { paused: { state: true } };
  declare private paused: boolean;
  #scene: LineScene | null = null;
  #loading = false;
  #effects: (() => void)[] = [];

  constructor() {
    super();
    this.paused = false;
  }

  override render() {
    const { line } = watch('line');
    const flat = view.value === 'mimic' || webglProblem.value !== null;
    return html`<div class="view-tools">
        <button
          type="button"
          aria-pressed=${flat ? 'true' : 'false'}
          aria-keyshortcuts="M"
          ?disabled=${webglProblem.value !== null}
          @click=${() => {
            view.value = flat ? '3d' : 'mimic';
          }}
        >Flat mimic (M)</button>
        <button type="button" ?disabled=${flat} @click=${() => this.#scene?.fit()}>Whole line</button>
        <button type="button" ?disabled=${line === null} @click=${() => this.#selectAtExit()}>Select web at calender exit</button>
        ${webglProblem.value === null ? nothing : html`<p class="notice" role="status">${webglProblem.value}</p>`}
      </div>
      <div class="picture">
        <div class="scene" ?hidden=${flat}>
          <canvas role="img" aria-label=${this.#words()}></canvas>
          ${this.paused ? html`<p class="overlay" role="status">3D paused: the graphics context was lost. The flat mimic (M) still works.</p>` : nothing}
        </div>
        ${flat ? html`<twinline-line-mimic></twinline-line-mimic>` : nothing}
      </div>
      <twinline-colour-legend></twinline-colour-legend>`;
  }

  override updated(): void {
    const { line } = watch('line');
    if (line === null || view.value === 'mimic' || webglProblem.value !== null) return;
    if (this.#scene !== null || this.#loading) return;
    if (!hasWebGl()) {
      queueMicrotask(() => {
        webglProblem.value =
          'This browser offers no WebGL2, so the line is drawn flat. Everything else works the same.';
      });
      return;
    }
    this.#loading = true;
    import('../scene/line-scene.ts')
      .then(({ LineScene: Scene }) => this.#start(Scene))
      .catch(() => {
        webglProblem.value =
          'The 3D view could not be started, so the line is drawn flat. Everything else works the same.';
      });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#effects) stop();
    this.#effects = [];
    this.#scene?.dispose();
    this.#scene = null;
    this.#loading = false;
    showScene(null);
  }

  #start(Scene: typeof LineScene): void {
    const host = this.querySelector<HTMLElement>('.scene');
    const canvas = this.querySelector('canvas');
    const { line } = watch();
    if (host === null || canvas === null || line === null || !this.isConnected) return;
    const scene = new Scene({
      host,
      canvas,
      path: line.path,
      onPick: (pick) => this.#pick(pick),
      onContext: (lost) => {
        this.paused = lost;
      },
    });
    this.#scene = scene;
    showScene(scene);
    this.#effects = [
      effect(() => {
        const { history, coated_m, line: now } = watch('line', 'segments');
        if (now !== null)
          scene.showWeb(history, coated_m, rangeAroundBand(now.recipe.porosity_frac));
      }),
      effect(() => scene.showSelection(selection.value, watch('line').history)),
      effect(() => scene.showTheme(dark.value)),
    ];
  }

  #pick(pick: ScenePick): void {
    if (pick.kind === 'station') {
      select(pick);
      return;
    }
    const { history } = watch();
    const segment = history?.facts(pick.index)?.segment;
    if (history && segment !== undefined) {
      select({ kind: 'segment', coil: history.coil, segment, lane: pick.lane });
    }
  }

  #selectAtExit(): void {
    const { history, line } = watch();
    const calender = line?.path.stations.find(({ kind }) => kind === 'calender');
    if (history === null || calender === undefined) return;
    const index = indexAtCalenderExit(history, calender.position_m + calender.length_m);
    const segment = history.facts(index)?.segment;
    if (segment === undefined) return;
    select({ kind: 'segment', coil: history.coil, segment, lane: Math.ceil(history.lanes / 2) });
  }

  #words(): string {
    const { line } = watch('line');
    const stations = line?.path.stations.length ?? 0;
    return `Line in three dimensions: ${stations} stations and the web, coloured by porosity. The station list and the flat mimic hold the same.`;
  }
}
customElements.define('twinline-line-view', LineView);
