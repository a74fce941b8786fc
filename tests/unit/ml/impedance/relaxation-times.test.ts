import { describe, expect, it } from 'vitest';
import { arcDensity } from '../../../../ml/impedance/circuit.ts';
import { relaxationTimes, resistanceBetween } from '../../../../ml/impedance/relaxation-times.ts';
import { expectClose } from '../../../support/close.ts';
import { syntheticSpectrum } from '../../../support/synthetic-spectrum.ts';

const arc = { resistance: 0.03, time: 0.01, exponent: 0.8 };
const single = { resistance: 0.02, inductance: 2e-7, warburg: 0, arcs: [arc] };
const pair = {
  ...single,
  arcs: [
    { resistance: 0.03, time: 1e-3, exponent: 0.9 },
    { resistance: 0.04, time: 0.3, exponent: 0.85 },
  ],
};

describe('relaxationTimes', () => {
  it('of an arc is its analytic distribution', () => {
    const { time, density } = relaxationTimes(syntheticSpectrum(single));
    const highest = arcDensity(arc, arc.time);
    for (const [k, at] of time.entries()) {
      if (at < 1e-5 || at > 10) continue;
      expectClose(density[k]!, arcDensity(arc, at), { rtol: 0, atol: 0.03 * highest });
    }
  });

  it('parts two arcs: times and resistances of the peaks', () => {
    const { peaks } = relaxationTimes(syntheticSpectrum(pair));
    expect(peaks).toHaveLength(2);
    for (const [k, { time, resistance }] of peaks.entries()) {
      expectClose(time, pair.arcs[k]!.time, { rtol: 0.05, atol: 0 });
      expectClose(resistance, pair.arcs[k]!.resistance, { rtol: 0.05, atol: 0 });
    }
  });

  it('keeps the resistance of all arcs together, and is nowhere negative, with noise too', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const found = relaxationTimes(syntheticSpectrum(pair, { noise: 0.005, seed }));
      expect(found.density.every((value) => value >= 0)).toBe(true);
      const whole = resistanceBetween(found, 1e-5, 30);
      expectClose(whole, 0.07, { rtol: 0.02, atol: 0 });
      const parts = resistanceBetween(found, 1e-5, 0.02) + resistanceBetween(found, 0.02, 30);
      expectClose(parts, whole, { rtol: 1e-12, atol: 0 });
      // The two largest peaks are the arcs; others are what noise makes of them.
      const largest = [...found.peaks].sort((a, b) => b.resistance - a.resistance).slice(0, 2);
      const times = largest.map(({ time }) => time).sort((a, b) => a - b);
      expectClose(Math.log10(times[0]!), -3, { rtol: 0, atol: 0.1 });
      expectClose(Math.log10(times[1]!), Math.log10(0.3), { rtol: 0, atol: 0.1 });
    }
  });

  it('is smoother, the larger its weight, and refuses a negative one', () => {
    const data = syntheticSpectrum(pair, { noise: 0.005 });
    const rough = (weight: number): number => {
      const { density } = relaxationTimes(data, weight);
      return density.reduce((sum, value, k) => sum + (value - (density[k - 1] ?? value)) ** 2, 0);
    };
    const [little, some, much] = [rough(1e-4), rough(1e-2), rough(1)];
    expect(some).toBeLessThan(little!);
    expect(much).toBeLessThan(some!);
    expect(() => relaxationTimes(data, -1)).toThrow(
      expect.objectContaining({ code: 'ML_OPTION_OUT_OF_RANGE' }),
    );
  });
});
