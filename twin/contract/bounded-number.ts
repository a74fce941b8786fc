import { z } from 'zod';

/** Bounds of a number, as far as it has any. */
export interface Bounds {
  readonly min?: number;
  /** Least value, itself not allowed. */
  readonly above?: number;
  readonly max?: number;
}

/** Adds bounds to a schema of numbers; whatever is wrong with a value, the message says all that is allowed. */
function bounded<S extends z.ZodNumber>(
  schema: (params: { error: string }) => S,
  what: string,
  { min, above, max }: Bounds,
): S {
  const from = min === undefined ? '' : ` from ${min}`;
  const over = above === undefined ? '' : ` above ${above}`;
  const to = max === undefined ? '' : ` to ${max}`;
  const error = `${what}${from}${over}${to}`;
  let result = schema({ error });
  if (min !== undefined) result = result.min(min, error);
  if (above !== undefined) result = result.gt(above, error);
  if (max !== undefined) result = result.max(max, error);
  return result;
}

/** A number with bounds. */
export const number = (bounds: Bounds = {}) => bounded(z.number, 'a number', bounds);
/** A whole number with bounds. */
export const wholeNumber = (bounds: Bounds) => bounded(z.int, 'a whole number', bounds);
/** A number above 0. */
export const positive = () => number({ above: 0 });
