import { describe, expect, it } from 'vitest';
import {
  type ElectrodeKernels,
  electrodeArrays,
} from '../../../../../physics/cell/dfn/electrode-arrays.ts';
import { electrodeLoops } from '../../../../../physics/cell/dfn/electrode-loops.ts';
import { electrodeText } from '../../../../../physics/cell/dfn/electrode-text.ts';
import { regionMesh } from '../../../../../physics/cell/dfn/region-mesh.ts';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { expectClose } from '../../../../support/close.ts';

const layouts = [
  [{ share: 1, points: 4 }],
  [{ share: 1, points: 5 }],
  [
    { share: 1, points: 4 },
    { share: 1, points: 4 },
  ],
];

/** What the kernels leave behind for one set of random inputs. */
function solve(
  kernels: ElectrodeKernels,
  layout: (typeof layouts)[number],
  side: 'negative' | 'positive',
) {
  const { uniform } = randomStreams(5).stream('kernels');
  const between = (low: number, high: number): number => low + (high - low) * uniform();
  const mesh =
    side === 'negative'
      ? regionMesh(layout, 'collector', 'interface')
      : regionMesh(layout, 'interface', 'collector');
  const p = mesh.points;
  const vector = (low: number, high: number): Float64Array =>
    Float64Array.from({ length: p }, () => between(low, high));
  const geometry = {
    mesh,
    side,
    thickness: 8e-5,
    porosity: 0.3,
    transport: 0.16,
    conductivity: 0.2,
  } as const;
  const arrays = electrodeArrays(geometry, vector(0.5, 1.5), vector(0.5, 1.5), 0);
  arrays.incoming = side === 'negative' ? 0 : 48;
  arrays.total = side === 'negative' ? 48 : -48;
  arrays.resistance.set(vector(4, 9));
  arrays.resistanceSlope.set(vector(-4, 4));
  arrays.activitySlope.set(vector(0.01, 0.05));
  arrays.Q.set(vector(3, 4));
  arrays.Z.set(vector(1e-6, 3e-6));
  arrays.R.set(vector(-0.01, 0.01));
  arrays.q.set(vector(-6e5, 6e5));
  const activity = vector(-0.2, 0.2);
  const source = 0.74 / 96485;
  kernels.salt(arrays, vector(2e-10, 4e-10), vector(1e-10, 4e-10), vector(-0.1, 0.1), 0.05, source);
  kernels.charge(arrays, activity, 48, 0.05);
  kernels.iterate(arrays);
  const change = kernels.finish(arrays, 3e-10);
  const { c, q, slope, slopeByInterface } = arrays;
  return [...c, ...q, slope, slopeByInterface, change];
}

describe('the kernels of an electrode', () => {
  it.each(
    layouts.flatMap((layout) => [[layout, 'negative'] as const, [layout, 'positive'] as const]),
  )('written out for %j, %s, do what the loops do', (layout, side) => {
    const mesh =
      side === 'negative'
        ? regionMesh(layout, 'collector', 'interface')
        : regionMesh(layout, 'interface', 'collector');
    const text = electrodeText(mesh, side);
    expect(text).toBeDefined();
    const expected = solve(electrodeLoops, layout, side);
    const found = solve(text!, layout, side);
    expect(found).toHaveLength(expected.length);
    // Round-off of two orders of summation, through two small solutions.
    for (const [i, value] of found.entries()) {
      expectClose(value, expected[i]!, { rtol: 1e-9, atol: 1e-12 });
    }
  });

  it('leaves meshes of more points to the loops', () => {
    const mesh = regionMesh([{ share: 1, points: 9 }], 'collector', 'interface');
    expect(electrodeText(mesh, 'negative')).toBeUndefined();
  });
});
