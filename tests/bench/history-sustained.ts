import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InfluxDB } from 'influx';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import { openInfluxHistorian } from '../../line-connectors/historian/influx-historian.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import { startInfluxd } from '../support/influxd.ts';
import { hasProgram } from '../support/with-program.ts';
import { type BenchRow, information } from './bench-row.ts';
import { makeHistoryBatch, sustain } from './history-batches.ts';
import { sustainedRow } from './sustained-rate.ts';

const rate_per_s = 50_000;
const duration_s = 60;
const goal_per_s = 200_000;

async function rowsOf(name: string, historian: Historian): Promise<BenchRow[]> {
  const held = await sustain(historian, { rate_per_s, duration_s });
  const first = await historian.nextSequence();
  const most = 1_000_000;
  const size = 20_000;
  const batches = Array.from({ length: most / size }, (_, k) =>
    makeHistoryBatch(first + k * size, size),
  );
  const begin = performance.now();
  await Promise.all(batches.map((batch) => historian.append(batch)));
  const fastest_per_s = most / ((performance.now() - begin) / 1000);
  const row = (what: string) => `${name}: ${what}`;
  return [
    sustainedRow(row(`confirmed of ${rate_per_s} samples/s for ${duration_s} s`), {
      rate_per_s,
      duration_s,
      // Offers share the thread with the historian: that they come late is its doing.
      offering_s: duration_s,
      elapsed_s: held.elapsed_s,
    }),
    information(row('most samples that waited'), held.mostWaiting, '1'),
    information(row(`a million at once (goal ${goal_per_s})`), fastest_per_s, '1/s'),
  ];
}

/** The same samples by the library as it is, without the times, the order and the checks [1/s]. */
async function libraryAlone(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const database = new InfluxDB({ host: hostname, port: Number(port), database: 'alone' });
  await database.createDatabase('alone');
  const size = 10_000;
  const count = 20;
  let elapsed_ms = 0;
  for (let k = 0; k < count; k += 1) {
    const points = makeHistoryBatch(k * size, size).samples.map((sample, i) => ({
      measurement: 'sample',
      tags: { tag_id: sample.tag },
      fields: { v: sample.value, q: sample.status },
      timestamp: `${sample.sourceTimestamp}${String(i).padStart(6, '0')}`,
    }));
    const begin = performance.now();
    await database.writePoints(points);
    elapsed_ms += performance.now() - begin;
  }
  return (count * size) / (elapsed_ms / 1000);
}

/** What a minute of 50,000 samples a second comes to in DuckDB and in a real influxd, confirmed. */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'history-bench-'));
  const rows: BenchRow[] = [];
  const duckdb = await openDuckdbHistorian({ folder });
  try {
    rows.push(...(await rowsOf('duckdb', duckdb)));
  } finally {
    await duckdb.close();
    await rm(folder, { recursive: true });
  }
  if (!hasProgram('influxd')) {
    process.stderr.write('history-sustained: influxd is not installed, so it is not measured\n');
    return rows;
  }
  const server = await startInfluxd();
  try {
    const clock = { now: () => Date.now() };
    const influx = openInfluxHistorian({ url: server.url, database: 'bench', clock });
    rows.push(...(await rowsOf('influxd', influx)));
    await influx.close();
    const alone_per_s = await libraryAlone(server.url);
    rows.push(information('influxd: the library alone, value and status only', alone_per_s, '1/s'));
  } finally {
    await server.stop();
  }
  return rows;
}
