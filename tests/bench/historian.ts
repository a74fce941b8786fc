import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import type { SequencedBatch, TagId } from '../../twin/domain/sample.ts';
import type { BenchRow } from './bench-row.ts';

const tags = Array.from({ length: 20 }, (_, k) => `site.area.line.unit.signal${k}_1` as TagId);
const start = Date.UTC(2026, 0, 1);
const total = 1_000_000;

function makeBatch(sequence: number, count: number): SequencedBatch {
  const samples = Array.from({ length: count }, (_, i) => {
    const at = sequence + i;
    const time = start + Math.floor(at / tags.length) * 1000;
    const value = Math.round(1e4 * Math.sin(at / 1e4)) / 1e3;
    const tag = tags[at % tags.length]!;
    return { tag, sourceTimestamp: time, receivedTimestamp: time + 5, value, status: 0, flags: 0 };
  });
  return { sequence, samples };
}

/** Seconds for a piece of work. */
async function timed_s(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** Appends [from, to) in batches, each awaited, the next one made outside the clock. Samples per second. */
async function rateOf(historian: Historian, from: number, to: number, size: number) {
  let seconds = 0;
  for (let at = from; at < to; at += size) {
    const batch = makeBatch(at, Math.min(size, to - at));
    seconds += await timed_s(() => historian.append(batch));
  }
  return (to - from) / seconds;
}

/** Speed of the DuckDB historian: durable appends, reading one tag among a million samples, and what the main thread feels. */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'historian-bench-'));
  const historian = await openDuckdbHistorian({ folder });
  try {
    const small = await rateOf(historian, 0, 40_000, 200);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const large = await rateOf(historian, 40_000, total, 10_000);
    delay.disable();
    const delay_ms = delay.percentile(99) / 1e6;
    let found = 0;
    const range_ms =
      1000 *
      (await timed_s(async () => {
        const query = { tags: tags.slice(7, 8), from: start, to: Infinity };
        for await (const page of historian.range(query)) found += page.length;
      }));
    if (found !== total / tags.length) throw new Error(`the range gave ${found} samples`);
    const row = (
      name: string,
      value: number,
      unit: string,
      bar: string,
      pass: boolean,
    ): BenchRow => ({
      name: `historian: ${name}`,
      value,
      unit,
      bar,
      pass,
    });
    return [
      row('durable appends of 200', small, 'samples/s', '>= 10000', small >= 10_000),
      row('durable appends of 10,000', large, 'samples/s', '>= 100000', large >= 100_000),
      row('50,000 rows of one tag among 1 M', range_ms, 'ms', '<= 500', range_ms <= 500),
      row('p99 main-loop delay while appending', delay_ms, 'ms', '<= 50', delay_ms <= 50),
    ];
  } finally {
    await historian.close();
    await rm(folder, { recursive: true });
  }
}
