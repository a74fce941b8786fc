import type { Prior } from '../../../ml/calibration/calibration-model.ts';
import type { NamedConstant } from './calibrated-model.ts';

/** A constant of calendering and what is known of it before the data; a mean that only data can give is NaN. */
export interface CalenderingConstant extends NamedConstant {
  readonly prior: Prior;
}

/** Standard deviations of constants whose middle only the data can give. */
export const zeroSd = 60e-6;
/** Of the logarithm of compaction resistance: from a measured force, and from gaps alone. */
export const resistanceSd = { byForce: 1.5, byGap: 1 };

/**
 * Constants of calendering but the gap zeros, of which there is one for each press state. The priors are wide where
 * machines and coatings differ; all of them are assumed, with the reasons beside them.
 */
export const calenderingConstants = [
  {
    name: 'compactionResistance',
    unit: 'N_per_mm',
    unitSize: 1e3,
    logarithmic: true,
    description:
      'line load on one coated side at which the porosity above the least has fallen to 1/e',
    prior: { mean: Number.NaN, sd: resistanceSd.byGap },
  },
  {
    name: 'gapZeroPerKelvin',
    unit: 'um_per_K',
    unitSize: 1e-6,
    logarithmic: false,
    description: 'growth of warm rolls and frame into the gap',
    // Steel rolls of 100 to 400 mm radius grow by 1 to 5 um per kelvin, and so does the frame that holds them: the
    // difference is some tenths of it, of either sign.
    prior: { mean: 0, sd: 0.3e-6 },
  },
  {
    name: 'softening',
    unit: 'per_K',
    unitSize: 1,
    logarithmic: false,
    description: 'fall of the logarithm of resistance per kelvin of roll temperature',
    // The binder softens: a fall of up to a half over 100 K.
    prior: { mean: 0.006, sd: 0.006 },
  },
  {
    name: 'elongationAtResistance',
    unit: 'frac',
    unitSize: 1,
    logarithmic: false,
    description: 'elongation of the foil at the line load compactionResistance',
    // Aluminium foil bears 1 % at most.
    prior: { mean: 0.005, sd: 0.004 },
  },
  {
    name: 'loadingExponent',
    unit: '1',
    unitSize: 1,
    logarithmic: false,
    description: 'exponent of loading in the resistance',
    prior: { mean: 1, sd: 0.4 },
  },
  {
    name: 'loadExponent',
    unit: '1',
    unitSize: 1,
    logarithmic: true,
    description: 'exponent of line load over resistance in the compaction law',
    prior: { mean: 0, sd: 0.2 },
  },
  {
    name: 'passGain',
    unit: '1',
    unitSize: 1,
    logarithmic: false,
    description: 'share by which endless passes raise the effective load',
    prior: { mean: 0.15, sd: 0.15 },
  },
  {
    name: 'minimumPorosity',
    unit: 'frac',
    unitSize: 1,
    logarithmic: true,
    description: 'porosity that no load goes below',
    prior: { mean: Math.log(0.04), sd: 0.8 },
  },
  {
    name: 'solidsMissing',
    unit: 'frac',
    unitSize: 1,
    logarithmic: false,
    description:
      'share of the solids that porosity and thickness behind the rolls do not account for, at any load: coating that is lost, and the difference of two weighings',
    prior: { mean: 0, sd: 0.01 },
  },
  {
    name: 'frameStiffness',
    unit: 'N_per_mm2',
    unitSize: 1e6,
    logarithmic: true,
    description: 'line load per opening of frame, bearings and rolls',
    // Pilot machines: some N/mm per um, known to a factor of e.
    prior: { mean: Math.log(2e9), sd: 1 },
  },
  {
    name: 'springBack',
    unit: 'frac',
    unitSize: 1,
    logarithmic: true,
    description: 'share of the compression in the nip that comes back behind it',
    prior: { mean: Math.log(0.05), sd: 0.8 },
  },
  {
    name: 'sidesExponent',
    unit: '1',
    unitSize: 1,
    logarithmic: false,
    description: 'exponent of the number of coated sides in the resistance',
    // Pressure counts, and the arc of contact goes with the root of the draft: docs/adr/0008.
    prior: { mean: 0.5, sd: 0.25 },
  },
] as const satisfies readonly CalenderingConstant[];

/** Names of the constants but the gap zeros. */
export type CalenderingConstantName = (typeof calenderingConstants)[number]['name'];

/** The constant of the gap zero of a press state; where the data name no states there is one. */
export function gapZeroConstant(pressState: string): CalenderingConstant {
  return {
    name: pressState === '' ? 'gapZero' : `gapZero.${pressState}`,
    unit: 'um',
    unitSize: 1e-6,
    logarithmic: false,
    description:
      'gap that the machine shows where unloaded rolls touch the foil; less the foil where it is told',
    prior: { mean: Number.NaN, sd: zeroSd },
  };
}
