import type { TakenOver } from '../../../ml/calibration/taken-over.ts';
import { TwinError } from '../../domain/errors.ts';
import type { NamedConstant } from './calibrated-model.ts';
import type { CalibrationStart } from './calibration-result.ts';

/**
 * What an earlier calibration knew of the constants that a new one holds at its values, in the units of the fit, and how
 * it goes with those that the new one has no more. A covariance that the file does not tell counts as none; the variances
 * are the squares of `sd`.
 * @param held - indices of constants, of which the start has the values
 * @param kept - names of constants of the start that the new model has not; their covariance stays in the units of the file
 * @throws TwinError CALIBRATION_START_INVALID where two constants go together by more than their standard deviations allow
 */
export function takenOverFrom(
  start: Pick<CalibrationStart, 'parameters' | 'covariance'>,
  constants: readonly NamedConstant[],
  held: readonly number[],
  kept: readonly string[],
): TakenOver {
  /** Told value by fitted one: 1 but for logarithms and the size of the unit. */
  const slopeOf = (i: number): number => {
    const { name, logarithmic, unitSize } = constants[i]!;
    return logarithmic ? start.parameters[name]!.value : 1 / unitSize;
  };
  const told = (i: number, right: string): number =>
    toldCovariance(start, constants[i]!.name, right) / slopeOf(i);
  return {
    constants: held,
    covariance: Float64Array.from(
      held.flatMap((i) => held.map((j) => told(i, constants[j]!.name) / slopeOf(j))),
    ),
    withKept: Float64Array.from(held.flatMap((i) => kept.map((name) => told(i, name)))),
  };
}

/**
 * Covariance of two constants of a file, in the product of their units.
 * @throws TwinError CALIBRATION_START_INVALID where they go together by more than their standard deviations allow
 */
export function toldCovariance(
  { parameters, covariance }: Pick<CalibrationStart, 'parameters' | 'covariance'>,
  left: string,
  right: string,
): number {
  const most = parameters[left]!.sd * parameters[right]!.sd;
  if (left === right) return most;
  const found = covariance[left]?.[right] ?? 0;
  // Round-off of a file.
  if (Math.abs(found) <= most * (1 + 1e-6)) return found;
  throw new TwinError(
    'CALIBRATION_START_INVALID',
    `--start: found covariance.${left}.${right} = ${found}, allowed is at most the product of the two sd, ${most}`,
    { constant: left, found, allowed: most },
  );
}
