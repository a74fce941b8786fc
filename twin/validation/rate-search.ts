import { rateConstants } from './rate-constants.ts';
import type { RateFit } from './rate-fit.ts';
import type { HalfCellCondition } from './wmg-half-cells.ts';

/** File of what the search over many starts found; `tests/soak/wmg-rate.ts` makes it. */
export const rateSearchFile = 'wmg-rate-search.json';

/** Roll temperatures whose conditions are fitted, one after the other [degC]. */
export const rotations = [85, 120, 145] as const;

/** What a search over many starts found. */
export interface RateSearch {
  /** The command that made it. */
  readonly command: string;
  readonly seed: number;
  readonly starts: number;
  /** Starts of each fit of a form. */
  readonly startsOfForm: number;
  /** Best constants of each rotation, and of all conditions with low loading, in the scale that they are fitted in. */
  readonly points: Readonly<Record<string, readonly number[]>>;
  /** Costs of the fits from all starts, lowest first; null where a start led nowhere. */
  readonly costs: Readonly<Record<string, readonly (number | null)[]>>;
  readonly forms: readonly {
    readonly name: string;
    readonly costs: readonly number[];
    readonly scores: readonly number[];
  }[];
}

/** Conditions that a fit of the search sees: those of a roll temperature, or all with low loading. */
export function fittedConditions(
  conditions: readonly HalfCellCondition[],
  fittedOn: number | 'LOW',
): HalfCellCondition[] {
  return conditions.filter(({ rollTemperature, loadingRegime }) =>
    fittedOn === 'LOW' ? loadingRegime === 'LOW' : rollTemperature === fittedOn,
  );
}

/** Conditions that a fit is scored on: those with high loading that it did not see. */
export function testConditions(
  conditions: readonly HalfCellCondition[],
  fittedOn: number | 'LOW',
): HalfCellCondition[] {
  return conditions.filter(
    ({ rollTemperature, loadingRegime }) =>
      loadingRegime === 'HIGH' && rollTemperature !== fittedOn,
  );
}

/** Value and standard deviation of each constant after a fit, in SI. */
export function constantsOfFit({ point, covariance }: RateFit): {
  readonly name: string;
  readonly value: number;
  readonly sd: number;
  readonly unit: string;
  readonly prior: string;
}[] {
  return rateConstants.map(({ name, unit, isLogarithm, prior }, i) => {
    const value = isLogarithm ? Math.exp(point[i]!) : point[i]!;
    const sd = Math.sqrt(covariance[i * (rateConstants.length + 1)]!);
    return { name, value, sd: isLogarithm ? value * sd : sd, unit, prior };
  });
}
