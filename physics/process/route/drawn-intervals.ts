import { PhysicsError } from '../../core/errors.ts';
import { type Rng, randomStreams } from '../../core/random.ts';
import { normalQuantile } from '../../numerics/normal-tail.ts';
import type { UncertainRoute } from './propagate.ts';
import { checkSettings, runSteps, type WebBehind } from './route.ts';
import { drawnSources, type KnownCovariance, type Source } from './sources.ts';
import type { ElectrodeLine, ProcessStep, Values } from './step.ts';

/** How a variable is spread over draws of all that is not known, in its unit. */
export interface DrawnSpread {
  readonly lower90: number;
  readonly upper90: number;
  readonly sd: number;
}

/** A route at draws of its sources. */
export interface DrawnRoute {
  /** Draws at which every law had a value; the spreads are theirs. */
  readonly draws: number;
  /** Draws at which a law had none. */
  readonly refused: number;
  /** By step in the order of the route, by key of what it makes or carries; empty where nothing could be drawn. */
  readonly behind: readonly Readonly<Record<string, DrawnSpread>>[];
}

/** Shares of the draws below the two ends of an interval that holds 90 %. */
const [below, above] = [0.05, 0.95];

/**
 * Runs a route at draws of its sources, each in its own spread (`drawnSources`), those of a known covariance together, as a Latin
 * hypercube: of each source there is one draw in each of as many parts of equal probability as there are draws. It says what no derivative at one point can: that a law which is flat here is steep where a few constants are off together.
 * @param settings - those of `uncertain`, SI
 * @param draws - >= 2
 * @param seed - the same seed gives the same draws
 * @throws PhysicsError as `checkSettings`
 * @see JCGM 101:2008, Propagation of distributions using a Monte Carlo method; McKay, Beckman, Conover 1979, Technometrics 21, 239-245,
 *   doi:10.1080/00401706.1979.10489755 (Latin hypercube; not read)
 */
export function drawnIntervals(
  route: readonly ProcessStep[],
  line: ElectrodeLine,
  settings: Values,
  { sources, covariance }: Pick<UncertainRoute, 'sources' | 'covariance'>,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): DrawnRoute {
  const all = checkSettings(route, line, settings);
  const rng = randomStreams(seed).stream('draws of a route');
  const together = correlated(sources, covariance);
  const runs: (readonly WebBehind[])[] = [];
  const parts = Float64Array.from({ length: draws }, (_, i) => normalQuantile((i + 0.5) / draws));
  const columns = sources.map(({ sd }) => (sd === 0 ? undefined : shuffled(parts, rng)));
  for (let n = 0; n < draws; n++) {
    const deviations = Float64Array.from(columns, (column) => column?.[n] ?? 0);
    together(deviations);
    const drawn = drawnSources(sources, deviations);
    const run = attempt(() => runSteps(route, line, { ...all, ...drawn.settings }, drawn));
    if (run !== undefined) runs.push(run);
  }
  const behind = route.map(({ makes, carries = [] }, i) => {
    const keys = [...makes, ...carries].filter((key) => runs[0]?.[i]?.web[key] !== undefined);
    return Object.fromEntries(
      keys.map((key) => [key, spreadOf(Float64Array.from(runs, (run) => run[i]!.web[key]!))]),
    );
  });
  return { draws: runs.length, refused: draws - runs.length, behind };
}

/** By Fisher and Yates. */
function shuffled(values: Float64Array, rng: Rng): Float64Array {
  const column = values.slice();
  for (let last = column.length - 1; last > 0; last--) {
    const other = Math.floor((last + 1) * rng.uniform());
    const held = column[last]!;
    column[last] = column[other]!;
    column[other] = held;
  }
  return column;
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof PhysicsError) return undefined;
    throw error;
  }
}

function spreadOf(values: Float64Array): DrawnSpread {
  const sorted = values.sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    lower90: quantile(sorted, below),
    upper90: quantile(sorted, above),
    sd: Math.sqrt(squares / Math.max(1, sorted.length - 1)),
  };
}

/** Between the two draws next to a share of them, in a straight line. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const [from, to] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
  return from + (place - low) * (to - from);
}

/** Makes those deviations depend on each other whose covariance is known, by its Cholesky factor. */
function correlated(
  sources: readonly Source[],
  { names, matrix }: KnownCovariance,
): (deviations: Float64Array) => void {
  const rows = names
    .map((name, row) => ({ row, place: sources.findIndex((source) => source.name === name) }))
    .filter(({ place }) => place >= 0);
  const factor = choleskyFactor(rows.map((a) => rows.map((b) => matrix[a.row]![b.row]!)));
  return (deviations) => {
    const independent = rows.map(({ place }) => deviations[place]!);
    for (const [i, { place }] of rows.entries()) {
      const off = factor[i]!.reduce((sum, weight, j) => sum + weight * independent[j]!, 0);
      deviations[place] = off / sources[place]!.sd;
    }
  };
}

/** L of C = L L^T, lower left; a direction in which C has no variance counts for nothing. */
function choleskyFactor(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const factor: number[][] = matrix.map(() => []);
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j++) {
      let left = row[j]!;
      for (let k = 0; k < j; k++) left -= factor[i]![k]! * factor[j]![k]!;
      const pivot = i === j ? Math.sqrt(Math.max(0, left)) : factor[j]![j]!;
      factor[i]!.push(i === j ? pivot : pivot === 0 ? 0 : left / pivot);
    }
  }
  return factor;
}
