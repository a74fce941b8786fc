import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { csvTable } from '../../../../../twin/domain/csv-table.ts';
import { calibrateTable } from '../../../../../twin/estimation/calibration/calibrate-table.ts';

/** Share of the left-out rows inside their intervals, over tables that the model itself drew. */
function coverage(
  model: string,
  header: string,
  sets: number,
  rowsOf: (normal: () => number) => readonly (readonly number[])[],
): number {
  let [inside, all] = [0, 0];
  for (let seed = 0; seed < sets; seed++) {
    const noise = randomStreams(seed).stream('tests/coverage');
    const lines = rowsOf(() => noise.normal()).map((row) => row.join(','));
    const table = csvTable([header, ...lines].join('\n'), 'drawn.csv');
    for (const { measured, lower90, upper90 } of calibrateTable({ model, table }).rows) {
      all++;
      expect(lower90).toBeGreaterThanOrEqual(0);
      if (measured >= lower90 && measured <= upper90) inside++;
    }
  }
  expect(all).toBeGreaterThan(500);
  return inside / all;
}

describe('90 % intervals', () => {
  // Of some 600 rows, 90 % is known to 1.2 points; intervals are of a straight line and of few degrees of freedom.
  it.each([0.003, 0.015, 0.05])('of loadings hold nine of ten with errors of %d', (sd) => {
    const header =
      'pumpFlow_mL_per_min,coatedWidth_mm,webSpeed_m_per_min,slurryDensity_kg_per_m3,solidsContent_frac,loading_g_per_m2';
    const share = coverage('coating', header, 40, (normal) =>
      Array.from({ length: 16 }, (_, i) => {
        const [flow, speed] = [150 + 20 * (i % 4), 3 + (i % 3)];
        const loading = ((0.93 * flow) / (0.25 * speed)) * 2200 * 0.7 * 1e-3;
        return [flow, 250, speed, 2200, 0.7, loading * Math.exp(sd * normal())];
      }),
    );
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(0.95);
  });

  it.each([0.1, 0.5, 1])('of heights hold nine of ten with errors of %d mm', (sd) => {
    const times = [30, 60, 300, 600, 900, 1200, 1500, 1800];
    const share = coverage('wetting', 'time_s,height_mm', 40, (normal) =>
      [...times, ...times].map((time) => [time, Math.sqrt(25 + 0.09 * time) + sd * normal()]),
    );
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(0.95);
  });
});
