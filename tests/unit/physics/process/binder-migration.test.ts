import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MigrationStretch,
  migrateBinder,
  migrationCondition,
} from '../../../../physics/process/binder-migration.ts';
import { expectClose } from '../../../support/close.ts';

const particles = 40e-6;
const diffusivity = 1e-10;

/** A film that shrinks at a steady rate [m.s-1] from one volume of solution [m] to another. */
function shrinking(
  rate: number,
  {
    from = 80e-6,
    to = 35e-6,
    steps = 64,
    height = (solution: number) => solution + particles,
  } = {},
): MigrationStretch {
  return {
    duration: (from - to) / rate,
    steps,
    shrinking: true,
    conditions: (share, into) => {
      const solution = from - share * (from - to);
      into[migrationCondition.solution] = solution;
      into[migrationCondition.height] = height(solution);
      into[migrationCondition.shrinkRate] = rate;
      into[migrationCondition.diffusivity] = diffusivity;
    },
  };
}

/** Conditions at rest: the Peclet number with the diffusivity between the particles stays. */
function steady(peclet: number, duration: number): MigrationStretch {
  const [solution, height] = [40e-6, 80e-6];
  const effective = diffusivity * (solution / height) ** 1.5;
  return {
    duration,
    steps: 400,
    shrinking: true,
    conditions: (_, into) => {
      into[migrationCondition.solution] = solution;
      into[migrationCondition.height] = height;
      into[migrationCondition.shrinkRate] = (peclet * effective) / height;
      into[migrationCondition.diffusivity] = diffusivity;
    },
  };
}

/** Mean over the height. */
const mean = ({ profile, widths }: { profile: Float64Array; widths: Float64Array }): number =>
  profile.reduce((total, share, i) => total + share * widths[i]!, 0);

describe('migrateBinder', () => {
  it('keeps the binder to round-off and positive, fast or slow, drying or condensing', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2, max: 3, noNaN: true }),
        fc.boolean(),
        fc.integer({ min: 3, max: 80 }),
        (power, wetting, cells) => {
          const rate = 1e-7 * 10 ** power;
          const dries = shrinking(rate, { steps: 200 });
          const wets = shrinking(-rate, { from: 35e-6, to: 80e-6 });
          const found = migrateBinder(wetting ? [dries, wets] : [dries], cells);
          // Some 400 solutions with sums of numbers of order one.
          expectClose(mean(found), 1, { rtol: 0, atol: 1e-12 });
          expect(found.profile.every((share) => share > 0)).toBe(true);
        },
      ),
      { seed: 20261121, numRuns: 60 },
    );
  });

  it('leaves the binder even without flow, and nearly so at a vanishing Peclet number', () => {
    for (const share of migrateBinder([]).profile) expectClose(share, 1, { rtol: 1e-14, atol: 0 });
    const slow = migrateBinder([shrinking(1e-11)]);
    expect(slow.peclet).toBeLessThan(2e-5);
    expectClose(slow.surfaceToFoil, 1, { rtol: 5e-5, atol: 0 });
  });

  it('at a small Peclet number the profile is 1 + Pe (xi^2 / 2 - 1 / 6)', () => {
    const peclet = 0.02;
    const { profile, widths, surfaceToFoil } = migrateBinder([steady(peclet, 1000)]);
    let above = 0;
    profile.forEach((share, i) => {
      const below = above;
      above += widths[i]!;
      const square = (above ** 3 - below ** 3) / (3 * (above - below));
      // The next term is of the order of the square of Pe.
      expectClose(share, 1 + peclet * (square / 2 - 1 / 6), { rtol: 0, atol: peclet ** 2 / 8 });
    });
    expectClose(surfaceToFoil, 1 + peclet / 2, { rtol: peclet ** 2, atol: 0 });
  });

  it('comes to rest at exp(Pe xi^2 / 2), also on a coarse grid', () => {
    for (const cells of [8, 40]) {
      for (const peclet of [0.5, 3, -2]) {
        const { surfaceToFoil } = migrateBinder([steady(peclet, 4000)], cells);
        // The exponential fluxes hold this profile exactly; what is left is how near to rest it came.
        expectClose(surfaceToFoil, Math.exp(peclet / 2), { rtol: 1e-6, atol: 0 });
      }
    }
  });

  it('converges with second order in the grid and in the time steps', () => {
    const ratio = (cells: number, steps: number): number =>
      migrateBinder([shrinking(10e-6, { steps })], cells).surfaceToFoil;
    const orderOf = (coarse: number, fine: number, exact: number): number =>
      Math.log2(Math.abs(coarse - exact) / Math.abs(fine - exact));
    const fineGrid = ratio(1280, 512);
    expectClose(orderOf(ratio(80, 512), ratio(160, 512), fineGrid), 2, { rtol: 0, atol: 0.2 });
    const fineSteps = ratio(80, 8192);
    expectClose(orderOf(ratio(80, 64), ratio(80, 128), fineSteps), 2, { rtol: 0, atol: 0.3 });
    // What the drying model takes; this film dries some four times as fast as the demonstration line's.
    expectClose(ratio(40, 12), fineGrid, { rtol: 0.02, atol: 0 });
  });

  it.each([2, 20, 200])('shows the layer at the surface at a Peclet number of %d', (peclet) => {
    const rate = (peclet * diffusivity) / 97.5e-6;
    const found = (cells: number, steps: number) =>
      migrateBinder([shrinking(rate, { steps })], cells);
    const [usual, fine] = [found(40, 36), found(640, 512)];
    expectClose(usual.peclet, peclet, { rtol: 1e-3, atol: 0 });
    for (const key of ['foil', 'surface', 'surfaceToFoil', 'crowding'] as const) {
      expectClose(usual[key], fine[key], { rtol: peclet < 10 ? 0.005 : 0.03, atol: 0 });
      // Of the ratio, the errors at both ends may cancel on the coarse grid.
      if (key === 'surfaceToFoil') continue;
      const [coarse, middle] = [found(80, 512), found(160, 512)].map((run) =>
        Math.abs(run[key] / fine[key] - 1),
      );
      expect(middle!).toBeLessThan(0.35 * coarse! + 1e-5);
    }
  });

  it('the surface gathers more when it dries faster, or thicker at the same rate', () => {
    const ratio = (stretch: MigrationStretch): number => migrateBinder([stretch]).surfaceToFoil;
    const rates = [0.3e-6, 1e-6, 3e-6, 10e-6].map((rate) => ratio(shrinking(rate)));
    for (const [i, faster] of rates.slice(1).entries()) expect(faster).toBeGreaterThan(rates[i]!);
    const thick = shrinking(1e-6, {
      from: 160e-6,
      to: 70e-6,
      height: (solution) => solution + 2 * particles,
    });
    expect(ratio(thick)).toBeGreaterThan(rates[1]!);
  });

  it('capillary flow through pores that empty adds to it', () => {
    const shrink = shrinking(1e-6);
    const height = 35e-6 + particles;
    const empty = shrinking(1e-6, { from: 35e-6, to: 28e-6, height: () => height });
    const both = migrateBinder([shrink, { ...empty, shrinking: false }]);
    const alone = migrateBinder([shrink]);
    expect(both.surfaceToFoil).toBeGreaterThan(alone.surfaceToFoil);
    // The Peclet number is that of the shrinking film.
    expect(both.peclet).toBe(alone.peclet);
  });

  it('says the Peclet number', () => {
    const slow = migrateBinder([shrinking(1e-6)]);
    // Mean height between 75 and 120 um.
    expectClose(slow.peclet, (1e-6 * 97.5e-6) / diffusivity, { rtol: 1e-3, atol: 0 });
  });

  it('the same binder at twice the length and time with twice the diffusivity', () => {
    const twice: MigrationStretch = {
      ...shrinking(1e-6, { from: 160e-6, to: 70e-6, height: (s) => s + 2 * particles }),
    };
    const doubled: MigrationStretch = {
      ...twice,
      conditions: (share, into) => {
        twice.conditions(share, into);
        into[migrationCondition.diffusivity] = 2 * diffusivity;
      },
    };
    const [one, other] = [migrateBinder([shrinking(1e-6)]), migrateBinder([doubled])];
    expectClose(other.surfaceToFoil, one.surfaceToFoil, { rtol: 1e-12, atol: 0 });
  });
});
