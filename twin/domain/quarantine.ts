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

/** An entry as it is kept. */
export interface KeptEntry {
  readonly connector: string;
  /** When it reached us, ISO 8601 UTC. */
  readonly time: string;
  readonly source: string;
  readonly code: string;
  readonly reason: string;
  /** Length of what was received, and its beginning in base64; absent where nothing of it was at hand. */
  readonly bytes?: number;
  readonly raw?: string;
  /** Entries that were only counted between the one before and this one, in a flood. */
  readonly left?: number;
}

/** A quarantine as a person looks at it. */
export interface QuarantineReader {
  /** Connectors of which anything is kept. */
  connectors(): Promise<readonly string[]>;
  /**
   * The newest entries of a connector, newest first, at most `limit`; those of earlier runs too. What cannot be read is
   * left out.
   */
  newest(connector: string, limit: number): Promise<readonly KeptEntry[]>;
}
