import { expect, it } from 'vitest';
import {
  loops,
  type MemoryKernels,
  writtenOut,
} from '../../../../../physics/cell/dfn/memory-kernels.ts';
import { sphereResponse } from '../../../../../physics/cell/dfn/sphere-response.ts';
import { ringSize, setStep, stepFormula } from '../../../../../physics/cell/dfn/step-formula.ts';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { expectClose } from '../../../../support/close.ts';

const particles = 3;

/** What the kernels leave behind after a step of an order, whose rates span both ways of integrating. */
function solve(kernels: MemoryKernels, order: number): number[] {
  const { uniform } = randomStreams(3).stream('memory');
  const vector = (length: number): Float64Array => new Float64Array(length).map(() => uniform());
  const { rates, shares } = sphereResponse(6);
  const count = rates.length + 1;
  const arrays = {
    parts: vector(particles * count),
    rates: Float64Array.of(...rates, 0),
    gains: Float64Array.of(...shares, 1),
    decay: vector(count),
    weights: vector(5 * count),
    surfaceWeights: vector(5),
  };
  const currents = vector(ringSize * particles);
  const times = Float64Array.of(0, 7, 19, 30, 42, 51, 0, 0);
  const formula = stepFormula();
  setStep(formula, order, 11, times, 5, 6);
  const surface = new Float64Array(particles);
  kernels.weigh(arrays, formula, 5e-4);
  kernels.predict(arrays, surface, currents, 5);
  kernels.accept(arrays, vector(particles), currents, 5);
  return [
    ...arrays.decay,
    ...arrays.weights,
    ...arrays.surfaceWeights,
    ...surface,
    ...arrays.parts,
  ];
}

it.each([1, 2, 3, 4])(
  'the memory of spheres is the same written out and in loops: order %d',
  (order) => {
    const expected = solve(loops, order);
    const found = solve(writtenOut(7)!, order);
    expect(found).toHaveLength(expected.length);
    for (const [i, value] of found.entries()) {
      // Round-off of two orders of summation.
      expectClose(value, expected[i]!, { rtol: 1e-11, atol: 1e-12 });
    }
  },
);
