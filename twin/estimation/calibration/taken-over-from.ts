import type { TakenOver } from '../../../ml/calibration/taken-over.ts';
import { TwinError } from '../../domain/errors.ts';
import type { NamedConstant } from './calibrated-model.ts';
import type { CalibrationStart } from './calibration-result.ts';

/**
 * What an earlier calibration knew of the constants that a new one holds at its values, in the units of the fit. A
 * covariance that the file does not tell counts as none; the variances are the squares of `sd`.
 * @param held - indices of constants, of which the start has the values
 * @throws TwinError CALIBRATION_START_INVALID where two constants go together by more than their standard deviations allow
 */
export function takenOverFrom(
  { parameters, covariance }: Pick<CalibrationStart, 'parameters' | 'covariance'>,
  constants: readonly NamedConstant[],
  held: readonly number[],
): TakenOver {
  /** Told value by fitted one: 1 but for logarithms and the size of the unit. */
  const slopeOf = (i: number): number => {
    const { name, logarithmic, unitSize } = constants[i]!;
    return logarithmic ? parameters[name]!.value : 1 / unitSize;
  };
  const told = (i: number, j: number): number => {
    const [left, right] = [constants[i]!.name, constants[j]!.name];
    const most = parameters[left]!.sd * parameters[right]!.sd;
    if (i === j) return most;
    const found = covariance[left]?.[right] ?? 0;
    // Round-off of a file.
    if (Math.abs(found) <= most * (1 + 1e-6)) return found;
    throw new TwinError(
      'CALIBRATION_START_INVALID',
      `--start: found covariance.${left}.${right} = ${found}, allowed is at most the product of the two sd, ${most}`,
      { constant: left, found, allowed: most },
    );
  };
  return {
    constants: held,
    covariance: Float64Array.from(
      held.flatMap((i) => held.map((j) => told(i, j) / (slopeOf(i) * slopeOf(j)))),
    ),
  };
}
