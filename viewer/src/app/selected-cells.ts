import { effect, signal } from '@preact/signals-core';
import { readCells } from '../data/line-transport.ts';
import { WebCells, type WebCellsState, type WebRange } from '../data/web-cells.ts';
import { selection, watch } from './line-state.ts';

/** What is known of the cells of the selected web. */
export const selectedCells = signal<WebCellsState>({ kind: 'none' });

export const webCells = new WebCells(readCells, (state) => {
  selectedCells.value = state;
});

/** The metres whose cells are wanted: those of the selected segment, where the recipe makes cells. */
function wantedRange(): WebRange | null {
  const { line, history } = watch('line', 'segments');
  const chosen = selection.value;
  if (line === null || line.recipe.cell === null || chosen?.kind !== 'segment') return null;
  const facts = history?.coil === chosen.coil && history.facts(history.indexOf(chosen.segment));
  return facts ? { coil: chosen.coil, from_m: facts.from_m, to_m: facts.to_m } : null;
}

effect(() => webCells.ask(wantedRange()));
