import { latinHypercube } from '../../ml/design-of-experiments/latin-hypercube.ts';
import { fitLeastSquares } from '../../ml/optimise/damped-least-squares.ts';
import type { Rng } from '../../physics/core/random.ts';
import { factorise, solveFactorised } from '../../physics/numerics/dense-linear.ts';
import { rateConstants } from './rate-constants.ts';
import { RateModel, type RateModelForm } from './rate-model.ts';
import { type HalfCellCondition, meanOf, standardError } from './wmg-half-cells.ts';

/** How well the model can be right at best: added to the standard error of a mean ratio. */
const modelError = 0.03;
/** Steps of differences and end of a fit, over the sd of the prior; the model is smooth to 1e-5 of a ratio. */
const difference = 0.05;
const smallest = 5e-3;

/** Forms of the fit that are compared; the documented one where absent. */
export interface RateFitForm extends RateModelForm {
  readonly modelError?: number;
  /** Standard errors of the means count; without, every condition has one weight. */
  readonly isWeighted?: boolean;
  /** Mean and sd instead of those of a constant, by name. */
  readonly priors?: Readonly<Record<string, { readonly mean: number; readonly sd: number }>>;
}

/** The most probable constants, with what is known of them after the fit. */
export interface RateFit {
  readonly point: readonly number[];
  /** Half the sum of squares of weighted misfits and of what the priors say. */
  readonly cost: number;
  /** Covariance of the constants by Gauss and Newton, row major. */
  readonly covariance: readonly number[];
}

/**
 * Fits the five constants to the mean ratios of some conditions.
 * @param start - in the scale that they are fitted in
 * @throws PhysicsError PHY_OUT_OF_RANGE where the model has no value at the start
 */
export function fitRates(
  conditions: readonly HalfCellCondition[],
  specificCharge: number,
  start: readonly number[],
  form: RateFitForm = {},
): RateFit {
  const residuals = residualsOf(conditions, specificCharge, form);
  const scales = priorsOf(form).map(({ sd }) => sd);
  const { parameters, cost } = fitLeastSquares({
    residuals,
    initial: start,
    scales,
    differenceStep: difference,
    tolerance: smallest,
  });
  return { point: parameters, cost, covariance: covarianceOf(residuals, parameters, scales) };
}

/** Weighted misfits of conditions, and of the constants from their priors; undefined where the model has no value. */
function residualsOf(
  conditions: readonly HalfCellCondition[],
  specificCharge: number,
  form: RateFitForm,
): (point: readonly number[]) => number[] | undefined {
  const model = new RateModel(specificCharge, form);
  const priors = priorsOf(form);
  const floor = form.modelError ?? modelError;
  const sds = conditions.map(({ ratios }) =>
    Math.hypot(floor, form.isWeighted === false ? 0 : standardError(ratios)),
  );
  const measured = conditions.map(({ ratios }) => meanOf(ratios));
  return (point) => {
    const values: number[] = [];
    for (const [i, condition] of conditions.entries()) {
      const ratio = model.continued(condition, point);
      if (ratio === undefined) return undefined;
      values.push((ratio - measured[i]!) / sds[i]!);
    }
    for (const [i, { mean, sd }] of priors.entries()) values.push((point[i]! - mean) / sd);
    return values;
  };
}

/**
 * Half the sum of squares that a fit makes small; infinite where the model has no value.
 * @param point - constants in the scale that they are fitted in
 */
export function rateCost(
  conditions: readonly HalfCellCondition[],
  specificCharge: number,
  point: readonly number[],
  form: RateFitForm = {},
): number {
  const values = residualsOf(conditions, specificCharge, form)(point);
  return values?.reduce((sum, value) => sum + (value * value) / 2, 0) ?? Number.POSITIVE_INFINITY;
}

/** Starts of a search: the means of the priors, and a Latin hypercube within 1.5 sd of them. */
export function startsOf(count: number, rng: Rng, form: RateFitForm = {}): number[][] {
  const priors = priorsOf(form);
  const spread = latinHypercube(count - 1, priors.length, rng).map((point) =>
    point.map((share, i) => priors[i]!.mean + (2 * share - 1) * 1.5 * priors[i]!.sd),
  );
  return [priors.map(({ mean }) => mean), ...spread];
}

function priorsOf(form: RateFitForm): { readonly mean: number; readonly sd: number }[] {
  return rateConstants.map(({ name, mean, sd }) => form.priors?.[name] ?? { mean, sd });
}

function covarianceOf(
  residuals: (point: readonly number[]) => number[] | undefined,
  point: readonly number[],
  scales: readonly number[],
): number[] {
  const n = point.length;
  const columns = point.map((_, j) => {
    const step = difference * scales[j]!;
    const at = (change: number): number[] | undefined =>
      residuals(point.map((value, i) => (i === j ? value + change : value)));
    const [high, low] = [at(step), at(-step)];
    if (high === undefined || low === undefined) return point.map(() => Number.NaN);
    return high.map((value, i) => (value - low[i]!) / (2 * step));
  });
  const information = Float64Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [columns[Math.floor(at / n)]!, columns[at % n]!];
    return row.reduce((sum, value, k) => sum + value * column[k]!, 0);
  });
  const factors = factorise(information, n);
  if (factors === undefined) return new Array<number>(n * n).fill(Number.NaN);
  return point.flatMap((_, i) => [
    ...solveFactorised(
      factors,
      point.map((__, k) => (k === i ? 1 : 0)),
    ),
  ]);
}
