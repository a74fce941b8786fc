/** Something that a source said and that cannot be used. */
export interface QuarantineEntry {
  /** Id of the connector. */
  readonly connector: string;
  /** Where at the source: an endpoint, a topic, a file. */
  readonly source: string;
  /** One sentence: what is wrong with it. */
  readonly reason: string;
  /** Code of docs/errors.md. */
  readonly code: string;
  /** When it reached us [ms]. */
  readonly receivedTimestamp: number;
  /** What came, as far as it was kept. */
  readonly raw?: Uint8Array;
}

/** A bounded, durable place where a person can look at what was rejected. */
export interface Quarantine {
  put(entry: QuarantineEntry): void;
  /** Entries of each code since the start, those included that found no room. */
  counts(): Readonly<Record<string, number>>;
}
