import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TwinError } from '../../twin/domain/errors.ts';
import {
  type Historian,
  noUpkeep,
  type RangeQuery,
  type StoredSample,
  type UpkeepReport,
} from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { checkQuery, refusedIn } from './check-input.ts';
import { type DuckdbClient, startDuckdbClient } from './duckdb-client.ts';
import type { DuckdbCalls, UpkeepOrder } from './duckdb-protocol.ts';
import { duckdbWriter, TagNumbers } from './duckdb-write.ts';
import { NewestSamples } from './newest-samples.ts';
import { blockOf, samplesOf } from './sample-columns.ts';
import { WriteQueue } from './write-queue.ts';

/** Where the history lies and what DuckDB may take. */
interface DuckdbHistorianOptions {
  /** Made if absent; the file in it is `history.duckdb`. */
  readonly folder: string;
  readonly memoryLimit_MB?: number;
  readonly threads?: number;
  /** Days after which sealed days are deleted; kept for ever where absent. */
  readonly retention_d?: number;
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

/** Pages that are asked for before they are used: one is made here while the next is read there. */
const pagesAhead = 2;

/** The pages of a range that lies in the file. */
async function* pagesOfFile(
  client: DuckdbClient,
  tagNumbers: TagNumbers,
  range: number,
  { tags, from, to, order = 'sourceTimestamp' }: RangeQuery,
): AsyncGenerator<readonly StoredSample[]> {
  const numbers = tags === undefined ? undefined : tagNumbers.of(tags);
  if (numbers?.length === 0) return;
  const bounds = { from, to, order, ...(numbers === undefined ? {} : { tags: numbers }) };
  // What waits may fail when nobody awaits it: a range that does not open fails its pages, too.
  const ask = <T>(answer: Promise<T>): Promise<T> => {
    answer.catch(() => undefined);
    return answer;
  };
  void ask(client.call('openRange', { range, ...bounds }));
  // What was read goes back as room for the next: new room for each page costs as much as to fill it.
  const nextPage = (room?: ArrayBuffer) =>
    room === undefined
      ? ask(client.call('nextPage', { range }))
      : ask(client.call('nextPage', { range, room }, [room]));
  const coming = Array.from({ length: pagesAhead }, () => nextPage());
  try {
    for (;;) {
      const page = await coming.shift()!;
      if (page === null) return;
      const samples = samplesOf(page, tagNumbers.names);
      coming.push(nextPage(blockOf(page)));
      yield samples;
    }
  } finally {
    // A thread that died meanwhile has closed it, too.
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
  retention_d,
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
    const sealedFolder = join(dirname(path), 'sealed');
    const keeping = retention_d === undefined ? {} : { retention_d };
    return await serve(client, end, { path, sealedFolder, memoryLimit_MB, threads }, keeping);
  } catch (cause) {
    await end();
    throw cause;
  }
}

async function serve(
  client: DuckdbClient,
  end: () => Promise<void>,
  file: DuckdbCalls['open']['request'],
  keeping: Pick<UpkeepOrder, 'retention_d'>,
): Promise<Historian> {
  const opened = await client.call('open', file);
  const tags = new TagNumbers(opened.tags as readonly TagId[]);
  const newest = new NewestSamples(samplesOf(opened.last, tags.names));
  let { sealed } = opened;
  let done = noUpkeep;
  let refusedSamples = 0;
  let rangesBegun = 0;
  let caring: Promise<UpkeepReport> | undefined;
  let trouble: TwinError | undefined;
  const queue = new WriteQueue(
    opened.ledger,
    duckdbWriter(client, tags, opened.ledger),
    (sample, sequence) => newest.add(sample, sequence),
  );
  const care = async (now: number): Promise<UpkeepReport> => {
    try {
      const upkept = await client.call('upkeep', { now, ...keeping });
      trouble = undefined;
      sealed = upkept.sealed;
      done = addUpkeep(done, upkept.report);
      return upkept.report;
    } catch (error) {
      trouble = error as TwinError;
      throw error;
    }
  };
  let closing: Promise<void> | undefined;
  const closeFile = async (): Promise<void> => {
    try {
      await Promise.allSettled([queue.drained(), caring]);
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
    capabilities: { sql: false, parquet: true, retention: true, dedupe: true, durable: true },
    async append(batch) {
      requireOpen();
      try {
        await queue.append(batch);
      } catch (error) {
        refusedSamples += refusedIn(error);
        throw error;
      }
    },
    async *range(query) {
      requireOpen();
      checkQuery(query);
      if (newest.covers(query)) yield* newest.pages(query);
      else yield* pagesOfFile(client, tags, rangesBegun++, query);
    },
    async aggregate(query) {
      requireOpen();
      checkQuery(query);
      const numbers = tags.of(query.tags);
      if (numbers.length === 0) return [];
      const rows = await client.call('aggregate', { ...query, tags: numbers });
      const place = new Map(numbers.map((number, i) => [number, i]));
      return rows
        .map(({ tag, ...bucket }) => ({ tag: tags.names[tag]!, ...bucket, place: place.get(tag)! }))
        .sort((a, b) => a.place - b.place || a.from - b.from)
        .map(({ place: _, ...bucket }) => bucket);
    },
    async last(wanted) {
      requireOpen();
      return newest.lastOf(wanted);
    },
    async tags() {
      requireOpen();
      return newest.tags();
    },
    async nextSequence() {
      requireOpen();
      return queue.nextSequence;
    },
    health: () => ({
      ...(trouble === undefined
        ? { state: 'ok' }
        : { state: 'degraded', reason: trouble.message, code: trouble.code }),
      refusedSamples,
      expiredSamples: 0,
      sealed,
      upkeep: done,
    }),
    async upkeep(now) {
      requireOpen();
      // Who comes while one runs waits for it: it may have begun before the day that is meant.
      while (caring !== undefined) await caring.catch(() => undefined);
      caring = care(now).finally(() => {
        caring = undefined;
      });
      return caring;
    },
    close() {
      closing ??= closeFile();
      return closing;
    },
  };
}

function addUpkeep(a: UpkeepReport, b: UpkeepReport): UpkeepReport {
  return {
    sealedFiles: a.sealedFiles + b.sealedFiles,
    sealedSamples: a.sealedSamples + b.sealedSamples,
    duplicates: a.duplicates + b.duplicates,
    deletedFiles: a.deletedFiles + b.deletedFiles,
  };
}
