import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { virtualLineTagMap } from '../../line-connectors/virtual-line/tag-map.ts';
import { lineByName } from '../../physics/virtual-line/lines/by-name.ts';
import { lineSignalTable } from '../../physics/virtual-line/signals/all.ts';
import { runManifestSchema } from '../../twin/contract/run-manifest.ts';
import { splitBoundaryName } from '../../twin/domain/tag.ts';
import { expectClose } from '../support/close.ts';
import { HeadlessLine } from '../support/headless-line.ts';
import { runCommand } from '../support/run-command.ts';

const root = mkdtempSync(join(tmpdir(), 'twinline-simulate-'));
const program = fileURLToPath(new URL('../../bin/twinline.mjs', import.meta.url));
const seconds = 120;
const hours = String(seconds / 3600);
const tables = ['samples', 'truth', 'events'];
let instance: DuckDBInstance;
let duckdb: DuckDBConnection;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  duckdb = await instance.connect();
});
afterAll(() => {
  instance.closeSync();
  rmSync(root, { recursive: true });
});

let runs = 0;
const newFolder = (): string => join(root, `run-${runs++}`);

async function simulate(...argv: string[]) {
  const out = newFolder();
  const { code, stdout, stderr } = await runCommand([
    'simulate',
    '--hours',
    hours,
    '--json',
    ...argv,
    '--out',
    out,
  ]);
  expect([code, stderr]).toEqual([0, expect.stringContaining('simulate: ')]);
  return { out, manifest: runManifestSchema.parse(JSON.parse(stdout)) };
}

/** The answer to a query, in which `$samples` and so on stand for the files of a run. */
async function query(out: string, sql: string): Promise<unknown[][]> {
  const filled = sql.replaceAll(/\$(\w+)/g, (_, name) => `'${join(out, `${name}.parquet`)}'`);
  return (await duckdb.runAndReadAll(filled)).getRowsJson();
}

describe('the files of simulate', () => {
  let out = '';
  let manifest: Awaited<ReturnType<typeof simulate>>['manifest'];
  beforeAll(async () => {
    ({ out, manifest } = await simulate('--seed', '7', '--start', '2026-03-01T06:00:00Z'));
  });

  it('are those of the manifest, which says what made them', () => {
    expect(readdirSync(out).sort()).toEqual([
      'events.parquet',
      'manifest.json',
      'samples.parquet',
      'truth.parquet',
    ]);
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(manifest).toMatchObject({
      formatVersion: 1,
      virtual: true,
      line: 'demo',
      seed: 7,
      hours: Number(hours),
      start: '2026-03-01T06:00:00.000Z',
      version: '0.0.0-test',
      truth: 'mismatched',
      faults: [],
    });
    for (const table of tables) {
      const bytes = readFileSync(join(out, `${table}.parquet`));
      expect(manifest.files[`${table}.parquet`]).toBe(
        createHash('sha256').update(bytes).digest('hex'),
      );
    }
  });

  it('say each by themselves that they are virtual', async () => {
    for (const table of tables) {
      const said = await query(
        out,
        `SELECT decode(key), decode(value) FROM parquet_kv_metadata($${table})`,
      );
      expect(Object.fromEntries(said as [string, string][])).toMatchObject({
        virtual: 'true',
        generator: 'twinline 0.0.0-test',
        seed: '7',
      });
    }
  });

  it('hold a sample a second of what is measured, and of the rest what is new, numbered in their order', async () => {
    expect(
      await query(
        out,
        'SELECT count(*) FROM (SELECT sequence - row_number() OVER () AS gap FROM $samples) WHERE gap <> -1',
      ),
    ).toEqual([['0']]);
    const rows = (await query(
      out,
      'SELECT tag, count(*), count(DISTINCT sourceTimestamp) FROM $samples GROUP BY tag',
    )) as [string, string, string][];
    const of = new Map(rows.map(([tag, n, times]) => [tag, [Number(n), Number(times)]]));
    for (const [i, signal] of lineSignalTable(lineByName('demo')).entries()) {
      const found = of.get(String(virtualLineTagMap('demo')[i]!.tag));
      if (signal.sensor !== undefined) expect(found).toEqual([seconds, seconds]);
      else if (signal.setpointOf !== undefined) expect(found).toEqual([1, 1]);
    }
    const again = await query(
      out,
      `SELECT count(*) FROM (SELECT text IS NOT DISTINCT FROM lag(text) OVER w AND value IS NOT DISTINCT FROM lag(value) OVER w
         AND lag(sequence) OVER w IS NOT NULL AS same FROM $samples
       WHERE tag LIKE '%Setpoint\\_%' ESCAPE '\\' OR tag LIKE '%.state%' OR text IS NOT NULL
       WINDOW w AS (PARTITION BY tag ORDER BY sequence)) WHERE same`,
    );
    expect(again).toEqual([['0']]);
  });

  it('have the tags of the served line, and values and times of the line itself', async () => {
    const tags = (await query(out, 'SELECT DISTINCT tag FROM $samples ORDER BY tag')).flat();
    expect(tags).toEqual(
      virtualLineTagMap('demo')
        .map(({ tag }) => String(tag))
        .sort(),
    );
    const line = new HeadlessLine('demo', 7, [], { tick_s: 1 });
    const expected = [...line.run(seconds - 1, 1)].flatMap(({ samples }) => samples);
    const last = new Map(expected.map((sample) => [String(sample.tag), sample]));
    const found = await query(
      out,
      `SELECT tag, epoch_ms(sourceTimestamp) - epoch_ms(TIMESTAMPTZ '2026-03-01 06:00:00Z'), value, text, status
       FROM $samples QUALIFY row_number() OVER (PARTITION BY tag ORDER BY sequence DESC) = 1`,
    );
    expect(found).toHaveLength(last.size);
    for (const [tag, after, value, text, status] of found) {
      const sample = last.get(String(tag))!;
      expect([tag, Number(after), text ?? value, Number(status)]).toEqual([
        tag,
        sample.sourceTimestamp - Date.UTC(2026, 0, 1),
        sample.value,
        sample.status,
      ]);
    }
  });

  it('hold the truth of every lane of every segment that left, with units in the names', async () => {
    const { lanes, segmentLength } = lineByName('demo').path;
    const [[rows, segments, from, to] = []] = await query(
      out,
      'SELECT count(*), count(DISTINCT metre_m), min(metre_m), max(metre_m) FROM $truth',
    );
    const gone = (Number(to) - Number(from)) / segmentLength + 1;
    expect([Number(rows), Number(segments)]).toEqual([gone * lanes, gone]);
    // 6 m/min, and as long a web leaves as comes.
    expectClose(gone * segmentLength, seconds / 10, { rtol: 0, atol: 2 * segmentLength });
    const names = (await query(out, 'DESCRIBE SELECT * FROM $truth')).map(([name]) => String(name));
    expect(names.slice(0, 5)).toEqual(['coil', 'metre_m', 'lane', 'side', 'state']);
    const variables = names.slice(5);
    expect(variables).toEqual(
      expect.arrayContaining(['loading_g_per_m2', 'thickness_um', 'porosity_frac']),
    );
    expect(variables.filter((name) => splitBoundaryName(name).unit === undefined)).toEqual([]);
    const [[loading, thickness, porosity] = []] = await query(
      out,
      'SELECT avg(loading_g_per_m2), avg(thickness_um), avg(porosity_frac) FROM $truth',
    );
    expectClose(Number(loading), 180, { rtol: 0.02, atol: 0 });
    expectClose(Number(thickness), 60, { rtol: 0.03, atol: 0 });
    expectClose(Number(porosity), 0.32, { rtol: 0.03, atol: 0 });
  });

  it('take readings at other intervals, each of them once', async () => {
    const { out: fine } = await simulate('--interval_s', '0.1', '--hours', '0.005');
    const counts = (await query(
      fine,
      `SELECT tag, count(*), count(DISTINCT sourceTimestamp) FROM $samples
       WHERE tag LIKE '%.line.webSpeed\\_%' ESCAPE '\\' OR tag LIKE '%.line.ambientHumidity\\_%' ESCAPE '\\' GROUP BY tag ORDER BY tag`,
    )) as [string, string, string][];
    expect(counts.map(([, n, times]) => [Number(n), Number(times)])).toEqual([
      // Once a second, at the tick of its machine, and at the start.
      [19, 19],
      [180, 180],
    ]);
  });
});

describe('the same options', () => {
  it('give the same bytes, on one thread and on several; another seed others', async () => {
    const [one, again, other] = [
      await simulate('--threads', '1'),
      await simulate('--threads', '3'),
      await simulate('--seed', '8'),
    ];
    expect(again.manifest).toEqual(one.manifest);
    for (const table of ['samples.parquet', 'truth.parquet']) {
      expect(other.manifest.files[table]).not.toBe(one.manifest.files[table]);
    }
  });

  it('with a fault that only a sensor has leave the truth as it was, and change the samples', async () => {
    const file = join(root, 'bias.yaml');
    writeFileSync(
      file,
      'formatVersion: 1\nfaults:\n  - {kind: gaugeBias, unit: weightGauge, at_s: 20, magnitude: 5}\n',
    );
    const [without, biased] = [await simulate(), await simulate('--faults', file)];
    expect(biased.manifest.faults).toEqual([
      { kind: 'gaugeBias', unit: 'weightGauge', at_s: 20, ramp_s: 0, magnitude: 5 },
    ]);
    expect(biased.manifest.files['truth.parquet']).toBe(without.manifest.files['truth.parquet']);
    const mean = async (out: string) =>
      Number(
        (
          await query(
            out,
            "SELECT avg(value) FROM $samples WHERE tag LIKE '%weightGauge.loadingLane3_g_per_m2' AND epoch_ms(sourceTimestamp) > epoch_ms(TIMESTAMPTZ '2026-01-01 00:00:40Z')",
          )
        )[0]![0],
      );
    expectClose((await mean(biased.out)) - (await mean(without.out)), 5, { rtol: 0, atol: 0.05 });
  });
});

describe('a fault that can change nothing', () => {
  it('is told on stderr and in the manifest: one that begins too late, and a stuck actuator that nobody writes', async () => {
    const file = join(root, 'idle.json');
    const stick = { kind: 'actuatorStick', at_s: 0, magnitude: 1 };
    const faults = [
      { ...stick, unit: 'dryerZone1' },
      { ...stick, unit: 'coater', variable: 'pumpFlow' },
      { ...stick, unit: 'calender', at_s: 9000 },
    ];
    writeFileSync(file, JSON.stringify({ formatVersion: 1, faults }));
    const out = newFolder();
    const argv = ['simulate', '--hours', '0.005', '--faults', file, '--json', '--out', out];
    const { code, stdout, stderr } = await runCommand(argv);
    expect(code).toBe(0);
    const { warnings } = runManifestSchema.parse(JSON.parse(stdout));
    expect(warnings.map(({ fault }) => fault)).toEqual([1, 2]);
    expect(warnings[0]!.message).toContain('coater.pumpFlow is in no control loop');
    for (const { message } of warnings) expect(stderr).toContain(message);
  });
});

describe('what simulate cannot take', () => {
  const out = join(root, 'never');
  it.each([
    ['--line', 'x', 'demo, short'],
    ['--hours', '0', 'a number above 0, up to 744'],
    ['--hours', '-1', 'a number above 0, up to 744'],
    ['--hours', '1e6', 'a number above 0, up to 744'],
    ['--hours', 'long', 'a number above 0, up to 744'],
    ['--seed', '1.5', 'a whole number from 0'],
    ['--start', '2026-02-30T00:00:00Z', 'ISO 8601'],
    ['--start', '2026-01-01T00:00:00+01:00', 'ISO 8601'],
    ['--truth', 'half', 'mismatched, matched'],
    ['--interval_s', '0.25', 'a multiple of 0.1'],
    ['--threads', '0', 'a whole number from 1'],
  ])('%s %s is wrong usage, with what is allowed', async (option, value, allowed) => {
    const { code, stdout, stderr } = await runCommand(['simulate', option, value, '--out', out]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${option}: found '${value}', allowed is `);
    expect(stderr).toContain(allowed);
  });

  it('is a folder that is not empty, a file, or no place at all', async () => {
    const full = join(root, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine.txt'), 'mine');
    for (const place of [full, join(full, 'mine.txt')]) {
      const { code, stderr } = await runCommand(['simulate', '--hours', '0.01', '--out', place]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(`--out: ${place} cannot`)]);
    }
    expect(readFileSync(join(full, 'mine.txt'), 'utf8')).toBe('mine');
    expect((await runCommand(['simulate'])).code).toBe(2);
  });

  it('is a bad schedule: bad data, at its place, and nothing is written', async () => {
    const file = join(root, 'bad.json');
    writeFileSync(
      file,
      '{"formatVersion": 1, "faults": [{"kind": "pumpWear", "unit": "oven", "at_s": 0, "magnitude": 0.1}]}',
    );
    const before = readdirSync(root);
    const { code, stdout } = await runCommand([
      'simulate',
      '--json',
      '--faults',
      file,
      '--out',
      out,
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'SCHEDULE_INVALID',
      data: { problems: [{ key: 'faults[0].unit', found: '"oven"', allowed: 'coater' }] },
    });
    expect(readdirSync(root)).toEqual(before);
  });

  it('takes an empty folder', async () => {
    const empty = newFolder();
    mkdirSync(empty);
    const { code } = await runCommand(['simulate', '--hours', '0.005', '--out', empty]);
    expect([code, readdirSync(empty).length]).toEqual([0, 4]);
  });
});

describe('lists', () => {
  it('name every line, and every fault with place, unit and range', async () => {
    const lines = JSON.parse((await runCommand(['simulate', '--list-lines', '--json'])).stdout);
    expect(lines).toContainEqual(expect.objectContaining({ name: 'demo', lanes: 5 }));
    const faults = JSON.parse((await runCommand(['simulate', '--list-faults', '--json'])).stdout);
    const clog = { kind: 'dieLaneClog', appliesTo: ['coater'], lane: 'needed' };
    expect(faults).toContainEqual(
      expect.objectContaining({ ...clog, unit: 'frac', low: 0, high: 1 }),
    );
    const { stdout } = await runCommand(['simulate', '--list-faults']);
    expect(stdout.trim().split('\n')).toHaveLength(faults.length);
  });
});

describe('simulate in a shell', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind on %s', async (signal) => {
    const folder = newFolder();
    mkdirSync(folder);
    const argv = ['simulate', '--hours', '700', '--out', join(folder, 'run')];
    const child = spawn(process.execPath, [program, ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => {
      stdout += text;
    });
    const running = new Promise<void>((resolve) => {
      child.stderr.on('data', (text: Buffer) => {
        stderr += text;
        if (stderr.includes('left')) resolve();
      });
    });
    const closed = once(child, 'close');
    await running;
    expect(readdirSync(folder)).toHaveLength(1);
    const asked = performance.now();
    child.kill(signal);
    expect(await closed).toEqual([130, null]);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/simulate: cancelled; nothing is written\n$/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
