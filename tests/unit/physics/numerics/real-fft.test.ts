import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import { RealFft } from '../../../../physics/numerics/real-fft.ts';
import { expectClose } from '../../../support/close.ts';

const noise = (length: number): Float64Array => {
  const { uniform } = randomStreams(11).stream('fft');
  return Float64Array.from({ length }, () => uniform() - 0.5);
};

describe('RealFft', () => {
  it.each([4, 8, 16, 64, 256])('is the sum that defines it, for %i values', (length) => {
    const values = noise(length);
    const fft = new RealFft(length);
    fft.transform(values);
    for (let k = 0; k <= length / 2; k++) {
      let [re, im] = [0, 0];
      for (let n = 0; n < length; n++) {
        re += values[n]! * Math.cos((2 * Math.PI * k * n) / length);
        im -= values[n]! * Math.sin((2 * Math.PI * k * n) / length);
      }
      // Round-off of the sum: some ulp of the largest of its terms, times their number.
      expectClose(fft.real[k]!, re, { rtol: 0, atol: 1e-14 * length });
      expectClose(fft.imaginary[k]!, im, { rtol: 0, atol: 1e-14 * length });
    }
  });

  it('keeps the energy (Parseval)', () => {
    const values = noise(1024);
    const fft = new RealFft(1024);
    fft.transform(values);
    let energy = 0;
    for (let k = 0; k <= 512; k++) {
      const weight = k === 0 || k === 512 ? 1 : 2;
      energy += weight * (fft.real[k]! ** 2 + fft.imaginary[k]! ** 2);
    }
    const expected = values.reduce((sum, value) => sum + value * value, 0);
    expectClose(energy / 1024, expected, { rtol: 1e-12, atol: 0 });
  });

  it('works as N log N, and leaves its input as it is', () => {
    const values = noise(4096);
    const copy = values.slice();
    const fft = new RealFft(4096);
    fft.transform(values);
    expect(values).toEqual(copy);
    expect(fft.butterflies).toBe((2048 / 2) * 11);
  });

  it.each([0, 2, 3, 12, 4.5, -8, Number.NaN])('refuses the length %d', (length) => {
    expect(() => new RealFft(length)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  });
});
