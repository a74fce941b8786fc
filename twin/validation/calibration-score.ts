import { fromUnit, toUnit, type UnitName } from '../../physics/core/units.ts';
import type { CalibrationResult } from '../estimation/calibration/calibration-result.ts';
import { bootstrap90, rootMeanSquare } from './scores.ts';
import type { FittedParameter, FittedRow } from './validation-row.ts';

/** What a score of a calibration is judged by. */
export interface CalibrationBar {
  readonly case: string;
  /** As the calibration names it, and as the score is told. */
  readonly quantity: { readonly name: string; readonly told: string; readonly unit: UnitName };
  /** Errors of the baseline on the same rows, each by a fit that did not see it, in SI. */
  readonly baselineErrors: readonly number[];
  readonly baselineParameters: number;
  /** In the unit of the score; the score must be no worse than the baseline either. */
  readonly goal: number;
  readonly source: string;
  readonly modelFormsTried: number;
  readonly notes: readonly string[];
}

/** A row of the report: leave-one-group-out errors of one quantity of a calibration. */
export function calibrationScore(
  result: CalibrationResult,
  bar: CalibrationBar,
  seed: number,
): FittedRow {
  const { quantity, baselineErrors, goal, ...told } = bar;
  const own = result.rows.filter((row) => row.quantity === quantity.name);
  const { unit: resultUnit, rmse: inSample } = result.residual[quantity.name]!;
  const inUnit = (value: number): number => toUnit(fromUnit(value, resultUnit), quantity.unit);
  const errors = own.map(({ predicted, measured }) => inUnit(predicted) - inUnit(measured));
  const rmse = rootMeanSquare(errors);
  const baseline = rootMeanSquare(baselineErrors.map((error) => toUnit(error, quantity.unit)));
  const limit = Math.min(goal, baseline);
  return {
    ...told,
    quantity: quantity.told,
    unit: quantity.unit,
    n: errors.length,
    rmse,
    baseline,
    bar: limit,
    pass: rmse <= limit,
    inSample: inUnit(inSample),
    bootstrap90: bootstrap90(errors, seed),
    parameters: result.free.map((name): FittedParameter => {
      const { value, unit, sd } = result.parameters[name]!;
      return { name, value, unit, sd };
    }),
  };
}
