import { describe, expect, it } from 'vitest';
import { drawnIntervals } from '../../../../../physics/process/route/drawn-intervals.ts';
import { propagate } from '../../../../../physics/process/route/propagate.ts';
import type { ProcessStep } from '../../../../../physics/process/route/step.ts';
import { whatIf } from '../../../../../twin/prediction/what-if.ts';
import { expectClose } from '../../../../support/close.ts';
import { drawnWebs } from '../../../../support/drawn-webs.ts';
import { slurryProducts } from '../../../../support/products.ts';

const [nmc] = slurryProducts;
const graphite = slurryProducts.find(({ name }) => name === 'graphite-water');

describe('drawnIntervals', () => {
  /** A step that takes the difference of two constants. */
  const paths = [
    'material.rheology.crossTime',
    'material.rheology.binderIntrinsicViscosity',
  ] as const;
  const difference: ProcessStep = {
    name: 'difference',
    needs: [],
    makes: ['loading'],
    constants: paths,
    settings: () => [],
    run: ({ material: { rheology } }) => ({
      web: {
        loading: 1 + rheology.crossTime / crossTime - rheology.binderIntrinsicViscosity / energy,
      },
      warnings: [],
    }),
  };
  const { line } = nmc!;
  const { crossTime, binderIntrinsicViscosity: energy } = line.material.rheology;
  const sd = 0.02;
  const spread = (rho: number, draws = 2000, seed = 4) => {
    const matrix = [
      [(sd * crossTime) ** 2, rho * sd * sd * crossTime * energy],
      [rho * sd * sd * crossTime * energy, (sd * energy) ** 2],
    ];
    const uncertain = propagate([difference], line, {}, { covariance: { names: paths, matrix } });
    return drawnIntervals([difference], line, {}, uncertain, { draws, seed }).behind[0]![
      'loading'
    ]!;
  };

  it.each([0, 0.9, -0.9])('draws what is known together with correlation %d together', (rho) => {
    const found = spread(rho);
    const exact = sd * Math.sqrt(2 * (1 - rho));
    expectClose(found.sd, exact, { rtol: 0.05, atol: 0 });
    expectClose(found.upper90 - found.lower90, 2 * 1.645 * exact, { rtol: 0.08, atol: 0 });
  });

  it('knows a difference of constants that always go together exactly', () => {
    expectClose(spread(1).sd, 0, { rtol: 0, atol: 1e-3 });
  });

  it('gives the same for the same seed', () => {
    expect(spread(0, 20)).toEqual(spread(0, 20));
    expect(spread(0, 20).sd).not.toBe(spread(0, 20, 5).sd);
  });
});

describe.each([nmc!, graphite!])('what is told of $name', (product) => {
  const { route, line, settings } = product;
  const told = whatIf(route, line, settings, {});
  const { sources } = propagate(route, line, settings);
  const { webs } = drawnWebs(product, sources, 300, 11);

  it('has intervals that hold nine of ten other draws, the wet tail and the scatter among them', () => {
    let checked = 0;
    for (const [i, { variables }] of told.entries()) {
      for (const { key, after, sd, interval90 } of variables) {
        if (interval90 === undefined || sd < 1e-9 * Math.abs(after)) continue;
        const held = webs.filter((behind) => {
          const value = behind[i]!.web[key]!;
          return value >= interval90.lower && value <= interval90.upper;
        });
        const share = held.length / webs.length;
        checked++;
        // 300 draws know a share to 1.7 %, and 200 the ends to no more than 2.2 %.
        expect(share, key).toBeGreaterThan(0.82);
        // More where many draws stand at the bound that the end is.
        const stands = webs.some((behind) => behind[i]!.web[key] === interval90.upper);
        if (!stands) expect(share, key).toBeLessThan(0.97);
      }
    }
    expect(checked).toBeGreaterThan(25);
  }, 60_000);

  it('has a rough deviation where a few draws leave more solvent, and where any noise may be the large one', () => {
    const behind = (step: string) => told.find((web) => web.step === step)!.variables;
    const of = (step: string, key: string) => behind(step).find((one) => one.key === key)!;
    expect(of('drying', 'residualSolvent').isRough).toBe(true);
    expect(of('forceCalendering', 'residualSolvent').isRough).toBe(true);
    expect(of('slotDie', 'thicknessScatter').isRough).toBe(true);
    const { after, interval90 } = of('drying', 'residualSolvent');
    expect(interval90!.upper - after).toBeGreaterThan(after - interval90!.lower);
  });
});
