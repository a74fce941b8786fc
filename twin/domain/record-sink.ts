/** What became of a record that was told. */
export interface RecordOutcome {
  readonly outcome: 'created' | 'changed' | 'unchanged';
  readonly kind: string;
  readonly id: string;
  readonly revision: number;
  /** What may be wrong with it, in one sentence. */
  readonly warning?: string;
}

/** Where the MES, the laboratory and files of theirs tell of orders, recipes, batches, coils and results. */
export interface RecordSink {
  /**
   * Takes a record of a kind (`workOrder`, `recipe`, `batch`, `coil`, `labResult`); resolves when it is durable. The same
   * content under the same id changes nothing.
   * @param origin - where it came from: `api`, or the file that held it
   * @throws TwinError RECORD_INVALID (data: kind, field, found, allowed); of the store as `SampleSink.offer`
   */
  put(kind: string, content: unknown, origin: string): Promise<RecordOutcome>;
}
