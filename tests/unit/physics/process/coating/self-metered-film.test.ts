import { describe, expect, it } from 'vitest';
import {
  dimensionlessGradient,
  gradientOfFlow,
  pressureGradient,
} from '../../../../../physics/process/coating/couette-poiseuille.ts';
import {
  filmFactor,
  type MeteredFlow,
  type MeteringGap,
  solvedFilm,
} from '../../../../../physics/process/coating/self-metered-film.ts';
import { expectClose } from '../../../../support/close.ts';
import { expectSmooth } from '../../../../support/smooth.ts';

/** Digits that root finding and quadrature leave. */
const exact = { rtol: 1e-11, atol: 1e-12 };
const indices = [0.1, 0.3, 0.45, 0.7, 1, 1.4];

describe('Couette-Poiseuille flow of a power-law fluid', () => {
  it('is 12 (1/2 - flow) for a Newtonian fluid', () => {
    for (const flow of [-3, 0, 1 / 3, 0.5, 2 / 3, 1, 7]) {
      expectClose(dimensionlessGradient(flow, 1), 12 * (0.5 - flow), exact);
    }
  });

  it('has no pressure at half of speed times gap, and is odd about it', () => {
    for (const n of indices) {
      expectClose(dimensionlessGradient(0.5, n), 0, exact);
      for (const off of [0.01, 0.2, 0.5, 2]) {
        expectClose(
          dimensionlessGradient(0.5 + off, n),
          -dimensionlessGradient(0.5 - off, n),
          exact,
        );
      }
    }
  });

  it('has no stress at the wall at rest where the flow is 1 / (2 + 1/n)', () => {
    for (const n of indices) {
      // Then s = p (1 - y) and the stress at the moving wall balances the pressure: G = ((1 + 1/n))^n.
      expectClose(dimensionlessGradient(1 / (2 + 1 / n), n), (1 + 1 / n) ** n, exact);
    }
  });

  it('approaches flow between two resting walls where the flow is large', () => {
    for (const n of indices) {
      // q = h^2 / (2 (2 + 1/n)) (G h / 2 K)^(1/n) without the drag of the wall.
      const flow = 900;
      const poiseuille = 2 * ((flow - 0.5) * 2 * (2 + 1 / n)) ** n;
      expectClose(-dimensionlessGradient(flow, n), poiseuille, { rtol: 2e-3, atol: 0 });
    }
  });

  it('falls with flow and is smooth in flow and index', () => {
    for (const n of indices) {
      const gradients = [-2, -0.5, 0.1, 0.3, 0.45, 0.55, 0.9, 3].map((flow) =>
        dimensionlessGradient(flow, n),
      );
      for (let i = 1; i < gradients.length; i++) {
        expect(gradients[i]!).toBeLessThan(gradients[i - 1]!);
      }
      for (const flow of [0.2, 0.4, 0.62, 1.3]) {
        expectSmooth((value) => dimensionlessGradient(value, n), flow);
        expectSmooth((value) => dimensionlessGradient(flow, value), n, { tolerance: 1e-3 });
      }
    }
  });

  it('knows its derivatives, also near pure drag and beyond, and from any slope to begin with', () => {
    for (const n of indices) {
      for (const flow of [-3, 0.2, 0.4999, 0.52, 0.7, 3]) {
        const at = (change: number) => gradientOfFlow(flow + change, n);
        const { gradient, perFlow, slopePerFlow, slope } = at(0);
        const step = 1e-5;
        const difference = (of: 'gradient' | 'slope'): number =>
          (at(step)[of] - at(-step)[of]) / (2 * step);
        expectClose(perFlow, difference('gradient'), { rtol: 1e-5, atol: 0 });
        expectClose(slopePerFlow, difference('slope'), { rtol: 1e-5, atol: 0 });
        expectClose(gradientOfFlow(flow, n, slope + 2).gradient, gradient, exact);
      }
    }
  });

  it('has the units of a pressure gradient', () => {
    const state = { gap: 2e-4, webSpeed: 0.1, flow: 0 };
    const gradient = pressureGradient({ consistency: 0.3, flowIndex: 1 }, state);
    expectClose(gradient, (6 * 0.3 * 0.1) / 2e-4 ** 2, exact);
    expect(() => pressureGradient({ consistency: 0.3, flowIndex: 0 }, state)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });
});

describe('film factor', () => {
  const geometry: MeteringGap = { gap: 2e-4, radius: 0.05, landLength: 0, entryHeight: 0.02 };
  const flow: MeteredFlow = {
    powerLawAt: () => ({ consistency: 1, flowIndex: 1 }),
    webSpeed: 0.05,
    entryPressure: 0,
    // The suction goes with the cube root: 1e-18 leaves none that shows.
    surfaceTension: 1e-18,
  };
  const factor = (shape: Partial<MeteringGap> = {}, moving: Partial<MeteredFlow> = {}): number =>
    filmFactor({ ...geometry, ...shape }, { ...flow, ...moving });
  const thinning = (flowIndex: number) => ({
    powerLawAt: () => ({ consistency: 1, flowIndex }),
  });

  it('is a half under a long flat land, for every fluid', () => {
    for (const n of indices) {
      // What the round entrance gives is lost in proportion to its length over the land's.
      expectClose(factor({ landLength: 50 }, thinning(n)), 0.5, { rtol: 1e-3, atol: 0 });
    }
  });

  it('is two thirds under a cylinder cut at its least gap, for a Newtonian fluid', () => {
    // The entry at a hundred gaps lacks 1e-3 of the integral; at ten thousand 1e-6.
    expectClose(factor({ entryHeight: 1 }), 2 / 3, { rtol: 1e-5, atol: 0 });
    expectClose(factor(), 2 / 3, { rtol: 2e-3, atol: 0 });
  });

  it('is larger for a shear-thinning fluid, which the narrowing gap feeds better', () => {
    const factors = [1, 0.7, 0.45, 0.3].map((n) => factor({}, thinning(n)));
    for (let i = 1; i < factors.length; i++) expect(factors[i]!).toBeGreaterThan(factors[i - 1]!);
  });

  it('has the closed form of a Newtonian land fed by a pressure', () => {
    const [land, pressure] = [0.5, 2e4];
    const got = factor({ landLength: land, radius: 1e-9 }, { entryPressure: pressure });
    // Poiseuille's share is p H^2 / (12 eta U L).
    expectClose(got, 0.5 + (pressure * 2e-4 ** 2) / (12 * 1 * 0.05 * land), {
      rtol: 1e-6,
      atol: 0,
    });
  });

  it('rises with the pressure of the pool, the more the wider the gap and the slower the web', () => {
    const gain = (shape: Partial<MeteringGap>, moving: Partial<MeteredFlow>): number =>
      factor(shape, { ...moving, entryPressure: 200 }) - factor(shape, moving);
    for (const n of [0.45, 1]) {
      expect(gain({}, thinning(n))).toBeGreaterThan(0);
      expect(gain({ gap: 3e-4 }, thinning(n))).toBeGreaterThan(gain({}, thinning(n)));
      expect(gain({}, { ...thinning(n), webSpeed: 0.02 })).toBeGreaterThan(gain({}, thinning(n)));
    }
  });

  it('rises by the suction of the meniscus', () => {
    expect(factor({}, { surfaceTension: 0.05 })).toBeGreaterThan(factor());
  });

  it('without pressures depends on neither speed nor viscosity, also for a shear-thinning fluid', () => {
    const base = factor({}, thinning(0.5));
    expectClose(factor({}, { ...thinning(0.5), webSpeed: 0.2 }), base, { rtol: 1e-6, atol: 0 });
    const thick = { powerLawAt: () => ({ consistency: 7, flowIndex: 0.5 }) };
    expectClose(factor({}, thick), base, { rtol: 1e-6, atol: 0 });
  });

  it('is smooth in what it depends on, to the noise of its root finding', () => {
    const real = { ...thinning(0.45), entryPressure: 130, surfaceTension: 0.06 };
    expectSmooth((gap) => factor({ gap, landLength: 1e-3 }, real), 1.5e-4);
    expectSmooth((webSpeed) => factor({}, { ...real, webSpeed }), 0.005);
    expectSmooth((flowIndex) => factor({}, { ...real, ...thinning(flowIndex) }), 0.5, {
      tolerance: 1e-3,
    });
    expectSmooth((entryPressure) => factor({}, { ...real, entryPressure }), 130);
  });
});

describe('work of the film factor', () => {
  it('is small where fluids are those of electrodes, and bounded where they are not', () => {
    const solved = (gap: number, flowIndex: number, webSpeed: number, entryPressure: number) =>
      solvedFilm(
        { gap, radius: 0.05, landLength: 1e-3, entryHeight: 0.02 },
        {
          powerLawAt: () => ({ consistency: 3, flowIndex }),
          webSpeed,
          entryPressure,
          surfaceTension: 0.05,
        },
      ).work;
    for (const gap of [5e-5, 2e-4, 1e-3]) {
      for (const webSpeed of [0.01, 0.1, 1]) {
        for (const entryPressure of [0, 200]) {
          for (const flowIndex of [0.4, 0.6, 1]) {
            const { films, profiles } = solved(gap, flowIndex, webSpeed, entryPressure);
            expect(films).toBeLessThanOrEqual(8);
            // 33 places, each of which starts where the film before left it.
            expect(profiles).toBeLessThanOrEqual(33 * 4.5 * films);
          }
          for (const flowIndex of [0.1, 2]) {
            expect(solved(gap, flowIndex, webSpeed, entryPressure).films).toBeLessThan(20);
          }
        }
      }
    }
  });
});

describe('quadrature of the film factor', () => {
  it('has converged, as a fine sum of the same balance shows', () => {
    const geometry = { gap: 2e-4, radius: 0.033, landLength: 1e-3, entryHeight: 0.01 };
    const [consistency, n, webSpeed, entryPressure, surfaceTension] = [4, 0.45, 0.01, 130, 0.06];
    const powerLawAt = () => ({ consistency, flowIndex: n });
    const got = filmFactor(geometry, { powerLawAt, webSpeed, entryPressure, surfaceTension });
    const lastPlace = Math.sqrt(2 * 0.033 * (0.01 - 2e-4));
    const gradient = (gap: number): number =>
      pressureGradient(
        { consistency, flowIndex: n },
        { gap, webSpeed, flow: got * 2e-4 * webSpeed },
      );
    let viscous = 1e-3 * gradient(2e-4);
    const count = 4000;
    for (let i = 0; i < count; i++) {
      // Places that lie closer where the gap is narrow.
      const [from, to] = [i, i + 1].map((k) => lastPlace * (k / count) ** 2);
      const middle = (from! + to!) / 2;
      viscous += (to! - from!) * gradient(2e-4 + middle ** 2 / (2 * 0.033));
    }
    const stress = consistency * (webSpeed / 2e-4) ** n;
    const film =
      (1.34 * ((stress * 2e-4) / surfaceTension) ** (2 / 3) * surfaceTension) / (got * 2e-4);
    // The balance closes to 1e-4 of its parts, which is less than that in the factor.
    expectClose(-viscous, entryPressure + film, { rtol: 1e-4, atol: 0 });
  });
});
