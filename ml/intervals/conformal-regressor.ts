import type { Regressor } from '../regression/regressor.ts';
import { type AskedBand, type Band, bandAbout, toldBands } from './band.ts';
import { type Calibration, scoresFor } from './calibration.ts';

/** A model that tells for each row what it expects and how large its error is about, in any unit, > 0. */
export interface ScaledRegressor {
  readonly features: readonly string[];
  /** @param out - gets what is expected and the scale of the error */
  predictWithScale(row: ArrayLike<number>, out: Float64Array): Float64Array;
}

/** A prediction with its bands. */
export interface BandedPrediction {
  readonly mean: number;
  /** One for each that was asked for, in their order. */
  readonly bands: readonly Band[];
}

/** A model whose bands hold their share of new measurements, because the scores of unseen rows say how wide they must be. */
export class ConformalRegressor implements Regressor {
  readonly features: readonly string[];
  readonly calibration: Calibration;
  readonly model: ScaledRegressor;
  readonly #told = new Float64Array(2);

  constructor(model: ScaledRegressor, calibration: Calibration) {
    this.features = model.features;
    this.calibration = calibration;
    this.model = model;
  }

  predict(row: ArrayLike<number>): number {
    return this.model.predictWithScale(row, this.#told)[0]!;
  }

  /**
   * What is expected for a row and the bands about it.
   * @param group - the group of the row; bands are of all rows where it had too few
   * @param asked - 50 % and 90 % where not said; the levels of `adaptiveLevel` where values are measured online
   */
  predictWithBands(
    row: ArrayLike<number>,
    group?: string,
    asked: readonly AskedBand[] = toldBands,
  ): BandedPrediction {
    const told = this.model.predictWithScale(row, this.#told);
    const mean = told[0]!;
    const scale = told[1]!;
    const scores = scoresFor(this.calibration, group);
    return { mean, bands: asked.map((band) => bandAbout(mean, scale, scores, band)) };
  }

  /** The score of a measured value: its distance from what was expected, in units of the scale. */
  score(row: ArrayLike<number>, value: number): number {
    const told = this.model.predictWithScale(row, this.#told);
    return Math.abs(value - told[0]!) / told[1]!;
  }
}
