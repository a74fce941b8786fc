import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../twin/domain/clock.ts';
import type { Sample, SequencedBatch, TagId } from '../../twin/domain/sample.ts';
import type { Spool } from '../../twin/domain/spool.ts';

const start = Date.UTC(2026, 0, 1);
const tags = ['temperature_degC', 'stateName', 'schlauchlänge_mm'].map(
  (name) => `site.area.line.unit.${name}` as TagId,
);

/** A batch of good numbers, one each 10 ms of source time. */
export function batchAt(sequence: number, count: number): SequencedBatch {
  return {
    sequence,
    samples: Array.from({ length: count }, (_, i) => ({
      tag: tags[0]!,
      sourceTimestamp: start + (sequence + i) * 10,
      receivedTimestamp: start + (sequence + i) * 10 + 3,
      value: sequence + i,
      status: 0,
      flags: 0,
    })),
  };
}

/** Any sample that an engine may hold. */
export const anySample: fc.Arbitrary<Sample> = fc
  .record({
    tag: fc.constantFrom(...tags),
    sourceTimestamp: fc.oneof(
      fc.integer({ min: start, max: start + 1000 }),
      fc.double({ noNaN: true }),
    ),
    receivedTimestamp: fc.integer({ min: start, max: start + 2 ** 40 }),
    server: fc.option(fc.double({ noNaN: true })),
    value: fc.oneof(
      fc.double(),
      fc.integer({ min: -300, max: 300 }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'lone \ud800 surrogate', -0),
      fc.boolean(),
      fc.constant(null),
    ),
    status: fc.constantFrom(0, 0x4090_0000, 0x8031_0000, 0xffff_ffff),
    flags: fc.integer({ min: 0, max: 127 }),
  })
  .map(({ server, ...sample }) =>
    server === null ? sample : { ...sample, serverTimestamp: server },
  );

/** Everything that a spool holds, read in pages of about so many samples. */
export async function readAll(spool: Spool, mostSamples = 1000): Promise<SequencedBatch[]> {
  const all: SequencedBatch[] = [];
  for (let from = 0; ; ) {
    const { batches } = await spool.read(from, mostSamples);
    if (batches.length === 0) return all;
    all.push(...batches);
    const last = batches.at(-1)!;
    from = last.sequence + last.samples.length;
  }
}

/** What every spool promises, whatever keeps it. */
export function describeSpool(
  name: string,
  make: (folder: string, capBytes: number, clock: Clock) => Promise<Spool>,
): void {
  describe(name, () => {
    let folder: string;
    let spool: Spool;
    let now = start;
    const clock = { now: () => now };
    const opened = async (capBytes: number): Promise<Spool> => {
      spool = await make(folder, capBytes, clock);
      return spool;
    };
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'spool-'));
    });
    afterEach(async () => {
      await spool.close();
      await rm(folder, { recursive: true });
    });

    it('gives back every sample as it was, in order', async () => {
      await opened(64e6);
      let sequence = 0;
      const put: SequencedBatch[] = [];
      await fc.assert(
        fc.asyncProperty(fc.array(anySample, { minLength: 1, maxLength: 20 }), async (samples) => {
          const batch = { sequence, samples };
          sequence += samples.length;
          put.push(batch);
          await spool.append([batch]);
        }),
        { numRuns: 100 },
      );
      expect(await readAll(spool, 30)).toStrictEqual(put);
      expect(await spool.nextSequence()).toBe(sequence);
      expect(spool.health()).toMatchObject({ state: 'ok', samples: sequence });
    });

    it('reads from a sequence on, about as much as is asked and at least one batch', async () => {
      await opened(64e6);
      await spool.append([batchAt(0, 50), batchAt(50, 50)]);
      await spool.append([batchAt(100, 50)]);
      const sequencesOf = async (from: number, most: number): Promise<number[]> =>
        (await spool.read(from, most)).batches.map(({ sequence }) => sequence);
      expect(await sequencesOf(0, 10)).toEqual([0]);
      expect(await sequencesOf(0, 100)).toEqual([0, 50]);
      expect(await sequencesOf(50, 1000)).toEqual([50, 100]);
      expect(await sequencesOf(150, 1000)).toEqual([]);
    });

    it('gives room for what is forgotten, and still knows the next number', async () => {
      await opened(64e6);
      await spool.append([batchAt(0, 500), batchAt(500, 500), batchAt(1000, 500)]);
      const { liveBytes } = spool.health();
      await spool.forget(1000);
      expect((await readAll(spool)).map(({ sequence }) => sequence)).toEqual([1000]);
      expect(spool.health()).toMatchObject({ samples: 500, liveBytes: liveBytes / 3 });
      await spool.forget(1500);
      expect(spool.health()).toMatchObject({ samples: 0, liveBytes: 0 });
      expect(await spool.nextSequence()).toBe(1500);
    });

    it('at the cap gives up the oldest that are not held, and says exactly what', async () => {
      await opened(500e3);
      const size = 500;
      const lost = [];
      await spool.append([batchAt(0, size)]);
      await spool.hold(size);
      const rounds = 200;
      for (let round = 1; round < rounds; round += 1) {
        lost.push(...(await spool.append([batchAt(round * size, size)])));
        expect(spool.health().liveBytes).toBeLessThanOrEqual(500e3);
      }
      const left = await readAll(spool);
      const firstKept = left[1]!.sequence;
      expect(left.map(({ sequence }) => sequence)).toEqual([
        0,
        ...Array.from(
          { length: (rounds * size - firstKept) / size },
          (_, i) => firstKept + i * size,
        ),
      ]);
      expect(await spool.losses()).toEqual([
        {
          from: size,
          to: firstKept,
          samples: firstKept - size,
          sourceFrom: start + size * 10,
          sourceTo: start + (firstKept - 1) * 10,
          reason: 'full',
        },
      ]);
      expect(lost.reduce((sum, { samples }) => sum + samples, 0)).toBe(firstKept - size);
      expect(spool.health()).toMatchObject({ state: 'full', reason: expect.any(String) });
      await spool.lossesTold(firstKept - 1);
      expect(await spool.losses()).toHaveLength(1);
      await spool.lossesTold(firstKept);
      expect(await spool.losses()).toEqual([]);
      await spool.forget(rounds * size);
      expect(spool.health().state).toBe('ok');
    });

    it('takes a batch that is larger than the cap, when there is nothing left to give up', async () => {
      await opened(1000);
      await spool.append([batchAt(0, 5000)]);
      expect(await spool.append([batchAt(5000, 5000)])).toMatchObject([{ from: 0, to: 5000 }]);
      expect((await readAll(spool)).map(({ sequence }) => sequence)).toEqual([5000]);
    });

    it('tells the time that is left at the present rate', async () => {
      await opened(10e6);
      expect(spool.health().secondsLeft).toBeUndefined();
      for (let second = 0; second < 30; second += 1) {
        now += 1000;
        await spool.append([batchAt(second * 1000, 1000)]);
      }
      const { liveBytes, capBytes, secondsLeft } = spool.health();
      const perSecond = liveBytes / 30;
      expect(secondsLeft! / ((capBytes - liveBytes) / perSecond)).toBeGreaterThan(0.9);
      expect(secondsLeft! / ((capBytes - liveBytes) / perSecond)).toBeLessThan(1.1);
    });
  });
}
