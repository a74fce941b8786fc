import { MlError } from '../errors.ts';
import { findPeaks, type Peak } from '../signals/peaks.ts';
import { savitzkyGolay } from '../signals/savitzky-golay.ts';
import type { HalfCycle } from './half-cycles.ts';

/** How dQ/dV is taken. */
export interface CapacityOptions {
  /** Width of a voltage bin [V], > 0 */
  readonly bin: number;
  /** Width of the smoothing window [V], at least five bins */
  readonly window: number;
  /** Share of the highest dQ/dV that a peak rises above its valleys, in [0, 1). */
  readonly leastProminence: number;
}

export const capacityDefaults: CapacityOptions = {
  bin: 0.002,
  window: 0.03,
  leastProminence: 0.05,
};

/** |dQ/dV| of a half cycle over voltage. */
export interface IncrementalCapacity {
  /** Middles of the bins [V], rising. */
  readonly voltage: Float64Array;
  /** [A.s.V-1], smoothed */
  readonly slope: Float64Array;
  /** By rising voltage: positions [V], heights [A.s.V-1], areas [A.s]. */
  readonly peaks: readonly Peak[];
  /** Charge that passed at constant current [A.s]: the area under the curve before it is smoothed. */
  readonly charge: number;
}

/** Order of the smoothing polynomial. */
const order = 2;
/** Currents from this share of the largest on are the constant one. */
const constantShare = 0.95;
const leastPoints = 20;

/**
 * Where the largest current flows, within 5 %: a hold of the voltage behind it changes the charge at one voltage.
 * @returns first and last point of the longest such stretch
 */
export function constantCurrentPart({ current }: HalfCycle): readonly [number, number] {
  const sorted = current.slice().sort();
  // A single spike is not the current: 1 of 50 points may lie above it.
  const largest = sorted[Math.floor(0.98 * (sorted.length - 1))]!;
  let best: readonly [number, number] = [0, -1];
  let from = 0;
  for (let i = 0; i <= current.length; i++) {
    if (i < current.length && current[i]! >= constantShare * largest) continue;
    if (i - 1 - from > best[1] - best[0]) best = [from, i - 1];
    from = i + 1;
  }
  return best;
}

/**
 * dQ/dV at constant current, by counting the charge that passes in each bin of voltage: the charge between two points is
 * spread evenly over the voltages between them, whichever way they go, so that noise of the voltage neither divides by zero
 * nor loses charge. It is then smoothed by Savitzky and Golay's filter of second order.
 * @throws MlError ML_TOO_FEW_ROWS for fewer than 20 points of constant current (data: rows, allowed), or a voltage that spans
 *   less than one window; ML_OPTION_OUT_OF_RANGE for a bin that is not above 0, or a window of fewer than five bins
 * @see Feng2020, eTransportation 3, 100051 (counting by level), doi:10.1016/j.etran.2020.100051; Dubarry2022, Front. Energy Res. 10,
 *   1023555 (incremental capacity), doi:10.3389/fenrg.2022.1023555
 */
export function incrementalCapacity(
  half: HalfCycle,
  options: Partial<CapacityOptions> = {},
): IncrementalCapacity {
  const { bin, window, leastProminence } = { ...capacityDefaults, ...options };
  if (!(bin > 0 && window >= 5 * bin)) {
    const allowed = 'a bin above 0 and a window of at least five bins';
    const found = `a bin of ${bin} V and a window of ${window} V`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', `found ${found}, allowed is ${allowed}`, {
      option: 'bin',
      found,
      allowed,
    });
  }
  const [from, to] = constantCurrentPart(half);
  if (to - from + 1 < leastPoints) {
    const message = `${to - from + 1} points of constant current, allowed are ${leastPoints} and more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: to - from + 1, allowed: leastPoints });
  }
  const voltage = half.voltage.subarray(from, to + 1);
  const charge = half.charge.subarray(from, to + 1);
  const lowest = voltage.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = voltage.reduce((most, value) => Math.max(most, value), -Infinity);
  // Bins at multiples of their width: those of two cycles are the same.
  const first = Math.floor(lowest / bin);
  const bins = Math.ceil(highest / bin) - first;
  const points = 2 * Math.floor(window / bin / 2) + 1;
  if (bins < points) {
    const message = `the voltage spans ${highest - lowest} V, allowed is more than the window of ${window} V`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: bins, allowed: points });
  }
  const counted = new Float64Array(bins);
  for (let i = 1; i < voltage.length; i++) {
    spread(
      counted,
      voltage[i - 1]! / bin - first,
      voltage[i]! / bin - first,
      charge[i]! - charge[i - 1]!,
    );
  }
  const slope = savitzkyGolay(counted, points, order).map((value) => Math.max(0, value / bin));
  const middle = Float64Array.from({ length: bins }, (_, k) => (first + k + 0.5) * bin);
  return {
    voltage: middle,
    slope,
    peaks: findPeaks(slope, { start: middle[0]!, step: bin }, leastProminence),
    charge: charge.at(-1)! - charge[0]!,
  };
}

/** Spreads an amount evenly over the bins between two places. */
function spread(counted: Float64Array, a: number, b: number, amount: number): void {
  const last = counted.length - 1;
  const [low, high] = a < b ? [a, b] : [b, a];
  const binOf = (place: number): number => Math.min(last, Math.max(0, Math.floor(place)));
  const [first, end] = [binOf(low), binOf(high)];
  if (first === end) {
    counted[first] = counted[first]! + amount;
    return;
  }
  for (let k = first; k <= end; k++) {
    const part = Math.min(k + 1, high) - Math.max(k, low);
    counted[k] = counted[k]! + (amount * part) / (high - low);
  }
}

/**
 * Time during which the voltage of a half cycle lies between two values [s].
 * @param from - [V], below `to`
 */
export function timeBetween({ time, voltage }: HalfCycle, from: number, to: number): number {
  let sum = 0;
  for (let i = 1; i < time.length; i++) {
    const [a, b] = [voltage[i - 1]!, voltage[i]!];
    const [low, high] = a < b ? [a, b] : [b, a];
    const span = time[i]! - time[i - 1]!;
    if (high === low) sum += low >= from && low <= to ? span : 0;
    else sum += (span * Math.max(0, Math.min(high, to) - Math.max(low, from))) / (high - low);
  }
  return sum;
}
