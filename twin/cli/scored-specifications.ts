import { fromUnit, toUnit, type UnitName } from '../../physics/core/units.ts';
import type {
  LineDefinition,
  ProductSpecification,
} from '../../physics/virtual-line/line-definition.ts';
import type { Configuration } from '../contract/configuration.ts';
import { TwinError } from '../domain/errors.ts';
import type { ProductSpecifications, QualitySpecification } from '../studies/web-score.ts';
import { recipeMaterials } from './recipe-materials.ts';

/** Qualities that are scored, by the key of their variable, with name and unit of their limits in a recipe. */
export const qualities = {
  porosity: { name: 'porosity_frac', unit: 'frac' },
  loading: { name: 'loading_g_per_m2', unit: 'g_per_m2' },
  thickness: { name: 'thickness_um', unit: 'um' },
  residualSolvent: { name: 'residualSolvent_kg_per_kg', unit: 'kg_per_kg' },
} as const satisfies Record<keyof ProductSpecification['limits'], { name: string; unit: UnitName }>;
export type QualityKey = keyof typeof qualities;
const qualityKeys = Object.keys(qualities) as QualityKey[];

type Recipe = Configuration['recipes'][number];

/**
 * The limits that each product of a line is scored by: those of the line, and of the recipe that the user configured
 * those of the product that it is of.
 * @throws TwinError CONFIG_INVALID where the recipe is of no product of the line (data: problems of key, found, allowed)
 */
export function scoredSpecifications(
  definition: LineDefinition,
  recipe: Recipe | undefined,
): ProductSpecifications {
  const { specifications } = definition;
  const ofRecipe = recipe && specifications.find((own) => isOfProduct(recipe, definition, own));
  if (recipe !== undefined && ofRecipe === undefined) throw ofAnotherProduct(recipe, definition);
  return new Map(
    specifications.map((own) => [
      own.product,
      own === ofRecipe
        ? limitsOf(recipe!)
        : qualityKeys.map((key) => ({ key, ...own.limits[key] })),
    ]),
  );
}

function limitsOf(recipe: Recipe): QualitySpecification[] {
  return qualityKeys.map((key) => {
    const { name, unit } = qualities[key];
    const limits = recipe[name];
    const lower = 'min' in limits ? fromUnit(limits.min, unit) : Number.NEGATIVE_INFINITY;
    return { key, lower, upper: fromUnit(limits.max, unit) };
  });
}

/** A recipe is of a product whose material it has, and whose loading lies between its limits. */
function isOfProduct(
  { material, loading_g_per_m2: band }: Recipe,
  definition: LineDefinition,
  specification: ProductSpecification,
): boolean {
  const names = ({ solids }: { solids: readonly { name: string }[] }) =>
    solids.map(({ name }) => name).join();
  const loading = middleLoading(specification);
  return (
    names(recipeMaterials[material]) === names(definition.recipe) &&
    loading >= band.min &&
    loading <= band.max
  );
}

/** [g.m-2] */
function middleLoading({ limits }: ProductSpecification): number {
  return toUnit((limits.loading.lower + limits.loading.upper) / 2, 'g_per_m2');
}

function ofAnotherProduct(recipe: Recipe, definition: LineDefinition): TwinError {
  const { name, material, loading_g_per_m2: band } = recipe;
  const found = `${name} (${material}, ${band.min} to ${band.max} g/m2)`;
  const allowed = definition.specifications
    .map((own) => `${own.product} (${middleLoading(own).toFixed(0)} g/m2)`)
    .join(', ');
  return new TwinError(
    'CONFIG_INVALID',
    `recipes.0: found ${found}; the line ${definition.name} makes ${allowed}`,
    { problems: [{ key: 'recipes.0', found, allowed }] },
  );
}
