import type { Sample, TagId } from '../../twin/domain/sample.ts';
import type { WaveformPiece } from '../../twin/domain/waveform.ts';
import type { Gap } from '../source/gap-record.ts';

/** A message as it came from the broker. */
export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  /** The broker had kept it for whoever comes: it may be of any age. */
  readonly retained: boolean;
  /** By our clock [ms]. */
  readonly received: number;
}

/** Codes of what cannot be taken. */
export type RefusalCode = 'MQTT_MESSAGE_REFUSED' | 'MQTT_VALUE_REFUSED';

/** What is known of something that cannot be taken. */
type RefusedMessage = Pick<Message, 'topic' | 'received'> & Partial<Pick<Message, 'payload'>>;

/** Where a reader puts what it reads. */
export interface ReaderOutput {
  put(sample: Sample): void;
  /** Whether a tag takes arrays, as a waveform. */
  isWaveform(tag: TagId): boolean;
  /** Values of a waveform. */
  take(piece: WaveformPiece): void;
  /** Passes on a value that says nothing of the present. */
  pass(sample: Sample): void;
  /** A tag that was not known at the start. */
  admit(tag: TagId): void;
  /** These tags have no source any more; the time is the source's own, where it says one. */
  hole(received: number, tags: Iterable<TagId>, atSource: number | undefined): void;
  gap(gap: Gap, received: number): void;
  /** Received minus server time [ms]. */
  offset(offset_ms: number): void;
  /** Flags that every sample gets now. */
  flags(): number;
  refuse(message: RefusedMessage, code: RefusalCode, reason: string): void;
  publish(topic: string, payload: Uint8Array): void;
}

/** Turns messages into samples; it has no clock and no connection. */
export interface MessageReader {
  /** Filters to subscribe to. */
  readonly filters: readonly string[];
  take(message: Message): void;
  tick(now: number): void;
  /** A link is open and its subscriptions are made. */
  linkOpened(now: number): void;
  linkLost(now: number): void;
  /** False where the source of a tag is known to be gone although the link stands. */
  isAlive(tag: TagId): boolean;
  refused(): Readonly<Record<TagId, string>>;
  /** Every tag that is fed, those among them that were found on the way. */
  tags(): readonly TagId[];
}
