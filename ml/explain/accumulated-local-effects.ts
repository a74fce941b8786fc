import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';
import { ask, type BatchFunction, placeOf, rowMajor } from './batch-function.ts';

/** What one column does to a model, added up from small steps that the rows themselves could make. */
export interface AccumulatedLocalEffects {
  readonly column: string;
  /** Edges of the bins, rising. */
  readonly at: Float64Array;
  /** Effect at each edge, in the unit of the target; the mean over the rows is 0. */
  readonly effect: Float64Array;
  /** Rows of each bin, one less than edges. */
  readonly rows: Int32Array;
}

/**
 * Accumulated local effects of first order. In each bin of a column the model is asked at both edges for the rows of the
 * bin only, so that it never is far from rows that exist, and the mean differences are added up. Rows without a value in
 * the column are left out.
 * @param bins - at most so many, each with about as many rows; fewer where values repeat
 * @throws MlError ML_TABLE_INVALID for an unknown column (data: column, allowed); ML_OPTION_OUT_OF_RANGE for `bins`;
 *   ML_CONSTANT where the column has fewer than two values (data: column); ML_NOT_FINITE where the model says no number
 * @see Apley2020, J. R. Stat. Soc. B 82, 1059-1086, eqs. 15 and 16, doi:10.1111/rssb.12377; the mean is taken of the line
 *   through the edges, half of each bin's ends, as its authors' program does (not read)
 */
export function accumulatedLocalEffects(
  model: BatchFunction,
  table: FeatureTable,
  column: string,
  bins: number,
): AccumulatedLocalEffects {
  const place = placeOf(table, column);
  if (!Number.isInteger(bins) || bins < 1) {
    const message = `bins: found ${bins}, allowed is a whole number, 1 or more`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'bins', found: bins });
  }
  const values = table.columns[place]!;
  const present = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
  const edges = binEdges(values, present, bins, column);
  const bin = present.map((row) => binOf(edges, values[row]!));
  const [low, high] = [0, 1].map((side) =>
    askAtEdges(model, table, place, present, (i) => edges[bin[i]! + side]!),
  ) as [Float64Array, Float64Array];
  const rows = new Int32Array(edges.length - 1);
  const step = new Float64Array(edges.length - 1);
  for (const [i, k] of bin.entries()) {
    rows[k] = rows[k]! + 1;
    step[k] = step[k]! + (high[i]! - low[i]!);
  }
  const effect = new Float64Array(edges.length);
  let mean = 0;
  for (let k = 0; k < rows.length; k++) {
    effect[k + 1] = effect[k]! + step[k]! / rows[k]!;
    mean += (rows[k]! * 0.5 * (effect[k]! + effect[k + 1]!)) / present.length;
  }
  return { column, at: edges, effect: effect.map((value) => value - mean), rows };
}

/** Rising edges, of values that exist, so that no bin is without a row. */
function binEdges(
  values: Float64Array,
  present: Int32Array,
  bins: number,
  column: string,
): Float64Array {
  const sorted = Float64Array.from(present, (row) => values[row]!).sort();
  const edges = new Set<number>();
  for (let k = 0; k <= bins && sorted.length > 0; k++) {
    const between = quantileOfSorted(sorted, k / bins);
    edges.add(sorted[firstNotBelow(sorted, between)]!);
  }
  if (edges.size < 2) {
    const message = `column '${column}' has one value only; effects need two or more`;
    throw new MlError('ML_CONSTANT', message, { column });
  }
  return Float64Array.from(edges);
}

/** The bin that holds a value: its upper edge belongs to it, the lowest edge to the first. */
function binOf(edges: Float64Array, value: number): number {
  return Math.max(0, firstNotBelow(edges, value) - 1);
}

/** First place of rising numbers that is not below a value; the last where all are. */
function firstNotBelow(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What the model says of rows with a column set to an edge of each row's bin. */
function askAtEdges(
  model: BatchFunction,
  table: FeatureTable,
  place: number,
  present: Int32Array,
  edge: (i: number) => number,
): Float64Array {
  const width = table.columns.length;
  const all = rowMajor(table);
  const rows = new Float64Array(present.length * width);
  for (const [i, row] of present.entries()) {
    rows.set(all.subarray(row * width, (row + 1) * width), i * width);
    rows[i * width + place] = edge(i);
  }
  return ask(model, rows, new Float64Array(present.length));
}
