import { PhysicsError } from './errors.ts';
import { toUnit, type UnitName } from './units.ts';

/**
 * What a variable is in the making of a cell: process parameter (what a machine is set to), intermediate product
 * feature (what the web, sheet or cell is like after a step), final product property (what the finished cell does).
 */
export type VariableRole = 'PP' | 'IPF' | 'FPP';

/** One row describes one variable; schemas, forms, checks and documentation are made from it. */
export interface Variable {
  /** Name in code and at boundaries, without unit. */
  readonly key: string;
  /** Symbol in equations. */
  readonly symbol: string;
  /** Coherent SI unit in BPX notation, for example `kg.m-2`. */
  readonly unit: string;
  /** Unit at boundaries. */
  readonly boundaryUnit: UnitName;
  /** Smallest and largest allowed value, in SI. */
  readonly min: number;
  readonly max: number;
  readonly role: VariableRole;
  readonly description: string;
  /** Paper, standard or convention the definition follows. */
  readonly source: string;
}

/** The boundary name of a variable, `<key>_<unit>`. */
export function boundaryName(variable: Variable): string {
  return `${variable.key}_${variable.boundaryUnit}`;
}

/**
 * Checks that an SI value is finite and inside the variable's bounds, and returns it.
 * @throws PhysicsError PHY_OUT_OF_RANGE (data: name, value, min, max, unit: all in the boundary unit)
 */
export function checkRange(variable: Variable, value: number): number {
  if (value >= variable.min && value <= variable.max) return value;
  const { key: name, boundaryUnit: unit } = variable;
  const [shown, min, max] = [value, variable.min, variable.max].map((si) => toUnit(si, unit));
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `${name} is ${shown} ${unit}; allowed is ${min} to ${max} ${unit}`,
    { name, value: shown, min, max, unit },
  );
}
