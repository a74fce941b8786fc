import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { TwinError } from '../../twin/domain/errors.ts';
import type { Historian, RangeQuery, StoredSample } from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { checkBatch, checkQuery } from './check-input.ts';
import { type DuckdbClient, startDuckdbClient } from './duckdb-client.ts';
import { LastSamples } from './last-samples.ts';
import { RecentSamples } from './recent-samples.ts';
import { samplesOf } from './sample-columns.ts';
import { WriteQueue } from './write-queue.ts';

/** Where the history lies and what DuckDB may take. */
interface DuckdbHistorianOptions {
  /** Made if absent; the file in it is `history.duckdb`. */
  readonly folder: string;
  readonly memoryLimit_MB?: number;
  readonly threads?: number;
}

/** Files open in this process: DuckDB's own lock only keeps other processes out. */
const openHere = new Set<string>();

async function pathIn(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return join(await realpath(folder), 'history.duckdb');
  } catch (cause) {
    throw new TwinError(
      'HISTORIAN_UNAVAILABLE',
      `The folder ${folder} for the history cannot be made or entered: ${(cause as Error).message}`,
      { path: folder },
      { cause },
    );
  }
}

/** The pages of a range that lies in the file. */
async function* pagesOfFile(
  client: DuckdbClient,
  queue: WriteQueue,
  { tags, from, to, order = 'sourceTimestamp' }: RangeQuery,
): AsyncGenerator<readonly StoredSample[]> {
  const numbers = tags === undefined ? undefined : queue.numbersOf(tags);
  if (numbers?.length === 0) return;
  const request = { from, to, order, ...(numbers === undefined ? {} : { tags: numbers }) };
  const range = await client.call('openRange', request);
  try {
    for (;;) {
      const page = await client.call('nextPage', range);
      if (page === null) return;
      yield samplesOf(page, queue.tags);
    }
  } finally {
    // A thread that died meanwhile has closed it too.
    await client.call('closeRange', range).catch(() => undefined);
  }
}

/**
 * The historian in one DuckDB file, owned by one worker thread. A resolved `append` survives kill -9.
 * @throws TwinError HISTORIAN_LOCKED, HISTORIAN_DAMAGED or HISTORIAN_UNAVAILABLE; the file is never deleted or replaced
 */
export async function openDuckdbHistorian({
  folder,
  memoryLimit_MB = 1024,
  threads = 2,
}: DuckdbHistorianOptions): Promise<Historian> {
  const path = await pathIn(folder);
  if (openHere.has(path)) {
    throw new TwinError(
      'HISTORIAN_LOCKED',
      `The history file ${path} is already open in this process (${process.pid}). Close it first, or use another folder.`,
      { path, pid: process.pid },
    );
  }
  openHere.add(path);
  const client = startDuckdbClient(path);
  const end = async (): Promise<void> => {
    await client.end();
    openHere.delete(path);
  };
  try {
    return await serve(client, end, { path, memoryLimit_MB, threads });
  } catch (cause) {
    await end();
    throw cause;
  }
}

async function serve(
  client: DuckdbClient,
  end: () => Promise<void>,
  file: { readonly path: string; readonly memoryLimit_MB: number; readonly threads: number },
): Promise<Historian> {
  const opened = await client.call('open', file);
  const tags = opened.tags as readonly TagId[];
  const last = new LastSamples();
  let newestStored: number | undefined;
  for (const sample of samplesOf(opened.last, tags)) {
    last.add(sample);
    newestStored = Math.max(newestStored ?? -Infinity, sample.sourceTimestamp);
  }
  const recent = new RecentSamples(newestStored);
  const queue = new WriteQueue(client, { tags, ledger: opened.ledger }, (sample) => {
    last.add(sample);
    recent.add(sample);
  });
  let closing: Promise<void> | undefined;
  const closeFile = async (): Promise<void> => {
    try {
      await queue.drained();
      await client.call('close', null);
    } finally {
      await end();
    }
  };
  const requireOpen = (): void => {
    if (closing === undefined) return;
    throw new TwinError('HISTORIAN_UNAVAILABLE', `The history file ${file.path} is closed.`, {
      path: file.path,
    });
  };
  return {
    capabilities: { sql: false, parquet: false, retention: false, durable: true },
    async append(batch) {
      requireOpen();
      checkBatch(batch);
      await queue.append(batch);
    },
    async *range(query) {
      requireOpen();
      checkQuery(query);
      if (recent.covers(query)) yield* recent.pages(query);
      else yield* pagesOfFile(client, queue, query);
    },
    async aggregate(query) {
      requireOpen();
      checkQuery(query);
      const numbers = queue.numbersOf(query.tags);
      if (numbers.length === 0) return [];
      const rows = await client.call('aggregate', { ...query, tags: numbers });
      const place = new Map(numbers.map((number, i) => [number, i]));
      return rows
        .map(({ tag, ...bucket }) => ({ tag: queue.tags[tag]!, ...bucket, place: place.get(tag)! }))
        .sort((a, b) => a.place - b.place || a.from - b.from)
        .map(({ place: _, ...bucket }) => bucket);
    },
    async last(wanted) {
      requireOpen();
      return last.of(wanted);
    },
    async nextSequence() {
      requireOpen();
      return queue.nextSequence;
    },
    close() {
      closing ??= closeFile();
      return closing;
    },
  };
}
