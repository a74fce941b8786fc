import type { Box } from '../../../ml/domain/box.ts';
import type { ModelChoice } from '../../../ml/training/nested-cross-validation.ts';
import type { TrainedModel } from '../../../ml/training/train-model.ts';
import type { LearningCurvePoint } from '../../../ml/training/transfer.ts';
import type { CleaningRecipe } from './clean-table.ts';
import type { LearnedColumn } from './learning-columns.ts';

/** What a physics says of itself in a model. */
interface PhysicsReport {
  readonly model: string;
  /** Each with value, unit and origin: fitted to all rows, or where it was before. */
  readonly constants: Readonly<Record<string, unknown>>;
  /** How the scores came about. */
  readonly fitted: string;
}

/** What a model says of itself. */
export interface ModelReport {
  /** Candidate that serves. */
  readonly kind: string;
  readonly columns: readonly LearnedColumn[];
  /** Headers of columns that were constant. */
  readonly leftOutColumns: readonly string[];
  readonly target: LearnedColumn;
  readonly group: string;
  readonly seed: number;
  readonly rows: number;
  readonly groups: number;
  readonly scores: ModelChoice;
  readonly conformal: {
    readonly from: TrainedModel['bandsFrom'];
    /** Rising: errors of unseen rows in units of the scale that the model tells for a row. */
    readonly scores: readonly number[];
    /** Share of rows in the 90 % band that other groups make; null where these are too few for a band. */
    readonly coverage90: number | null;
  };
  readonly domain: { readonly box: Box };
  /** What was left out of the table beforehand; null where it was taken as it is. */
  readonly cleaning: CleaningRecipe | null;
  /** What the model of another machine is worth here; null where none was given. */
  readonly transfer: {
    readonly start: { readonly kind: string; readonly rows: number };
    readonly learningCurve: readonly LearningCurvePoint[];
    /** Whether the model that serves rests on it. */
    readonly isUsed: boolean;
  } | null;
  /** Where physics is part of what serves. */
  readonly physics?: PhysicsReport;
  readonly warnings: readonly string[];
}

/** A model as it is written: its report, its structure for JSON, and its numbers. */
export interface TrainingResult {
  readonly report: ModelReport;
  readonly structure: unknown;
  readonly bytes: Uint8Array;
}
