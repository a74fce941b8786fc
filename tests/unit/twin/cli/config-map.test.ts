import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { configMap, type ProposeTagMap } from '../../../../twin/cli/config-map.ts';
import { readTagMap } from '../../../../twin/cli/tag-map.ts';
import { configurationSchema } from '../../../../twin/contract/configuration.ts';
import type { TagId } from '../../../../twin/domain/sample.ts';
import { runCommand } from '../../../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-config-map-'));
afterAll(() => rmSync(folder, { recursive: true }));

const band = { min: 1, target: 2, max: 3 };
const configuration = configurationSchema.parse({
  plant: { site: 'works', area: 'coating', line: { id: 'line2' } },
  connectors: [
    {
      id: 'machines',
      kind: 'opcua',
      endpoint: 'opc.tcp://192.0.2.10:4840/line',
      map: 'not-yet.csv',
    },
    { id: 'virtual', kind: 'opcua', endpoint: 'virtual-line', map: 'virtual-line' },
  ],
  recipes: [
    {
      name: 'test',
      material: 'nmc622-demonstration',
      porosity_frac: band,
      loading_g_per_m2: band,
      thickness_um: band,
    },
  ],
});
const rows = [
  {
    tag: 'works.coating.line2.line.webSpeed_m_per_min' as TagId,
    address: 'ns=2;s=Line.WebSpeed',
    samplingInterval_ms: 1000,
  },
  {
    tag: 'works.coating.line2.press.force_N' as TagId,
    address: 'ns=2;s=Press "A", left',
    samplingInterval_ms: 1000,
  },
];
const unmapped = [
  {
    item: { address: 'ns=2;s=Odd', path: 'Line/Odd', dataType: 'Double' },
    reason: 'the source names no unit',
  },
];

function run(rest: readonly string[], json = false) {
  const asked: unknown[] = [];
  let stderr = '';
  const propose: ProposeTagMap = async (connector, place, dataFolder) => {
    asked.push([connector.endpoint, place, dataFolder]);
    return { rows, unmapped };
  };
  const result = configMap({
    configuration,
    rest,
    dataFolder: '/data',
    json,
    propose,
    stderr: (text) => {
      stderr += text;
    },
  });
  return { result, asked, stderr: () => stderr };
}

describe('config map', () => {
  it('prints the map alone on stdout, and reads no tag map that is not there yet', async () => {
    const config = join(folder, 'plant.yaml');
    writeFileSync(config, JSON.stringify(configuration));
    const { code, stdout } = await runCommand(['config', 'map', 'machines', '--config', config], {
      proposeTagMap: async () => ({ rows, unmapped }),
    });
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      'tag,connector,address,sourceUnit,samplingInterval_ms',
    ]);
    expect(stdout).not.toContain('not mapped');
  });

  it('gives a tag map that the twin reads, also where an address holds commas and quotes', async () => {
    const { result, asked } = run(['machines']);
    const file = join(folder, 'tags.csv');
    writeFileSync(file, await result);
    expect(readTagMap(file, 'machines')).toEqual(rows);
    const place = { site: 'works', area: 'coating', line: 'line2' };
    expect(asked).toEqual([['opc.tcp://192.0.2.10:4840/line', place, '/data']]);
  });

  it('says on stderr what is not mapped, and why', async () => {
    const { result, stderr } = run(['machines']);
    await result;
    expect(stderr()).toBe('not mapped: Line/Odd (ns=2;s=Odd): the source names no unit\n');
  });

  it('holds all of it in one document with json', async () => {
    expect(JSON.parse(await run(['machines'], true).result)).toEqual({
      connector: 'machines',
      rows,
      unmapped: [{ ...unmapped[0]!.item, reason: 'the source names no unit' }],
    });
  });

  it.each([[[]], [['nobody']], [['machines', 'virtual']]])(
    'asks for the id of one configured connector, and names them: %j',
    async (rest) => {
      await expect(run(rest).result).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('machines, virtual'),
      });
    },
  );

  it('says that the virtual line needs no map', async () => {
    await expect(run(['virtual']).result).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining("whose map is 'virtual-line'"),
    });
  });
});
