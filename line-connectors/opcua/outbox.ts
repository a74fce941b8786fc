import type { SampleSink } from '../../twin/domain/connector.ts';
import { type Sample, sampleFlags, statusCodes, type TagId } from '../../twin/domain/sample.ts';

/** Samples held at most before the source is asked to hold its own. */
const highWater = 20_000;
const lowWater = 5000;
/** Samples given in one offer at most. */
const largestBatch = 5000;

/** What is known of a tag: the last sample of the source, and whether a hole was written after it. */
interface TagState {
  last: Sample | undefined;
  inHole: boolean;
}

/** Between the source and the sink: orders, drops repeats, writes holes, and says when it is full. */
export interface Outbox {
  put(sample: Sample): void;
  /** Writes "no communication" for every tag that is not in a hole yet. */
  hole(now: number): void;
  /** Tags whose last word is "no communication", with what the source had said before. */
  inHole(): readonly { readonly tag: TagId; readonly last: Sample | undefined }[];
  /** True from the high-water mark until the low-water mark is reached again. */
  full(): boolean;
  /** Offers what has gathered, in order of source time; resolves when the sink has taken it, and keeps it when the sink fails. */
  flush(): Promise<void>;
}

function sameReading(left: Sample, right: Sample): boolean {
  return (
    left.sourceTimestamp === right.sourceTimestamp &&
    left.status === right.status &&
    left.value === right.value
  );
}

/**
 * An outbox for these tags. A new subscription repeats the value it has: a repeat is dropped, unless a hole was written
 * meanwhile. Then the unchanged value is given once more at the time at which the server confirmed it to us (by the clock
 * that timed the hole), flagged `substituted`, so that a setpoint that never changes does not stay bad for ever.
 */
export function createOutbox(sink: SampleSink, tags: readonly TagId[]): Outbox {
  const states = new Map<TagId, TagState>(
    tags.map((tag) => [tag, { last: undefined, inHole: false }]),
  );
  const gathered: Sample[] = [];
  let choked = false;
  return {
    put(sample) {
      const state = states.get(sample.tag);
      if (state === undefined) return;
      const { last, inHole } = state;
      const repeat = last !== undefined && sameReading(last, sample);
      state.last = sample;
      state.inHole = false;
      if (!repeat) gathered.push(sample);
      else if (inHole) {
        gathered.push({
          ...sample,
          sourceTimestamp: sample.receivedTimestamp,
          flags: sample.flags | sampleFlags.substituted,
        });
      }
      choked ||= gathered.length >= highWater;
    },
    hole(now) {
      for (const [tag, state] of states) {
        if (state.inHole) continue;
        state.inHole = true;
        gathered.push({
          tag,
          sourceTimestamp: now,
          receivedTimestamp: now,
          value: null,
          status: statusCodes.badNoCommunication,
          flags: 0,
        });
      }
    },
    inHole() {
      return [...states].flatMap(([tag, { last, inHole }]) => (inHole ? [{ tag, last }] : []));
    },
    full: () => choked,
    async flush() {
      while (gathered.length > 0) {
        const count = Math.min(gathered.length, largestBatch);
        await sink.offer(
          gathered.slice(0, count).sort((a, b) => a.sourceTimestamp - b.sourceTimestamp),
        );
        gathered.splice(0, count);
        if (gathered.length <= lowWater) choked = false;
      }
    },
  };
}
