import type { Variable } from '../../physics/core/variables.ts';
import type { LineDefinition } from '../../physics/virtual-line/line-definition.ts';
import type { Signal } from '../../physics/virtual-line/sensor.ts';

/** Laws that the truth of a line may follow: of another form than the twin's models, or of the same. */
export const truthKinds = ['mismatched', 'matched'] as const;
export type TruthKind = (typeof truthKinds)[number];

/** State of web that is finished, and states of web that is not yet; any other is the reason why it is scrap. */
export const finishedState = 'calendered';
export const unfinishedStates: readonly string[] = ['dried', 'pressedOnce'];
/** Letters of the sides, by their number. */
export const sideLetters = ['A', 'B'] as const;

/** What was true of the web that was wound up since it was asked last, a row per segment, side and lane. */
export interface TruthRows {
  readonly coil: readonly string[];
  /** Metre of the coil at which the segment begins [m]. */
  readonly metre: Float64Array;
  /** From 1. */
  readonly lane: Uint8Array;
  /** Place in `sideLetters`. */
  readonly side: Uint8Array;
  /** `finishedState`, one of `unfinishedStates`, or why it is scrap. */
  readonly state: readonly string[];
  /** A column for each of `truthVariables`, in SI; NaN where a variable does not apply. */
  readonly values: readonly Float64Array[];
}

/** The newest sample of every signal, in the order of the signals; the line goes on writing to the columns. */
export interface SignalColumns {
  /** In the boundary unit; NaN for text and where there is none. */
  readonly value: Float64Array;
  readonly text: readonly (string | null)[];
  /** OPC UA status code. */
  readonly status: Uint32Array;
  /** When the machine took it, time of the line [s]; NaN before the first. */
  readonly time: Float64Array;
}

/**
 * Something that a machine, its operator or the laboratory knows of. Of kind `coilStarted`, `data.coil`, `data.product`
 * and, where it is made of another coil, `data.parent` name what is made of what.
 */
export interface SimulatedEvent {
  /** Time of the line [s]. */
  readonly time: number;
  readonly kind: string;
  readonly unit: string;
  readonly text: string;
  readonly data: Readonly<Record<string, number | string>>;
}

/** Energy that a line bought, and where it went [J]. */
export interface UsedEnergy {
  /** Air heaters, drives, fans and rolls. */
  readonly total_J: number;
  /** Vapour, exhaust air, walls of the dryer, and web that leaves it warm. */
  readonly evaporation_J: number;
  readonly air_J: number;
  readonly losses_J: number;
  readonly web_J: number;
  readonly fans_J: number;
  readonly rolls_J: number;
  readonly drives_J: number;
}

/** What a study needs of a virtual line that runs without a clock and without a server. */
export interface SimulatedLine {
  readonly definition: LineDefinition;
  readonly signals: readonly Signal[];
  /** Moves on to the last tick at or before a time of the line [s]. */
  advanceTo(time: number): void;
  samples(): SignalColumns;
  readonly truthVariables: readonly Variable[];
  takeTruth(): TruthRows;
  takeEvents(): readonly SimulatedEvent[];
  /** Laws of the truth and the constants that were drawn for it, as they stand in a manifest. */
  truthModels(): unknown;
  /** Energy that the line used since its start. */
  energy(): UsedEnergy;
  /** Area of good coating that left the line since its start, each side counted [m2]. */
  producedArea(): number;
}
