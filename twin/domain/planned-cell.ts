import type { SegmentWarning } from './segment.ts';

/** Rates that every planned cell is discharged at, the lowest first [1/h]. */
export const cellRates = [1 / 3, 1, 2] as const;

/** The calendered coating of a cell (SI); loading, thickness and porosity agree in their solids. */
export interface SheetCoating {
  /** Per area of the foil behind the nip [kg.m-2]. */
  readonly loading: number;
  readonly thickness: number;
  readonly porosity: number;
}

/** What became of a cell at one rate; charge and energy only of one that reached its lower cut-off. */
export type RateOutcome = {
  /** Multiple of the nominal capacity per hour [1/h]. */
  readonly rate: number;
} & (
  | {
      readonly status: 'event' | 'end';
      /** [A.s] */
      readonly charge: number;
      /** [J] */
      readonly energy: number;
      /** [V] */
      readonly meanVoltage: number;
    }
  | {
      readonly status: 'failed';
      /** Code of docs/errors.md, and when it happened [s] from the start of the discharge. */
      readonly cause: { readonly code: string; readonly time: number };
    }
);

/** What the full physics says of one cell. */
export interface CellOutcome {
  /** Tortuosity factor of its pores [-] and effective electronic conductivity [S.m-1], by the laws of the process. */
  readonly tortuosityFactor: number;
  readonly conductivity: number;
  readonly rates: readonly RateOutcome[];
  /**
   * Between the lowest and the highest rate at half of the charge of the lowest [ohm]: fall of voltage over rise of
   * current; undefined where one of the two failed or does not come so far.
   */
  readonly resistance: number | undefined;
  readonly warnings: readonly SegmentWarning[];
}

/** Whether gauges have spoken over the whole sheet of a cell, or the model's word stands. */
export type CellOrigin = 'predicted' | 'derived';

/** One sheet of one lane as the cell that it becomes. */
export interface PlannedCell extends CellOutcome {
  readonly coil: string;
  /** From 1. */
  readonly lane: number;
  /** Number along the coil: metres [cell * sheet length, (cell + 1) * sheet length). */
  readonly cell: number;
  readonly from: number;
  readonly to: number;
  readonly origin: CellOrigin;
  /** Newest source time [ms] of the predictions or readings that it is calculated from. */
  readonly restsOn: number;
  readonly coating: SheetCoating;
}
