import type { SequencedBatch } from '../domain/sample.ts';
import type { Segment, WebSide } from '../domain/segment.ts';
import type { ComingPorosity } from './coming-web.ts';

/** Where the web stands. */
export interface WebState {
  readonly coil: string;
  /** Coil metre at the die, or at the entry of a machine without one. */
  readonly metre: number;
  /** [m.s-1] */
  readonly speed: number;
  /** Source time [s]. */
  readonly time: number;
}

/** The web on a machine of its own. */
export interface MachineWeb extends WebState {
  /** Unit of the machine in its tags. */
  readonly machine: string;
  /** What is on the unwinder. */
  readonly input: string;
  /** Side that is coated; absent on a machine that coats none. */
  readonly side?: WebSide;
  /** Pass through the rolls, from 1; absent on a machine without. */
  readonly pass?: number;
}

/** What the advisor looks at: the web between the die and the nip, and what a line load would make of it. */
export interface Outlook extends WebState, ComingPorosity {
  /** Coil metre that is in the nip now, and its coil: the first that a change can reach. */
  readonly metreAtCalender: number;
  readonly coilAtCalender: string;
}

/** Why the advisor has nothing to look at. */
export interface NoOutlook {
  /** Newest time that the line has told [s]; -Infinity before. */
  readonly time: number;
  readonly reason: string;
}

/** Follows the web of a line by what its machines say; a function of the batches alone, in their order. */
export interface WebFollower {
  /**
   * Takes a batch and follows the web as far as it tells.
   * @returns the segments that are new or changed, in web order
   */
  accept(batch: SequencedBatch): readonly Segment[];
  /** Where the web stands; undefined before that is known. */
  web(): WebState | undefined;
  /** Machines of their own that have web now; none on a line of one web. */
  machines(): readonly MachineWeb[];
  /** All segments that are kept, those behind the last station first. */
  segments(): readonly Segment[];
  /** Segments that are on a machine now. */
  segmentsOnLine(): readonly Segment[];
  /** The coming web as the advisor needs it, or why there is none to look at. */
  outlook(): Outlook | NoOutlook;
}
