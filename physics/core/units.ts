import { PhysicsError } from './errors.ts';

/** Dimension as exponents of (length, mass, time, current, temperature, amount). */
type Dimension = readonly [number, number, number, number, number, number];

/** How one unit of the boundary relates to coherent SI. */
export interface Unit {
  /** Exponents of (m, kg, s, A, K, mol). */
  readonly dimension: Dimension;
  /** SI value = value * multiplier / divisor + offset; both factors are exact in binary where the unit allows it. */
  readonly multiplier: number;
  readonly divisor: number;
  readonly offset: number;
  /** What a screen prints. */
  readonly label: string;
  /** UNECE Recommendation 20 code, where the recommendation has one. */
  readonly uneceCode?: string;
}

function unit(
  dimension: Dimension,
  label: string,
  factor: { multiply?: number; divide?: number; offset?: number; uneceCode?: string } = {},
): Unit {
  return {
    dimension,
    multiplier: factor.multiply ?? 1,
    divisor: factor.divide ?? 1,
    offset: factor.offset ?? 0,
    label,
    ...(factor.uneceCode === undefined ? {} : { uneceCode: factor.uneceCode }),
  };
}

const none: Dimension = [0, 0, 0, 0, 0, 0];
const length: Dimension = [1, 0, 0, 0, 0, 0];
const mass: Dimension = [0, 1, 0, 0, 0, 0];
const time: Dimension = [0, 0, 1, 0, 0, 0];
const temperature: Dimension = [0, 0, 0, 0, 1, 0];
const speed: Dimension = [1, 0, -1, 0, 0, 0];
const acceleration: Dimension = [1, 0, -2, 0, 0, 0];
const arealMass: Dimension = [-2, 1, 0, 0, 0, 0];
const density: Dimension = [-3, 1, 0, 0, 0, 0];
const force: Dimension = [1, 1, -2, 0, 0, 0];
const forcePerWidth: Dimension = [0, 1, -2, 0, 0, 0];
const pressure: Dimension = [-1, 1, -2, 0, 0, 0];
const volumeFlow: Dimension = [3, 0, -1, 0, 0, 0];
const massFlow: Dimension = [0, 1, -1, 0, 0, 0];
const viscosity: Dimension = [-1, 1, -1, 0, 0, 0];
const power: Dimension = [2, 1, -3, 0, 0, 0];
const energy: Dimension = [2, 1, -2, 0, 0, 0];
const energyPerArea: Dimension = [0, 1, -2, 0, 0, 0];
const arealResistance: Dimension = [4, 1, -3, -2, 0, 0];
const charge: Dimension = [0, 0, 1, 1, 0, 0];

/**
 * Every unit that may stand at a boundary (tag, JSON key, CSV column, configuration), under its ASCII name.
 * Inside, only coherent SI is used. A factor below one is written as a divisor, so that `toSi(100, 'um')` is exactly 1e-4.
 */
const table = {
  '1': unit(none, '', { uneceCode: 'C62' }),
  frac: unit(none, '', { uneceCode: 'C62' }),
  percent: unit(none, '%', { divide: 100, uneceCode: 'P1' }),
  ppm: unit(none, 'ppm', { divide: 1e6, uneceCode: '59' }),
  count: unit(none, '', { uneceCode: 'C62' }),
  m: unit(length, 'm', { uneceCode: 'MTR' }),
  mm: unit(length, 'mm', { divide: 1e3, uneceCode: 'MMT' }),
  um: unit(length, 'µm', { divide: 1e6, uneceCode: '4H' }),
  kg: unit(mass, 'kg', { uneceCode: 'KGM' }),
  g: unit(mass, 'g', { divide: 1e3, uneceCode: 'GRM' }),
  s: unit(time, 's', { uneceCode: 'SEC' }),
  ms: unit(time, 'ms', { divide: 1e3, uneceCode: 'C26' }),
  min: unit(time, 'min', { multiply: 60, uneceCode: 'MIN' }),
  h: unit(time, 'h', { multiply: 3600, uneceCode: 'HUR' }),
  K: unit(temperature, 'K', { uneceCode: 'KEL' }),
  degC: unit(temperature, '°C', { offset: 273.15, uneceCode: 'CEL' }),
  degF: unit(temperature, '°F', { multiply: 5, divide: 9, offset: 459.67 / 1.8, uneceCode: 'FAH' }),
  m_per_s: unit(speed, 'm/s', { uneceCode: 'MTS' }),
  um_per_s: unit(speed, 'µm/s', { divide: 1e6 }),
  mm_per_s: unit(speed, 'mm/s', { divide: 1e3, uneceCode: 'C16' }),
  m_per_min: unit(speed, 'm/min', { divide: 60, uneceCode: '2X' }),
  m_per_s2: unit(acceleration, 'm/s²', { uneceCode: 'MSK' }),
  gn: unit(acceleration, 'gₙ', { multiply: 9.806_65, uneceCode: 'K40' }),
  kg_per_m2: unit(arealMass, 'kg/m²', { uneceCode: '28' }),
  g_per_m2: unit(arealMass, 'g/m²', { divide: 1e3, uneceCode: 'GM' }),
  mg_per_cm2: unit(arealMass, 'mg/cm²', { divide: 100 }),
  kg_per_m3: unit(density, 'kg/m³', { uneceCode: 'KMQ' }),
  g_per_cm3: unit(density, 'g/cm³', { multiply: 1e3, uneceCode: '23' }),
  N: unit(force, 'N', { uneceCode: 'NEW' }),
  kN: unit(force, 'kN', { multiply: 1e3, uneceCode: 'B47' }),
  N_per_m: unit(forcePerWidth, 'N/m', { uneceCode: '4P' }),
  N_per_mm: unit(forcePerWidth, 'N/mm', { multiply: 1e3, uneceCode: 'F47' }),
  Pa: unit(pressure, 'Pa', { uneceCode: 'PAL' }),
  kPa: unit(pressure, 'kPa', { multiply: 1e3, uneceCode: 'KPA' }),
  MPa: unit(pressure, 'MPa', { multiply: 1e6, uneceCode: 'MPA' }),
  bar: unit(pressure, 'bar', { multiply: 1e5, uneceCode: 'BAR' }),
  m3_per_s: unit(volumeFlow, 'm³/s', { uneceCode: 'MQS' }),
  mL_per_min: unit(volumeFlow, 'mL/min', { divide: 6e7, uneceCode: '41' }),
  kg_per_s: unit(massFlow, 'kg/s'),
  g_per_min: unit(massFlow, 'g/min', { divide: 6e4 }),
  Pa_s: unit(viscosity, 'Pa·s', { uneceCode: 'C65' }),
  mPa_s: unit(viscosity, 'mPa·s', { divide: 1e3, uneceCode: 'C24' }),
  per_s: unit([0, 0, -1, 0, 0, 0], '1/s', { uneceCode: 'C97' }),
  Hz: unit([0, 0, -1, 0, 0, 0], 'Hz', { uneceCode: 'HTZ' }),
  rpm: unit([0, 0, -1, 0, 0, 0], '1/min', { divide: 60, uneceCode: 'RPM' }),
  W: unit(power, 'W', { uneceCode: 'WTT' }),
  kW: unit(power, 'kW', { multiply: 1e3, uneceCode: 'KWT' }),
  Wh: unit(energy, 'Wh', { multiply: 3600, uneceCode: 'WHR' }),
  kWh_per_m2: unit(energyPerArea, 'kWh/m²', { multiply: 3.6e6 }),
  ohm_cm2: unit(arealResistance, 'Ω·cm²', { divide: 1e4 }),
  Ah: unit(charge, 'Ah', { multiply: 3600, uneceCode: 'AMH' }),
  A: unit([0, 0, 0, 1, 0, 0], 'A', { uneceCode: 'AMP' }),
  V: unit([2, 1, -3, -1, 0, 0], 'V', { uneceCode: 'VLT' }),
  W_per_m2K: unit([0, 1, -3, 0, -1, 0], 'W/(m²·K)', { uneceCode: 'D55' }),
  S_per_m: unit([-3, -1, 3, 2, 0, 0], 'S/m', { uneceCode: 'D10' }),
  J_per_kgK: unit([2, 0, -2, 0, -1, 0], 'J/(kg·K)', { uneceCode: 'B11' }),
  kg_per_kg: unit(none, 'kg/kg', { uneceCode: '3H' }),
} as const satisfies Record<string, Unit>;

/** ASCII name of a unit at a boundary. */
export type UnitName = keyof typeof table;

/** All unit names, in the order of the table. */
export const unitNames = Object.keys(table) as readonly UnitName[];

/** True when `name` is a unit of the table. */
export function isUnitName(name: string): name is UnitName {
  return Object.hasOwn(table, name);
}

/**
 * The row of a unit.
 * @throws PhysicsError PHY_UNKNOWN_UNIT (data: unit, allowed)
 */
export function unitOf(name: string): Unit {
  if (!isUnitName(name)) {
    throw new PhysicsError('PHY_UNKNOWN_UNIT', `unknown unit '${name}'`, {
      unit: name,
      allowed: unitNames,
    });
  }
  return table[name];
}

/** Converts a boundary value to coherent SI. */
export function fromUnit(value: number, name: UnitName): number {
  const { multiplier, divisor, offset } = table[name];
  return (value * multiplier) / divisor + offset;
}

/** Converts a coherent SI value to a boundary unit. */
export function toUnit(value: number, name: UnitName): number {
  const { multiplier, divisor, offset } = table[name];
  return ((value - offset) * divisor) / multiplier;
}

/**
 * Converts between two boundary units.
 * @throws PhysicsError PHY_DIMENSION_MISMATCH (data: from, to) when the two measure different things
 */
export function convertUnit(value: number, from: UnitName, to: UnitName): number {
  if (from === to) return value;
  if (!sameDimension(from, to)) {
    throw new PhysicsError('PHY_DIMENSION_MISMATCH', `'${from}' cannot be converted to '${to}'`, {
      from,
      to,
    });
  }
  return toUnit(fromUnit(value, from), to);
}

/** True when both units measure the same kind of quantity. */
export function sameDimension(left: UnitName, right: UnitName): boolean {
  return table[left].dimension.every((exponent, i) => exponent === table[right].dimension[i]);
}

/** The unit with this UNECE Recommendation 20 code, if the table has one (the first row that carries the code). */
export function unitByUneceCode(code: string): UnitName | undefined {
  return unitNames.find((name) => (table[name] as Unit).uneceCode === code);
}
