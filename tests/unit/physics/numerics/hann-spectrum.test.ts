import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import { HannSpectrum } from '../../../../physics/numerics/hann-spectrum.ts';
import { expectClose } from '../../../support/close.ts';

const sine = (length: number, rate: number, frequency: number, amplitude: number, phase = 0) =>
  Float64Array.from(
    { length },
    (_, n) => amplitude * Math.sin((2 * Math.PI * frequency * n) / rate + phase),
  );

function spectrumOf(values: Float64Array, rate: number): HannSpectrum {
  const spectrum = new HannSpectrum(values.length, rate);
  spectrum.take(values);
  return spectrum;
}

describe('HannSpectrum', () => {
  it.each([64, 100, 257, 1000, 1024])(
    'finds a sine anywhere between its places, in windows of %i values',
    (length) => {
      const rate = 1000;
      const resolution = rate / length;
      for (let periods = 6.03; periods < length / 2 - 6; periods += length / 37) {
        const values = sine(length, rate, periods * resolution, 3, periods);
        const peak = spectrumOf(values, rate).peak(0, rate / 2)!;
        // The parabola through three places of a padded Hann line is within 0.2 % of a resolution and of the amplitude.
        expectClose(peak.frequency, periods * resolution, { rtol: 0, atol: 2e-3 * resolution });
        expectClose(peak.amplitude, 3, { rtol: 2e-3, atol: 0 });
      }
    },
  );

  it('gives the mean square of a sine to the band around it, and nothing to others', () => {
    const spectrum = spectrumOf(sine(1000, 1000, 123.4, 2, 1), 1000);
    expectClose(spectrum.meanSquare(110, 140), 2, { rtol: 1e-4, atol: 0 });
    // Side lobes of Hann fall with the third power of the distance.
    expectClose(spectrum.meanSquare(200, 500), 0, { rtol: 0, atol: 1e-8 });
  });

  it.each([500, 1000, 1024])('keeps the energy of noise in %i values (Parseval)', (length) => {
    const { uniform } = randomStreams(5).stream('noise');
    const values = Float64Array.from({ length }, () => uniform() - 0.5);
    let [weighted, weights] = [0, 0];
    for (let n = 0; n < length; n++) {
      const w = (1 - Math.cos((2 * Math.PI * n) / length)) / 2;
      weighted += (w * values[n]!) ** 2;
      weights += w * w;
    }
    expectClose(spectrumOf(values, 1000).meanSquare(0, 500), weighted / weights, {
      rtol: 1e-12,
      atol: 0,
    });
  });

  it('adds up bands side by side, wherever they are cut', () => {
    const { uniform } = randomStreams(6).stream('noise');
    const spectrum = spectrumOf(
      Float64Array.from({ length: 300 }, () => uniform() - 0.5),
      1000,
    );
    const cuts = [0, 0.1, 7.3, 7.4, 111.11, 320, 499.9, 500];
    const parts = cuts.slice(1).map((to, i) => spectrum.meanSquare(cuts[i]!, to));
    const sum = parts.reduce((total, part) => total + part, 0);
    expectClose(sum, spectrum.meanSquare(0, 500), { rtol: 1e-12, atol: 0 });
    // White noise of variance 1/12 is spread evenly; 300 values know it to some 10 %.
    expectClose(spectrum.meanSquare(0, 250), 1 / 24, { rtol: 0.3, atol: 0 });
    expect(Math.min(...parts)).toBeGreaterThan(0);
  });

  it('takes the stronger of two lines, and the weaker where the band leaves out the stronger', () => {
    const two = sine(1000, 1000, 50.5, 2).map((value, n) => value + sine(1000, 1000, 210, 1)[n]!);
    const spectrum = spectrumOf(Float64Array.from(two), 1000);
    expectClose(spectrum.peak(0, 500)!.frequency, 50.5, { rtol: 0, atol: 0.01 });
    expectClose(spectrum.peak(100, 500)!.frequency, 210, { rtol: 0, atol: 0.01 });
  });

  it('leaves little of a drift above two periods in the window', () => {
    const drift = Float64Array.from({ length: 512 }, (_, n) => n / 512 - 0.5);
    const peak = spectrumOf(drift, 512).peak(0, 256);
    // The line at the fundamental would have an amplitude of 1 / pi; three resolutions away Hann leaves a tenth of it.
    expect(peak?.amplitude ?? 0).toBeLessThan(0.1 / Math.PI);
    expect(spectrumOf(new Float64Array(64), 64).peak(0, 32)).toBeUndefined();
  });

  it('refuses lengths and rates that are none', () => {
    const refused = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
    for (const [length, rate] of [
      [7, 1],
      [10.5, 1],
      [16, 0],
      [16, Number.NaN],
    ] as const) {
      expect(() => new HannSpectrum(length, rate)).toThrow(refused);
    }
  });
});
