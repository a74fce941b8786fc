import { join } from 'node:path';
import {
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBInstance,
} from '@duckdb/node-api';
import { chunkRows, numberList, wholeList } from './duckdb-chunks.ts';
import type { AggregateRequest, BucketRow, RangeBounds } from './duckdb-protocol.ts';
import { allRows, readSealed, type SealedFile, sealedRows } from './duckdb-sealed.ts';
import { valueKinds } from './sample-columns.ts';
import type { SealedIndex } from './sealed-index.ts';

/** A query that is being read, in a transaction of its own. */
export interface Cursor {
  /** The next rows, or null at the end. */
  nextChunk(): Promise<DuckDBDataChunk | null>;
  /** Where the columns are those of numbers alone. */
  readonly numbersOf: NumbersOfOneTag | undefined;
  close(): void;
}

/** Rows of one tag without their texts, which few tags have: a column of nulls takes a sixth of the time. */
interface NumbersOfOneTag {
  readonly tag: number;
  /** The texts of the next rows that have one. */
  nextTexts(count: number): Promise<readonly string[]>;
}

/** Rows that are read at once where they need no sorting, a day at 1 Hz and more: to stream them takes half as long again. */
const rowsAtOnce = 64 * chunkRows;

/** Status codes from here on are uncertain or bad. */
const leastNotGood = 0x4000_0000;
const orders = {
  sourceTimestamp: 'sourceTimestamp_ms, sequence',
  sequence: 'sequence',
} as const;

interface Bounds {
  readonly tags?: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** A double by its shortest digits, which give the same double. */
const sqlDouble = (value: number): string =>
  Number.isFinite(value) ? `CAST(${value} AS DOUBLE)` : `CAST('${value}' AS DOUBLE)`;

function conditionOf({ tags, from, to }: Bounds): string {
  const times = `sourceTimestamp_ms >= ${sqlDouble(from)} AND sourceTimestamp_ms < ${sqlDouble(to)}`;
  return tags === undefined ? times : `tag IN (${tags.join(', ')}) AND ${times}`;
}

/** Where rows lie. */
interface Place {
  readonly sealedFolder: string;
  readonly index: SealedIndex;
}

/** Gives hot and sealed rows within bounds: what is seen of them does not change while it is read. */
async function rowsWithin(
  connection: DuckDBConnection,
  { sealedFolder, index }: Place,
  bounds: Bounds,
): Promise<{ readonly rows: string; readonly isInOrder: boolean }> {
  const { tags, from, to } = bounds;
  const where = conditionOf(bounds);
  const pathsOf = (files: readonly SealedFile[]): readonly string[] =>
    files.map(({ path }) => join(sealedFolder, path));
  const alone = index.sealedAlone(from, to);
  if (alone !== undefined && alone.length > 0) {
    const isOneByOne = alone.every(
      ({ fromTimestamp_ms }, i) => i === 0 || alone[i - 1]!.toTimestamp_ms < fromTimestamp_ms,
    );
    // Files are sorted by tag and time, so that one tag comes in its order without sorting.
    return { rows: sealedRows(pathsOf(alone), where), isInOrder: tags?.length === 1 && isOneByOne };
  }
  await connection.run('BEGIN');
  const times = `toTimestamp_ms >= ${sqlDouble(from)} AND fromTimestamp_ms < ${sqlDouble(to)}`;
  const files = await readSealed(connection, times);
  return { rows: allRows(pathsOf(files), where), isInOrder: false };
}

/** Begins to read a range. The cursor must be closed. */
export async function openCursor(
  instance: DuckDBInstance,
  place: Place,
  { order, ...bounds }: RangeBounds,
): Promise<Cursor> {
  const connection = await instance.connect();
  try {
    const { rows, isInOrder } = await rowsWithin(connection, place, bounds);
    if (isInOrder && order === 'sourceTimestamp') {
      const nextChunk = await readAhead(connection, `SELECT ${numberList} FROM ${rows}`);
      const texts = new TextsOf(instance, rows);
      const close = (): void => {
        connection.closeSync();
        texts.close();
      };
      const [tag] = bounds.tags!;
      return { nextChunk, numbersOf: { tag: tag!, nextTexts: (n) => texts.next(n) }, close };
    }
    const sorted = `SELECT ${wholeList} FROM ${rows} ORDER BY ${orders[order]}`;
    const nextChunk = await streamed(connection, sorted);
    return { nextChunk, numbersOf: undefined, close: () => connection.closeSync() };
  } catch (cause) {
    connection.closeSync();
    throw cause;
  }
}

async function streamed(connection: DuckDBConnection, sql: string): Promise<Cursor['nextChunk']> {
  // Some pages ahead: with the megabyte that is usual, the query stops for its reader again and again.
  await connection.run("SET streaming_buffer_size = '8MB'");
  const result = await connection.stream(sql);
  return async () => {
    const chunk = await result.fetchChunk();
    return chunk !== null && chunk.rowCount > 0 ? chunk : null;
  };
}

/** The first rows at once, and what is behind them as a stream. */
async function readAhead(connection: DuckDBConnection, sql: string): Promise<Cursor['nextChunk']> {
  const head = await connection.run(`${sql} LIMIT ${rowsAtOnce}`);
  const { chunkCount, rowCount } = head;
  let chunks = 0;
  let rest: Cursor['nextChunk'] | undefined;
  return async () => {
    if (chunks < chunkCount) return head.getChunk(chunks++);
    if (rowCount < rowsAtOnce) return null;
    rest ??= await streamed(connection, `${sql} OFFSET ${rowsAtOnce}`);
    return rest();
  };
}

/** The texts among rows of sealed files, which never change, in their order; asked for when the first is needed. */
class TextsOf {
  readonly #instance: DuckDBInstance;
  readonly #sql: string;
  #connection: DuckDBConnection | undefined;
  #nextChunk: Cursor['nextChunk'] | undefined;
  #read: string[] = [];

  constructor(instance: DuckDBInstance, rows: string) {
    this.#instance = instance;
    this.#sql = `SELECT text FROM ${rows} WHERE kind = ${valueKinds.text}`;
  }

  async next(count: number): Promise<readonly string[]> {
    this.#connection ??= await this.#instance.connect();
    this.#nextChunk ??= await streamed(this.#connection, this.#sql);
    while (this.#read.length < count) {
      const chunk = await this.#nextChunk();
      if (chunk === null) throw new Error(`${count - this.#read.length} texts are missing`);
      const vector = chunk.getColumnVector(0);
      for (let row = 0; row < chunk.rowCount; row += 1) {
        this.#read.push(String(vector.getItem(row)));
      }
    }
    const texts = this.#read.slice(0, count);
    this.#read = this.#read.slice(count);
    return texts;
  }

  close(): void {
    this.#connection?.closeSync();
  }
}

/** Buckets of tags over hot and sealed rows. */
export async function aggregate(
  instance: DuckDBInstance,
  place: Place,
  { interval_ms, ...bounds }: AggregateRequest,
): Promise<readonly BucketRow[]> {
  const connection = await instance.connect();
  try {
    const { rows } = await rowsWithin(connection, place, bounds);
    const good = `FILTER (WHERE kind = ${valueKinds.number} AND status < ${leastNotGood})`;
    const newest = `number, sourceTimestamp_ms`;
    const sql = `SELECT tag, floor(sourceTimestamp_ms / $1) * $1 AS bucket,
        CAST(count(*) ${good} AS DOUBLE) AS good, CAST(count(*) FILTER (WHERE status >= ${leastNotGood}) AS DOUBLE) AS bad,
        avg(number) ${good}, min(number) ${good}, max(number) ${good}, arg_max(${newest}) ${good}
      FROM ${rows}
      GROUP BY tag, bucket HAVING good > 0 OR bad > 0 ORDER BY tag, bucket`;
    const reader = await connection.runAndReadAll(sql, [interval_ms], [DOUBLE]);
    return reader.getRows().map((row) => {
      const [tag, bucket, count, bad, mean, min, max, last] = row as (number | null)[];
      return {
        tag: tag!,
        from: bucket!,
        count: count!,
        bad: bad!,
        mean: mean ?? null,
        min: min ?? null,
        max: max ?? null,
        last: last ?? null,
      };
    });
  } finally {
    connection.closeSync();
  }
}
