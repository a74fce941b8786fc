import { describe, expect, it } from 'vitest';
import { webTemperature } from '../../../../physics/process/web-heating.ts';
import { expectClose } from '../../../support/close.ts';

const coating = { thickness: 60e-6, conductivity: 0.4, heatCapacity: 2e6 };
const foil = { thickness: 15e-6, conductivity: 200, heatCapacity: 2.4e6 };
const nip = (time: number) => ({ time, temperature: 353.15, front: 1e4, back: 1e4 });
const wrap = (time: number) => ({ time, temperature: 353.15, front: 800, back: 0 });

/** Share of the rise that a slab with one face in contact has made on its mean: Carslaw and Jaeger 1959, 3.11 (12). */
function slabShare(biot: number, fourier: number): number {
  let left = 1;
  for (let n = 0; n < 200; n++) {
    let [low, high] = [n * Math.PI, n * Math.PI + Math.PI / 2];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (middle * Math.tan(middle) > biot) high = middle;
      else low = middle;
    }
    const square = low ** 2;
    left -=
      ((2 * biot ** 2) / (square * (biot ** 2 + biot + square))) * Math.exp(-square * fourier);
  }
  return left;
}

describe('webTemperature', () => {
  it('is that of the series for a slab', () => {
    for (const biot of [0.1, 1, 10]) {
      for (const fourier of [0.01, 0.05, 0.2, 1, 4]) {
        const time =
          (fourier * coating.thickness ** 2 * coating.heatCapacity) / coating.conductivity;
        const front = (biot * coating.conductivity) / coating.thickness;
        const found = webTemperature([coating], 0, [{ time, temperature: 1, front, back: 0 }]);
        // Twelve cells and 24 steps: the stated accuracy of the function.
        expectClose(found, slabShare(biot, fourier), { rtol: 0, atol: 3e-3 });
      }
    }
  });

  it('a layer pressed from both faces is two halves that exchange no heat', () => {
    const half = { ...coating, thickness: coating.thickness / 2 };
    const whole = webTemperature([coating], 300, [nip(5e-3)]);
    const one = webTemperature([half], 300, [{ ...nip(5e-3), back: 0 }]);
    // The half has twice as many cells in its thickness.
    expectClose(whole - 300, one - 300, { rtol: 0.01, atol: 0 });
  });

  it('a well conducting web warms as a body of one temperature', () => {
    const block = { ...coating, conductivity: 1e4 };
    const time = 0.01;
    const rate = 1e4 / (coating.thickness * coating.heatCapacity);
    const found = webTemperature([block], 0, [{ time, temperature: 1, front: 1e4, back: 0 }]);
    // Second order in 24 steps.
    expectClose(found, 1 - Math.exp(-rate * time), { rtol: 1e-3, atol: 0 });
  });

  it('stays between web and rolls, rises with time and ends at the rolls', () => {
    const layers = [coating, foil, coating];
    const found = [0, 1e-4, 1e-3, 1e-2, 0.1, 10].map((time) =>
      webTemperature(layers, 298.15, [nip(time)]),
    );
    // The mean of twelve equal numbers.
    expectClose(found[0]!, 298.15, { rtol: 1e-15, atol: 0 });
    for (let i = 1; i < found.length; i++) expect(found[i]!).toBeGreaterThan(found[i - 1]!);
    expectClose(found.at(-1)!, 353.15, { rtol: 1e-9, atol: 0 });
  });

  it('foil takes heat, and time on the roll before the nip adds to it', () => {
    expect(webTemperature([coating, foil], 298.15, [wrap(0.05)])).toBeLessThan(
      webTemperature([coating], 298.15, [wrap(0.05)]),
    );
    expect(webTemperature([coating, foil], 298.15, [wrap(0.05), nip(5e-3)])).toBeGreaterThan(
      webTemperature([coating, foil], 298.15, [nip(5e-3)]),
    );
  });

  it('a web that touches nothing keeps its temperature, and layers of no substance are refused', () => {
    const air = { time: 1, temperature: 400, front: 0, back: 0 };
    expectClose(webTemperature([coating, foil], 298.15, [air]), 298.15, { rtol: 1e-15, atol: 0 });
    const out = expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' });
    expect(() => webTemperature([], 298.15, [air])).toThrow(out);
    expect(() => webTemperature([{ ...coating, thickness: 0 }], 298.15, [air])).toThrow(out);
    expect(() => webTemperature([coating], 298.15, [{ ...air, time: -1 }])).toThrow(out);
  });
});
