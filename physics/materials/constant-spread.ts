import { checkBetween } from './check-between.ts';

/** What a constant can be at all; infinite where there is no limit. */
export interface ConstantRange {
  readonly min: number;
  readonly max: number;
}

/** No limit: settings, scatter, and constants of either sign. */
export const unbounded: ConstantRange = { min: -Infinity, max: Infinity };
const positive: ConstantRange = { min: 0, max: Infinity };
const negative: ConstantRange = { min: -Infinity, max: 0 };
const aboveOne: ConstantRange = { min: 1, max: Infinity };
const share: ConstantRange = { min: 0, max: 1 };
const angle: ConstantRange = { min: 0, max: Math.PI };

/**
 * Constants that are not simply positive, by path inside the set that brings their origins; a row for a group stands for
 * all in it. Weights of a batch (`solids.*.massFraction`) are positive: fractions are made of them.
 */
export const constantRanges: Readonly<Record<string, ConstantRange>> = {
  // Solvents.
  'antoine.c': unbounded,
  densityPolynomial: unbounded,
  // Slurry and its film.
  'rheology.maximumPacking': share,
  'rheology.crossExponent': share,
  'rheology.additiveLockedVolume': aboveOne,
  'rheology.undispersedLockedRatio': aboveOne,
  'rheology.restRatio': aboveOne,
  'coating.foilContactAngle': angle,
  'coating.lipContactAngle': angle,
  'coating.edgeContactAngle': angle,
  'coating.airEntrainmentExponent': negative,
  'coating.wettingAssist': aboveOne,
  // Drying.
  'drying.packingPorosity': share,
  'drying.criticalSaturation': share,
  'drying.capillarySaturation': share,
  'drying.floryHuggins': unbounded,
  'drying.emissivity': share,
  'drying.binderGelFraction': share,
  'powder.bedPorosity': share,
  // Press and pressed coating. Exponents of the way of ions are fitted, and near 0 for flakes.
  'compaction.minimumPorosity': share,
  'compaction.sidesExponent': share,
  'compaction.springBack': share,
  'transport.shapeFactor': aboveOne,
  'transport.shapeExponent': unbounded,
  'transport.obstructionExponent': unbounded,
  'transport.percolationThreshold': share,
  'pressed.wettedShare': share,
  'pressed.packingDensity': share,
  'pressed.foilPressureFactor': aboveOne,
  // Machines. Zeros and misalignments have either sign.
  gapZero: unbounded,
  gapZeroPerKelvin: unbounded,
  slotBow: unbounded,
  slotTilt: unbounded,
  gapBow: unbounded,
  gapTilt: unbounded,
  poissonRatio: { min: 0, max: 0.5 },
  heatRecovery: share,
  solventCapture: share,
  fanEfficiency: share,
  fanPressureRatio: aboveOne,
};

/** The range of a constant by the steps of its path. */
export function rangeOf(path: readonly string[]): ConstantRange {
  for (let depth = path.length; depth > 0; depth--) {
    const row = constantRanges[path.slice(0, depth).join('.')];
    if (row !== undefined) return row;
  }
  return positive;
}

/** A number, how well it is known, and what it can be. */
interface Uncertain {
  readonly value: number;
  /** Standard deviation to first order, in the unit of the value. */
  readonly sd: number;
  readonly range: ConstantRange;
}

/**
 * An uncertain number off its value by some standard deviations: normal where its range has no bound; where it has one, its
 * distance from that is log-normal; between two bounds the logarithm of the ratio of its distances is normal (logit).
 * The value is the median, and the derivative at 0 is the standard deviation:
 *
 *   x = v + z s      x = a + (v - a) exp(z s / (v - a))      ln((x - a) / (b - x)) = ln((v - a) / (b - v)) + z s (b - a) / ((v - a) (b - v))
 *
 * So a relative standard deviation of a positive number is that of its logarithm. A number that stands at a bound leaves it
 * by |z| s.
 * @param deviations - z [-]
 * @throws PhysicsError PHY_OUT_OF_RANGE for a value outside its range
 */
export function departed(
  { value, sd, range: { min, max } }: Uncertain,
  deviations: number,
): number {
  if (sd === 0) return value;
  checkBetween('constant', value, { min, max, unit: 'SI' });
  if (value === min) return min + Math.abs(deviations * sd);
  if (value === max) return max - Math.abs(deviations * sd);
  if (min === -Infinity && max === Infinity) return value + deviations * sd;
  if (max === Infinity) return min + (value - min) * Math.exp((deviations * sd) / (value - min));
  if (min === -Infinity) return max - (max - value) * Math.exp((-deviations * sd) / (max - value));
  const [below, above] = [value - min, max - value];
  const odds = (below / above) * Math.exp((deviations * sd * (max - min)) / (below * above));
  return Number.isFinite(odds) ? min + ((max - min) * odds) / (1 + odds) : max;
}
