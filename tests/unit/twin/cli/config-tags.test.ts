import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { proposeMapping } from '../../../../line-connectors/source/propose-mapping.ts';
import { readTagMapRows } from '../../../../twin/cli/tag-map.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-config-tags-'));
afterAll(() => rmSync(folder, { recursive: true }));

const place = { site: 'works', area: 'coating', line: 'line2' };
const line = 'works.coating.line2';
const header = 'tag,connector,address,sourceUnit,samplingInterval_ms';
const band = { min: 1, target: 2, max: 3 };
const recipe = {
  name: 'test',
  material: 'nmc622-demonstration',
  porosity_frac: band,
  loading_g_per_m2: band,
  thickness_um: band,
};

/** One connector of each kind that has a map; `tags.csv` is the map of all. */
const connectors = [
  { id: 'machines', kind: 'opcua', endpoint: 'opc.tcp://192.0.2.10:4840/line', map: 'tags.csv' },
  {
    id: 'edge',
    kind: 'mqtt',
    endpoint: 'mqtt://192.0.2.11',
    map: 'tags.csv',
    mode: { kind: 'sparkplug' },
  },
  {
    id: 'topics',
    kind: 'mqtt',
    endpoint: 'mqtt://192.0.2.11',
    map: 'tags.csv',
    mode: { kind: 'topics' },
  },
  { id: 'press', kind: 'modbus', endpoint: 'tcp://192.0.2.12', firstRegister: 1, map: 'tags.csv' },
];
const config = join(folder, 'plant.json');
writeFileSync(
  config,
  JSON.stringify({
    plant: { site: place.site, area: place.area, line: { id: place.line } },
    connectors,
    recipes: [recipe],
    waveforms: [
      {
        tag: `${line}.press.vibration_m_per_s2`,
        form: 'arrays',
        samplingRate_Hz: 1000,
        windowLength_count: 100,
      },
    ],
  }),
);
const rows = [
  `${line}.line.webSpeed_m_per_min,machines,ns=2;s=Line.WebSpeed,,1000`,
  `${line}.press.force_N,machines,"ns=2;s=Press ""A"", left",kN,250`,
  `${line}.press.note,machines,"ns=2;s=two\nlines",,1000`,
  `${line}.oven.air_degC,edge,plant/gateway/oven#Air/Temperature,degF,1000`,
  `${line}.gauge.thicknessLane{1}_um,topics,gauge/+#/v;time=/t;unit=/u,,1000`,
  `${line}.press.gap_um,press,1 holding 40 float32 CDAB scale=0.1,um,100`,
  `${line}.press.vibration_m_per_s2,press,1 holding 100 int16[100],gn,1000`,
];
const map = `${[header, ...rows].join('\n')}\n`;
const tags = join(folder, 'tags.csv');

const run = (...more: string[]) => runCommand(['config', 'tags', ...more, '--config', config]);
function edited(text: string | Uint8Array, name = 'edited.csv'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
async function problems(text: string | Uint8Array): Promise<readonly unknown[][]> {
  const { code, stdout } = await run(edited(text), '--json');
  expect(code).toBe(3);
  const { code: named, data } = JSON.parse(stdout);
  expect(named).toBe('TABLE_INVALID');
  return data.problems.map((problem: object) => Object.values(problem));
}

describe('config tags', () => {
  it('gives what is configured, which comes back identical, as CSV and as JSON', async () => {
    writeFileSync(tags, map);
    expect(await run()).toEqual({ code: 0, stdout: map, stderr: '' });
    const same = { code: 0, stdout: map, stderr: '7 rows, no change of what is configured\n' };
    expect(await run(edited(map))).toEqual(same);
    const { stdout: json } = await run('--json');
    expect(await run(edited(json, 'edited.json'))).toEqual(same);
    expect((await run(edited(json, 'edited.json'), '--json')).stdout).toBe(json);
    // Either can be named as the map of the configuration.
    writeFileSync(tags, json);
    const checked = await runCommand(['config', 'check', '--config', config]);
    expect([checked.code, checked.stderr]).toEqual([0, '']);
    writeFileSync(tags, map);
  });

  it.each<[string, (text: string) => string | Uint8Array]>([
    ['a byte-order mark', (text) => `\uFEFF${text}`],
    ['line ends of Windows', (text) => text.replaceAll(/(?<!two)\n/g, '\r\n')],
    ['empty lines', (text) => `\n${text.replaceAll(/(?<!two)\n/g, '\n\n')}   \n`],
    ['columns in another order', (text) => turned(text)],
    ['semicolons, as Excel in German writes it', (text) => semicolons(text)],
    ['semicolons that Excel names in the first line', (text) => `sep=;\r\n${semicolons(text)}`],
    ['tabs', (text) => semicolons(text, '\t')],
  ])('reads a map with %s', async (_, write) => {
    writeFileSync(tags, map);
    const { code, stdout, stderr } = await run(edited(write(map)));
    expect([code, stderr]).toEqual([0, '7 rows, no change of what is configured\n']);
    expect(stdout).toBe(map);
  });

  it('says line by line what an edited map would change', async () => {
    writeFileSync(tags, map);
    const text = map
      .replace('kN,250', 'N,500')
      .replace(`${rows[3]}\n`, '')
      .concat(`\nelsewhere.a.b.c.x_um,machines,ns=2;s=X,,1000\n`);
    expect((await run(edited(text))).stderr.split('\n')).toEqual([
      `row 10, tag: 'elsewhere.a.b.c.x_um' is not of ${line}: it is stored and shown, but not followed`,
      `row 3: ${line}.press.force_N, sourceUnit: 'kN' becomes 'N'`,
      `row 3: ${line}.press.force_N, samplingInterval_ms: '250' becomes '500'`,
      'row 10: new is elsewhere.a.b.c.x_um',
      `gone is ${line}.oven.air_degC`,
      '7 rows, 4 changes of what is configured',
      '',
    ]);
  });

  it('names line, column, found and allowed of everything that is wrong, at once', async () => {
    const text = [
      header,
      '',
      rows[0],
      '"works.coating.line2.press.a_um",machines,"ns=2;s=over',
      'two lines",furlong,1000',
      rows[0],
      'webSpeed,nobody,ns=2;s=A,,1000',
      `${line}.press.b_um,machines`,
      `${line}.press.c_degC,machines,ns=2;s=C,m,fast`,
    ].join('\n');
    const found = await problems(text);
    expect(found).toMatchObject([
      [4, 'sourceUnit', '"furlong"', expect.stringMatching(/one of .*m_per_min/)],
      [6, 'tag', expect.any(String), 'each tag once; row 3 has it'],
      [7, 'tag', '"webSpeed"', 'site.area.line.unit.name_unit'],
      [8, 'all', '2 fields', '5, as the header has'],
      [9, 'sourceUnit', '"m"', expect.stringContaining('degC')],
      [9, 'samplingInterval_ms', '"fast"', 'a number from 1'],
    ]);
  });

  it.each([
    [`${line}.a.b,nobody,x,,1000`, 'connector', /machines, edge, topics, press/],
    [`${line}.a.b,edge,plant#,,1000`, 'address', /group\/edgeNode/],
    [`${line}.a.b,topics,a/b+,,1000`, 'address', /a topic/],
    [`${line}.a.b_um,press,1 holding 0 int16,um,1000`, 'address', /from 1/],
    [`${line}.a.b_um,press,1 holding 1 int16[10],um,1000`, 'address', /waveform/],
    [`${line}.a.b_um,press,1 holding 1 int16[126],um,1000`, 'address', /int16\[125\]/],
    [`${line}.a.b_um,press,1 holding 1 int16,,1000`, 'sourceUnit', /unit/],
  ])(
    'holds connectors and addresses against the configuration: %s',
    async (row, column, allowed) => {
      const [problem, ...others] = await problems(`${header}\n\n${row}\n`);
      expect(others).toEqual([]);
      expect(problem!.slice(0, 2)).toEqual([3, column]);
      expect(problem![3]).toMatch(allowed);
    },
  );

  it.each<[string, string | Uint8Array, readonly unknown[]]>([
    ['an empty file', '', [1, 'header', 'nothing']],
    ['a header alone', `\n${header}\n`, [2, 'header', 'no row below a header']],
    ['a missing column', 'tag,address\nx,y\n', [1, 'header', 'tag,address']],
    ['a column twice', `${header},tag\n${rows[0]},x\n`, [1, 'header', '"tag" twice']],
    [
      'an open quote',
      `${header}\n${rows[0]}\n${line}.a.b,machines,"ns=2,,1000\n`,
      [3, 'all', 'a double quote that is never closed'],
    ],
    [
      'the letters of Windows',
      Buffer.from(`${header}\n${line}.a.b,machines,ns=2;s=Dr\u00fcck,,1000\n`, 'latin1'),
      [2, 'all', 'characters that are not UTF-8'],
    ],
    ['broken JSON', '{"rows": [\n{"tag": }]}', [2, 'all']],
    ['YAML', '{rows: [1]}', [1, 'all']],
    ['a list of nothing', '[]', [1, 'all', 'no row']],
    ['another document', '{"hello": 1}', [1, 'all', 'no row']],
  ])('refuses %s by its line', async (_, text, expected) => {
    const found = await problems(text);
    expect(found[0]!.slice(0, expected.length)).toEqual(expected);
  });

  it('names every bad field of a JSON map by its line', async () => {
    const text = `{
  "connector": "machines",
  "rows": [
    {"tag": "${line}.a.b_um", "address": "ns=1;s=A", "samplingInterval_ms": 1000},
    {
      "tag": "${line}.a.b_um", "address": 7, "sourceUnit": "m", "samplingInterval_ms": 1000},
    {"tag": "${line}.a.c_um", "address": "ns=1;s=C", "sourceUnit": "K",
     "samplingInterval_ms": "1000", "colour": "red"},
    "row"
  ]
}`;
    expect((await problems(text)).map((problem) => problem.slice(0, 3))).toEqual([
      [5, 'address', '7'],
      [7, 'samplingInterval_ms', '"1000"'],
      [7, 'colour', 'this key'],
      [9, 'all', 'no object'],
    ]);
  });

  it('takes one file at most, and says what it cannot read', async () => {
    expect((await run('a', 'b')).code).toBe(2);
    expect((await run(join(folder, 'absent.csv'))).stderr).toMatch(/cannot be read/);
  });

  it('reads what config map proposes, and gives it back the same', async () => {
    const items = [
      {
        address: 'ns=2;s=Press;A,"B"',
        path: 'Line/Press/Roll gap',
        dataType: 'Double',
        unitCode: '4H',
      },
      { address: 'ns=2;i=7', path: 'Line/Press/Mode', dataType: 'String' },
      { address: 'ns=2;i=8', path: 'Line/Press/Odd', dataType: 'Double' },
    ];
    const proposeTagMap = async () => proposeMapping(items, place);
    const outputs = await Promise.all(
      [[], ['--json']].map((more) =>
        runCommand(['config', 'map', 'machines', '--config', config, ...more], { proposeTagMap }),
      ),
    );
    const [csv, json] = outputs.map(({ stdout }) => stdout);
    const back = await run(edited(csv!));
    expect(back).toMatchObject({ code: 0, stdout: csv });
    expect((await run(edited(json!, 'edited.json'))).stdout).toBe(csv);
    expect(readTagMapRows(edited(csv!)).map(({ tag, address }) => [tag, address])).toEqual([
      [`${line}.press.rollGap_um`, 'ns=2;s=Press;A,"B"'],
      [`${line}.press.mode`, 'ns=2;i=7'],
    ]);
  });
});

/** Fields of a map without line ends in them, by line. */
function cells(text: string): string[][] {
  return readTagMapRows(edited(text, 'cells.csv'))
    .map((row) => [
      row.tag,
      row.connector,
      row.address,
      row.sourceUnit ?? '',
      `${row.samplingInterval_ms}`,
    ])
    .map((fields) => fields.map((field) => `"${field.replaceAll('"', '""')}"`));
}

function semicolons(text: string, separator = ';'): string {
  const head = header.replaceAll(',', separator);
  const lines = cells(text).map((fields) => fields.join(separator));
  // Excel fills empty rows up.
  return `${[head, ...lines, separator.repeat(4)].join('\r\n')}\r\n`;
}

function turned(text: string): string {
  const lines = cells(text).map((fields) => fields.reverse().join(','));
  return [header.split(',').reverse().join(','), ...lines].join('\n');
}
