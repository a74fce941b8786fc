import { describe, expect, it } from 'vitest';
import { notAKnotSpline } from '../../../../physics/numerics/cubic-spline.ts';
import { expectClose } from '../../../support/close.ts';

const nodes = [0, 0.01, 0.05, 0.2, 0.21, 0.6, 1];
const values = [3.5, 1.04, 0.6, 0.2, 0.21, 0.1, 0.005];

describe('notAKnotSpline', () => {
  it('passes through every point', () => {
    const spline = notAKnotSpline(nodes, values);
    for (const [i, node] of nodes.entries()) {
      // the far end of an interval is evaluated from its near end; a node belongs to the interval that it begins
      expectClose(spline(node), values[i]!, { rtol: 1e-14, atol: 1e-14 });
    }
  });

  it('reproduces a cubic between and beyond its nodes', () => {
    const cubic = (x: number) => 2 - 3 * x + 0.5 * x ** 2 + 4 * x ** 3;
    const spline = notAKnotSpline(nodes, nodes.map(cubic));
    for (const x of [-0.5, 0.004, 0.13, 0.205, 0.5, 0.99, 1.5]) {
      // round-off of the slopes, grown by the distance from the table over its narrowest step (150)
      expectClose(spline(x), cubic(x), { rtol: 1e-12, atol: 1e-12 });
    }
  });

  it('agrees with SciPy on uneven nodes, between and beyond them', () => {
    // scipy.interpolate.CubicSpline(nodes, values), SciPy 1.17.1, its default boundary condition being not-a-knot
    const spline = notAKnotSpline(nodes, values);
    for (const [x, expected] of [
      [-0.05, 48.16343370668844],
      [0.005, 2.0840121235999183],
      [0.03, -0.32946265173246586],
      [0.1, 1.7420805668963242],
      [0.205, 0.2001242656493833],
      [0.4, 0.3445705919432249],
      [0.8, -0.1467363787836456],
      [1.02, 0.057514223504262385],
    ] as const) {
      // round-off: values reach some hundred times those of the table
      expectClose(spline(x), expected, { rtol: 1e-12, atol: 1e-13 });
    }
  });

  it('converges with the fourth power of the spacing', () => {
    const errorWith = (count: number) => {
      const grid = Array.from({ length: count + 1 }, (_, i) => (3 * i) / count);
      const spline = notAKnotSpline(grid, grid.map(Math.sin));
      let worst = 0;
      for (let i = 0; i <= 1000; i++) {
        const x = (3 * i) / 1000;
        worst = Math.max(worst, Math.abs(spline(x) - Math.sin(x)));
      }
      return worst;
    };
    const order = Math.log2(errorWith(80) / errorWith(160));
    // the ends, where the condition acts, bring the observed order a little off 4
    expectClose(order, 4, { rtol: 0, atol: 0.3 });
  });

  it('refuses fewer than four points, unequal lists and nodes that do not increase', () => {
    const refused = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
    expect(() => notAKnotSpline([0, 1, 2], [0, 1, 2])).toThrow(refused);
    expect(() => notAKnotSpline([0, 1, 2, 3], [0, 1, 2])).toThrow(refused);
    expect(() => notAKnotSpline([0, 1, 1, 3], [0, 1, 2, 3])).toThrow(refused);
    expect(() => notAKnotSpline([0, 1, Number.NaN, 3], [0, 1, 2, 3])).toThrow(refused);
  });
});
