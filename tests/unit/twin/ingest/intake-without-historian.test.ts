import { describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { createMemorySpool } from '../../../../line-connectors/spool/memory-spool.ts';
import { TwinError } from '../../../../twin/domain/errors.ts';
import type { Historian, StoredSample } from '../../../../twin/domain/historian.ts';
import {
  type Sample,
  type SequencedBatch,
  sampleFlags,
  statusCodes,
  type TagId,
} from '../../../../twin/domain/sample.ts';
import { timedIntervals } from '../../../../twin/ingest/interval.ts';
import { openIntake, type SampleIntake } from '../../../../twin/ingest/sample-intake.ts';
import { heldIntervals } from '../../../support/held-intervals.ts';

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
const hole = (time: number): Sample => ({
  ...sample(time, null),
  status: statusCodes.badNoCommunication,
});
const memorySpool = () => createMemorySpool({ capBytes: 64e6, clock });

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

describe('a start while the historian is away, or does not answer', () => {
  const away = () => Promise.reject(new TwinError('HISTORIAN_UNAVAILABLE', 'away'));
  const never = () => new Promise<never>(() => undefined);

  /** What an earlier process stored, in a historian that answers so until it is back. */
  async function begun(
    held: readonly Sample[],
    {
      answer = away,
      spool = memorySpool(),
      changed = (historian: Historian): Historian => historian,
    } = {},
  ) {
    const store = createMemoryHistorian();
    await store.append({ sequence: 700_000_000, samples: held });
    const state = { isBack: false };
    const inner = changed(store);
    const historian: Historian = {
      ...inner,
      append: (batch) => (state.isBack ? inner.append(batch) : answer()),
      nextSequence: () => (state.isBack ? inner.nextSequence() : answer()),
      last: (tags) => (state.isBack ? inner.last(tags) : away()),
    };
    const { intervals, rested, tryAgain } = heldIntervals();
    const open = () =>
      openIntake(
        { historian, spool, clock, line: 's.a.l', tags: [tag] },
        { startPatience: timedIntervals(20, 20).bind(undefined, 0), retryIntervals: intervals },
      );
    const intake = await open();
    return { intake, store, state, open, rested, tryAgain };
  }

  it.each([
    ['away', away],
    ['hung', never],
  ])('begins above all that it may hold, and knows it later: %s', async (_, answer) => {
    const { intake, state, rested, tryAgain } = await begun([sample(1, 80)], { answer });
    const seen = collect(intake);
    expect(intake.storedUntil([tag]).size).toBe(0);
    const held = intake.heldUntil([tag]);
    await rested();
    state.isBack = true;
    tryAgain();
    expect((await held).get(tag)?.sourceTimestamp).toBe(1);
    expect(intake.storedUntil([tag]).get(tag)?.sourceTimestamp).toBe(1);
    const sink = intake.sink(0);
    await sink.offer([sample(1, 80)]);
    expect(seen.flatMap(({ samples }) => samples)).toMatchObject([{ value: 80 }]);
    await sink.offer([sample(2, 90)]);
    expect(seen.at(-1)!.sequence).toBeGreaterThan(700_000_001);
    await intake.close();
  });

  /** Ends rests until nothing waits. */
  async function delivered(
    intake: SampleIntake,
    { rested, tryAgain }: { rested(): Promise<void>; tryAgain(): void },
  ): Promise<void> {
    while (intake.health().pendingSamples > 0) {
      await Promise.race([rested(), new Promise((resolve) => setImmediate(resolve))]);
      try {
        tryAgain();
      } catch {
        // Nobody rests just now.
      }
    }
  }

  it('shows what a source repeats at once, and stores it no second time when it answers', async () => {
    const old = start - 30 * 86_400_000;
    const { intake, store, state, ...held } = await begun([sample(old, 80), sample(old + 1, 90)]);
    const seen = collect(intake);
    const sink = intake.sink(0);
    await sink.offer([sample(old, 80), sample(old + 1, 90), sample(start, 95)]);
    await sink.offer([sample(old + 1, 91)]);
    expect(seen.flatMap(({ samples }) => samples)).toHaveLength(4);
    const [first] = seen;
    await held.rested();
    state.isBack = true;
    await delivered(intake, held);
    const stored = await storedIn(store);
    expect(stored.map(({ value }) => value)).toEqual([80, 90, 95, 91]);
    expect(stored.slice(2).map(({ sequence }) => sequence - first!.sequence)).toEqual([2, 3]);
    const { screening, lostSamples, gaps, receivedSamples } = intake.health();
    expect({ ...screening, lostSamples, gaps, receivedSamples }).toMatchObject({
      duplicates: 2,
      lostSamples: 0,
      gaps: 0,
      receivedSamples: 4,
    });
    await intake.close();
  });

  it('leaves out what a run without the historian has left in the spool', async () => {
    const spool = memorySpool();
    const first = await begun([sample(1, 80)], { spool });
    await first.intake.sink(0).offer([sample(1, 80), sample(2, 90)]);
    first.state.isBack = false;
    await first.intake.close();
    first.state.isBack = true;
    const intake = await first.open();
    await expect.poll(() => intake.health().pendingSamples).toBe(0);
    expect((await storedIn(first.store)).map(({ value }) => value)).toEqual([80, 90]);
    expect(intake.health().screening.duplicates).toBe(1);
    await intake.close();
  });

  it('confirms a set point behind the hole that stands there', async () => {
    const old = start - 30 * 86_400_000;
    const { intake, store, state, ...held } = await begun([sample(old, 80), hole(old + 1)]);
    await intake.sink(0).offer([sample(old, 80)]);
    await held.rested();
    state.isBack = true;
    await delivered(intake, held);
    expect(await storedIn(store)).toMatchObject([
      { sourceTimestamp: old, value: 80 },
      { sourceTimestamp: old + 1, value: null },
      { sourceTimestamp: old + 2, value: 80, flags: sampleFlags.substituted },
    ]);
    await intake.close();
  });

  it('goes on where the answer to an append is lost, each sample once', async () => {
    const losing = { answers: 3 };
    const { intake, store, state, ...held } = await begun([sample(1, 80), sample(3, 80)], {
      changed: (historian) => ({
        ...historian,
        async append(batch) {
          await historian.append(batch);
          if (losing.answers-- > 0) throw new Error('no answer');
        },
      }),
    });
    await intake.sink(0).offer([1, 2, 3, 4, 5].map((time) => sample(time, 80)));
    await held.rested();
    state.isBack = true;
    await delivered(intake, held);
    expect((await storedIn(store)).map((of) => of.sourceTimestamp)).toEqual([1, 3, 2, 4, 5]);
    expect(intake.health()).toMatchObject({ screening: { duplicates: 2 }, lostSamples: 0 });
    await intake.close();
  });

  it('stores twice rather than not at all where the history cannot be read', async () => {
    const { intake, store, state, ...held } = await begun([sample(1, 80)], {
      changed: (historian) => ({
        ...historian,
        // biome-ignore lint/correctness/useYield: the first page fails.
        async *range() {
          throw new TwinError('HISTORIAN_UNAVAILABLE', 'too slow');
        },
      }),
    });
    await intake.sink(0).offer([sample(1, 80), sample(2, 90)]);
    await held.rested();
    state.isBack = true;
    await delivered(intake, held);
    expect((await storedIn(store)).map(({ value }) => value)).toEqual([80, 80, 90]);
    await intake.close();
  });
});
