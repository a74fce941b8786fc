import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runRoute } from '../../../../physics/process/route/route.ts';
import { checkConfiguration } from '../../../../twin/cli/check-configuration.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../../../twin/cli/line-from-configuration.ts';
import { readCommandLine } from '../../../../twin/cli/options.ts';
import { processAnswer } from '../../../../twin/cli/process.ts';
import { recipeMaterials } from '../../../../twin/cli/recipe-materials.ts';
import { expectClose } from '../../../support/close.ts';
import { boundarySettings, powderProducts, slurryProducts } from '../../../support/products.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-products-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The configuration of a text that is YAML. */
function configured(text: string) {
  const path = join(folder, 'twinline.yaml');
  writeFileSync(path, text);
  return loadConfiguration(path, {});
}

const recipeOf = (material: string, more: object = {}) => ({
  name: material,
  material,
  porosity_frac: { min: 0.2, target: 0.3, max: 0.4 },
  loading_g_per_m2: { min: 60, target: 100, max: 250 },
  thickness_um: { min: 20, target: 60, max: 150 },
  ...more,
});

/** Without --set and --change. */
const asSet = readCommandLine(['process']).own;

const products = [...slurryProducts, ...powderProducts];

it('every product that a recipe may name is among those that are run', () => {
  expect(products.map(({ name }) => name).sort()).toEqual(Object.keys(recipeMaterials).sort());
});

it.each(products)('$name is a configuration that says what its physics says', (product) => {
  const { name, route, line, settings } = product;
  const recipe = recipeOf(name, {
    route: route.map((step) => step.name),
    settings: boundarySettings(product),
  });
  const configuration = configured(JSON.stringify({ recipes: [recipe] }));
  checkConfiguration(configuration);
  const { steps } = processAnswer(configuration, asSet);
  const { porosity_frac: porosity } = steps.at(-1)!.web;
  const { web } = runRoute(route, line, settings).at(-1)!;
  expectClose(porosity!.after, web['porosity']!, { rtol: 1e-9, atol: 0 });
  // Assumed constants leave points of porosity open, and the answer says so.
  expect(porosity!.sd).toBeGreaterThan(0.01);
  expect(porosity!.sd).toBeLessThan(0.12);
});

describe('the recipes of docs/operations.md', () => {
  const text = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  const recipes = [...text.matchAll(/^```yaml\n(recipes:[\s\S]*?)^```/gm)].map(
    ([, yaml = '']) => [/name: (.*)/.exec(yaml)![1]!, yaml] as const,
  );

  it('stand beside every setting that a product has', () => {
    const names = new Set(products.flatMap((product) => Object.keys(boundarySettings(product))));
    for (const name of names) {
      const told = name.startsWith('dryerZone') ? name.slice(name.indexOf('.') + 1) : name;
      expect(text).toContain(`\`${told}\``);
    }
  });

  it('are a slurry and a powder', () => {
    const materials = recipes.map(([, yaml]) => configured(yaml).recipes[0]!.material);
    expect(materials).toEqual(['graphite-water', 'nmc622-dry']);
  });

  it.each(recipes)('%s runs without a warning and meets its targets', (_, yaml) => {
    const configuration = configured(yaml);
    checkConfiguration(configuration);
    const { steps } = processAnswer(configuration, asSet);
    const { web, warnings } = steps.at(-1)!;
    expect(warnings).toEqual([]);
    const recipe = configuration.recipes[0]!;
    for (const key of ['porosity_frac', 'loading_g_per_m2', 'thickness_um'] as const) {
      expect(web[key]!.after).toBeGreaterThan(recipe[key].min);
      expect(web[key]!.after).toBeLessThan(recipe[key].max);
    }
  });
});

const virtualLine = { virtualLine: { line: 'demo' } };
const connectors = {
  connectors: [{ id: 'plc', kind: 'opcua', endpoint: 'opc.tcp://plc:4840', map: 'tags.csv' }],
};

it.each([
  ['graphite-water', virtualLine, 'allowed: nmc622-demonstration (the virtual line coats NMC622, '],
  ['nmc622-dry', virtualLine, 'allowed: nmc622-demonstration (the virtual line coats NMC622, '],
  ['nmc622-dry', connectors, 'allowed: nmc622-demonstration, lfp-nmp, '],
])('config check refuses %s beside %j', (material, more, allowed) => {
  const configuration = configured(JSON.stringify({ recipes: [recipeOf(material)], ...more }));
  expect(() => checkConfiguration(configuration)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`recipes.0.material: found "${material}"; ${allowed}`),
    }),
  );
});

it('config check refuses a slurry of a powder, and a product that there is not', () => {
  const [wet, dry] = [slurryProducts[0]!, powderProducts[0]!];
  const recipe = recipeOf(dry.name, {
    route: wet.route.map((step) => step.name),
    settings: boundarySettings(wet),
  });
  expect(() => checkConfiguration(configured(JSON.stringify({ recipes: [recipe] })))).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining("step 'mixing' coats a slurry"),
    }),
  );
  const unknown = JSON.stringify({ recipes: [recipeOf('silicon-water')] });
  expect(() => configured(unknown)).toThrow(
    expect.objectContaining({ message: expect.stringContaining('graphite-water') }),
  );
});

describe('massFractions_frac', () => {
  const of = (massFractions_frac: object) =>
    configured(
      JSON.stringify({ recipes: [recipeOf('nmc622-demonstration', { massFractions_frac })] }),
    );

  it('gives the solids of the material another share', () => {
    const shares = { NMC622: 0.94, 'carbon black': 0.03, PVDF: 0.03 };
    const { material } = lineFromConfiguration(of(shares)).model;
    expect(material.solids.map(({ massFraction }) => massFraction)).toEqual([0.94, 0.03, 0.03]);
  });

  it.each([
    [{ NMC622: 0.95 }, 'sum of the mass fractions is 0.99'],
    [{ NMC622: 0.94, graphite: 0.02 }, "no solid 'graphite'; allowed: NMC622, carbon black, PVDF"],
  ])('refuses %j by name', (shares, sentence) => {
    expect(() => checkConfiguration(of(shares))).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(sentence),
      }),
    );
  });
});
