import { PhysicsError } from '../core/errors.ts';

/**
 * Checks a number that has no row in the variable table against its range, and returns it.
 * @param unit - SI unit, for the message; `1` is not written there
 * @throws PhysicsError PHY_OUT_OF_RANGE if not finite or outside [min, max] (data: name, value, min, max, unit)
 */
export function checkBetween(
  name: string,
  value: number,
  { min, max, unit }: { readonly min: number; readonly max: number; readonly unit: string },
): number {
  if (value >= min && value <= max) return value;
  const of = unit === '1' ? '' : ` ${unit}`;
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `${name} is ${value}${of}; allowed is ${min} to ${max}${of}`,
    { name, value, min, max, unit },
  );
}
