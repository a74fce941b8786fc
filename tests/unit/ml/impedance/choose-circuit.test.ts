import { describe, expect, it } from 'vitest';
import { chooseCircuit } from '../../../../ml/impedance/choose-circuit.ts';
import type { Circuit } from '../../../../ml/impedance/circuit.ts';
import { expectClose } from '../../../support/close.ts';
import { syntheticSpectrum } from '../../../support/synthetic-spectrum.ts';

const two: Circuit = {
  resistance: 0.01,
  inductance: 2e-7,
  warburg: 0,
  arcs: [
    { resistance: 0.03, time: 1e-3, exponent: 0.9 },
    { resistance: 0.04, time: 0.3, exponent: 0.85 },
  ],
};

/** Values of a circuit, one behind the other. */
function numbersOf({ resistance, inductance, warburg, arcs }: Circuit): number[] {
  return [
    resistance,
    ...(inductance > 0 ? [inductance] : []),
    ...(warburg > 0 ? [warburg] : []),
    ...arcs.flatMap((arc) => [arc.resistance, arc.time, arc.exponent]),
  ];
}

describe('chooseCircuit', () => {
  it.each([
    [
      'one ideal arc',
      { ...two, inductance: 0, arcs: [{ resistance: 0.03, time: 0.01, exponent: 1 }] },
    ],
    ['two arcs and an inductance', two],
    ['two arcs, an inductance and a Warburg element', { ...two, warburg: 0.01 }],
  ])('gives %s back exactly', (_, circuit) => {
    const { best } = chooseCircuit(syntheticSpectrum(circuit));
    expect(best!.circuit.arcs).toHaveLength(circuit.arcs.length);
    const expected = numbersOf(circuit);
    const found = numbersOf(best!.circuit);
    expect(found).toHaveLength(expected.length);
    for (const [i, value] of expected.entries()) {
      expectClose(found[i]!, value, { rtol: 1e-6, atol: 0 });
    }
  });

  it('gives arc sizes back within 1 % at 0.5 % of noise, with the number of arcs', () => {
    const sizes = [0, 0];
    const errors: number[] = [];
    const seeds = 8;
    for (let seed = 1; seed <= seeds; seed++) {
      const { best } = chooseCircuit(syntheticSpectrum(two, { noise: 0.005, seed }));
      const { circuit, error, shape, rms } = best!;
      expect([seed, shape]).toEqual([seed, { arcs: 2, inductance: true, warburg: false }]);
      expectClose(rms, 0.005, { rtol: 0.25, atol: 0 });
      for (const [k, { resistance }] of circuit.arcs.entries()) {
        expectClose(resistance, two.arcs[k]!.resistance, { rtol: 0.01, atol: 0 });
        sizes[k] = sizes[k]! + resistance / seeds;
        errors.push((resistance - two.arcs[k]!.resistance) / error.arcs[k]!.resistance);
      }
    }
    // The mean of the draws is that much nearer, and the standard errors are those that the draws show.
    expectClose(sizes[0]!, 0.03, { rtol: 0.005, atol: 0 });
    expectClose(sizes[1]!, 0.04, { rtol: 0.005, atol: 0 });
    const spread = Math.sqrt(errors.reduce((sum, value) => sum + value * value, 0) / errors.length);
    expect(spread).toBeGreaterThan(0.5);
    expect(spread).toBeLessThan(1.6);
  }, 60_000);

  it('sees no arc in a resistance', () => {
    const ohmic = { resistance: 0.02, inductance: 0, warburg: 0, arcs: [] };
    const { best } = chooseCircuit(syntheticSpectrum(ohmic, { noise: 0.005 }));
    expect(best!.shape.arcs).toBe(0);
    expectClose(best!.circuit.resistance, 0.02, { rtol: 0.002, atol: 0 });
  });
});
