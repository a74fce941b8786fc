import { MlError } from '../errors.ts';
import { conformalQuantile } from './conformal-quantile.ts';

/** Step of the level for each measured value: a compromise of how fast it follows and how much it swings. */
const usualRate = 0.02;

/** All of an adaptive level: enough to write down and to go on from. */
export interface AdaptiveLevelState {
  readonly coverage: number;
  readonly rate: number;
  /** Quantile of the scores that is asked for now; below 0 the band is empty, from 1 on it has no bound. */
  readonly level: number;
  /** Values measured so far, and how many of them lay in their band. */
  readonly measured: number;
  readonly held: number;
}

/** A level that starts at the coverage. */
export function adaptiveLevel(coverage: number, rate: number = usualRate): AdaptiveLevelState {
  for (const [option, found] of Object.entries({ coverage, rate })) {
    if (found > 0 && found < 1) continue;
    const data = { option, found, allowed: 'a number above 0 and below 1' };
    throw new MlError(
      'ML_OPTION_OUT_OF_RANGE',
      `${option}: found ${found}, allowed is ${data.allowed}`,
      data,
    );
  }
  return { coverage, rate, level: coverage, measured: 0, held: 0 };
}

/**
 * Corrects the level by one measured value: up where the value lay outside its band, a little down where inside. Whatever
 * the values do, after T of them the share outside is off 1 - coverage by at most (max(c, 1 - c) + rate) / (rate T).
 * @param scores - of the calibration, rising, those with which the band was made
 * @param score - of the measured value, by the model that told the band
 * @see Gibbs2021, Adaptive conformal inference under distribution shift, NeurIPS 34, eq. 2 and proposition 4.1,
 *   arXiv:2106.00170 (not read)
 */
export function withMeasured(
  state: AdaptiveLevelState,
  scores: Float64Array,
  score: number,
): AdaptiveLevelState {
  if (!(score >= 0)) {
    const message = `score of a measured value: found ${score}, allowed is a number from 0`;
    throw new MlError('ML_NOT_FINITE', message, { score });
  }
  const bound = conformalQuantile(scores, state.level);
  const isHeld = bound === undefined || score <= bound;
  const { coverage, rate } = state;
  // alpha' = alpha + rate (1 - coverage - err), told in level = 1 - alpha.
  const level = state.level - rate * (1 - coverage - (isHeld ? 0 : 1));
  const held = state.held + (isHeld ? 1 : 0);
  return { ...state, level, measured: state.measured + 1, held };
}
