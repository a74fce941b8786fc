import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalibrationResult } from '../../../../twin/estimation/calibration/calibration-result.ts';
import { calenderingData } from '../../../support/calendering-data.ts';
import { expectClose } from '../../../support/close.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-calibrate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const calibrate = (argv: readonly string[], signal?: AbortSignal) =>
  runCommand(['calibrate', ...argv], signal === undefined ? {} : { signal });

const model = ['--model', 'calendering'];
const text = calenderingData({ mode: 'gap', rows: 12 });
const data = write('press.csv', text);
const cal = join(folder, 'press.json');
const wet = write(
  'wet.csv',
  'condition,time_s,height_mm\na,600,10.5\nb,900,12\nc,1200,14.5\nd,300,8.5\ne,60,6.5\nf,30,6\n',
);

describe('calibrate', () => {
  let answer: CalibrationResult;
  beforeAll(async () => {
    const { code, stdout, stderr } = await calibrate([
      ...model,
      '--data',
      data,
      '--out',
      cal,
      '--json',
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^calibrate: calendering, 12 rows of /);
    answer = JSON.parse(stdout);
    expect(readFileSync(cal, 'utf8')).toBe(stdout);
  });

  it('answers in the names of the contract', () => {
    expect(Object.keys(answer)).toEqual(
      expect.arrayContaining([
        'model',
        'parameters',
        'covariance',
        'unidentified',
        'residual',
        'leaveOneGroupOut',
        'rows',
      ]),
    );
    expect(answer).toMatchObject({ formatVersion: 1, model: 'calendering', status: 'converged' });
    const names = Object.keys(answer.parameters);
    expect(names).toContain('gapZero.A');
    for (const name of names) {
      expect(answer.parameters[name]).toEqual({
        value: expect.any(Number),
        unit: expect.any(String),
        sd: expect.any(Number),
        origin: expect.stringMatching(/^(fitted|assumed|start)$/),
        description: expect.any(String),
      });
      expect(Object.keys(answer.covariance[name]!)).toEqual(names);
    }
    for (const scores of [answer.residual, answer.leaveOneGroupOut]) {
      expect(scores).toEqual({
        thicknessAfter: { rmse: expect.any(Number), unit: 'um', n: 12 },
        porosityAfter: { rmse: expect.any(Number), unit: 'frac', n: 12 },
      });
    }
    expect(answer.rows).toHaveLength(24);
    for (const row of answer.rows) {
      expect(row.lower90).toBeLessThan(row.predicted);
      expect(row.upper90).toBeGreaterThan(row.predicted);
    }
    expect(answer.rows[0]).toMatchObject({ group: 'c0', quantity: 'thicknessAfter', line: 2 });
  });

  it('scores the rows that it gives', () => {
    for (const quantity of ['thicknessAfter', 'porosityAfter']) {
      const own = answer.rows.filter((row) => row.quantity === quantity);
      const squares = own.reduce((sum, row) => sum + (row.predicted - row.measured) ** 2, 0);
      const rmse = Math.sqrt(squares / own.length);
      expectClose(answer.leaveOneGroupOut[quantity]!.rmse, rmse, { rtol: 1e-9, atol: 0 });
    }
  });

  it('refits only the named constants of an earlier calibration', async () => {
    const moved = write(
      'moved.csv',
      calenderingData({ mode: 'gap', rows: 12, seed: 2, gapZero: 145e-6 }),
    );
    const argv = [...model, '--data', moved, '--start', cal, '--free', 'gapZero', '--json'];
    const { code, stdout } = await calibrate(argv);
    expect(code).toBe(0);
    const { parameters, free } = JSON.parse(stdout);
    expect(free).toEqual(['gapZero.A']);
    const shift = parameters['gapZero.A'].value - answer.parameters['gapZero.A']!.value;
    expectClose(shift, 40, { rtol: 0, atol: 5 });
    for (const name of Object.keys(parameters)) {
      if (name === 'gapZero.A') continue;
      expectClose(parameters[name].value, answer.parameters[name]!.value, {
        rtol: 1e-12,
        atol: 1e-15,
      });
    }
  });

  it('says of each constant whether it is refitted, of the start or of its prior', async () => {
    const rows = calenderingData({ mode: 'gap', rows: 12, seed: 2, pressState: 'B' });
    const next = write('next.csv', `${text}${rows.slice(rows.indexOf('\n') + 1)}`);
    const { stdout } = await calibrate([
      ...[...model, '--data', next, '--start', cal],
      ...['--free', 'gapZero,softening'],
    ]);
    const lines = stdout.split('\n');
    const line = (name: string) => lines.find((one) => one.startsWith(`${name} `));
    expect(line('constant')).toMatch(/value +\+- sd +unit +origin$/);
    expect(line('softening')).toMatch(/per_K +refitted/);
    expect(line('gapZero.A')).toMatch(/um +refitted/);
    expect(line('gapZero.B')).toMatch(/um +fitted/);
    expect(line('solidsMissing')).toMatch(/frac +start \(fitted\)/);
    expect(line('frameStiffness')).toMatch(/N_per_mm2 +start \(prior\)/);
    const first = await calibrate([...model, '--data', data]);
    expect(first.stdout).toMatch(/frameStiffness .* N_per_mm2 +prior, unidentified: /);
    expect(first.stdout).toMatch(/gapZero.A .* um +fitted/);
  });

  it('prints a table without --json, and still writes JSON to --out', async () => {
    const out = join(folder, 'wet.json');
    const { code, stdout } = await calibrate(['--model', 'wetting', '--data', wet, '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^wetting: converged\ninitialHeight +\d/);
    expect(stdout).toMatch(/height: [\d.]+ mm left out/);
    expect(JSON.parse(readFileSync(out, 'utf8')).model).toBe('wetting');
  });

  it('leaves out by another column', async () => {
    const lines = text.trim().split('\n');
    const two = lines.map((line, i) => (i > 0 && i % 2 === 0 ? line.replace(',A,', ',B,') : line));
    const file = write('states.csv', two.join('\n'));
    const { stdout } = await calibrate([
      ...model,
      '--data',
      file,
      '--group',
      'pressState',
      '--free',
      'gapZero',
      '--json',
    ]);
    const groups = (JSON.parse(stdout) as CalibrationResult).rows.map((row) => row.group);
    expect(new Set(groups)).toEqual(new Set(['A', 'B']));
    const byLine = ['--group', 'time_s', '--json'];
    const wetting = await calibrate(['--model', 'wetting', '--data', wet, ...byLine]);
    expect(JSON.parse(wetting.stdout).rows[0].group).toBe('600');
  });

  it('ends with 130 and writes nothing where it was cancelled', async () => {
    const out = join(folder, 'none.json');
    const { code, stdout } = await calibrate(
      ['--model', 'wetting', '--data', wet, '--out', out],
      AbortSignal.abort(),
    );
    expect([code, stdout]).toEqual([130, '']);
    expect(() => readFileSync(out)).toThrow('ENOENT');
  });
});

const lines = text.trim().split('\n');
/** The data with a field of a line replaced; lines count from 1. */
const with_ = (line: number, column: number, value: string): string =>
  lines
    .map((one, i) => {
      if (i + 1 !== line) return one;
      const fields = one.split(',');
      fields[column] = value;
      return fields.join(',');
    })
    .join('\n');

/** What the command makes of a table of calendering. */
async function answered(name: string, content: string, ...options: readonly string[]) {
  const file = write(`${name}.csv`, content);
  const { code, stdout, stderr } = await calibrate([
    ...model,
    '--data',
    file,
    '--json',
    ...options,
  ]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return { result: JSON.parse(stdout) as CalibrationResult, stderr };
}

describe('a table with gaps', () => {
  it('loses with a missing value what depends on it, and names what it leaves out on stderr and in the JSON', async () => {
    const gaps = [
      [2, 7, ''],
      [6, 6, ''],
      [8, 9, ''],
    ] as const;
    const content = gaps.reduce(
      (all, [line, column, value]) =>
        all
          .split('\n')
          .map((one, i) =>
            i + 1 === line
              ? one
                  .split(',')
                  .map((field, c) => (c === column ? value : field))
                  .join(',')
              : one,
          )
          .join('\n'),
      text.trim(),
    );
    const { result, stderr } = await answered('gaps', content);
    const { residual, warnings } = result;
    expect([residual['thicknessAfter']!.n, residual['porosityAfter']!.n]).toEqual([10, 9]);
    const told = [
      'line 2, column passes: found nothing; the row is left out',
      'line 6, column rollGap_um or lineLoad_N_per_mm: found neither; the row is left out',
    ];
    for (const words of told) {
      expect(stderr).toContain(words);
      expect(warnings.join()).toContain(words);
    }
  });

  it('ends with exit code 3 where no row can serve', async () => {
    const empty = lines.map((line, i) => {
      const fields = line.split(',');
      return i === 0 ? line : [...fields.slice(0, 8), '', ''].join(',');
    });
    const file = write('empty.csv', empty.join('\n'));
    const { code, stdout } = await calibrate([...model, '--data', file, '--json']);
    expect([code, JSON.parse(stdout).code]).toEqual([3, 'TABLE_INVALID']);
    expect(JSON.parse(stdout).data).toMatchObject({ line: 2, found: expect.any(String) });
  });

  it.each([1, 3, 5])('of %d rows of one condition still gives an answer', async (rows) => {
    const few = lines.slice(0, rows + 1).map((line) => line.replace(/^c\d+,/, 'a,'));
    const { result } = await answered(`few ${rows}`, few.join('\n'));
    expect(result.free.length).toBeLessThanOrEqual(rows);
    expect(result.free[0]).toBe('gapZero.A');
    const names = Object.keys(result.parameters);
    expect(Object.keys(result.heldAtPrior).sort()).toEqual(
      names.filter((name) => !result.free.includes(name)).sort(),
    );
    expect(result.warnings.join()).toContain(rows === 1 ? 'one row' : "one group, 'a'");
    expect(result.rows).toHaveLength(rows === 1 ? 0 : 2 * rows);
    for (const row of result.rows) expect(row.lower90).toBeGreaterThanOrEqual(0);
  });

  it('leaves out by a column of its own, and by rows where it names no groups', async () => {
    const own = lines.map((line, i) => `${line},${i === 0 ? 'operator' : i % 3}`).join('\n');
    const { result } = await answered('own', own, '--group', 'operator');
    expect(new Set(result.rows.map(({ group }) => group))).toEqual(new Set(['0', '1', '2']));
    const none = lines.map((line) => line.split(',').slice(1).join(',')).join('\n');
    const alone = await answered('none', none);
    expect(alone.result.rows[0]!.group).toBe('line 2');
    expect(alone.stderr).toContain("no column 'condition'");
  });

  it('takes a byte-order mark, and line ends of Windows', async () => {
    const { result } = await answered('windows', `\uFEFF${text.replaceAll('\n', '\r\n')}`);
    expect(result.rows).toHaveLength(24);
  });

  it('leaves out what is thicker or more porous behind the rolls than in front', async () => {
    const before = Number(lines[2]!.split(',')[3]);
    const { result, stderr } = await answered('thick', with_(3, 8, String(before * 1.3)));
    expect(stderr).toMatch(/line 3, column thicknessAfter_um: found .* the value is left out/);
    expect(result.residual['thicknessAfter']!.n).toBe(11);
    expect(result.residual['porosityAfter']!.n).toBe(12);
  });
});

describe('bad input of calibrate', () => {
  const header = (from: string, to: string): string => text.replace(from, to);

  it.each([
    [
      'unit in the header',
      header('thicknessAfter_um', 'thicknessAfter_mm'),
      1,
      'thicknessAfter_mm',
      'thicknessAfter_um',
    ],
    ['unknown column', header('passes', 'humidity_percent'), 1, 'humidity_percent', 'rollGap_um'],
    [
      'no unit',
      header('coatWeight_g_per_m2', 'coatWeight'),
      1,
      'coatWeight',
      'coatWeight_g_per_m2',
    ],
    ['text in a number', with_(4, 6, 'wide'), 4, 'rollGap_um', "found 'wide'"],
    ['negative thickness', with_(3, 8, '-40'), 3, 'thicknessAfter_um', "found '-40'"],
    ['porosity in percent', with_(5, 9, '35.2'), 5, 'porosityAfter_frac', '35.2 percent is 0.352'],
    [
      'porosity of many digits',
      with_(5, 9, '38.8'),
      5,
      'porosityAfter_frac',
      '38.8 percent is 0.388',
    ],
    ['density in g/cm3', with_(2, 4, '4.45'), 2, 'trueDensity_kg_per_m3', 'from 300'],
    ['half a pass', with_(2, 7, '1.5'), 2, 'passes', 'a whole number'],
    ['a decimal comma', with_(2, 6, '"91,5"'), 2, 'rollGap_um', 'behind a point'],
    [
      'semicolons',
      text.replaceAll(',', ';'),
      1,
      undefined,
      'columns parted by semicolons; allowed are commas',
    ],
    ['denser than its solids', with_(7, 3, '12'), 7, 'thicknessBefore_um', 'porosity'],
    [
      'a unit of two columns',
      header('thicknessAfter_um', 'thickness_mm'),
      1,
      'thickness_mm',
      'thicknessBefore_um, thicknessAfter_um',
    ],
  ])('%s ends with exit code 3 and names the place', async (name, content, line, column, words) => {
    const file = write(`bad ${name.replaceAll('/', ' ')}.csv`, content);
    const { code, stdout, stderr } = await calibrate([...model, '--data', file, '--json']);
    expect(code).toBe(3);
    const problem = JSON.parse(stdout);
    expect(problem).toMatchObject({
      type: '/docs#TABLE_INVALID',
      code: 'TABLE_INVALID',
      data: { found: expect.any(String), allowed: expect.any(String) },
    });
    expect(problem.data.line).toBe(line);
    if (column !== undefined) expect(problem.data.column).toContain(column);
    expect(stderr).toContain(words);
  });

  it('names a missing column', async () => {
    const cut = lines.map((line) => line.split(',').slice(0, 4).join(',')).join('\n');
    const { code, stderr } = await calibrate([...model, '--data', write('cut.csv', cut)]);
    expect([code, stderr]).toEqual([3, expect.stringContaining('trueDensity_kg_per_m3')]);
  });

  it('names a row of another length by its line', async () => {
    const file = write('long.csv', [...lines.slice(0, 3), `${lines[3]},1`].join('\n'));
    const { code, stdout } = await calibrate([...model, '--data', file, '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ data: { line: 4, found: 11, allowed: 10 } });
  });

  it.each([
    [['--data', data], 'needs --model'],
    [[...model], 'needs --data'],
    [['--model', 'slitting', '--data', data], 'calendering, coating, drying, wetting'],
    [[...model, '--data', data, '--free', 'viscosity'], 'compactionResistance'],
    [[...model, '--data', data, '--free', 'gapZero.Z'], 'which these data do not speak of'],
    [[...model, '--data', data, '--free', ','], 'names joined by commas'],
    [[...model, '--data', data, '--material', 'wood'], 'graphite-water'],
    [['--model', 'wetting', '--data', wet, '--material', 'lfp-nmp'], 'depends on no material'],
    [[...model, '--data', data, '--group', 'humidity'], 'coatWeight_g_per_m2'],
    [[...model, '--data', data, 'more'], "no argument 'more'"],
  ])('wrong usage %j ends with exit code 2', async (argv, words) => {
    const { code, stdout, stderr } = await calibrate([...argv, '--json']);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'USAGE' });
  });

  it.each([
    ['of another model', '{"model":"wetting","parameters":{}}', 'CALIBRATION_START_INVALID'],
    ['without parameters', '{"model":"calendering"}', 'CALIBRATION_START_INVALID'],
    [
      'with an unknown constant',
      '{"model":"calendering","parameters":{"mood":{"value":1,"unit":"1","sd":0}}}',
      'CALIBRATION_START_INVALID',
    ],
    [
      'in another unit',
      '{"model":"calendering","parameters":{"softening":{"value":1,"unit":"per_degF","sd":0}}}',
      'CALIBRATION_START_INVALID',
    ],
    ['that is no JSON', '{', 'INPUT_UNREADABLE'],
  ])('a start %s is bad input', async (name, content, expected) => {
    const start = write(`start ${name}.json`, content);
    const { code, stdout } = await calibrate([
      ...model,
      '--data',
      data,
      '--start',
      start,
      '--json',
    ]);
    expect([code, JSON.parse(stdout).code]).toEqual([3, expected]);
  });

  it('names a file that there is not', async () => {
    const { code, stderr } = await calibrate([...model, '--data', join(folder, 'no.csv')]);
    expect([code, stderr]).toEqual([3, expect.stringContaining('no.csv')]);
  });
});
