import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { openParquetFiles } from '../../line-connectors/parquet/parquet-files.ts';
import type { TableBatch, TableFileRow } from '../../twin/domain/table-file.ts';

const root = mkdtempSync(join(tmpdir(), 'twinline-parquet-'));
afterAll(() => rmSync(root, { recursive: true }));
const folderOf = () => mkdtempSync(join(root, 'files-'));

const columns: TableFileRow['columns'] = [
  { name: 'tag', kind: 'choice', choices: ['an \'odd\' "name"', 'plain'] },
  { name: 'at', kind: 'time' },
  { name: 'value', kind: 'number' },
  { name: 'text', kind: 'text' },
  { name: 'sequence', kind: 'whole' },
];
const tables: readonly TableFileRow[] = [
  { name: 'long', columns },
  { name: 'short', columns },
];
const start = Date.UTC(2026, 0, 1);

/** Rows from one number to before another; row n is the same whatever the batch. */
function batch(from: number, to: number): TableBatch {
  const rows = to - from;
  const number = (of: (n: number) => number) =>
    Float64Array.from({ length: rows }, (_, i) => of(from + i));
  return {
    rows,
    columns: [
      Uint16Array.from({ length: rows }, (_, i) => (from + i) % 2),
      number((n) => start + n * 100),
      number((n) => (n % 3 === 0 ? Number.NaN : n / 10)),
      {
        places: Int32Array.from({ length: rows }, (_, i) => ((from + i) % 3 === 0 ? from : -1)),
        added: Array.from({ length: from === 0 ? to : rows }, (_, i) => `text ${from + i}`),
      },
      number((n) => n),
    ],
  };
}

async function write(count: number, threads: number, metadata: Record<string, string> = {}) {
  const folder = folderOf();
  const files = openParquetFiles({ folder, tables, metadata, threads });
  for (let from = 0; from < count; from += 5000) {
    const to = Math.min(count, from + 5000);
    await files.write('long', batch(from, to));
    await files.write('short', batch(from, to));
  }
  return { folder, written: await files.finish() };
}

async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const connection = await instance.connect();
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    instance.closeSync();
  }
}

describe('openParquetFiles', () => {
  it('gives back every row in order, with null, time in UTC, text and metadata', async () => {
    const { folder, written } = await write(12_345, 1, { virtual: 'true', "it's": 'a "note"' });
    expect(written.map(({ name, rows }) => [name, rows])).toEqual([
      ['long.parquet', 12_345],
      ['short.parquet', 12_345],
    ]);
    expect(readdirSync(folder).sort()).toEqual(['long.parquet', 'short.parquet']);
    for (const { name } of written) {
      const from = `FROM '${join(folder, name)}'`;
      expect(await query(`SELECT * ${from} LIMIT 3 OFFSET 5000`)).toEqual([
        ['an \'odd\' "name"', '2026-01-01 00:08:20+00', 500, null, '5000'],
        ['plain', '2026-01-01 00:08:20.1+00', null, 'text 5000', '5001'],
        ['an \'odd\' "name"', '2026-01-01 00:08:20.2+00', 500.2, null, '5002'],
      ]);
      const disorder = `SELECT count(*) FROM (SELECT sequence - row_number() OVER () AS gap ${from}) WHERE gap <> -1`;
      expect(await query(disorder)).toEqual([['0']]);
      const said = `SELECT decode(key), decode(value) FROM parquet_kv_metadata('${join(folder, name)}') ORDER BY 1`;
      expect(await query(said)).toEqual([
        ["it's", 'a "note"'],
        ['virtual', 'true'],
      ]);
    }
  });

  it('gives the same bytes on one thread and on several, over many row groups', async () => {
    const [one, four] = [await write(300_000, 1), await write(300_000, 4)];
    expect(four.written).toEqual(one.written);
    const groups = `SELECT count(DISTINCT row_group_id) FROM parquet_metadata('${join(one.folder, 'short.parquet')}')`;
    expect(Number((await query(groups))[0]![0])).toBeGreaterThan(1);
    for (const { name } of one.written) {
      const [left, right] = [one, four].map(({ folder }) => readFileSync(join(folder, name)));
      expect(left!.equals(right!)).toBe(true);
    }
  });

  it('writes tables without rows', async () => {
    const { folder, written } = await write(0, 1);
    expect(written.map(({ rows }) => rows)).toEqual([0, 0]);
    expect(await query(`SELECT count(*) FROM '${join(folder, 'long.parquet')}'`)).toEqual([['0']]);
  });

  it('ends when it is told to, in the middle of rows or before any', async () => {
    for (const batches of [0, 3]) {
      const files = openParquetFiles({ folder: folderOf(), tables, metadata: {}, threads: 1 });
      for (let from = 0; from < batches * 5000; from += 5000) {
        await files.write('short', batch(from, from + 5000));
        await files.write('long', batch(from, from + 5000));
      }
      await files.abort();
    }
  });

  it('says that a folder cannot be written to', async () => {
    const folder = join(root, 'missing');
    const files = openParquetFiles({ folder, tables, metadata: {}, threads: 1 });
    await expect(files.finish()).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
      data: { folder },
    });
    await expect(files.write('long', batch(0, 10))).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
    await files.abort();
  });
});
