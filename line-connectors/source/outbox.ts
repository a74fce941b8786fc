import type { SampleSink } from '../../twin/domain/connector.ts';
import { type Sample, sampleFlags, statusCodes, type TagId } from '../../twin/domain/sample.ts';
import { toldTags, type WaveformPiece, type Waveforms } from '../../twin/domain/waveform.ts';

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
  /** When it began, where the source itself says so by its own clock [ms]; no tag gets it before its last word. */
  readonly atSource?: number;
}

/** Between the source and the sink: orders, drops repeats and writes holes. */
export interface Outbox {
  put(sample: Sample): void;
  /** Takes values of a waveform: the features of the windows that they fill go on. */
  take(piece: WaveformPiece): void;
  /** Passes on what says nothing of the present of a tag: a historical value, or an event. */
  pass(sample: Sample): void;
  /** Takes samples of one more tag from now on. */
  admit(tag: TagId): void;
  /** Writes "no communication" for those of these tags (all, unless said) that are not in a hole yet. */
  hole(time: HoleTime, of?: Iterable<TagId>): void;
  /** Tags whose last word is "no communication", with what the source had said before. */
  inHole(): readonly { readonly tag: TagId; readonly last: Sample | undefined }[];
  /** Offers what has gathered, in order of source time, without waiting for what was offered before. */
  flush(): void;
  /** Does what `flush` does and tells whether the sink took it: false where a batch was given up, with the first cause. */
  deliver(): Promise<Delivery>;
  /** Samples in memory: gathered, or given to the sink, which has neither taken nor given them up. */
  waiting(): number;
  /** Resolves when the sink has taken or given up all that was offered. */
  settled(): Promise<void>;
}

/** What became of a delivery. */
export type Delivery =
  | { readonly taken: true }
  | { readonly taken: false; readonly cause: unknown };

function sameReading(left: Sample, right: Sample): boolean {
  return (
    left.sourceTimestamp === right.sourceTimestamp &&
    left.status === right.status &&
    Object.is(left.value, right.value)
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
 *
 * Of a waveform, only features of its windows go on; they stand for it wherever a tag is named.
 * @param refused - told of a batch that is given up
 */
export function createOutbox(
  sink: SampleSink,
  tags: readonly TagId[],
  refused: (error: unknown) => void,
  waveforms?: Waveforms,
): Outbox {
  const states = new Map<TagId, TagState>();
  const underWay = new Set<Promise<Delivery>>();
  let gathered: Sample[] = [];
  let offered = 0;

  function give(state: TagState, sample: Sample): void {
    state.given = Math.max(state.given ?? -Infinity, sample.sourceTimestamp);
    gathered.push(sample);
  }

  async function offer(batch: readonly Sample[]): Promise<Delivery> {
    offered += batch.length;
    try {
      await sink.offer(batch);
      return { taken: true };
    } catch (cause) {
      refused(cause);
      // Should the source say it again, it is no repeat: nobody has kept it.
      for (const sample of batch) {
        const state = states.get(sample.tag);
        if (state?.last === sample) state.last = undefined;
      }
      return { taken: false, cause };
    } finally {
      offered -= batch.length;
    }
  }

  async function deliver(): Promise<Delivery> {
    const batch = gathered;
    gathered = [];
    const offers: Promise<Delivery>[] = [];
    for (let at = 0; at < batch.length; at += largestBatch) {
      const part = batch
        .slice(at, at + largestBatch)
        .sort((left, right) => left.sourceTimestamp - right.sourceTimestamp);
      const taking = offer(part);
      underWay.add(taking);
      void taking.then(() => underWay.delete(taking));
      offers.push(taking);
    }
    const results = await Promise.all(offers);
    return results.find(({ taken }) => !taken) ?? { taken: true };
  }

  function admit(mapped: TagId): void {
    for (const tag of toldTags(mapped, waveforms)) {
      if (!states.has(tag)) states.set(tag, { last: undefined, given: undefined, inHole: false });
    }
  }

  function isWaveform(tag: TagId): boolean {
    return waveforms?.featuresOf(tag) !== undefined;
  }

  function take(piece: WaveformPiece): void {
    for (const sample of waveforms?.take(piece) ?? []) {
      if ((sample.flags & sampleFlags.historical) === 0) put(sample);
      else gathered.push(sample);
    }
  }

  function put(sample: Sample): void {
    const state = states.get(sample.tag);
    if (state === undefined) {
      if (isWaveform(sample.tag)) take({ ...sample, values: [sample.value] });
      return;
    }
    const { last, given, inHole } = state;
    const repeat = last !== undefined && sameReading(last, sample);
    state.last = sample;
    state.inHole = false;
    if (!repeat) give(state, sample);
    if (inHole && given !== undefined && sample.sourceTimestamp <= given) {
      const flags = sample.flags | sampleFlags.substituted;
      give(state, { ...sample, sourceTimestamp: given + 1, flags });
    }
  }

  for (const tag of tags) admit(tag);
  return {
    take,
    pass(sample) {
      if (isWaveform(sample.tag)) take({ ...sample, values: [sample.value] });
      else gathered.push(sample);
    },
    admit,
    put,
    hole({ received, atServer, atSource = -Infinity }, of = states.keys()) {
      for (const tag of [...of].flatMap((mapped) => toldTags(mapped, waveforms))) {
        const state = states.get(tag);
        if (state === undefined) continue;
        const sourceTimestamp =
          state.given === undefined ? atServer : Math.max(state.given + 1, atSource);
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
      void deliver();
    },
    deliver,
    waiting: () => gathered.length + offered,
    async settled() {
      await Promise.all(underWay);
    },
  };
}
