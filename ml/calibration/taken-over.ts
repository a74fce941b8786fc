import type { CalibrationModel } from './calibration-model.ts';
import type { PriorFit } from './fit-with-priors.ts';
import { type Identifiability, leftOfIdentified } from './identifiability.ts';
import { information, linearise, sumOf } from './normal-equations.ts';

/** Constants that are held at the values of an earlier fit, and how well that knew them. */
export interface TakenOver {
  readonly constants: readonly number[];
  /** Their covariance in their units, row major. */
  readonly covariance: Float64Array;
  /** Their covariance with constants of that fit which the model has no more, row by row of `constants`; none where absent. */
  readonly withKept?: Float64Array;
}

/** What is known of the constants of the model, and how it goes with those of an earlier fit that it has no more. */
export interface KnownBesideKept extends Identifiability {
  /** Covariance of the open constants with the kept ones, row major; empty where there are none. */
  readonly withKept: Float64Array;
}

/**
 * What is known of constants when others are held at the values of an earlier fit, which are uncertain and which the new
 * data do not move. A fit is a function of the values that it holds, with the slopes
 *
 *   D = -C F_os,
 *
 * so that, with C the covariance of the open constants beside exact held ones, F_os the information that joins open and
 * taken over constants, and S the covariance of these,
 *
 *   cov(open) = C + D S D',   cov(open, taken over) = D S,   cov(taken over) = S,   cov(open, kept) = D S_k.
 *
 * @throws PhysicsError PHY_OUT_OF_RANGE where the model has no value beside the fit
 * @see Plummer 2015, Cuts in Bayesian graphical models, Stat. Comput. 25, 37-43, doi:10.1007/s11222-014-9503-z (not read)
 */
export function withTakenOver(
  model: CalibrationModel,
  fit: PriorFit,
  known: Identifiability,
  takenOver: TakenOver | undefined,
): KnownBesideKept {
  if (takenOver === undefined || takenOver.constants.length === 0) {
    return { ...known, withKept: new Float64Array(0) };
  }
  const { constants, covariance: earlier, withKept: earlierKept = new Float64Array(0) } = takenOver;
  const open = [...known.open, ...constants];
  const [own, all] = [known.open.length, open.length];
  const joint = sumOf(
    information(linearise(model, fit.rows, fit.values, fit.priors, open), all, fit.channelSds),
    all * all,
  );
  const sd = (i: number): number => fit.priors[open[i]!]!.sd;
  const held = constants.map((_, i) => own + i);
  const opened = known.open.map((_, i) => i);
  // Slopes of all constants by those taken over: of these themselves, the identity.
  const slopes = open.map((_, i) =>
    held.map((j) => {
      if (i >= own) return i === j ? 1 : 0;
      return -opened.reduce(
        (sum, k) => sum + (known.covariance[i * own + k]! * joint[k * all + j]!) / (sd(k) * sd(j)),
        0,
      );
    }),
  );
  const count = constants.length;
  const moved = slopes.map((row) =>
    held.map((_, b) => row.reduce((sum, by, a) => sum + by * earlier[a * count + b]!, 0)),
  );
  const covariance = new Float64Array(all * all);
  for (let i = 0; i < all; i++) {
    for (let j = 0; j < all; j++) {
      const alone = i < own && j < own ? known.covariance[i * own + j]! : 0;
      covariance[i * all + j] = moved[i]!.reduce((sum, by, b) => sum + by * slopes[j]![b]!, alone);
    }
  }
  const kept = earlierKept.length / count;
  return {
    ...known,
    open,
    covariance,
    withKept: Float64Array.from({ length: all * kept }, (_, k) =>
      slopes[Math.floor(k / kept)]!.reduce(
        (sum, by, a) => sum + by * earlierKept[a * kept + (k % kept)]!,
        0,
      ),
    ),
    unidentified: known.open.filter(
      (_, i) => covariance[i * all + i]! > leftOfIdentified * sd(i) ** 2,
    ),
  };
}
