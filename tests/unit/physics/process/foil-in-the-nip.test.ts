import { expect, it } from 'vitest';
import { tensionLeft, yieldElongation } from '../../../../physics/process/foil-in-the-nip.ts';
import { expectClose } from '../../../support/close.ts';
import { material } from '../../../support/demonstration-point.ts';

const web = { webTension: 100, coatedWidth: 0.3, foilWidth: 0.33 };
const { yieldStress, youngsModulus, stretchModulus } = material.foilMechanics;
const factor = material.pressed.foilPressureFactor;

it('a foil stretches along a line beyond the yield pressure in plane strain, and not before', () => {
  const yieldPressure = ((2 / Math.sqrt(3)) * yieldStress) / factor;
  expect(yieldElongation(material, yieldPressure / 2)).toBeLessThan(1e-6);
  const far = yieldElongation(material, 2 * yieldPressure);
  // The smooth corner is 20 of its widths away.
  expectClose(far, (factor * yieldPressure) / stretchModulus, { rtol: 1e-6, atol: 0 });
  expectClose(
    yieldElongation(material, 3 * yieldPressure) - far,
    (factor * yieldPressure) / stretchModulus,
    { rtol: 1e-6, atol: 0 },
  );
});

it('edges pull as springs while they are elastic, and at most with their yield stress', () => {
  const area = 0.03 * material.foil.thickness;
  const small = 1e-6;
  // tanh of 4e-4 is its argument but for a third of its cube.
  expectClose(1 - tensionLeft(material, web, small), (youngsModulus * small * area) / 100, {
    rtol: 1e-6,
    atol: 0,
  });
  expectClose(1 - tensionLeft(material, web, 0.05), (yieldStress * area) / 100, {
    rtol: 1e-9,
    atol: 0,
  });
});

it('more tension and narrower edges keep the coated part taut', () => {
  const left = tensionLeft(material, web, 5e-3);
  expect(tensionLeft(material, { ...web, webTension: 200 }, 5e-3)).toBeGreaterThan(left);
  expect(tensionLeft(material, { ...web, foilWidth: 0.31 }, 5e-3)).toBeGreaterThan(left);
  expect(tensionLeft(material, { ...web, webTension: 50 }, 5e-3)).toBeLessThan(0);
});

it('refuses a pressure that is none', () => {
  for (const pressure of [-1, Number.NaN]) {
    expect(() => yieldElongation(material, pressure)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  }
});
