import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ServeOptions } from '../../../../twin/cli/run.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const recipe = `
recipes:
  - name: test
    material: nmc622-demonstration
    porosity_frac: { min: 0.3, target: 0.32, max: 0.34 }
    loading_g_per_m2: { min: 174, target: 180, max: 186 }
    thickness_um: { min: 57, target: 60, max: 63 }
`;
const header = 'tag,connector,address,sourceUnit,samplingInterval_ms';
const goodRow = 'works.coating.line2.line.webSpeed_m_per_min,machines,ns=2;s=Speed,m_per_s,100';

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** A configuration with one connector on a tag map of these rows. */
function withMap(name: string, ...rows: string[]): string {
  write(`${name}.csv`, `${[header, ...rows].join('\n')}\n`);
  const connector = `{ id: machines, kind: opcua, endpoint: 'opc.tcp://127.0.0.1:9/x', map: ${name}.csv }`;
  return write(`${name}.yaml`, `${recipe}connectors:\n  - ${connector}\n`);
}

async function run(...argv: string[]) {
  const served: ServeOptions[] = [];
  const serve = (options: ServeOptions): Promise<void> => {
    served.push(options);
    return Promise.resolve();
  };
  return { ...(await runCommand(argv, { serve })), served };
}

describe('options', () => {
  it.each([
    [['serve', '--bogus'], "'serve' takes no option '--bogus'; allowed are --config, --data"],
    [['serve', '--out', 'x'], "'serve' takes no option '--out'; allowed are --config, --data"],
    [['serve', '--seed', '1.5'], "--seed: found '1.5', allowed is a whole number from 0"],
    [['serve', '--seed', '99999999999999999'], '--seed: found'],
    [['serve', 'now'], "'serve' takes no argument 'now'"],
    [['config', 'chek'], "'config chek' is not a command; allowed are serve, validate"],
    [['serve', '--config'], "Option '--config <value>' argument missing"],
  ])('%j is wrong usage, told in one line', async (argv, message) => {
    const { code, stdout, stderr, served } = await run(...argv);
    expect([code, stdout, served]).toEqual([2, '', []]);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('twinline --help');
  });

  it('--seed is the seed of the virtual line that serve starts', async () => {
    const { code, served } = await run('serve', '--seed', '42');
    expect(code).toBe(0);
    expect(served[0]?.configuration.virtualLine).toMatchObject({ line: 'demo', seed: 42 });
  });

  it('--seed without a virtual line is wrong usage', async () => {
    const { code, stderr } = await run(
      'serve',
      '--seed',
      '42',
      '--config',
      write('real.yaml', recipe),
    );
    expect(code).toBe(2);
    expect(stderr).toContain('only with a section virtualLine');
  });

  it('--out writes the report of validate that stdout holds', async () => {
    const file = join(folder, 'report.json');
    const { code, stdout } = await run('validate', 'wmg-calendering', '--json', '--out', file);
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    expect(JSON.parse(stdout)[0]).toMatchObject({ case: 'wmg-calendering', pass: true });
  });

  it('--out that cannot be written is named, as a problem with the type that HTTP gives', async () => {
    const file = join(folder, 'no', 'r.json');
    const { code, stdout } = await run('validate', 'jellyroll-wetting', '--json', '--out', file);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      type: '/docs#OUTPUT_UNWRITABLE',
      code: 'OUTPUT_UNWRITABLE',
      detail: expect.stringContaining('cannot be written'),
    });
  });
});

describe.each(['config check', 'serve'])('%s', (command) => {
  const check = (file: string) => run(...command.split(' '), '--json', '--config', file);

  it('takes a tag map beside the file that names it', async () => {
    expect((await check(withMap('good', goodRow))).code).toBe(0);
  });

  it('names row, column, found and allowed of every bad field of a tag map', async () => {
    const { code, stdout, stderr, served } = await check(
      withMap(
        'bad',
        goodRow,
        'works.coating.line2.webSpeed,machines,ns=2;s=A,,100',
        goodRow,
        'works.coating.line2.line.webLength_m,machines,,furlong,0.5',
        'works.coating.line2.line.roll_degC,machines,ns=2;s=B,m,',
      ),
    );
    expect([code, served]).toEqual([3, []]);
    const { code: named, data } = JSON.parse(stdout);
    expect(named).toBe('TABLE_INVALID');
    expect(data.problems).toEqual([
      {
        row: 3,
        column: 'tag',
        found: '"works.coating.line2.webSpeed"',
        allowed: 'site.area.line.unit.name_unit',
      },
      { row: 4, column: 'tag', found: expect.any(String), allowed: 'each tag once; row 2 has it' },
      { row: 5, column: 'address', found: '""', allowed: expect.stringContaining('node id') },
      {
        row: 5,
        column: 'sourceUnit',
        found: '"furlong"',
        allowed: expect.stringMatching(/one of .*m_per_min/),
      },
      { row: 5, column: 'samplingInterval_ms', found: '"0.5"', allowed: 'a number from 1' },
      { row: 6, column: 'sourceUnit', found: '"m"', allowed: expect.stringContaining('degC') },
      { row: 6, column: 'samplingInterval_ms', found: '""', allowed: 'a number from 1' },
    ]);
    expect(stderr).toContain('row 5, sourceUnit: found "furlong"; allowed: ');
  });

  it('names a row of a connector that there is not, and a connector without a row', async () => {
    const { code, stdout } = await check(
      withMap('foreign', goodRow.replace(',machines,', ',machine,')),
    );
    expect(code).toBe(3);
    expect(JSON.parse(stdout).data.problems).toEqual([
      { row: 2, column: 'connector', found: '"machine"', allowed: 'machines' },
      {
        row: 3,
        column: 'connector',
        found: 'the end of the file',
        allowed: 'at least one row of connector machines',
      },
    ]);
  });

  it('names a header that lacks a column, and a row with too few fields', async () => {
    const file = withMap('short', goodRow);
    write('short.csv', 'tag,address\na,b\n');
    expect(JSON.parse((await check(file)).stdout).data.problems).toEqual([
      { row: 1, column: 'header', found: 'tag,address', allowed: header },
    ]);
    write('short.csv', `${header}\n${goodRow}\na,b\n`);
    expect(JSON.parse((await check(file)).stdout).data.problems).toMatchObject([{ row: 3 }]);
  });

  it('names a tag map that is not there', async () => {
    const file = withMap('gone', goodRow);
    rmSync(join(folder, 'gone.csv'));
    const { code, stderr } = await check(file);
    expect(code).toBe(2);
    expect(stderr).toContain(join(folder, 'gone.csv'));
  });

  it.each([
    ['a path without a calender', 'plant.line.path', 'calender'],
    ['an unknown fault', 'virtualLine.faults', 'slurryDrift'],
    ['the virtual line without its section', 'connectors.0.endpoint', 'section virtualLine'],
  ])('refuses %s by its key', async (what, key, allowed) => {
    const stations = '[{ id: coater, kind: coater, name: Coater, position_m: 0 }]';
    const path = `plant: { line: { path: { segmentLength_m: 0.25, lanes: 1, stations: ${stations} } } }`;
    const faults = 'virtualLine: { faults: [{ kind: fire, unit: coater, at_s: 0, magnitude: 1 }] }';
    const connector =
      'connectors: [{ id: a, kind: opcua, endpoint: virtual-line, map: virtual-line }]';
    const text = what.includes('path') ? path : what.includes('fault') ? faults : connector;
    const { code, stderr, served } = await check(write('wrong.yaml', `${recipe}${text}\n`));
    expect([code, served]).toEqual([2, []]);
    expect(stderr).toContain(key);
    expect(stderr).toContain(allowed);
  });
});
