import { describe, expect, it } from 'vitest';
import {
  type ElementKernels,
  electrodeElement,
} from '../../../../../physics/cell/dfn/electrode-element.ts';
import { electrolytePoints } from '../../../../../physics/cell/dfn/electrolyte-tables.ts';
import { elementLoops } from '../../../../../physics/cell/dfn/element-loops.ts';
import { elementText } from '../../../../../physics/cell/dfn/element-text.ts';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { expectClose } from '../../../../support/close.ts';

const kinds = [2, 3, 4, 5, 8].flatMap((points) =>
  [true, false].flatMap((isAtCollector) =>
    ([1, -1] as const).map((direction) => ({ points, isAtCollector, direction })),
  ),
);

/** What the kernels leave behind for one set of random inputs. */
function solve(
  kernels: ElementKernels,
  { points: p, isAtCollector, direction }: (typeof kinds)[number],
): number[] {
  const { uniform } = randomStreams(5).stream('kernels');
  const between = (low: number, high: number): number => low + (high - low) * uniform();
  const vector = (low: number, high: number): Float64Array =>
    Float64Array.from({ length: p }, () => between(low, high));
  const element = electrodeElement(
    {
      direction,
      first: 0,
      firstInCell: 0,
      length: 4e-5,
      porosity: 0.3,
      transport: 0.16,
      conductivity: 0.2,
    },
    p,
    isAtCollector,
  );
  const arrays = {
    c: vector(0.5, 1.5),
    linearisedAt: vector(0.5, 1.5),
    q: vector(-6e5, 6e5),
    fed: vector(0, 0),
    Q: vector(3, 4),
    Z: vector(1e-6, 3e-6),
    R: vector(-0.01, 0.01),
  };
  const points = {
    ...electrolytePoints(p),
    diffusivity: vector(2e-10, 4e-10),
    potential: vector(1e-10, 4e-10),
    conductivity: vector(0.5, 1),
    conductivitySlope: vector(-0.5, 0.5),
    activity: vector(-0.2, 0.2),
    activitySlope: vector(0.5, 1.5),
  };
  const past = vector(-0.1, 0.1);
  const before = isAtCollector ? 0 : 20;
  const source = 0.74 / 96485;
  const fed = kernels.prepare(element, arrays, points, past, 0.05, source, 0.05, 48, before);
  kernels.condense(element, arrays, 3.5);
  const change = kernels.expand(element, arrays, 2e-10, 0.01, 3e-10, -0.02);
  const fedAfter = kernels.feed(element, arrays, 20);
  return [...arrays.c, ...arrays.q, ...arrays.fed, fed, fedAfter, change];
}

describe('the kernels of an element', () => {
  it.each(kinds)('written out for $points points do what the loops do: %o', (kind) => {
    const text = elementText(kind.points, kind.isAtCollector, kind.direction);
    if (text === undefined) throw new Error('no kernels are written out for so many points');
    const expected = solve(elementLoops, kind);
    const found = solve(text, kind);
    expect(found).toHaveLength(expected.length);
    // Round-off of two orders of summation, through two small solutions.
    for (const [i, value] of found.entries()) {
      expectClose(value, expected[i]!, { rtol: 1e-9, atol: 1e-12 });
    }
  });

  it('leaves elements of more points to the loops', () => {
    expect(elementText(9, true, 1)).toBeUndefined();
  });
});
