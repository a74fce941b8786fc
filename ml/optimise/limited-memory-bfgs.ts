import { dot } from '../data/moments.ts';

/** A function to be made small: its value, and its gradient into `gradient`; Infinity where it has none. */
export type Descent = (at: Float64Array, gradient: Float64Array) => number;

/** Where a search came to. */
export interface DescentEnd {
  readonly at: Float64Array;
  readonly value: number;
  readonly evaluations: number;
  /** Whether the next step promised, or the last one gained, less than is asked for, or no step gained. */
  readonly isAtRest: boolean;
  /** What the last steps told of the curvature: with it a search goes on where it ended. */
  readonly curvature: Curvature;
}

/** When a search ends, and how far one step may go. */
export interface DescentLimits {
  readonly iterations: number;
  /** Least gain for which a step is made; half of what its slope promises is what it can gain. */
  readonly leastGain: number;
  /** Most that one step may change any variable; Infinity where the function is about round, with curvature 1. */
  readonly longestStep: number;
}

/** Steps and what each changed of the gradient, the oldest first. */
export type Curvature = readonly Pair[];

/** Steps whose curvature is remembered. */
const memory = 8;
/** A step must gain this share of what the slope promises (Armijo). */
const armijo = 1e-4;
const shortenings = 20;

/**
 * A minimum near `start`, by L-BFGS with backtracking.
 * @param curvature - of the search that ended at `start`
 * @see Nocedal2006, Numerical Optimization, 2nd ed., algorithms 7.4 and 3.1
 */
export function limitedMemoryBfgs(
  descent: Descent,
  start: Float64Array,
  { iterations, leastGain, longestStep }: DescentLimits,
  curvature: Curvature = [],
): DescentEnd {
  const n = start.length;
  let at = Float64Array.from(start);
  let gradient = new Float64Array(n);
  let value = descent(at, gradient);
  let evaluations = 1;
  const pairs: Pair[] = [...curvature];
  const ended = (isAtRest: boolean): DescentEnd => ({
    at,
    value,
    evaluations,
    isAtRest,
    curvature: pairs,
  });
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = newDirection(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs.length = 0;
      for (let i = 0; i < n; i++) direction[i] = -gradient[i]!;
      slope = -dot(gradient, gradient);
    }
    const longest = direction.reduce((most, step) => Math.max(most, Math.abs(step)), 0);
    if (longest === 0 || -0.5 * slope <= leastGain) return ended(true);
    // Nothing is known of the curvature before the first step.
    let step = Math.min(1, (pairs.length === 0 ? 0.3 : 1) * (longestStep / longest));
    let next = at;
    let nextGradient = gradient;
    let nextValue = Number.POSITIVE_INFINITY;
    let tries = 0;
    for (; tries < shortenings; tries++, step *= 0.4) {
      next = at.map((from, i) => from + step * direction[i]!);
      nextGradient = new Float64Array(n);
      nextValue = descent(next, nextGradient);
      evaluations += 1;
      if (nextValue <= value + armijo * step * slope) break;
    }
    if (tries === shortenings) return ended(true);
    remember(pairs, at, next, gradient, nextGradient);
    const gain = value - nextValue;
    at = next;
    gradient = nextGradient;
    value = nextValue;
    if (gain <= leastGain) return ended(true);
  }
  return ended(false);
}

/** A step and what it changed of the gradient. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

function remember(
  pairs: Pair[],
  at: Float64Array,
  next: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
): void {
  const step = next.map((value, i) => value - at[i]!);
  const change = nextGradient.map((value, i) => value - gradient[i]!);
  const product = dot(step, change);
  // A step along which the slope does not rise says nothing of a minimum.
  if (!(product > 1e-10)) return;
  pairs.push({ step, change, product });
  if (pairs.length > memory) pairs.shift();
}

/** The two loops of algorithm 7.4. */
function newDirection(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = Float64Array.from(gradient);
  const shares = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, product } = pairs[k]!;
    const share = dot(step, q) / product;
    shares[k] = share;
    for (let i = 0; i < q.length; i++) q[i] = q[i]! - share * change[i]!;
  }
  const last = pairs.at(-1);
  const scale = last === undefined ? 1 : last.product / dot(last.change, last.change);
  for (let i = 0; i < q.length; i++) q[i] = q[i]! * scale;
  for (const [k, { step, change, product }] of pairs.entries()) {
    const rest = shares[k]! - dot(change, q) / product;
    for (let i = 0; i < q.length; i++) q[i] = q[i]! + rest * step[i]!;
  }
  return q.map((value) => -value);
}
