import { describe, expect, test } from 'vitest';
import { pilotLine } from '../../../../physics/virtual-line/lines/pilot.ts';
import { shortLine } from '../../../../physics/virtual-line/lines/short.ts';
import {
  createVirtualLine,
  type VirtualLine,
} from '../../../../physics/virtual-line/virtual-line.ts';

interface Said {
  readonly time: number;
  readonly value: number | string | null;
}

/** What every signal said in a time [s], looked at once a second. */
function listen(line: VirtualLine, until: number): Map<string, Said[]> {
  const said = new Map<string, Said[]>();
  for (let time = line.time(); time <= until; time++) {
    line.advanceTo(time);
    for (const [name, { time: at, value }] of line.readings()) {
      const series = said.get(name) ?? [];
      if (series.at(-1)?.time !== at) series.push({ time: at, value });
      said.set(name, series);
    }
  }
  return said;
}

describe('what a line says', () => {
  const line = createVirtualLine(shortLine, { seed: 7, tick_s: 1 });
  line.advanceTo(20);
  line.setSetpoint('calender.lineLoadSetpoint', 60);
  const said = listen(line, 80);

  test('of what a sensor measures: each measurement, at its time', () => {
    for (const { unit, key, sensor } of line.signals) {
      if (sensor === undefined) continue;
      expect(said.get(`${unit}.${key}`)!.map(({ time }) => time)).toEqual(
        Array.from({ length: 61 }, (_, i) => 20 + i),
      );
    }
  });

  test('of setpoints, states and texts: the first one, then changes', () => {
    let held = 0;
    for (const { unit, key, sensor } of line.signals) {
      if (sensor !== undefined) continue;
      const series = said.get(`${unit}.${key}`)!;
      for (const [i, { value }] of series.entries()) {
        if (i > 0) expect(value).not.toBe(series[i - 1]!.value);
      }
      held++;
    }
    expect(held).toBeGreaterThan(40);
    expect(said.get('calender.lineLoadSetpoint')!.map(({ value }) => value)).toEqual([49, 60]);
    expect(said.get('calender.stateName')).toHaveLength(1);
  });
});

describe('the lane of a traversing gauge', () => {
  const line = createVirtualLine(pilotLine, { seed: 7, tick_s: 1 });
  line.advanceTo(500);
  const said = listen(line, 2000);
  const lanes = [1, 2, 3, 4, 5];
  const laneWidth = 60;

  test('speaks only when the head is over it, once a crossing, with the time at which it was', () => {
    const way = said.get('weightGauge.headPosition')!;
    const positionAt = (time: number) => {
      const after = way.findIndex((point) => point.time >= time);
      const [from, to] = [way[after - 1]!, way[after]!];
      const share = (time - from.time) / (to.time - from.time);
      return Number(from.value) + share * (Number(to.value) - Number(from.value));
    };
    for (const lane of lanes) {
      const values = said
        .get(`weightGauge.loadingLane${lane}`)!
        .filter(({ value, time }) => value !== null && time > 510);
      for (const { time } of values) {
        const position = positionAt(time);
        expect(position).toBeGreaterThan((lane - 1) * laneWidth);
        expect(position).toBeLessThan(lane * laneWidth);
      }
      const crossings = said.get('weightGauge.crossings')!.length;
      expect(Math.abs(values.length - crossings)).toBeLessThanOrEqual(2);
      expect(values.length).toBeGreaterThan(80);
    }
  });

  test('says once that it has no value while the head is zeroed', () => {
    for (const lane of lanes) {
      const gone = said
        .get(`weightGauge.loadingLane${lane}`)!
        .filter(({ value, time }) => value === null && time > 510);
      // One zeroing in 900 s.
      expect(gone.length).toBeGreaterThanOrEqual(1);
      expect(gone.length).toBeLessThanOrEqual(2);
    }
  });
});

const shift = createVirtualLine(pilotLine, { seed: 7, tick_s: 1 });
shift.advanceTo(5 * 3600);
const shiftEvents = shift.takeEvents();

describe('zeroing on bare foil', () => {
  test('is told in the unit of the gauge, and repeats no better than its noise', () => {
    const events = shiftEvents.filter(({ kind }) => kind === 'standardised');
    const read = (unit: string, key: string) =>
      events.filter((event) => event.unit === unit).map(({ data }) => Number(data[key]));
    const weights = read('weightGauge', 'foil_g_per_m2');
    const thicknesses = read('thicknessGauge', 'foil_um');
    expect(weights.length).toBeGreaterThan(15);
    expect(thicknesses.length).toBeGreaterThan(15);
    for (const [values, nominal, noise] of [
      [weights, 40.5, 0.03],
      [thicknesses, 15, 0.25],
    ] as const) {
      expect(new Set(values).size).toBe(values.length);
      // Half a percent from roll to roll, and six standard deviations of a zeroing.
      for (const value of values) {
        expect(Math.abs(value - nominal)).toBeLessThan(0.02 * nominal + 6 * noise);
      }
      // Of neighbours on one roll mostly: the median of their differences is that of the noise, 0.95 sd.
      const steps = values.slice(1).map((value, i) => Math.abs(value - values[i]!));
      const median = steps.sort((left, right) => left - right)[Math.floor(steps.length / 2)]!;
      expect(median).toBeGreaterThan(0.4 * noise);
      expect(median).toBeLessThan(2 * noise);
    }
  });
});

describe('batches', () => {
  test('are told when they are mixed, one ahead of the coater, and used afterwards', () => {
    const of = (kind: string) => shiftEvents.filter((event) => event.kind === kind);
    const mixed = new Map(of('batchMixed').map(({ time, data }) => [data['batch'], time]));
    const started = of('batchStarted');
    expect(started.length).toBeGreaterThan(2);
    for (const { time, data } of started) {
      const at = Number(data['mixedAt_s']);
      expect(at).toBeLessThan(time);
      // The first one was mixed before the line began.
      if (at >= 0) expect(mixed.get(data['batch'])).toBe(at);
      else expect(data['batch']).toBe('BATCH-S7-0001');
    }
    expect(shift.readings().get('mixer.batchId')!.value).not.toBe(
      shift.readings().get('coatingMachine.batchId')!.value,
    );
  });
});

describe('the flow of the pump', () => {
  test('is known as well as its speed is: with noise', () => {
    const said = listen(createVirtualLine(shortLine, { seed: 7, tick_s: 1 }), 200);
    const values = said.get('coater.pumpFlow')!.map(({ value }) => Number(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 200);
    // 0.4 mL/min within four standard errors of 200 draws.
    expect(Math.abs(sd - 0.4)).toBeLessThan(0.08);
  });
});
