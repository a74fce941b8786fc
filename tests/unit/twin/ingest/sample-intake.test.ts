import { expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import type { Historian } from '../../../../twin/domain/historian.ts';
import {
  type Sample,
  type SequencedBatch,
  sampleFlags,
  type TagId,
} from '../../../../twin/domain/sample.ts';
import { SampleIntake } from '../../../../twin/ingest/sample-intake.ts';

const sample = (time: number, value = 1): Sample => ({
  tag: 's.a.l.u.speed_m_per_min' as TagId,
  sourceTimestamp: time,
  receivedTimestamp: time,
  value,
  status: 0,
  flags: 0,
});

function collect(intake: SampleIntake): SequencedBatch[] {
  const batches: SequencedBatch[] = [];
  intake.batches.subscribe((batch) => batches.push(batch));
  return batches;
}

it('shows a batch to the engine before it is durable, and numbers samples without a gap', async () => {
  const historian = createMemoryHistorian();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow: Historian = {
    ...historian,
    append: (batch) => held.then(() => historian.append(batch)),
  };
  const intake = new SampleIntake(slow, 5);
  const seen = collect(intake);
  const sink = intake.sink(0);
  const offers = [sink.offer([sample(1), sample(2)]), sink.offer([sample(3)])];
  expect(seen.map(({ sequence }) => sequence)).toEqual([5, 7]);
  expect(intake.health().pendingSamples).toBe(3);
  release();
  await Promise.all(offers);
  expect(intake.health()).toMatchObject({ state: 'ok', pendingSamples: 0, receivedSamples: 3 });
  expect(await historian.nextSequence()).toBe(8);
});

it('marks every sample of a simulated source', async () => {
  const intake = new SampleIntake(createMemoryHistorian(), 0);
  const seen = collect(intake);
  await intake.sink(sampleFlags.simulated).offer([sample(1)]);
  expect(seen[0]!.samples[0]!.flags).toBe(sampleFlags.simulated);
});

/** A store that fails until it is told otherwise, and waits between attempts that a test ends. */
function unsureStore() {
  const historian = createMemoryHistorian();
  const state = { failing: true };
  const rests: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  return {
    historian,
    state,
    /** Resolves when the intake rests after a failed attempt. */
    rested: () =>
      rests.length > 0 ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve)),
    /** Ends the rest: the store is tried again. */
    tryAgain: () => rests.shift()!(),
    store: {
      ...historian,
      append: (batch) =>
        state.failing ? Promise.reject(new Error('disk full')) : historian.append(batch),
    } as Historian,
    retryInterval: () => {
      let end = (): void => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      rests.push(end);
      for (const tell of waiting.splice(0)) tell();
      return { over, end };
    },
  };
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

it('keeps an offer pending while the store fails, shows it all the same, and resolves it when it is stored', async () => {
  const { historian, state, store, retryInterval, rested, tryAgain } = unsureStore();
  const intake = new SampleIntake(store, 0, { retryInterval });
  const seen = collect(intake);
  const sink = intake.sink(0);
  const first = sink.offer([sample(1, 10)]);
  const watched = watch(first);
  await rested();
  const second = sink.offer([sample(2, 20)]);
  expect(seen).toHaveLength(2);
  tryAgain();
  await rested();
  expect(watched.state).toBe('pending');
  expect(intake.health()).toMatchObject({
    state: 'degraded',
    reason: 'disk full',
    pendingSamples: 2,
    lostSamples: 0,
  });
  state.failing = false;
  tryAgain();
  await Promise.all([first, second]);
  expect(intake.health()).toMatchObject({ state: 'ok', pendingSamples: 0, lostSamples: 0 });
  const stored = [];
  for await (const page of historian.range({ from: 0, to: 10, order: 'sequence' }))
    stored.push(...page);
  expect(stored.map(({ value }) => value)).toEqual([10, 20]);
});

it('gives up the oldest batch beyond its bound, rejects that offer by code, and counts its samples as lost', async () => {
  const { state, store, retryInterval, rested, tryAgain } = unsureStore();
  const intake = new SampleIntake(store, 0, { retryInterval, waitingLimit: 3 });
  const seen = collect(intake);
  const sink = intake.sink(0);
  const oldest = watch(sink.offer([sample(1), sample(2)]));
  await rested();
  const newer = sink.offer([sample(3), sample(4)]);
  await Promise.resolve();
  expect(oldest).toEqual({ state: 'rejected', code: 'SAMPLES_GIVEN_UP' });
  expect(seen).toHaveLength(2);
  expect(intake.health()).toMatchObject({ pendingSamples: 2, lostSamples: 2 });
  state.failing = false;
  tryAgain();
  await newer;
  expect(intake.health()).toMatchObject({ state: 'ok', pendingSamples: 0, lostSamples: 2 });
});

it('tries the store once more when it ends, and rejects what is not stored even then', async () => {
  const { store, retryInterval, rested } = unsureStore();
  const intake = new SampleIntake(store, 0, { retryInterval });
  const offer = watch(intake.sink(0).offer([sample(1)]));
  await rested();
  await intake.close();
  expect(offer).toEqual({ state: 'rejected', code: 'SAMPLES_GIVEN_UP' });
  expect(intake.health()).toMatchObject({ pendingSamples: 0, lostSamples: 1 });
});

it('stores the offers of a source that waits for each before it makes the next', async () => {
  const historian = createMemoryHistorian();
  const intake = new SampleIntake(historian, 0);
  const sink = intake.sink(0);
  for (let time = 0; time < 50; time++) await sink.offer([sample(time)]);
  expect(await historian.nextSequence()).toBe(50);
});

it('rejects a batch that the store refuses for what is in it, counts it as lost, and goes on', async () => {
  const historian = createMemoryHistorian();
  const intake = new SampleIntake(historian, 0);
  const sink = intake.sink(0);
  await expect(sink.offer([sample(1, Number.NaN)])).rejects.toMatchObject({
    code: 'HISTORIAN_BATCH_REFUSED',
  });
  expect(intake.health()).toMatchObject({ state: 'degraded', pendingSamples: 0, lostSamples: 1 });
  await sink.offer([sample(2, 20)]);
  expect(intake.health()).toMatchObject({ state: 'ok', lostSamples: 1 });
  expect((await historian.last([sample(2).tag]))[0]?.value).toBe(20);
});
