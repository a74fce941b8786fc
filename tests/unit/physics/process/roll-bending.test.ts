import { expect, it } from 'vitest';
import { nipBow } from '../../../../physics/process/roll-bending.ts';
import { expectClose } from '../../../support/close.ts';
import { rolls } from '../../../support/demonstration-point.ts';

const plain = { ...rolls, crown: 0 };
const stiffness = (rolls.youngsModulus * Math.PI * rolls.diameter ** 4) / 64;

it('a slender roll under load from bearing to bearing bends by 5 q S^4 / (384 E I)', () => {
  const slender = { ...plain, width: 20, bearingSpan: 20 };
  const bow = nipBow(100, 20, slender);
  // Shear is left out on the right; it is the square of diameter over span beside bending.
  expectClose(bow, (2 * 5 * 100 * 20 ** 4) / (384 * stiffness), { rtol: 1e-3, atol: 0 });
});

it('a narrow load on a long roll leaves the nip straight, a wide one does not', () => {
  const bows = [0.01, 0.1, 0.3, 0.5].map((width) => nipBow(115e3, width, plain));
  for (let i = 1; i < bows.length; i++) expect(bows[i]!).toBeGreaterThan(bows[i - 1]!);
  expect(bows[0]!).toBeLessThan(1e-3 * bows[3]!);
});

it('grows in proportion to load, less with thicker rolls, and a crown takes it away', () => {
  const bow = nipBow(115e3, 0.3, plain);
  // A sum of products.
  expectClose(nipBow(230e3, 0.3, plain), 2 * bow, { rtol: 1e-12, atol: 0 });
  expect(nipBow(115e3, 0.3, { ...plain, diameter: 0.5 })).toBeLessThan(bow / 4);
  const crown = (bow / 2) * (plain.width / 0.3) ** 2;
  expectClose(nipBow(115e3, 0.3, { ...plain, crown }), 0, { rtol: 0, atol: 1e-18 });
  expect(nipBow(0, 0.3, rolls)).toBeLessThan(0);
});

it('is the curvature of the beam integrated twice from its middle, and the shear force once', () => {
  const [load, width, { bearingSpan }] = [115e3, 0.3, plain];
  const { youngsModulus, poissonRatio, diameter } = plain;
  const shape = (6 * (1 + poissonRatio)) / (7 + 6 * poissonRatio);
  const area = (Math.PI * diameter ** 2) / 4;
  const shearStiffness = (shape * area * youngsModulus) / (2 * (1 + poissonRatio));
  const steps = 20_000;
  const dx = width / 2 / steps;
  let [slope, bent, sheared] = [0, 0, 0];
  for (let i = 0; i < steps; i++) {
    const fromMiddle = (i + 0.5) * dx;
    const moment =
      ((load * width) / 2) * (bearingSpan / 2 - fromMiddle) -
      (load * (width / 2 - fromMiddle) ** 2) / 2;
    bent += slope * dx + (moment / stiffness) * (dx ** 2 / 2);
    slope += (moment / stiffness) * dx;
    sheared += ((load * fromMiddle) / shearStiffness) * dx;
  }
  // Midpoints over 20 000 steps.
  expectClose(nipBow(load, width, plain), 2 * (bent + sheared), { rtol: 1e-7, atol: 0 });
});

it('refuses a coating wider than the rolls', () => {
  expect(() => nipBow(115e3, 0.6, rolls)).toThrow(
    expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
  );
});
