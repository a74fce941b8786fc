import type { UnitName } from '../../physics/core/units.ts';

/** A constant of a model as fitted to all rows of a case. */
export interface FittedParameter {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Standard deviation by the posterior. */
  readonly sd: number;
}

/** One score of one case; the names are fixed by the contract of `twinline validate`. */
export interface ValidationRow {
  readonly case: string;
  readonly quantity: string;
  readonly unit: UnitName | 'mV' | '%';
  /** Number of predictions scored. */
  readonly n: number;
  readonly rmse: number;
  /** The same score of the baseline; NaN where there is none. */
  readonly baseline: number;
  /** Infinity where the score is told and not judged. */
  readonly bar: number;
  readonly pass: boolean;
  readonly source: string;
  /** What a reader must know to weigh the score. */
  readonly notes: readonly string[];
}

/** A score against measured data of a model with fitted constants, each prediction from a fit that did not see it. */
export interface FittedRow extends ValidationRow {
  /** Root mean square of the fit to all rows, which is no test. */
  readonly inSample: number;
  /** 5th and 95th percentile of `rmse` over resampled rows. */
  readonly bootstrap90: readonly [number, number];
  /** How many forms of the model were compared on the same data before this one was chosen. */
  readonly modelFormsTried: number;
  readonly parameters: readonly FittedParameter[];
  readonly baselineParameters: number;
}

/** A score against a balance, or against a solution that is found another way. */
export interface LimitRow extends ValidationRow {
  /** How it is measured, and what the baseline is. */
  readonly how: string;
}

/** How far the models follow a published direction. */
export interface DirectionRow extends ValidationRow {
  /** Range of the setting, and what the variable makes of it. */
  readonly over: string;
  readonly from: string;
}

/** A score of the cell model against a solution of the same equations by another program. */
export interface ReferenceRow extends ValidationRow {
  /** How well the reference is known, in the unit of the score; NaN where it is not stated. */
  readonly referenceError: number;
  /** End of the run less that of the reference [s]; NaN where the protocol sets it. */
  readonly endDifference: number;
  /** Linear systems solved. */
  readonly solves: number;
  /** Code of the failure, where the run failed. */
  readonly failure?: string;
}

/** A ratio of capacities of one condition, as measured and as predicted. */
export interface RatePrediction {
  readonly condition: string;
  readonly measured: number;
  /** Standard error of the measured mean. */
  readonly standardError: number;
  readonly predicted: number;
  /** 5th and 95th percentile over what the fit leaves open, where it was asked. */
  readonly interval90?: readonly [number, number];
  /** The fit saw this condition. */
  readonly isFitted: boolean;
}

/** A form of a model with its scores in the rotations, and the costs of its fits, which saw no test row. */
export interface TriedForm {
  readonly name: string;
  readonly costs: readonly number[];
  readonly scores: readonly number[];
}

/** A score of the rate model on conditions that its fit did not see. */
export interface RateRow extends ValidationRow {
  readonly unit: '1';
  /** Root mean square over the conditions of the fit. */
  readonly inSample: number;
  /** 5th and 95th percentile of `rmse` over resampled predictions. */
  readonly bootstrap90: readonly [number, number];
  /** The score of the mean of what is predicted, taken over the conditions of the fit. */
  readonly meanBaseline: number;
  readonly constants: readonly (FittedParameter & {
    readonly sd: number;
    readonly prior: string;
  })[];
  readonly predictions: readonly RatePrediction[];
  /** Half the sum of squares that the fit leaves, priors included. */
  readonly cost: number;
  /** The first is the one that is scored, as a search of as few starts as those of the others found it. */
  readonly forms: readonly TriedForm[];
  /** Starts of the search that found the fit, and of those that found the fits of the forms. */
  readonly starts: number;
  readonly startsOfForm: number;
}

/** A row of any case. */
export type AnyRow = FittedRow | RateRow | ReferenceRow | DirectionRow | LimitRow;
