import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { demonstrationCommaBar } from '../../../../../physics/materials/demonstration-coaters.ts';
import { nmc622Demonstration } from '../../../../../physics/materials/nmc622-demonstration.ts';
import { graphiteWater } from '../../../../../physics/materials/packs/graphite-water.ts';
import { coatCommaBar } from '../../../../../physics/process/coating/comma-bar.ts';
import { csvTable } from '../../../../../twin/domain/csv-table.ts';
import { calibrateTable } from '../../../../../twin/estimation/calibration/calibrate-table.ts';
import type { CalibrationResult } from '../../../../../twin/estimation/calibration/calibration-result.ts';
import {
  type CommaBarRow,
  commaFilm,
  slurryOfBars,
} from '../../../../../twin/estimation/calibration/coating-law.ts';
import { commaFilmsByZero } from '../../../../../twin/estimation/calibration/comma-film-by-zero.ts';
import { expectClose } from '../../../../support/close.ts';

/** A coating without its error: wet film [um] and density of the slurry [kg.m-3]. */
type Truth = (gap: number, solids: number) => { readonly film: number; readonly density: number };

interface Coating {
  readonly condition: string;
  readonly gap: number;
  readonly solids: number;
  readonly density: number;
  /** [g.m-2] */
  readonly loading: number;
}

const proportional: Truth = (gap, solids) => ({
  film: 0.55 * (gap + 8),
  density: 1 / (solids / 4200 + (1 - solids) / 1030),
});

const byTheLaw =
  (material: typeof nmc622Demonstration, zero: number): Truth =>
  (gap, solidsContent) => {
    const bar = { ...demonstrationCommaBar, gapZero: zero * 1e-6 };
    const { loading, wetThickness } = coatCommaBar(material, bar, {
      commaGap: gap * 1e-6,
      webSpeed: 1 / 60,
      beadHeight: 0.01,
      solidsContent,
      slurryTemperature: 298.15,
    });
    return { film: wetThickness * 1e6, density: loading / wetThickness / solidsContent };
  };

/** Two coatings of each gap and solids, with the scatter of a gap that moves by 2.6 um and 0.7 % of all else. */
function coatings(truth: Truth, solidsContents: readonly number[], seed: number): Coating[] {
  const noise = randomStreams(seed).stream('tests/comma-bar');
  return [50, 75, 100, 200, 300, 400].flatMap((gap) =>
    solidsContents.flatMap((solids) =>
      [1, 2].map(() => {
        const { film, density } = truth(gap, solids);
        const error = Math.exp(Math.hypot(0.007, 2.6 / gap) * noise.normal());
        const loading = film * density * solids * 1e-3 * error;
        return { condition: `${gap}-${solids}`, gap, solids, density, loading };
      }),
    ),
  );
}

function calibrated(rows: readonly Coating[], material?: string): CalibrationResult {
  const header =
    'condition,commaGap_um,solidsContent_frac,slurryDensity_kg_per_m3,loading_g_per_m2,webSpeed_m_per_min';
  const lines = rows.map(({ condition, gap, solids, density, loading }) =>
    [condition, gap, solids, density, loading, 1].join(','),
  );
  return calibrateTable({
    model: 'coating',
    table: csvTable([header, ...lines].join('\n'), 'bar.csv'),
    ...(material === undefined ? {} : { material }),
  });
}

/** Leave-one-condition-out error of a film that is a straight line in the gap, the same for all solids [g.m-2]. */
function errorOfLine(rows: readonly Coating[]): number {
  const perFilm = ({ density, solids }: Coating): number => density * solids * 1e-3;
  const squares = rows.map((row) => {
    let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
    for (const other of rows) {
      if (other.condition === row.condition) continue;
      const weight = perFilm(other) ** 2;
      const film = other.loading / perFilm(other);
      n += weight;
      x += weight * other.gap;
      y += weight * film;
      xx += weight * other.gap ** 2;
      xy += weight * other.gap * film;
    }
    const slope = (n * xy - x * y) / (n * xx - x * x);
    const film = y / n + slope * (row.gap - x / n);
    return (film * perFilm(row) - row.loading) ** 2;
  });
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / rows.length);
}

const shareInside = ({ rows }: CalibrationResult): number =>
  rows.filter(({ measured, lower90, upper90 }) => measured >= lower90 && measured <= upper90)
    .length / rows.length;

describe('calibration of a comma bar whose slurry was not measured', { timeout: 90_000 }, () => {
  it.each([
    ['0.50 to 0.70 solids', [0.5, 0.6, 0.65, 0.7], undefined],
    ['0.60 to 0.70 solids', [0.6, 0.65, 0.7], undefined],
    ['a material of another flow', [0.5, 0.6, 0.65, 0.7], 'nmc622-demonstration'],
  ])('predicts a film in proportion to the gap as a line does: %s', (_, solids, material) => {
    const rows = coatings(proportional, solids, 1);
    const result = calibrated(rows, material);
    expect(result.leaveOneGroupOut['loading']!.rmse).toBeLessThan(1.3 * errorOfLine(rows));
    expect(shareInside(result)).toBeGreaterThan(0.82);
    expect(shareInside(result)).toBeLessThan(0.99);
    expect(result.warnings.join()).not.toContain('COATING_BAR_LEAKS');
    for (const [i, { predicted }] of result.rows.entries()) {
      const { gap, density, solids: content } = rows[i]!;
      const film = predicted / (density * content * 1e-3);
      expect(film / (gap + 8)).toBeGreaterThan(0.5);
      expect(film / (gap + 8)).toBeLessThan(0.67);
    }
    const at = (gap: number, content: number): number => {
      const i = rows.findIndex((row) => row.gap === gap && row.solids === content);
      return result.rows[i]!.predicted;
    };
    // The gap first, then the solids.
    const bySolids = at(200, 0.7) / at(200, solids[0]!);
    expect(bySolids).toBeGreaterThan(1.1);
    expect(at(400, 0.7) / at(50, 0.7)).toBeGreaterThan(bySolids);
  });

  it.each([
    ['a cathode slurry', nmc622Demonstration, [0.65, 0.675, 0.7], 15],
    ['an anode slurry', graphiteWater, [0.45, 0.5, 0.55], 5],
  ] as const)('finds a film that the pool adds to: %s', (_, material, solids, zero) => {
    const rows = coatings(byTheLaw(material, zero), solids, 1);
    const result = calibrated(rows);
    expect(result.leaveOneGroupOut['loading']!.rmse).toBeLessThan(0.6 * errorOfLine(rows));
    expect(shareInside(result)).toBeGreaterThan(0.82);
    expect(shareInside(result)).toBeLessThan(0.99);
    // A thicker slurry with more solids lets less of it through.
    expect(result.parameters['viscosityPerSolids']!.value).toBeGreaterThan(5);
  });

  it('finds how the flow goes with the active material, where recipes differ in it', () => {
    const header =
      'condition,commaGap_um,solidsContent_frac,activeMassFraction_frac,slurryDensity_kg_per_m3,loading_g_per_m2,webSpeed_m_per_min';
    const noise = randomStreams(4).stream('tests/comma-bar/active');
    const rows = [0.92, 0.94, 0.96, 0.98].flatMap((active) => {
      const { solids } = nmc622Demonstration;
      const before = solids.find(({ role }) => role === 'active')!.massFraction;
      const recipe = solids.map((solid) => ({
        ...solid,
        massFraction:
          solid.role === 'active' ? active : (solid.massFraction * (1 - active)) / (1 - before),
      }));
      const truth = byTheLaw({ ...nmc622Demonstration, solids: recipe }, 5);
      return [75, 100, 200, 300].map((gap) => {
        const { film, density } = truth(gap, 0.65);
        const error = Math.exp(Math.hypot(0.007, 2.6 / gap) * noise.normal());
        return [gap, 0.65, active, density, film * density * 0.65e-3 * error, 1] as const;
      });
    });
    const fitted = (some: readonly (readonly number[])[]) =>
      calibrateTable({
        model: 'coating',
        table: csvTable(
          [header, ...some.map((row) => [`${row[0]}-${row[2]}`, ...row].join(','))].join('\n'),
          'bar.csv',
        ),
      });
    const { parameters, leaveOneGroupOut, references } = fitted(rows);
    // Binder and carbon make it thicker.
    const { value, sd } = parameters['viscosityPerActive']!;
    expect(value + 2 * sd).toBeLessThan(0);
    expectClose(references['referenceActiveMassFraction_frac']!, 0.95, { rtol: 1e-9, atol: 0 });
    const alike = fitted(rows.map((row) => row.map((cell, i) => (i === 2 ? 0.95 : cell))));
    expect(Object.keys(alike.parameters)).not.toContain('viscosityPerActive');
    expect(leaveOneGroupOut['loading']!.rmse).toBeLessThan(
      0.6 * alike.leaveOneGroupOut['loading']!.rmse,
    );
  });

  it('predicts rows without groups the same in any order', () => {
    const rows = coatings(proportional, [0.5, 0.55, 0.6, 0.65, 0.7], 3).map((row, i) => ({
      ...row,
      condition: '',
      loading: row.loading * (1 + 1e-6 * i),
    }));
    const predictions = (some: readonly Coating[]) => {
      const { rows: predicted } = calibrated(some);
      return new Map(predicted.map((row) => [row.measured, row]));
    };
    const inOrder = predictions(rows);
    const turned = predictions([...rows].reverse());
    expect(inOrder.size).toBe(60);
    for (const [measured, { predicted, upper90 }] of inOrder) {
      expectClose(turned.get(measured)!.predicted, predicted, { rtol: 1e-7, atol: 0 });
      expectClose(turned.get(measured)!.upper90, upper90, { rtol: 1e-7, atol: 0 });
    }
  });

  it('says that loadings are in another unit, and that rows are copies', () => {
    const rows = coatings(proportional, [0.6], 1);
    expect(calibrated(rows).warnings.join()).not.toMatch(/another unit|as a line above/);
    const inMilligrams = rows.map((row) => ({ ...row, loading: row.loading / 10 }));
    expect(calibrated(inMilligrams).warnings.join()).toMatch(
      /wet film .* is 0\.059 of the gap: .* another unit/,
    );
    expect(calibrated([...rows, rows[3]!, rows[0]!]).warnings.join()).toContain(
      'bar.csv, line 14, 15: the same in every column as a line above',
    );
  });

  it('warns of a bar that leaks, and of no other', () => {
    const rows = coatings(byTheLaw(nmc622Demonstration, 0), [0.5, 0.7], 1);
    const leaking = rows.flatMap(({ gap, density, solids, loading }, i) =>
      loading / (density * solids * 1e-3) > 1.1 * gap ? [i + 2] : [],
    );
    const warning = calibrated(rows).warnings.find((text) => text.startsWith('COATING_BAR_LEAKS'));
    expect(leaking.length).toBeGreaterThan(0);
    for (const line of leaking) expect(warning).toMatch(new RegExp(`\\b${line}\\b`));
    expect(warning).not.toMatch(/line 2\b/);
  });

  it('keeps a table of few rows in the physical band, and says what it does not tell', () => {
    const rows = coatings(proportional, [0.6], 1).filter(({ gap }) => gap === 100);
    const { parameters, heldAtPrior, rows: predicted } = calibrated(rows);
    expect(Object.keys(heldAtPrior).sort()).toEqual([
      'commaGapZero',
      'viscosityFactor',
      'viscosityPerSolids',
    ]);
    expectClose(parameters['viscosityFactor']!.value, 1, { rtol: 1e-12, atol: 0 });
    for (const { measured, lower90, upper90 } of predicted) {
      expect(measured).toBeGreaterThan(lower90);
      expect(measured).toBeLessThan(upper90);
    }
  });

  it('solves the flow under the bar once for rows of one coating, however often the fit asks', () => {
    let [asked, solved] = [0, 0];
    const of = (commaGap: number): CommaBarRow => ({
      coater: 'commaBar',
      slurryDensity: 1900,
      solidsContent: 0.6,
      commaGap,
      webSpeed: 1 / 60,
      beadHeight: 0.01,
      surfaceTension: 0.04,
      powerLawAt,
      flowTold: false,
      activeMassFraction: Number.NaN,
    });
    const powerLawAt = (rate: number) => {
      asked++;
      return slurryOfBars(rate);
    };
    commaFilm(of(1e-4), 0);
    const perSolution = asked;
    const filmOf = commaFilmsByZero();
    const films = [1e-4, 1e-4, 1e-4, 2e-4].map((gap) => filmOf(of(gap)));
    asked = 0;
    for (let i = 0; i < 1000; i++) {
      for (const film of films) film((i % 40) * 5e-7, 0.1 + (i % 19) / 10);
    }
    solved = asked / perSolution;
    // Eight gaps by six viscosities for each of the two gaps.
    expect(solved).toBe(2 * 8 * 6);
  });

  it('asks the law by polynomials that meet it, and that join', () => {
    const row: CommaBarRow = {
      coater: 'commaBar',
      slurryDensity: 1900,
      solidsContent: 0.6,
      commaGap: 200e-6,
      webSpeed: 1 / 60,
      beadHeight: 0.01,
      surfaceTension: 0.04,
      powerLawAt: slurryOfBars,
      flowTold: false,
      activeMassFraction: Number.NaN,
    };
    const film = commaFilmsByZero()(row);
    for (const zero of [-20e-6, 10e-6]) {
      for (const logFactor of [-2.7, -1, 0.6, 3.3]) {
        expectClose(film(zero, logFactor), commaFilm(row, zero, Math.exp(logFactor)), {
          rtol: 1e-4,
          atol: 0,
        });
      }
      expectClose(film(zero, 2 - 1e-12), film(zero, 2 + 1e-12), { rtol: 1e-10, atol: 0 });
      // Beyond all viscosities there is only drag.
      expectClose(film(zero, 8), film(zero, 20), { rtol: 1e-3, atol: 0 });
      expect(film(zero, 20)).toBeGreaterThan(0.5 * (200e-6 - zero));
      expect(film(zero, 20)).toBeLessThan(0.7 * (200e-6 - zero));
    }
  });
});
