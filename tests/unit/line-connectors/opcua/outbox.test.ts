import { describe, expect, it } from 'vitest';
import { createOutbox } from '../../../../line-connectors/opcua/outbox.ts';
import {
  type Sample,
  sampleFlags,
  statusCodes,
  type TagId,
} from '../../../../twin/domain/sample.ts';

const tag = 'site.area.line.unit.force_N' as TagId;

function sample(
  sourceTimestamp: number,
  value: number,
  receivedTimestamp = sourceTimestamp,
): Sample {
  return { tag, sourceTimestamp, receivedTimestamp, value, status: 0, flags: 0 };
}

function collector() {
  const batches: Sample[][] = [];
  const offer = async (batch: readonly Sample[]): Promise<void> => void batches.push([...batch]);
  return { batches, offer };
}

describe('createOutbox', () => {
  it('offers in order of source time and drops what a new subscription repeats', async () => {
    const sink = collector();
    const outbox = createOutbox(sink, [tag]);
    for (const each of [sample(2, 20), sample(1, 10), sample(1, 10), sample(3, 30)])
      outbox.put(each);
    await outbox.flush();
    expect(sink.batches.flat().map(({ value }) => value)).toEqual([10, 20, 30]);
  });

  it('writes one hole per tag and closes it with an unchanged value under the time of its confirmation', async () => {
    const sink = collector();
    const outbox = createOutbox(sink, [tag]);
    outbox.put(sample(1, 10));
    outbox.hole(100);
    outbox.hole(101);
    outbox.put(sample(1, 10, 200));
    outbox.put(sample(1, 10, 201));
    await outbox.flush();
    expect(sink.batches.flat()).toMatchObject([
      { sourceTimestamp: 1, value: 10 },
      { sourceTimestamp: 100, value: null, status: statusCodes.badNoCommunication },
      { sourceTimestamp: 200, value: 10, status: 0, flags: sampleFlags.substituted },
    ]);
    expect(outbox.inHole()).toEqual([]);
  });

  it('keeps what a failing sink did not take, and offers it again', async () => {
    const taken: Sample[] = [];
    let fails = true;
    const outbox = createOutbox(
      {
        async offer(batch) {
          if (fails) throw new Error('disk full');
          taken.push(...batch);
        },
      },
      [tag],
    );
    outbox.put(sample(1, 10));
    await expect(outbox.flush()).rejects.toThrow('disk full');
    fails = false;
    await outbox.flush();
    expect(taken).toEqual([sample(1, 10)]);
  });

  it('says that it is full until most of it is taken', async () => {
    const sink = collector();
    const outbox = createOutbox(sink, [tag]);
    for (let time = 0; time < 20_000; time++) outbox.put(sample(time, time));
    expect(outbox.full()).toBe(true);
    await outbox.flush();
    expect(outbox.full()).toBe(false);
    expect(sink.batches.flat()).toHaveLength(20_000);
    expect(Math.max(...sink.batches.map(({ length }) => length))).toBeLessThanOrEqual(5000);
  });
});
