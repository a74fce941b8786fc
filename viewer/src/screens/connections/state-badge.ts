import { html } from 'lit';

/** A sign beside the word, so that colour is never the only difference. */
const signs: Readonly<Record<string, string>> = {
  live: '●',
  ok: '●',
  backfilling: '◐',
  connecting: '◌',
  waiting: '◌',
  done: '✓',
  stopped: '■',
  stale: '▲',
  degraded: '▲',
  full: '✕',
  bad: '✕',
  failed: '✕',
  refused: '⊘',
};

/** A state as sign and word. */
export function stateBadge(state: string) {
  return html`<span class="state state-${state}" data-state=${state}><span aria-hidden="true">${signs[state] ?? '?'}</span> ${state}</span>`;
}
