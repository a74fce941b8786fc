import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { writeBpx } from '../../../../physics/cell/bpx/write-bpx.ts';
import { simulateWithSensitivities } from '../../../../physics/cell/sensitivity/sensitivities.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { solveP2d } from '../../../../twin/cli/p2d-service.ts';
import { svgToPng } from '../../../../twin/cli/svg-to-png.ts';
import { p2dAnswerSchema } from '../../../../twin/contract/p2d.ts';
import { expectClose } from '../../../support/close.ts';
import { runCommand } from '../../../support/run-command.ts';
import { type Asked, ohmicCell } from './ohmic-cell.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-p2d-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Given {
  /** Text on stderr at which the command is cancelled. */
  readonly abortOn?: RegExp;
  readonly aborted?: () => void;
}

async function p2d(argv: readonly string[], { abortOn, aborted }: Given = {}) {
  const asked: Asked[] = [];
  const stop = new AbortController();
  const said = await runCommand(['p2d', ...argv], {
    signal: stop.signal,
    stderr: (text) => {
      if (abortOn?.test(text) !== true || stop.signal.aborted) return;
      aborted?.();
      stop.abort();
    },
    cell: () =>
      Promise.resolve({
        stopwatch: () => asked.length,
        solve: async (job, signal) => {
          await setImmediate();
          const solver = {
            simulateCell: ohmicCell(asked),
            simulateWithSensitivities,
            stopwatch: () => asked.length,
          };
          return signal.aborted ? undefined : solveP2d(job, solver);
        },
        toPng: svgToPng,
      }),
  });
  return { ...said, asked };
}

const chen = ['--parameters', 'Chen2020'];
const hour = ['--protocol', 'discharge 5A for 1h'];
const json = async (...argv: string[]) => {
  const { code, stdout, stderr, asked } = await p2d([...argv, '--json']);
  return { code, stderr, asked, answer: JSON.parse(stdout) };
};

describe('p2d', () => {
  it('answers in the names and units of the contract, and nothing else on stdout', async () => {
    const { code, stderr, answer } = await json(...chen, ...hour, '--grid_s', '600');
    expect(code).toBe(0);
    expect(p2dAnswerSchema.strict().parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({
      formatVersion: 1,
      model: 'dfn',
      preset: 'accurate',
      parameters: { name: 'Chen2020', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      status: 'end',
      elapsed_ms: 1,
      warnings: [],
    });
    expect(answer.series.time_s).toEqual([0, 600, 1200, 1800, 2400, 3000, 3600]);
    expect(answer.series.step).toEqual([0, 0, 0, 0, 0, 0, 0]);
    const { summary } = answer;
    // from 3.5 V to 2.5 V on a straight line at 5 A for an hour; sums of seven products
    const exact = { rtol: 1e-12, atol: 0 };
    expectClose(summary.capacity_Ah, 5, exact);
    expectClose(summary.energy_Wh, 15, exact);
    expectClose(summary.meanVoltage_V, 3, exact);
    expectClose(summary.temperatureMax_degC, 25, exact);
    expect(summary.duration_s).toBe(3600);
    expect(stderr).toMatch(/^p2d: Chen2020, dfn, accurate, 1 step\np2d: end after/);
  });

  it('hands options to the solver in SI, and leaves to the set what is not said', async () => {
    const bare = await json(...chen, ...hour);
    expect(bare.asked[0]?.options).toEqual({
      model: 'dfn',
      preset: 'accurate',
      thermal: 'isothermal',
      fields: false,
      grid: 10,
      gridRows: 2_000_000,
      limits: { steps: expect.any(Number) },
      cancelled: expect.any(Function),
    });
    const words =
      '--model spme --preset fast --thermal lumped --temperature_degC -10 --soc_frac .5 --heatTransfer_W_per_m2K 25 --grid_s 1 --fields';
    const full = await json(...chen, ...hour, ...words.split(' '));
    expect(full.asked[0]?.options).toMatchObject({
      model: 'spme',
      preset: 'fast',
      thermal: 'lumped',
      temperature: 263.15,
      stateOfCharge: 0.5,
      heatTransferCoefficient: 25,
      grid: 1,
      fields: true,
    });
    expect(full.answer.fields.surfaceStoichiometry_1).toEqual([[0.5, null, 0.25]]);
    // 1e-4 m times 1e6
    expectClose(full.answer.fields.x_um[2], 100, { rtol: 1e-15, atol: 0 });
  });

  it('sets numbers of the set, and says which', async () => {
    const set = ['--set', 'negative.thickness_um=90', '--set', 'cell.contactResistance_mohm=5'];
    const { asked, answer } = await json(...chen, ...hour, ...set);
    const { negative, contactResistance } = asked[0]!.parameters;
    expect(negative).toMatchObject({ thickness: 90 / 1e6 });
    expect(contactResistance).toBe(0.005);
    expect(answer.set).toEqual({
      'negative.thickness_um': 90,
      'cell.contactResistance_mohm': 5,
    });
    const plain = await json(...chen, ...hour);
    expect(answer.parameters.sha256).toBe(plain.answer.parameters.sha256);
  });

  it('reads a protocol and its drive cycle from files, and ends with an event', async () => {
    write('pulse.csv', 'time_s,current_A\n0,0\n1,5\n2.5,-5\n');
    const file = write('cycle.txt', '# one step a line\ndrive pulse.csv\ndischarge 1C until 3V\n');
    const { asked, answer } = await json(...chen, '--protocol', file);
    expect(asked[0]?.protocol[0]).toMatchObject({
      control: { kind: 'drive', current: Float64Array.of(0, 5, -5) },
      ends: [{ kind: 'time', value: 2.5 }],
    });
    expect([answer.status, answer.event]).toEqual(['event', { kind: 'voltage', time_s: 1800 }]);
  });

  it('reads a BPX file, marked by the hash of its bytes', async () => {
    // BPX has no growth of an interphase
    const { interphase: _, ...expressible } = cellSet('Chen2020');
    const text = JSON.stringify(writeBpx(expressible), null, 1);
    const file = write('cell.bpx.json', text);
    const { code, answer } = await json('--parameters', file, ...hour);
    expect([code, answer.parameters.sha256]).toEqual([
      0,
      createHash('sha256').update(text).digest('hex'),
    ]);
  });

  it('takes a protocol for text where it is too long for the name of a file', async () => {
    const { code } = await p2d([
      ...chen,
      '--protocol',
      `discharge 5A for 1h # ${'x'.repeat(5_000)}`,
    ]);
    expect(code).toBe(0);
  });

  it('ends a step by the temperature of a cell that heats', async () => {
    const warm = ['--protocol', 'discharge 5A for 1h until 40degC', '--thermal', 'lumped'];
    expect((await p2d([...chen, ...warm])).code).toBe(0);
  });

  it('solves a cell once, also where its duration shows only then', async () => {
    const until = ['--protocol', 'discharge 5A until 3V', '--grid_s', '600'];
    const { asked, answer } = await json(...chen, ...until);
    expect([asked.length, answer.elapsed_ms]).toEqual([1, 1]);
    expect(answer.series.time_s).toEqual([0, 600, 1200, 1800]);
  });

  it('takes numbers by their BPX name', async () => {
    const set = [
      '--set',
      'Nominal cell capacity [A.h]=4',
      '--set',
      'Separator > Thickness [m]=1e-5',
    ];
    const { asked } = await json(...chen, ...hour, ...set);
    expect(asked[0]?.parameters).toMatchObject({
      nominalCapacity: 14_400,
      separator: { thickness: 1e-5 },
    });
  });

  it('takes the seed that every command takes', async () => {
    expect((await p2d([...chen, ...hour, '--seed', '7'])).code).toBe(0);
  });

  it('tells a cell that could not go on as a result, with its cause', async () => {
    const dead = ['--set', 'cell.contactResistance_mohm=2000'];
    const { code, answer } = await json(...chen, ...hour, ...dead);
    expect(code).toBe(0);
    expect(answer).toMatchObject({
      status: 'failed',
      cause: { code: 'CELL_VOLTAGE_COLLAPSED', time_s: 12, data: { voltage: -1 } },
    });
    const { stdout } = await p2d([...chen, ...hour, ...dead]);
    expect(stdout).toMatch(/^status +failed: CELL_VOLTAGE_COLLAPSED at 12\.000 s/m);
  });

  it('prints a table without --json, and writes it to --out too', async () => {
    const out = join(folder, 'result.txt');
    const { stdout } = await p2d([...chen, ...hour, '--out', out]);
    expect(stdout).toMatch(/^capacity +5\.00000 Ah/m);
    expect(readFileSync(out, 'utf8')).toBe(stdout);
  });

  it('plots to SVG or PNG by the suffix of the file, and takes no other', async () => {
    const [svg, png] = [join(folder, 'cell.svg'), join(folder, 'cell.PNG')];
    for (const plot of [svg, png]) {
      expect((await p2d([...chen, ...hour, '--plot', plot])).code).toBe(0);
    }
    expect(readFileSync(svg, 'utf8')).toMatch(/^<svg xmlns[\s\S]+Chen2020[\s\S]+<\/svg>\n$/);
    expect(readFileSync(png).subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
    const { code, answer } = await json(...chen, ...hour, '--plot', join(folder, 'cell.pdf'));
    expect([code, answer.code, answer.data.allowed]).toEqual([
      2,
      'USAGE',
      'a file that ends in .svg or .png',
    ]);
  });
});

describe('bad input of p2d', () => {
  const missing = join(tmpdir(), 'twinline-none', 'cell.json');
  it.each([
    [2, 'USAGE', [...hour], 'needs --parameters'],
    [2, 'USAGE', [...chen], 'needs --protocol'],
    [2, 'USAGE', [...chen, ...hour, '--model', 'p4d'], 'allowed is dfn, spme, spm'],
    [2, 'USAGE', [...chen, ...hour, '--grid_s', 'ten'], 'allowed is a number'],
    [2, 'USAGE', [...chen, ...hour, '--set', 'thickness'], 'KEY=VALUE'],
    [2, 'USAGE', [...chen, ...hour, '--set', 'a=1', '--set', 'a=2'], 'one value of a'],
    [2, 'USAGE', [...chen, ...hour, '--plot', 'a.svg', '--batch', 'b.csv'], 'not both'],
    [2, 'USAGE', [...chen, ...hour, '--fields', '--batch', 'b.csv'], 'profiles of one cell'],
    [2, 'USAGE', [...chen, ...hour, 'more'], "no argument 'more'"],
    [2, 'USAGE', [...chen, ...hour, '--seed', 'x'], '--seed'],
    [3, 'PHY_UNKNOWN_CELL_SET', ['--parameters', 'Chen2021', ...hour], 'Chen2020'],
    [3, 'INPUT_UNREADABLE', ['--parameters', missing, ...hour], missing],
    [3, 'PHY_PROTOCOL_INVALID', [...chen, '--protocol', 'discharge 1C 3.4V cutoff'], "'3.4V'"],
    [3, 'PHY_PROTOCOL_INVALID', [...chen, '--protocol', 'discharge 1C until 4.5V'], 'below 4.2 V'],
    [3, 'PHY_PROTOCOL_INVALID', [...chen, '--protocol', 'charge 1C until 2.5V'], 'above 2.5 V'],
    [3, 'PHY_PROTOCOL_INVALID', [...chen, '--protocol', 'rest until 3V'], '`for TIME` too'],
    [
      3,
      'INPUT_UNREADABLE',
      [...chen, '--protocol', 'cycel.txt'],
      'cycel.txt cannot be read: ENOENT',
    ],
    [3, 'INPUT_UNREADABLE', [...chen, '--protocol', 'my tests/cycel.txt'], 'ENOENT'],
    [3, 'INPUT_UNREADABLE', [...chen, '--protocol', 'tests/cycel'], 'ENOENT'],
    [3, 'PHY_PROTOCOL_INVALID', [...chen, '--protocol', 'C/20'], 'a step: discharge'],
    [3, 'PHY_UNKNOWN_PARAMETER', [...chen, ...hour, '--set', 'negative.size_um=1'], 'BPX v1 name'],
    [
      3,
      'PHY_UNKNOWN_PARAMETER',
      [...chen, ...hour, '--set', 'Porosity=0.3'],
      "'Separator > Porosity'",
    ],
    [3, 'INPUT_UNREADABLE', [...chen, '--protocol', 'drive none.csv'], 'none.csv'],
    [3, 'PHY_UNKNOWN_PARAMETER', [...chen, ...hour, '--set', 'negative.size_um=1'], 'thickness_um'],
    [3, 'PHY_PARAMETER_OUT_OF_RANGE', [...chen, ...hour, '--set', 'cell.area_m2=NaN'], 'is NaN'],
    [
      3,
      'PHY_PARAMETER_OUT_OF_RANGE',
      [...chen, ...hour, '--set', 'positive.porosity_frac=0.9'],
      'from 0 to 1',
    ],
    [3, 'PHY_PARAMETER_OUT_OF_RANGE', [...chen, ...hour, '--soc_frac', '1.5'], 'from 0 to 1'],
    [3, 'PHY_PARAMETER_OUT_OF_RANGE', [...chen, ...hour, '--grid_s', '-1'], 'from 0.001'],
    [3, 'PHY_PARAMETER_OUT_OF_RANGE', [...chen, ...hour, '--temperature_degC', '-300'], 'from -60'],
    [
      3,
      'PHY_PARAMETERS_CONTRADICT',
      [...chen, ...hour, '--soc_frac', '1', '--set', 'negative.initialStoichiometry_1=0.5'],
      'soc_frac',
    ],
    [
      3,
      'PHY_PARAMETERS_CONTRADICT',
      [...chen, ...hour, '--soc_frac', '1', '--set', 'Initial state-of-charge=0.5'],
      'without Initial state-of-charge',
    ],
    [
      3,
      'PHY_PARAMETERS_CONTRADICT',
      [...chen, ...hour, '--temperature_degC', '10', '--set', 'Ambient temperature [K]=300'],
      'without Ambient temperature [K]',
    ],
    [
      3,
      'PHY_PARAMETERS_CONTRADICT',
      [...chen, '--protocol', 'rest for 1h; rest until 40degC'],
      "'rest until 40degC'",
    ],
    [3, 'INPUT_UNREADABLE', [...chen, '--protocol', 'drive /dev/zero'], 'it is a device'],
    [
      3,
      'PHY_PARAMETERS_CONTRADICT',
      [...chen, ...hour, '--heatTransfer_W_per_m2K', '10'],
      'thermal lumped',
    ],
    [
      3,
      'PHY_PARAMETERS_CONTRADICT',
      [...chen, '--protocol', 'rest for 9000h', '--grid_s', '0.001'],
      'rows',
    ],
  ])('ends with exit code %i and %s: %j', async (exit, name, argv, words) => {
    const { code, stdout, stderr, asked } = await p2d([...argv, '--json']);
    expect([code, asked]).toEqual([exit, []]);
    expect(JSON.parse(stdout)).toMatchObject({ code: name, type: `/docs#${name}` });
    expect(stderr).toContain(words);
  });

  it('refuses JSON that is nested so deeply that reading it would break', async () => {
    const deep = write('deep.json', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    for (const argv of [
      ['--parameters', deep],
      [...chen, '--batch', deep],
    ]) {
      const { code, stderr } = await p2d([...argv, ...hour]);
      expect([code, stderr]).toEqual([3, expect.stringContaining('nested too deeply')]);
    }
  });

  it('names row and column of a bad drive cycle', async () => {
    for (const [text, words] of [
      ['time_s,current_A\n0,0\n1,x\n', "row 3, current_A: found 'x'"],
      ['time,current\n0,0\n1,1\n', 'row 1, header'],
    ] as const) {
      const file = write('bad.csv', text);
      const { code, stderr } = await p2d([...chen, '--protocol', `drive ${file}`]);
      expect([code, stderr]).toEqual([3, expect.stringContaining(words)]);
    }
  });
});

describe('a batch', () => {
  const fast = ['--preset', 'fast'];
  const csv = () =>
    write(
      'cells.csv',
      'id,negative.thickness_um,cell.contactResistance_mohm\na,90,\n"b, c",,20000\nd,-1,0\n',
    );

  it('gives a row a cell in order, failed ones with their cause', async () => {
    const { code, stderr, answer } = await json(...chen, ...hour, ...fast, '--batch', csv());
    expect([code, answer.failed]).toEqual([0, 2]);
    expect(answer.rows).toMatchObject([
      { row: 1, id: 'a', status: 'end', set: { 'negative.thickness_um': 90 } },
      {
        row: 2,
        id: 'b, c',
        status: 'failed',
        cause: { code: expect.stringMatching(/^CELL_/), message: expect.any(String) },
      },
      {
        row: 3,
        id: 'd',
        status: 'failed',
        cause: {
          code: 'PHY_PARAMETER_OUT_OF_RANGE',
          message: expect.stringContaining('negative.thickness_um is -1'),
          data: { value: -1 },
        },
      },
    ]);
    expect(answer.rows[0].summary.duration_s).toBe(3600);
    expect(stderr).toMatch(/^p2d: Chen2020, dfn, fast, 1 step; 3 cells on \d+ thread/);
  });

  it('keeps the codes of warnings', async () => {
    const file = write('warn.csv', 'id\na\n');
    const beyond = ['--protocol', 'discharge 1C for 65min', ...fast, '--batch', file];
    const { answer } = await json(...chen, ...beyond);
    expect(answer.rows[0].warnings).toContain('CELL_OUTSIDE_VOLTAGE_WINDOW');
    const { stdout } = await p2d([...chen, ...beyond]);
    expect(stdout).toMatch(/,(?:CELL_\w+ )*CELL_OUTSIDE_VOLTAGE_WINDOW(?: CELL_\w+)*\n$/);
  });

  it('gives each cell what it gets alone, whatever the number of threads', async () => {
    const widths = Array.from({ length: 30 }, (_, i) => 80 + i / 3);
    const file = write('many.csv', `negative.thickness_um\n${widths.join('\n')}\n`);
    const given = [...chen, '--protocol', 'discharge 1C until 3V', ...fast];
    const answers = [];
    for (const threads of ['1', '2', '3']) {
      answers.push(await p2d([...given, '--batch', file, '--threads', threads]));
    }
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(answers[1]?.stdout).toBe(answers[0]?.stdout);
    expect(answers[2]?.stdout).toBe(answers[0]?.stdout);
    const last = write('last.csv', `negative.thickness_um\n${widths.at(-1)}\n`);
    const { stdout } = await p2d([...given, '--batch', last]);
    const lineOf = (text = ''): string | undefined => text.trimEnd().split('\n').at(-1);
    expect(lineOf(answers[0]?.stdout)).toBe(lineOf(stdout)?.replace(/^1,/, '30,'));
  });

  it('takes the drive cycle and the BPX file to the threads', async () => {
    const { interphase: _, ...expressible } = cellSet('Chen2020');
    const file = write('batch.bpx.json', JSON.stringify(writeBpx(expressible)));
    write('pulse.csv', 'time_s,current_A\n0,5\n60,5\n');
    const protocol = write('drive.txt', 'drive pulse.csv');
    const given = ['--parameters', file, '--protocol', protocol, ...fast, '--batch', csv()];
    const { code, answer } = await json(...given);
    expect(code).toBe(0);
    expect(answer.rows[0]).toMatchObject({ status: 'end', summary: { duration_s: 60 } });
    // 5 A for a minute, by sums over the steps
    expectClose(answer.rows[0].summary.capacity_Ah, 5 / 60, { rtol: 1e-12, atol: 0 });
  });

  it('is CSV without --json, and the same from JSON rows', async () => {
    const fromCsv = await p2d([...chen, ...hour, ...fast, '--batch', csv()]);
    const [header, ...lines] = fromCsv.stdout.trim().split('\n');
    expect(header).toBe(
      'row,id,status,capacity_Ah,energy_Wh,duration_s,meanVoltage_V,temperatureMax_degC,cause,causeTime_s,causeMessage,warnings',
    );
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^2,"b, c",failed,.*,CELL_[A-Z_]+,[\d.e-]+,"[^"]+",[A-Z_ ]*$/);
    expect(lines[2]).toMatch(
      /^3,d,failed,,,,,,PHY_PARAMETER_OUT_OF_RANGE,,"?negative.thickness_um/,
    );
    const rows = [
      { id: 'a', 'negative.thickness_um': 90 },
      { id: 'b, c', 'cell.contactResistance_mohm': 20_000 },
      { id: 'd', 'negative.thickness_um': -1, 'cell.contactResistance_mohm': 0 },
    ];
    const file = write('cells.json', JSON.stringify(rows));
    expect((await p2d([...chen, ...hour, ...fast, '--batch', file])).stdout).toBe(fromCsv.stdout);
  });

  it('ends within a second when it is cancelled, in the middle of a cell', async () => {
    const long = 'repeat 500 { discharge 1C for 30min; charge 1C for 30min }';
    let asked = Number.POSITIVE_INFINITY;
    const { code, stdout, stderr } = await p2d(
      [...chen, '--protocol', long, '--batch', csv(), '--threads', '2'],
      {
        // Told after about a second: the threads have begun by then.
        abortOn: /of 3 cells\n$/,
        aborted: () => {
          asked = performance.now();
        },
      },
    );
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(/p2d: cancelled; nothing is written\n$/);
  });

  it.each([
    ['none', [], 'with --batch'],
    ['0', ['--batch', 'cells.csv'], 'from 1 to 256'],
    ['1.5', ['--batch', 'cells.csv'], 'from 1 to 256'],
    ['257', ['--batch', 'cells.csv'], 'from 1 to 256'],
  ])('refuses --threads %s', async (threads, more, words) => {
    const { code, stderr } = await p2d([...chen, ...hour, '--threads', threads, ...more]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it.each([
    ['a.csv', 'negative.thickness_um\nwide\n', 'row 1, negative.thickness_um: found "wide"'],
    ['b.csv', 'negative.thickness_um\n', 'no row'],
    ['twice.csv', 'cell.area_m2,id,cell.area_m2\n1,a,2\n', "the column 'cell.area_m2' twice"],
    ['c.csv', 'negative.size_um\n1\n', "no parameter 'negative.size_um'"],
    ['d.json', '{"a":1}', 'a list of objects'],
    ['e.json', '[1]', 'a list of objects'],
    ['f.json', '[', 'cannot be read'],
  ])('%s with %j is bad input', async (name, text, words) => {
    const { code, stderr } = await p2d([...chen, ...hour, '--batch', write(name, text)]);
    expect([code, stderr]).toEqual([3, expect.stringContaining(words)]);
  });
});
