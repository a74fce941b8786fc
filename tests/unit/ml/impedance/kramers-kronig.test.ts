import { describe, expect, it } from 'vitest';
import { chainTest, consistentPoints } from '../../../../ml/impedance/kramers-kronig.ts';
import { spectrum } from '../../../../ml/impedance/spectrum.ts';
import reference from '../../../fixtures/ml/signals/signals.json' with { type: 'json' };
import { expectClose } from '../../../support/close.ts';
import { syntheticSpectrum } from '../../../support/synthetic-spectrum.ts';

const cell = {
  resistance: 0.02,
  inductance: 2e-7,
  warburg: 0.002,
  arcs: [
    { resistance: 0.01, time: 1e-3, exponent: 0.9 },
    { resistance: 0.03, time: 0.3, exponent: 0.85 },
  ],
};

describe('a chain of RC elements', () => {
  const { frequency, real, imaginary, chains } = reference.kramersKronig;
  const data = spectrum(frequency, real, imaginary);

  it.each(chains)('of $elements elements leaves the residuals of impedance.py', (expected) => {
    const found = chainTest(data, data, expected.elements);
    expectClose(found.mu, expected.mu, { rtol: 1e-6, atol: 0 });
    // The peer inverts the normal equations, which costs half of the digits.
    for (const [i, value] of expected.real.entries()) {
      expectClose(found.residualReal[i]!, value, { rtol: 0, atol: 1e-8 });
      expectClose(found.residualImaginary[i]!, expected.imaginary[i]!, { rtol: 0, atol: 1e-8 });
    }
  });
});

describe('consistentPoints', () => {
  it('finds nothing wrong with a circuit, and tells its noise', () => {
    for (const noise of [0, 0.002, 0.02]) {
      const { inconsistent, rms } = consistentPoints(syntheticSpectrum(cell, { noise, seed: 4 }));
      expect([noise, inconsistent]).toEqual([noise, []]);
      expectClose(rms, noise, { rtol: 0.25, atol: 1e-4 });
    }
  });

  it('names the points that were moved, and no others', () => {
    const data = syntheticSpectrum(cell, { noise: 0.002, seed: 5 });
    const real = data.real.map((value, i) => (i === 20 ? 1.1 * value : value));
    const imaginary = data.imaginary.map((value, i) => (i === 45 ? 1.4 * value : value));
    const { inconsistent } = consistentPoints(spectrum(data.frequency, real, imaginary));
    expect(inconsistent).toEqual([20, 45]);
  });

  it('names points of a cell that drifts while the slow ones are measured', () => {
    const data = syntheticSpectrum(cell);
    const last = data.frequency.length - 1;
    // The resistance rises by a third over the last points only: no passive circuit has such a step in its real part alone.
    const real = data.real.map(
      (value, i) => value * (i > last - 6 ? 1 + 0.06 * (i - last + 6) : 1),
    );
    const { inconsistent } = consistentPoints(spectrum(data.frequency, real, data.imaginary));
    expect(inconsistent.length).toBeGreaterThan(0);
    expect(inconsistent.every((point) => point > last - 8)).toBe(true);
  });
});
