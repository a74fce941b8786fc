import { describe, expect, it } from 'vitest';
import { constantsOf } from '../../../../physics/materials/constant-origins.ts';
import { withRecipe } from '../../../../physics/process/mixing/recipe.ts';
import { runRoute } from '../../../../physics/process/route/route.ts';
import { poreFreeDensity } from '../../../../physics/process/solids.ts';
import type { RecipeMaterialName } from '../../../../twin/contract/configuration.ts';
import { type Product, powderProducts, slurryProducts } from '../../../support/products.ts';

type Range = readonly [number, number];

/**
 * Usual porosities behind dryer and press: reviews and teardowns of cells, to a few points. Aqueous graphite dries to 0.5
 * to 0.6; hard carbon stays looser in the press (DigiCell project on processability).
 */
const usual: Readonly<Record<RecipeMaterialName, { dry: Range; pressed: Range }>> = {
  'nmc622-demonstration': { dry: [0.42, 0.52], pressed: [0.25, 0.38] },
  'nmc622-dry': { dry: [0.55, 0.65], pressed: [0.2, 0.38] },
  'lfp-nmp': { dry: [0.48, 0.58], pressed: [0.25, 0.38] },
  'layered-oxide-nmp': { dry: [0.42, 0.54], pressed: [0.25, 0.38] },
  'layered-oxide-p2-nmp': { dry: [0.42, 0.54], pressed: [0.25, 0.38] },
  'graphite-water': { dry: [0.5, 0.6], pressed: [0.25, 0.4] },
  'hard-carbon-water': { dry: [0.45, 0.58], pressed: [0.3, 0.45] },
};

/** Numbers that say where others are given, or from where on there is a warning: exact by definition. */
const exact =
  /\.(reference\w*|sorptionTemperature|yieldReferenceVolume|contactPorosity|peelBinderFraction|\w+Limit)$/;

function expectWithin(value: number, [low, high]: Range): void {
  expect(value).toBeGreaterThan(low);
  expect(value).toBeLessThan(high);
}

const run = ({ route, line, settings }: Product, change: Record<string, number> = {}) =>
  runRoute(route, line, { ...settings, ...change });
const last = (product: Product, change?: Record<string, number>) => run(product, change).at(-1)!;

describe.each([...slurryProducts, ...powderProducts])('$name', (product) => {
  const { name, material, settings } = product;

  it('knows every number with its origin, and references and limits exactly', () => {
    for (const { path, value, sd, source } of constantsOf(material)) {
      expect([path, Number.isFinite(value), sd >= 0, source !== '']).toEqual([
        path,
        true,
        true,
        true,
      ]);
      // How much foil stretches before it is harmed is a property, not a convention.
      if (exact.test(path) && !path.startsWith('foilMechanics'))
        expect([path, sd]).toEqual([path, 0]);
    }
  });

  it('comes off its line with usual porosities and no warning', () => {
    const behind = run(product);
    const { dry, pressed } = usual[name];
    expectWithin(behind.at(-2)!.web['porosity']!, dry);
    expectWithin(behind.at(-1)!.web['porosity']!, pressed);
    expect(behind.at(-1)!.warnings).toEqual([]);
  });

  it('is denser the harder it is pressed', () => {
    const load = settings['calender.lineLoad']!;
    const porosities = [0.7, 1, 1.3].map(
      (share) => last(product, { 'calender.lineLoad': share * load }).web['porosity']!,
    );
    expect(porosities).toEqual([...porosities].sort((left, right) => right - left));
    expect(porosities[2]!).toBeLessThan(porosities[0]! - 0.01);
  });

  it('refuses fractions that do not sum to one, and solids that it has not', () => {
    const [active] = material.solids;
    expect(() => withRecipe(material, { [active!.name]: active!.massFraction + 0.01 })).toThrow(
      expect.objectContaining({
        code: 'PHY_OUT_OF_RANGE',
        message: expect.stringContaining('sum of the mass fractions'),
      }),
    );
    expect(() => withRecipe(material, { tin: 0.1 })).toThrow(
      expect.objectContaining({ code: 'PHY_UNKNOWN_PARAMETER' }),
    );
  });
});

describe.each(slurryProducts)('$name in the dryer', (product) => {
  const { material, settings, line } = product;
  const zones = line.zones.map(({ id }) => `${id}.airTemperature`);

  it('comes out dry and sticks to the foil', () => {
    const { web } = last(product);
    expect(web['residualSolvent']!).toBeLessThan(material.drying.residualSolventLimit);
    expectWithin(web['peelStrength']!, [2, 60]);
  });

  it('keeps less solvent when the last zone is hotter', () => {
    const key = zones.at(-1)!;
    const residual = (warmer: number) =>
      last(product, { [key]: settings[key]! + warmer }).web['residualSolvent']!;
    expect(residual(10)).toBeLessThan(residual(0));
    expect(residual(0)).toBeLessThan(residual(-10));
  });

  it('has more binder at the surface and less hold on the foil when it dries faster', () => {
    // The same air in all zones, so that only the rate differs: hotter binder would also diffuse faster.
    const jets = (airVelocity: number) =>
      Object.fromEntries(
        line.zones.flatMap(({ id }) => [
          [`${id}.airTemperature`, settings[zones[1]!]!],
          [`${id}.airVelocity`, airVelocity],
        ]),
      );
    const [calm, fast] = [last(product, jets(8)).web, last(product, jets(16)).web];
    expect(fast['binderRatio']!).toBeGreaterThan(calm['binderRatio']!);
    expect(fast['peelStrength']!).toBeLessThan(calm['peelStrength']!);
  });

  it.each([
    [0.06, 1],
    [0.06, 10],
    [0.25, 1],
    [0.25, 10],
  ])('has a finite web at %f kg/m2 and %f m/min, or warns of it', (loading, metresPerMinute) => {
    const webSpeed = metresPerMinute / 60;
    const flow = settings['coater.pumpFlow']! / settings['line.webSpeed']!;
    const { web: nominal } = run(product)[1]!;
    const { web, warnings } = last(product, {
      'line.webSpeed': webSpeed,
      'coater.pumpFlow': (flow * webSpeed * loading) / nominal['loading']!,
    });
    for (const [key, value] of Object.entries(web)) {
      expect([key, Number.isFinite(value)]).toEqual([key, true]);
    }
    const isDry = web['residualSolvent']! <= material.drying.residualSolventLimit;
    expect(warnings.some(({ code }) => code === 'DRYING_NOT_DRY')).toBe(!isDry);
  });

  it('conserves its solids', () => {
    const behind = run(product);
    const dried = behind[2]!.web;
    expect(dried['loading']).toBe(behind[1]!.web['loading']);
    const mass = dried['thickness']! * (1 - dried['porosity']!) * poreFreeDensity(material.solids);
    expect(Math.abs(mass / dried['loading']! - 1)).toBeLessThan(1e-9);
  });
});

it('water needs no recovery, N-methyl-2-pyrrolidone does', () => {
  const voc = (product: Product) => last(product).web['vocEmitted']!;
  for (const product of slurryProducts) {
    if (product.material.solvent.organic) expect(voc(product)).toBeGreaterThan(0);
    else expect(voc(product)).toBe(0);
  }
});

it('graphite conducts far better than LFP, and its way for ions is longer than that of NMC', () => {
  const web = (name: RecipeMaterialName) =>
    last(slurryProducts.find((product) => product.name === name)!).web;
  expect(web('graphite-water')['conductivity']!).toBeGreaterThan(
    20 * web('lfp-nmp')['conductivity']!,
  );
  expect(web('graphite-water')['tortuosityFactor']!).toBeGreaterThan(
    web('nmc622-demonstration')['tortuosityFactor']!,
  );
});
