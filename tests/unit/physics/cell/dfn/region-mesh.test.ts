import { describe, expect, it } from 'vitest';
import {
  interpolationMatrix,
  type RegionEnd,
  type RegionMesh,
  regionMesh,
} from '../../../../../physics/cell/dfn/region-mesh.ts';
import { expectClose } from '../../../../support/close.ts';
import { equalElements } from './constant-current.ts';

const layouts = [equalElements(3), equalElements(5), equalElements(4, 4), equalElements(3, 3, 3)];
const uneven = [
  { share: 1, points: 4 },
  { share: 3, points: 3 },
];

/** Values of a function over the unknowns of a mesh: points, then interfaces. */
function unknownsOf(
  mesh: RegionMesh,
  left: RegionEnd,
  right: RegionEnd,
  f: (x: number) => number,
): Float64Array {
  return Float64Array.from([
    ...mesh.x,
    ...(left === 'interface' ? [0] : []),
    ...(right === 'interface' ? [1] : []),
  ]).map(f);
}

function dot(row: Float64Array, values: ArrayLike<number>): number {
  return row.reduce((sum, weight, i) => sum + weight * values[i]!, 0);
}

describe.each([...layouts, uneven].map((layout) => ({ layout })))(
  'region of $layout',
  ({ layout }) => {
    const degree = Math.min(...layout.map(({ points }) => points)) + 1;

    it('has exact curvature and end slopes for polynomials as high as an element can hold', () => {
      const mesh = regionMesh(layout, 'interface', 'interface');
      for (let power = 0; power <= degree; power++) {
        const values = unknownsOf(mesh, 'interface', 'interface', (x) => x ** power);
        for (const [k, x] of mesh.x.entries()) {
          const row = mesh.laplacian.subarray(k * mesh.unknowns, (k + 1) * mesh.unknowns);
          // Second derivatives of Lagrange polynomials are about 1e3 times the values, in double precision.
          expectClose(dot(row, values), power * (power - 1) * x ** Math.max(0, power - 2), {
            rtol: 1e-10,
            atol: 1e-9,
          });
        }
        expectClose(dot(mesh.slopeLeft, values), power === 1 ? 1 : 0, { rtol: 0, atol: 1e-10 });
        expectClose(dot(mesh.slopeRight, values), power, { rtol: 1e-10, atol: 1e-10 });
      }
    });

    it('has no slope at a collector', () => {
      const mesh = regionMesh(layout, 'collector', 'interface');
      const values = unknownsOf(mesh, 'collector', 'interface', (x) => x * x);
      for (let k = 0; k < mesh.points; k++) {
        const row = mesh.laplacian.subarray(k * mesh.unknowns, (k + 1) * mesh.unknowns);
        // x^2 is flat at 0 and has curvature 2 everywhere; round-off as above.
        expectClose(dot(row, values), 2, { rtol: 1e-9, atol: 0 });
      }
      expect(mesh.slopeLeft).toHaveLength(0);
    });

    it('telescopes: the mean of the curvature is the slope at the right less that at the left', () => {
      for (const [left, right] of [
        ['collector', 'interface'],
        ['interface', 'collector'],
        ['interface', 'interface'],
      ] as const) {
        const mesh = regionMesh(layout, left, right);
        for (let unknown = 0; unknown < mesh.unknowns; unknown++) {
          let sum = 0;
          for (let k = 0; k < mesh.points; k++) {
            sum += mesh.weights[k]! * mesh.laplacian[k * mesh.unknowns + unknown]!;
          }
          const ends = (mesh.slopeRight[unknown] ?? 0) - (mesh.slopeLeft[unknown] ?? 0);
          // Sums of numbers of about 1e2 in double precision.
          expectClose(sum, ends, { rtol: 1e-12, atol: 1e-11 });
        }
      }
    });

    it('integrates polynomials exactly, in all and up to each point', () => {
      const mesh = regionMesh(layout, 'interface', 'collector');
      const most = Math.min(...layout.map(({ points }) => points)) - 1;
      for (let power = 0; power <= most; power++) {
        const values = mesh.x.map((x) => x ** power);
        // Round-off.
        expectClose(dot(mesh.weights, values), 1 / (power + 1), { rtol: 1e-13, atol: 0 });
        for (const [k, x] of mesh.x.entries()) {
          const row = mesh.integral.subarray(k * mesh.points, (k + 1) * mesh.points);
          expectClose(dot(row, values), x ** (power + 1) / (power + 1), {
            rtol: 1e-12,
            atol: 1e-14,
          });
        }
      }
    });
  },
);

describe('interpolationMatrix', () => {
  it('keeps means where the new elements divide the old ones', () => {
    const from = regionMesh(equalElements(5), 'collector', 'interface');
    const to = regionMesh(equalElements(3, 3, 3, 3, 3), 'collector', 'interface');
    const weights = interpolationMatrix(from, to);
    for (let i = 0; i < from.points; i++) {
      let sum = 0;
      for (let k = 0; k < to.points; k++) sum += to.weights[k]! * weights[k * from.points + i]!;
      // Round-off.
      expectClose(sum, from.weights[i]!, { rtol: 1e-13, atol: 1e-15 });
    }
  });
});
