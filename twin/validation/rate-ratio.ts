import type { CellParameters } from '../../physics/cell/cell-parameters.ts';
import type { PresetName } from '../../physics/cell/presets.ts';
import { simulateCell } from '../../physics/cell/simulate.ts';
import {
  type Coating,
  type FittedTransport,
  type HalfCellForm,
  halfCellOf,
} from './nmc622-half-cell.ts';

/** The two discharges, as multiples of the nominal capacity per hour [1/h]. */
const fastRate = 5;
const slowRate = 0.2;
/** Points of a discharge curve, and its longest duration over that of the nominal capacity. */
const points = 261;
const longest = 1.3;
/** By which a voltage that is missing at the start counts as charge that is missing, over the nominal capacity [1/V]. */
const chargePerVolt = 1;

/** Voltage of a discharge without contact resistance, over the charge that has passed. */
interface DischargeCurve {
  /** [A/m2] */
  readonly currentDensity: number;
  /** Over the nominal capacity, increasing from 0. */
  readonly charge: Float64Array;
  /** [V] */
  readonly voltage: Float64Array;
}

/** The pair of discharges of a cell. */
export interface DischargePair {
  readonly fast: DischargeCurve;
  readonly slow: DischargeCurve;
  readonly lowerCutoff: number;
}

/**
 * Discharges a half-cell at 5C and at C/5, each from full charge at rest. A resistance in series only lowers the voltage of
 * an isothermal cell under constant current, so one pair serves for every contact resistance.
 * @param specificCharge - whose current is 1C [A.s.kg-1]
 */
export function dischargePair(
  coating: Coating,
  specificCharge: number,
  transport: FittedTransport,
  form: HalfCellForm = {},
  preset: PresetName = 'accurate',
): DischargePair {
  const cell = halfCellOf(coating, specificCharge, transport, form);
  return {
    fast: discharge(cell, fastRate, preset),
    slow: discharge(cell, slowRate, preset),
    lowerCutoff: cell.lowerCutoff,
  };
}

function discharge(cell: CellParameters, rate: number, preset: PresetName): DischargeCurve {
  const duration = (longest * 3600) / rate;
  const { series } = simulateCell(
    cell,
    [
      {
        control: { kind: 'cRate', value: rate },
        ends: [{ kind: 'voltage', value: cell.lowerCutoff }],
        text: `discharge ${rate}C until ${cell.lowerCutoff}V`,
      },
    ],
    {
      model: 'dfn',
      preset,
      thermal: 'isothermal',
      fields: false,
      limits: { steps: 20_000 },
      grid: Float64Array.from({ length: points }, (_, i) => (i * duration) / (points - 1)),
    },
  );
  return {
    currentDensity: (rate * cell.nominalCapacity) / 3600 / cell.area,
    charge: series.time.map((time) => (time * rate) / 3600),
    voltage: series.voltage,
  };
}

/**
 * Capacity at 5C over capacity at C/5 with a contact resistance.
 * @param resistance - of the cell [ohm.m2]
 * @returns 0 and more where the voltage lies above the cut-off at the start of 5C; below, it goes on into negative values in
 *   proportion to the voltage that is missing, so that a fit still feels which way to go; NaN where C/5 ends at once
 */
export function continuedRatio(pair: DischargePair, resistance: number): number {
  const slow = chargeAbove(pair.slow, pair.lowerCutoff, resistance);
  return slow > 0 ? chargeAbove(pair.fast, pair.lowerCutoff, resistance) / slow : Number.NaN;
}

/** The ratio that a cell shows: 0 where 5C ends at once. */
export function rateRatio(pair: DischargePair, resistance: number): number {
  return Math.max(0, continuedRatio(pair, resistance));
}

/** Capacity at C/5, over the nominal capacity. */
export function slowCapacity(pair: DischargePair, resistance: number): number {
  return chargeAbove(pair.slow, pair.lowerCutoff, resistance);
}

function chargeAbove(
  { currentDensity, charge, voltage }: DischargeCurve,
  lowerCutoff: number,
  resistance: number,
): number {
  const least = lowerCutoff + currentDensity * resistance;
  // The start stands there twice: at rest and under current.
  const start = charge.lastIndexOf(0);
  if (voltage[start]! < least) return -chargePerVolt * (least - voltage[start]!);
  for (let i = start + 1; i < charge.length; i++) {
    if (voltage[i]! >= least) continue;
    const share = (voltage[i - 1]! - least) / (voltage[i - 1]! - voltage[i]!);
    return charge[i - 1]! + share * (charge[i]! - charge[i - 1]!);
  }
  return charge.at(-1)!;
}
