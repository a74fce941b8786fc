import { describe, expect, it } from 'vitest';
import type { QuarantineEntry } from '../../../../twin/domain/quarantine.ts';
import { type Sample, statusCodes, type TagId } from '../../../../twin/domain/sample.ts';
import type { WaveformPiece } from '../../../../twin/domain/waveform.ts';
import type { WaveformDefinition } from '../../../../twin/waveforms/definition.ts';
import { openWaveforms } from '../../../../twin/waveforms/open-waveforms.ts';
import { expectClose } from '../../../support/close.ts';

const tag = 'a.b.c.calender.vibrationLane2_m_per_s2' as TagId;
const definition: WaveformDefinition = {
  tag,
  form: 'arrays',
  samplingRate: 1000,
  windowLength: 500,
  arrayTime: 'last',
  features: [
    'mean',
    'rms',
    'peak',
    'crestFactor',
    'dominantFrequency',
    'dominantAmplitude',
    'missing',
  ],
  bands: [{ name: 'Bearing', from: 90, to: 110 }],
  lowestFrequency: 0,
  keepWindows: false,
};
const start = 1_767_225_600_000;

function open(more: Partial<WaveformDefinition> = {}) {
  const refused: QuarantineEntry[] = [];
  const quarantine = { put: (entry: QuarantineEntry) => refused.push(entry), counts: () => ({}) };
  const waveforms = openWaveforms([{ ...definition, ...more }], 'press', quarantine)!;
  const take = (values: ArrayLike<unknown>, time: number, piece: Partial<WaveformPiece> = {}) =>
    waveforms.take({
      tag,
      values,
      sourceTimestamp: time,
      receivedTimestamp: time + 5,
      status: 0,
      flags: 0,
      ...piece,
    });
  return { take, refused, waveforms };
}

/** Features by what stands between name and lane. */
function byName(samples: readonly Sample[]): Record<string, Sample> {
  return Object.fromEntries(
    samples.map((sample) => [/vibration(.*)Lane2/.exec(sample.tag)![1]!, sample]),
  );
}

const wave = (n: number, offset = 9.8): number =>
  offset + 2 * Math.sin(2 * Math.PI * 0.1 * n) + 0.1 * Math.cos(2 * Math.PI * 0.25 * n);
const window = Array.from({ length: 500 }, (_, n) => wave(n));

describe('an array that is a window', () => {
  it('is told by its features, at the time of its last value', () => {
    const { take, refused } = open();
    const samples = take(window, start, { flags: 8, serverTimestamp: start + 1 });
    expect(samples.map((sample) => sample.tag)).toEqual([
      'a.b.c.calender.vibrationMeanLane2_m_per_s2',
      'a.b.c.calender.vibrationRmsLane2_m_per_s2',
      'a.b.c.calender.vibrationPeakLane2_m_per_s2',
      'a.b.c.calender.vibrationCrestFactorLane2_1',
      'a.b.c.calender.vibrationDominantFrequencyLane2_Hz',
      'a.b.c.calender.vibrationDominantAmplitudeLane2_m_per_s2',
      'a.b.c.calender.vibrationMissingLane2_count',
      'a.b.c.calender.vibrationBearingRmsLane2_m_per_s2',
    ]);
    for (const sample of samples) {
      expect(sample).toMatchObject({
        sourceTimestamp: start,
        serverTimestamp: start + 1,
        receivedTimestamp: start + 5,
        status: 0,
        flags: 8,
      });
    }
    const value = (name: string): number => byName(samples)[name]!.value as number;
    const rms = Math.sqrt(2 + 0.005);
    // Whole periods: mean and root mean square are exact; the spectrum is within its 0.2 %.
    expectClose(value('Mean'), 9.8, { rtol: 1e-12, atol: 0 });
    expectClose(value('Rms'), rms, { rtol: 1e-12, atol: 0 });
    const peak = Math.max(...window.map((x) => Math.abs(x - 9.8)));
    expectClose(value('Peak'), peak, { rtol: 1e-12, atol: 0 });
    expectClose(value('CrestFactor'), peak / rms, { rtol: 1e-12, atol: 0 });
    expectClose(value('DominantFrequency'), 100, { rtol: 0, atol: 4e-3 });
    expectClose(value('DominantAmplitude'), 2, { rtol: 2e-3, atol: 0 });
    expectClose(value('BearingRms'), Math.SQRT2, { rtol: 1e-3, atol: 0 });
    expect(value('Missing')).toBe(0);
    expect(refused).toEqual([]);
  });

  it('does not see an offset, nor the unit of the source', () => {
    const { take } = open();
    const plain = byName(take(window, start));
    const inGn = window.map((value) => (value + 50) / 9.806_65);
    const other = byName(take(inGn, start + 500, { convert: (value) => value * 9.806_65 }));
    for (const name of ['Rms', 'Peak', 'DominantFrequency', 'DominantAmplitude', 'BearingRms']) {
      expectClose(other[name]!.value as number, plain[name]!.value as number, {
        rtol: 1e-10,
        atol: 0,
      });
    }
  });

  it('has its time from the first value where the source says so', () => {
    const { take } = open({ arrayTime: 'first' });
    expect(take(window, start)[0]!.sourceTimestamp).toBe(start + 499);
  });

  it('is uncertain where up to a tenth is missing, and tells how many', () => {
    const { take, refused } = open();
    const holed: unknown[] = [...window];
    for (let i = 0; i < 30; i++) holed[7 + 16 * i] = [null, Number.NaN, Infinity][i % 3];
    const told = byName(take(holed, start));
    expect(told['Missing']).toMatchObject({ value: 30, status: 0 });
    expect(told['Rms']!.status).toBe(statusCodes.uncertain);
    expectClose(told['Rms']!.value as number, Math.SQRT2, { rtol: 0.05, atol: 0 });
    expectClose(told['DominantFrequency']!.value as number, 100, { rtol: 0, atol: 0.1 });
    expect(refused).toEqual([]);
  });

  it('has no value where more is missing, and is put aside by name', () => {
    const { take, refused } = open();
    const told = byName(
      take(
        window.map((value, n) => (n % 8 === 0 ? null : value)),
        start,
      ),
    );
    expect(told['Rms']).toMatchObject({ value: null, status: statusCodes.badDataUnavailable });
    expect(told['Missing']).toMatchObject({ value: 63, status: 0 });
    expect(refused).toMatchObject(
      [{ connector: 'press', source: tag, code: 'WAVEFORM_REFUSED', reason: /63 of 500/ }].map(
        (entry) => ({ ...entry, reason: expect.stringMatching(entry.reason) }),
      ),
    );
  });

  it('has the status of its source', () => {
    const { take } = open();
    const usable = byName(take(window, start, { status: statusCodes.uncertainLastUsable }));
    expect(usable['Peak']!.status).toBe(statusCodes.uncertainLastUsable);
    for (const values of [window, []]) {
      const bad = byName(take(values, start + 500, { status: statusCodes.badSensorFailure }));
      expect(bad['Peak']).toMatchObject({ value: null, status: statusCodes.badSensorFailure });
      expect(bad['Missing']!.value).toBe(500);
    }
  });

  it.each<[string, ArrayLike<unknown>, RegExp]>([
    ['a shorter array', window.slice(1), /499 values; windows have 500/],
    ['no value', [], /0 values/],
    ['a longer array', { length: 1e9 }, /1000000000 values/],
    ['text', [...window.slice(1), 'x'.repeat(1e6)], /value 500 of 500 is "xxx/],
    ['objects', [{}, ...window.slice(1)], /value 1 of 500 is an object/],
    ['truth values', [true, ...window.slice(1)], /is true/],
  ])('is refused where it is %s, and the next is taken', (_, values, reason) => {
    const { take, refused } = open();
    expect(take(values, start)).toEqual([]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ code: 'WAVEFORM_REFUSED', source: tag });
    expect(refused[0]!.reason).toMatch(reason);
    expect(refused[0]!.raw!.length).toBeLessThan(25_000);
    expect(take(window, start + 500)).not.toEqual([]);
  });

  it('says nothing of frequency and crest where the signal stands still', () => {
    const told = byName(open().take(Array(500).fill(9.81), start));
    expect(told['Peak']!.status).toBe(0);
    expectClose(told['Rms']!.value as number, 0, { rtol: 0, atol: 1e-12 });
    for (const name of ['CrestFactor', 'DominantFrequency', 'DominantAmplitude']) {
      expect(told[name]).toMatchObject({ value: null, status: statusCodes.badDataUnavailable });
    }
  });

  it('is kept as text where that is asked for', () => {
    const told = open({ keepWindows: true }).take(window, start);
    const kept = told.at(-1)!;
    expect(kept.tag).toBe('a.b.c.calender.vibrationWindowLane2');
    const { samplingRate_Hz, values } = JSON.parse(kept.value as string);
    expect([samplingRate_Hz, values.length]).toEqual([1000, 500]);
    expectClose(values[3], window[3]!, { rtol: 1e-6, atol: 0 });
  });
});

describe('a stream of values', () => {
  /** Values one by one, at whole milliseconds; `skip` are lost on the way. */
  function stream(
    { rate = 1000, count = 1000, skip = (_: number): boolean => false } = {},
    more: Partial<WaveformDefinition> = {},
  ) {
    const opened = open({ form: 'stream', ...more });
    const told: Sample[][] = [];
    for (let n = 0; n < count; n++) {
      if (skip(n)) continue;
      const samples = opened.take([wave(n)], Math.round(start + (1000 * n) / rate));
      if (samples.length > 0) told.push([...samples]);
    }
    return { told: told.map(byName), ...opened };
  }

  it.each([1000, 4000, 50])('is cut into windows, at %i Hz', (rate) => {
    const { told, refused } = stream({ rate }, { samplingRate: rate, bands: [] });
    expect(told).toHaveLength(2);
    for (const [i, features] of told.entries()) {
      expect(features['Missing']!.value).toBe(0);
      expect(features['Rms']!.status).toBe(0);
      expectClose(features['DominantFrequency']!.value as number, rate / 10, {
        rtol: 1e-4,
        atol: 0,
      });
      const end = start + (1000 * (500 * (i + 1) - 1)) / rate;
      expect(Math.abs(features['Rms']!.sourceTimestamp - end)).toBeLessThanOrEqual(1);
    }
    expect(refused).toEqual([]);
  });

  it('tells the same whether values come alone or in arrays', () => {
    const alone = stream({ count: 500 }).told[0]!;
    const { take } = open({ form: 'stream' });
    const told: Sample[] = [];
    for (let n = 0; n < 500; n += 125) {
      told.push(...take(window.slice(n, n + 125), start + n + 124));
    }
    expect(byName(told)).toEqual(alone);
  });

  it('counts a gap in the window, and keeps the phase behind it', () => {
    const { told, refused } = stream({ skip: (n) => n >= 100 && n < 120 });
    expect(told.map((features) => features['Missing']!.value)).toEqual([20, 0]);
    expect(told.map((features) => features['Rms']!.status)).toEqual([statusCodes.uncertain, 0]);
    expectClose(told[0]!['DominantFrequency']!.value as number, 100, { rtol: 0, atol: 0.5 });
    expect(told.map((features) => features['Rms']!.sourceTimestamp)).toEqual([
      start + 499,
      start + 999,
    ]);
    expect(refused).toEqual([]);
  });

  it('ends a window that a long gap has cut, and begins a new one behind it', () => {
    const { told, refused } = stream({ count: 5000, skip: (n) => n >= 300 && n < 4000 });
    expect(told.map((features) => features['Missing']!.value)).toEqual([200, 0, 0]);
    expect(told[0]!['Rms']).toMatchObject({ value: null, sourceTimestamp: start + 499 });
    expect(told[1]!['Rms']!.sourceTimestamp).toBe(start + 4499);
    expect(refused[0]!.reason).toMatch(/200 of 500/);
  });

  it('names a source that is slower or faster than configured', () => {
    const slow = stream({ rate: 500 });
    expect(slow.told[0]!['Rms']!.value).toBeNull();
    expect(slow.refused[0]!.reason).toMatch(/slower than the 1000 Hz/);
    const fast = stream({ rate: 2000 });
    expect(fast.told).toEqual([]);
    expect(fast.refused[0]!.reason).toMatch(/faster than the 1000 Hz/);
  });

  it('bears the jitter of clocks and a rate that is off by half a thousandth', () => {
    const { told, refused } = stream({ rate: 1000.5, count: 4000 }, { windowLength: 4000 });
    expect(told[0]!['Missing']!.value).toBe(0);
    expect(told[0]!['Rms']!.status).toBe(0);
    expect(refused).toEqual([]);
  });

  it('drops a repeat, refuses what is late, and goes on when a clock is set back', () => {
    const { take, refused } = open({
      form: 'stream',
      samplingRate: 10,
      bands: [],
      windowLength: 16,
    });
    take([1], start);
    take([2], start + 100);
    expect(take([2], start + 100)).toEqual([]);
    expect(refused).toEqual([]);
    take([1], start);
    expect(refused).toHaveLength(1);
    expect(refused[0]!.reason).toMatch(/after later values/);
    const told: Sample[] = [];
    for (let n = 0; n < 16; n++) told.push(...take([n % 4], start - 3_600_000 + 100 * n));
    expect(byName(told)['Missing']!.value).toBe(0);
    expect(refused).toHaveLength(1);
  });

  it('counts a bad value as missing, with its status where the window fails by it', () => {
    const { take } = open({ form: 'stream', windowLength: 20, bands: [] });
    const told: Sample[] = [];
    for (let n = 0; n < 40; n++) {
      const bad = n === 3 || n >= 30 ? { status: statusCodes.badTimeout } : {};
      told.push(...take([bad.status === undefined ? wave(n) : null], start + n, bad));
    }
    const [first, second] = [told.slice(0, 7), told.slice(7)].map(byName);
    expect(first!['Rms']).toMatchObject({ status: statusCodes.uncertain });
    expect(second!['Rms']).toMatchObject({ value: null, status: statusCodes.badTimeout });
    expect(second!['Missing']!.value).toBe(10);
  });
});

it('does one transform a window', () => {
  const { take } = open({ windowLength: 512 });
  const array = Array.from({ length: 512 }, (_, n) => wave(n));
  for (let i = 0; i < 5; i++) expect(take(array, start + 512 * i)).toHaveLength(8);
});

it('refuses a tag without a unit, or one whose zero is shifted', () => {
  for (const wrong of ['a.b.c.d.temperature_degC', 'a.b.c.d.vibration', 'vibration_m_per_s2']) {
    expect(() => open({ tag: wrong as TagId })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  }
});
