import { describe, expect, it } from 'vitest';
import {
  createReplayConnector,
  type ReplayOptions,
} from '../../../../line-connectors/replay/connector.ts';
import type {
  RecordedSample,
  RejectedRow,
  ReplaySource,
} from '../../../../line-connectors/replay/replay-source.ts';
import { TwinError } from '../../../../twin/domain/errors.ts';
import { type Sample, sampleFlags, type TagId } from '../../../../twin/domain/sample.ts';

const tag = 'demo.electrode.line1.coater.pumpFlow_mL_per_min' as TagId;
const recordTag = 'demo.electrode.line1.r.replay' as TagId;
const then = Date.UTC(2026, 0, 1);
const present = Date.UTC(2026, 5, 1);

const recorded = (second: number, more: Partial<RecordedSample> = {}): RecordedSample => ({
  tag,
  sourceTimestamp: then + second * 1000,
  value: second,
  status: 0,
  flags: sampleFlags.replay,
  ...more,
});

function sourceOf(
  pages: readonly (readonly RecordedSample[])[],
  { virtual = false, rejected = [] as RejectedRow[], read = (_: number): void => undefined } = {},
): ReplaySource {
  const times = pages.flat().map(({ sourceTimestamp }) => sourceTimestamp);
  return {
    name: 'recorded',
    fingerprint: 'recorded 1',
    virtual,
    look: () => Promise.resolve({ tags: [tag], isWhole: true, simulated: virtual }),
    extent: () => Promise.resolve({ first: Math.min(...times), last: Math.max(...times) }),
    async *pages() {
      for (const [i, samples] of pages.entries()) {
        read(i);
        yield { samples, rejected: i === 0 ? rejected : [], unmapped: 0 };
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Runs a replay by a clock that only its waits move; each offer with the time at which it came. */
async function played(source: ReplaySource, more: Partial<ReplayOptions> = {}) {
  let time = present;
  const offers: { at: number; samples: readonly Sample[] }[] = [];
  const connector = createReplayConnector({
    id: 'r',
    endpoint: 'recorded',
    open: () => Promise.resolve(source),
    range: { from: -Infinity, to: Infinity },
    speed: 1,
    shiftToNow: false,
    recordTag,
    clock: { now: () => time },
    sleep: (wait) => {
      time += wait;
      return Promise.resolve();
    },
    ...more,
  });
  await connector.run(
    {
      offer: (samples) => {
        offers.push({ at: time, samples });
        return Promise.resolve();
      },
    },
    new AbortController().signal,
  );
  const of = (isRecord: boolean) =>
    offers.filter(({ samples }) =>
      samples.some((sample) => (sample.tag === recordTag) === isRecord),
    );
  const records = of(true).flatMap(({ samples }) =>
    samples.map(({ value }) => JSON.parse(value as string)),
  );
  return { connector, data: of(false), records };
}

const seconds = (count: number) => Array.from({ length: count }, (_, i) => recorded(i));

describe('createReplayConnector', () => {
  it.each([1, 10, 100, 0.5])(
    'plays at %s times the speed at which it was recorded',
    async (speed) => {
      const { data } = await played(sourceOf([seconds(61)]), { speed });
      expect(data).toHaveLength(61);
      for (const { at, samples } of data) {
        const sourceTime = samples[0]!.sourceTimestamp - then;
        expect(Math.abs(at - present - sourceTime / speed)).toBeLessThan(1e-3);
      }
    },
  );

  it('waits for nothing at the highest speed, and gives the same batches', async () => {
    const pages = [seconds(10), [recorded(3.1), recorded(10), recorded(10.1), recorded(10.4)]];
    const fast = await played(sourceOf(pages), { speed: Infinity });
    expect(new Set(fast.data.map(({ at }) => at))).toEqual(new Set([present]));
    const slow = await played(sourceOf(pages), { speed: 1 });
    const valuesOf = (data: typeof fast.data) =>
      data.map(({ samples }) => samples.map(({ value }) => value));
    expect(valuesOf(fast.data)).toEqual(valuesOf(slow.data));
    // What came late goes with what it came with, and the pages do not cut.
    expect(valuesOf(fast.data).slice(-3)).toEqual([[9, 3.1], [10, 10.1], [10.4]]);
  });

  it.each([0.5, 1, 7, 100, Infinity])(
    'moves times to now without ever being ahead of the clock, at speed %s',
    async (speed) => {
      const recordedThen = [
        recorded(0, { receivedTimestamp: then + 40 }),
        ...seconds(3600).slice(1),
      ];
      const { data, records } = await played(sourceOf([recordedThen]), { speed, shiftToNow: true });
      const [first, last] = [data[0]!, data.at(-1)!];
      expect(data).toHaveLength(3600);
      for (const { at, samples } of data) {
        expect(samples[0]!.sourceTimestamp).toBeLessThanOrEqual(at);
      }
      const meets = speed <= 1 ? first : last;
      expect(meets.at - meets.samples[0]!.sourceTimestamp).toBeLessThanOrEqual(1);
      const { shift_ms } = records[0];
      expect(first.samples[0]!.sourceTimestamp - shift_ms).toBe(then);
      expect(first.samples[0]!.receivedTimestamp - shift_ms).toBe(then + 40);
    },
  );

  it('tells source, range, speed and shift at the beginning, and what was played at the end', async () => {
    const { records, connector } = await played(sourceOf([seconds(5)]), {
      speed: 10,
      range: { from: then, to: then + 60_000 },
    });
    const asked = { source: 'recorded', from: '2026-01-01T00:00:00.000Z', speed: 10, shift_ms: 0 };
    expect(records).toMatchObject([
      { event: 'begun', ...asked },
      { event: 'done', ...asked, played: 5, last: '2026-01-01T00:00:04.000Z' },
    ]);
    expect(connector.health()).toMatchObject({
      state: 'done',
      reason: 'the replay is done: 5 samples',
    });
  });

  it('marks every sample as replayed and virtual ones as simulated, and keeps what the source flagged', async () => {
    const late = sampleFlags.replay | sampleFlags.late;
    const pages = [[recorded(0), recorded(1, { flags: late })]];
    const flagsOf = async (virtual: boolean) =>
      (await played(sourceOf(pages, { virtual }))).data.flatMap(({ samples }) =>
        samples.map(({ flags }) => flags),
      );
    expect(await flagsOf(false)).toEqual([32, 48]);
    expect(await flagsOf(true)).toEqual([40, 56]);
  });

  it('passes over what is stored without waiting, and goes on with the shift of a replay that was cut off', async () => {
    const source = () => sourceOf([seconds(100)]);
    const cut = await played(source(), { shiftToNow: true, speed: 10 });
    const [begun] = cut.records;
    const lastRecord = async (): Promise<Sample> => ({
      tag: recordTag,
      sourceTimestamp: present,
      receivedTimestamp: present,
      value: JSON.stringify(begun),
      status: 0,
      flags: 0,
    });
    const stored = async (samples: readonly Sample[]) =>
      new Set(samples.filter(({ value }) => (value as number) < 60));
    const heard: Sample[] = [];
    const again = await played(source(), {
      shiftToNow: true,
      speed: 10,
      clock: { now: () => present + 3_600_000 },
      sleep: () => Promise.reject(new Error('it waited')),
      stored,
      lastRecord,
      played: (batch) => heard.push(...batch),
    }).catch((error: unknown) => error);
    expect(again).toMatchObject({ records: [{ shift_ms: begun.shift_ms }] });
    const { data, connector } = again as Awaited<ReturnType<typeof played>>;
    expect(data[0]!.samples[0]!.value).toBe(60);
    expect(connector.report()).toMatchObject({ stored: 60 });
    expect(heard[0]!.value).toBe(0);
  });

  it('reads on only while the sink takes', async () => {
    const pages = Array.from({ length: 20 }, (_, page) =>
      Array.from({ length: 5000 }, (_, i) => recorded(page * 5000 + i)),
    );
    let reads = 0;
    const taken: (() => void)[] = [];
    const connector = createReplayConnector({
      id: 'r',
      endpoint: 'recorded',
      open: () => Promise.resolve(sourceOf(pages, { read: () => (reads += 1) })),
      range: { from: -Infinity, to: Infinity },
      speed: Infinity,
      shiftToNow: false,
      recordTag,
      clock: { now: () => present },
    });
    const stuck = new AbortController();
    const run = connector.run(
      { offer: () => new Promise((resolve) => taken.push(resolve)) },
      stuck.signal,
    );
    // Until nothing more is offered for a while of turns.
    for (let before = -1; before !== taken.length; ) {
      before = taken.length;
      for (let turn = 0; turn < 50; turn += 1) await new Promise((next) => setImmediate(next));
    }
    expect(reads).toBeLessThan(6);
    expect(taken.length).toBeLessThanOrEqual(20_002);
    for (let at = 0; connector.health().state !== 'done'; ) {
      while (at < taken.length) taken[at++]!();
      await new Promise((next) => setImmediate(next));
    }
    await run;
    expect(connector.report()).toMatchObject({ played: 100_000, lost: 0, done: true });
  });

  it('waits for a historian that is far behind, so that the spool never comes to its cap', async () => {
    let behind = 600_000;
    const waits: number[] = [];
    const { connector, data } = await played(sourceOf([seconds(2500)]), {
      speed: Infinity,
      pending: () => behind,
      sleep: async () => {
        waits.push(behind);
        behind -= 100_000;
      },
    });
    expect(waits).toEqual([600_000, 500_000, 400_000, 300_000]);
    expect(data).toHaveLength(2500);
    expect(connector.report()).toMatchObject({ done: true });
  });

  it('counts rejected rows and puts them aside, and says why it failed', async () => {
    const aside: unknown[] = [];
    const quarantine = { put: (entry: unknown) => aside.push(entry), counts: () => ({}) };
    const rejected = [{ place: 'line 3', reason: 'value: found nothing', raw: 'a,,' }];
    const { connector } = await played(sourceOf([seconds(2)], { rejected }), { quarantine });
    expect(connector.health()).toMatchObject({ rejected: 1 });
    expect(aside).toMatchObject([
      { connector: 'r', source: 'recorded, line 3', code: 'TABLE_INVALID' },
    ]);
    const gone = new TwinError('INPUT_UNREADABLE', 'recorded cannot be read');
    const failed = await played(sourceOf([]), { open: () => Promise.reject(gone) });
    expect(failed.connector.health()).toMatchObject({
      state: 'failed',
      code: 'INPUT_UNREADABLE',
      reason: 'recorded cannot be read',
    });
    expect(failed.records).toEqual([]);
  });

  it('ends at the signal while it waits', async () => {
    const stop = new AbortController();
    const connector = createReplayConnector({
      id: 'r',
      endpoint: 'recorded',
      open: () => Promise.resolve(sourceOf([seconds(10)])),
      range: { from: -Infinity, to: Infinity },
      speed: 1e-6,
      shiftToNow: false,
      recordTag,
      clock: { now: () => present },
      sleep: () => {
        stop.abort();
        return Promise.resolve();
      },
    });
    await connector.run({ offer: () => Promise.resolve() }, stop.signal);
    expect(connector.health().state).toBe('stopped');
    expect(connector.report()).toMatchObject({ played: 1, done: false });
  });
});
