import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhysicsError } from '../../../../../physics/core/errors.ts';
import { dryerUse } from '../../../../../physics/process/dryer-energy.ts';
import { dryFilm } from '../../../../../physics/process/drying.ts';
import { runRoute, type WebBehind } from '../../../../../physics/process/route/route.ts';
import type { Setting } from '../../../../../physics/process/route/step.ts';
import { poreFreeDensity } from '../../../../../physics/process/solids.ts';
import { processVariable } from '../../../../../physics/process/variables.ts';
import { expectClose } from '../../../../support/close.ts';
import { type Product, powderProducts, slurryProducts } from '../../../../support/products.ts';

const products = [...slurryProducts, ...powderProducts];

/** Every setting of a product's route once. */
function settingsOf({ route, line }: Product): readonly Setting[] {
  const rows = route.flatMap((step) => step.settings(line));
  return [...new Map(rows.map((row) => [row.key, row])).values()];
}

/** A value of the row of a setting, from absurdly small to absurdly large and beyond; `at` from 0 to 1. */
function absurd({ variable: { min, max }, isCount }: Setting, at: number): number {
  const decades = 24;
  const span = max - min;
  const value =
    at < 0.05
      ? min - at * span
      : at > 0.95
        ? max + (at - 0.95) * span
        : min + span * 10 ** (-decades * (0.95 - at));
  return isCount === true ? Math.round(value) : value;
}

/** Solids, and that every number is one of its variable's row. */
function expectPhysical({ material }: Product, behind: readonly WebBehind[]): void {
  const wrong = behind.flatMap(({ web }) =>
    Object.entries(web).filter(([key, value]) => {
      const { min, max } = processVariable(key);
      return !(value >= min && value <= max);
    }),
  );
  expect(wrong).toEqual([]);
  const { loading, thickness, porosity } = behind.at(-1)!.web;
  const solids = thickness! * (1 - porosity!) * poreFreeDensity(material.solids);
  expectClose(solids, loading!, { rtol: 1e-9, atol: 0 });
}

/** Runs a product with changed settings: a web that is physical, or an error with a code. */
function outcome(product: Product, changed: Readonly<Record<string, number>>) {
  const settings = { ...product.settings, ...changed };
  let behind: readonly WebBehind[];
  try {
    behind = runRoute(product.route, product.line, settings);
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    expect(error.message).not.toMatch(/NaN|undefined/);
    return 'refused';
  }
  expectPhysical(product, behind);
  return behind.at(-1)!.warnings.length > 0 ? 'warned' : 'silent';
}

describe.each(products.map((product) => [product.name, product] as const))('%s', (_, product) => {
  const rows = settingsOf(product);

  it('gives a physical web or a coded error wherever one setting stands', () => {
    const told = { refused: 0, warned: 0, silent: 0 };
    for (const row of rows) {
      for (let i = 0; i <= 24; i++) {
        told[outcome(product, { [row.key]: absurd(row, i / 24) })]++;
      }
    }
    expect(Math.min(told.refused, told.warned, told.silent)).toBeGreaterThan(10);
  }, 60_000);

  it('does so wherever two settings stand together', () => {
    const one = fc.tuple(fc.constantFrom(...rows), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(one, one, ([a, at], [b, bt]) => {
        outcome(product, { [a.key]: absurd(a, at), [b.key]: absurd(b, bt) });
      }),
      { seed: 20261122, numRuns: 150 },
    );
  });

  it('refuses what lies outside the row of a setting', () => {
    for (const { key, variable, isCount } of rows) {
      const beyond = [variable.min - 1e-6 * (variable.max - variable.min), 2 * variable.max + 1];
      for (const value of [...beyond, Number.NaN, ...(isCount === true ? [1.5] : [])]) {
        expect(() =>
          runRoute(product.route, product.line, { ...product.settings, [key]: value }),
        ).toThrow(PhysicsError);
      }
    }
  });
});

describe('settings that no law was made for', () => {
  const [product] = slurryProducts;
  const { route, line, settings } = product!;
  const codes = (changed: Readonly<Record<string, number>>): readonly string[] =>
    runRoute(route, line, { ...settings, ...changed })
      .at(-1)!
      .warnings.map(({ code }) => code);

  it.each([
    [{ 'calender.rollTemperature': 273.15 }, 'CALENDERING_OUTSIDE_FITTED_TEMPERATURE'],
    [{ 'calender.rollTemperature': 500 }, 'CALENDERING_OUTSIDE_FITTED_TEMPERATURE'],
    [{ 'calender.filmTemperature': 500 }, 'CALENDERING_OUTSIDE_FITTED_TEMPERATURE'],
    [{ 'calender.webTension': 2000 }, 'CALENDERING_FOIL_OVERSTRETCHED'],
    [{ 'dryerZone1.solventContent': 4e-4 }, 'DRYING_FRESH_AIR_SHORT'],
    [{ 'dryerZone1.solventContent': 5e-3 }, 'DRYING_AIR_NEAR_EXPLOSION'],
    [{ 'dryerZone4.solventContent': 0.2 }, 'DRYING_AIR_SATURATED'],
    [{ 'dryerZone4.airVelocity': 0 }, 'DRYING_TRANSFER_EXTRAPOLATED'],
  ])('%j is warned of by %s', (changed, code) => {
    expect(codes({})).toEqual([]);
    expect(codes(changed)).toContain(code);
  });

  it('a zone that would take in ten times the air of its jets is refused, and the range that is told runs', () => {
    const key = 'dryerZone1.solventContent';
    let found: PhysicsError | undefined;
    try {
      runRoute(route, line, { ...settings, [key]: 1e-9 });
    } catch (error) {
      found = error as PhysicsError;
    }
    expect(found?.code).toBe('PHY_OUT_OF_RANGE');
    expect(found?.data).toMatchObject({
      step: 'drying',
      name: 'solventContent of zone 1',
      unit: 'ppm',
    });
    // More vapour in the air slows the drying, so the bound that this film gives is a little too high.
    const least = (found!.data['min'] as number) * 1e-6;
    expect(codes({ [key]: least })).toContain('DRYING_FRESH_AIR_SHORT');
  });
});

describe('air of the hall', () => {
  const graphite = slurryProducts.find(({ name }) => name === 'graphite-water')!;
  const { route, line, settings } = graphite;
  const key = 'hall.relativeHumidity';
  const energy = (humidity?: number): number =>
    runRoute(route, line, {
      ...settings,
      ...(humidity === undefined ? {} : { [key]: humidity }),
    }).at(-1)!.web['dryingEnergy']!;

  it('brings water that a water-based dryer has to blow out with more air', () => {
    expect(energy(0.2)).toBeGreaterThan(energy(0));
    expect(energy(0.8)).toBeGreaterThan(1.2 * energy(0.2));
    expect(energy()).toBe(energy(0.45));
  });

  it('is no setting of a dryer of another solvent', () => {
    const [cathode] = slurryProducts;
    expect(() =>
      runRoute(cathode!.route, cathode!.line, { ...cathode!.settings, [key]: 0.4 }),
    ).toThrow(key);
  });

  it('can not be drier in a zone than in the hall', () => {
    expect(() =>
      runRoute(route, line, { ...settings, [key]: 0.9, 'dryerZone4.solventContent': 0.02 }),
    ).toThrow(
      /solventContent of zone 4 is 20000 ppm; allowed is no less than the 23\d+\.?\d* ppm of the hall/,
    );
  });
});

describe('balances wherever a zone is set', () => {
  const [{ line, settings, route }] = slurryProducts as [Product];
  const behind = runRoute(
    route.slice(0, 2),
    line,
    Object.fromEntries(
      Object.entries(settings).filter(([key]) => /^(mixer|coater|line)/.test(key)),
    ),
  );
  const web = behind.at(-1)!.web;
  const film = {
    loading: web['loading']!,
    solventLoading: web['solventLoading']!,
    temperature: web['filmTemperature']!,
    wetThickness: web['wetThickness']!,
  };

  it('solvent and heat that go in come out', () => {
    let closed = 0;
    const zone = fc.tuple(
      fc.double({ min: 300, max: 480, noNaN: true }),
      fc.double({ min: -6, max: 1.7, noNaN: true }),
      fc.double({ min: -6, max: -0.3, noNaN: true }),
    );
    fc.assert(
      fc.property(
        zone,
        zone,
        fc.double({ min: -3, max: 0.3, noNaN: true }),
        (first, second, speed) => {
          const zones = [first, second].map(([airTemperature, velocity, content]) => ({
            length: 4,
            airTemperature,
            airVelocity: 10 ** velocity,
            solventContent: 10 ** content,
          }));
          const webSpeed = 10 ** speed;
          try {
            const coating = dryFilm(line.material, film, zones, webSpeed);
            const use = dryerUse({ material: line.material, zones, coating, webSpeed });
            const left = coating.residualSolvent * coating.loading;
            const { solventLoading } = film;
            expectClose(coating.evaporated + left, solventLoading, { rtol: 1e-9, atol: 0 });
            const drawn = use.zones.reduce(
              (sum, { vapourDrawn, vapourIn }) => sum + vapourDrawn + vapourIn,
              0,
            );
            const out = use.solventCaptured + use.solventEmitted;
            expectClose(out - drawn, coating.evaporated, { rtol: 1e-9, atol: 1e-12 });
            for (const [i, balance] of use.zones.entries()) {
              const given = balance.heater + balance.fanWork + balance.recovered;
              const taken =
                balance.toWeb + balance.superheat + balance.airHeating + balance.surplus;
              expectClose(given, taken, { rtol: 1e-9, atol: 1e-6 });
              const { exchange } = coating.profile[i]!;
              // Stored from temperature and solvent at both ends; the rest are integrals along the way.
              const stored = balance.toWeb - exchange.latent - exchange.carried;
              const size = Math.abs(balance.toWeb) + Math.abs(exchange.latent);
              expectClose(exchange.stored, stored, { rtol: 0, atol: 1e-9 * size + 1e-6 });
            }
            closed++;
          } catch (error) {
            if (!(error instanceof PhysicsError)) throw error;
          }
        },
      ),
      { seed: 20261122, numRuns: 300 },
    );
    expect(closed).toBeGreaterThan(50);
  });
});
