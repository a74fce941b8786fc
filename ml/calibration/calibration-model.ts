/** What is known of a constant before the data: a Gaussian. */
export interface Prior {
  readonly mean: number;
  /** > 0 */
  readonly sd: number;
}

/** One kind of residual, whose scatter is estimated from the data. */
export interface Channel {
  readonly name: string;
  /** Standard deviation that measurements of this kind usually show, in the unit of the residuals, > 0. */
  readonly expectedSd: number;
}

/** A quantity that is reported, and the law of its errors. */
export interface PredictedQuantity {
  readonly name: string;
  /** `lognormal`: errors are in proportion to a positive quantity, and its interval is one of the logarithm. */
  readonly errors: 'normal' | 'lognormal';
  /** What no measurement of it goes below or above: a censored normal law, whose interval ends there. */
  readonly min?: number;
  readonly max?: number;
}

/**
 * A model with named constants and rows of measured data, as the fit sees it. Residuals are in channels, which are chosen
 * so that their errors do not go together; what is reported are quantities, which follow from the channels.
 */
export interface CalibrationModel {
  /** Names of all constants, in the order of every vector of values. */
  readonly constants: readonly string[];
  /** The group of each row; a group is left out as a whole. */
  readonly groups: readonly string[];
  /** What groups are put in order by where several are left out at once, of each row; by their names where absent. */
  readonly groupKeys?: readonly string[];
  readonly channels: readonly Channel[];
  /** What is reported. */
  readonly quantities: readonly PredictedQuantity[];
  /** Step of differences, in prior standard deviations: small, but above the noise of a model that is integrated. */
  readonly differenceStep: number;
  /** Priors as far as they may be drawn from the measurements of these rows and of no others. */
  priors(rows: readonly number[]): readonly Prior[];
  /** Vectors of values to start from, best guess first; drawn from the measurements of these rows and of no others. */
  starts(rows: readonly number[]): readonly (readonly number[])[];
  /** Measured less predicted by channel, NaN where a channel was not measured; undefined where the model has no value. */
  residuals(values: readonly number[], row: number): readonly number[] | undefined;
  /** Predicted quantities; undefined where the model has no value. */
  predict(values: readonly number[], row: number): readonly number[] | undefined;
  /** Measured quantities, NaN where not measured. */
  measured(row: number): readonly number[];
  /** How each quantity changes with the error of each channel: quantities x channels. */
  spread(values: readonly number[], row: number): readonly (readonly number[])[];
}
