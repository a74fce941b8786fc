import { describe, expect, it } from 'vitest';
import { createOutbox } from '../../../../line-connectors/source/outbox.ts';
import {
  type Sample,
  sampleFlags,
  statusCodes,
  type TagId,
} from '../../../../twin/domain/sample.ts';
import type { Waveforms } from '../../../../twin/domain/waveform.ts';
import { LatestValues } from '../../../../twin/ingest/latest-values.ts';

const tag = 'site.area.line.unit.force_N' as TagId;

function sample(
  sourceTimestamp: number,
  value: number,
  receivedTimestamp = sourceTimestamp,
): Sample {
  return { tag, sourceTimestamp, receivedTimestamp, value, status: 0, flags: 0 };
}

/** An outbox of one tag, and what came out of it: at the sink, and as the screens see it. */
function make() {
  const batches: Sample[][] = [];
  const refusals: unknown[] = [];
  const latest = new LatestValues();
  const outbox = createOutbox(
    {
      async offer(batch) {
        batches.push([...batch]);
        for (const each of batch) latest.take(each);
      },
    },
    [tag],
    (error) => refusals.push(error),
  );
  return { outbox, batches, refusals, shown: () => latest.get(tag) };
}

/** A hole noticed at a time of our clock, on a server whose clock is behind ours by so much [ms]. */
const hole = (received: number, behind = 0) => ({ received, atServer: received - behind });

describe('createOutbox', () => {
  it('offers in order of source time and drops what a new subscription repeats', () => {
    const { outbox, batches } = make();
    for (const each of [sample(2, 20), sample(1, 10), sample(1, 10), sample(3, 30)])
      outbox.put(each);
    outbox.flush();
    expect(batches.flat().map(({ value }) => value)).toEqual([10, 20, 30]);
  });

  it('writes one hole per tag, behind its last word, and closes it with the unchanged value right behind', () => {
    const { outbox, batches } = make();
    outbox.put(sample(1, 10));
    outbox.hole(hole(100));
    outbox.hole(hole(101));
    outbox.put(sample(1, 10, 200));
    outbox.put(sample(1, 10, 201));
    outbox.flush();
    expect(batches.flat()).toMatchObject([
      { sourceTimestamp: 1, value: 10 },
      {
        sourceTimestamp: 2,
        receivedTimestamp: 100,
        value: null,
        status: statusCodes.badNoCommunication,
      },
      {
        sourceTimestamp: 3,
        receivedTimestamp: 200,
        value: 10,
        status: 0,
        flags: sampleFlags.substituted,
      },
    ]);
    expect(outbox.inHole()).toEqual([]);
  });

  it('shows the values of a server whose clock is 90 s behind ours as soon as it is back', () => {
    const { outbox, shown } = make();
    const behind = 90_000;
    outbox.put(sample(1_000_000, 10, 1_000_000 + behind));
    outbox.hole(hole(1_002_000 + behind, behind));
    outbox.flush();
    expect(shown()?.status).toBe(statusCodes.badNoCommunication);
    outbox.put(sample(1_003_000, 11, 1_003_000 + behind));
    outbox.flush();
    expect(shown()).toMatchObject({ value: 11, status: 0 });
  });

  it('keeps every hole and confirmation behind the one before when a link comes and goes', () => {
    const { outbox, shown, batches } = make();
    outbox.put(sample(1_000, 10));
    for (let outage = 1; outage <= 5; outage++) {
      outbox.hole(hole(10_000 * outage));
      outbox.flush();
      expect(shown()?.status).toBe(statusCodes.badNoCommunication);
      outbox.put(sample(1_000, 10, 10_000 * outage + 500));
      outbox.flush();
      expect(shown()).toMatchObject({ value: 10, status: 0 });
    }
    outbox.put(sample(1_100, 12));
    outbox.flush();
    expect(shown()?.value).toBe(12);
    const times = batches.flat().map(({ sourceTimestamp }) => sourceTimestamp);
    expect(new Set(times).size).toBe(times.length);
  });

  it('stamps the hole of a tag that never spoke by the clock of the server, and lets an older setpoint through it', () => {
    const { outbox, batches, shown } = make();
    outbox.hole(hole(100_000, 90_000));
    outbox.put(sample(4_000, 10, 101_000));
    outbox.flush();
    expect(batches.flat()).toMatchObject([
      { sourceTimestamp: 4_000, value: 10, flags: 0 },
      { sourceTimestamp: 10_000, value: null },
      { sourceTimestamp: 10_001, value: 10, flags: sampleFlags.substituted },
    ]);
    expect(shown()).toMatchObject({ value: 10, status: 0 });
  });

  it('writes no hole for a tag that never spoke on a server that never told its time', () => {
    const { outbox, batches } = make();
    outbox.hole({ received: 100_000, atServer: undefined });
    outbox.put(sample(4_000, 10, 101_000));
    outbox.flush();
    expect(batches.flat()).toEqual([sample(4_000, 10, 101_000)]);
  });

  it('offers what is new while the sink has not yet stored what came before', async () => {
    const taken: unknown[] = [];
    let release = (): void => undefined;
    const stored = new Promise<void>((resolve) => {
      release = resolve;
    });
    const outbox = createOutbox(
      {
        offer(batch) {
          taken.push(...batch.map(({ value }) => value));
          return stored;
        },
      },
      [tag],
      () => undefined,
    );
    outbox.put(sample(1, 10));
    outbox.flush();
    outbox.put(sample(2, 20));
    outbox.flush();
    expect(taken).toEqual([10, 20]);
    release();
    await outbox.settled();
  });

  it('tells of a batch that the sink gives up, does not offer it again, and goes on', async () => {
    const taken: Sample[] = [];
    const refusals: unknown[] = [];
    let full = true;
    const outbox = createOutbox(
      {
        async offer(batch) {
          if (full) throw new Error('given up');
          taken.push(...batch);
        },
      },
      [tag],
      (error) => refusals.push(error),
    );
    outbox.put(sample(1, 10));
    outbox.flush();
    await outbox.settled();
    full = false;
    outbox.put(sample(2, 20));
    outbox.flush();
    await outbox.settled();
    expect(refusals).toEqual([new Error('given up')]);
    expect(taken).toEqual([sample(2, 20)]);
  });

  it('passes on what says nothing of the present, also in a hole, and leaves the hole open', () => {
    const { outbox, batches } = make();
    outbox.put(sample(1, 10));
    outbox.hole(hole(100));
    outbox.pass({ ...sample(0, 5), flags: sampleFlags.historical });
    outbox.flush();
    expect(batches.flat().map(({ value }) => value)).toEqual([5, 10, null]);
    expect(outbox.inHole()).toMatchObject([{ tag, last: { value: 10 } }]);
  });

  it('writes holes for some tags only, not before the time that the source itself names', () => {
    const { outbox, batches } = make();
    const other = 'site.area.line.unit.speed_m_per_min' as TagId;
    outbox.admit(other);
    outbox.put(sample(1, 10));
    outbox.put({ ...sample(1, 20), tag: other });
    outbox.hole({ ...hole(100), atSource: 50 }, [tag]);
    outbox.hole({ ...hole(100), atSource: 0 }, [other]);
    outbox.flush();
    const holes = batches.flat().filter(({ value }) => value === null);
    expect(holes.map((each) => [each.tag, each.sourceTimestamp])).toEqual([
      [other, 2],
      [tag, 50],
    ]);
  });

  it('tells whether the sink took a delivery, and takes what it gave up when the source says it again', async () => {
    let full = true;
    const taken: Sample[] = [];
    const outbox = createOutbox(
      {
        async offer(batch) {
          if (full) throw new Error('given up');
          taken.push(...batch);
        },
      },
      [tag],
      () => undefined,
    );
    outbox.put(sample(1, 10));
    const given = outbox.deliver();
    expect(outbox.waiting()).toBe(1);
    expect(await given).toEqual({ taken: false, cause: new Error('given up') });
    expect(outbox.waiting()).toBe(0);
    full = false;
    outbox.put(sample(1, 10));
    expect(await outbox.deliver()).toEqual({ taken: true });
    expect(taken).toEqual([sample(1, 10)]);
  });

  it('never offers more than 5,000 samples at once', () => {
    const { outbox, batches } = make();
    for (let time = 0; time < 20_000; time++) outbox.put(sample(time, time));
    outbox.flush();
    expect(batches.flat()).toHaveLength(20_000);
    expect(Math.max(...batches.map(({ length }) => length))).toBe(5000);
  });
});

describe('a waveform in the outbox', () => {
  const feature = 'site.area.line.unit.forceRms_N' as TagId;
  const wave = 'site.area.line.unit.force_N' as TagId;
  /** Tells each piece as its number of values. */
  const waveforms: Waveforms = {
    featuresOf: (found) => (found === wave ? [feature] : undefined),
    take: ({ values, tag: _, ...common }) => [{ ...common, tag: feature, value: values.length }],
  };
  const opened = () => {
    const offered: Sample[] = [];
    const offer = async (batch: readonly Sample[]): Promise<void> => void offered.push(...batch);
    const outbox = createOutbox({ offer }, [wave], () => undefined, waveforms);
    return { outbox, offered };
  };
  const common = { tag: wave, receivedTimestamp: 1, status: 0, flags: 0 };

  it('gives its features instead, of arrays, of single values and of historical ones', () => {
    const { outbox, offered } = opened();
    outbox.take({ ...common, values: [1, 2, 3], sourceTimestamp: 1 });
    outbox.put({ ...common, value: 5, sourceTimestamp: 2 });
    outbox.pass({ ...common, value: 5, sourceTimestamp: 3, flags: sampleFlags.historical });
    outbox.flush();
    expect(offered.map(({ tag: of, value, flags }) => [of, value, flags])).toEqual([
      [feature, 3, 0],
      [feature, 1, 0],
      [feature, 1, sampleFlags.historical],
    ]);
  });

  it('writes holes of its features, whether all tags are lost or it is named', () => {
    for (const of of [undefined, [wave]]) {
      const { outbox, offered } = opened();
      outbox.take({ ...common, values: [1], sourceTimestamp: 1 });
      outbox.hole(hole(100), of);
      outbox.take({ ...common, values: [1, 2], sourceTimestamp: 200 });
      outbox.flush();
      expect(
        offered.map(({ tag: told, value, sourceTimestamp }) => [told, value, sourceTimestamp]),
      ).toEqual([
        [feature, 1, 1],
        [feature, null, 2],
        [feature, 2, 200],
      ]);
    }
  });
});
