import { PhysicsError } from '../core/errors.ts';
import { type DenseFactors, factorise, solveFactorised } from './dense-linear.ts';
import { findRoot } from './roots.ts';

/** Work done by an integration: a cost that no clock disturbs. */
export interface IntegrationWork {
  readonly steps: number;
  readonly rejections: number;
  readonly rhsCalls: number;
  readonly factorisations: number;
}

/** A small autonomous initial value problem y' = f(y). */
interface InitialValueProblem {
  /** Returns f(y); must not keep or change `state`. */
  readonly rates: (state: Float64Array) => Float64Array;
  readonly initial: Float64Array;
  /** [s], >= 0 */
  readonly duration: number;
  readonly relativeTolerance: number;
  /** One per component, in its unit. */
  readonly absoluteTolerance: readonly number[];
  /** Integration stops where this rises through zero. */
  readonly event?: (state: Float64Array) => number;
}

/** End of an integration. */
interface Integration {
  readonly status: 'end' | 'event';
  readonly state: Float64Array;
  /** Time reached [s]. */
  readonly time: number;
  readonly work: IntegrationWork;
}

const d = 1 / (2 + Math.SQRT2);
const e32 = 6 + Math.SQRT2;
const largestCount = 100_000;

/**
 * Integrates a small stiff system by the Rosenbrock pair of order 2 with an estimate of order 3, whose method is
 * L-stable; the Jacobian is by forward differences and the last stage is the first of the next step.
 * @returns the state at `duration`, or at the event, and the work done
 * @throws PhysicsError PHY_STEP_TOO_SMALL when the error stays too large or the rates are not finite (data: time, step)
 * @see Shampine1997, SIAM J. Sci. Comput. 18(1), 1-22, doi:10.1137/S1064827594276424
 */
export function integrateRosenbrock(problem: InitialValueProblem): Integration {
  const { duration, relativeTolerance, absoluteTolerance, event } = problem;
  const n = problem.initial.length;
  const count = { steps: 0, rejections: 0, rhsCalls: 0, factorisations: 0 };
  const rates = (y: Float64Array): Float64Array => {
    count.rhsCalls += 1;
    return problem.rates(y);
  };
  const finite = (y: Float64Array): boolean => y.every(Number.isFinite);
  const combine = (y: Float64Array, h: number, k: Float64Array): Float64Array =>
    y.map((value, i) => value + h * k[i]!);
  const jacobianAt = (y: Float64Array, f: Float64Array): Float64Array => {
    const jacobian = new Float64Array(n * n);
    for (let j = 0; j < n; j++) {
      const probe = Float64Array.from(y);
      const scale = Math.max(Math.abs(y[j]!), absoluteTolerance[j]!);
      probe[j] = y[j]! + Math.sqrt(Number.EPSILON) * scale;
      const step = probe[j]! - y[j]!;
      const shifted = rates(probe);
      for (let i = 0; i < n; i++) jacobian[i * n + j] = (shifted[i]! - f[i]!) / step;
    }
    return jacobian;
  };
  const factorsFor = (jacobian: Float64Array, h: number): DenseFactors | undefined => {
    count.factorisations += 1;
    const matrix = jacobian.map((value) => -h * d * value);
    for (let i = 0; i < n; i++) matrix[i * n + i] = matrix[i * n + i]! + 1;
    return factorise(matrix, n);
  };
  /** One step; the error is relative to the tolerance, infinite when the step broke down. */
  const step = (y: Float64Array, f: Float64Array, jacobian: Float64Array, h: number) => {
    const factors = factorsFor(jacobian, h);
    if (factors === undefined) return { next: y, rate: f, error: Number.POSITIVE_INFINITY };
    const k1 = solveFactorised(factors, f);
    const f1 = rates(combine(y, h / 2, k1));
    const difference = solveFactorised(
      factors,
      f1.map((value, i) => value - k1[i]!),
    );
    const k2 = k1.map((value, i) => value + difference[i]!);
    const next = combine(y, h, k2);
    const rate = rates(next);
    if (!finite(next) || !finite(rate)) return { next, rate, error: Number.POSITIVE_INFINITY };
    const k3 = solveFactorised(
      factors,
      rate.map((value, i) => value - e32 * (k2[i]! - f1[i]!) - 2 * (k1[i]! - f[i]!)),
    );
    let error = 0;
    for (let i = 0; i < n; i++) {
      const size = Math.max(Math.abs(y[i]!), Math.abs(next[i]!));
      const allowed = absoluteTolerance[i]! + relativeTolerance * size;
      error = Math.max(error, Math.abs((h / 6) * (k1[i]! - 2 * k2[i]! + k3[i]!)) / allowed);
    }
    return { next, rate, error };
  };

  let state: Float64Array = Float64Array.from(problem.initial);
  let rate = rates(state);
  let time = 0;
  let h = duration / 100;
  let before = event?.(state) ?? -1;
  while (duration - time > 1e-12 * duration) {
    const jacobian = jacobianAt(state, rate);
    for (;;) {
      h = Math.min(h, duration - time);
      if (!(h > 1e-13 * duration) || count.steps + count.rejections > largestCount) {
        throw new PhysicsError('PHY_STEP_TOO_SMALL', `integration stopped at ${time} s`, {
          time,
          step: h,
        });
      }
      const trial = step(state, rate, jacobian, h);
      const factor = trial.error === 0 ? 5 : 0.8 * trial.error ** (-1 / 3);
      if (trial.error > 1) {
        count.rejections += 1;
        h *= Math.max(0.2, factor);
        continue;
      }
      count.steps += 1;
      const after = event?.(trial.next) ?? -1;
      if (event !== undefined && before < 0 && after >= 0) {
        const crossing = findRoot(
          (part) => (part === 0 ? before : event(step(state, rate, jacobian, part).next)),
          { low: 0, high: h, tolerance: 1e-9 * h },
        );
        const reached = step(state, rate, jacobian, crossing).next;
        return { status: 'event', state: reached, time: time + crossing, work: { ...count } };
      }
      [state, rate, before] = [trial.next, trial.rate, after];
      time += h;
      h *= Math.min(5, factor);
      break;
    }
  }
  return { status: 'end', state, time: duration, work: { ...count } };
}
