import { vector } from './vectors.ts';

/**
 * Coefficients of backward differentiation with variable steps, orders 1 to 4, from Lagrange polynomials through the
 * newest points (Hairer, Norsett and Wanner 1993, Solving Ordinary Differential Equations I, III.5). Times are counted
 * back from the new point in units of the new step: `back[0]` = 0 is the new point, `back[1]` = -1 the present one.
 */
export const highestOrder = 4;
/** Entries of a polynomial. */
export const stride = highestOrder + 1;
/** Points that are kept. */
export const ringSize = 8;

export interface StepFormula {
  /** Counts the times that what follows has changed. */
  changes: number;
  order: number;
  /** [s] */
  step: number;
  /** Points that the predictor goes through. */
  predictorPoints: number;
  /** Kept points that it looks at. */
  used: number;
  readonly back: Float64Array;
  /** Polynomials in powers of the time from the new point in steps: row i is 1 at point i and 0 at the others; else 0. */
  readonly polynomials: Float64Array;
  /** Of the value at each point in the time derivative at the new point [1/s]. */
  readonly derivative: Float64Array;
  /** Of the value at points 1, 2, ... in the predictor. */
  readonly predictor: Float64Array;
  /** Of the same in the predictor of another order, while errors are compared. */
  readonly other: Float64Array;
}

export function stepFormula(): StepFormula {
  return {
    changes: 0,
    order: 1,
    step: 0,
    predictorPoints: 1,
    used: 0,
    back: vector(2 * ringSize),
    polynomials: vector(stride * stride),
    derivative: vector(2 * ringSize),
    predictor: vector(2 * ringSize),
    other: vector(2 * ringSize),
  };
}

/** Differences of times, in steps, that count as none. */
const sameTimes = 1e-11;

/**
 * Sets the formula up for a step from the newest of the kept times; `known` of them may be used. While steps go on with
 * one length and order, it stays as it is.
 */
export function setStep(
  formula: StepFormula,
  order: number,
  step: number,
  times: Float64Array,
  head: number,
  known: number,
): void {
  const { back, polynomials, derivative } = formula;
  const used = Math.min(known, highestOrder + 2);
  const newTime = times[head]! + step;
  const perStep = 1 / step;
  if (order === formula.order && step === formula.step && used === formula.used) {
    let largest = 0;
    for (let i = 1; i <= used; i++) {
      const at = (times[(head - i + 1) & (ringSize - 1)]! - newTime) * perStep;
      largest = Math.max(largest, Math.abs(at - back[i]!));
    }
    if (largest < sameTimes) return;
  }
  back[0] = 0;
  for (let i = 1; i <= used; i++) {
    back[i] = (times[(head - i + 1) & (ringSize - 1)]! - newTime) * perStep;
  }
  formula.changes++;
  formula.order = order;
  formula.step = step;
  formula.used = used;
  for (let i = 0; i < polynomials.length; i++) polynomials[i] = 0;
  for (let i = 0; i <= order; i++) {
    const row = i * stride;
    polynomials[row] = 1;
    let product = 1;
    let degree = 0;
    for (let m = 0; m <= order; m++) {
      if (m === i) continue;
      product *= back[i]! - back[m]!;
      degree++;
      for (let power = degree; power > 0; power--) {
        polynomials[row + power] =
          polynomials[row + power - 1]! - back[m]! * polynomials[row + power]!;
      }
      polynomials[row] = -back[m]! * polynomials[row]!;
    }
    const perProduct = 1 / product;
    for (let power = 0; power <= order; power++) polynomials[row + power]! *= perProduct;
    derivative[i] = polynomials[row + 1]! / step;
  }
  formula.predictorPoints = Math.min(known, order + 1);
  extrapolation(formula.predictorPoints, back, formula.predictor);
}

/** Weights of the values at points 1 to count in the polynomial through them, at the new point. */
export function extrapolation(count: number, back: Float64Array, weights: Float64Array): void {
  for (let i = 1; i <= count; i++) {
    let above = 1;
    let below = 1;
    for (let m = 1; m <= count; m++) {
      if (m === i) continue;
      above *= back[m]!;
      below *= back[m]! - back[i]!;
    }
    weights[i] = above / below;
  }
}

/** Keeps a vector in a ring; for the few values of a cell a loop is faster than a library call. */
export function keep(ring: Float64Array, slot: number, vector: Float64Array): void {
  const from = (slot & (ringSize - 1)) * vector.length;
  for (let i = 0; i < vector.length; i++) ring[from + i] = vector[i]!;
}

/** The sum of weights times the kept vectors of length n, newest first, into `target`. */
export function combineHistory(
  target: Float64Array,
  ring: Float64Array,
  n: number,
  count: number,
  weights: Float64Array,
  head: number,
): void {
  const mask = ringSize - 1;
  const w1 = weights[1]!;
  const o1 = (head & mask) * n;
  if (count === 1) {
    for (let i = 0; i < n; i++) target[i] = w1 * ring[o1 + i]!;
    return;
  }
  const w2 = weights[2]!;
  const o2 = ((head - 1) & mask) * n;
  if (count === 2) {
    for (let i = 0; i < n; i++) target[i] = w1 * ring[o1 + i]! + w2 * ring[o2 + i]!;
    return;
  }
  const w3 = weights[3]!;
  const o3 = ((head - 2) & mask) * n;
  for (let i = 0; i < n; i++) {
    target[i] = w1 * ring[o1 + i]! + w2 * ring[o2 + i]! + w3 * ring[o3 + i]!;
  }
  for (let point = 4; point <= count; point++) {
    const weight = weights[point]!;
    const offset = ((head - point + 1) & mask) * n;
    for (let i = 0; i < n; i++) target[i]! += weight * ring[offset + i]!;
  }
}
