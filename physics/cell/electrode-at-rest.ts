import { findRoot } from '../numerics/roots.ts';
import type { ActiveMaterial } from './cell-parameters.ts';
import { edgePotential } from './edge-potential.ts';

/** How near to empty and full the stoichiometry of a material at rest may come. */
export const restMargin = 1e-6;
/** Potentials against lithium between which the materials of a blend meet [V]. */
const potentials = { low: -5, high: 10 };

/** Open-circuit potential of a surface against lithium [V], also next to empty and full. */
export function restPotential({ openCircuitPotential }: ActiveMaterial, s: number): number {
  return openCircuitPotential(s) + edgePotential(s);
}

/** An electrode at rest. */
export interface RestingElectrode {
  /** Against lithium [V]; all materials of a blend have the same. */
  readonly potential: number;
  readonly stoichiometries: readonly number[];
}

/**
 * An electrode at rest with a mean stoichiometry: the materials of a blend share the lithium so that they have one
 * potential.
 * @param mean - lithium over sites of all materials, from 0 to 1
 */
export function electrodeAtRest(
  materials: readonly ActiveMaterial[],
  mean: number,
): RestingElectrode {
  if (materials.length === 1) {
    return { potential: restPotential(materials[0]!, mean), stoichiometries: [mean] };
  }
  const at = (potential: number): number[] =>
    materials.map((material) => stoichiometryAt(material, potential));
  const potential = findRoot((value) => meanOf(materials, at(value)) - mean, {
    ...potentials,
    tolerance: 1e-9,
  });
  return { potential, stoichiometries: at(potential) };
}

/** Lithium over sites of all materials. */
export function meanOf(
  materials: readonly ActiveMaterial[],
  stoichiometries: readonly number[],
): number {
  let [lithium, sites] = [0, 0];
  for (const [m, { volumeFraction, maximumConcentration }] of materials.entries()) {
    sites += volumeFraction * maximumConcentration;
    lithium += volumeFraction * maximumConcentration * stoichiometries[m]!;
  }
  return lithium / sites;
}

/** The stoichiometry at which a material has a potential; the nearest where it reaches no such. */
function stoichiometryAt(material: ActiveMaterial, potential: number): number {
  const [low, high] = [restMargin, 1 - restMargin];
  const above = (s: number): number => restPotential(material, s) - potential;
  if (above(low) <= 0) return low;
  if (above(high) >= 0) return high;
  return findRoot(above, { low, high, tolerance: 1e-13 });
}
