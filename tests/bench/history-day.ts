import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import { atMost, type BenchRow, information, quantile } from './bench-row.ts';
import {
  historyStart,
  historyTags,
  makeHistoryBatch,
  samplesPerSecond,
} from './history-batches.ts';

const day_ms = 86_400_000;
const total = (day_ms / 1000) * samplesPerSecond;
const batchSize = 10_000;
const repeats = 15;

/** Median time of some work [ms], after one turn to warm up. */
async function median_ms(work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let turn = 0; turn < repeats; turn += 1) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return quantile(times, 0.5);
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** A day of 10 million samples in the DuckDB historian: appended, sealed, on disk and asked for, beside DuckDB alone. */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'history-bench-'));
  const historian = await openDuckdbHistorian({ folder });
  try {
    let appending_ms = 0;
    for (let at = 0; at < total; at += batchSize) {
      const batch = makeHistoryBatch(at, Math.min(batchSize, total - at));
      const begin = performance.now();
      await historian.append(batch);
      appending_ms += performance.now() - begin;
    }
    const begin = performance.now();
    const { sealedSamples } = await historian.upkeep(historyStart + 1.5 * day_ms);
    const sealing_s = (performance.now() - begin) / 1000;
    if (sealedSamples !== total) throw new Error(`${sealedSamples} samples were sealed`);
    const day = { from: historyStart, to: historyStart + day_ms };
    const range_ms = await median_ms(async () => {
      let found = 0;
      const tags = historyTags.slice(0, 1);
      for await (const page of historian.range({ ...day, tags })) found += page.length;
      if (found !== day_ms / 1000) throw new Error(`the range gave ${found} samples`);
    });
    const means_ms = await median_ms(() =>
      historian.aggregate({ ...day, tags: historyTags, interval_ms: 600_000 }),
    );
    const sealed = `'${folder}/sealed/*/*.parquet'`;
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    const plain_ms = (sql: string) => median_ms(() => connection.runAndReadAll(sql));
    const columns =
      'sequence, tag, sourceTimestamp_ms, serverTimestamp_ms, receivedTimestamp_ms, kind, number, text, status, flags';
    const plainRange_ms = await plain_ms(`SELECT ${columns} FROM ${sealed} WHERE tag = 0`);
    const plainMeans_ms = await plain_ms(
      `SELECT tag, floor(sourceTimestamp_ms / 600000) AS bucket, avg(number) FROM ${sealed} GROUP BY ALL`,
    );
    connection.closeSync();
    instance.closeSync();
    await historian.close();
    const row = (name: string) => `history of 10 M samples: ${name}`;
    return [
      atMost(row('one tag, one day at 1 Hz'), range_ms, 'ms', 20),
      information(row('the same over DuckDB alone'), range_ms / plainRange_ms, '1'),
      atMost(row('10 min means of all 200 tags'), means_ms, 'ms', 1000),
      information(row('the same over DuckDB alone'), means_ms / plainMeans_ms, '1'),
      atMost(row('on disk'), (await bytesIn(folder)) / 1e6, 'MB', 80),
      information(
        row('appended one batch of 10,000 after the other'),
        total / (appending_ms / 1000),
        '1/s',
      ),
      information(row('sealed in'), sealing_s, 's'),
    ];
  } finally {
    await historian.close();
    await rm(folder, { recursive: true });
  }
}
