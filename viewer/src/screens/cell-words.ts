import type { PlannedCellDto } from '../../../twin/contract/api.ts';
import { formatRate } from '../data/format.ts';
import type { Tile } from './tile.ts';

/** What ended a cell, for the person at the line; docs/errors.md has the codes. */
const causeWords: Readonly<Record<string, string>> = {
  CELL_ELECTROLYTE_DEPLETED: 'the electrolyte has no salt left somewhere',
  CELL_ELECTROLYTE_SATURATED: 'the electrolyte holds more salt at the metal than it dissolves',
  CELL_SURFACE_SATURATED: 'the surface of the particles is full of lithium',
  CELL_SURFACE_EMPTY: 'the surface of the particles has no lithium left',
  CELL_VOLTAGE_COLLAPSED: 'the voltage falls far below its cut-off',
  CELL_CONTROL_UNREACHABLE: 'the cell cannot carry the current',
  CELL_STEP_TOO_SMALL: 'the equations cannot be solved further',
  CELL_STEP_LIMIT: 'the calculation takes too many steps',
  CELL_CANCELLED: 'the calculation was cancelled',
};

/** What the model warns of, in a few words; docs/errors.md has the codes. */
const shortWarnings: Readonly<Record<string, string>> = {
  CELL_MATERIAL_STANDS_IN: 'another active material stands in',
  CELL_OUTSIDE_MEASURED_RANGE: 'beyond what its data cover',
  CELL_OUTSIDE_VOLTAGE_WINDOW: 'beyond the cut-off voltages',
  CELL_TOO_HOT: 'hotter than cells bear',
  CELL_LITHIUM_PLATING: 'lithium plates',
};

/** The metres of a cell. */
export function metreWords({ from_m, to_m }: Pick<PlannedCellDto, 'from_m' | 'to_m'>): string {
  return `${from_m.toFixed(2)} to ${to_m.toFixed(2)}`;
}

interface Failure {
  readonly cell: PlannedCellDto;
  readonly rate: PlannedCellDto['rates'][number];
}

/** Lanes in words, each once and in order. */
function laneWords(cells: readonly PlannedCellDto[]): string {
  const lanes = [...new Set(cells.map(({ lane }) => lane))].sort((a, b) => a - b);
  return `Lane${lanes.length === 1 ? '' : 's'} ${lanes.join(', ')}`;
}

function timeWords(times_s: readonly number[]): string {
  const first = Math.round(Math.min(...times_s));
  const last = Math.round(Math.max(...times_s));
  return first === last ? `after ${first} s` : `after ${first} to ${last} s`;
}

/** One sentence for all lanes that fail at the same metres and rate for the same cause: which, why and when. */
export function failureWords(cells: readonly PlannedCellDto[]): readonly string[] {
  const alike = new Map<string, Failure[]>();
  for (const cell of cells) {
    for (const rate of cell.rates) {
      if (rate.status !== 'failed') continue;
      const key = `${cell.cell} ${rate.rate_C} ${rate.cause?.code}`;
      alike.set(key, [...(alike.get(key) ?? []), { cell, rate }]);
    }
  }
  return [...alike.values()].map((failures) => {
    const { cell, rate } = failures[0]!;
    const lanes = laneWords(failures.map((failure) => failure.cell));
    const where = `${lanes}, metre ${metreWords(cell)}, at ${formatRate(rate.rate_C)}`;
    if (rate.cause === undefined) return `${where}: the cause is not told.`;
    const why = causeWords[rate.cause.code] ?? 'the cell cannot go on';
    const times_s = failures.flatMap((failure) => failure.rate.cause?.time_s ?? []);
    return `${where}: ${why}, ${timeWords(times_s)} (${rate.cause.code}).`;
  });
}

/** Warnings for a tile: the first in a few words with how many follow, and all of them; null where there are none. */
export function tileWarnings(warnings: PlannedCellDto['warnings']): Tile['warnings'] {
  const [first, ...others] = warnings;
  if (first === undefined) return null;
  const words = shortWarnings[first.code] ?? first.message;
  return {
    short: others.length === 0 ? words : `${words}, and ${others.length} more`,
    sentences: warnings.map(sentenceOf),
  };
}

function sentenceOf({ code, message }: PlannedCellDto['warnings'][number]): string {
  return `${message} (${code})`;
}

/** The warnings of some cells, each sentence once, with the lanes that it is said of. */
export function warningWords(cells: readonly PlannedCellDto[]): readonly string[] {
  const said = new Map<string, PlannedCellDto[]>();
  for (const cell of cells) {
    for (const warning of cell.warnings) {
      const sentence = sentenceOf(warning);
      said.set(sentence, [...(said.get(sentence) ?? []), cell]);
    }
  }
  return [...said].map(([sentence, of]) => `${laneWords(of)}: ${sentence}`);
}
