/** Standard errors of a lane (SI). */
export interface LaneErrors {
  readonly loading: number;
  readonly thickness: number;
  readonly porosity: number;
}

/** What the model expects of a lane at the calender exit (SI). Loading, thickness and porosity agree in their solids. */
export interface PredictedLane {
  /** Per area of the foil behind the nip, which is longer than the foil that was coated. */
  readonly loading: number;
  readonly thickness: number;
  readonly porosity: number;
  /** Length that the foil gains in the nip over its length: one metre that was coated is 1 + elongation metres there. */
  readonly elongation: number;
  /** By what is not known of the model's constants and of the readings; undefined where physics gives no derivative. */
  readonly standardError?: LaneErrors;
}

/** A value with the standard error that its sources give it (SI). */
export interface Uncertain {
  readonly value: number;
  readonly standardError: number;
}

/** Side of the foil: A is coated first. */
export type WebSide = 'A' | 'B';

/** One lane of a segment: what was expected and, later, what gauges said of the same metre (SI). */
export interface LaneState {
  readonly predicted: PredictedLane | undefined;
  /** Mean of the weight gauge's readings on this piece, per area of the foil in front of the nip. */
  readonly measuredLoading: Uncertain | undefined;
  /** Mean of the thickness gauge's readings on this piece, foil and all coating included. */
  readonly measuredTotalThickness: Uncertain | undefined;
  /** Coating thickness and porosity, derived from the two readings; never called measured. */
  readonly derivedThickness: Uncertain | undefined;
  readonly derivedPorosity: Uncertain | undefined;
}

/** Why a prediction must be read with care, or why there is none; the code stands in docs/errors.md. */
export interface SegmentWarning {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How much is known of a piece of web. */
export type Knowledge = 'unknown' | 'predicted' | 'derived';

/** One piece of web as it stands now; a new object replaces it on each change. */
export interface Segment {
  readonly coil: string;
  /** Absent on a line that coats one side. */
  readonly side?: WebSide;
  /** Number along the coil, by the foil as it was coated: a nip lengthens the metres, not the number. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly knowledge: Knowledge;
  /** Last station whose readings the prediction rests on; undefined where the web was coated unseen. */
  readonly predictedAtStation: string | undefined;
  /** Source time [ms] of the prediction and of the last gauge reading. */
  readonly predictedAt: number | undefined;
  readonly measuredAt: number | undefined;
  readonly lanes: readonly LaneState[];
  /** Conditions that the prediction rests on (SI), in the order of `conditionNames`; absent where there is none. */
  readonly conditions?: Float64Array;
  readonly warnings: readonly SegmentWarning[];
}
