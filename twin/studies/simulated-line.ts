import type { Variable } from '../../physics/core/variables.ts';
import type { Fault } from '../../physics/virtual-line/faults.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import type { Reading, Signal } from '../../physics/virtual-line/sensor.ts';

/** Laws that the truth of a line may follow: of another form than the twin's models, or of the same. */
export const truthKinds = ['mismatched', 'matched'] as const;
export type TruthKind = (typeof truthKinds)[number];

/** State of web that is no scrap; any other state is the reason why it is. */
export const goodState = 'good';
/** Letters of the sides, by their number. */
export const sideLetters = ['A', 'B'] as const;

/** What was true of the web that left the line since it was asked last, a row per segment, side and lane. */
export interface TruthRows {
  readonly coil: readonly string[];
  /** Metre of the coil at which the segment begins [m]. */
  readonly metre: Float64Array;
  /** From 1. */
  readonly lane: Uint8Array;
  /** Place in `sideLetters`. */
  readonly side: Uint8Array;
  /** `goodState`, or why it is scrap. */
  readonly state: readonly string[];
  /** A column for each of `truthVariables`, in SI. */
  readonly values: readonly Float64Array[];
}

/** Something that a machine, its operator or the laboratory knows of. */
export interface SimulatedEvent {
  /** Time of the line [s]. */
  readonly time: number;
  readonly kind: string;
  readonly unit: string;
  readonly text: string;
  readonly data: Readonly<Record<string, number | string>>;
}

/** What a study needs of a virtual line that runs without a clock and without a server. */
export interface SimulatedLine {
  readonly definition: LineDefinition;
  readonly signals: readonly Signal[];
  /** Moves on to the last tick at or before a time of the line [s]. */
  advanceTo(time: number): void;
  /** The newest reading of each signal, by `<unit>.<key>`; a reading keeps its identity until the next. */
  readings(): ReadonlyMap<string, Reading>;
  readonly truthVariables: readonly Variable[];
  takeTruth(): TruthRows;
  takeEvents(): readonly SimulatedEvent[];
  /** Laws of the truth and the constants that were drawn for it, as they stand in a manifest. */
  truthModels(): unknown;
  /** Energy that the line used since its start [J]. */
  energy(): number;
  /** Area of good coating that left the line since its start, of one side or both [m2]. */
  producedArea(): number;
  /** Web that became scrap since its start [m]. */
  scrapLength(): number;
}

/** How a line is made. */
export interface LineOptions {
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly truth: TruthKind;
}
