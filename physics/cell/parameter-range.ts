import { PhysicsError } from '../core/errors.ts';

/** What a number of a parameter set may be, in the unit of its name at the boundary. */
export interface ParameterRange {
  /** For messages; empty for a plain number. */
  readonly unit: string;
  /** SI value = value / divisor + offset; 1 and 0 where absent. */
  readonly divisor?: number;
  readonly offset?: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Whether the bounds themselves are excluded. */
  readonly aboveMinimum?: boolean;
  readonly belowMaximum?: boolean;
}

/** Ranges of the numbers of a cell by their names at the boundary: wide enough for every cell, too narrow for a slip of unit or sign. */
export const parameterRanges = {
  thickness_um: { unit: 'um', divisor: 1e6, minimum: 0, aboveMinimum: true, maximum: 10_000 },
  porosity_frac: { unit: '', minimum: 0, aboveMinimum: true, maximum: 1, belowMaximum: true },
  separatorPorosity_frac: { unit: '', minimum: 0, aboveMinimum: true, maximum: 1 },
  activeFraction_frac: { unit: '', minimum: 0, aboveMinimum: true, maximum: 1, belowMaximum: true },
  bruggeman_1: { unit: '', minimum: 0, maximum: 20 },
  tortuosityFactor_1: { unit: '', minimum: 1, maximum: 1_000 },
  conductivity_S_per_m: { unit: 'S/m', minimum: 0, aboveMinimum: true, maximum: 1e9 },
  particleRadius_um: { unit: 'um', divisor: 1e6, minimum: 0, aboveMinimum: true, maximum: 1_000 },
  activeSurfaceFactor_1: { unit: '', minimum: 0, aboveMinimum: true, maximum: 1 },
  particleDiffusivity_m2_per_s: { unit: 'm2/s', minimum: 0, aboveMinimum: true, maximum: 1e-6 },
  initialStoichiometry_1: {
    unit: '',
    minimum: 0,
    aboveMinimum: true,
    maximum: 1,
    belowMaximum: true,
  },
  contactResistance_mohm: { unit: 'mohm', divisor: 1e3, minimum: 0, maximum: 1e9 },
  area_m2: { unit: 'm2', minimum: 0, aboveMinimum: true, maximum: 1e6 },
  temperature_degC: { unit: 'degC', offset: 273.15, minimum: -60, maximum: 150 },
} as const satisfies Record<string, ParameterRange>;

/** Words for a range: `above 0 up to 1000 um`. */
function allowedOf({ unit, minimum, maximum, aboveMinimum, belowMaximum }: ParameterRange): string {
  const tail = unit === '' ? '' : ` ${unit}`;
  if (maximum === Number.POSITIVE_INFINITY) {
    if (minimum === Number.NEGATIVE_INFINITY) return `a finite number${tail}`;
    return `a finite number ${aboveMinimum === true ? 'above' : 'from'} ${minimum}${tail}`;
  }
  const from = aboveMinimum === true ? `above ${minimum}` : `from ${minimum}`;
  return `${from} ${belowMaximum === true ? 'to below' : 'to'} ${maximum}${tail}`;
}

/**
 * Checks a number in the unit of its name.
 * @param parameter - its name, for the message
 * @param where - further words on the place of the number, such as the stoichiometry of a row of a table
 * @throws PhysicsError PHY_PARAMETER_OUT_OF_RANGE (data: parameter, value, minimum, maximum, unit, allowed); a value that
 *   is no finite number stands there as text
 */
export function checkParameter(
  parameter: string,
  value: number,
  range: ParameterRange,
  where = '',
): void {
  const { minimum, maximum, aboveMinimum, belowMaximum, unit } = range;
  const isHigh = aboveMinimum === true ? value > minimum : value >= minimum;
  const isLow = belowMaximum === true ? value < maximum : value <= maximum;
  if (isHigh && isLow && Number.isFinite(value)) return;
  const allowed = allowedOf(range);
  const shown = Number.isFinite(value) ? Number(value.toPrecision(12)) : String(value);
  const tail = unit === '' ? '' : ` ${unit}`;
  throw new PhysicsError(
    'PHY_PARAMETER_OUT_OF_RANGE',
    `${parameter} is ${shown}${tail}${where}; allowed is ${allowed}`,
    {
      parameter,
      value: shown,
      ...(Number.isFinite(minimum) ? { minimum } : {}),
      ...(Number.isFinite(maximum) ? { maximum } : {}),
      ...(unit === '' ? {} : { unit }),
      allowed,
    },
  );
}

/** A number at the boundary in SI. */
export function toSi(value: number, { divisor = 1, offset = 0 }: ParameterRange): number {
  return value / divisor + offset;
}

/** A number in SI in the unit of its name at the boundary. */
export function fromSi(value: number, { divisor = 1, offset = 0 }: ParameterRange): number {
  return (value - offset) * divisor;
}
