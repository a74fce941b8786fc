import type { Segment } from '../domain/segment.ts';

/** Segments kept behind the machines: of about two mother coils of 300 m, both sides, in pieces of 0.25 m. */
const kept = 10_000;

/** Segments of coils: what is on the machines and what is behind them, and what has changed. */
export class SegmentShelf {
  readonly #finished: Segment[] = [];
  readonly #changed = new Map<string, Segment>();

  /** A segment as it stands now. */
  tell(segment: Segment): void {
    this.#changed.set(`${segment.coil}/${segment.side}/${segment.index}`, segment);
  }

  /** The last word about a segment. */
  finish(segment: Segment): void {
    this.tell(segment);
    this.#finished.push(segment);
    // In stretches, so that not every piece moves all of them.
    if (this.#finished.length > 1.1 * kept) this.#finished.splice(0, this.#finished.length - kept);
  }

  finished(): readonly Segment[] {
    return this.#finished;
  }

  /** What was told since this was called last. */
  takeChanges(): readonly Segment[] {
    const changes = [...this.#changed.values()];
    this.#changed.clear();
    return changes;
  }
}
