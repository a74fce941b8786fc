import { meanOf } from './statistics.ts';

/** Areal mass and thickness of a coating in front of the rolls. */
export interface MassAndThickness {
  /** [kg.m-2] */
  readonly loading: number;
  /** [m] */
  readonly thickness: number;
}

/** Errors that weighing and measuring of one place usually have. */
const weighingSd = 0.007;
/** [m] */
const thicknessSd = 0.7e-6;
/** Scatter of the logarithm of loading above which density is taken to change with loading. */
const notableScatter = 0.05;

/**
 * The coatings in front of the rolls, each improved by what the others say of their common density. Slurry and dryer make
 * coatings of one density rho (which may change with loading), so that a row whose mass and thickness give another owes
 * the difference to the coating (tau), the scale (s_m) and the thickness gauge (s_L / L), in proportion to their variances:
 *
 *   d = ln(m / L) - fit(ln m),   ln m^ = ln m - d s_m^2 / v,   ln L^ = ln L + d (s_L / L)^2 / v,
 *   v = s_m^2 + (s_L / L)^2 + tau^2,   tau^2 = max(0, var(d) - mean(s_m^2 + (s_L / L)^2))
 *
 * Only what was measured in front of the rolls goes in.
 * @param measured - one per row
 * @see Morris1983, Parametric Empirical Bayes Inference, J. Am. Stat. Assoc. 78, 47-55, doi:10.1080/01621459.1983.10477920 (shrinkage by estimated variance; not read)
 */
export function improvedCoatings(measured: readonly MassAndThickness[]): MassAndThickness[] {
  const mass = measured.map(({ loading }) => Math.log(loading));
  const density = measured.map(({ loading, thickness }) => Math.log(loading / thickness));
  const [meanMass, meanDensity] = [meanOf(mass), meanOf(density)];
  const squares = mass.reduce((sum, value) => sum + (value - meanMass) ** 2, 0);
  const products = mass.reduce(
    (sum, value, i) => sum + (value - meanMass) * (density[i]! - meanDensity),
    0,
  );
  const sloped = Math.sqrt(squares / measured.length) > notableScatter;
  const slope = sloped ? products / squares : 0;
  const departures = density.map((value, i) => value - meanDensity - slope * (mass[i]! - meanMass));
  const gauge = measured.map(({ thickness }) => (thicknessSd / thickness) ** 2);
  const noise = weighingSd ** 2 + meanOf(gauge);
  const scatter =
    departures.reduce((sum, d) => sum + d * d, 0) / Math.max(1, measured.length - (sloped ? 2 : 1));
  const real = Math.max(0, scatter - noise);
  return measured.map(({ loading, thickness }, i) => {
    const whole = weighingSd ** 2 + gauge[i]! + real;
    return {
      loading: loading * Math.exp((-departures[i]! * weighingSd ** 2) / whole),
      thickness: thickness * Math.exp((departures[i]! * gauge[i]!) / whole),
    };
  });
}
