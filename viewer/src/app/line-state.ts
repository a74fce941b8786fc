import { computed, signal } from '@preact/signals-core';
import { LineStore, type StorePart } from '../data/line-store.ts';
import type { LinkState } from '../data/link-state.ts';
import type { QualityId } from '../data/qualities.ts';
import { parseSelection, type Selection, withSelection } from './selection.ts';

/** The data; views read it after one of the ticks below. */
export const store = new LineStore();

const ticks: Readonly<Record<StorePart, ReturnType<typeof signal<number>>>> = {
  line: signal(0),
  tags: signal(0),
  segments: signal(0),
  cells: signal(0),
  proposals: signal(0),
  connectors: signal(0),
};

/** Reads the store in a render and asks to be rendered again when one of the parts changes. */
export function watch(...parts: readonly StorePart[]): LineStore {
  for (const part of parts) ticks[part].value;
  return store;
}

/** Tells the views what changed; called once a frame. */
export function announceChanges(): void {
  for (const part of store.takeChanges()) ticks[part].value = (ticks[part].peek() ?? 0) + 1;
}

export const link = signal<LinkState>({ kind: 'connecting', reason: 'waiting for the server' });
/** Values must look old unless the whole way from the machine to here is live. */
export const stale = computed(() => link.value.kind !== 'live' && link.value.kind !== 'aside');
/** Time of the server now, moved on by the browser's clock once a second [ms since epoch]. */
export const serverNow_ms = signal(Number.NaN);
export const view = signal<'3d' | 'mimic'>('3d');
/** Why there is no 3D, for the person in front of it; null when there is. */
export const webglProblem = signal<string | null>(null);
export const trendQuality = signal<QualityId>('porosity');
export const dark = signal(false);

export const selection = signal<Selection | null>(readAddress());

function readAddress(): Selection | null {
  return parseSelection(new URLSearchParams(location.search).get('sel'));
}

/** Selects in all views and in the address; the back button goes to the selection before. */
export function select(chosen: Selection | null): void {
  selection.value = chosen;
  history.pushState(null, '', location.pathname + withSelection(location.search, chosen));
}

/** The page of the viewer: the line, or its connections. */
export type Screen = 'line' | 'connections';
export const screen = signal<Screen>(readScreen());

function readScreen(): Screen {
  const name = new URLSearchParams(location.search).get('screen');
  return name === 'connections' ? 'connections' : 'line';
}

/** Address of a page, with the selection as it stands. */
export function screenAddress(chosen: Screen): string {
  const query = new URLSearchParams(chosen === 'line' ? {} : { screen: chosen }).toString();
  const base = query === '' ? '' : `?${query}`;
  return location.pathname + withSelection(base, selection.value);
}

/** Goes to a page; the back button goes to the one before. */
export function showScreen(chosen: Screen): void {
  if (screen.peek() === chosen) return;
  history.pushState(null, '', screenAddress(chosen));
  screen.value = chosen;
}

addEventListener('popstate', () => {
  selection.value = readAddress();
  screen.value = readScreen();
});
