import {
  checkFinite,
  checkLimits,
  checkOption,
  type DriftDetector,
  type Verdict,
  verdictOf,
} from './detector.ts';

export interface EwmaOptions {
  /** Weight of the newest value, in (0, 1]. */
  readonly weight: number;
  /** Limits in standard deviations of the mean. */
  readonly warning: number;
  readonly alarm: number;
}

/** About one false warning in 500 values, and one false alarm in 10,000. */
export const defaultEwmaOptions: EwmaOptions = { weight: 0.1, warning: 2.814, alarm: 3.75 };

export interface EwmaState {
  readonly mean: number;
  /** Values taken. */
  readonly count: number;
}

/**
 * Mean with weights that fall by powers, with the limits of its deviation at each count:
 *
 *   e = w z + (1 - w) e,  sd^2 = w / (2 - w) (1 - (1 - w)^(2 t))
 *
 * @see Lucas1990, Technometrics 32, 1-12, doi:10.1080/00401706.1990.10484583 (not read)
 */
export class Ewma implements DriftDetector<EwmaState> {
  readonly #options: EwmaOptions;
  #mean: number;
  #count: number;

  /** @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed) */
  constructor(changes: Partial<EwmaOptions> = {}, start: EwmaState = { mean: 0, count: 0 }) {
    this.#options = { ...defaultEwmaOptions, ...changes };
    const { weight } = this.#options;
    checkOption('weight', weight, weight > 0 && weight <= 1, 'above 0, up to 1');
    checkLimits(this.#options);
    checkOption('state.mean', start.mean, Number.isFinite(start.mean), 'a number');
    checkOption('state.count', start.count, start.count >= 0, 'a number from 0');
    this.#mean = start.mean;
    this.#count = start.count;
  }

  add(value: number): Verdict {
    checkFinite('value of an EWMA', value);
    const { weight, warning, alarm } = this.#options;
    this.#count += 1;
    this.#mean += weight * (value - this.#mean);
    const variance = (weight / (2 - weight)) * (1 - (1 - weight) ** (2 * this.#count));
    return verdictOf(Math.abs(this.#mean) / Math.sqrt(variance), warning, alarm);
  }

  state(): EwmaState {
    return { mean: this.#mean, count: this.#count };
  }

  reset(): void {
    this.#mean = 0;
    this.#count = 0;
  }
}
