import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBTableFunction,
} from '@duckdb/node-api';
import type {
  TableBatch,
  TableFileRow,
  TableFilesOptions,
  WrittenFile,
} from '../../twin/domain/table-file.ts';
import type { Inbox } from './inbox.ts';
import {
  fillChunk,
  type KnownTexts,
  learnTexts,
  type OpenBatch,
  rawType,
  selectList,
  sqlName,
  sqlText,
} from './raw-columns.ts';

/** What DuckDB may take [MB]; row groups of the files are small against it. */
const memoryLimit_MB = 256;
/** Where rows wait that are not encoded while they come. */
const workFile = 'waiting.duckdb';
const hashBlock = 1 << 20;

/** A table whose rows wait on disk until all files are ended. */
interface WaitingTable {
  readonly file: TableFileRow;
  readonly chunk: DuckDBDataChunk;
  readonly appender: DuckDBAppender;
  readonly known: KnownTexts;
}

/**
 * Writes files of tables from what comes in the inbox, until it says `finish`. The first table is a source that DuckDB
 * reads from while it encodes; where nothing has come it waits.
 * @param taken - called for each batch that was taken
 * @returns the files; undefined where the inbox said `abort`
 */
export async function writeParquet(
  { folder, tables, metadata, threads }: TableFilesOptions,
  inbox: Inbox,
  taken: () => void,
): Promise<readonly WrittenFile[] | undefined> {
  const path = join(folder, workFile);
  const instance = await DuckDBInstance.create(path, {
    threads: String(threads),
    memory_limit: `${memoryLimit_MB}MB`,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
  });
  const rows = tables.map(() => 0);
  let isAborted = false;
  try {
    const connection = await instance.connect();
    // One of its own: the other is taken as long as the first table is encoded.
    const besides = await instance.connect();
    const [first, ...others] = tables;
    const waiting: WaitingTable[] = [];
    for (const file of others) waiting.push(await waitingTable(besides, file));
    const firstTexts: KnownTexts = first!.columns.map(() => []);
    const next = (): OpenBatch | undefined => {
      for (;;) {
        const message = inbox.take();
        if (message.kind !== 'rows') {
          isAborted = message.kind === 'abort';
          return undefined;
        }
        const { table, batch } = message;
        taken();
        rows[table]! += batch.rows;
        if (table === 0) {
          learnTexts(batch, firstTexts);
          if (batch.rows > 0) return { batch, at: 0 };
        } else append(waiting[table - 1]!, batch);
      }
    };
    registerSource(connection, first!, firstTexts, next, () => isAborted);
    const copy = async (file: TableFileRow, source: string): Promise<void> => {
      await connection.run(copyStatement(file, source, folder, metadata));
    };
    try {
      await copy(first!, `${sqlName(first!.name)}()`);
      for (const { file, appender } of waiting) {
        appender.closeSync();
        await copy(file, sqlName(file.name));
      }
    } catch (error) {
      if (!isAborted) throw error;
    }
    besides.closeSync();
    connection.closeSync();
  } finally {
    instance.closeSync();
    rmSync(path, { force: true });
    rmSync(`${path}.wal`, { force: true });
  }
  if (isAborted) return undefined;
  return tables.map(({ name }, i) => written(folder, fileName(name), rows[i]!));
}

const fileName = (name: string): string => `${name}.parquet`;

function copyStatement(
  { name, columns }: TableFileRow,
  source: string,
  folder: string,
  metadata: Readonly<Record<string, string>>,
): string {
  const said = Object.entries(metadata).map(([key, value]) => `${sqlName(key)}: ${sqlText(value)}`);
  return `COPY (SELECT ${selectList(columns)} FROM ${source}) TO ${sqlText(join(folder, fileName(name)))}
    (FORMAT parquet, COMPRESSION zstd${said.length === 0 ? '' : `, KV_METADATA {${said.join(', ')}}`})`;
}

/** Makes a table a source of DuckDB: a function that gives its rows, chunk by chunk and in order. */
function registerSource(
  connection: DuckDBConnection,
  { name, columns }: TableFileRow,
  known: KnownTexts,
  next: () => OpenBatch | undefined,
  isAborted: () => boolean,
): void {
  let open: OpenBatch | undefined;
  let isOver = false;
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name,
      bindFunction(binding) {
        for (const column of columns) binding.addResultColumn(column.name, rawType(column));
      },
      // One reader: the order of rows is that in which they came.
      initFunction: (start) => start.setMaxThreads(1),
      mainFunction(call, chunk) {
        if (!isOver) open ??= next();
        isOver ||= open === undefined;
        if (isAborted()) call.setError('ended by the caller');
        if (open === undefined) chunk.rowCount = 0;
        else if (fillChunk(chunk, open, known)) open = undefined;
      },
    }),
  );
}

async function waitingTable(
  connection: DuckDBConnection,
  file: TableFileRow,
): Promise<WaitingTable> {
  const { name, columns } = file;
  const types = columns.map(rawType);
  const list = columns.map((column, i) => `${sqlName(column.name)} ${types[i]}`);
  await connection.run(`CREATE TABLE ${sqlName(name)} (${list.join(', ')})`);
  return {
    file,
    chunk: DuckDBDataChunk.create(types),
    appender: await connection.createAppender(name),
    known: columns.map(() => []),
  };
}

function append({ chunk, appender, known }: WaitingTable, batch: TableBatch): void {
  learnTexts(batch, known);
  const open = { batch, at: 0 };
  while (open.at < batch.rows) {
    chunk.reset();
    fillChunk(chunk, open, known);
    appender.appendDataChunk(chunk);
  }
}

function written(folder: string, name: string, rows: number): WrittenFile {
  const path = join(folder, name);
  const hash = createHash('sha256');
  const block = Buffer.alloc(hashBlock);
  const file = openSync(path, 'r');
  try {
    for (let read = -1; read !== 0; ) {
      read = readSync(file, block);
      hash.update(block.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return { name, rows, bytes: statSync(path).size, sha256: hash.digest('hex') };
}
