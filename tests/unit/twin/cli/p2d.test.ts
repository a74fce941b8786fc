import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeBpx } from '../../../../physics/cell/bpx/write-bpx.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { runCli } from '../../../../twin/cli/run.ts';
import { p2dAnswerSchema } from '../../../../twin/contract/p2d.ts';
import { expectClose } from '../../../support/close.ts';
import { type Asked, ohmicCell } from './ohmic-cell.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-p2d-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Given {
  readonly abortAfter?: number;
}

async function p2d(argv: readonly string[], { abortAfter }: Given = {}) {
  const asked: Asked[] = [];
  const stop = new AbortController();
  let stdout = '';
  let stderr = '';
  const solve = ohmicCell(asked);
  const code = await runCli({
    arguments: ['p2d', ...argv],
    environment: {},
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    signal: stop.signal,
    serve: () => Promise.reject(new Error('nothing is served')),
    cell: () =>
      Promise.resolve({
        stopwatch: () => asked.length,
        simulateCell: (...given) => {
          const result = solve(...given);
          if (asked.length === abortAfter) stop.abort();
          return result;
        },
      }),
  });
  return { code, stdout, stderr, asked };
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
    expect(stderr).toMatch(/^p2d: Chen2020, dfn, accurate, 1 steps\np2d: end after/);
  });

  it('hands options to the solver in SI, and leaves to the set what is not said', async () => {
    const bare = await json(...chen, ...hour);
    expect(bare.asked[0]?.options).toEqual({
      model: 'dfn',
      preset: 'accurate',
      thermal: 'isothermal',
      fields: false,
      grid: 10,
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

  it('plots to SVG, with words of the user as text only', async () => {
    const plot = join(folder, 'cell.svg');
    const protocol = 'discharge 5A for 1h # <script>&"';
    expect((await p2d([...chen, '--protocol', protocol, '--plot', plot])).code).toBe(0);
    const svg = readFileSync(plot, 'utf8');
    expect(svg).toMatch(/^<svg xmlns[\s\S]+<\/svg>\n$/);
    expect(svg.match(/<polyline/g)).toHaveLength(3);
    expect(svg).toContain('voltage [V]');
    expect(svg).not.toMatch(/<script|NaN|Infinity/);
    const { code, stderr } = await p2d([...chen, ...hour, '--plot', join(folder, 'cell.png')]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('ends in .svg')]);
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
    [2, 'USAGE', [...chen, ...hour, 'more'], "no argument 'more'"],
    [3, 'PHY_UNKNOWN_CELL_SET', ['--parameters', 'Chen2021', ...hour], 'Chen2020'],
    [3, 'INPUT_UNREADABLE', ['--parameters', missing, ...hour], missing],
    [3, 'PHY_PROTOCOL_INVALID', [...chen, '--protocol', 'discharge 1C 3.4V cutoff'], "'3.4V'"],
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
  const csv = () =>
    write(
      'cells.csv',
      'id,negative.thickness_um,cell.contactResistance_mohm\na,90,\n"b, c",,2000\nd,-1,0\n',
    );

  it('gives a row a cell in order, failed ones with their cause', async () => {
    const { code, answer, asked } = await json(...chen, ...hour, '--batch', csv());
    expect([code, answer.failed, asked.length]).toEqual([0, 2, 2]);
    expect(answer.rows).toMatchObject([
      { row: 1, id: 'a', status: 'end', set: { 'negative.thickness_um': 90 } },
      {
        row: 2,
        id: 'b, c',
        status: 'failed',
        cause: { code: 'CELL_VOLTAGE_COLLAPSED', time_s: 12 },
      },
      {
        row: 3,
        id: 'd',
        status: 'failed',
        cause: { code: 'PHY_PARAMETER_OUT_OF_RANGE', data: { value: -1 } },
      },
    ]);
    expect(answer.rows[0].summary.duration_s).toBe(3600);
  });

  it('is CSV without --json, and the same from JSON rows', async () => {
    const fromCsv = await p2d([...chen, ...hour, '--batch', csv()]);
    const [header, ...lines] = fromCsv.stdout.trim().split('\n');
    expect(header).toBe(
      'row,id,status,capacity_Ah,energy_Wh,duration_s,meanVoltage_V,temperatureMax_degC,cause,causeTime_s',
    );
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^2,"b, c",failed,5,.*,CELL_VOLTAGE_COLLAPSED,12$/);
    const rows = [
      { id: 'a', 'negative.thickness_um': 90 },
      { id: 'b, c', 'cell.contactResistance_mohm': 2000 },
      { id: 'd', 'negative.thickness_um': -1, 'cell.contactResistance_mohm': 0 },
    ];
    const file = write('cells.json', JSON.stringify(rows));
    expect((await p2d([...chen, ...hour, '--batch', file])).stdout).toBe(fromCsv.stdout);
  });

  it('ends between two cells when it is cancelled', async () => {
    const { code, stdout, asked } = await p2d([...chen, ...hour, '--batch', csv()], {
      abortAfter: 1,
    });
    expect([code, stdout, asked.length]).toEqual([130, '', 1]);
  });

  it.each([
    ['a.csv', 'negative.thickness_um\nwide\n', 'row 2, negative.thickness_um: found "wide"'],
    ['b.csv', 'negative.thickness_um\n', 'no row'],
    ['c.csv', 'negative.size_um\n1\n', "no parameter 'negative.size_um'"],
    ['d.json', '{"a":1}', 'a list of objects'],
    ['e.json', '[1]', 'a list of objects'],
    ['f.json', '[', 'cannot be read'],
  ])('%s with %j is bad input', async (name, text, words) => {
    const { code, stderr } = await p2d([...chen, ...hour, '--batch', write(name, text)]);
    expect([code, stderr]).toEqual([3, expect.stringContaining(words)]);
  });
});
