import {
  checkFinite,
  checkLimits,
  checkOption,
  type DriftDetector,
  type Verdict,
  verdictOf,
} from './detector.ts';

export interface PageHinkleyOptions {
  /** Change of the mean that is let pass [1], >= 0. */
  readonly tolerance: number;
  readonly warning: number;
  readonly alarm: number;
}

export const defaultPageHinkleyOptions: PageHinkleyOptions = {
  tolerance: 0.25,
  warning: 8,
  alarm: 12,
};

export interface PageHinkleyState {
  readonly count: number;
  /** Mean of all values. */
  readonly mean: number;
  /** Sum of z - mean - tolerance and the least that it was. */
  readonly rise: number;
  readonly riseLeast: number;
  /** Sum of z - mean + tolerance and the most that it was. */
  readonly fall: number;
  readonly fallMost: number;
}

const start0: PageHinkleyState = {
  count: 0,
  mean: 0,
  rise: 0,
  riseLeast: 0,
  fall: 0,
  fallMost: 0,
};

/**
 * Page and Hinkley's test of both sides: how far the sum of deviations from the mean so far has left its extreme. The
 * mean is learned, so that a constant bias from the beginning is none.
 * @see Hinkley1971, Biometrika 58, 509-523, doi:10.1093/biomet/58.3.509 (not read)
 */
export class PageHinkley implements DriftDetector<PageHinkleyState> {
  readonly #options: PageHinkleyOptions;
  #state: PageHinkleyState;

  /** @throws MlError ML_OPTION_OUT_OF_RANGE (data: option, found, allowed) */
  constructor(changes: Partial<PageHinkleyOptions> = {}, start: PageHinkleyState = start0) {
    this.#options = { ...defaultPageHinkleyOptions, ...changes };
    const { tolerance } = this.#options;
    const holds = tolerance >= 0 && Number.isFinite(tolerance);
    checkOption('tolerance', tolerance, holds, 'a number from 0');
    checkLimits(this.#options);
    for (const [name, found] of Object.entries(start)) {
      checkOption(`state.${name}`, found, Number.isFinite(found), 'a number');
    }
    this.#state = { ...start };
  }

  add(value: number): Verdict {
    checkFinite('value of a Page-Hinkley test', value);
    const { tolerance, warning, alarm } = this.#options;
    const before = this.#state;
    const count = before.count + 1;
    const mean = before.mean + (value - before.mean) / count;
    const rise = before.rise + value - mean - tolerance;
    const fall = before.fall + value - mean + tolerance;
    const riseLeast = Math.min(before.riseLeast, rise);
    const fallMost = Math.max(before.fallMost, fall);
    this.#state = { count, mean, rise, riseLeast, fall, fallMost };
    return verdictOf(Math.max(rise - riseLeast, fallMost - fall), warning, alarm);
  }

  state(): PageHinkleyState {
    return { ...this.#state };
  }

  reset(): void {
    this.#state = start0;
  }
}
