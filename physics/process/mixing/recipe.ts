import { PhysicsError } from '../../core/errors.ts';
import type { SolidComponent } from '../../materials/electrode-material.ts';
import { poreFreeDensity } from '../solids.ts';

/**
 * A material with other mass fractions of its solids.
 * @param massFractions - by name of the solid, mass over mass of all solids [-]; those not named keep theirs. All must sum
 *   to 1 within 1e-9
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER for a solid that the material does not have (data: name, allowed),
 *   PHY_OUT_OF_RANGE where the fractions do not sum to 1
 */
export function withRecipe<T extends { readonly solids: readonly SolidComponent[] }>(
  material: T,
  massFractions: Readonly<Record<string, number>>,
): T {
  const allowed = material.solids.map(({ name }) => name);
  const unknown = Object.keys(massFractions).find((name) => !allowed.includes(name));
  if (unknown !== undefined) {
    throw new PhysicsError(
      'PHY_UNKNOWN_PARAMETER',
      `the recipe has no solid '${unknown}'; allowed: ${allowed.join(', ')}`,
      { name: unknown, allowed },
    );
  }
  const solids = material.solids.map((solid) => ({
    ...solid,
    massFraction: massFractions[solid.name] ?? solid.massFraction,
  }));
  poreFreeDensity(solids);
  return { ...material, solids };
}
