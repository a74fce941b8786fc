import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket, Historian, StoredSample } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { expectClose } from './close.ts';

const tagA = 'site.area.line.unit.temperature_degC' as TagId;
const tagB = 'site.area.line.unit.webSpeed_m_per_min' as TagId;
const unknownTag = 'site.area.line.unit.unknown_1' as TagId;
const everything = { from: -Infinity, to: Infinity };
const start = Date.UTC(2026, 0, 1);

/** A good sample of tag A at a time. */
export function makeSample(sourceTimestamp: number, more: Partial<Sample> = {}): Sample {
  const receivedTimestamp = sourceTimestamp + 20;
  return {
    tag: tagA,
    sourceTimestamp,
    receivedTimestamp,
    value: 1.5,
    status: 0,
    flags: 0,
    ...more,
  };
}

/** All samples of a range in one list, each page within the limit. */
export async function collect(
  historian: Historian,
  query: Parameters<Historian['range']>[0],
): Promise<StoredSample[]> {
  const all: StoredSample[] = [];
  for await (const page of historian.range(query)) {
    expect(page.length).toBeGreaterThan(0);
    expect(page.length).toBeLessThanOrEqual(10_000);
    all.push(...page);
  }
  return all;
}

const sampleOfAnyKind: fc.Arbitrary<Sample> = fc
  .record({
    tag: fc.constantFrom(tagA, tagB),
    sourceTimestamp: fc.integer({ min: start, max: start + 60_000 }),
    receivedTimestamp: fc.integer({ min: start, max: start + 90_000 }),
    server: fc.option(fc.double({ min: start, max: start + 60_000, noNaN: true })),
    value: fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'binary' }),
      fc.boolean(),
      fc.constant(null),
    ),
    status: fc.constantFrom(0, 0x4090_0000, 0x8031_0000, 0xffff_ffff),
    flags: fc.integer({ min: 0, max: 127 }),
  })
  .map(({ server, ...sample }) =>
    server === null ? sample : { ...sample, serverTimestamp: server },
  );
const numericSample: fc.Arbitrary<Sample> = fc
  .record({
    tag: fc.constantFrom(tagA, tagB),
    offset_ms: fc.integer({ min: 0, max: 30_000 }),
    value: fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constant('text')),
    status: fc.constantFrom(0, 0, 0, 0x4090_0000, 0x8031_0000),
  })
  .map(({ offset_ms, ...rest }) => makeSample(start + offset_ms, rest));

/** The definition of an aggregate, bucket by bucket. */
function aggregateByHand(
  samples: readonly Sample[],
  tag: TagId,
  from: number,
  width: number,
): Bucket {
  const inside = samples.filter(
    (s) => s.tag === tag && s.sourceTimestamp >= from && s.sourceTimestamp < from + width,
  );
  const good = inside.filter((s) => s.status >>> 30 === 0);
  const values = good.map((s) => s.value).filter((v): v is number => typeof v === 'number');
  const count = values.length;
  const bad = inside.length - good.length;
  const nothing = { mean: null, min: null, max: null, last: null };
  if (count === 0) return { tag, from, count, bad, ...nothing };
  const newest = Math.max(
    ...good.filter((s) => typeof s.value === 'number').map((s) => s.sourceTimestamp),
  );
  const last = good.find((s) => s.sourceTimestamp === newest && typeof s.value === 'number')!
    .value as number;
  const mean = values.reduce((sum, v) => sum + v, 0) / count;
  return { tag, from, count, bad, mean, min: Math.min(...values), max: Math.max(...values), last };
}

/** What every historian keeps to; `open` opens the same store again when given the same folder. */
export function describeHistorian(
  name: string,
  open: (folder: string) => Promise<Historian>,
): void {
  describe(`${name} keeps the historian's contract`, () => {
    let folder: string;
    let historian: Historian;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'historian-'));
      historian = await open(folder);
    });
    afterEach(async () => {
      await historian.close();
      await rm(folder, { recursive: true });
    });

    it('every field of every kind of sample comes back exactly', async () => {
      let sequence = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(sampleOfAnyKind, { minLength: 1, maxLength: 30 }),
          async (samples) => {
            await historian.append({ sequence, samples });
            const stored = samples.map((sample, i) => ({ ...sample, sequence: sequence + i }));
            const found = await collect(historian, { ...everything, order: 'sequence' });
            expect(found.slice(sequence)).toStrictEqual(stored);
            sequence += samples.length;
          },
        ),
        { seed: 7, numRuns: 15 },
      );
      const inMemory = await collect(historian, { ...everything, order: 'sequence' });
      if (!historian.capabilities.durable) return;
      await historian.close();
      historian = await open(folder);
      expect(await collect(historian, { ...everything, order: 'sequence' })).toStrictEqual(
        inMemory,
      );
    });

    it('a range is half open, of the tags asked for, ordered by source time or by sequence', async () => {
      const samples = [3000, 1000, 2000, 2000, 0].map((t, i) =>
        makeSample(start + t, { tag: i === 2 ? tagB : tagA }),
      );
      await historian.append({ sequence: 10, samples });
      const sequences = async (more: object): Promise<number[]> =>
        (await collect(historian, { from: start, to: start + 3000, ...more })).map(
          (s) => s.sequence,
        );
      expect(await sequences({})).toEqual([14, 11, 12, 13]);
      expect(await sequences({ order: 'sequence' })).toEqual([11, 12, 13, 14]);
      expect(await sequences({ tags: [tagA] })).toEqual([14, 11, 13]);
      expect(await sequences({ tags: [unknownTag] })).toEqual([]);
      expect(await sequences({ tags: [] })).toEqual([]);
      expect(await sequences({ from: start + 3000, to: start + 3001 })).toEqual([10]);
    });

    it('a repeated or overlapping batch changes nothing, a gap can be filled later', async () => {
      const batch = (sequence: number, count: number, value: number) => ({
        sequence,
        samples: Array.from({ length: count }, (_, i) =>
          makeSample(start + sequence + i, { value }),
        ),
      });
      await historian.append(batch(0, 5, 1));
      await Promise.all([historian.append(batch(10, 5, 2)), historian.append(batch(10, 5, 3))]);
      await historian.append(batch(0, 5, 4));
      expect(await historian.nextSequence()).toBe(15);
      await historian.append(batch(3, 9, 5));
      const found = await collect(historian, { ...everything, order: 'sequence' });
      expect(found.map((s) => s.sequence)).toEqual(Array.from({ length: 15 }, (_, i) => i));
      expect(found.map((s) => s.value)).toEqual([1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 2, 2, 2, 2, 2]);
    });

    it('leaves out exactly the samples that cannot be kept, and names them', async () => {
      const halfOfPair = '\ud83d';
      const hostile: Partial<Sample>[] = [
        { value: Number.NaN },
        { value: Infinity },
        { value: halfOfPair },
        { value: 'a'.repeat(70_000) },
        { value: undefined as unknown as null },
        { tag: 'four.parts.only.here' as TagId },
        { tag: 'site.area.line.unit.trailing\\' as TagId },
        { tag: 'site.area.line.unit.new\nline' as TagId },
        { sourceTimestamp: Number.NaN },
        { sourceTimestamp: 1e15 },
        { receivedTimestamp: Infinity },
        { status: -1 },
        { flags: 0.5 },
      ];
      const samples = hostile.flatMap((odd, i) => [
        makeSample(start + i),
        makeSample(start + i, odd),
      ]);
      const odd = hostile.map((_, i) => 2 * i + 1);
      const refusal = await historian.append({ sequence: 0, samples }).catch((error) => error);
      expect(refusal).toMatchObject({
        code: 'HISTORIAN_BATCH_REFUSED',
        data: { tag: tagA, field: 'value', value: 'NaN', sequence: 1, count: hostile.length },
      });
      expect(
        refusal.data.refused.map((one: Sample & { sequence: number }) => one.sequence),
      ).toEqual(odd);
      const found = await collect(historian, { ...everything, order: 'sequence' });
      expect(found.map((s) => s.sequence)).toEqual(hostile.map((_, i) => 2 * i));
      expect(historian.health()).toMatchObject({ state: 'ok', refusedSamples: hostile.length });
      await historian.append({ sequence: samples.length, samples: [makeSample(start)] });
      expect(await historian.nextSequence()).toBe(samples.length + 1);
    });

    it('a batch whose place is no place in the order of arrival is refused whole', async () => {
      for (const sequence of [-1, 0.5, Number.NaN, 2 ** 53]) {
        const batch = { sequence, samples: [makeSample(start)] };
        await expect(historian.append(batch)).rejects.toMatchObject({
          code: 'HISTORIAN_BATCH_REFUSED',
        });
      }
      expect(await collect(historian, everything)).toEqual([]);
    });

    it('keeps every sample of a burst on one time stamp, in the order of arrival', async () => {
      const burst = (sequence: number, count: number) => ({
        sequence,
        samples: Array.from({ length: count }, (_, i) =>
          makeSample(start, { value: sequence + i }),
        ),
      });
      // Across the number at which a key of time and sequence begins anew.
      await historian.append(burst(999_000, 2_000));
      await historian.append(burst(2_500_000, 12_000));
      const found = await collect(historian, everything);
      expect(found.map((s) => s.value)).toEqual([
        ...Array.from({ length: 2_000 }, (_, i) => 999_000 + i),
        ...Array.from({ length: 12_000 }, (_, i) => 2_500_000 + i),
      ]);
    });

    it('keeps numbers, texts, truths and nothing on one tag, one after the other', async () => {
      const values = [1, 'one', true, null, -0, 'NaN', false, '', 5e-324, '\\\'"', '{"a":[1]}'];
      const samples = values.map((value, i) => makeSample(start + i, { value }));
      for (const [i, sample] of samples.entries()) {
        await historian.append({ sequence: i, samples: [sample] });
      }
      const found = await collect(historian, everything);
      expect(found.map((s) => s.value)).toStrictEqual(values);
      const query = { tags: [tagA], from: start, to: start + 100, interval_ms: 100 };
      expect(await historian.aggregate(query)).toMatchObject([{ count: 3, max: 1 }]);
    });

    it('late samples take their place by source time, and leave the last value alone', async () => {
      const times = [...Array.from({ length: 50 }, (_, i) => 1000 - i * 20), 5000, 3000];
      for (const [sequence, t] of times.entries()) {
        const late = makeSample(start + t, { receivedTimestamp: start + 9000, value: t });
        await historian.append({ sequence, samples: [late] });
      }
      const found = await collect(historian, { from: start, to: start + 4000 });
      const sorted = times.filter((t) => t < 4000).sort((a, b) => a - b);
      expect(found.map((s) => s.value)).toEqual(sorted);
      expect(await historian.last([tagA])).toMatchObject([{ value: 5000, sequence: 50 }]);
    });

    it('appends that overlap in time and order all arrive once', async () => {
      const order = [3, 1, 4, 0, 2, 5, 7, 6, 9, 8];
      await Promise.all(
        order.map((k) =>
          historian.append({
            sequence: k * 700,
            samples: Array.from({ length: 700 }, (_, i) => makeSample(start + k * 700 + i)),
          }),
        ),
      );
      const found = await collect(historian, { ...everything, order: 'sequence' });
      expect(found.map((s) => s.sequence)).toEqual(Array.from({ length: 7000 }, (_, i) => i));
      expect(await historian.nextSequence()).toBe(7000);
    });

    it('upkeep at midnight changes no answer but drops what is there twice', async () => {
      const day_ms = 86_400_000;
      const made = (k: number) =>
        makeSample(start + k * 0.3 * day_ms, { value: k, tag: k % 3 === 0 ? tagB : tagA });
      const samples = Array.from({ length: 24 }, (_, k) => made(k));
      await historian.append({ sequence: 0, samples });
      const ask = async () => ({
        bySource: await collect(historian, everything),
        bySequence: await collect(historian, { ...everything, order: 'sequence' }),
        ofTag: await collect(historian, {
          tags: [tagA],
          from: start + day_ms,
          to: start + 3 * day_ms,
        }),
        buckets: await historian.aggregate({
          tags: [tagB, tagA],
          from: start,
          to: start + 9 * day_ms,
          interval_ms: 43_200_000,
        }),
        last: await historian.last([tagA, tagB]),
        next: await historian.nextSequence(),
      });
      const before = await ask();
      await historian.upkeep(start + 4.5 * day_ms);
      expect(await ask()).toStrictEqual(before);
      // Once more the same samples under new numbers, and one that comes late: days that are sealed open again.
      const late = makeSample(start + 0.5 * day_ms, { value: 'late' });
      await historian.append({ sequence: 24, samples: [...samples.slice(0, 6), late] });
      for (let turn = 0; turn < 3; turn += 1) await historian.upkeep(start + 4.5 * day_ms);
      const found = await collect(historian, everything);
      if (historian.capabilities.dedupe) {
        const expected = [...before.bySource, { ...late, sequence: 30 }];
        expected.sort((a, b) => a.sourceTimestamp - b.sourceTimestamp || a.sequence - b.sequence);
        expect(found).toStrictEqual(expected);
      } else expect(found).toHaveLength(31);
      expect(await historian.nextSequence()).toBe(31);
      if (!historian.capabilities.durable) return;
      await historian.close();
      historian = await open(folder);
      expect(await collect(historian, everything)).toStrictEqual(found);
      expect(await historian.last([tagA, tagB])).toStrictEqual(before.last);
      expect(await historian.nextSequence()).toBe(31);
    });

    it('refuses a query whose bounds or interval are no numbers', async () => {
      const refused = { code: 'HISTORIAN_BAD_QUERY' };
      await expect(collect(historian, { from: Number.NaN, to: 1 })).rejects.toMatchObject(refused);
      const query = { tags: [tagA], from: 0, to: 1, interval_ms: 0 };
      await expect(historian.aggregate(query)).rejects.toMatchObject(refused);
    });

    it('aggregates good numbers as counting by hand does', async () => {
      let sequence = 0;
      const all: Sample[] = [];
      await fc.assert(
        fc.asyncProperty(
          fc.array(numericSample, { minLength: 1, maxLength: 40 }),
          fc.constantFrom(700, 5000),
          async (samples, interval_ms) => {
            await historian.append({ sequence, samples });
            sequence += samples.length;
            all.push(...samples);
            const tags = [tagB, tagA, unknownTag];
            const from = Math.floor(start / interval_ms) * interval_ms;
            const buckets = await historian.aggregate({
              tags,
              from,
              to: start + 40_000,
              interval_ms,
            });
            const expected = tags.flatMap((tag) =>
              Array.from({ length: Math.ceil(40_000 / interval_ms) }, (_, k) =>
                aggregateByHand(all, tag, from + k * interval_ms, interval_ms),
              ).filter(({ count, bad }) => count > 0 || bad > 0),
            );
            const exact = (b: readonly Bucket[]) => b.map(({ mean: _, ...rest }) => rest);
            expect(exact(buckets)).toEqual(exact(expected));
            for (const [i, { mean }] of expected.entries()) {
              const found = buckets[i]!.mean;
              if (mean === null) expect(found).toBeNull();
              // Sums of a few hundred values up to 1e3, in another order: round-off only.
              else expectClose(found!, mean, { rtol: 0, atol: 1e-9 });
            }
          },
        ),
        { seed: 11, numRuns: 12 },
      );
    });

    it('the last sample is the newest by source time, whatever comes late', async () => {
      await historian.append({ sequence: 0, samples: [makeSample(start + 5000, { value: 5 })] });
      await historian.append({ sequence: 1, samples: [makeSample(start, { value: 0 })] });
      expect(await historian.last([unknownTag, tagA])).toMatchObject([{ value: 5, sequence: 0 }]);
    });

    it('pages a long range without loss while batches are appended', async () => {
      const batch = (sequence: number) => ({
        sequence,
        samples: Array.from({ length: 5000 }, (_, i) => makeSample(start + (sequence + i) * 10)),
      });
      for (let k = 0; k < 5; k += 1) await historian.append(batch(k * 5000));
      const appended = Array.from({ length: 5 }, (_, k) =>
        historian.append(batch(25_000 + k * 5000)),
      );
      const found = await collect(historian, { from: start, to: Infinity });
      await Promise.all(appended);
      const sequences = found.map((s) => s.sequence);
      expect(sequences.length).toBeGreaterThanOrEqual(25_000);
      expect(sequences).toEqual(Array.from(sequences, (_, i) => i));
      expect(await collect(historian, { from: start, to: Infinity })).toHaveLength(50_000);
    });

    it('knows every tag that it holds, after it was opened again too, be its day sealed or not', async () => {
      const day_ms = 86_400_000;
      const text = 'site.area.line.mes.coil' as TagId;
      await historian.append({
        sequence: 0,
        samples: [makeSample(start), makeSample(start + 1, { tag: text, value: '{}' })],
      });
      await historian.append({
        sequence: 2,
        samples: [makeSample(start + 3 * day_ms, { tag: tagB }), makeSample(start + 2)],
      });
      const known = [tagA, tagB, text].sort();
      expect([...(await historian.tags())].sort()).toEqual(known);
      await historian.upkeep(start + 2.5 * day_ms);
      expect([...(await historian.tags())].sort()).toEqual(known);
      if (!historian.capabilities.durable) return;
      await historian.close();
      historian = await open(folder);
      expect([...(await historian.tags())].sort()).toEqual(known);
    });

    it('an empty store is empty', async () => {
      await historian.append({ sequence: 0, samples: [] });
      expect(await historian.nextSequence()).toBe(0);
      expect(await historian.last([tagA])).toEqual([]);
      expect(await historian.tags()).toEqual([]);
      expect(await collect(historian, everything)).toEqual([]);
    });
  });
}
