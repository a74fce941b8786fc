import type { SparkplugPayload } from './sparkplug-codec.ts';
import { metricValue } from './sparkplug-codec.ts';
import type { SparkplugKind } from './sparkplug-topic.ts';
import { typeName } from './sparkplug-types.ts';

/** One message of an edge node or of one of its devices. */
export interface EdgeMessage {
  readonly kind: SparkplugKind;
  /** Of the kinds that begin with D. */
  readonly device?: string;
  readonly payload: SparkplugPayload;
  /** By our clock [ms]. */
  readonly received: number;
}

/** Messages that were lost, or may have been. */
export interface LostMessages {
  /** Publication times around them [ms]. */
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly count?: number;
}

/** Who is told what an edge node says, in the order in which it said it. */
export interface EdgeListener {
  /** The edge node, or a device of it, has begun: what it was before does not count any more. */
  birth(message: EdgeMessage): void;
  data(message: EdgeMessage): void;
  death(message: EdgeMessage): void;
  lost(lost: LostMessages): void;
  /** A birth is needed, after so long at the earliest [ms]. */
  wantBirth(delay: number): void;
  refuse(message: EdgeMessage, reason: string): void;
}

/** Messages of an unborn edge node that wait for its birth. */
const longestWaiting = 1000;
/** Time that a birth may come behind messages that need it, before it is asked for [ms]. */
const grace_ms = 1000;
/** Sequence numbers (tck-id-payloads-sequence-num-incrementing). */
const modulus = 256;

/** Steps from one sequence number to another, 0 to 255. */
function distance(from: number, to: number): number {
  return (to - from + modulus) % modulus;
}

/** Number of the birth and death certificate; undefined where the message names none. */
function bdSeqOf({ metrics }: SparkplugPayload): number | undefined {
  const metric = metrics.find(({ name }) => name === 'bdSeq');
  if (metric === undefined) return undefined;
  const read = metricValue(metric, typeName(metric.datatype ?? 0) ?? 'UInt64');
  const value = 'value' in read ? read : metricValue(metric, 'UInt64');
  return 'value' in value && typeof value.value === 'number' ? value.value : undefined;
}

/**
 * Puts the messages of one edge node in order by their sequence number and finds what is missing (Eclipse Sparkplug 3.0,
 * chapter 5). A message that comes too early waits for those before it, for the reorder time; then what is missing is
 * given up, told, and a birth is wanted. Times are passed in: it has no clock.
 */
export class EdgeOrder {
  readonly #reorder_ms: number;
  readonly #listener: EdgeListener;
  #born: { readonly seq: number; readonly timestamp: number | undefined } | undefined;
  #bdSeq: number | undefined;
  #expected = 0;
  /** Messages that came before their turn, by sequence number, in order of arrival. */
  readonly #early = new Map<number, EdgeMessage>();
  /** Messages that came before any birth, in order of arrival. */
  #unborn: EdgeMessage[] = [];
  /** Publication time of the last message of each sequence number that was passed on. */
  readonly #passed = new Map<number, number | undefined>();
  /** Sequence numbers that were given up since the birth. */
  readonly #missing = new Set<number>();
  #lastTime: number | undefined;
  /** Publication time before our link was lost. */
  #blindSince: number | undefined;

  constructor(reorder_ms: number, listener: EdgeListener) {
    this.#reorder_ms = reorder_ms;
    this.#listener = listener;
  }

  /** Whether the edge node is born and has not died. */
  get online(): boolean {
    return this.#born !== undefined;
  }

  take(message: EdgeMessage): void {
    if (message.kind === 'NBIRTH') this.#birth(message);
    else if (message.kind === 'NDEATH') this.#death(message);
    else this.#sequenced(message);
  }

  /** Gives up what has been missing for longer than the reorder time. */
  tick(now: number): void {
    const [oldest] = this.#early.values();
    if (oldest !== undefined && now - oldest.received >= this.#reorder_ms) {
      this.#giveUp();
      this.#listener.wantBirth(0);
    }
  }

  /** The link to the broker is gone: until the next birth nothing is known, and what is said meanwhile is lost. */
  linkLost(): void {
    this.#giveUp();
    if (this.#born !== undefined) this.#blindSince ??= this.#lastTime;
    this.#born = undefined;
    this.#unborn = [];
  }

  #birth(message: EdgeMessage): void {
    const { timestamp, seq = 0 } = message.payload;
    const known = this.#born;
    // Delivered twice: the sequence goes on where it is.
    if (known?.timestamp !== undefined && known.timestamp === timestamp && known.seq === seq) {
      return;
    }
    const isOlder = ({ payload }: EdgeMessage): boolean =>
      payload.timestamp !== undefined && timestamp !== undefined && payload.timestamp < timestamp;
    const waiting = known === undefined ? this.#unborn : [...this.#early.values()];
    const older = waiting.filter(isOlder);
    const newer = waiting.filter((early) => !isOlder(early));
    this.#unborn = [];
    if (known !== undefined) {
      for (const early of newer) this.#early.delete(early.payload.seq!);
      this.#giveUp();
    }
    this.#early.clear();
    this.#missing.clear();
    this.#passed.clear();
    this.#bdSeq = bdSeqOf(message.payload);
    this.#born = { seq, timestamp };
    this.#expected = (seq + 1) % modulus;
    if (this.#blindSince !== undefined) {
      const to = timestamp ?? message.received;
      const reason = 'the connection to the broker was lost';
      this.#listener.lost({ from: this.#blindSince, to, reason });
      this.#blindSince = undefined;
    }
    this.#lastTime = timestamp ?? this.#lastTime;
    this.#listener.birth(message);
    // Said before this birth, but nobody could read it then: births of devices are of the past.
    if (known === undefined) {
      for (const early of older) if (isData(early)) this.#listener.data(early);
    }
    for (const early of newer) this.#sequenced(early);
  }

  #death(message: EdgeMessage): void {
    const bdSeq = bdSeqOf(message.payload);
    if (this.#born === undefined) {
      for (const waiting of this.#unborn) {
        this.#listener.refuse(waiting, 'the edge node died before it was born to us');
      }
      this.#unborn = [];
      return;
    }
    // The last word of a session before this one, delivered late.
    if (bdSeq !== undefined && this.#bdSeq !== undefined && bdSeq !== this.#bdSeq) return;
    this.#giveUp();
    this.#born = undefined;
    this.#listener.death(message);
  }

  #sequenced(message: EdgeMessage): void {
    const { seq, timestamp } = message.payload;
    if (seq === undefined || !Number.isInteger(seq) || seq >= modulus) {
      const found = seq === undefined ? 'no sequence number' : `sequence number ${seq}`;
      this.#listener.refuse(message, `the message has ${found}; 0 to 255 is allowed`);
      return;
    }
    if (this.#born === undefined) {
      this.#waitForBirth(message);
      return;
    }
    if (timestamp !== undefined && this.#isKnown(seq, timestamp)) return;
    if (seq === this.#expected) {
      this.#pass(message);
      this.#passEarly();
      return;
    }
    // Given up, but only late.
    if (this.#missing.delete(seq)) {
      this.#tell(message);
      return;
    }
    // A number that already waits has come round: what is missing before it is long gone.
    if (this.#early.has(seq)) {
      this.#giveUp();
      this.#listener.wantBirth(0);
    }
    this.#early.set(seq, message);
  }

  #isKnown(seq: number, timestamp: number): boolean {
    return (
      this.#passed.get(seq) === timestamp || this.#early.get(seq)?.payload.timestamp === timestamp
    );
  }

  #waitForBirth(message: EdgeMessage): void {
    this.#unborn.push(message);
    if (this.#unborn.length > longestWaiting) {
      const given = this.#unborn.shift()!;
      this.#listener.refuse(
        given,
        `${longestWaiting} messages wait for a birth that does not come`,
      );
    }
    this.#listener.wantBirth(grace_ms);
  }

  #passEarly(): void {
    for (;;) {
      const next = this.#early.get(this.#expected);
      if (next === undefined) return;
      this.#early.delete(this.#expected);
      this.#pass(next);
    }
  }

  #pass(message: EdgeMessage): void {
    const { seq, timestamp } = message.payload;
    this.#expected = (seq! + 1) % modulus;
    this.#passed.set(seq!, timestamp);
    this.#missing.delete(seq!);
    this.#lastTime = timestamp ?? message.received;
    this.#tell(message);
  }

  #tell(message: EdgeMessage): void {
    if (isData(message)) this.#listener.data(message);
    else if (message.kind === 'DBIRTH') this.#listener.birth(message);
    else this.#listener.death(message);
  }

  /** Passes on what waits, over the holes in it. */
  #giveUp(): void {
    const waiting = [...this.#early.entries()].sort(
      ([left], [right]) => distance(this.#expected, left) - distance(this.#expected, right),
    );
    this.#early.clear();
    for (const [seq, message] of waiting) {
      const count = distance(this.#expected, seq);
      if (count > 0) {
        for (let i = 0; i < count; i++) this.#missing.add((this.#expected + i) % modulus);
        const to = message.payload.timestamp ?? message.received;
        const reason = 'messages of the edge node are missing';
        this.#listener.lost({ from: this.#lastTime ?? to, to, reason, count });
      }
      this.#pass(message);
    }
  }
}

function isData({ kind }: EdgeMessage): boolean {
  return kind === 'NDATA' || kind === 'DDATA';
}
