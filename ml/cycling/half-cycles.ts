import { MlError } from '../errors.ts';

/** What a cycler recorded of a cell, point by point. */
export interface CyclingRecord {
  /** [s], rising, also by 0 */
  readonly time: Float64Array;
  /** [A], discharge above 0 */
  readonly current: Float64Array;
  /** [V] */
  readonly voltage: Float64Array;
  /** Number of the cycle; counted from the current where absent. */
  readonly cycle?: Float64Array;
}

/** A charge or discharge without a change of direction; rests inside it belong to it. */
export interface HalfCycle {
  readonly kind: 'charge' | 'discharge';
  readonly cycle: number;
  /** [s] */
  readonly time: Float64Array;
  /** Size of the current [A], >= 0 */
  readonly current: Float64Array;
  /** [V] */
  readonly voltage: Float64Array;
  /** Passed since the first point [A.s], rising. */
  readonly charge: Float64Array;
}

/** Currents below this share of the largest are a rest. */
const restShare = 1e-3;
/** A half cycle passes at least this share of the charge of the largest: pulses and noise are none. */
const leastShare = 0.05;

/**
 * Parts a record into charges and discharges, and cycles. Without cycle numbers a cycle is a charge with the discharge that
 * follows it, or, where the record begins with a discharge, a discharge with the charge that follows.
 * @returns those that pass at least 5 % of the charge of the largest, in their order
 * @throws MlError ML_TABLE_INVALID for columns of different length or a time that falls (data: row); ML_NOT_FINITE (data: row);
 *   ML_CONSTANT where no current ever flows
 */
export function halfCycles(record: CyclingRecord): readonly HalfCycle[] {
  check(record);
  const { time, current, cycle } = record;
  const largest = current.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0)
    throw new MlError('ML_CONSTANT', 'no current ever flows; allowed is a charge or discharge', {});
  const found: HalfCycle[] = [];
  let from = 0;
  let direction = 0;
  const close = (to: number): void => {
    if (direction !== 0) found.push(halfCycle(record, from, to, direction));
  };
  let last = 0;
  for (let i = 0; i < time.length; i++) {
    const turn = Math.abs(current[i]!) < restShare * largest ? 0 : Math.sign(current[i]!);
    const isNewCycle =
      cycle !== undefined && direction !== 0 && turn !== 0 && cycle[i] !== cycle[from];
    if (turn === 0) continue;
    if (turn !== direction || isNewCycle) {
      // The rest in front of the turn is of neither.
      close(last);
      from = i;
      direction = turn;
    }
    last = i;
  }
  close(last);
  const most = found.reduce((sum, { charge }) => Math.max(sum, charge.at(-1)!), 0);
  const kept = found.filter(({ charge }) => charge.at(-1)! >= leastShare * most);
  return cycle === undefined ? numbered(kept) : kept;
}

function check({ time, current, voltage, cycle }: CyclingRecord): void {
  const columns = { current, voltage, ...(cycle === undefined ? {} : { cycle }) };
  for (const [name, column] of Object.entries(columns)) {
    if (column.length === time.length) continue;
    const message = `${name} has ${column.length} rows, allowed are ${time.length} as in time`;
    throw new MlError('ML_TABLE_INVALID', message, { column: name, rows: column.length });
  }
  for (let row = 0; row < time.length; row++) {
    const values = [time[row]!, current[row]!, voltage[row]!, cycle?.[row] ?? 0];
    if (!values.every(Number.isFinite)) {
      const message = `row ${row}: found a value that is no number, allowed are numbers`;
      throw new MlError('ML_NOT_FINITE', message, { row });
    }
    if (row > 0 && time[row]! < time[row - 1]!) {
      const message = `row ${row}: the time falls from ${time[row - 1]} to ${time[row]} s, allowed is one that does not`;
      throw new MlError('ML_TABLE_INVALID', message, { row });
    }
  }
}

function halfCycle(record: CyclingRecord, from: number, to: number, direction: number): HalfCycle {
  const time = record.time.slice(from, to + 1);
  const current = record.current.slice(from, to + 1).map((value) => Math.max(0, value * direction));
  const charge = new Float64Array(time.length);
  for (let i = 1; i < time.length; i++) {
    const mean = (current[i - 1]! + current[i]!) / 2;
    charge[i] = charge[i - 1]! + mean * (time[i]! - time[i - 1]!);
  }
  return {
    kind: direction > 0 ? 'discharge' : 'charge',
    cycle: record.cycle?.[from] ?? 0,
    time,
    current,
    voltage: record.voltage.slice(from, to + 1),
    charge,
  };
}

/** Half cycles with numbers from 1: a new cycle begins with each of the kind of the first. */
function numbered(halves: readonly HalfCycle[]): HalfCycle[] {
  let cycle = 0;
  return halves.map((half) => {
    if (half.kind === halves[0]!.kind) cycle += 1;
    return { ...half, cycle };
  });
}
