import { describe, expect, it } from 'vitest';
import {
  decimalsFor,
  formatAge,
  formatNumber,
  formatRate,
  formatTagValue,
} from '../../../../viewer/src/data/format.ts';

describe('formatNumber', () => {
  it('prints a dash, not a number, for what is not finite', () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY].map((x) => formatNumber(x, 1))).toEqual([
      '–',
      '–',
    ]);
  });

  it('uses the minus sign and prints no minus zero', () => {
    expect(formatNumber(-1.25, 1)).toBe('−1.3');
    expect(formatNumber(-0.01, 1)).toBe('0.0');
  });
});

describe('formatTagValue', () => {
  it('keeps four significant digits over the range of machines', () => {
    const printed = [820, 6, 0.0123456, 12345, 1.2e-7].map((value) => formatTagValue({ value }));
    expect(printed).toEqual(['820.0', '6.000', '0.0123', '12345', '1.200e-7']);
  });

  it('says words for switches and a dash for nothing', () => {
    expect([true, false, null, 'Execute'].map((value) => formatTagValue({ value }))).toEqual([
      'on',
      'off',
      '–',
      'Execute',
    ]);
  });
});

describe('decimalsFor', () => {
  it('gives three significant digits to numbers of any size, and none to what is no number', () => {
    expect([0.0123, 0.48, 1.8, 213, 12345, 0, Number.NaN].map((x) => decimalsFor(x, 3))).toEqual([
      4, 3, 2, 0, 0, 0, 0,
    ]);
  });
});

describe('formatRate', () => {
  it('says parts of one as C/3, and the rest as multiples', () => {
    expect([1 / 3, 0.333333, 0.5, 1, 2, 1.5, 0.3].map(formatRate)).toEqual([
      'C/3',
      'C/3',
      'C/2',
      '1C',
      '2C',
      '1.5C',
      '0.3C',
    ]);
  });
});

describe('formatAge', () => {
  it('grows from now over seconds and minutes to hours', () => {
    expect([-50, 400, 12_300, 125_000, 7.3e6, Number.NaN].map(formatAge)).toEqual([
      'now',
      'now',
      '12 s ago',
      '2 min ago',
      '2 h ago',
      'no time',
    ]);
  });
});
