import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { createMemorySpool } from '../../../../line-connectors/spool/memory-spool.ts';
import type { Historian, StoredSample } from '../../../../twin/domain/historian.ts';
import type { TagId } from '../../../../twin/domain/sample.ts';
import { memoryIntake } from '../../../support/memory-intake.ts';

const start = Date.UTC(2026, 0, 1);
const clock = { now: () => start };
const tag = 's.a.l.u.speed_m_per_min' as TagId;
const gapTag = 's.a.l.spool.gap';
/** A text that the historian refuses. */
const refused = 'refused';

/** What the historian does with one append; `late` is like a slow network, `lostAnswer` one that breaks after storing. */
const behaviour = fc.constantFrom('store', 'fail', 'lostAnswer', 'late');
type Behaviour = 'store' | 'fail' | 'lostAnswer' | 'late';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A historian that behaves so with one append after the other, and well when the list is at its end. */
function unsteady(behaviours: readonly Behaviour[]) {
  const historian = createMemoryHistorian();
  const appended: number[] = [];
  let calls = 0;
  let underWay = 0;
  const unsteadyOne: Historian = {
    ...historian,
    async append(batch) {
      underWay += 1;
      try {
        expect(underWay).toBe(1);
        const now = behaviours[calls++] ?? 'store';
        if (now === 'late') for (let i = 0; i < 5; i += 1) await turn();
        if (now === 'fail') throw new Error('gone');
        appended.push(batch.sequence);
        // A status that is none is what the historian itself refuses.
        const samples = batch.samples.map((sample) =>
          sample.value === refused ? { ...sample, status: -1 } : sample,
        );
        await historian.append({ ...batch, samples });
        if (now === 'lostAnswer') throw new Error('no answer');
      } finally {
        underWay -= 1;
      }
    },
  };
  return { historian: unsteadyOne, appended };
}

/** What is offered: sizes of the batches, a turn of the loop after some, a text that is refused in some. */
const offers = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 6 }),
    pause: fc.boolean(),
    bad: fc.integer({ min: 0, max: 9 }).map((of) => of === 0),
  }),
  { minLength: 1, maxLength: 60 },
);

it('brings every sample to the historian once and in order, refuses what it refuses, and accounts for the rest', async () => {
  const everySample = fc.asyncProperty(
    offers,
    fc.array(behaviour, { maxLength: 60 }),
    fc.record({
      mostSamplesOfGroup: fc.integer({ min: 1, max: 20 }),
      mostSamplesOfTail: fc.integer({ min: 1, max: 30 }),
    }),
    fc.constantFrom(60, 1e6),
    async (offered, behaviours, bounds, roomFor) => {
      const { historian, appended } = unsteady(behaviours);
      const spool = createMemorySpool({ capBytes: 150 * roomFor, clock });
      const retryIntervals = () => ({ over: turn(), end: () => undefined });
      const intake = memoryIntake(
        { historian, spool, clock, line: 's.a.l' },
        { ...bounds, retryIntervals },
      );
      const sink = intake.sink(0);
      const seen: number[] = [];
      intake.batches.subscribe(({ sequence, samples }) => {
        for (let i = 0; i < samples.length; i += 1) seen.push(sequence + i);
      });
      let time = 0;
      for (const { size, pause, bad } of offered) {
        const samples = Array.from({ length: size }, (_, i) => {
          time += 1;
          const value = bad && i === 0 ? refused : time;
          return { tag, sourceTimestamp: time, receivedTimestamp: 0, value, status: 0, flags: 0 };
        });
        const done = sink.offer(samples);
        if (pause) await done;
      }
      while (intake.health().pendingSamples > 0 || (await spool.losses()).length > 0) {
        await turn();
      }
      await intake.close();
      const stored: StoredSample[] = [];
      const everything = { from: -Infinity, to: Infinity, order: 'sequence' } as const;
      for await (const page of historian.range(everything)) stored.push(...page);
      const { lostSamples, refusedSamples, receivedSamples } = intake.health();
      expect(seen).toEqual(Array.from({ length: receivedSamples }, (_, i) => i));
      expect(stored.length + lostSamples + refusedSamples).toBe(receivedSamples);
      expect(appended).toEqual([...appended].sort((a, b) => a - b));
      const gaps = stored
        .filter((sample) => sample.tag === gapTag)
        .map(({ value }) => JSON.parse(value as string));
      expect(gaps.reduce((sum, { lostSamples: lost }) => sum + lost, 0)).toBe(lostSamples);
      if (roomFor > 1000) expect(lostSamples).toBe(0);
      const known = new Set(stored.map(({ sequence }) => sequence));
      for (const { fromSequence, toSequence } of gaps) {
        for (let at = fromSequence; at < toSequence; at += 1) expect(known.has(at)).toBe(false);
      }
    },
  );
  await fc.assert(everySample, { seed: 8, numRuns: 300 });
});
