import type { TwinErrorCode } from './errors.ts';

/** Something that a source sent and that could not be taken, and why. */
export interface QuarantineEntry {
  readonly connector: string;
  /** Where it came from, for example a topic, a metric or a row of a file. */
  readonly source: string;
  /** One sentence: what was found and what is allowed. */
  readonly reason: string;
  /** Code of docs/errors.md. */
  readonly code: TwinErrorCode;
  /** When it reached us [ms since 1970, UTC]. */
  readonly receivedTimestamp: number;
  /** What was received, as far as it is at hand. */
  readonly raw?: Uint8Array;
}

/** Where what cannot be taken is put, so that a person can look at it; it never throws and never holds up the stream. */
export interface Quarantine {
  put(entry: QuarantineEntry): void;
  /** How many entries were put since the start, by `<connector>/<code>`; kept or not. */
  counts(): Readonly<Record<string, number>>;
}
