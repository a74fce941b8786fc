/** A fitted constant with what was known of it before, in the scale that it is fitted in. */
export interface RateConstant {
  readonly name: string;
  /** Of the value; a logarithm is fitted where `isLogarithm`. */
  readonly unit: string;
  readonly isLogarithm: boolean;
  /** Normal prior of the value or of its logarithm. */
  readonly mean: number;
  readonly sd: number;
  readonly prior: string;
}

/** Porosity at which the contact resistance is given. */
const referencePorosity = 0.35;

/**
 * The five constants. Contact resistance per area at porosity e: R exp(k (e - 0.35)).
 *
 * Prior of k: a plastic contact has a resistance in inverse proportion to its force (Holm), and pressure rises with
 * ln(e0/e) (Heckel): from e 0.40 to 0.30 at e0 0.44 to 0.475 the resistance falls as with k of 10 to 14.
 */
export const rateConstants: readonly RateConstant[] = [
  {
    name: 'diffusivity',
    unit: 'm2.s-1',
    isLogarithm: true,
    mean: Math.log(1e-14),
    sd: 1,
    prior: '1e-14 (NMC532 of Xu2019), within a factor of 2.7',
  },
  {
    name: 'contactResistance',
    unit: 'ohm.m2',
    isLogarithm: true,
    mean: Math.log(1e-3),
    sd: 1.5,
    prior: '1e-3, within a factor of 4.5 (assumed)',
  },
  {
    name: 'resistancePerPorosity',
    unit: '1',
    isLogarithm: false,
    mean: 12,
    sd: 6,
    prior: '12 +- 6: a plastic contact (Holm 1967) under the pressure of Heckel 1961',
  },
  {
    name: 'electrodeExponent',
    unit: '1',
    isLogarithm: false,
    mean: 2.33,
    sd: 0.35,
    prior:
      '2.33 +- 0.35: calendered electrodes of Usseglio-Viretta2018, doi:10.1149/2.0731814jes, as in the demonstration material',
  },
  {
    name: 'separatorExponent',
    unit: '1',
    isLogarithm: false,
    mean: 2.5,
    sd: 0.5,
    prior:
      '2.5 +- 0.5: tortuosity near 2.5 of polyolefin separators (Landesfeind2016, doi:10.1149/2.1141607jes, not read)',
  },
];

/**
 * Of a cell, per area [ohm.m2].
 * @param point - constants in the scale that they are fitted in
 */
export function contactResistance(porosity: number, point: readonly number[]): number {
  return Math.exp(point[1]! + point[2]! * (porosity - referencePorosity));
}
