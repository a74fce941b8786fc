import { MlError } from '../errors.ts';
import type { HalfCycle } from './half-cycles.ts';
import { constantCurrentPart } from './incremental-capacity.ts';

/** How the charge over voltage changed between two discharges: Q of the later less Q of the earlier, on even voltages. */
export interface CycleDifference {
  /** [A.s] */
  readonly mean: number;
  /** [A2.s2], divisor n - 1 */
  readonly variance: number;
  /** [A.s] */
  readonly least: number;
  readonly most: number;
}

const gridPoints = 1000;

/**
 * The difference of two curves Q(V) where both were measured, at constant current. A voltage that noise meets several times
 * counts from when it was first passed.
 * @throws MlError ML_TOO_FEW_ROWS where the voltages of the two do not overlap (data: rows)
 * @see Severson2019, Nat. Energy 4, 383-391, doi:10.1038/s41560-019-0356-8 (Delta Q(V) of cycles 100 and 10)
 */
export function cycleDifference(earlier: HalfCycle, later: HalfCycle): CycleDifference {
  const [a, b] = [chargeByVoltage(earlier), chargeByVoltage(later)];
  const from = Math.max(a.voltage[0]!, b.voltage[0]!);
  const to = Math.min(a.voltage.at(-1)!, b.voltage.at(-1)!);
  if (!(to > from)) {
    throw new MlError(
      'ML_TOO_FEW_ROWS',
      'two cycles have no voltage in common, allowed is an overlap',
      {
        rows: 0,
      },
    );
  }
  const differences = Float64Array.from({ length: gridPoints }, (_, k) => {
    const at = from + ((to - from) * k) / (gridPoints - 1);
    return valueAt(b, at) - valueAt(a, at);
  });
  const mean = differences.reduce((sum, value) => sum + value, 0) / gridPoints;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    variance: squares / (gridPoints - 1),
    least: differences.reduce((least, value) => Math.min(least, value), Infinity),
    most: differences.reduce((most, value) => Math.max(most, value), -Infinity),
  };
}

interface ChargeByVoltage {
  /** Rising. */
  readonly voltage: Float64Array;
  readonly charge: Float64Array;
}

function chargeByVoltage(half: HalfCycle): ChargeByVoltage {
  const [from, to] = constantCurrentPart(half);
  const sign = half.kind === 'charge' ? 1 : -1;
  const voltage: number[] = [];
  const charge: number[] = [];
  for (let i = from; i <= to; i++) {
    if (voltage.length > 0 && sign * half.voltage[i]! <= sign * voltage.at(-1)!) continue;
    voltage.push(half.voltage[i]!);
    charge.push(half.charge[i]! - half.charge[from]!);
  }
  if (sign < 0) {
    voltage.reverse();
    charge.reverse();
  }
  return { voltage: Float64Array.from(voltage), charge: Float64Array.from(charge) };
}

/** On straight lines between the points; the place is inside. */
function valueAt({ voltage, charge }: ChargeByVoltage, at: number): number {
  let low = 0;
  let high = voltage.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (voltage[middle]! <= at) low = middle;
    else high = middle;
  }
  if (high === low) return charge[low]!;
  const share = (at - voltage[low]!) / (voltage[high]! - voltage[low]!);
  return charge[low]! + share * (charge[high]! - charge[low]!);
}
