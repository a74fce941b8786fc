import { dot } from '../data/moments.ts';

/** A function to be made small: its value, and its gradient into `gradient`; Infinity where it has none. */
export type Descent = (at: Float64Array, gradient: Float64Array) => number;

/** Where a search came to. */
export interface DescentEnd {
  readonly at: Float64Array;
  readonly value: number;
  readonly evaluations: number;
  /** Whether the last step gained less than the tolerance, or no step gained. */
  readonly isAtRest: boolean;
}

/** When a search ends, and how far one step may go. */
export interface DescentLimits {
  readonly iterations: number;
  /** Least gain of a step, as a share of the value. */
  readonly tolerance: number;
  /** Most that one step may change any variable. */
  readonly longestStep: number;
}

/** Steps whose curvature is remembered. */
const memory = 8;
/** A step must gain this share of what the slope promises (Armijo). */
const armijo = 1e-4;
const shortenings = 20;

/**
 * A minimum near `start`, by L-BFGS with backtracking.
 * @see Nocedal2006, Numerical Optimization, 2nd ed., algorithms 7.4 and 3.1
 */
export function limitedMemoryBfgs(
  descent: Descent,
  start: Float64Array,
  { iterations, tolerance, longestStep }: DescentLimits,
): DescentEnd {
  const n = start.length;
  let at = Float64Array.from(start);
  let gradient = new Float64Array(n);
  let value = descent(at, gradient);
  let evaluations = 1;
  const pairs: Pair[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const direction = newDirection(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs.length = 0;
      for (let i = 0; i < n; i++) direction[i] = -gradient[i]!;
      slope = -dot(gradient, gradient);
    }
    const longest = direction.reduce((most, step) => Math.max(most, Math.abs(step)), 0);
    if (longest === 0) return { at, value, evaluations, isAtRest: true };
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
    if (tries === shortenings) return { at, value, evaluations, isAtRest: true };
    remember(pairs, at, next, gradient, nextGradient);
    const gain = value - nextValue;
    at = next;
    gradient = nextGradient;
    value = nextValue;
    if (gain <= tolerance * Math.max(1, Math.abs(value))) {
      return { at, value, evaluations, isAtRest: true };
    }
  }
  return { at, value, evaluations, isAtRest: false };
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
