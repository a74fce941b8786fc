import { PhysicsError } from '../../physics/core/errors.ts';
import type { CalibrationModel, PredictedQuantity } from './calibration-model.ts';
import type { PriorFit } from './fit-with-priors.ts';
import type { Identifiability } from './identifiability.ts';
import { errorFreedom } from './outlier-weight.ts';
import { student95 } from './student-t.ts';

/** One quantity of one row, as measured and as predicted. */
export interface PredictedValue {
  readonly row: number;
  readonly quantity: number;
  readonly measured: number;
  readonly predicted: number;
  /** Bounds of the interval that holds the measurement with 90 %. */
  readonly lower90: number;
  readonly upper90: number;
}

/** The uncertainty that a prediction has beside the scatter of the fit. */
interface PredictedWith extends Pick<Identifiability, 'open' | 'covariance'> {
  /** Variance by channel of errors that the rows of a group share, beyond the scatter; 0 where absent. */
  readonly added?: readonly number[];
}

/** Prediction of the quantities of a row. @throws PhysicsError PHY_OUT_OF_RANGE where the model has no value (data: row) */
export function predictedQuantities(
  model: CalibrationModel,
  values: readonly number[],
  row: number,
): readonly number[] {
  const found = model.predict(values, row);
  if (found !== undefined) return found;
  throw new PhysicsError('PHY_OUT_OF_RANGE', 'the calibrated model can not predict a row', { row });
}

/**
 * Predictions of the measured quantities of a row with 90 % intervals, linearised about the fit:
 *
 *   var = g' C g + sum_c S_c^2 (s_c^2 + a_c),   bounds = y +- t95(nu) sqrt(var),
 *
 * cut at the limits of the quantity, or y exp(+- t95(nu) sqrt(var) / y) where its errors are in proportion to it,
 * with g the slopes by the open constants, C their covariance, s_c the scatter of channel c, a_c what groups add to it, S its spread into the quantity
 * and nu the smallest number of degrees of freedom of the errors and of the scatter of the channels that matter to it.
 */
export function predictRow(
  model: CalibrationModel,
  fit: PriorFit,
  { open, covariance, added = [] }: PredictedWith,
  row: number,
): PredictedValue[] {
  const measured = model.measured(row);
  const predicted = predictedQuantities(model, fit.values, row);
  const slopes = open.map((j) => {
    const step = model.differenceStep * fit.priors[j]!.sd;
    const [up, down] = [step, -step].map((by) =>
      predictedQuantities(
        model,
        fit.values.map((value, i) => (i === j ? value + by : value)),
        row,
      ),
    );
    return up!.map((value, q) => (value - down![q]!) / (2 * step));
  });
  const spread = model.spread(fit.values, row);
  return measured.flatMap((found, quantity): PredictedValue[] => {
    if (Number.isNaN(found)) return [];
    let variance = 0;
    for (const [i, left] of slopes.entries()) {
      for (const [j, right] of slopes.entries()) {
        variance += left[quantity]! * covariance[i * open.length + j]! * right[quantity]!;
      }
    }
    let freedom = errorFreedom;
    for (const [c, sd] of fit.channelSds.entries()) {
      const share = spread[quantity]![c]! * Math.hypot(sd, Math.sqrt(added[c] ?? 0));
      if (share === 0) continue;
      variance += share * share;
      freedom = Math.min(freedom, fit.degreesOfFreedom[c]!);
    }
    const half = student95(freedom) * Math.sqrt(variance);
    const value = predicted[quantity]!;
    const [lower90, upper90] = bounds(model.quantities[quantity]!, value, half);
    return [{ row, quantity, measured: found, predicted: value, lower90, upper90 }];
  });
}

function bounds(
  { errors, min = -Infinity, max = Infinity }: PredictedQuantity,
  value: number,
  half: number,
): [number, number] {
  if (errors === 'lognormal') {
    const factor = Math.exp(half / value);
    return [value / factor, value * factor];
  }
  return [Math.max(min, value - half), Math.min(max, value + half)];
}
