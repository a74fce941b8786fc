import type { CellRowDto, LineDto, StatDto } from '../../../twin/contract/api.ts';
import { decimalsFor, formatNumber, formatRate, noValue } from '../data/format.ts';
import type { LineStore } from '../data/line-store.ts';
import { tileWarnings } from './cell-words.ts';
import type { Tile } from './tile.ts';

const shownDigits = 3;

type RowRate = CellRowDto['rates'][number];

function printMean(stat: StatDto | null): string {
  return stat === null ? noValue : formatNumber(stat.mean, decimalsFor(stat.mean, shownDigits));
}

function rangeWords(stat: StatDto | null): string {
  if (stat === null) return 'no lane has a value';
  const decimals = decimalsFor(stat.mean, shownDigits);
  return `lanes ${formatNumber(stat.min, decimals)} to ${formatNumber(stat.max, decimals)}`;
}

function tileOf(
  row: CellRowDto,
  shown: Pick<Tile, 'id' | 'label' | 'unit'> & {
    stat: StatDto | null;
    notes: readonly string[];
    warnings?: Tile['warnings'];
  },
): Tile {
  const { stat, notes, warnings = null, ...names } = shown;
  return {
    ...names,
    value: printMean(stat),
    origin: row.origin,
    interval: rangeWords(stat),
    time_ms: Date.parse(row.restsOn),
    note: [...notes, `metre\u00a0${row.from_m.toFixed(1)}`].join('; '),
    gauge: null,
    bands: null,
    warnings,
    flag: row.failed === 0 ? null : `${row.failed} of ${row.cells} failed`,
  };
}

/** The values at the higher rates, in words. */
function fasterRates(rates: readonly RowRate[], statOf: (rate: RowRate) => StatDto | null): string {
  return rates
    .map((rate) => `${formatRate(rate.rate_C)}\u00a0${printMean(statOf(rate))}`)
    .join(', ');
}

function rowTiles(row: CellRowDto, recipe: NonNullable<LineDto['recipe']['cell']>): Tile[] {
  const rates = row.rates.toSorted((a, b) => a.rate_C - b.rate_C);
  const [slowest, ...faster] = rates;
  const slowestWords = slowest === undefined ? '' : formatRate(slowest.rate_C);
  const fastestWords = formatRate(rates.at(-1)?.rate_C ?? Number.NaN);
  const capacity = slowest?.capacity_Ah ?? null;
  const share =
    capacity === null
      ? []
      : [`${formatNumber((100 * capacity.mean) / recipe.nominalCapacity_Ah, 0)}\u00a0% of nominal`];
  return [
    tileOf(row, {
      id: 'cellCapacity',
      label: `Cell capacity at ${slowestWords}`,
      unit: 'Ah',
      stat: capacity,
      notes: [fasterRates(faster, (rate) => rate.capacity_Ah), ...share],
      warnings: tileWarnings(row.warnings),
    }),
    tileOf(row, {
      id: 'cellEnergy',
      label: `Cell energy at ${slowestWords}`,
      unit: 'Wh',
      stat: slowest?.energy_Wh ?? null,
      notes: [fasterRates(faster, (rate) => rate.energy_Wh)],
    }),
    tileOf(row, {
      id: 'cellResistance',
      label: 'Cell resistance',
      unit: 'mΩ',
      stat: row.resistance_mohm,
      notes: [`between ${slowestWords} and ${fastestWords}`],
    }),
  ];
}

/** The tiles of the cells that the web at the exit of the calender becomes; none where the recipe makes no cells. */
export function cellTiles({ line, cells, cellsWithheld }: LineStore): readonly Tile[] {
  const recipe = line?.recipe.cell ?? null;
  if (recipe === null) return [];
  if (cells !== null) return rowTiles(cells, recipe);
  return [
    {
      id: 'cells',
      label: 'Cell capacity, energy and resistance',
      value: noValue,
      unit: '',
      origin: null,
      interval: null,
      time_ms: Number.NaN,
      note: `No cells yet: ${cellsWithheld ?? 'the first are being calculated'}.`,
      gauge: null,
      bands: null,
      warnings: null,
      flag: null,
    },
  ];
}
