import { beforeAll, describe, expect, it } from 'vitest';
import { csvTable } from '../../../../../twin/domain/csv-table.ts';
import {
  type CalibrationRequest,
  calibrateTable,
} from '../../../../../twin/estimation/calibration/calibrate-table.ts';
import type { CalibrationResult } from '../../../../../twin/estimation/calibration/calibration-result.ts';
import { calenderingData } from '../../../../support/calendering-data.ts';
import { expectClose } from '../../../../support/close.ts';

const calibrated = (model: string, text: string, more: Partial<CalibrationRequest> = {}) =>
  calibrateTable({ model, table: csvTable(text, 'table.csv'), ...more });

const slotDie = (lanes: Readonly<Record<string, number>>): string =>
  [
    'condition,lane,pumpFlow_mL_per_min,coatedWidth_mm,webSpeed_m_per_min,slurryDensity_kg_per_m3,solidsContent_frac,loading_g_per_m2',
    ...Array.from({ length: 12 }, (_, i) => {
      const [lane, factor] = Object.entries(lanes)[i % Object.keys(lanes).length]!;
      const film = 150 / (0.25 * (3 + (i % 3)));
      return `c${i},${lane},150,250,${3 + (i % 3)},2200,0.6,${factor * film * 2.2 * 0.6 * 0.93}`;
    }),
  ].join('\n');

describe('a start whose press stood in another state', () => {
  const another = calenderingData({
    mode: 'both',
    rows: 9,
    seed: 3,
    pressState: 'B',
    gapZero: 145e-6,
  });
  let start: CalibrationResult;
  let next: CalibrationResult;
  beforeAll(() => {
    start = calibrated('calendering', calenderingData({ mode: 'both', conditions: 6 }));
    next = calibrated('calendering', another, { start, free: ['gapZero'] });
  });

  it('keeps its zero, with deviation, covariance and origin', () => {
    const { value, sd, unit } = start.parameters['gapZero.A']!;
    expect(next.parameters['gapZero.A']).toMatchObject({
      value,
      sd,
      unit,
      origin: 'start',
      earlierOrigin: 'fitted',
    });
    expect(next.parameters['gapZero.B']!.origin).toBe('fitted');
    expectClose(next.parameters['gapZero.B']!.value, 145, { rtol: 0, atol: 4 });
    for (const [name, covariance] of Object.entries(start.covariance['gapZero.A']!)) {
      expectClose(next.covariance['gapZero.A']![name]!, covariance, { rtol: 1e-9, atol: 1e-15 });
      expect(next.covariance[name]!['gapZero.A']).toBe(next.covariance['gapZero.A']![name]);
    }
  });

  it('knows the two zeros together, by the stiffness that both stand beside', () => {
    const together = next.covariance['gapZero.A']!['gapZero.B']!;
    const most = next.parameters['gapZero.A']!.sd * next.parameters['gapZero.B']!.sd;
    expect(together).toBeGreaterThan(0.05 * most);
    expect(together).toBeLessThan(most);
    // No combination is known better than exactly: every pair of the matrix and each row of weights.
    const names = Object.keys(next.parameters);
    for (const weights of [1, 2, 3, 4, 5].map((k) => names.map((_, i) => Math.sin(k * (i + 1))))) {
      const scaled = names.map((name, i) => weights[i]! / (next.parameters[name]!.sd || 1));
      const variance = names.reduce(
        (sum, a, i) =>
          sum +
          names.reduce((part, b, j) => part + scaled[i]! * next.covariance[a]![b]! * scaled[j]!, 0),
        0,
      );
      expect(variance).toBeGreaterThan(0);
    }
  });

  it('goes on through a third calibration, and says what a new fit leaves untied', () => {
    const third = calibrated('calendering', calenderingData({ mode: 'both', rows: 9, seed: 4 }), {
      start: next,
      free: ['gapZero'],
    });
    expect(third.parameters['gapZero.B']).toMatchObject({
      value: next.parameters['gapZero.B']!.value,
      origin: 'start',
    });
    expect(next.warnings.join()).not.toContain('is kept as the start has it');
    // From gaps alone a zero is known beside the resistance only.
    const gaps = calibrated('calendering', calenderingData({ mode: 'gap', conditions: 6 }));
    const all = calibrated('calendering', another, { start: gaps });
    expect(all.warnings.join()).toMatch(
      /gapZero\.A is kept .* known there beside .*softening, which is fitted anew/,
    );
  });

  it('refuses zeros with the foil beside a table that tells it, and takes one where none stands', () => {
    const lines = another.trim().split('\n');
    const withFoil = lines
      .map((line, i) => `${line},${i === 0 ? 'foilThickness_um' : 15}`)
      .join('\n');
    expect(() => calibrated('calendering', withFoil, { start, free: ['gapZero'] })).toThrow(
      expect.objectContaining({
        code: 'CALIBRATION_START_INVALID',
        message: expect.stringMatching(/gapZero\.A with the foil.*leaves out foilThickness_um/),
      }),
    );
    const same = withFoil.replaceAll(',B,', ',A,');
    const { parameters } = calibrated('calendering', same, { start, free: ['gapZero'] });
    expectClose(parameters['gapZero.A']!.value, 130, { rtol: 0, atol: 4 });
  });
});

describe('a start of other lanes', () => {
  it('keeps them, and reads a lane alone by its own factor', () => {
    const start = calibrated('coating', slotDie({ left: 0.96, right: 1.04 }));
    const next = calibrated('coating', slotDie({ left: 0.96 * 1.05 }), {
      start,
      free: ['pumpFactor'],
    });
    expect(next.parameters['dieFactor.right']).toMatchObject({
      value: start.parameters['dieFactor.right']!.value,
      origin: 'start',
    });
    expectClose(next.parameters['pumpFactor']!.value, 0.93 * 1.05, { rtol: 2e-3, atol: 0 });
  });

  it('keeps the slurry of a comma bar with the solids that it refers to', () => {
    const bar = [
      'condition,commaGap_um,webSpeed_m_per_min,slurryDensity_kg_per_m3,solidsContent_frac,loading_g_per_m2',
      ...[100, 200, 300, 400].flatMap((gap) =>
        [0.5, 0.6].map((solids) => `c${gap},${gap},1,1500,${solids},${gap * 0.6 * 1.5 * solids}`),
      ),
    ].join('\n');
    const start = calibrated('coating', bar);
    const next = calibrated('coating', slotDie({ left: 1, right: 1 }), { start });
    expect(next.parameters['viscosityFactor']!.origin).toBe('start');
    expect(next.references).toEqual(start.references);
    expect(next.parameters['pumpFactor']!.origin).toBe('fitted');
  });
});
