import type { LineScene } from '../scene/line-scene.ts';
import { selection, stale, store } from './line-state.ts';
import type { ViewerProbe } from './probe-contract.ts';
import { formatSelection } from './selection.ts';

let scene: LineScene | null = null;

/** Tells the probe which 3D view is on the screen. */
export function showScene(current: LineScene | null): void {
  scene = current;
}

const probe: ViewerProbe = {
  get frames() {
    return scene?.frames ?? 0;
  },
  get drawn() {
    if (scene === null) return null;
    const { calls, triangles } = scene.renderer.info.render;
    return { calls, triangles };
  },
  get selection() {
    const chosen = selection.peek();
    return chosen === null ? null : formatSelection(chosen);
  },
  get stale() {
    return stale.peek();
  },
  get segments() {
    return store.history?.size ?? 0;
  },
  distinctColours: () => scene?.distinctRibbonColours() ?? 0,
  projectSegment: (segment, lane) =>
    scene?.project(store.history?.indexOf(segment) ?? -1, lane) ?? null,
};

/** Puts the probe on the window. */
export function installProbe(): void {
  Object.defineProperty(globalThis, '__twinline', { value: Object.freeze(probe) });
}
