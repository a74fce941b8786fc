import { closeSync, fdatasyncSync, mkdtempSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createMemoryHistorian } from '../../line-connectors/historian/memory-historian.ts';
import { BatchEncoder } from '../../line-connectors/spool/batch-codec.ts';
import { openLmdbSpool } from '../../line-connectors/spool/lmdb-spool.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import type { SequencedBatch, TagId } from '../../twin/domain/sample.ts';
import type { Spool } from '../../twin/domain/spool.ts';
import { openIntake } from '../../twin/ingest/sample-intake.ts';
import { type BenchRow, information } from './bench-row.ts';

const clock = { now: () => Date.now() };
const tags = Array.from({ length: 200 }, (_, k) => `site.area.line.unit.signal${k}_1` as TagId);
const start = Date.UTC(2026, 0, 1);
const batchSize = 5000;
/** Batches of one transaction. */
const groupSize = 8;
const total = 2_000_000;
const least_per_s = 1e6;

function makeBatch(sequence: number): SequencedBatch {
  const samples = Array.from({ length: batchSize }, (_, i) => {
    const at = sequence + i;
    const time = start + Math.floor(at / tags.length) * 100;
    const value = 20 + Math.sin(at / 1e3);
    const tag = tags[at % tags.length]!;
    return { tag, sourceTimestamp: time, receivedTimestamp: time + 5, value, status: 0, flags: 0 };
  });
  return { sequence, samples };
}

/** Samples a second of a piece of work that is done in groups of batches; the batches are made outside the clock. */
async function rateOf(work: (group: readonly SequencedBatch[]) => Promise<void>): Promise<number> {
  let seconds = 0;
  for (let at = 0; at < total; ) {
    const group: SequencedBatch[] = [];
    for (; group.length < groupSize; at += batchSize) group.push(makeBatch(at));
    const begin = performance.now();
    await work(group);
    seconds += (performance.now() - begin) / 1000;
  }
  return total / seconds;
}

/** The peer: the same records behind each other in a file, one fdatasync a group. */
async function plainFile(folder: string): Promise<number> {
  const descriptor = openSync(join(folder, 'plain'), 'w');
  const encoder = new BatchEncoder();
  const numbers = new Map(tags.map((tag, number) => [tag, number]));
  try {
    return await rateOf(async (group) => {
      for (const batch of group)
        writeSync(
          descriptor,
          encoder.encode(batch, (tag) => numbers.get(tag)!),
        );
      fdatasyncSync(descriptor);
    });
  } finally {
    closeSync(descriptor);
  }
}

/** What came back in samples a second, all of it. */
async function readRate(spool: Spool): Promise<number> {
  const begin = performance.now();
  let read = 0;
  for (let from = 0; ; ) {
    const { batches } = await spool.read(from, 20_000);
    if (batches.length === 0) break;
    for (const { samples } of batches) read += samples.length;
    const last = batches.at(-1)!;
    from = last.sequence + last.samples.length;
  }
  if (read !== total) throw new Error(`${read} of ${total} samples came back`);
  return read / ((performance.now() - begin) / 1000);
}

/** Samples a second from the offer to its answer, with a historian that takes all at once. */
async function intakeRate(folder: string): Promise<number> {
  const spool = await openLmdbSpool({ folder, capBytes: 1e9, clock });
  const historian: Historian = { ...createMemoryHistorian(), append: () => Promise.resolve() };
  const intake = await openIntake({ historian, spool, clock, line: 'site.area.line' });
  const sink = intake.sink(0);
  try {
    return await rateOf(async (group) => {
      await Promise.all(group.map(({ samples }) => sink.offer(samples)));
    });
  } finally {
    await intake.close();
    await spool.close();
  }
}

/** Speed of the spool: durable appends beside a plain file, reading back, and the whole way from an offer to its answer. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'spool-bench-'));
  try {
    const plain = await plainFile(folder);
    const spool = await openLmdbSpool({ folder: join(folder, 'spool'), capBytes: 1e9, clock });
    const append = await rateOf(async (group) => {
      await spool.append(group);
    });
    const read = await readRate(spool);
    const { liveBytes } = spool.health();
    await spool.close();
    const offered = await intakeRate(join(folder, 'intake'));
    return [
      {
        name: 'spool: durable appends, 40,000 samples a transaction',
        value: append,
        unit: 'samples/s',
        bar: `>= ${least_per_s}`,
        pass: append >= least_per_s,
      },
      information('spool: the same records in a plain file, fdatasync each', plain, 'samples/s'),
      information('spool: appends over the plain file', append / plain, '1'),
      information('spool: reading back', read, 'samples/s'),
      information('spool: offer to answer, repeats looked for', offered, 'samples/s'),
      information('spool: bytes of a sample', liveBytes / total, 'byte'),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
