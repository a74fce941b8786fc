import { PhysicsError } from '../../physics/core/errors.ts';
import type { CalibrationModel, Prior } from './calibration-model.ts';
import { outlierWeight } from './outlier-weight.ts';

/** Residuals of all rows, and their slopes by some of the constants. */
export interface Linearised {
  /** Per row and channel: measured less predicted, NaN where not measured. */
  readonly residuals: readonly (readonly number[])[];
  /** Per row, channel and chosen constant: change of the residual per prior standard deviation of the constant. */
  readonly slopes: readonly (readonly (readonly number[])[])[];
}

/**
 * Residuals and their slopes by central differences.
 * @param chosen - indices of the constants to differentiate by
 * @throws PhysicsError PHY_OUT_OF_RANGE where the model has no value at or beside the values (data: row)
 */
export function linearise(
  model: CalibrationModel,
  rows: readonly number[],
  values: readonly number[],
  priors: readonly Prior[],
  chosen: readonly number[],
): Linearised {
  const at = (trial: readonly number[], row: number): readonly number[] => {
    const found = model.residuals(trial, row);
    if (found !== undefined) return found;
    throw new PhysicsError('PHY_OUT_OF_RANGE', 'the calibrated model has no value for a row', {
      row,
    });
  };
  const step = model.differenceStep;
  const moved = chosen.map((j) =>
    [step, -step].map((by) =>
      values.map((value, i) => (i === j ? value + by * priors[j]!.sd : value)),
    ),
  );
  const residuals = rows.map((row) => at(values, row));
  const slopes = rows.map((row, r) => {
    const sides = moved.map(([up, down]) => [at(up!, row), at(down!, row)] as const);
    return residuals[r]!.map((_, channel) =>
      sides.map(([up, down]) => (up[channel]! - down[channel]!) / (2 * step)),
    );
  });
  return { residuals, slopes };
}

/**
 * Fisher information of the data on constants in units of their prior standard deviations, J' w J / sd^2 per channel with the
 * weights of outliers.
 * @returns one matrix per channel, row major
 */
export function information(
  { residuals, slopes }: Linearised,
  count: number,
  sds: readonly number[],
): Float64Array[] {
  return sds.map((sd, channel) => {
    const matrix = new Float64Array(count * count);
    for (const [r, row] of slopes.entries()) {
      const residual = residuals[r]![channel]!;
      if (Number.isNaN(residual)) continue;
      const slope = row[channel]!;
      const weight = outlierWeight(residual / sd) / (sd * sd);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          matrix[i * count + j] = matrix[i * count + j]! + weight * slope[i]! * slope[j]!;
        }
      }
    }
    return matrix;
  });
}

/** Sum of matrices of one size. */
export function sumOf(matrices: readonly Float64Array[], size: number): Float64Array {
  const sum = new Float64Array(size);
  for (const matrix of matrices) {
    for (let i = 0; i < size; i++) sum[i] = sum[i]! + matrix[i]!;
  }
  return sum;
}
