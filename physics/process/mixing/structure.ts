import type { SlurryMaterial } from '../../materials/electrode-material.ts';
import type { Rheology } from '../../materials/rheology.ts';
import type { SlurryCondition, SlurryVolumes } from '../slurry.ts';

/**
 * Factor of age on what the structure at rest carries, 1 + k ln(1 + age / t_a): flocs go on growing ever more slowly, and
 * shear breaks them again, so that the high-shear viscosity does not age. An empirical form of this repository.
 * @param age - [s], >= 0
 * @returns [-], >= 1
 */
export function structureAge(rheology: Rheology, age: number): number {
  return 1 + rheology.ageingRate * Math.log1p(age / rheology.ageingTime);
}

/** Factor of coarse particles on a fluid's linear response, (1 - phi / phi_m)^(-2.5 phi_m) [-]. */
function particleFactor(rheology: Rheology, particles: number): number {
  return (1 - particles / rheology.maximumPacking) ** (-2.5 * rheology.maximumPacking);
}

/** What the network of additive between the particles bears [Pa]. */
function mediumYieldStress(
  { rheology }: SlurryMaterial,
  volumes: SlurryVolumes,
  condition: SlurryCondition,
): number {
  const between = volumes.additive / (1 - volumes.active);
  return (
    rheology.yieldStress *
    (between / rheology.yieldReferenceVolume) ** rheology.yieldExponent *
    structureAge(rheology, condition.age)
  );
}

/**
 * Yield stress: a network of conductive additive in the liquid between the particles, a power law of its volume there,
 * strengthened by the particles it holds,
 *
 *   tau_y = tau_ref (phi_c / phi_ref)^m sqrt((1 - phi) g(phi)),   g = (1 - phi / phi_m)^(-2.5 phi_m)
 *
 * with phi_c the additive with its locked liquid over the volume that active particles leave and phi the active
 * particles. Agglomerates that are not broken up hold more liquid, so an undispersed slurry yields later.
 * @returns [Pa]
 * @see Chateau, Ovarlez, Luu Trung 2008, J. Rheol. 52, 489-506, doi:10.1122/1.2838254 (the square root), with measurements of
 *   Mahaut et al. 2008, J. Rheol. 52, 287-313, doi:10.1122/1.2798234 (abstracts read); the power law is that of measured
 *   slurries against carbon black
 */
export function yieldStressOf(
  material: SlurryMaterial,
  volumes: SlurryVolumes,
  condition: SlurryCondition,
): number {
  const { active } = volumes;
  return (
    mediumYieldStress(material, volumes, condition) *
    Math.sqrt((1 - active) * particleFactor(material.rheology, active))
  );
}

/**
 * Storage modulus of the structure at rest, a proxy: that of the network, yield stress over yield strain, times the
 * particles' factor g as in `yieldStressOf`.
 * @returns [Pa]
 * @see Chateau, Ovarlez, Luu Trung 2008, as there: a linear response grows with g
 */
export function storageModulusOf(
  material: SlurryMaterial,
  volumes: SlurryVolumes,
  condition: SlurryCondition,
): number {
  return (
    (mediumYieldStress(material, volumes, condition) / material.rheology.yieldStrain) *
    particleFactor(material.rheology, volumes.active)
  );
}
