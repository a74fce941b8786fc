import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../../../twin/cli/check-configuration.ts';
import { loadConfiguration } from '../../../../twin/cli/configuration.ts';
import { TwinError } from '../../../../twin/domain/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, `${Math.abs(hash(text))}.yaml`);
  writeFileSync(path, text);
  return path;
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
}

function problemOf(path: string, environment: Record<string, string> = {}): TwinError {
  try {
    loadConfiguration(path, environment);
  } catch (error) {
    if (error instanceof TwinError) return error;
  }
  throw new Error('the configuration was taken');
}

const recipe = `
recipes:
  - name: test
    material: nmc622-demonstration
    porosity_frac: { min: 0.3, target: 0.32, max: 0.34 }
    loading_g_per_m2: { min: 174, target: 180, max: 186 }
    thickness_um: { min: 57, target: 60, max: 63 }
`;

describe('loadConfiguration', () => {
  it('is the virtual demonstration line on loopback without a file', () => {
    const configuration = loadConfiguration(undefined, {});
    expect(configuration.http).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(configuration.connectors[0]).toMatchObject({ endpoint: 'virtual-line', virtual: true });
  });

  it('takes any key from the environment, whatever its case', () => {
    const configuration = loadConfiguration(undefined, {
      TWINLINE_HTTP__PORT: '0',
      TWINLINE_PLANT__LINE__COATEDWIDTH_MM: '250',
      TWINLINE_VIRTUALLINE__SEED: '11',
    });
    expect(configuration.http.port).toBe(0);
    expect(configuration.plant.line.coatedWidth_mm).toBe(250);
    expect(configuration.virtualLine?.seed).toBe(11);
  });

  it.each([
    ['MIN', 'min', 50],
    ['MAX', 'max', 150],
    ['STEP', 'step', 5],
  ])(
    'takes one key of the press limits from the environment and leaves the others',
    (name, key, value) => {
      const environment = { [`TWINLINE_ADVISOR__LINELOAD_N_PER_MM__${name}`]: String(value) };
      const { advisor } = loadConfiguration(undefined, environment);
      const whole = { min: 40, max: 300, step: 1 };
      expect(advisor.lineLoad_N_per_mm).toEqual({ ...whole, [key]: value });
      const yaml = `${recipe}advisor:\n  lineLoad_N_per_mm: { ${key}: ${value} }\n`;
      expect(loadConfiguration(file(yaml), {}).advisor).toEqual(advisor);
    },
  );

  it('takes a default for every key of every section that is named but empty', () => {
    const plain = loadConfiguration(file(recipe), {});
    const sections = [
      'plant:\n  line:\n    weightGauge: {}\n    thicknessGauge: {}',
      'historian: {}',
      'advisor: {}',
      'http: {}',
    ];
    expect(loadConfiguration(file(`${recipe}${sections.join('\n')}\n`), {})).toEqual(plain);
  });

  it.each([
    ['http:\n  port: 70000\n', 'http.port', '70000', 'a whole number from 0 to 65535'],
    ['http:\n  port: many\n', 'http.port', '"many"', 'a whole number from 0 to 65535'],
    ['http:\n  port: 80.5\n', 'http.port', '80.5', 'a whole number from 0 to 65535'],
    [
      'historian:\n  memoryLimit_MB: 1\n',
      'historian.memoryLimit_MB',
      '1',
      'a whole number from 64',
    ],
    [
      'plant:\n  line:\n    coatedWidth_mm: 0\n',
      'plant.line.coatedWidth_mm',
      '0',
      'a number above 0',
    ],
    [
      'advisor:\n  lineLoad_N_per_mm: { min: -1 }\n',
      'advisor.lineLoad_N_per_mm.min',
      '-1',
      'a number from 0',
    ],
  ])('names the whole range that a number may have: %s', (yaml, key, found, allowed) => {
    const error = problemOf(file(recipe + yaml));
    expect(error.data['problems']).toEqual([{ key, found, allowed }]);
  });

  it('takes a fault of one variable of a unit', () => {
    const fault =
      '{ kind: frozenSensor, unit: coater, variable: dieTemperature, at_s: 1, magnitude: 1 }';
    const { virtualLine } = loadConfiguration(
      file(`${recipe}virtualLine:\n  faults: [${fault}]\n`),
      {},
    );
    expect(virtualLine?.faults?.[0]).toMatchObject({ unit: 'coater', variable: 'dieTemperature' });
  });

  it('names an unknown key and the allowed ones', () => {
    const { message } = problemOf(file(`${recipe}http:\n  prot: 80\n`));
    expect(message).toContain('http.prot');
    expect(message).toContain('host, port');
  });

  it('names key, found and allowed of a wrong value', () => {
    const error = problemOf(file(`${recipe}historian:\n  kind: oracle\n`));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.data['problems']).toEqual([
      { key: 'historian.kind', found: '"oracle"', allowed: 'duckdb, influx, memory' },
    ]);
  });

  it('takes an InfluxDB with a password file meant from the folder of the configuration', () => {
    const yaml =
      'historian: { kind: influx, url: "http://127.0.0.1:8086", database: plant, retention_d: 90, username: twin, passwordFile: secret }';
    const path = file(`${recipe}${yaml}\n`);
    const { historian } = loadConfiguration(path, {});
    expect(historian).toMatchObject({
      kind: 'influx',
      database: 'plant',
      retention_d: 90,
      passwordFile: join(dirname(path), 'secret'),
    });
    const refusal = expect.objectContaining({
      data: { problems: [expect.objectContaining({ key: 'historian.passwordFile' })] },
    });
    expect(() => checkConfiguration(loadConfiguration(path, {}))).toThrow(refusal);
    writeFileSync(join(folder, 'secret'), 'word\n');
    checkConfiguration(loadConfiguration(path, {}));
  });

  it.each([
    ['{ kind: influx, database: a }', 'url', 'needed with kind influx'],
    ['{ kind: influx, url: "http://h:1" }', 'database', 'needed with kind influx'],
    ['{ kind: influx, database: a, url: "h:1" }', 'url', 'http://HOST:PORT or https://HOST'],
    ['{ kind: influx, database: a, url: "http://u:p@h:1" }', 'url', 'without user and password'],
    ['{ database: a }', 'database', 'absent, but with kind influx'],
    ['{ kind: memory, retention_d: 5 }', 'retention_d', 'absent with kind memory'],
    ['{ retention_d: 0 }', 'retention_d', 'a whole number from 1 to 36500'],
  ])('says what a historian lacks or has too much: %s', (yaml, key, allowed) => {
    const { data } = problemOf(file(`${recipe}historian: ${yaml}\n`));
    expect(data['problems']).toMatchObject([
      { key: `historian.${key}`, allowed: expect.stringContaining(allowed) },
    ]);
  });

  it('refuses a band whose limits are out of order', () => {
    const error = problemOf(file(recipe.replace('min: 0.3,', 'min: 0.4,')));
    expect(error.message).toContain('recipes.0.porosity_frac');
    expect(error.message).toContain('min < target < max');
  });

  it('refuses an address other than loopback while nobody has to log in', () => {
    const error = problemOf(file(recipe), { TWINLINE_HTTP__HOST: '0.0.0.0' });
    expect(error.message).toContain('127.0.0.1');
  });

  it('refuses an environment variable that names no key', () => {
    expect(problemOf(file(recipe), { TWINLINE_HTTP__PROT: '1' }).message).toContain('http.PROT');
  });

  it('names an environment variable whose value is not YAML, and what it holds', () => {
    const error = problemOf(file(recipe), { TWINLINE_HTTP__PORT: '[' });
    expect([error.code, error.data['key'], error.data['found']]).toEqual([
      'CONFIG_INVALID',
      'TWINLINE_HTTP__PORT',
      '[',
    ]);
  });

  it('means the path of a tag map from the folder of the file that names it', () => {
    const path = file(`${recipe}
connectors:
  - { id: a, kind: opcua, endpoint: 'opc.tcp://127.0.0.1:4840/a', map: maps/a.csv }
  - { id: b, kind: opcua, endpoint: 'opc.tcp://127.0.0.1:4840/b', map: /etc/b.csv }
  - { id: c, kind: opcua, endpoint: virtual-line, map: virtual-line }
  - { id: d, kind: mes-folder, folder: drop }
`);
    expect(
      loadConfiguration(path, {}).connectors.map((row) =>
        'map' in row ? row.map : 'folder' in row ? row.folder : row.source,
      ),
    ).toEqual([
      join(folder, 'maps', 'a.csv'),
      resolve('/etc/b.csv'),
      'virtual-line',
      join(folder, 'drop'),
    ]);
  });

  it('names a file that cannot be read or is not YAML', () => {
    expect(problemOf(join(folder, 'absent.yaml')).code).toBe('CONFIG_UNREADABLE');
    expect(problemOf(file('a: [1')).message).toContain('not YAML');
  });
});
