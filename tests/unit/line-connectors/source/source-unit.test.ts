import { describe, expect, it } from 'vitest';
import { conversionFor, unitOfSource } from '../../../../line-connectors/source/source-unit.ts';
import { expectClose } from '../../../support/close.ts';

describe('unitOfSource', () => {
  it('goes by code, then by a label that only one unit has', () => {
    expect(unitOfSource({ code: 'FAH', label: 'nonsense' })).toBe('degF');
    expect(unitOfSource({ label: 'mg/cm²' })).toBe('mg_per_cm2');
    expect(unitOfSource({ label: 'N_per_mm' })).toBe('N_per_mm');
    expect(unitOfSource({ label: 'furlong' })).toBeUndefined();
  });
});

describe('conversionFor', () => {
  const tag = (name: string): string => `site.area.line.unit.${name}`;

  it('converts from the source unit to the one that the tag names', () => {
    const conversion = conversionFor(tag('speed_m_per_min'), undefined, { code: 'MTS' });
    // One product of exact factors.
    expectClose(('convert' in conversion && conversion.convert?.(0.1)) as number, 6, {
      rtol: 1e-15,
      atol: 0,
    });
  });

  it('lets the map overrule the source', () => {
    const conversion = conversionFor(tag('air_degC'), 'K', { code: 'FAH' });
    expect('convert' in conversion && conversion.convert?.(273.15)).toBe(0);
  });

  it('takes values as they are where the units agree or the tag names none', () => {
    expect(conversionFor(tag('air_degC'), undefined, { code: 'CEL' })).toEqual({});
    expect(conversionFor(tag('recipe'), undefined, {})).toEqual({});
    expect(conversionFor(tag('state_1'), undefined, {})).toEqual({});
  });

  it('refuses another dimension, an unknown unit and a missing one, and says which', () => {
    const reason = (name: string, source: object): string => {
      const conversion = conversionFor(tag(name), undefined, source);
      return 'refusal' in conversion ? conversion.refusal : '';
    };
    expect(reason('air_degC', { code: 'NEW' })).toMatch(/'N' measures something else/);
    expect(reason('air_degC', { label: 'furlong' })).toMatch(/'furlong' is not in the unit table/);
    expect(reason('air_degC', {})).toMatch(/names no unit/);
    expect(reason('solids_frac', {})).toMatch(/names no unit/);
  });
});
