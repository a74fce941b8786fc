import { type Rng, randomStreams } from '../../physics/core/random.ts';
import { latinHypercube } from '../design-of-experiments/latin-hypercube.ts';
import { MlError } from '../errors.ts';
import { type Box, checkBox, reflected } from './bounds.ts';

/**
 * What a search makes small.
 * @param at - values of the variables; not to be kept
 * @param out - gets the value, and by how much all constraints together are broken: 0 where none is. NaN in either is the
 *   worst there is
 */
export type ConstrainedObjective = (at: Float64Array, out: Float64Array) => void;

/** How differential evolution searches. */
export interface EvolutionOptions {
  /** Rows that are kept; 4 or more. */
  readonly population: number;
  /** The number of evaluations is population x (generations + 1), whatever happens. */
  readonly generations: number;
  /** `rand1` searches wide; `currentToBest1` is faster where there are not many valleys. */
  readonly strategy: 'rand1' | 'currentToBest1';
  /** Weight F of differences, in (0, 2]. */
  readonly weight: number;
  /** Half the width of the factor about 1 by which F is drawn anew for each variable, in [0, 1]. */
  readonly jitter: number;
  /** Share of the variables that change together, in [0, 1]. */
  readonly crossover: number;
}

export const defaultEvolutionOptions: EvolutionOptions = {
  population: 32,
  generations: 60,
  strategy: 'currentToBest1',
  weight: 0.6,
  jitter: 0.3,
  crossover: 0.9,
};

/** The best that a search found. */
export interface EvolutionEnd {
  readonly at: Float64Array;
  readonly value: number;
  /** 0 where all constraints hold. */
  readonly violation: number;
  readonly evaluations: number;
  readonly isCancelled: boolean;
}

/**
 * Looks for the least value in a box by differential evolution with binomial crossover. Of two rows the better is the one
 * that breaks the constraints less; of two that keep them, the one of less value. Variables that leave the box are reflected
 * at its sides.
 * @param starts - rows of the first population, the others by Latin hypercube
 * @param seed - the same seed gives the same search
 * @param onGeneration - called behind each generation; where it returns false, the search ends with the best so far
 * @throws MlError ML_OPTION_OUT_OF_RANGE for options, bounds or starts out of their range (data: option, found, allowed)
 * @see Storn1997, J. Global Optim. 11, 341-359, doi:10.1023/A:1008202821328; Das2011 (current-to-best/1, jitter),
 *   doi:10.1109/TEVC.2010.2059031; Deb2000 (rules of feasibility), doi:10.1016/S0045-7825(99)00389-8
 */
export function differentialEvolution(
  objective: ConstrainedObjective,
  box: Box,
  changes: Partial<EvolutionOptions>,
  seed: number,
  {
    starts = [],
    onGeneration = () => true,
  }: {
    readonly starts?: readonly ArrayLike<number>[];
    readonly onGeneration?: (generation: number, best: Readonly<EvolutionEnd>) => boolean;
  } = {},
): EvolutionEnd {
  const options = { ...defaultEvolutionOptions, ...changes };
  checkBox(box);
  check(options, starts, box.lower.length);
  const { population: size, generations } = options;
  const streams = randomStreams(seed);
  const rows = firstRows(size, box, starts, streams.stream('evolution/start'));
  const next = rows.map((row) => row.slice());
  const rng = streams.stream('evolution/steps');
  const scores = new Float64Array(2 * size);
  const score = new Float64Array(2);
  const evaluate = (at: Float64Array): void => {
    score[1] = 0;
    objective(at, score);
    if (Number.isNaN(score[0]!)) score[0] = Number.POSITIVE_INFINITY;
    if (!(score[1]! >= 0)) score[1] = Number.POSITIVE_INFINITY;
  };
  let best = 0;
  for (const [i, row] of rows.entries()) {
    evaluate(row);
    scores.set(score, 2 * i);
    if (isNoWorse(scores[2 * i]!, scores[2 * i + 1]!, scores, best)) best = i;
  }
  let evaluations = size;
  const end = (isCancelled: boolean): EvolutionEnd => ({
    at: rows[best]!.slice(),
    value: scores[2 * best]!,
    violation: scores[2 * best + 1]!,
    evaluations,
    isCancelled,
  });
  const trial = new Float64Array(box.lower.length);
  for (let generation = 1; generation <= generations; generation++) {
    const leader = rows[best]!;
    for (let i = 0; i < size; i++) {
      mutate(trial, rows, i, leader, box, options, rng);
      evaluate(trial);
      const isTaken = isNoWorse(score[0]!, score[1]!, scores, i);
      next[i]!.set(isTaken ? trial : rows[i]!);
      if (isTaken) scores.set(score, 2 * i);
    }
    evaluations += size;
    for (let i = 0; i < size; i++) {
      rows[i]!.set(next[i]!);
      if (isNoWorse(scores[2 * i]!, scores[2 * i + 1]!, scores, best)) best = i;
    }
    if (!onGeneration(generation, end(false))) return end(true);
  }
  return end(false);
}

/** Deb's rules. */
function isNoWorse(value: number, violation: number, scores: Float64Array, other: number): boolean {
  const otherViolation = scores[2 * other + 1]!;
  return violation === otherViolation ? value <= scores[2 * other]! : violation < otherViolation;
}

/** Writes a row made from others, reflected into the box. */
function mutate(
  trial: Float64Array,
  rows: readonly Float64Array[],
  i: number,
  leader: Float64Array,
  box: Box,
  { strategy, weight, jitter, crossover }: EvolutionOptions,
  rng: Rng,
): void {
  const size = rows.length;
  const a = drawnBut(size, rng, i, i, i);
  const b = drawnBut(size, rng, i, a, a);
  const c = drawnBut(size, rng, i, a, b);
  const own = rows[i]!;
  const [one, two, three] = [rows[a]!, rows[b]!, rows[c]!];
  const sure = Math.floor(rng.uniform() * own.length);
  for (let k = 0; k < own.length; k++) {
    if (k !== sure && rng.uniform() >= crossover) {
      trial[k] = own[k]!;
      continue;
    }
    const f = weight * (1 + jitter * (2 * rng.uniform() - 1));
    const value =
      strategy === 'rand1'
        ? one[k]! + f * (two[k]! - three[k]!)
        : own[k]! + f * (leader[k]! - own[k]!) + f * (one[k]! - two[k]!);
    trial[k] = reflected(value, box.lower[k]!, box.upper[k]!);
  }
}

function drawnBut(size: number, rng: Rng, i: number, j: number, k: number): number {
  for (;;) {
    const drawn = Math.floor(rng.uniform() * size);
    if (drawn !== i && drawn !== j && drawn !== k) return drawn;
  }
}

function firstRows(
  size: number,
  { lower, upper }: Box,
  starts: readonly ArrayLike<number>[],
  rng: Rng,
): Float64Array[] {
  const width = lower.length;
  const rows = starts.map((start) =>
    Float64Array.from(start, (value, k) => reflected(value, lower[k]!, upper[k]!)),
  );
  if (rows.length === size) return rows;
  for (const point of latinHypercube(size - rows.length, width, rng)) {
    rows.push(Float64Array.from(point, (share, k) => lower[k]! + share * (upper[k]! - lower[k]!)));
  }
  return rows;
}

function check(
  options: EvolutionOptions,
  starts: readonly ArrayLike<number>[],
  width: number,
): void {
  const { population, generations, weight, jitter, crossover } = options;
  const areStarts = starts.every(
    (start) => start.length === width && Array.from(start).every(Number.isFinite),
  );
  const rules: readonly (readonly [string, unknown, boolean, string])[] = [
    [
      'population',
      population,
      Number.isInteger(population) && population >= 4,
      'a whole number from 4',
    ],
    [
      'generations',
      generations,
      Number.isInteger(generations) && generations >= 0,
      'a whole number from 0',
    ],
    ['weight', weight, weight > 0 && weight <= 2, 'a number above 0, up to 2'],
    ['jitter', jitter, jitter >= 0 && jitter <= 1, 'a number from 0 to 1'],
    ['crossover', crossover, crossover >= 0 && crossover <= 1, 'a number from 0 to 1'],
    [
      'starts',
      starts.length,
      areStarts && starts.length <= population,
      `up to ${population} rows of ${width} numbers`,
    ],
  ];
  for (const [option, found, isAllowed, allowed] of rules) {
    if (isAllowed) continue;
    const message = `${option} of differential evolution: found ${found}, allowed is ${allowed}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
  }
}
