import { describe, expect, it } from 'vitest';
import {
  convertUnit,
  fromUnit,
  isUnitName,
  sameDimension,
  toUnit,
  unitByUneceCode,
  unitNames,
  unitOf,
} from '../../../../physics/core/units.ts';
import { expectClose } from '../../../support/close.ts';

describe('units', () => {
  it('convert decimal prefixes exactly', () => {
    expect(fromUnit(100, 'um')).toBe(0.0001);
    expect(fromUnit(180, 'g_per_m2')).toBe(0.18);
    expect(fromUnit(6, 'm_per_min')).toBe(0.1);
    expect(fromUnit(115, 'N_per_mm')).toBe(115_000);
    expect(toUnit(0.0001, 'um')).toBe(100);
  });

  it('convert temperatures with their offset', () => {
    expect(fromUnit(25, 'degC')).toBe(298.15);
    // one rounding of 459.67 / 1.8
    expectClose(fromUnit(212, 'degF'), 373.15, { rtol: 1e-15, atol: 0 });
    expectClose(convertUnit(212, 'degF', 'degC'), 100, { rtol: 1e-14, atol: 0 });
  });

  it('come back to the same value through SI', () => {
    expect(unitNames.length).toBeGreaterThan(30);
    for (const name of unitNames) {
      // two roundings each way, on values up to 400 of the unit
      expectClose(toUnit(fromUnit(123.456, name), name), 123.456, { rtol: 1e-12, atol: 0 });
    }
  });

  it('refuse to convert between different dimensions, naming both', () => {
    expect(() => convertUnit(1, 'um', 'degC')).toThrowError(
      expect.objectContaining({
        code: 'PHY_DIMENSION_MISMATCH',
        data: { from: 'um', to: 'degC' },
      }),
    );
    expect(sameDimension('g_per_m2', 'mg_per_cm2')).toBe(true);
    expect(sameDimension('g_per_m2', 'g_per_cm3')).toBe(false);
  });

  it('refuse an unknown name, saying what is known', () => {
    expect(isUnitName('furlong')).toBe(false);
    expect(() => unitOf('furlong')).toThrowError(
      expect.objectContaining({ code: 'PHY_UNKNOWN_UNIT' }),
    );
  });

  it('are found by their UNECE code', () => {
    expect(unitByUneceCode('CEL')).toBe('degC');
    expect(unitByUneceCode('4H')).toBe('um');
    expect(unitByUneceCode('XXX')).toBeUndefined();
  });
});
