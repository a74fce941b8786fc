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

it('keeps what a failing store refuses, says so, and stores it in order when the store is back', async () => {
  const historian = createMemoryHistorian();
  let failing = true;
  const unsure: Historian = {
    ...historian,
    append: (batch) => (failing ? Promise.reject(new Error('disk full')) : historian.append(batch)),
  };
  const intake = new SampleIntake(unsure, 0);
  const sink = intake.sink(0);
  await sink.offer([sample(1, 10)]);
  expect(intake.health()).toMatchObject({
    state: 'degraded',
    reason: 'disk full',
    pendingSamples: 1,
  });
  failing = false;
  await sink.offer([sample(2, 20)]);
  expect(intake.health()).toMatchObject({ state: 'ok', pendingSamples: 0, lostSamples: 0 });
  const stored = [];
  for await (const page of historian.range({ from: 0, to: 10, order: 'sequence' }))
    stored.push(...page);
  expect(stored.map(({ value }) => value)).toEqual([10, 20]);
});

it('counts a batch as lost that the store refuses for what is in it, and goes on', async () => {
  const historian = createMemoryHistorian();
  const intake = new SampleIntake(historian, 0);
  const sink = intake.sink(0);
  await sink.offer([sample(1, Number.NaN)]);
  expect(intake.health()).toMatchObject({ state: 'degraded', pendingSamples: 0, lostSamples: 1 });
  await sink.offer([sample(2, 20)]);
  expect(intake.health()).toMatchObject({ state: 'ok', lostSamples: 1 });
  expect((await historian.last([sample(2).tag]))[0]?.value).toBe(20);
});
