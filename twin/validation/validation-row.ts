import type { UnitName } from '../../physics/core/units.ts';

/** A constant of a model as fitted to all rows of a case. */
export interface FittedParameter {
  readonly name: string;
  readonly value: number;
  /** SI unit in BPX notation. */
  readonly unit: string;
}

/** One score of one case; the names are fixed by the contract of `twinline validate`. */
export interface ValidationRow {
  readonly case: string;
  readonly quantity: string;
  readonly unit: UnitName;
  /** Number of predictions scored, each from a fit that did not see it. */
  readonly n: number;
  readonly rmse: number;
  /** The same score of the baseline. */
  readonly baseline: number;
  readonly bar: number;
  readonly pass: boolean;
  readonly source: string;
  /** Root mean square of the fit to all rows, which is no test. */
  readonly inSample: number;
  /** 5th and 95th percentile of `rmse` over resampled rows. */
  readonly bootstrap90: readonly [number, number];
  /** How many forms of the model were compared on the same data before this one was chosen. */
  readonly modelFormsTried: number;
  readonly parameters: readonly FittedParameter[];
  readonly baselineParameters: number;
  /** What a reader must know to weigh the score. */
  readonly notes: readonly string[];
}
