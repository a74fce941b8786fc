/** One record as a file tells it, before it is checked. */
export interface RecordEntry {
  /** `line 7`, or a JSON pointer: where in the file it stands. */
  readonly place: string;
  readonly kind: string;
  readonly content: unknown;
}
