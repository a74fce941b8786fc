import type { SampleSink } from '../../twin/domain/connector.ts';
import { type Sample, sampleFlags, statusCodes, type TagId } from '../../twin/domain/sample.ts';

/** Samples given in one offer at most. */
const largestBatch = 5000;

/** What is known of a tag: the last sample of the source, the newest source time given, and whether a hole came after it. */
interface TagState {
  last: Sample | undefined;
  /** By the clock of the source [ms]. */
  given: number | undefined;
  inHole: boolean;
}

/** When a hole is noticed. */
interface HoleTime {
  /** By our clock [ms]. */
  readonly received: number;
  /** The same by the clock of the server [ms]; undefined before it has told its time. */
  readonly atServer: number | undefined;
}

/** Between the source and the sink: orders, drops repeats and writes holes. */
export interface Outbox {
  put(sample: Sample): void;
  /** Writes "no communication" for every tag that is not in a hole yet. */
  hole(time: HoleTime): void;
  /** Tags whose last word is "no communication", with what the source had said before. */
  inHole(): readonly { readonly tag: TagId; readonly last: Sample | undefined }[];
  /** Offers what has gathered, in order of source time, without waiting for what was offered before. */
  flush(): void;
  /** Resolves when the sink has taken or given up all that was offered. */
  settled(): Promise<void>;
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
 * meanwhile. Then the unchanged value is given once more right behind the hole, flagged `substituted`, so that a
 * setpoint that never changes does not stay bad for ever.
 *
 * Source times are the source's: what we write ourselves stands 1 ms behind the last word of the tag, never at a time of
 * our clock. A hole at our time would hide every later value of a source whose clock is slow.
 *
 * A batch that the sink refuses is given up there: it is told, not offered again under new sequence numbers.
 */
export function createOutbox(
  sink: SampleSink,
  tags: readonly TagId[],
  refused: (error: unknown) => void,
): Outbox {
  const states = new Map<TagId, TagState>(
    tags.map((tag) => [tag, { last: undefined, given: undefined, inHole: false }]),
  );
  const underWay = new Set<Promise<void>>();
  let gathered: Sample[] = [];

  function give(state: TagState, sample: Sample): void {
    state.given = Math.max(state.given ?? -Infinity, sample.sourceTimestamp);
    gathered.push(sample);
  }

  function offer(batch: readonly Sample[]): void {
    const offered = sink.offer(batch).catch(refused);
    underWay.add(offered);
    void offered.then(() => underWay.delete(offered));
  }

  return {
    put(sample) {
      const state = states.get(sample.tag);
      if (state === undefined) return;
      const { last, given, inHole } = state;
      const repeat = last !== undefined && sameReading(last, sample);
      state.last = sample;
      state.inHole = false;
      if (!repeat) give(state, sample);
      if (inHole && given !== undefined && sample.sourceTimestamp <= given) {
        const flags = sample.flags | sampleFlags.substituted;
        give(state, { ...sample, sourceTimestamp: given + 1, flags });
      }
    },
    hole({ received, atServer }) {
      for (const [tag, state] of states) {
        const sourceTimestamp = state.given === undefined ? atServer : state.given + 1;
        // Of a tag that never spoke, on a server that never did, nothing is known that a hole could end.
        if (state.inHole || sourceTimestamp === undefined) continue;
        state.inHole = true;
        give(state, {
          tag,
          sourceTimestamp,
          receivedTimestamp: received,
          value: null,
          status: statusCodes.badNoCommunication,
          flags: 0,
        });
      }
    },
    inHole() {
      return [...states].flatMap(([tag, { last, inHole }]) => (inHole ? [{ tag, last }] : []));
    },
    flush() {
      const batch = gathered;
      gathered = [];
      for (let at = 0; at < batch.length; at += largestBatch) {
        offer(
          batch
            .slice(at, at + largestBatch)
            .sort((left, right) => left.sourceTimestamp - right.sourceTimestamp),
        );
      }
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}
