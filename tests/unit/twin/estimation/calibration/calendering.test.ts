import { describe, expect, it } from 'vitest';
import { randomStreams } from '../../../../../physics/core/random.ts';
import { csvTable } from '../../../../../twin/domain/csv-table.ts';
import {
  type CalibrationRequest,
  calibrateTable,
} from '../../../../../twin/estimation/calibration/calibrate-table.ts';
import { calenderingData, truePress } from '../../../../support/calendering-data.ts';
import { expectClose } from '../../../../support/close.ts';

const calibrated = (text: string, more: Partial<CalibrationRequest> = {}) =>
  calibrateTable({ model: 'calendering', table: csvTable(text, 'press.csv'), ...more });

/** Distance of a found constant from the true one in its standard deviations. */
const off = (
  { value, sd }: { readonly value: number; readonly sd: number },
  truth: number,
): number => Math.abs(value - truth) / sd;

describe('calibration of calendering', () => {
  it('finds the constants of a press that tells its force, within 3 standard deviations', () => {
    for (const seed of [1, 2, 3]) {
      const { parameters, status } = calibrated(
        calenderingData({ mode: 'both', seed, conditions: 3 }),
      );
      expect(status).toBe('converged');
      expect(off(parameters['gapZero.A']!, truePress.gapZero * 1e6)).toBeLessThan(3);
      expect(off(parameters['frameStiffness']!, truePress.stiffness / 1e6)).toBeLessThan(3);
      expect(off(parameters['softening']!, truePress.softening)).toBeLessThan(3);
      expect(off(parameters['compactionResistance']!, truePress.resistance / 1e3)).toBeLessThan(3);
    }
  });

  it('finds zero and stiffness to 3 um and a tenth without noise', () => {
    const { parameters, unidentified } = calibrated(
      calenderingData({ mode: 'both', noise: 0, conditions: 2 }),
    );
    expectClose(parameters['gapZero.A']!.value, 105, { rtol: 0, atol: 3 });
    // The law of the fit holds exponents at their priors, those of the press; elongation differs in form.
    expectClose(parameters['frameStiffness']!.value, 4000, { rtol: 0.1, atol: 0 });
    expect(unidentified).not.toContain('frameStiffness');
    expect(unidentified).not.toContain('gapZero.A');
  });

  it('says that gaps alone can not tell resistance from stiffness, and that nothing tells of passes', () => {
    const { parameters, unidentified, confounded, warnings } = calibrated(
      calenderingData({ mode: 'gap', conditions: 2 }),
    );
    expect(unidentified).toEqual(
      expect.arrayContaining(['compactionResistance', 'frameStiffness', 'passGain']),
    );
    expect(confounded.map(({ constants }) => [...constants].sort())).toContainEqual([
      'compactionResistance',
      'frameStiffness',
    ]);
    expect(parameters['passGain']).toMatchObject({ value: 0.15, origin: 'assumed' });
    expect(parameters['frameStiffness']!.origin).toBe('assumed');
    // Half of the prior variance is left to each, so that the true stiffness of twice the prior is no surprise.
    expect(off(parameters['frameStiffness']!, truePress.stiffness / 1e6)).toBeLessThan(3);
    expect(warnings.join()).toContain('frameStiffness stays at its prior');
  });

  it('predicts conditions that it did not see to about the errors of measurement, by gap and by force', () => {
    for (const mode of ['gap', 'force'] as const) {
      const { leaveOneGroupOut, free } = calibrated(
        calenderingData({ mode, seed: 4, conditions: 9 }),
      );
      // 0.7 um at either gauge and 0.7 % at either weighing, and what six constants of 18 rows add.
      expect(leaveOneGroupOut['thicknessAfter']!.rmse).toBeLessThan(1.4);
      expect(leaveOneGroupOut['porosityAfter']!.rmse).toBeLessThan(0.018);
      expect(free.length).toBeLessThanOrEqual(6);
    }
  });

  it('finds the exponent of the coated sides from rows of one and of two, and leaves it to others where all are of one', () => {
    const columns = { mode: 'both', rows: 30, sidesExponent: 0.8 } as const;
    const { parameters, residual } = calibrated(calenderingData(columns), {
      free: ['gapZero', 'compactionResistance', 'frameStiffness', 'sidesExponent'],
    });
    const { value, sd } = parameters['sidesExponent']!;
    expect(sd).toBeLessThan(0.1);
    expectClose(value, 0.8, { rtol: 0, atol: 3 * sd });
    expect(value).toBeGreaterThan(0.6);
    const asOne = calenderingData(columns).replaceAll(/,2,([\d.]+,[\d.]+)$/gm, ',1,$1');
    const wrong = calibrated(asOne, {
      free: ['gapZero', 'compactionResistance', 'frameStiffness'],
    });
    expect(wrong.residual['thicknessAfter']!.rmse).toBeGreaterThan(
      2 * residual['thicknessAfter']!.rmse,
    );
    const ofOne = calibrated(calenderingData({ mode: 'both' }));
    expect(ofOne.free).not.toContain('sidesExponent');
    expect(ofOne.heldAtPrior['sidesExponent']).toBe('all rows are coated on as many sides');
    const three = calenderingData(columns).replace(/,2,([\d.]+,[\d.]+)$/m, ',3,$1');
    expect(() => calibrated(three)).toThrow(/coatedSides_count.*3.*a whole number from 1 to 2/);
  });

  it('does not let a left-out row into its own prediction', () => {
    const text = calenderingData({ mode: 'gap', rows: 12 });
    const lines = text.split('\n');
    const fields = lines[5]!.split(',');
    fields[8] = String(Number(fields[8]) * 1.1);
    const changed = calibrated(
      [...lines.slice(0, 5), fields.join(','), ...lines.slice(6)].join('\n'),
    );
    const before = calibrated(text);
    const of = (result: typeof before, quantity: string) =>
      result.rows.filter((row) => row.group === 'c4' && row.quantity === quantity);
    expect(of(before, 'thicknessAfter')).toHaveLength(1);
    expect(of(changed, 'thicknessAfter')[0]!.predicted).toBe(
      of(before, 'thicknessAfter')[0]!.predicted,
    );
    expect(of(changed, 'thicknessAfter')[0]!.measured).not.toBe(
      of(before, 'thicknessAfter')[0]!.measured,
    );
  });

  it('refits only what is named, and lets a machine that changed move far', () => {
    const start = calibrated(calenderingData({ mode: 'gap', seed: 2, conditions: 2 }));
    const moved = calenderingData({
      mode: 'gap',
      seed: 3,
      gapZero: truePress.gapZero - 150e-6 + 60e-6,
    });
    const again = calibrated(moved, { start, free: ['gapZero'] });
    expect(again.free).toEqual(['gapZero.A']);
    const before = start.parameters['gapZero.A']!;
    const after = again.parameters['gapZero.A']!;
    // Each zero is known to some um.
    expectClose(after.value - before.value, -90, { rtol: 0, atol: 6 });
    expect(after.origin).toBe('fitted');
    for (const [name, { value, origin }] of Object.entries(again.parameters)) {
      if (name === 'gapZero.A') continue;
      // Through the logarithm and back.
      expectClose(value, start.parameters[name]!.value, { rtol: 1e-12, atol: 1e-15 });
      expect(origin).toBe('start');
    }
    expect(again.references).toEqual(start.references);
    expect(again.leaveOneGroupOut['thicknessAfter']!.rmse).toBeLessThan(1.6);
  });

  it('finds a zero that moved by 3 um in five rows, within its standard deviation, and leaves all else to the byte', () => {
    const sets = 8;
    let squares = 0;
    for (let seed = 0; seed < sets; seed++) {
      const data = { mode: 'both', conditions: 3 } as const;
      const start = calibrated(calenderingData({ ...data, seed: 2 * seed }));
      const gapZero = truePress.gapZero + 3e-6;
      const moved = calenderingData({ ...data, rows: 5, seed: 2 * seed + 1, gapZero });
      const again = calibrated(moved, { start, free: ['gapZero'] });
      const [before, after] = [start, again].map(({ parameters }) => parameters['gapZero.A']!);
      squares += off(after!, gapZero * 1e6) ** 2;
      // The gap is told exactly and the law of the fit is that of the data, but for its exponents: a shift shows to 1 um.
      expectClose(after!.value - before!.value, 3, { rtol: 0, atol: 1.5 });
      for (const [name, parameter] of Object.entries(again.parameters)) {
        if (name === 'gapZero.A') continue;
        const { value, sd } = start.parameters[name]!;
        expect([parameter.value, parameter.sd]).toEqual([value, sd]);
      }
    }
    expect(Math.sqrt(squares / sets)).toBeLessThan(1);
  }, 60_000);

  it('knows a refitted zero no better than the constants that it is refitted beside', () => {
    const pairs = 30;
    const draws = randomStreams(11).stream('tests/refitted-zero');
    let squares = 0;
    for (let seed = 0; seed < pairs; seed++) {
      // About the prior, but narrower: the opening goes as 1 / stiffness, and standard deviations are of a straight line.
      const stiffness = 2e9 * Math.exp(0.6 * draws.normal());
      const data = { mode: 'gap', rows: 12, conditions: 2, stiffness } as const;
      const start = calibrated(calenderingData({ ...data, seed: 2 * seed, gapZero: 2e-3 }));
      const gapZero = 1.91e-3;
      const again = calibrated(calenderingData({ ...data, seed: 2 * seed + 1, gapZero }), {
        start,
        free: ['gapZero'],
      });
      squares += off(again.parameters['gapZero.A']!, gapZero * 1e6) ** 2;
      for (const [name, { value, sd }] of Object.entries(again.parameters)) {
        if (name === 'gapZero.A') continue;
        expectClose(value, start.parameters[name]!.value, { rtol: 1e-12, atol: 1e-15 });
        expectClose(sd, start.parameters[name]!.sd, { rtol: 1e-9, atol: 0 });
      }
      expectClose(
        again.covariance['frameStiffness']!['compactionResistance']!,
        start.covariance['frameStiffness']!['compactionResistance']!,
        { rtol: 1e-9, atol: 0 },
      );
    }
    const rms = Math.sqrt(squares / pairs);
    // With held constants that count as exact it is 2.7.
    expect(rms).toBeLessThan(1.4);
    expect(rms).toBeGreaterThan(0.4);
  }, 60_000);

  it('refuses a start whose constants go together by more than they can', () => {
    const text = calenderingData({ mode: 'gap', conditions: 2 });
    const start = calibrated(text);
    const { frameStiffness, softening } = start.parameters;
    const both = 2 * frameStiffness!.sd * softening!.sd;
    const covariance = {
      ...start.covariance,
      frameStiffness: { ...start.covariance['frameStiffness'], softening: both },
    };
    expect(() => calibrated(text, { start: { ...start, covariance }, free: ['gapZero'] })).toThrow(
      expect.objectContaining({ code: 'CALIBRATION_START_INVALID' }),
    );
  });

  it('gives each press state a zero of its own', () => {
    const [header, ...first] = calenderingData({ mode: 'gap', rows: 9, conditions: 3 })
      .trim()
      .split('\n');
    const second = calenderingData({
      mode: 'gap',
      rows: 9,
      conditions: 3,
      seed: 5,
      pressState: 'B',
      gapZero: truePress.gapZero + 40e-6,
    })
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => `x${line}`);
    const { parameters } = calibrated([header, ...first, ...second].join('\n'));
    const [a, b] = ['gapZero.A', 'gapZero.B'].map((name) => parameters[name]!);
    expectClose(b!.value - a!.value, 40, { rtol: 0, atol: 4 });
  });

  it('warns of two press states under one name', () => {
    const [header, ...first] = calenderingData({ mode: 'gap', rows: 9, conditions: 3 })
      .trim()
      .split('\n');
    const gapZero = truePress.gapZero + 60e-6;
    const second = calenderingData({ mode: 'gap', rows: 9, conditions: 3, seed: 5, gapZero });
    const text = [header, ...first, ...second.trim().split('\n').slice(1)].join('\n');
    expect(calibrated(text).warnings.join()).toContain('several states of a machine');
    expect(calibrated([header, ...first].join('\n')).warnings.join()).not.toContain(
      'several states',
    );
  });

  it('takes rows that measured only one of thickness and porosity', () => {
    const [header, ...lines] = calenderingData({ mode: 'gap', conditions: 6 }).trim().split('\n');
    const only = (column: number): string =>
      [
        header,
        ...lines.map((line) => {
          const fields = line.split(',');
          fields[column] = '';
          return fields.join(',');
        }),
      ].join('\n');
    const byPorosity = calibrated(only(8));
    const byThickness = calibrated(only(9));
    expect(Object.keys(byPorosity.leaveOneGroupOut)).toEqual(['porosityAfter']);
    expect(Object.keys(byThickness.leaveOneGroupOut)).toEqual(['thicknessAfter']);
    expect(byPorosity.leaveOneGroupOut['porosityAfter']!.rmse).toBeLessThan(0.02);
    expect(byThickness.unidentified).toContain('solidsMissing');
  });

  it('a diagonal of the covariance is the square of the standard deviation', () => {
    const { parameters, covariance } = calibrated(calenderingData({ mode: 'both', conditions: 2 }));
    for (const [name, { sd }] of Object.entries(parameters)) {
      expectClose(covariance[name]![name]!, sd * sd, { rtol: 1e-12, atol: 0 });
    }
    const [over, under] = ['gapZero.A', 'frameStiffness'] as const;
    // Round-off of the inverse.
    expectClose(covariance[over]![under]!, covariance[under]![over]!, { rtol: 1e-9, atol: 0 });
  });
});
