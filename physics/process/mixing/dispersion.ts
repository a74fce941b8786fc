import type { SlurryMaterial } from '../../materials/electrode-material.ts';
import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { findRoot } from '../../numerics/roots.ts';
import { type SlurryCondition, slurryDensity } from '../slurry.ts';
import { slurryViscosity } from './flow-curve.ts';

const rule = gaussLegendre(40);

/** What stirring has done to a batch. */
export interface Stirred extends Pick<SlurryCondition, 'dispersion' | 'chainLength'> {
  /** Work of the mixer per mass of slurry [J.kg-1]. */
  readonly specificEnergy: number;
}

/**
 * Dispersion and binder length after a specific energy e: agglomerates break up in proportion to those that are left,
 * chains at random places,
 *
 *   D = 1 - exp(-e / e_D),   M = 1 / (1 + e / e_S)
 *
 * The second is the number-average length of chains that are cut e / e_S times each.
 * @param energy - e [J.kg-1], >= 0
 */
export function stirredBy(material: Pick<SlurryMaterial, 'rheology'>, energy: number): Stirred {
  const { dispersionEnergy, scissionEnergy } = material.rheology;
  return {
    specificEnergy: energy,
    dispersion: -Math.expm1(-energy / dispersionEnergy),
    chainLength: 1 / (1 + energy / scissionEnergy),
  };
}

/**
 * Stirs a batch for a time at a shear rate. The power per mass is eta g^2 / rho and falls as the slurry gets thinner:
 *
 *   de/dt = eta(D(e), M(e), g) g^2 / rho
 *
 * solved as the integral of its inverse, t(e), by Gauss and Legendre in ln(1 + e / e_D), for e.
 * @param stirring - shearRate g [s-1] > 0, time t [s] >= 0, solidsContent [-], temperature [K]
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where the undispersed slurry is jammed: such a batch can not be stirred
 */
export function stir(
  material: SlurryMaterial,
  stirring: {
    readonly shearRate: number;
    readonly time: number;
    readonly solidsContent: number;
    readonly temperature: number;
  },
): Stirred {
  const { shearRate, time, solidsContent, temperature } = stirring;
  const density = slurryDensity(material, solidsContent, temperature);
  const scale = material.rheology.dispersionEnergy;
  /** Power per mass at a specific energy [W.kg-1]. */
  const power = (energy: number): number => {
    const condition = { ...stirredBy(material, energy), age: 0 };
    const state = { solidsContent, temperature, shearRate, condition };
    return (slurryViscosity(material, state) * shearRate * shearRate) / density;
  };
  if (time === 0) return stirredBy(material, 0);
  /** Time to reach ln(1 + e / e_D) [s]. */
  const timeTo = (end: number): number => {
    let sum = 0;
    for (const [i, node] of rule.nodes.entries()) {
      const growth = Math.exp(node * end);
      sum += (rule.weights[i]! * growth) / power(scale * (growth - 1));
    }
    return sum * scale * end;
  };
  // The power is highest at the start: no later energy exceeds this.
  const highest = Math.log1p((power(0) * time) / scale);
  const end = findRoot((argument) => timeTo(argument) - time, {
    low: 0,
    high: highest * (1 + 1e-9),
    tolerance: 1e-15 * highest,
  });
  return stirredBy(material, scale * Math.expm1(end));
}
