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

/** Narrower than the row of a variable allows, in SI; what is left out is as in the row. */
export interface NarrowerRange {
  /** What the message calls it; the key of the row where left out. */
  readonly name?: string;
  readonly min?: number;
  readonly max?: number;
}

/**
 * Checks that an SI value is finite and inside the variable's bounds, and returns it.
 * @param narrower - bounds of a machine or of a law inside those of the variable
 * @throws PhysicsError PHY_OUT_OF_RANGE (data: name, value, min, max, unit: all in the boundary unit)
 */
export function checkRange(variable: Variable, value: number, narrower?: NarrowerRange): number {
  const least = narrower?.min ?? variable.min;
  const most = narrower?.max ?? variable.max;
  if (value >= least && value <= most) return value;
  const { key, boundaryUnit: unit } = variable;
  const name = narrower?.name ?? key;
  // 290 K is 16.85 degC, and not what the subtraction leaves behind the fourteenth digit.
  const [shown, min, max] = [value, least, most].map((si) =>
    Number(toUnit(si, unit).toPrecision(14)),
  );
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `${name} is ${shown} ${unit}; allowed is ${min} to ${max} ${unit}`,
    { name, value: shown, min, max, unit },
  );
}
