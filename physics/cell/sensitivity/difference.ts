import { PhysicsError } from '../../core/errors.ts';
import type { CellParameters } from '../cell-parameters.ts';
import { fromSi } from '../parameter-range.ts';
import { applySettings, cellSetting } from '../settings.ts';

/** A cell beside another, with the weight of its results in the derivative by a parameter [per unit of its key]. */
export interface DifferenceTerm {
  readonly weight: number;
  readonly parameters: CellParameters;
}

/** Moves of the parameter with their weights: derivatives of second order, on both sides or on one. */
const central = [
  [-1, -1 / 2],
  [1, 1 / 2],
] as const;
const forward = [
  [0, -3 / 2],
  [1, 2],
  [2, -1 / 2],
] as const;
const backward = forward.map(([move, weight]) => [-move, -weight] as const);

/**
 * The cells whose results give the derivative by a parameter. Where the parameter can be moved to one side only, they lie
 * there.
 * @param key - one of `settingKeys`, or of a material of a blend
 * @param share - part of its size by which the parameter is moved; the error is of second order in it
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER; PHY_PARAMETERS_CONTRADICT for a number that the cell does not have;
 * PHY_PARAMETER_OUT_OF_RANGE where it can be moved to neither side
 */
export function differenceBy(
  parameters: CellParameters,
  key: string,
  share: number,
): readonly DifferenceTerm[] {
  const { value, size, range } = cellSetting(parameters, key);
  if (value === undefined) {
    const allowed = 'a parameter that is one number in this cell; set it to one first';
    throw new PhysicsError(
      'PHY_PARAMETERS_CONTRADICT',
      `there is no sensitivity to ${key}: it is not one number in ${parameters.name}; allowed is ${allowed}`,
      { parameter: key, value: 'not one number', allowed },
    );
  }
  const step = share * size;
  const perUnit = 1 / (fromSi(step, range) - fromSi(0, range));
  const along = (moves: readonly (readonly [move: number, weight: number])[]) =>
    moves.map(([move, weight]) => ({
      weight: weight * perUnit,
      parameters: applySettings(parameters, { [key]: fromSi(value + move * step, range) }),
    }));
  const refusals: PhysicsError[] = [];
  for (const moves of [central, forward, backward]) {
    try {
      return along(moves);
    } catch (error) {
      const isOutside =
        error instanceof PhysicsError && error.code === 'PHY_PARAMETER_OUT_OF_RANGE';
      if (!isOutside) throw error;
      refusals.push(error);
    }
  }
  throw refusals[0]!;
}
