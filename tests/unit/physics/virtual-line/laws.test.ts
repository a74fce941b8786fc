import { describe, expect, test } from 'vitest';
import {
  boundTime,
  dryFor,
  equilibriumContent,
  wetBulb,
} from '../../../../physics/virtual-line/laws/characteristic-drying.ts';
import {
  type Layer,
  nipPressure,
  porosityBehind,
} from '../../../../physics/virtual-line/laws/compaction.ts';
import { expectClose } from '../../../support/close.ts';

const nip = { lineLoad: 115e3, rollRadius: 0.125, rollModulus: 1.15e11 };
const layer: Layer = {
  porosity: 0.46,
  thickness: 75e-6,
  liquidPorosity: 0,
  heckelConstant: 6.7e-9,
};

describe('Heckel compaction of the virtual calender', () => {
  test('porosity falls as line load rises and rises again with spring-back', () => {
    const porosity = ({ lineLoad = 115e3, springBack = 0.1, heckelConstant = 6.7e-9 }) => {
      const one = { ...layer, heckelConstant };
      return porosityBehind(one, nipPressure([one], { ...nip, lineLoad }), springBack);
    };
    expect(porosity({ lineLoad: 0 })).toBe(0.46);
    expect(porosity({ lineLoad: 150e3 })).toBeLessThan(porosity({}));
    expect(porosity({ springBack: 0.2 })).toBeGreaterThan(porosity({}));
    expect(porosity({ heckelConstant: 5e-9 })).toBeGreaterThan(porosity({}));
  });

  test('liquid in the pores does not compress', () => {
    const wet = { ...layer, liquidPorosity: 0.4 };
    expectClose(porosityBehind(wet, nipPressure([wet], nip), 0), 0.4, { rtol: 1e-12, atol: 0 });
  });

  test('coating on both sides has the contact arc of both: it takes the pressure of one layer twice as thick', () => {
    const one = nipPressure([layer], nip);
    const both = nipPressure([layer, layer], nip);
    const thick = nipPressure([{ ...layer, thickness: 2 * layer.thickness }], nip);
    expect(both).toBeLessThan(one);
    // The same sum of thinnings in the same equation: round-off.
    expectClose(both, thick, { rtol: 1e-9, atol: 0 });
    // Rigid rolls: both sides carry p at q = p sqrt(2 R dL), sqrt 2 times the load of one side.
    const rigid = { ...nip, rollModulus: 1e17 };
    const pressure = nipPressure([layer], rigid);
    const twice = { ...rigid, lineLoad: Math.SQRT2 * nip.lineLoad };
    // Left of Hertz's width at this modulus: 3e-5 of the arc.
    expectClose(nipPressure([layer, layer], twice), pressure, { rtol: 1e-3, atol: 0 });
  });
});

describe('drying by van Meel', () => {
  const tail = { bound: 0.011, equilibrium: 2e-4, time: 50 };

  test('two half steps end where one step ends, through both kinks', () => {
    const half = (content: number, duration: number) =>
      dryFor(content, 0.015, 0.11, 0.6, duration, tail);
    for (const duration of [10, 20, 30, 40]) {
      // The curve is integrated exactly: round-off.
      expectClose(half(half(0.3, duration), duration), half(0.3, 2 * duration), {
        rtol: 1e-12,
        atol: 0,
      });
    }
  });

  test('the last solvent leaves slowly, and only as far as the vapour in the air lets it', () => {
    const left = (duration: number) => dryFor(0.3, 0.015, 0.11, 0.6, duration, tail);
    const times = [0, 12, 25, 40, 60, 100, 200];
    for (const [n, time] of times.entries())
      if (n > 0) expect(left(time)).toBeLessThan(left(times[n - 1]!));
    expect(left(200)).toBeGreaterThan(tail.equilibrium);
    expectClose(left(5000), tail.equilibrium, { rtol: 1e-9, atol: 0 });
    expectClose(dryFor(0, 0.015, 0.11, 0.6, 5000, tail), tail.equilibrium, { rtol: 1e-9, atol: 0 });
    // First order: e times less above the equilibrium in each time constant.
    const above = (time: number) => left(time) - tail.equilibrium;
    expectClose(above(150) / above(100), Math.exp(-1), { rtol: 1e-9, atol: 0 });
  });

  test('bound solvent leaves faster in heat, and more of it in dry air', () => {
    const bound = { content: 0.011, time: 50, activationEnergy: 60e3 };
    expectClose(boundTime(bound, 373.15), 50, { rtol: 1e-12, atol: 0 });
    expect(boundTime(bound, 393.15)).toBeLessThan(25);
    expect(boundTime(bound, 303.15)).toBeGreaterThan(500);
    const content = (temperature: number, vapour: number) =>
      equilibriumContent({ temperature, vapour }, bound.content);
    expect(content(383.15, 0)).toBe(0);
    expect(content(383.15, 0.01)).toBeGreaterThan(content(383.15, 0.005));
    expect(content(353.15, 0.005)).toBeGreaterThan(content(383.15, 0.005));
    expect(content(303.15, 1)).toBe(bound.content);
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
