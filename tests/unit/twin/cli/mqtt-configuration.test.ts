import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../../../twin/cli/check-configuration.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { TwinError } from '../../../../twin/domain/errors.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinline-mqtt-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const band = { min: 1, target: 2, max: 3 };

/** Loads a configuration with one MQTT connector, and its tag map of these rows. */
function load(connector: Record<string, unknown>, rows: readonly string[] = []) {
  const header = 'tag,connector,address,sourceUnit,samplingInterval_ms';
  writeFileSync(join(folder, 'tags.csv'), `${[header, ...rows].join('\n')}\n`);
  const file = join(folder, 'twinline.yaml');
  const broker = {
    id: 'broker',
    kind: 'mqtt',
    endpoint: 'mqtt://192.0.2.1',
    map: 'tags.csv',
    mode: { kind: 'topics' },
    ...connector,
  };
  const recipe = {
    name: 'test',
    material: 'nmc622-demonstration',
    porosity_frac: band,
    loading_g_per_m2: band,
    thickness_um: band,
  };
  // YAML holds JSON.
  writeFileSync(file, JSON.stringify({ connectors: [broker], recipes: [recipe] }));
  return loadConfiguration(file, {});
}

function problems(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof TwinError) return [error.code, error.data['problems']];
    throw error;
  }
  return [];
}

describe('an MQTT connector in the configuration', () => {
  it('has defaults, and means its files from the folder of the configuration', () => {
    const { connectors } = load({ security: { username: 'twin', passwordFile: 'secret' } });
    expect(connectors[0]).toMatchObject({
      version: '5',
      mode: { kind: 'topics', sessionExpiry_s: 604_800 },
      security: { username: 'twin', passwordFile: join(folder, 'secret') },
      map: join(folder, 'tags.csv'),
    });
    const sparkplug = load({ mode: { kind: 'sparkplug' } }).connectors[0];
    expect(sparkplug).toMatchObject({
      mode: { kind: 'sparkplug', reorder_ms: 5000, rebirth: true },
    });
  });

  it.each([
    { endpoint: 'http://192.0.2.1' },
    { endpoint: 'mqtt://user:password@192.0.2.1' },
    { mode: undefined },
    { mode: { kind: 'other' } },
    { mode: { kind: 'sparkplug', primaryHost: 'a/b' } },
    { version: '3.1' },
    { security: { password: 'secret' } },
  ])('refuses %j', (connector) => {
    expect(problems(() => load(connector))).toMatchObject(['CONFIG_INVALID', expect.any(Array)]);
  });

  it('refuses addresses and captures that mean nothing, by row', () => {
    const rows = [
      'a.b.c.d.good_um,broker,gauge/+#/v,um,1000',
      'a.b.c.d.lane{1}_um,broker,gauge/+#/v,um,1000',
      'a.b.c.d.lane{2}_um,broker,gauge/+#/v,um,1000',
      'a.b.c.d.bad_um,broker,gauge/a+#/v,um,1000',
    ];
    expect(problems(() => checkConfiguration(load({}, rows)))).toEqual([
      'TABLE_INVALID',
      [
        {
          row: 4,
          column: 'tag',
          found: '{2}',
          allowed: '{1} to {n} for the n + of the address, which has 1',
        },
        {
          row: 5,
          column: 'address',
          found: '"gauge/a+#/v"',
          allowed: 'a topic, in which + stands for a whole level',
        },
      ],
    ]);
    const sparkplug = { mode: { kind: 'sparkplug' } };
    expect(
      problems(() => checkConfiguration(load(sparkplug, ['a.b.c.d.x{1}_um,broker,g/e#m,um,1000']))),
    ).toMatchObject(['TABLE_INVALID', [{ row: 2, column: 'tag' }]]);
    expect(
      problems(() => checkConfiguration(load(sparkplug, ['a.b.c.d.x_um,broker,g/e#m,um,1000']))),
    ).toEqual([]);
  });

  it('refuses the map of the virtual line, and files that are not there', () => {
    const rows = ['a.b.c.d.x_um,broker,t,um,1000'];
    expect(
      problems(() => checkConfiguration(load({ security: { caFile: 'none.pem' } }, rows))),
    ).toMatchObject([
      'CONFIG_INVALID',
      [{ key: 'connectors.0.security.caFile', allowed: 'the path of a file' }],
    ]);
    expect(problems(() => checkConfiguration(load({ map: 'virtual-line' })))).toMatchObject([
      'CONFIG_INVALID',
      [{ key: 'connectors.0.map' }],
    ]);
  });

  it('wants certificate and key of ours together, over an encrypted connection', () => {
    const rows = ['a.b.c.d.x_um,broker,t,um,1000'];
    const found = (more: Record<string, unknown>) =>
      problems(() => checkConfiguration(load(more, rows)));
    expect(found({ security: { certFile: 'a.pem' } })).toMatchObject([
      'CONFIG_INVALID',
      [{ key: 'connectors.0.security.keyFile', allowed: 'a file, as certFile is given' }],
    ]);
    expect(found({ security: { keyFile: 'a.key' } })).toMatchObject([
      'CONFIG_INVALID',
      [{ key: 'connectors.0.security.certFile' }],
    ]);
    const both = { certFile: 'a.pem', keyFile: 'a.key' };
    expect(found({ endpoint: 'mqtt://127.0.0.1', security: both })).toMatchObject([
      'CONFIG_INVALID',
      [{ key: 'connectors.0.endpoint' }],
    ]);
    expect(found({ endpoint: 'mqtts://127.0.0.1', security: both })).toMatchObject([
      'CONFIG_INVALID',
      [{ key: 'connectors.0.security.certFile', allowed: 'the path of a file' }],
    ]);
  });
});
