import { describe, expect, it } from 'vitest';
import { backOff_ms } from '../../../../line-connectors/source/back-off.ts';

describe('backOff_ms', () => {
  it('doubles from 0.25 s to 2 s, and jitter keeps it within a quarter', () => {
    expect([0, 1, 2, 3, 4, 99].map((attempt) => backOff_ms(attempt, () => 0.5))).toEqual([
      250, 500, 1000, 2000, 2000, 2000,
    ]);
    expect(backOff_ms(9, () => 0)).toBe(1500);
    expect(backOff_ms(9, () => 1)).toBe(2500);
  });
});
