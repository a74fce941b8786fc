import { checkFinite, checkOption } from './detector.ts';

export interface BiasFilterOptions {
  /** Standard deviation of the step of the bias between two measurements, in the unit of the quantity, >= 0. */
  readonly drift: number;
  /** Standard deviation of a jump after an alarm, >= 0: some three deviations of a residual let the filter follow. */
  readonly jump: number;
}

export interface BiasState {
  /** What a measurement lies above the model, in the unit of the quantity. */
  readonly bias: number;
  /** Its variance. */
  readonly variance: number;
}

/** A prediction with the bias in it. */
export interface CorrectedPrediction {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Slow bias of a model: a random walk seen through measurements, by Kalman's filter of one number. An alarm of a chart
 * raises the variance once, so that the next measurements count fully.
 *
 *   P = P + q^2,  K = P / (P + r),  b = b + K (e - b),  P = (1 - K) P
 *
 * @see Kalman1960, J. Basic Eng. 82, 35-45, eqs. 28-32, doi:10.1115/1.3662552 (not read)
 */
export class BiasFilter {
  readonly #options: BiasFilterOptions;
  #bias: number;
  #variance: number;

  /** @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed) */
  constructor(options: BiasFilterOptions, start: BiasState = { bias: 0, variance: 0 }) {
    for (const option of ['drift', 'jump'] as const) {
      const found = options[option];
      checkOption(option, found, found >= 0 && Number.isFinite(found), 'a number from 0');
    }
    checkOption('state.bias', start.bias, Number.isFinite(start.bias), 'a number');
    checkOption('state.variance', start.variance, start.variance >= 0, 'a number from 0');
    this.#options = options;
    this.#bias = start.bias;
    this.#variance = start.variance;
  }

  get bias(): number {
    return this.#bias;
  }

  get variance(): number {
    return this.#variance;
  }

  /**
   * Takes a measurement.
   * @param residual - measured less predicted without the bias
   * @param variance - of that residual apart from the bias: of model and measurement, > 0
   * @returns the residual less the bias known before, over its standard deviation: what a chart wants
   * @throws MlError ML_NOT_FINITE for a residual, ML_OPTION_OUT_OF_RANGE for a variance; the filter is as it was
   */
  update(residual: number, variance: number): number {
    checkFinite('residual of a bias filter', residual);
    const holds = variance > 0 && Number.isFinite(variance);
    checkOption('variance', variance, holds, 'a number above 0');
    const prior = this.#variance + this.#options.drift ** 2;
    const innovation = residual - this.#bias;
    const gain = prior / (prior + variance);
    this.#bias += gain * innovation;
    this.#variance = (1 - gain) * prior;
    return innovation / Math.sqrt(prior + variance);
  }

  /** A chart called: the bias may have jumped. */
  raise(): void {
    this.#variance += this.#options.jump ** 2;
  }

  /** A prediction of the model with its bias, and the doubt about the bias in its variance. */
  corrected({ mean, variance }: CorrectedPrediction): CorrectedPrediction {
    return { mean: mean + this.#bias, variance: variance + this.#variance };
  }

  state(): BiasState {
    return { bias: this.#bias, variance: this.#variance };
  }
}
