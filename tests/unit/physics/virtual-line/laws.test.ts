import { describe, expect, test } from 'vitest';
import { dryFor, wetBulb } from '../../../../physics/virtual-line/laws/characteristic-drying.ts';
import { compact } from '../../../../physics/virtual-line/laws/compaction.ts';
import { expectClose } from '../../../support/close.ts';

const nip = {
  lineLoad: 115e3,
  rollRadius: 0.125,
  rollModulus: 1.15e11,
  heckelConstant: 6.7e-9,
  springBack: 0.1,
};

describe('Heckel compaction of the virtual calender', () => {
  test('porosity falls as line load rises and rises again with spring-back', () => {
    const porosity = (change: Partial<typeof nip>) =>
      compact(0.46, 75e-6, 0, { ...nip, ...change }).porosity;
    expect(porosity({ lineLoad: 0 })).toBe(0.46);
    expect(porosity({ lineLoad: 150e3 })).toBeLessThan(porosity({}));
    expect(porosity({ springBack: 0.2 })).toBeGreaterThan(porosity({}));
    expect(porosity({ heckelConstant: 5e-9 })).toBeGreaterThan(porosity({}));
  });

  test('liquid in the pores does not compress', () => {
    expect(compact(0.46, 75e-6, 0.4, { ...nip, springBack: 0 }).porosity).toBe(0.4);
  });
});

describe('drying by van Meel', () => {
  test('two half steps end where one step ends', () => {
    const half = (content: number) => dryFor(content, 0.015, 0.11, 0.6, 10);
    // The curve is integrated exactly: round-off.
    expectClose(half(half(0.3)), dryFor(0.3, 0.015, 0.11, 0.6, 20), { rtol: 1e-12, atol: 0 });
  });

  test('film is dry after a finite time and never below dry', () => {
    expect(dryFor(0.3, 0.015, 0.11, 0.6, 200)).toBe(0);
  });

  test('hotter and faster air dries faster; the wet film stays colder than the air', () => {
    const air = { temperature: 373.15, heatTransfer: 60, vapour: 0.005 };
    const { rate, temperature } = wetBulb(air);
    expect(temperature).toBeLessThan(air.temperature);
    expect(wetBulb({ ...air, temperature: 393.15 }).rate).toBeGreaterThan(rate);
    expect(wetBulb({ ...air, heatTransfer: 90 }).rate).toBeGreaterThan(rate);
    expect(wetBulb({ ...air, vapour: 0.02 }).rate).toBeLessThan(rate);
    expect(wetBulb({ ...air, vapour: 1 })).toEqual({ temperature: 373.15, rate: 0 });
  });
});
