import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { liquidDensity, liquidViscosity } from '../materials/solvent-properties.ts';
import { poreFreeDensity, solidVolumeShare } from './solids.ts';
import { processVariables } from './variables.ts';

/**
 * Slurry density by the mixing rule of volumes, 1 / rho = x / rho_pf + (1 - x) / rho_liquid(T).
 * @param solidsContent - x, mass of solids over mass of slurry [-]
 * @param temperature - T [K]
 * @returns [kg.m-3]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function slurryDensity(
  material: ElectrodeMaterial,
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
  material: ElectrodeMaterial,
  density: number,
  temperature: number,
): number {
  const liquid = 1 / liquidDensity(material.solvent, temperature);
  const solids = 1 / poreFreeDensity(material.solids);
  const specific = 1 / checkRange(processVariables.slurryDensity, density);
  return checkRange(processVariables.solidsContent, (liquid - specific) / (liquid - solids));
}

/**
 * Volume fraction of what flows as particles over the largest packing, phi_eff / phi_m [-]: active material, and
 * conductive additive with the liquid that its agglomerates hold. At 1 the slurry jams.
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function jammingRatio(
  material: ElectrodeMaterial,
  solidsContent: number,
  temperature: number,
): number {
  const { solids, rheology } = material;
  const density = slurryDensity(material, solidsContent, temperature);
  const volumeFraction = (solidsContent * density) / poreFreeDensity(solids);
  const flowing =
    solidVolumeShare(solids, 'active') +
    rheology.additiveLockedVolume * solidVolumeShare(solids, 'conductive');
  return (volumeFraction * flowing) / rheology.maximumPacking;
}

/**
 * Viscosity of the slurry. Binder solution by Martin, particles by Krieger and Dougherty, shear thinning by Cross:
 *
 *   eta_m   = eta_solvent(T) (1 + [eta] c exp(k [eta] c))
 *   eta_inf = eta_m (1 - phi_eff / phi_m)^(-2.5 phi_m)
 *   eta     = eta_inf (1 + (r - 1) / (1 + (t shearRate)^n))
 *
 * with c the binder mass per volume of solution, phi_eff / phi_m the `jammingRatio`, r the ratio of rest to high-shear
 * viscosity, t and n of Cross; the solvent follows Arrhenius. 2.5 is Einstein's intrinsic viscosity of spheres.
 * @param state - solidsContent x [-], temperature T [K], shearRate [s-1] 0 to 1e6
 * @returns [Pa.s]
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where the slurry is jammed
 * @remarks No dispersion state, yield stress or ageing yet: the slurry is taken as fully mixed.
 * @see Krieger and Dougherty 1959, Trans. Soc. Rheol. 3, 137-152, doi:10.1122/1.548848; Cross1965, J. Colloid Sci. 20, 417-437,
 *   doi:10.1016/0095-8522(65)90022-X; Martin's equation as polymer handbooks give it, primary source not seen
 */
export function slurryViscosity(
  material: ElectrodeMaterial,
  state: {
    readonly solidsContent: number;
    readonly temperature: number;
    readonly shearRate: number;
  },
): number {
  const { solidsContent, temperature } = state;
  const { rheology, solids, solvent } = material;
  const shearRate = checkBetween('shearRate', state.shearRate, { min: 0, max: 1e6, unit: 's-1' });
  const jamming = checkBetween(
    'effective solids volume over the largest packing',
    jammingRatio(material, solidsContent, temperature),
    { min: 0, max: 1 - 1e-6, unit: '1' },
  );
  const binder = solids
    .filter(({ role }) => role === 'binder')
    .reduce(
      (sum, { massFraction, density }) => ({
        mass: sum.mass + massFraction * solidsContent,
        volume: sum.volume + (massFraction * solidsContent) / density,
      }),
      { mass: 0, volume: 0 },
    );
  const liquidVolume = (1 - solidsContent) / liquidDensity(solvent, temperature);
  const crowding =
    (rheology.binderIntrinsicViscosity * binder.mass) / (binder.volume + liquidVolume);
  const medium =
    liquidViscosity(solvent, temperature) *
    (1 + crowding * Math.exp(rheology.martinCoefficient * crowding));
  const highShear = medium * (1 - jamming) ** (-2.5 * rheology.maximumPacking);
  const thinning = 1 + (rheology.crossTime * shearRate) ** rheology.crossExponent;
  return highShear * (1 + (rheology.restRatio - 1) / thinning);
}
