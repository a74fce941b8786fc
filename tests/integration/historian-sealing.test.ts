import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { collect, makeSample } from '../support/historian-contract.ts';

const start = Date.UTC(2026, 0, 1);
const day_ms = 86_400_000;
const everything = { from: -Infinity, to: Infinity };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'historian-'));
});
afterEach(() => rm(folder, { recursive: true }));

const filesOf = async (): Promise<string[]> =>
  (await readdir(join(folder, 'sealed'), { recursive: true }))
    .filter((path) => /parquet/.test(path))
    .sort();

/** Rows of a query that needs none of our code. */
async function rowsOf(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** Runs the writer until it has sealed and appended enough, and kills it amid both. */
async function writeAndKill(seals: number, more: number): Promise<number> {
  const script = fileURLToPath(new URL('./historian-sealing-writer.ts', import.meta.url));
  const loader = new URL('../../register.mjs', import.meta.url).href;
  const writer = spawn(process.execPath, ['--import', loader, script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  let sealed = 0;
  let after = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    if (line === 'sealed') sealed += 1;
    else acknowledged = Number(line);
    if (sealed >= seals) after += 1;
    if (after >= more) writer.kill('SIGKILL');
  }
  if (writer.signalCode === null) await once(writer, 'exit');
  expect(writer.signalCode).toBe('SIGKILL');
  return acknowledged;
}

it('neither loses nor doubles a sample, however often it is killed amid sealing', async () => {
  let acknowledged = 0;
  for (const [seals, more] of [
    [1, 1],
    [2, 3],
    [1, 7],
  ] as const) {
    acknowledged = Math.max(acknowledged, await writeAndKill(seals, more));
    const historian = await openDuckdbHistorian({ folder });
    const next = await historian.nextSequence();
    const found = await collect(historian, { ...everything, order: 'sequence' });
    await historian.close();
    expect(next).toBeGreaterThanOrEqual(acknowledged);
    expect(found.map((s) => s.sequence)).toEqual(Array.from({ length: next }, (_, i) => i));
    expect(found.every(({ value, sequence }) => value === sequence)).toBe(true);
    // Nothing lies there that does not count.
    const manifest = JSON.parse(await readFile(join(folder, 'sealed/manifest.json'), 'utf8'));
    expect(manifest.files.map((file: { path: string }) => file.path).sort()).toEqual(
      await filesOf(),
    );
  }
}, 120_000);

it('seals a file a line and day, sorted and hashed; late samples lie beside it until the next time', async () => {
  const tagOf = (k: number) => `site.area.line${k % 2}.unit.signal${k % 4}_1` as TagId;
  const historian = await openDuckdbHistorian({ folder });
  const samples = Array.from({ length: 4_000 }, (_, k) =>
    makeSample(start + ((k * 7919) % 2_000) * (day_ms / 1_000), { tag: tagOf(k), value: k }),
  );
  await historian.append({ sequence: 0, samples });
  const first = await historian.upkeep(start + 1.5 * day_ms);
  expect(first).toEqual({ sealedFiles: 2, sealedSamples: 2_000, duplicates: 0, deletedFiles: 0 });
  const files = ['line=site.area.line0/date=2026-01-01', 'line=site.area.line1/date=2026-01-01'];
  expect(await filesOf()).toEqual(files.map((file) => `${file}.parquet`));

  const manifest = JSON.parse(await readFile(join(folder, 'sealed/manifest.json'), 'utf8'));
  for (const { path, sha256, bytes, samples: count } of manifest.files) {
    const file = await readFile(join(folder, 'sealed', path));
    expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
    expect(file.length).toBe(bytes);
    const rows = await rowsOf(
      `SELECT tag, sourceTimestamp_ms, name FROM '${join(folder, 'sealed', path)}'`,
    );
    expect(rows).toHaveLength(count);
    const sorted = [...rows].sort(
      (a, b) => Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]),
    );
    expect(rows).toEqual(sorted);
    expect(new Set(rows.map(([, , name]) => String(name).split('.')[2])).size).toBe(1);
  }
  expect(historian.health().sealed).toMatchObject({ files: 2 });

  const late = makeSample(start + 1, { tag: tagOf(0), value: 'late' });
  await historian.append({ sequence: 4_000, samples: [late, { ...samples[0]!, flags: 2 }] });
  expect(await historian.upkeep(start + 1.5 * day_ms)).toMatchObject({
    sealedSamples: 1,
    duplicates: 1,
  });
  expect(await filesOf()).toContain(`${files[0]}-late-1.parquet`);
  // A range that has begun reads on while its files are merged.
  const range = historian.range({ from: start, to: start + day_ms })[Symbol.asyncIterator]();
  const page = await range.next();
  await historian.upkeep(start + 1.5 * day_ms);
  let count = page.value!.length;
  for (let next = await range.next(); !next.done; next = await range.next())
    count += next.value.length;
  expect(count).toBe(2_001);
  expect(await filesOf()).toEqual([`${files[0]}-2.parquet`, `${files[1]}.parquet`]);
  expect(await historian.upkeep(start + 1.5 * day_ms)).toMatchObject({ sealedFiles: 0 });
  await historian.close();
});

it('deletes days that are older than the retention, and keeps the place in the order of arrival', async () => {
  const historian = await openDuckdbHistorian({ folder, retention_d: 3 });
  const samples = Array.from({ length: 10 }, (_, k) =>
    makeSample(start + k * day_ms, { value: k }),
  );
  await historian.append({ sequence: 0, samples: samples.toReversed() });
  expect(await historian.upkeep(start + 5 * day_ms)).toMatchObject({ sealedFiles: 3 });
  expect(await historian.upkeep(start + 9.5 * day_ms)).toMatchObject({
    sealedFiles: 3,
    deletedFiles: 3,
  });
  const expected = [6, 7, 8, 9];
  const found = await collect(historian, everything);
  expect(found.map((s) => s.value)).toEqual(expected);
  expect(await historian.upkeep(start + 30 * day_ms)).toMatchObject({ deletedFiles: 3 });
  expect(await filesOf()).toEqual([]);
  await historian.close();
  const again = await openDuckdbHistorian({ folder });
  expect(await again.nextSequence()).toBe(10);
  expect(await again.last([samples[0]!.tag])).toMatchObject([{ value: 9 }]);
  expect(await collect(again, everything)).toEqual([]);
  await again.close();
});

it('brings a file of format version 1 to the present one with all that it holds', async () => {
  const instance = await DuckDBInstance.create(join(folder, 'history.duckdb'));
  const connection = await instance.connect();
  await connection.run(
    await readFile(new URL('../fixtures/history-v1.sql', import.meta.url), 'utf8'),
  );
  connection.closeSync();
  instance.closeSync();
  for (let turn = 0; turn < 2; turn += 1) {
    const historian = await openDuckdbHistorian({ folder });
    expect(await historian.nextSequence()).toBe(13);
    const found = await collect(historian, everything);
    expect(found.map((s) => [s.sequence, s.value, s.serverTimestamp])).toEqual([
      [0, 21.5, 1767225600001],
      [1, 'running', undefined],
      [2, true, undefined],
      [12, null, undefined],
    ]);
    await historian.upkeep(start + 2 * day_ms);
    await historian.close();
  }
});

it('a file of a later program is left as it is', async () => {
  const historian = await openDuckdbHistorian({ folder });
  await historian.close();
  const file = join(folder, 'history.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run('UPDATE history SET formatVersion = 99; CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
  await expect(openDuckdbHistorian({ folder })).rejects.toMatchObject({
    code: 'HISTORIAN_DAMAGED',
    data: { detail: expect.stringContaining('99') },
  });
});

it('a seal that cannot write leaves every sample where it was, and the next one seals it', async () => {
  const historian = await openDuckdbHistorian({ folder });
  await historian.append({ sequence: 0, samples: [makeSample(start), makeSample(start + 1)] });
  // A file where the folder of the line should be.
  const sealed = join(folder, 'sealed');
  await writeFile(sealed, '');
  await expect(historian.upkeep(start + 2 * day_ms)).rejects.toMatchObject({
    code: 'HISTORIAN_WRITE_FAILED',
  });
  expect(historian.health()).toMatchObject({ state: 'degraded', code: 'HISTORIAN_WRITE_FAILED' });
  expect(await collect(historian, everything)).toHaveLength(2);
  await rm(sealed);
  expect(await historian.upkeep(start + 2 * day_ms)).toMatchObject({ sealedSamples: 2 });
  expect(historian.health()).toMatchObject({ state: 'ok', sealed: { files: 1 } });
  expect(await collect(historian, everything)).toHaveLength(2);
  await historian.close();
});
