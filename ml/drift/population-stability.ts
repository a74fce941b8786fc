import { chiSquaredTail } from '../statistics/chi-squared.ts';

/** Bins of a distribution: a value's bin is the number of edges that it has passed. */
export interface Bins {
  /** Rising; a value that comes often has two edges, in front of it and behind. */
  readonly edges: readonly BinEdge[];
}

interface BinEdge {
  readonly value: number;
  /** Whether the value itself has passed. */
  readonly passed: boolean;
}

/** How far a distribution has moved. */
export interface StabilityIndex {
  /** Sum over the bins of (q - p) ln(q / p): below 0.1 is called stable, above 0.25 moved. */
  readonly index: number;
  /** Chance of one as large where nothing has moved. */
  readonly pValue: number;
  readonly bins: number;
}

/** Fewest values that a bin is to expect of the smaller sample, as for Pearson's test. */
const leastExpected = 5;
const mostBins = 10;

/**
 * Bins with about equal shares of the reference, at most ten and each with five values of the smaller sample to expect.
 * A value that fills a bin by itself gets one of its own, with what lies below and above it apart.
 * @param reference - sorted, without gaps, not empty
 * @param smaller - rows of the smaller of the two samples
 * @returns undefined where there are too few values for two bins
 */
export function binsOf(reference: Float64Array, smaller: number): Bins | undefined {
  const rows = reference.length;
  const wanted = Math.min(mostBins, Math.floor(Math.min(smaller, rows) / leastExpected));
  if (wanted < 2) return undefined;
  const share = rows / wanted;
  const edges: BinEdge[] = [];
  let inBin = 0;
  for (let i = 0, next = 0; i < rows; i = next) {
    const value = reference[i]!;
    next = i + 1;
    while (next < rows && reference[next] === value) next += 1;
    const often = next - i >= share && next - i > 1;
    // The rest in front of a common value is a bin, and so is the space below one that comes first.
    if (often && (inBin > 0 || edges.length === 0)) edges.push({ value, passed: true });
    inBin += next - i;
    const last = next === rows;
    if (often || (inBin >= share - 1e-9 && !last)) {
      edges.push({ value, passed: false });
      inBin = 0;
    }
  }
  return { edges };
}

/** How many values fall into each bin. */
export function binCounts({ edges }: Bins, values: Float64Array): Int32Array {
  const counts = new Int32Array(edges.length + 1);
  for (const value of values) {
    let bin = 0;
    while (bin < edges.length && hasPassed(value, edges[bin]!)) bin += 1;
    counts[bin] = counts[bin]! + 1;
  }
  return counts;
}

function hasPassed(value: number, edge: BinEdge): boolean {
  return edge.passed ? value >= edge.value : value > edge.value;
}

/**
 * Population stability index of a window against its reference. Half a value is added to each count, so that an empty
 * bin gives no infinite index; without a move the index is 1 / n + 1 / m times chi-squared of bins - 1.
 * @returns undefined where a sample is too small for two bins
 * @see Yurdakul2018, Statistical properties of population stability index, Western Michigan University, dissertation 3208, section 2;
 *   Jeffreys1946, Proc. R. Soc. A 186, 453-461 (the half value) (neither read)
 */
export function populationStability(
  reference: Float64Array,
  window: Float64Array,
): StabilityIndex | undefined {
  const bins = binsOf(reference, Math.min(reference.length, window.length));
  if (bins === undefined) return undefined;
  const expected = binCounts(bins, reference);
  const found = binCounts(bins, window);
  const count = expected.length;
  let index = 0;
  for (let bin = 0; bin < count; bin++) {
    const p = (expected[bin]! + 0.5) / (reference.length + 0.5 * count);
    const q = (found[bin]! + 0.5) / (window.length + 0.5 * count);
    index += (q - p) * Math.log(q / p);
  }
  const scale = 1 / reference.length + 1 / window.length;
  return { index, pValue: chiSquaredTail(index / scale, count - 1), bins: count };
}
