import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { SlurryMaterial } from '../materials/electrode-material.ts';
import { liquidDensity } from '../materials/solvent-properties.ts';
import { poreFreeDensity, solidVolumeShare } from './solids.ts';
import { processVariables } from './variables.ts';

/** What mixing and waiting have made of a slurry. */
export interface SlurryCondition {
  /** Share of the agglomerates that is broken up [-], 0 to 1. */
  readonly dispersion: number;
  /** Mean length of the binder's chains over that as delivered [-], 0 (exclusive) to 1. */
  readonly chainLength: number;
  /** Time since the end of mixing [s]. */
  readonly age: number;
}

/** Fully dispersed, binder whole, fresh. */
export const wellMixed: SlurryCondition = { dispersion: 1, chainLength: 1, age: 0 };

/** A slurry as far as its flow depends on it. */
export interface SlurryState {
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
  /** [K] */
  readonly temperature: number;
  /** Default `wellMixed`. */
  readonly condition?: SlurryCondition;
}

/**
 * Slurry density by the mixing rule of volumes, 1 / rho = x / rho_pf + (1 - x) / rho_liquid(T).
 * @param solidsContent - x, mass of solids over mass of slurry [-]
 * @param temperature - T [K]
 * @returns [kg.m-3]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function slurryDensity(
  material: Pick<SlurryMaterial, 'solids' | 'solvent'>,
  solidsContent: number,
  temperature: number,
): number {
  const x = checkRange(processVariables.solidsContent, solidsContent);
  const solids = poreFreeDensity(material.solids);
  return 1 / (x / solids + (1 - x) / liquidDensity(material.solvent, temperature));
}

/**
 * Solids content that a density meter in the feed line implies: the mixing rule of `slurryDensity` solved for x.
 * @param density - rho [kg.m-3], between those of liquid and solids
 * @param temperature - T [K]
 * @returns x [-]
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where the density implies no allowed solids content
 */
export function solidsContentFromDensity(
  material: Pick<SlurryMaterial, 'solids' | 'solvent'>,
  density: number,
  temperature: number,
): number {
  const liquid = 1 / liquidDensity(material.solvent, temperature);
  const solids = 1 / poreFreeDensity(material.solids);
  const specific = 1 / checkRange(processVariables.slurryDensity, density);
  return checkRange(processVariables.solidsContent, (liquid - specific) / (liquid - solids));
}

/** Volume fractions of a slurry [-], each of the slurry's volume. */
export interface SlurryVolumes {
  /** All solids, dry. */
  readonly solids: number;
  /** Active particles. */
  readonly active: number;
  /** Conductive additive with the liquid that its agglomerates hold. */
  readonly additive: number;
  /** Undissolved binder with the liquid that it has swollen in. */
  readonly swollenBinder: number;
  /** What flows as particles over the largest packing, phi_eff / phi_m. At 1 the slurry jams. */
  readonly jamming: number;
}

/**
 * Volume fractions of what flows as particles: active material, conductive additive with the liquid locked in its
 * agglomerates, and undissolved binder with what it has swollen in,
 *
 *   phi_eff = phi (v_active + f (1 + (r - 1) (1 - D)) v_additive + s v_binder)
 *
 * with phi the dry solids per volume of slurry, v shares of the solids' volume, f the locked volume of
 * dispersed agglomerates, r that of undispersed ones over it, and D the dispersion.
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function slurryVolumes(material: SlurryMaterial, state: SlurryState): SlurryVolumes {
  const { solids, rheology } = material;
  const { dispersion } = checkCondition(state.condition ?? wellMixed);
  const density = slurryDensity(material, state.solidsContent, state.temperature);
  const dry = (state.solidsContent * density) / poreFreeDensity(solids);
  const { additiveLockedVolume: locked, undispersedLockedRatio: undispersed } = rheology;
  const active = dry * solidVolumeShare(solids, 'active');
  const additive =
    dry *
    solidVolumeShare(solids, 'conductive') *
    locked *
    (1 + (undispersed - 1) * (1 - dispersion));
  const swollenBinder = dry * solidVolumeShare(solids, 'binder') * rheology.binderSwollenVolume;
  const jamming = (active + additive + swollenBinder) / rheology.maximumPacking;
  return { solids: dry, active, additive, swollenBinder, jamming };
}

/** @throws PhysicsError PHY_OUT_OF_RANGE */
export function checkCondition(condition: SlurryCondition): SlurryCondition {
  checkRange(processVariables.dispersion, condition.dispersion);
  checkBetween('chainLength', condition.chainLength, { min: 1e-3, max: 1, unit: '1' });
  checkRange(processVariables.batchAge, condition.age);
  return condition;
}
