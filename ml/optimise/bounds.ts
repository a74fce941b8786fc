import { MlError } from '../errors.ts';

/** Least and most of each variable of a search. */
export interface Box {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

/** @throws MlError ML_OPTION_OUT_OF_RANGE for bounds that are no numbers, not as many or upside down (data: option, found, allowed) */
export function checkBox({ lower, upper }: Box): void {
  const allowed = 'two lists of as many numbers, one or more, the upper not below the lower';
  let found: string | undefined;
  if (lower.length !== upper.length || lower.length === 0) {
    found = `${lower.length} lower and ${upper.length} upper bounds`;
  }
  for (let i = 0; found === undefined && i < lower.length; i++) {
    const isRange = Number.isFinite(lower[i]) && Number.isFinite(upper[i]);
    if (!(isRange && lower[i]! <= upper[i]!)) found = `${lower[i]} to ${upper[i]} at ${i}`;
  }
  if (found === undefined) return;
  const message = `bounds of a search: found ${found}, allowed are ${allowed}`;
  throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'bounds', found, allowed });
}

/**
 * A value thrown back at the bounds that it went past, as often as needed.
 * @returns a number in [lower, upper]
 * @see Ronkkonen2005, Real-parameter optimization with differential evolution, eq. 3, doi:10.1109/CEC.2005.1554725
 */
export function reflected(value: number, lower: number, upper: number): number {
  const width = upper - lower;
  if (width === 0) return lower;
  const turn = 2 * width;
  const past = (((value - lower) % turn) + turn) % turn;
  // Rounding must not leave the box.
  return Math.min(upper, Math.max(lower, lower + (past > width ? turn - past : past)));
}
