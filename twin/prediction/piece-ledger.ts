import type { WebPath } from '../../physics/process/web-path.ts';
import type { Segment } from '../domain/segment.ts';
import { WebPiece } from './web-piece.ts';

/** Segments kept behind the last station. */
export const keptSegments = 2000;

/** The pieces of web between the die and the last station in web order, those behind it, and what has changed. */
export class PieceLedger {
  readonly #path: WebPath;
  readonly #zones: number;
  readonly #behind: Segment[] = [];
  readonly #changed = new Set<WebPiece>();
  #onLine: WebPiece[] = [];

  /** @param zones - number of dryer zones */
  constructor(path: WebPath, zones: number) {
    this.#path = path;
    this.#zones = zones;
  }

  /** Pieces on the line, the oldest first. */
  onLine(): readonly WebPiece[] {
    return this.#onLine;
  }

  /** The piece nearest to the die. */
  newest(): WebPiece | undefined {
    return this.#onLine.at(-1);
  }

  /** A new piece behind the newest. What was kept of this piece of the coil from a run before gives way to it. */
  begin(coil: string, index: number): WebPiece {
    const { segmentLength, lanes } = this.#path;
    const piece = new WebPiece(coil, index, segmentLength, this.#zones, lanes);
    while (this.#replacedBy(piece)) this.#behind.pop();
    this.#onLine.push(piece);
    this.#changed.add(piece);
    return piece;
  }

  /** The piece that holds a coil metre, while it is on the line. */
  holding(metre: number): WebPiece | undefined {
    return this.#onLine[this.#indexOf(metre) - (this.#onLine[0]?.index ?? 0)];
  }

  /** The piece at the die, a new one where its first metre has come; undefined where the metre lies behind the newest. */
  atDie(coil: string, metre: number): WebPiece | undefined {
    const index = this.#indexOf(metre);
    const newest = this.newest();
    if (newest === undefined || index > newest.index) return this.begin(coil, index);
    return index === newest.index ? newest : undefined;
  }

  /** Pieces whose middle lies in [from, to) of the coil. */
  *between(from: number, to: number): Generator<WebPiece> {
    const first = this.#onLine[0]?.index ?? 0;
    for (let i = Math.max(0, this.#indexOf(from) - first); i < this.#onLine.length; i++) {
      const piece = this.#onLine[i]!;
      if (piece.middle >= to) return;
      if (piece.middle >= from) yield piece;
    }
  }

  /** Moves the oldest pieces behind the line for as long as they are done. */
  retire(done: (piece: WebPiece) => boolean): void {
    while (this.#onLine[0] !== undefined && done(this.#onLine[0])) {
      const piece = this.#onLine.shift()!;
      this.#changed.add(piece);
      this.#keepBehind(piece.snapshot());
    }
  }

  /** Moves every piece behind the line as it stands. */
  clearLine(): void {
    for (const piece of this.#onLine) this.#keepBehind(piece.snapshot());
    this.#onLine = [];
  }

  markChanged(piece: WebPiece): void {
    this.#changed.add(piece);
  }

  forgetChanges(): void {
    this.#changed.clear();
  }

  /** Publishes what has changed since `forgetChanges`, in web order. */
  publishChanges(): readonly Segment[] {
    const changed = [...this.#changed].sort((left, right) => left.index - right.index);
    return changed.map((piece) => {
      piece.publishedPorosity = piece.lanes.map((lane) => lane.predicted?.porosity);
      return piece.snapshot();
    });
  }

  /** Segments in web order: those behind the last station that are kept, then those on the line, oldest first. */
  segments(): readonly Segment[] {
    return [...this.#behind, ...this.#onLine.map((piece) => piece.snapshot())];
  }

  #replacedBy({ coil, index }: WebPiece): boolean {
    const last = this.#behind.at(-1);
    return last !== undefined && last.coil === coil && last.index >= index;
  }

  #indexOf(metre: number): number {
    return Math.floor(metre / this.#path.segmentLength);
  }

  #keepBehind(segment: Segment): void {
    this.#behind.push(segment);
    if (this.#behind.length > keptSegments) this.#behind.shift();
  }
}
