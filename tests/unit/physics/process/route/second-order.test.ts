import { describe, expect, it } from 'vitest';
import { propagate } from '../../../../../physics/process/route/propagate.ts';
import { bentDeviations } from '../../../../../physics/process/route/second-order.ts';
import type { ProcessStep } from '../../../../../physics/process/route/step.ts';
import { expectClose } from '../../../../support/close.ts';
import { drawnWebs } from '../../../../support/drawn-webs.ts';
import { powderProducts, slurryProducts } from '../../../../support/products.ts';

const [nmc] = slurryProducts;

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('draws of all that is not known, at its full standard deviation', () => {
  it('stay inside the laws, but for less than one in a hundred', () => {
    const draws = 60;
    const refused = [...slurryProducts, ...powderProducts].flatMap((product) => {
      const { sources } = propagate(product.route, product.line, product.settings);
      return drawnWebs(product, sources, draws).refused;
    });
    const share = refused.length / (draws * (slurryProducts.length + powderProducts.length));
    expect(share, refused.join('; ')).toBeLessThan(0.01);
  }, 60_000);

  it('scatter the web as bentDeviations says, where that does not call itself rough', () => {
    const { route, line, settings } = nmc!;
    const uncertain = propagate(route, line, settings, {
      settingSd: { 'calender.lineLoad': 3000, 'coater.pumpFlow': 4e-8 },
    });
    const bent = bentDeviations(route, line, settings, uncertain);
    const { webs } = drawnWebs(nmc!, uncertain.sources, 300);
    // Rare draws leave the dryer wet; several noises of which any may be the large one bend in as many directions.
    const without = ['residualSolvent', 'thicknessScatter'];
    let straight = 0;
    for (const [i, deviations] of bent.entries()) {
      for (const [key, { sd, isRough }] of Object.entries(deviations)) {
        if (sd === 0 || isRough || without.includes(key)) continue;
        straight++;
        const drawn = deviation(webs.map((behind) => behind[i]!.web[key]!));
        // 300 draws have a deviation that is itself known to 4 %, to more where the tails are long.
        expect(sd / drawn, key).toBeGreaterThan(0.8);
        expect(sd / drawn, key).toBeLessThan(1.25);
      }
    }
    expect(straight).toBeGreaterThan(15);
    // Where the law bends, it comes nearer than the first order.
    for (const [step, key] of [
      [0, 'dispersion'],
      [0, 'yieldStress'],
      [2, 'binderRatio'],
      [3, 'conductivity'],
      [3, 'contactResistance'],
    ] as const) {
      const { sd, isRough } = bent[step]![key]!;
      expect([key, isRough]).toEqual([key, true]);
      const drawn = deviation(webs.map((behind) => behind[step]!.web[key]!));
      const first = uncertain.behind[step]!.standardDeviation[key]!;
      expect(Math.abs(Math.log(sd / drawn)), key).toBeLessThan(Math.abs(Math.log(first / drawn)));
    }
  }, 60_000);
});

describe('bentDeviations', () => {
  /** Steps that make one number of a constant that is known to s in its logarithm. */
  const powerLaw = (power: number, relativeSd: number) => {
    const { line } = nmc!;
    const { material } = line;
    const row = { origin: 'assumed', source: 'a test', relativeSd } as const;
    const origins = { ...material.origins, 'rheology.crossTime': row };
    const step: ProcessStep = {
      name: 'law',
      needs: [],
      makes: ['loading'],
      constants: ['material.rheology.crossTime'],
      settings: () => [],
      run: ({ material: { rheology } }) => ({
        web: { loading: rheology.crossTime ** power },
        warnings: [],
      }),
    };
    const own = { ...line, material: { ...material, origins } };
    const uncertain = propagate([step], own, {});
    return bentDeviations([step], own, {}, uncertain)[0]!['loading']!;
  };

  it.each([
    [1, 0.1],
    [2, 0.1],
    [1, 0.4],
    [-1, 0.4],
  ])('a power %d of a constant known to %d in its logarithm is log-normal', (power, relativeSd) => {
    const square = Math.exp((power * relativeSd) ** 2);
    // The next order.
    const rtol = (power * relativeSd) ** 4 + 1e-4;
    expectClose(powerLaw(power, relativeSd).sd, Math.sqrt(square * (square - 1)), {
      rtol,
      atol: 0,
    });
  });

  it('calls itself rough where the second order is much of it', () => {
    expect(powerLaw(1, 0.3).isRough).toBe(false);
    expect(powerLaw(3, 0.3).isRough).toBe(true);
  });
});
