import { PhysicsError } from '../core/errors.ts';

/**
 * Checks a number that has no row in the variable table against its range, and returns it.
 * @param unit - SI unit, for the message
 * @throws PhysicsError PHY_OUT_OF_RANGE if not finite or outside [min, max] (data: name, value, min, max, unit)
 */
export function checkBetween(
  name: string,
  value: number,
  { min, max, unit }: { readonly min: number; readonly max: number; readonly unit: string },
): number {
  if (value >= min && value <= max) return value;
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `${name} is ${value} ${unit}; allowed is ${min} to ${max} ${unit}`,
    { name, value, min, max, unit },
  );
}
