import { expect, it } from 'vitest';
import {
  type Sample,
  sampleFlags,
  statusCodes,
  type TagId,
} from '../../../../twin/domain/sample.ts';
import { LineReadings } from '../../../../twin/tracking/line-readings.ts';

/** A sample of the line load [N/mm] with its source time [ms], received at once. */
function load(
  sourceTimestamp: number,
  value: number | null,
  changes: Partial<Sample> = {},
): Sample {
  return {
    tag: 's.a.l.calender.lineLoad_N_per_mm' as TagId,
    sourceTimestamp,
    receivedTimestamp: sourceTimestamp,
    value,
    status: value === null ? statusCodes.badNoCommunication : statusCodes.good,
    flags: 0,
    ...changes,
  };
}

/** Takes samples in their order of arrival; gives the line load that is held [N/m]. */
function held(...samples: readonly Sample[]): number | undefined {
  const readings = new LineReadings('s.a.l');
  for (const sample of samples) readings.take(sample);
  return readings.number('calender', 'lineLoad');
}

it('a late sample changes nothing, be it good or bad', () => {
  expect(held(load(2000, 120), load(1000, 90))).toBe(120_000);
  expect(held(load(2000, 120), load(1000, null))).toBe(120_000);
  expect(held(load(2000, null), load(1000, 90))).toBeUndefined();
  const readings = new LineReadings('s.a.l');
  readings.take(load(2000, 120));
  expect(readings.take(load(1000, 90))).toBeUndefined();
});

it('the later of two words for one time stands', () => {
  expect(held(load(1000, 120), load(1000, 121))).toBe(121_000);
});

it('a stamp from the future hides nothing that comes after it', () => {
  const future = load(601_000, 90, { receivedTimestamp: 1000 });
  expect(held(future, load(1500, 120))).toBe(120_000);
});

it('a value that closes a hole counts, though its stamp is made up', () => {
  const flags = sampleFlags.substituted;
  const closing = load(1002, 120, { receivedTimestamp: 61_000, flags });
  expect(held(load(1000, 120), load(1001, null), closing)).toBe(120_000);
  expect(held(load(1000, 120), load(1001, null), closing, load(62_000, 130))).toBe(130_000);
});

it('believes a stamp unless it lies in the future, is made up or comes from a clock that is off', () => {
  const readings = new LineReadings('s.a.l');
  const timeOf = (changes: Partial<Sample>, at: number) => {
    const { time, timeIsBelieved } = readings.take(load(at, 1, changes))!;
    return [time, timeIsBelieved];
  };
  expect(timeOf({ receivedTimestamp: 1200 }, 1000)).toEqual([1, true]);
  expect(timeOf({ receivedTimestamp: 1500 }, 2400)).toEqual([2.4, true]);
  expect(timeOf({ receivedTimestamp: 3000 }, 603_000)).toEqual([3, false]);
  expect(timeOf({ receivedTimestamp: 5000, flags: sampleFlags.substituted }, 4000)).toEqual([
    5,
    false,
  ]);
  expect(timeOf({ receivedTimestamp: 95_000, flags: sampleFlags.clockSuspect }, 6000)).toEqual([
    95,
    false,
  ]);
});

it('gauge readings on a lane are given on, however late they come', () => {
  const readings = new LineReadings('s.a.l');
  const tag = 's.a.l.weightGauge.loadingLane2_g_per_m2' as TagId;
  readings.take(load(2000, 180, { tag }));
  expect(readings.take(load(1000, 181, { tag }))).toMatchObject({ time: 1, parts: { lane: 2 } });
});

it('tells a tag that is bad from one that never spoke', () => {
  const readings = new LineReadings('s.a.l');
  expect(readings.heard('calender', 'lineLoad')).toBe(false);
  readings.take(load(1000, null));
  expect(readings.heard('calender', 'lineLoad')).toBe(true);
});
