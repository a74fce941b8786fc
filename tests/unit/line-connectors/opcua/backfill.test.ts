import type { ClientSession, NodeId } from 'node-opcua-client';
import { describe, expect, it } from 'vitest';
import { createBackfill } from '../../../../line-connectors/opcua/backfill.ts';
import type { ClientLibrary } from '../../../../line-connectors/opcua/client-library.ts';
import { type Sample, sampleFlags, type TagId } from '../../../../twin/domain/sample.ts';

const library = {
  readOperationLimits: () => Promise.resolve({}),
} as unknown as ClientLibrary;
const minute = 60_000;
const tagOf = (name: string) => `lab.pilot.line1.press.${name}` as TagId;

/** A server whose nodes have a value at each of these times. */
function history(
  nodes: Readonly<Record<string, readonly number[] | string>>,
  before: (call: number) => void = () => undefined,
) {
  const calls: { readonly start: number; readonly end: number; readonly nodes: number }[] = [];
  const session = {
    async readHistoryValue(
      asked: readonly { nodeId: string; continuationPoint?: Buffer }[],
      start: Date,
      end: Date,
      { numValuesPerNode }: { numValuesPerNode: number },
    ) {
      calls.push({ start: start.getTime(), end: end.getTime(), nodes: asked.length });
      before(calls.length);
      return asked.map(({ nodeId, continuationPoint }) => {
        const kept = nodes[nodeId]!;
        const name = typeof kept === 'string' ? kept : 'Good';
        const all = (typeof kept === 'string' ? [] : kept).filter(
          (time) => time >= start.getTime() && time < end.getTime(),
        );
        const from = continuationPoint === undefined ? 0 : Number(continuationPoint.toString());
        const page = all.slice(from, from + numValuesPerNode);
        const next = from + page.length;
        return {
          statusCode: { name, isBad: () => name.startsWith('Bad') },
          historyData: {
            dataValues: page.map((time) => ({
              value: { dataType: 11, value: time },
              statusCode: { value: 0 },
              sourceTimestamp: new Date(time),
            })),
          },
          continuationPoint: next < all.length ? Buffer.from(`${next}`) : null,
        };
      });
    },
  } as unknown as ClientSession;
  return { session, calls };
}

function fill(
  longest_ms = 24 * 60 * minute,
  offer?: (samples: readonly Sample[]) => Promise<void>,
) {
  const batches: (readonly Sample[])[] = [];
  const lost: { from: number; to: number; reason: string; tags: readonly TagId[] }[] = [];
  const backfill = createBackfill({
    longest_ms,
    async offer(samples) {
      await offer?.(samples);
      batches.push(samples);
    },
    unfilled: (gap) => void lost.push(gap),
    now: () => 1e9,
  });
  const reading = {
    sourceOf: (tag: TagId) => ({
      nodeId: tag.split('.').at(-1) as unknown as NodeId,
      reading: { tag, convert: undefined },
    }),
    flags: () => sampleFlags.clockSuspect,
    signal: new AbortController().signal,
  };
  return { backfill, batches, lost, reading };
}

const each = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);

describe('the backfill', () => {
  it('finds every value between both ends, without them, once, and flags it', async () => {
    const times = each(0, 90 * minute, 500);
    const { session } = history({ a: times });
    const { backfill, batches, lost, reading } = fill();
    backfill.add({ tag: tagOf('a'), from: 10 * minute, to: 80 * minute });
    expect(backfill.tags()).toEqual([tagOf('a')]);
    await backfill.run(library, session, reading);
    const found = batches.flat();
    const wanted = times.filter((time) => time > 10 * minute && time < 80 * minute);
    expect(found.map(({ value }) => value as number).sort((x, y) => x - y)).toEqual(wanted);
    const flags = sampleFlags.backfilled | sampleFlags.clockSuspect;
    expect(found.every((sample) => sample.flags === flags)).toBe(true);
    expect([backfill.tags(), backfill.found(), lost]).toEqual([[], wanted.length, []]);
  });

  it('lets a gap wait for its beginning, of several of a tag the first, and drops those of tags never stored', async () => {
    const times = each(0, 90 * minute, 500);
    const { session, calls } = history({ a: times, b: times });
    const { backfill, batches, lost, reading } = fill();
    for (const name of ['a', 'b']) {
      backfill.add({ tag: tagOf(name), from: -Infinity, to: 80 * minute });
      backfill.add({ tag: tagOf(name), from: -Infinity, to: 85 * minute });
    }
    backfill.add({ tag: tagOf('b'), from: 88 * minute, to: 89 * minute });
    expect(backfill.tags()).toEqual([tagOf('b')]);
    await backfill.run(library, session, reading);
    const ofB = times.filter((time) => time > 88 * minute && time < 89 * minute);
    expect(batches.flat().map(({ value }) => value)).toEqual(ofB);
    backfill.date(new Map([[tagOf('a'), 70 * minute]]));
    expect(backfill.tags()).toEqual([tagOf('a')]);
    await backfill.run(library, session, reading);
    const ofA = times.filter((time) => time > 70 * minute && time < 80 * minute);
    expect(backfill.found()).toBe(ofA.length + ofB.length);
    expect([backfill.tags(), lost]).toEqual([[], []]);
    backfill.date(new Map([[tagOf('b'), 0]]));
    const asked = calls.length;
    await backfill.run(library, session, reading);
    expect(calls).toHaveLength(asked);
  });

  it('reads newest first, and orders each block by time', async () => {
    const { session, calls } = history({ a: each(0, 300 * minute, 30_000) });
    const { backfill, batches, reading } = fill();
    backfill.add({ tag: tagOf('a'), from: 0, to: 300 * minute });
    await backfill.run(library, session, reading);
    expect(batches.length).toBeGreaterThan(2);
    for (const batch of batches) {
      const times = batch.map(({ sourceTimestamp }) => sourceTimestamp);
      expect(times).toEqual([...times].sort((x, y) => x - y));
    }
    const newest = batches.map((batch) => batch.at(-1)!.sourceTimestamp);
    expect(newest).toEqual([...newest].sort((x, y) => y - x));
    expect(calls[0]!.end).toBe(300 * minute);
  });

  it('reads shorter blocks where one holds more than memory shall', async () => {
    const times = each(0, 10 * minute, 5);
    const { session } = history({ a: times });
    const { backfill, batches, reading } = fill();
    backfill.add({ tag: tagOf('a'), from: -1, to: 10 * minute });
    await backfill.run(library, session, reading);
    expect(batches.flat()).toHaveLength(times.length);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThan(110_000);
  });

  it('ends a gap with more samples than it may have, and tells the rest', async () => {
    const { session } = history({ a: each(0, 60 * minute, 10) });
    const { backfill, lost, reading } = fill();
    backfill.add({ tag: tagOf('a'), from: -1, to: 60 * minute });
    await backfill.run(library, session, reading);
    expect(backfill.found()).toBeGreaterThanOrEqual(200_000);
    expect(backfill.found()).toBeLessThan(360_000);
    expect(lost).toMatchObject([{ from: -1, reason: 'more than 200000 samples' }]);
    expect(backfill.tags()).toEqual([]);
  });

  it('keeps the gap while link, server or sink fail, and tells it of none', async () => {
    let broken = true;
    const { session } = history({ a: [500], b: 'BadTooManyOperations' }, () => {
      if (broken) throw new Error('connection lost');
    });
    let full = true;
    const { backfill, batches, lost, reading } = fill(minute, async () => {
      if (full) throw new Error('the store is full');
    });
    backfill.add({ tag: tagOf('a'), from: 0, to: 1000 });
    await expect(backfill.run(library, session, reading)).rejects.toThrow('connection lost');
    broken = false;
    await expect(backfill.run(library, session, reading)).rejects.toThrow('the store is full');
    expect([backfill.tags(), backfill.found(), lost]).toEqual([[tagOf('a')], 0, []]);
    full = false;
    await backfill.run(library, session, reading);
    expect(batches.flat()).toMatchObject([{ sourceTimestamp: 500 }]);
    backfill.add({ tag: tagOf('b'), from: 0, to: 1000 });
    await expect(backfill.run(library, session, reading)).rejects.toThrow('BadTooManyOperations');
    expect([backfill.tags(), lost]).toEqual([[tagOf('b')], []]);
  });

  it('tells the tags that have no history, and fills the others', async () => {
    const { session } = history({ a: [500], b: 'BadHistoryOperationUnsupported' });
    const { backfill, batches, lost, reading } = fill();
    for (const name of ['a', 'b']) backfill.add({ tag: tagOf(name), from: 0, to: 1000 });
    await backfill.run(library, session, reading);
    expect(batches.flat()).toHaveLength(1);
    const reason = "the server's history answers BadHistoryOperationUnsupported";
    expect(lost).toEqual([{ from: 0, to: 1000, reason, tags: [tagOf('b')] }]);
  });

  it('tells all of a gap where nothing is filled, and what lies too far back', async () => {
    const { session, calls } = history({ a: [500] });
    const none = fill(0);
    none.backfill.add({ tag: tagOf('a'), from: 0, to: 1000 });
    await none.backfill.run(library, session, none.reading);
    expect(none.lost).toMatchObject([{ from: 0, to: 1000 }]);
    expect(calls).toEqual([]);
    const some = fill(600);
    some.backfill.add({ tag: tagOf('a'), from: 0, to: 1000 });
    await some.backfill.run(library, session, some.reading);
    expect(some.lost).toMatchObject([{ from: 0, to: 400 }]);
    expect(some.batches.flat()).toHaveLength(1);
  });
});
