import { PhysicsError } from '../../physics/core/errors.ts';
import { factorise, solveFactorised } from '../../physics/numerics/dense-linear.ts';

/** End of a fit. */
export interface LeastSquaresFit {
  readonly parameters: number[];
  /** Half the sum of squared residuals. */
  readonly cost: number;
  readonly iterations: number;
  readonly status: 'converged' | 'stalled' | 'iterationLimit';
}

/**
 * Minimises half the sum of squared residuals by Levenberg and Marquardt's damped Gauss-Newton steps: steps scaled by
 * the largest column norms seen, damping by Nielsen's rule, uphill steps taken back.
 * @param residuals - vector of any length for a parameter vector (several outputs are stacked), or undefined where the
 *   model has no value: such a step is taken back. Must be defined at `initial`.
 * @param initial - start
 * @param scales - size of a notable change, one per parameter, > 0
 * @param tolerance - the fit has come to rest where a step is smaller than this share of the scales
 * @param differences - `central`, or `forward` at half the cost and with slopes known to the first order only
 * @param differenceStep - of the differences, as a share of the scales; above the noise of the model
 * @param mostIterations - after these it ends as it is
 * @returns the best parameters found
 * @throws PhysicsError PHY_OUT_OF_RANGE when there are no residuals at the start or beside it (data: initial)
 * @remarks ml-levenberg-marquardt was weighed and not taken: release 5.1 keeps uphill steps, has no test of convergence but the
 *   size of the error, and can not be told that a model has no value somewhere.
 * @see Marquardt1963, doi:10.1137/0111030; Madsen2004, Methods for Non-Linear Least Squares Problems, section 3.2
 */
export function fitLeastSquares({
  residuals,
  initial,
  scales,
  tolerance = 1e-9,
  mostIterations = 200,
  differences = 'central',
  differenceStep = 1e-5,
}: {
  readonly residuals: (parameters: readonly number[]) => readonly number[] | undefined;
  readonly initial: readonly number[];
  readonly scales: readonly number[];
  readonly tolerance?: number;
  readonly mostIterations?: number;
  readonly differences?: 'central' | 'forward';
  readonly differenceStep?: number;
}): LeastSquaresFit {
  const n = initial.length;
  const defined = (parameters: readonly number[]): readonly number[] => {
    const values = residuals(parameters);
    if (values?.every(Number.isFinite)) return values;
    throw new PhysicsError('PHY_OUT_OF_RANGE', 'the model of a fit has no value at its start', {
      initial: parameters,
    });
  };
  const costOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + (value * value) / 2, 0);
  let parameters = [...initial];
  let current = defined(parameters);
  let cost = costOf(current);
  const norms = new Float64Array(n);
  let damping = 1e-3;
  let growth = 2;
  for (let iteration = 1; iteration <= mostIterations; iteration++) {
    const columns = parameters.map((_, j) => {
      const step = differenceStep * scales[j]!;
      const beside = (change: number): readonly number[] =>
        defined(parameters.map((value, i) => (i === j ? value + change : value)));
      const high = beside(step);
      const low = differences === 'central' ? beside(-step) : current;
      const width = differences === 'central' ? 2 * step : step;
      return high.map((value, i) => ((value - low[i]!) / width) * scales[j]!);
    });
    const gradient = columns.map((column) =>
      column.reduce((sum, value, i) => sum + value * current[i]!, 0),
    );
    const normal = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        normal[i * n + j] = columns[i]!.reduce((sum, value, k) => sum + value * columns[j]![k]!, 0);
      }
      norms[i] = Math.max(norms[i]!, normal[i * n + i]!, Number.MIN_VALUE);
    }
    if (gradient.every((slope, i) => Math.abs(slope) <= 1e-8 * Math.sqrt(norms[i]! * 2 * cost))) {
      return { parameters, cost, iterations: iteration, status: 'converged' };
    }
    for (;;) {
      const matrix = Float64Array.from(normal);
      for (let i = 0; i < n; i++) matrix[i * n + i] = matrix[i * n + i]! + damping * norms[i]!;
      const factors = factorise(matrix, n);
      const step =
        factors &&
        solveFactorised(
          factors,
          gradient.map((slope) => -slope),
        );
      if (step !== undefined) {
        if (step.every((change) => Math.abs(change) < tolerance)) {
          return { parameters, cost, iterations: iteration, status: 'converged' };
        }
        const trial = parameters.map((value, i) => value + step[i]! * scales[i]!);
        const values = residuals(trial);
        const trialCost = values === undefined ? Number.NaN : costOf(values);
        if (trialCost < cost) {
          const foretold = step.reduce(
            (sum, change, i) => sum + (change * (damping * norms[i]! * change - gradient[i]!)) / 2,
            0,
          );
          const gain = (cost - trialCost) / foretold;
          damping *= Math.max(1 / 3, 1 - (2 * gain - 1) ** 3);
          growth = 2;
          [parameters, current, cost] = [trial, values!, trialCost];
          break;
        }
      }
      damping *= growth;
      growth *= 2;
      if (damping > 1e12) return { parameters, cost, iterations: iteration, status: 'stalled' };
    }
  }
  return { parameters, cost, iterations: mostIterations, status: 'iterationLimit' };
}
