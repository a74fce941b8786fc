import { type Rng, randomStreams } from '../../physics/core/random.ts';
import {
  type Descent,
  type DescentEnd,
  type DescentLimits,
  limitedMemoryBfgs,
} from '../optimise/limited-memory-bfgs.ts';
import {
  beliefCurvature,
  type LogParameters,
  negativeLogPosterior,
  type ScaledRows,
} from './marginal-likelihood.ts';
import { curvatureAt, whitenedSearch } from './whitened-search.ts';

/** How the parameters of a Gaussian process are looked for. */
export interface SearchOptions {
  /** Starts of the search; the first two are fixed, the others drawn. */
  readonly starts: number;
  /** Most steps from each start, and with each number of rows. */
  readonly iterations: number;
  /** Rows among which the starts are tried out. */
  readonly searchRows: number;
  /** Most rows that the best goes on with. */
  readonly refinedRows: number;
}

export const defaultSearchOptions: SearchOptions = {
  starts: 4,
  iterations: 80,
  searchRows: 120,
  refinedRows: Number.POSITIVE_INFINITY,
};

/** Where a search ended. */
export interface FoundParameters {
  readonly log: LogParameters;
  /** Negative logarithm of the posterior of the rows that it ended with. */
  readonly value: number;
  /** How often the posterior was evaluated, by the number of rows that it saw, rising. */
  readonly evaluations: readonly { readonly rows: number; readonly count: number }[];
}

/** Steps after which the better half of the starts goes on. */
const firstSteps = 12;
/** Ends that go on to more rows. */
const mostEnds = 2;
/** Ends nearer to each other than this, in each logarithm, are one. */
const sameEnd = 0.05;
/** By what the rows grow from stage to stage. */
const growth = 3;
/** A stage with all rows at once is better than one that falls short of them by less than this factor. */
const nearlyAll = 1.3;
/** A step that promises to better the logarithm of the posterior by less than this ends the search. */
const leastGain = 1e-4;
/** Most that one step may change a logarithm. */
const longestStep = 1.5;

/**
 * Parameters of the largest posterior. All starts are tried on few rows and the worse half given up early; what is left
 * goes on with three times the rows, and so on up to all. A stage starts where the one before ended and takes its second
 * derivatives, times the growth of the rows, so that the costly evaluations of all rows are some ten.
 * @param onStart - called behind each start; where it returns false, the search goes on with the best so far
 * @see Jamieson2016, AISTATS, PMLR 51, 240-248, arXiv:1502.07943 (successive halving; abstract read)
 */
export function searchParameters(
  all: ScaledRows,
  { starts, iterations, searchRows, refinedRows }: SearchOptions,
  seed: number,
  onStart: (starts: number) => boolean = () => true,
): FoundParameters {
  const streams = randomStreams(seed);
  const shuffled = shuffledRows(all, streams.stream('gaussian-process/rows'));
  const rng = streams.stream('gaussian-process/starts');
  const limits = { iterations, leastGain, longestStep };
  const evaluations: { rows: number; count: number }[] = [];

  let rows = Math.min(all.rows, searchRows, refinedRows);
  let posterior = counted(firstRows(all, shuffled, rows), evaluations);
  let ends = triedStarts(posterior, starts, all.width, rng, limits, onStart);
  const most = Math.min(all.rows, refinedRows);
  while (rows < most) {
    const more = growth * rows * nearlyAll < most ? growth * rows : most;
    const curvatures = ends.map(({ at }) => grownCurvature(posterior, at, more / rows));
    posterior = counted(firstRows(all, shuffled, more), evaluations);
    const grown = ends.map(({ at }, i) => whitenedSearch(posterior, at, curvatures[i]!, limits));
    // Only one end is worth the time of all rows.
    ends = differentEnds(grown).slice(0, growth * more * nearlyAll < most ? mostEnds : 1);
    rows = more;
  }
  const { at, value } = ends[0]!;
  return { log: at, value, evaluations };
}

/** The posterior of some rows, whose evaluations are counted. */
function counted(rows: ScaledRows, evaluations: { rows: number; count: number }[]): Descent {
  const entry = { rows: rows.rows, count: 0 };
  evaluations.push(entry);
  const posterior = negativeLogPosterior(rows);
  return (at, gradient) => {
    entry.count += 1;
    return posterior(at, gradient);
  };
}

/** The best ends of the starts, of which the worse half was given up early; the best comes first. */
function triedStarts(
  posterior: Descent,
  starts: number,
  width: number,
  rng: Rng,
  limits: DescentLimits,
  onStart: (starts: number) => boolean,
): readonly DescentEnd[] {
  const begun: DescentEnd[] = [];
  const first = { ...limits, iterations: Math.min(firstSteps, limits.iterations) };
  for (let start = 0; start < starts; start++) {
    begun.push(limitedMemoryBfgs(posterior, startOf(start, width, rng), first));
    if (!onStart(start + 1)) break;
  }
  const rest = { ...limits, iterations: limits.iterations - first.iterations };
  const ends = byValue(begun)
    .slice(0, Math.ceil(begun.length / 2))
    .map((end) => limitedMemoryBfgs(posterior, end.at, rest, end.curvature));
  return differentEnds(ends).slice(0, mostEnds);
}

function byValue(ends: readonly DescentEnd[]): DescentEnd[] {
  return [...ends].sort((a, b) => a.value - b.value);
}

/** Ends by rising value, without those that are a better one again. */
function differentEnds(ends: readonly DescentEnd[]): DescentEnd[] {
  const different: DescentEnd[] = [];
  for (const end of byValue(ends)) {
    const isNew = different.every(({ at }) =>
      at.some((value, i) => Math.abs(value - end.at[i]!) > sameEnd),
    );
    if (isNew) different.push(end);
  }
  return different;
}

/** Second derivatives for `factor` times as many rows: what the rows tell grows with them, what is believed does not. */
function grownCurvature(posterior: Descent, at: LogParameters, factor: number): Float64Array {
  const n = at.length;
  const curvature = curvatureAt(posterior, at);
  const believed = beliefCurvature(n - 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const ofBelief = i === j ? believed[i]! : 0;
      const at = i * n + j;
      curvature[at] = factor * (curvature[at]! - ofBelief) + ofBelief;
    }
  }
  return curvature;
}

/** Wide and smooth with little noise, then narrower with more, then drawn about these. */
function startOf(start: number, width: number, rng: Rng): LogParameters {
  const [length, signal, noise] = start === 0 ? [1, 0, -2] : [0.3, 0, -1];
  const log = new Float64Array(width + 2).fill(length);
  log[width] = signal;
  log[width + 1] = noise;
  return start < 2 ? log : log.map((value) => value + rng.normal());
}

function shuffledRows({ rows }: ScaledRows, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  for (let i = 0; i < rows - 1; i++) {
    const other = i + Math.floor(rng.uniform() * (rows - i));
    const row = order[other]!;
    order[other] = order[i]!;
    order[i] = row;
  }
  return order;
}

/** The first rows of an order; all as they are where it is all of them. */
function firstRows(all: ScaledRows, order: Int32Array, rows: number): ScaledRows {
  if (rows === all.rows) return all;
  const { width } = all;
  const values = new Float64Array(rows * width);
  const target = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = order[i]!;
    values.set(all.values.subarray(row * width, (row + 1) * width), i * width);
    target[i] = all.target[row]!;
  }
  return { rows, width, values, target };
}
