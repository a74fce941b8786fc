import { describe, expect, it } from 'vitest';
import { axisCrossing } from '../../../../ml/impedance/axis-crossing.ts';
import { circuitImpedance } from '../../../../ml/impedance/circuit.ts';
import { spectrum } from '../../../../ml/impedance/spectrum.ts';
import { expectClose } from '../../../support/close.ts';
import { syntheticSpectrum } from '../../../support/synthetic-spectrum.ts';

const ramp = [1, 2, 3, 4, 5, 6];

describe('spectrum', () => {
  it('is ordered from the highest frequency, whatever the order of the points', () => {
    const { frequency, real } = spectrum([1, 10, 2, 30, 4, 5], ramp, ramp);
    expect([...frequency]).toEqual([30, 10, 5, 4, 2, 1]);
    expect([...real]).toEqual([4, 2, 6, 5, 3, 1]);
  });

  it.each([
    ['ML_TABLE_INVALID', [1, 2, 3, 4, 5, 5], ramp, { point: 5 }],
    ['ML_TABLE_INVALID', [1, 2, 3, 4, 5, -1], ramp, { point: 5 }],
    ['ML_NOT_FINITE', ramp, [1, 2, Number.NaN, 4, 5, 6], { point: 2 }],
    ['ML_CONSTANT', ramp, [0, 2, 3, 4, 5, 6], { point: 0 }],
    ['ML_TOO_FEW_ROWS', [1, 2], [1, 2], { rows: 2, allowed: 6 }],
  ])('is refused with %s', (code, frequency, real, data) => {
    const imaginary = real.map(() => 0);
    expect(() => spectrum(frequency, real, imaginary)).toThrow(
      expect.objectContaining({ code, data }),
    );
  });
});

describe('a circuit', () => {
  const z = (circuit: Parameters<typeof circuitImpedance>[0], omega: number) => {
    const [re, im] = [new Float64Array(1), new Float64Array(1)];
    circuitImpedance(circuit, Float64Array.of(omega), re, im);
    return { re: re[0]!, im: im[0]! };
  };
  const none = { resistance: 0, inductance: 0, arcs: [], warburg: 0 };

  it('is half an arc high at omega = 1/time where the exponent is 1, and lower by tan(pi/4 exponent) below', () => {
    for (const exponent of [1, 0.8]) {
      const { re, im } = z({ ...none, arcs: [{ resistance: 2, time: 0.1, exponent }] }, 10);
      expectClose(re, 1, { rtol: 1e-14, atol: 0 });
      expectClose(im, -Math.tan((exponent * Math.PI) / 4), { rtol: 1e-14, atol: 0 });
    }
  });

  it('has a Warburg element at 45 degrees', () => {
    const { re, im } = z({ ...none, warburg: 3 }, 4);
    expectClose(re, 3 / Math.sqrt(8), { rtol: 1e-14, atol: 0 });
    expect(im).toBe(-re);
  });
});

describe('axisCrossing', () => {
  it('is the series resistance where resistance and inductance stand alone before a slow arc', () => {
    const circuit = {
      resistance: 0.02,
      inductance: 1e-7,
      arcs: [{ resistance: 0.03, time: 1, exponent: 1 }],
      warburg: 0,
    };
    // The imaginary parts of L and the arc are equal at omega^2 = R / (L time); the arc's real part is far gone there.
    const { real, frequency } = axisCrossing(syntheticSpectrum(circuit))!;
    expectClose(real, 0.02, { rtol: 1e-3, atol: 0 });
    expectClose(frequency, Math.sqrt(0.03 / 1e-7) / (2 * Math.PI), { rtol: 0.02, atol: 0 });
  });

  it('is told of no spectrum that is capacitive at its highest frequency', () => {
    const circuit = {
      resistance: 0.02,
      inductance: 0,
      arcs: [{ resistance: 0.03, time: 1, exponent: 0.9 }],
      warburg: 0,
    };
    expect(axisCrossing(syntheticSpectrum(circuit))).toBeUndefined();
  });
});
