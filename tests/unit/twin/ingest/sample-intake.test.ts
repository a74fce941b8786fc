import { describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { createMemorySpool } from '../../../../line-connectors/spool/memory-spool.ts';
import type { Historian, StoredSample } from '../../../../twin/domain/historian.ts';
import type { QuarantineEntry } from '../../../../twin/domain/quarantine.ts';
import {
  type Sample,
  type SequencedBatch,
  sampleFlags,
  statusCodes,
  type TagId,
} from '../../../../twin/domain/sample.ts';
import type { Spool } from '../../../../twin/domain/spool.ts';
import { openIntake, type SampleIntake } from '../../../../twin/ingest/sample-intake.ts';
import { heldIntervals } from '../../../support/held-intervals.ts';
import { memoryIntake } from '../../../support/memory-intake.ts';

const start = Date.UTC(2026, 0, 1);
const clock = { now: () => start };
const tag = 's.a.l.u.speed_m_per_min' as TagId;
const sample = (time: number, value: Sample['value'] = 1): Sample => ({
  tag,
  sourceTimestamp: time,
  receivedTimestamp: time,
  value,
  status: 0,
  flags: 0,
});
const memorySpool = (capBytes = 64e6): Spool => createMemorySpool({ capBytes, clock });

function collect(intake: SampleIntake): SequencedBatch[] {
  const batches: SequencedBatch[] = [];
  intake.batches.subscribe((batch) => batches.push(batch));
  return batches;
}

async function storedIn(historian: Historian): Promise<StoredSample[]> {
  const stored: StoredSample[] = [];
  for await (const page of historian.range({ from: -Infinity, to: Infinity, order: 'sequence' })) {
    stored.push(...page);
  }
  return stored;
}

/** Whether an offer is settled yet. */
function watch(offer: Promise<void>) {
  const seen: { state: 'pending' | 'durable' | 'rejected'; code?: string } = { state: 'pending' };
  offer.then(
    () => {
      seen.state = 'durable';
    },
    (error: { code?: string }) => {
      seen.state = 'rejected';
      if (error.code !== undefined) seen.code = error.code;
    },
  );
  return seen;
}

/** A spool or historian that fails until it is told otherwise. */
function failing<T extends { append(batch: never): Promise<unknown> }>(part: T) {
  const state = { failing: true, attempts: 0 };
  const failed: T = {
    ...part,
    append: (batch: never) => {
      state.attempts += 1;
      return state.failing ? Promise.reject(new Error('disk full')) : part.append(batch);
    },
  };
  return { state, part: failed };
}

describe('an offer', () => {
  it('is numbered and shown to the engine before it is durable, and resolves when the spool has it', async () => {
    const spool = memorySpool();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: Spool = { ...spool, append: (batches) => held.then(() => spool.append(batches)) };
    const historian = createMemoryHistorian();
    const intake = memoryIntake({ spool: slow, historian });
    const seen = collect(intake);
    const sink = intake.sink(0);
    const offers = [sink.offer([sample(1), sample(2)]), sink.offer([sample(3)])];
    const watched = watch(offers[0]!);
    expect(seen.map(({ sequence }) => sequence)).toEqual([0, 2]);
    expect(intake.health().pendingSamples).toBe(3);
    await Promise.resolve();
    expect(watched.state).toBe('pending');
    release();
    await Promise.all(offers);
    await intake.close();
    expect(intake.health()).toMatchObject({ state: 'ok', pendingSamples: 0, receivedSamples: 3 });
    expect(await historian.nextSequence()).toBe(3);
  });

  it('goes with the others of its turn in one transaction of the spool', async () => {
    const spool = memorySpool();
    const groups: number[] = [];
    const counting: Spool = {
      ...spool,
      append: (batches) => {
        groups.push(batches.length);
        return spool.append(batches);
      },
    };
    const sink = memoryIntake({ spool: counting }).sink(0);
    await Promise.all([1, 2, 3].map((time) => sink.offer([sample(time)])));
    await sink.offer([sample(4)]);
    expect(groups).toEqual([3, 1]);
  });

  it('carries the flags of its source on every sample', async () => {
    const intake = memoryIntake();
    const seen = collect(intake);
    await intake.sink(sampleFlags.simulated).offer([sample(1)]);
    expect(seen[0]!.samples[0]!.flags).toBe(sampleFlags.simulated);
  });

  it('resolves while the historian fails, which is tried again until it has all, in order', async () => {
    const historian = createMemoryHistorian();
    const { state, part } = failing(historian);
    const { intervals, rested, tryAgain } = heldIntervals();
    const intake = memoryIntake({ historian: part }, { retryIntervals: intervals });
    const sink = intake.sink(0);
    await sink.offer([sample(1, 10)]);
    await rested();
    await sink.offer([sample(2, 20)]);
    expect(intake.health()).toMatchObject({
      state: 'degraded',
      reason: 'disk full',
      pendingSamples: 2,
      lostSamples: 0,
      spool: { state: 'ok' },
    });
    state.failing = false;
    tryAgain();
    await intake.close();
    expect(intake.health()).toMatchObject({ state: 'ok', pendingSamples: 0, lostSamples: 0 });
    expect((await storedIn(historian)).map(({ value }) => value)).toEqual([10, 20]);
  });
});

describe('a spool that takes nothing', () => {
  it('makes offers wait, is named, and gets all when it takes again', async () => {
    const { state, part } = failing(memorySpool());
    const { intervals, rested, tryAgain } = heldIntervals();
    const historian = createMemoryHistorian();
    const intake = memoryIntake({ historian, spool: part }, { retryIntervals: intervals });
    const seen = collect(intake);
    const sink = intake.sink(0);
    const first = sink.offer([sample(1, 10)]);
    const watched = watch(first);
    await rested();
    const second = sink.offer([sample(2, 20)]);
    const repeat = watch(sink.offer([sample(1, 10)]));
    expect(seen).toHaveLength(2);
    tryAgain();
    await rested();
    expect([watched.state, repeat.state]).toEqual(['pending', 'pending']);
    expect(intake.health()).toMatchObject({
      pendingSamples: 2,
      lostSamples: 0,
      spool: { state: 'degraded', reason: 'disk full' },
    });
    state.failing = false;
    tryAgain();
    await Promise.all([first, second]);
    await intake.close();
    expect(repeat.state).toBe('durable');
    expect((await storedIn(historian)).map(({ value }) => value)).toEqual([10, 20]);
  });

  it('is given fewer offers at a time where the disk has no room for all of them at once', async () => {
    const memory = memorySpool();
    const tried: number[] = [];
    let room = 0;
    const spool: Spool = {
      ...memory,
      append(batches) {
        tried.push(batches.length);
        if (batches.length > room) return Promise.reject(new Error('disk full'));
        return memory.append(batches);
      },
    };
    const historian = createMemoryHistorian();
    const { intervals, rested, tryAgain } = heldIntervals();
    const intake = memoryIntake({ historian, spool }, { retryIntervals: intervals });
    const sink = intake.sink(0);
    const first = sink.offer([sample(0)]);
    await rested();
    const others = Array.from({ length: 7 }, (_, i) => sink.offer([sample(i + 1)]));
    room = 3;
    tryAgain();
    await Promise.all([first, ...others]);
    expect(Math.max(...tried.slice(1))).toBeLessThanOrEqual(4);
    expect(intake.health().spool.state).toBe('ok');
    await intake.close();
    expect(await storedIn(historian)).toHaveLength(8);
  });

  it('is given an offer in parts where the disk has no room for it as one', async () => {
    const memory = memorySpool();
    const room = 3;
    const spool: Spool = {
      ...memory,
      append(batches) {
        const wanted = batches.reduce((sum, { samples }) => sum + samples.length, 0);
        return wanted > room ? Promise.reject(new Error('disk full')) : memory.append(batches);
      },
    };
    const historian = createMemoryHistorian();
    const { intervals } = heldIntervals();
    const intake = memoryIntake({ historian, spool }, { retryIntervals: intervals });
    const offered = Array.from({ length: 20 }, (_, i) => sample(i));
    await intake.sink(0).offer(offered);
    expect(intake.health()).toMatchObject({ lostSamples: 0, spool: { state: 'ok' } });
    await intake.close();
    expect(await storedIn(historian)).toMatchObject(offered);
  });

  it('beyond its bound costs the oldest batch: rejected by code, counted, and told in the history', async () => {
    const { state, part } = failing(memorySpool());
    const { intervals, rested, tryAgain } = heldIntervals();
    const historian = createMemoryHistorian();
    const intake = memoryIntake(
      { historian, spool: part, clock },
      { retryIntervals: intervals, waitingLimit: 2 },
    );
    const sink = intake.sink(0);
    const oldest = watch(sink.offer([sample(1), sample(2)]));
    await rested();
    const newer = sink.offer([sample(3), sample(4)]);
    await Promise.resolve();
    await Promise.resolve();
    expect(oldest).toEqual({ state: 'rejected', code: 'SAMPLES_GIVEN_UP' });
    expect(intake.health()).toMatchObject({ pendingSamples: 2, lostSamples: 2, gaps: 1 });
    state.failing = false;
    tryAgain();
    await newer;
    // The record of the gap is offered when what follows it is stored.
    await expect.poll(async () => (await storedIn(historian)).length).toBe(3);
    const [, , gap] = await storedIn(historian);
    expect(gap!.tag).toBe('site.area.line.spool.gap');
    expect(JSON.parse(gap!.value as string)).toMatchObject({
      fromSequence: 0,
      toSequence: 2,
      lostSamples: 2,
      from: '1970-01-01T00:00:00.001Z',
      to: '1970-01-01T00:00:00.002Z',
      cause: 'notTaken',
    });
    expect(intake.health()).toMatchObject({ lostSamples: 2, gaps: 1 });
  });

  it('is asked once more when the twin ends, and what it does not take even then is rejected', async () => {
    const { state, part } = failing(memorySpool());
    const { intervals, rested } = heldIntervals();
    const intake = memoryIntake({ spool: part }, { retryIntervals: intervals });
    const offer = watch(intake.sink(0).offer([sample(1)]));
    await rested();
    intake.lastCall();
    await expect.poll(() => offer.state).toBe('rejected');
    expect(offer.code).toBe('SAMPLES_GIVEN_UP');
    expect(state.attempts).toBe(2);
    await intake.close();
    expect(intake.health()).toMatchObject({ pendingSamples: 0, lostSamples: 1 });
  });
});

it('puts aside the samples that the historian refuses for what is in them, counts them, and goes on', async () => {
  const historian = createMemoryHistorian();
  const picky: Historian = {
    ...historian,
    append: (batch) =>
      historian.append({
        ...batch,
        samples: batch.samples.map((one) => (one.value === 'wrong' ? { ...one, status: -1 } : one)),
      }),
  };
  const entries: QuarantineEntry[] = [];
  const quarantine = { put: (entry: QuarantineEntry) => entries.push(entry), counts: () => ({}) };
  const intake = memoryIntake({ historian: picky, quarantine });
  const sink = intake.sink(0);
  await Promise.all([
    sink.offer([sample(1, 10)]),
    sink.offer([sample(2, 'wrong'), sample(3, 5)]),
    sink.offer([sample(4, 40)]),
  ]);
  await intake.close();
  expect((await storedIn(historian)).map(({ value, sequence }) => [sequence, value])).toEqual([
    [0, 10],
    [2, 5],
    [3, 40],
  ]);
  expect(intake.health()).toMatchObject({ state: 'ok', refusedSamples: 1, lostSamples: 0 });
  expect(entries).toMatchObject([
    {
      connector: 'historian',
      code: 'HISTORIAN_BATCH_REFUSED',
      reason: expect.stringContaining('status -1'),
    },
  ]);
});

describe('a spool at its cap', () => {
  it('loses the oldest, exactly counted, and the history tells the gap once', async () => {
    const historian = createMemoryHistorian();
    const { state, part } = failing(historian);
    const { intervals, rested, tryAgain } = heldIntervals();
    const intake = memoryIntake(
      { historian: part, spool: memorySpool(150 * 200), clock },
      { retryIntervals: intervals, mostSamplesOfGroup: 40 },
    );
    const sink = intake.sink(0);
    await sink.offer([sample(1), sample(2)]);
    await rested();
    for (let time = 3; time <= 1001; time += 2) await sink.offer([sample(time), sample(time + 1)]);
    expect(intake.health()).toMatchObject({ lostSamples: 802, gaps: 1, spool: { state: 'full' } });
    state.failing = false;
    tryAgain();
    await expect.poll(async () => (await storedIn(historian)).length).toBe(201);
    const stored = await storedIn(historian);
    const told = stored.filter(({ tag: of }) => of !== tag);
    expect(stored.filter(({ tag: of }) => of === tag).map((of) => of.sourceTimestamp)).toEqual([
      1,
      2,
      ...Array.from({ length: 198 }, (_, i) => 805 + i),
    ]);
    expect(told.map(({ value }) => JSON.parse(value as string))).toMatchObject([
      { fromSequence: 2, toSequence: 804, lostSamples: 802, cause: 'full' },
    ]);
    await intake.close();
    expect(intake.health()).toMatchObject({ gaps: 1, spool: { state: 'ok', samples: 0 } });
  });
});

describe('a restart', () => {
  it('delivers what the spool holds, shows it to nobody, and knows what a source sends again', async () => {
    const historian = createMemoryHistorian();
    const spool = memorySpool();
    await historian.append({ sequence: 0, samples: [sample(1), sample(2)] });
    await spool.append([
      { sequence: 2, samples: [sample(3)] },
      { sequence: 3, samples: [sample(4), sample(5)] },
    ]);
    const intake = await openIntake({ historian, spool, clock, line: 's.a.l', tags: [tag] });
    const seen = collect(intake);
    await intake.sink(0).offer([1, 2, 3, 4, 5, 6].map((time) => sample(time)));
    await expect.poll(() => historian.nextSequence()).toBe(6);
    expect(seen).toMatchObject([{ sequence: 5, samples: [{ sourceTimestamp: 6 }] }]);
    expect((await storedIn(historian)).map((of) => of.sourceTimestamp)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(intake.health()).toMatchObject({ screening: { duplicates: 5 } });
    await intake.close();
  });

  it('shows the engine once what a tag still says, and stores it no second time', async () => {
    const historian = createMemoryHistorian();
    await historian.append({ sequence: 0, samples: [sample(1, 80), sample(2, 120)] });
    const parts = { historian, spool: memorySpool(), clock, line: 's.a.l', tags: [tag] };
    const intake = await openIntake(parts);
    const seen = collect(intake);
    const sink = intake.sink(sampleFlags.simulated);
    for (let i = 0; i < 2; i++) await sink.offer([sample(1, 80), sample(2, 120)]);
    expect(seen).toMatchObject([
      { sequence: 2, samples: [{ value: 120, flags: sampleFlags.simulated }] },
    ]);
    await sink.offer([sample(3, 130)]);
    await expect.poll(() => historian.nextSequence()).toBe(4);
    expect((await storedIn(historian)).map(({ value }) => value)).toEqual([80, 120, 130]);
    await intake.close();
  });

  const hole = (time: number): Sample => ({
    ...sample(time),
    value: null,
    status: statusCodes.badNoCommunication,
  });

  it('knows a set point that was confirmed behind a hole long ago, and one whose hole is still open', async () => {
    const old = start - 30 * 86_400_000;
    const historian = createMemoryHistorian();
    const other = 's.a.l.u.load_N' as TagId;
    const confirmed = { ...sample(old + 2, 80), flags: sampleFlags.substituted };
    await historian.append({
      sequence: 0,
      samples: [
        sample(old, 80),
        hole(old + 1),
        confirmed,
        { ...sample(old, 90), tag: other },
        { ...hole(old + 1), tag: other },
        { ...sample(start), tag: 's.a.l.u.time_s' as TagId },
      ],
    });
    const tags = [tag, other, 's.a.l.u.time_s' as TagId];
    const parts = { historian, spool: memorySpool(), clock, line: 's.a.l', tags };
    const intake = await openIntake(parts);
    const seen = collect(intake);
    const sink = intake.sink(0);
    await sink.offer([sample(old, 80), { ...sample(old, 90), tag: other }]);
    const back = {
      tag: other,
      sourceTimestamp: old + 2,
      value: 90,
      flags: sampleFlags.substituted,
    };
    expect(seen.flatMap(({ samples }) => samples)).toMatchObject([sample(old, 80), back]);
    await expect.poll(async () => (await storedIn(historian)).length).toBe(7);
    expect((await storedIn(historian)).at(-1)).toMatchObject(back);
    // The connector of this process writes the next hole where the one of the other stands.
    await sink.offer([hole(old + 1)]);
    expect(seen.at(-1)!.samples).toEqual([hole(old + 1)]);
    await intake.close();
    expect(await storedIn(historian)).toHaveLength(7);
  });

  it('tells a gap that the run before could not tell', async () => {
    const spool = memorySpool(150 * 4);
    await spool.append([{ sequence: 0, samples: [sample(1), sample(2)] }]);
    await spool.append([{ sequence: 2, samples: [sample(3), sample(4), sample(5)] }]);
    const historian = createMemoryHistorian();
    const intake = await openIntake({ historian, spool, clock, line: 's.a.l' });
    await expect.poll(() => historian.nextSequence()).toBe(6);
    await intake.close();
    const stored = await storedIn(historian);
    expect(stored.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5]);
    expect(JSON.parse(stored[3]!.value as string)).toMatchObject({
      fromSequence: 0,
      lostSamples: 2,
    });
    expect(await spool.losses()).toEqual([]);
  });
});

describe('the door', () => {
  it('stores a number that is none as null with a bad status, and counts it', async () => {
    const historian = createMemoryHistorian();
    const intake = memoryIntake({ historian });
    const uncertain = { ...sample(3, Number.NaN), status: statusCodes.uncertainLastUsable };
    await intake
      .sink(0)
      .offer([sample(1, Number.NaN), sample(2, -Infinity), uncertain, sample(4, 'NaN')]);
    await intake.close();
    expect((await storedIn(historian)).map(({ value, status }) => [value, status])).toEqual([
      [null, statusCodes.badOutOfRange],
      [null, statusCodes.badOutOfRange],
      [null, statusCodes.uncertainLastUsable],
      ['NaN', 0],
    ]);
    expect(intake.health().screening).toEqual({ duplicates: 0, refused: 0, notFinite: 3 });
  });

  it('puts aside a number that is none, once a tag and minute, with how many came between', async () => {
    const entries: QuarantineEntry[] = [];
    const quarantine = { put: (entry: QuarantineEntry) => entries.push(entry), counts: () => ({}) };
    let now = start;
    const intake = memoryIntake({ clock: { now: () => now }, quarantine });
    const sink = intake.sink(0, 'press');
    const other = { ...sample(1, -Infinity), tag: 's.a.l.u.load_N' as TagId };
    await sink.offer([sample(1, Number.NaN), other, sample(2, Number.NaN), sample(3, Infinity)]);
    now += 60_000;
    for (let i = 0; i < 1000; i += 1) await sink.offer([sample(10 + i, Number.NaN)]);
    await intake.close();
    expect(entries.map(({ source, reason }) => [source, reason.split(':')[0]])).toEqual([
      [tag, 'its value is NaN, no finite number'],
      [other.tag, 'its value is -Infinity, no finite number'],
      [tag, 'its value is NaN, no finite number'],
    ]);
    expect(entries[2]).toMatchObject({
      connector: 'press',
      code: 'VALUE_NOT_FINITE',
      reason: expect.stringContaining('2 more since the entry before'),
    });
    expect(intake.health().screening).toMatchObject({ notFinite: 1004, refused: 0 });
  });

  it('puts aside what cannot be kept, with its reason, and takes the rest of the batch', async () => {
    const historian = createMemoryHistorian();
    const entries: QuarantineEntry[] = [];
    const quarantine = { put: (entry: QuarantineEntry) => entries.push(entry), counts: () => ({}) };
    const intake = memoryIntake({ historian, clock, quarantine });
    const wrong: Sample[] = [
      sample(1, 'x'.repeat(10_000_000)),
      sample(start + 5 * 60_000 + 1),
      sample(Number.NaN),
      { ...sample(2), status: 2 ** 32 },
      { ...sample(2), flags: -1 },
      { ...sample(2), serverTimestamp: Infinity },
      { ...sample(2), tag: '' as TagId },
      { ...sample(2), tag: 'x'.repeat(1000) as TagId },
      { ...sample(2), value: { a: 1 } as never },
      { ...sample(2), value: undefined as never },
    ];
    await intake.sink(0, 'press').offer([sample(1), ...wrong, sample(start + 5 * 60_000)]);
    await intake.close();
    // In place of the long text stands a bad value.
    expect((await storedIn(historian)).map(({ value, status }) => [value, status])).toEqual([
      [sample(1).value, 0],
      [null, statusCodes.badOutOfRange],
      [sample(1).value, 0],
    ]);
    expect(intake.health().screening.refused).toBe(wrong.length);
    expect(entries).toHaveLength(wrong.length);
    for (const { connector, code, raw } of entries) {
      expect([connector, code]).toEqual(['press', 'SAMPLE_REFUSED']);
      expect(raw!.length).toBeLessThan(10_000);
    }
    expect(entries.map(({ reason }) => reason)).toMatchObject([
      expect.stringContaining('10000000 characters'),
      expect.stringContaining('ahead of our clock'),
      ...Array.from({ length: 8 }, () => expect.any(String)),
    ]);
  });

  it('drops a reading that came before, and counts it', async () => {
    const historian = createMemoryHistorian();
    const intake = memoryIntake({ historian });
    const seen = collect(intake);
    const sink = intake.sink(0);
    await sink.offer([sample(1), sample(2)]);
    await sink.offer([sample(2), sample(1)]);
    await sink.offer([sample(2, 5), { ...sample(2), status: 1 }, sample(2), sample(0)]);
    await intake.close();
    expect(seen.map(({ samples }) => samples.length)).toEqual([2, 3]);
    expect(intake.health().screening.duplicates).toBe(3);
    expect(await storedIn(historian)).toHaveLength(5);
  });
});
