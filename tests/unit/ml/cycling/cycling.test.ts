import { describe, expect, it } from 'vitest';
import { cycleDifference } from '../../../../ml/cycling/cycle-difference.ts';
import { cycleSummary, wholeCycles } from '../../../../ml/cycling/cycle-summary.ts';
import { type CyclingRecord, halfCycles } from '../../../../ml/cycling/half-cycles.ts';
import { incrementalCapacity, timeBetween } from '../../../../ml/cycling/incremental-capacity.ts';
import { openCircuitVoltage, sites } from '../../../../physics/cell/initial-state.ts';
import { parseProtocol } from '../../../../physics/cell/protocol/parse.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { simulateCell } from '../../../../physics/cell/simulate.ts';
import { faradayConstant } from '../../../../physics/core/constants.ts';
import { randomStreams } from '../../../../physics/core/random.ts';
import { expectClose } from '../../../support/close.ts';

/** Charge at 2 A and discharge at 2 A with the voltage that a function tells by the charge in the cell, 10 A.s a point. */
function cycling(
  cycles: number,
  capacity: (cycle: number) => number,
  voltage: (charge: number, isCharge: boolean, cycle: number) => number,
): CyclingRecord {
  const rows: (readonly [number, number, number])[] = [];
  let time = 0;
  for (let cycle = 1; cycle <= cycles; cycle++) {
    for (const isCharge of [true, false]) {
      const points = Math.round(capacity(cycle) / 10);
      for (let i = 0; i <= points; i++) {
        const charge = isCharge ? 10 * i : 10 * (points - i);
        rows.push([time, isCharge ? -2 : 2, voltage(charge, isCharge, cycle)]);
        if (i < points) time += 5;
      }
      for (let i = 0; i < 3; i++) {
        time += 60;
        rows.push([time, 0, voltage(capacity(cycle), false, cycle)]);
      }
    }
  }
  const column = (at: 0 | 1 | 2): Float64Array => Float64Array.from(rows, (row) => row[at]);
  return { time: column(0), current: column(1), voltage: column(2) };
}

/** A straight voltage from 3 to 4 V over 10,000 A.s, 0.1 V apart between charge and discharge. */
const straight = (charge: number, isCharge: boolean): number =>
  3 + charge / 10_000 + (isCharge ? 0.05 : -0.05);

describe('cycles of a straight voltage', () => {
  const cycles = wholeCycles(halfCycles(cycling(3, (cycle) => 10_000 - 1000 * cycle, straight)));

  it('have the capacities, mean voltages and polarisation of the formula', () => {
    expect(cycles.map(({ number }) => number)).toEqual([1, 2, 3]);
    const found = cycleSummary(cycles[0]!);
    const tight = { rtol: 1e-12, atol: 1e-12 };
    expectClose(found.chargeCapacity, 9000, tight);
    expectClose(found.coulombicEfficiency, 1, tight);
    expectClose(found.meanChargeVoltage, 3.5, tight);
    expectClose(found.meanDischargeVoltage, 3.4, tight);
    expectClose(found.polarisation, 0.1, tight);
    expectClose(found.energyEfficiency, 3.4 / 3.5, tight);
  });

  it('spend equal times in equal voltages, and all of the time in all', () => {
    const { discharge } = cycles[0]!;
    expectClose(timeBetween(discharge, 3.2, 3.4), 1000, { rtol: 1e-9, atol: 0 });
    expectClose(timeBetween(discharge, 0, 5), 4500, { rtol: 1e-12, atol: 0 });
  });

  it('have a flat dQ/dV whose area is the charge', () => {
    const { voltage, slope, charge } = incrementalCapacity(cycles[0]!.charge);
    expectClose(charge, 9000, { rtol: 1e-12, atol: 0 });
    for (const [k, value] of slope.entries()) {
      if (voltage[k]! > 3.1 && voltage[k]! < 3.9)
        expectClose(value, 10_000, { rtol: 1e-9, atol: 0 });
    }
  });

  it('differ by the charge that a shift of the voltage moves', () => {
    const shifted = cycling(
      2,
      () => 9000,
      (charge, isCharge, cycle) =>
        straight(charge, isCharge) - (cycle === 2 ? 0.01 + (0.1 * charge) / 10_000 : 0),
    );
    const [first, second] = wholeCycles(halfCycles(shifted));
    // Discharge from 9000: Q1(V) = 9000 - 1e4 (V - 2.95), Q2(V) = 9000 - 1e4 (V - 2.94) / 0.9, on [2.95, 3.75].
    const { mean, variance, least, most } = cycleDifference(first!.discharge, second!.discharge);
    const at = (v: number): number => 1e4 * (v - 2.95) - (1e4 * (v - 2.94)) / 0.9;
    expectClose(least, at(3.75), { rtol: 1e-9, atol: 1e-6 });
    expectClose(most, at(2.95), { rtol: 1e-9, atol: 1e-6 });
    expectClose(mean, (at(2.95) + at(3.75)) / 2, { rtol: 1e-9, atol: 0 });
    // A straight line of 1000 points: the variance of even places is n (n + 1) / (n - 1)^2 / 12 of the squared span.
    expectClose(variance, ((most - least) ** 2 / 12) * ((1000 * 1001) / 999 ** 2), {
      rtol: 1e-6,
      atol: 0,
    });
  });
});

describe('halfCycles', () => {
  it('keeps what a hold of the voltage passes in the charge, and out of dQ/dV', () => {
    const record = cycling(1, () => 9000, straight);
    const at = record.current.indexOf(0);
    const time = [...record.time.slice(0, at)];
    const hold = Array.from({ length: 50 }, (_, i) => 2 * Math.exp(-i / 5));
    const end = time.at(-1)!;
    const [half] = halfCycles({
      time: Float64Array.from([...time, ...hold.map((_, i) => end + 5 * (i + 1))]),
      current: Float64Array.from([...record.current.slice(0, at), ...hold.map((value) => -value)]),
      voltage: Float64Array.from([...record.voltage.slice(0, at), ...hold.map(() => 3.95)]),
    });
    const passed = half!.charge.at(-1)!;
    expect(passed).toBeGreaterThan(9040);
    expectClose(incrementalCapacity(half!).charge, 9010, { rtol: 1e-3, atol: 0 });
  });

  it('refuses a time that falls, a missing number and a cell at rest', () => {
    const record = cycling(1, () => 500, straight);
    const broken = (name: 'time' | 'voltage', value: number) => ({
      ...record,
      [name]: record[name].map((held, i) => (i === 7 ? value : held)),
    });
    const thrown = (code: string) => expect.objectContaining({ code });
    expect(() => halfCycles(broken('time', 0))).toThrow(thrown('ML_TABLE_INVALID'));
    expect(() => halfCycles(broken('voltage', Number.NaN))).toThrow(thrown('ML_NOT_FINITE'));
    const resting = { ...record, current: record.current.map(() => 0) };
    expect(() => halfCycles(resting)).toThrow(thrown('ML_CONSTANT'));
  });
});

describe('dQ/dV of the full cell model', () => {
  const cell = cellSet('Chen2020');
  const steps = parseProtocol('discharge C/50 until 2.6V', () => {
    throw new Error('no drive cycle');
  });
  const { series } = simulateCell(cell, steps, {
    model: 'dfn',
    preset: 'fast',
    thermal: 'isothermal',
    fields: false,
    stateOfCharge: 1,
    grid: 60,
    limits: { steps: 20_000 },
  });
  // What the open-circuit potentials alone say, over the same charge.
  const { negative, positive } = cell;
  if (negative.kind !== 'porous') throw new Error('the set has a graphite electrode');
  const window = [negative, positive].map(
    (electrode) => faradayConstant * sites(electrode) * cell.area,
  );
  const charge = series.time.map((time) => (time * cell.nominalCapacity) / 3600 / 50);

  function restVoltage(passed: number, start: readonly [number, number]): number {
    return openCircuitVoltage(cell, {
      negative: [start[0] - passed / window[0]!],
      positive: [start[1] + passed / window[1]!],
    });
  }

  it('has its peaks where the derivative of the open-circuit potentials has them', async () => {
    const { stateAtCharge } = await import('../../../../physics/cell/initial-state.ts');
    const full = stateAtCharge(cell, 1);
    const start = [full.negative[0]!, full.positive[0]!] as const;
    const resting = charge.map((passed) => restVoltage(passed, start));
    const measured = halfCycles({ ...series, voltage: series.voltage })[0]!;
    const expected = incrementalCapacity({
      ...measured,
      voltage: resting.slice(0, measured.time.length),
    });
    const found = incrementalCapacity(measured);
    expect(expected.peaks.length).toBeGreaterThanOrEqual(2);
    expect(found.peaks).toHaveLength(expected.peaks.length);
    for (const [k, peak] of found.peaks.entries()) {
      // Overpotentials at C/50 shift the curve by some millivolts down.
      const shift = expected.peaks[k]!.position - peak.position;
      expect(shift).toBeGreaterThan(-0.002);
      expect(shift).toBeLessThan(0.015);
      expectClose(peak.area, expected.peaks[k]!.area, { rtol: 0.1, atol: 0 });
    }
    const highest = found.peaks.reduce((a, b) => (b.height > a.height ? b : a));
    // By differences of the potentials alone, without bins and smoothing.
    let [steepest, at] = [0, 0];
    for (let i = 1; i < resting.length; i++) {
      const rise = (charge[i]! - charge[i - 1]!) / (resting[i - 1]! - resting[i]!);
      if (rise > steepest) [steepest, at] = [rise, resting[i]!];
    }
    expectClose(highest.position, at, { rtol: 0, atol: 0.015 });
  });

  it('keeps its peaks with a millivolt of noise', () => {
    const rng = randomStreams(1).stream('noise');
    const clean = halfCycles(series)[0]!;
    const noisy = { ...clean, voltage: clean.voltage.map((value) => value + 0.001 * rng.normal()) };
    const highestOf = (half: typeof clean) =>
      incrementalCapacity(half).peaks.reduce((a, b) => (b.height > a.height ? b : a));
    const [expected, found] = [highestOf(clean), highestOf(noisy)];
    expectClose(found.position, expected.position, { rtol: 0, atol: 0.005 });
    expectClose(found.height, expected.height, { rtol: 0.1, atol: 0 });
    expectClose(incrementalCapacity(noisy).charge, incrementalCapacity(clean).charge, {
      rtol: 1e-12,
      atol: 0,
    });
  });
});
