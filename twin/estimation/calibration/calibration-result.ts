import type { UnitName } from '../../../physics/core/units.ts';

/** How a constant got its value: fitted to the data, assumed, or taken over from an earlier calibration as it was. */
export type ParameterOrigin = 'fitted' | 'assumed' | 'start';

/** One constant of the result, in its unit. */
export interface CalibratedParameter {
  readonly value: number;
  readonly unit: string;
  readonly sd: number;
  readonly origin: ParameterOrigin;
  /** Of a constant that was taken over: what it was in the calibration that it comes from. */
  readonly earlierOrigin?: Exclude<ParameterOrigin, 'start'>;
  readonly description: string;
}

/** Root mean square error of a quantity. */
export interface QuantityError {
  readonly rmse: number;
  readonly unit: UnitName;
  readonly n: number;
}

/** A measurement and its prediction by a fit that did not see its group, in the unit of the quantity. */
export interface CalibratedRow {
  readonly group: string;
  readonly quantity: string;
  readonly measured: number;
  readonly predicted: number;
  readonly lower90: number;
  readonly upper90: number;
  /** Line of the row in the file. */
  readonly line: number;
  /** Prediction by the fit to all rows. */
  readonly fitted: number;
}

/** Constants of which the data fix only a combination. */
export interface ConfoundedConstants {
  readonly constants: readonly string[];
  /** Direction that the data leave open, in prior standard deviations. */
  readonly weights: readonly number[];
}

/** What `twinline calibrate` gives; the names are those of the contract. */
export interface CalibrationResult {
  readonly formatVersion: 1;
  readonly model: string;
  /** Parameter set of the product that the table is of, where one was named. */
  readonly material?: string;
  readonly status: 'converged' | 'stalled';
  readonly parameters: Readonly<Record<string, CalibratedParameter>>;
  /** Names of the constants that were fitted. */
  readonly free: readonly string[];
  /** Why a constant stays at its prior, by name. */
  readonly heldAtPrior: Readonly<Record<string, string>>;
  /** By name and name, in the product of the units; a diagonal element is the square of `sd`. */
  readonly covariance: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly unidentified: readonly string[];
  readonly confounded: readonly ConfoundedConstants[];
  /** By the fit to all rows, which is no test. */
  readonly residual: Readonly<Record<string, QuantityError>>;
  /** By fits that did not see the group; empty where there is one row only. */
  readonly leaveOneGroupOut: Readonly<Record<string, QuantityError>>;
  readonly rows: readonly CalibratedRow[];
  /** What the constants refer to. */
  readonly references: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

/** An earlier calibration, as far as a new one starts from it. */
export interface CalibrationStart
  extends Pick<CalibrationResult, 'model' | 'references' | 'covariance' | 'unidentified'> {
  readonly material?: string | undefined;
  readonly parameters: Readonly<Record<string, Omit<CalibratedParameter, 'description'>>>;
}
