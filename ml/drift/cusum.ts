import {
  checkFinite,
  checkLimits,
  checkOption,
  type DriftDetector,
  type Verdict,
  verdictOf,
} from './detector.ts';

export interface CusumOptions {
  /** k, half the shift that is to be found soonest [1], > 0. */
  readonly reference: number;
  /** h of the warning and of the alarm [1]; see `cusumThreshold`. */
  readonly warning: number;
  readonly alarm: number;
}

/** A shift of 1 standard deviation; false warnings 1 in 469 values, false alarms 1 in 9,556. */
export const defaultCusumOptions: CusumOptions = { reference: 0.5, warning: 5, alarm: 8 };

export interface CusumState {
  /** Sums towards high and towards low values, both >= 0. */
  readonly high: number;
  readonly low: number;
}

/**
 * Cumulative sums of both sides:
 *
 *   high = max(0, high + z - k),  low = max(0, low - z - k)
 *
 * @see Page1954, Biometrika 41, 100-115, doi:10.1093/biomet/41.1-2.100 (not read)
 */
export class Cusum implements DriftDetector<CusumState> {
  readonly #options: CusumOptions;
  #high: number;
  #low: number;

  /** @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed) */
  constructor(changes: Partial<CusumOptions> = {}, start: CusumState = { high: 0, low: 0 }) {
    this.#options = { ...defaultCusumOptions, ...changes };
    const { reference } = this.#options;
    checkOption('reference', reference, reference > 0 && reference < 10, 'above 0, below 10');
    checkLimits(this.#options);
    checkOption('state.high', start.high, start.high >= 0, 'a number from 0');
    checkOption('state.low', start.low, start.low >= 0, 'a number from 0');
    this.#high = start.high;
    this.#low = start.low;
  }

  add(value: number): Verdict {
    checkFinite('value of a CUSUM', value);
    const { reference, warning, alarm } = this.#options;
    this.#high = Math.max(0, this.#high + value - reference);
    this.#low = Math.max(0, this.#low - value - reference);
    return verdictOf(Math.max(this.#high, this.#low), warning, alarm);
  }

  state(): CusumState {
    return { high: this.#high, low: this.#low };
  }

  reset(): void {
    this.#high = 0;
    this.#low = 0;
  }
}
