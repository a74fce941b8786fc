import { cycleDifference } from '../../../ml/cycling/cycle-difference.ts';
import { type Cycle, cycleSummary, wholeCycles } from '../../../ml/cycling/cycle-summary.ts';
import type { HalfCycle } from '../../../ml/cycling/half-cycles.ts';
import {
  type IncrementalCapacity,
  incrementalCapacity,
  timeBetween,
} from '../../../ml/cycling/incremental-capacity.ts';
import { MlError } from '../../../ml/errors.ts';

/** Curves of a cell with what was found in them before the curves of other cells are known. */
export interface ReadCurves {
  readonly cycles: readonly Cycle[];
  /** The last charge and discharge, with dQ/dV where it could be taken. */
  readonly last: Readonly<Record<HalfCycle['kind'], LastHalf | undefined>>;
  readonly warnings: readonly string[];
}

interface LastHalf {
  readonly half: HalfCycle;
  readonly capacity: IncrementalCapacity;
}

/** How many peaks of dQ/dV have columns. */
export interface PeakCounts {
  readonly charge: number;
  readonly discharge: number;
}

const kinds = ['charge', 'discharge'] as const;
/** A cell tells two or three stages apart in each direction. */
const mostPeaks = 3;
const perAh = 3600;

export function analysedCurves(halves: readonly HalfCycle[]): ReadCurves {
  const warnings: string[] = [];
  const lastOf = (kind: HalfCycle['kind']): LastHalf | undefined => {
    const half = halves.findLast((found) => found.kind === kind);
    if (half === undefined) return undefined;
    try {
      return { half, capacity: incrementalCapacity(half) };
    } catch (error) {
      if (!(error instanceof MlError)) throw error;
      warnings.push(`no dQ/dV of the last ${kind}: ${error.message}`);
      return undefined;
    }
  };
  const last = { charge: lastOf('charge'), discharge: lastOf('discharge') };
  return { cycles: wholeCycles(halves), last, warnings };
}

/** As many peaks as all curves have, three at most, so that all rows have the same columns. */
export function commonPeaks(curves: readonly ReadCurves[]): PeakCounts {
  const count = (kind: HalfCycle['kind']): number =>
    curves.reduce(
      (least, { last }) => Math.min(least, last[kind]?.capacity.peaks.length ?? 0),
      mostPeaks,
    );
  return { charge: count('charge'), discharge: count('discharge') };
}

/** Numbers of curves by column, `<name>_<unit>`; a number that they do not tell is absent. */
export function curveFeatures(read: ReadCurves, peaks: PeakCounts): ReadonlyMap<string, number> {
  const { cycles, last } = read;
  const features = new Map<string, number>();
  const [first, final] = [cycles[0], cycles.length > 1 ? cycles.at(-1) : undefined];
  if (first !== undefined) addCycle(features, 'first', first);
  if (first !== undefined && final !== undefined) {
    addCycle(features, 'last', final);
    addChange(features, first, final);
  }
  for (const kind of kinds) {
    const found = last[kind];
    if (found !== undefined) addPeaks(features, kind, found, peaks[kind]);
  }
  return features;
}

function addCycle(features: Map<string, number>, which: 'first' | 'last', cycle: Cycle): void {
  const summary = cycleSummary(cycle);
  features.set(`${which}ChargeCapacity_Ah`, summary.chargeCapacity / perAh);
  features.set(`${which}DischargeCapacity_Ah`, summary.dischargeCapacity / perAh);
  features.set(`${which}CoulombicEfficiency_frac`, summary.coulombicEfficiency);
  features.set(`${which}EnergyEfficiency_frac`, summary.energyEfficiency);
  features.set(`${which}MeanChargeVoltage_V`, summary.meanChargeVoltage);
  features.set(`${which}MeanDischargeVoltage_V`, summary.meanDischargeVoltage);
  features.set(`${which}Polarisation_V`, summary.polarisation);
}

function addChange(features: Map<string, number>, first: Cycle, last: Cycle): void {
  try {
    const { mean, variance, least } = cycleDifference(first.discharge, last.discharge);
    features.set('dischargeChangeMean_Ah', mean / perAh);
    features.set('dischargeChangeLeast_Ah', least / perAh);
    features.set('dischargeChangeVariance_Ah2', variance / perAh ** 2);
    if (variance > 0) {
      features.set('dischargeChangeLogVariance_1', Math.log10(variance / perAh ** 2));
    }
  } catch (error) {
    if (!(error instanceof MlError)) throw error;
  }
}

/** The largest peaks by area, by rising voltage. */
function addPeaks(
  features: Map<string, number>,
  kind: HalfCycle['kind'],
  { half, capacity }: LastHalf,
  count: number,
): void {
  if (capacity.peaks.length < count) return;
  const largest = [...capacity.peaks].sort((a, b) => b.area - a.area).slice(0, count);
  largest.sort((a, b) => a.position - b.position);
  features.set(`${kind}Peaks_count`, capacity.peaks.length);
  for (const [k, { position, height, area, halfFrom, halfTo }] of largest.entries()) {
    const name = `${kind}Peak${k + 1}`;
    features.set(`${name}Voltage_V`, position);
    features.set(`${name}Height_Ah_per_V`, height / perAh);
    features.set(`${name}Area_Ah`, area / perAh);
    features.set(`${name}Plateau_s`, timeBetween(half, halfFrom, halfTo));
  }
}
