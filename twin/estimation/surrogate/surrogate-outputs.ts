import { type DesignFrame, equilibriumCharge } from './surrogate-cells.ts';

/** Multiples of the nominal capacity per hour at which designs are discharged, rising. */
export const surrogateRates = [1 / 3, 1, 2, 3] as const;

/** Outputs of a surrogate as they stand in its answers, in the order of the numbers of a solved design. */
export const outputNames = [
  'capacityC3_mAh_per_g',
  'capacity1C_mAh_per_g',
  'capacity2C_mAh_per_g',
  'capacity3C_mAh_per_g',
  'energyC3_Wh_per_m2',
  'resistance10s_ohm_cm2',
] as const;

/** Capacities at 1C and 2C: where salt runs out they fall off a cliff that no even design follows. */
export const cliffOutputs: readonly number[] = [1, 2];
/** Capacity at 2C, in which feasibility shows; its cliff is hardest to learn. */
export const gatedOutput = 2;

/** A coulomb per kilogram in mAh/g. */
export const milliampereHoursPerGram = 1 / 3600;

/** How an output is learned: models see the number that `learned` makes of it. Both rise. */
export interface OutputScale {
  learned(value: number): number;
  told(learned: number): number;
}

/** A positive number by its logarithm. */
const logarithm: OutputScale = { learned: Math.log, told: Math.exp };

/**
 * A capacity by the logarithm of the odds of its share of the capacity at no current, ln(u / (1 - u)): between none and all,
 * and as fine at a design that loses 1 % as at one that loses half.
 * @param most - capacity at no current
 */
function odds(most: number): OutputScale {
  return {
    learned: (value) => Math.log(value / (most - value)),
    told: (learned) => most / (1 + Math.exp(-learned)),
  };
}

/** Scales of the outputs of the cells of a frame. */
export function outputScales(frame: DesignFrame): readonly OutputScale[] {
  const most = equilibriumCharge(frame) * milliampereHoursPerGram;
  return [...surrogateRates.map(() => odds(most)), logarithm, logarithm];
}
