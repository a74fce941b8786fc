import fc from 'fast-check';
import { expect, it } from 'vitest';
import { flatteningStiffness, nipContact } from '../../../../physics/process/nip.ts';
import { expectClose } from '../../../support/close.ts';
import { rolls } from '../../../support/demonstration-point.ts';

const radius = rolls.diameter / 2;
const web = { lineLoad: 115e3, draft: 20e-6, recovery: 1e-6 };

it('a web that gives nothing meets the rolls as two cylinders meet by Hertz', () => {
  const { length, peakPressure } = nipContact({ lineLoad: 2e5, draft: 0, recovery: 0 }, rolls);
  // Johnson1985, eq. 4.43 and 4.45: b^2 = 4 q R* / (pi E*), p_0 = 2 q / (pi b), of two equal cylinders.
  const stiffness = rolls.youngsModulus / (2 * (1 - rolls.poissonRatio ** 2));
  const half = Math.sqrt((4 * 2e5 * (radius / 2)) / (Math.PI * stiffness));
  // A handful of products and a root.
  expectClose(length, 2 * half, { rtol: 1e-14, atol: 0 });
  expectClose(peakPressure, (2 * 2e5) / (Math.PI * half), { rtol: 1e-14, atol: 0 });
});

it('rolls that do not flatten touch the web along the chord of their circle', () => {
  const hard = { ...rolls, youngsModulus: 1e30 };
  const { length, meanPressure, peakPressure } = nipContact({ ...web, recovery: 0 }, hard);
  // Half of the draft is what the circle of one roll falls over the arc; the next term is 1e-4 of it.
  const chord = Math.sqrt(radius ** 2 - (radius - web.draft / 2) ** 2);
  expectClose(length, chord, { rtol: 1e-4, atol: 0 });
  // Pressure in proportion to compression under a circle is a parabola.
  expectClose(peakPressure, 1.5 * meanPressure, { rtol: 1e-12, atol: 0 });
});

it('pressure over the contact is the line load', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 5e5, noNaN: true }),
      fc.double({ min: 0, max: 1e-4, noNaN: true }),
      fc.double({ min: 0, max: 1e-5, noNaN: true }),
      (lineLoad, draft, recovery) => {
        const contact = nipContact({ lineLoad, draft, recovery }, rolls);
        // One quotient and one product.
        expectClose(contact.meanPressure * contact.length, lineLoad, { rtol: 1e-15, atol: 0 });
        expect(contact.peakPressure).toBeGreaterThan(contact.meanPressure);
      },
    ),
    { seed: 20260101, numRuns: 200 },
  );
});

it('larger rolls and more draft press a longer piece less hard', () => {
  const plain = nipContact(web, rolls);
  for (const other of [
    nipContact(web, { ...rolls, diameter: 0.8 }),
    nipContact({ ...web, draft: 40e-6 }, rolls),
    nipContact(web, { ...rolls, youngsModulus: 100e9 }),
  ]) {
    expect(other.length).toBeGreaterThan(plain.length);
    expect(other.peakPressure).toBeLessThan(plain.peakPressure);
  }
});

it('an open nip presses nothing, and less than nothing is refused', () => {
  expect(nipContact({ lineLoad: 0, draft: 0, recovery: 0 }, rolls)).toEqual({
    length: 0,
    meanPressure: 0,
    peakPressure: 0,
  });
  for (const wrong of [{ lineLoad: -1 }, { draft: -1e-9 }, { recovery: Number.NaN }]) {
    expect(() => nipContact({ ...web, ...wrong }, rolls)).toThrow(
      expect.objectContaining({ code: 'PHY_OUT_OF_RANGE' }),
    );
  }
});

it('rolls flatten by the slope of the approach of two cylinders', () => {
  const compliance = (1 - rolls.poissonRatio ** 2) / (Math.PI * rolls.youngsModulus);
  const approach = (q: number): number => {
    const half = Math.sqrt(4 * compliance * q * radius);
    return 2 * compliance * q * (2 * Math.log((4 * radius) / half) - 1);
  };
  for (const q of [1e4, 1e5, 5e5]) {
    const slope = (approach(q * 1.001) - approach(q * 0.999)) / (0.002 * q);
    // Central difference over a thousandth.
    expectClose(1 / flatteningStiffness(q, rolls), slope, { rtol: 1e-6, atol: 0 });
  }
});
