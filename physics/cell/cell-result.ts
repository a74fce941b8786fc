import type { ModelWarning } from '../core/errors.ts';

/** What was done to solve a cell. */
export interface Work {
  steps: number;
  rejections: number;
  /** Solutions of a linear system. */
  solves: number;
}

/** Why and when a cell could not go on. */
export interface CellFailure {
  /** [s] from the start of the protocol. */
  readonly time: number;
  readonly code: CellFailureCode;
  readonly data: Readonly<Record<string, number | string>>;
}

/** Every cause of a cell that cannot go on; catalogued in docs/errors.md. */
export const cellFailureCodes = [
  'CELL_ELECTROLYTE_DEPLETED',
  'CELL_ELECTROLYTE_SATURATED',
  'CELL_SURFACE_SATURATED',
  'CELL_SURFACE_EMPTY',
  'CELL_VOLTAGE_COLLAPSED',
  'CELL_CONTROL_UNREACHABLE',
  'CELL_STEP_TOO_SMALL',
  'CELL_STEP_LIMIT',
  'CELL_CANCELLED',
] as const;
export type CellFailureCode = (typeof cellFailureCodes)[number];

/** One column per quantity, one entry per time; SI. */
export interface CellSeries {
  readonly time: Float64Array;
  readonly voltage: Float64Array;
  readonly current: Float64Array;
  readonly temperature: Float64Array;
  /** Index of the protocol step. At its end a time appears twice: last of the old step, first of the new. */
  readonly step: Int32Array;
}

/** Profiles at the points of the mesh, from the negative to the positive collector; rows by time. */
export interface CellFields {
  /** [m] */
  readonly x: Float64Array;
  readonly time: Float64Array;
  /** [mol/m3] */
  readonly electrolyteConcentration: readonly Float64Array[];
  /** [V]; against the potential of the negative electrode at its collector. */
  readonly electrolytePotential: readonly Float64Array[];
  /** Reaction current per volume [A/m3]; 0 in the separator. */
  readonly reactionCurrent: readonly Float64Array[];
  /** Stoichiometry at the surface and its mean over the particle; NaN in the separator. */
  readonly surfaceStoichiometry: readonly Float64Array[];
  readonly meanStoichiometry: readonly Float64Array[];
}

/** The film on the negative electrode at the end of each protocol step. */
export interface CellInterphase {
  /** [s] */
  readonly time: Float64Array;
  /** Mean over the surface [m]. */
  readonly meanThickness: Float64Array;
  /** Lithium that the film took up since the start [mol]. */
  readonly lithiumLost: Float64Array;
}

/** Lithium metal on the negative electrode at the end of each protocol step. */
export interface CellPlating {
  /** [s] */
  readonly time: Float64Array;
  /** That can dissolve again, and that has lost contact [mol]. */
  readonly plated: Float64Array;
  readonly dead: Float64Array;
}

/** What became of a cell under a protocol. */
export interface CellResult {
  /** `end`: the last step ended by its time; `event`: by another end; `failed`: see `failure`. */
  readonly status: 'end' | 'event' | 'failed';
  readonly event?: { readonly kind: string; readonly time: number };
  readonly failure?: CellFailure;
  /** On the solver's own steps. */
  readonly solverSteps: CellSeries;
  /** On the grid that was asked for, and at the end of each step. */
  readonly series: CellSeries;
  readonly fields?: CellFields;
  readonly interphase?: CellInterphase;
  readonly plating?: CellPlating;
  readonly work: Work;
  readonly warnings: readonly ModelWarning[];
}
