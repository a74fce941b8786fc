import { describe, expect, it } from 'vitest';
import { onceEach } from '../../../../twin/quality/once-each.ts';

const outside = (property: string, time_s: number) => ({
  code: 'CELL_OUTSIDE_MEASURED_RANGE',
  message: `${property} at ${time_s} s`,
  data: { property, time_s },
});

describe('onceEach', () => {
  it('keeps the first of each code, and of one that names a property the first for each property', () => {
    const plates = { code: 'CELL_LITHIUM_PLATING', message: 'plates', data: { time_s: 1 } };
    const later = { ...plates, data: { time_s: 2 } };
    const [salt, saltAgain] = [
      outside('electrolyte.diffusivity', 9),
      outside('electrolyte.diffusivity', 4),
    ];
    const surface = outside('negative.particleDiffusivity', 8);
    expect(onceEach([salt, plates, saltAgain, surface, later])).toEqual([salt, plates, surface]);
  });
});
