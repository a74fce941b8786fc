import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DOUBLE, DuckDBDataChunk, DuckDBInstance, VARCHAR } from '@duckdb/node-api';
import { TwinError } from '../../twin/domain/errors.ts';

const chunkRows = 2048;
/** What DuckDB keeps in memory while it sorts [MB]; the rest waits on disk. */
const memoryLimit_MB = 256;

/** A text with what it is sorted by. */
interface KeyedText {
  readonly key: number;
  /** Line that it began on; of equal keys the earlier line comes first. */
  readonly line: number;
  readonly text: string;
}

/** Texts in the order of their keys, sorted on disk in a folder that is deleted afterwards. */
export async function* sortedTexts(
  folder: string,
  texts: AsyncIterable<KeyedText>,
): AsyncGenerator<KeyedText> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const instance = await DuckDBInstance.create(join(folder, 'sort.duckdb'), {
    threads: '1',
    memory_limit: `${memoryLimit_MB}MB`,
    temp_directory: folder,
    autoinstall_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    await connection.run('CREATE TABLE texts (key DOUBLE, line DOUBLE, text VARCHAR)');
    const appender = await connection.createAppender('texts');
    let waiting: KeyedText[] = [];
    const append = (): void => {
      const chunk = DuckDBDataChunk.create([DOUBLE, DOUBLE, VARCHAR], waiting.length);
      chunk.setColumnValues(
        0,
        waiting.map(({ key }) => key),
      );
      chunk.setColumnValues(
        1,
        waiting.map(({ line }) => line),
      );
      chunk.setColumnValues(
        2,
        waiting.map(({ text }) => text),
      );
      appender.appendDataChunk(chunk);
      waiting = [];
    };
    for await (const text of texts) {
      waiting.push(text);
      if (waiting.length === chunkRows) append();
    }
    if (waiting.length > 0) append();
    appender.closeSync();
    const sorted = await connection.stream('SELECT key, line, text FROM texts ORDER BY key, line');
    for (;;) {
      const chunk = await sorted.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      for (const [key, line, text] of chunk.getRows()) {
        yield { key: key as number, line: line as number, text: text as string };
      }
    }
    connection.closeSync();
  } catch (error) {
    if (error instanceof TwinError) throw error;
    throw new TwinError(
      'OUTPUT_UNWRITABLE',
      `the rows cannot be sorted in ${folder}: ${(error as Error).message}; allowed is a disk with room for them`,
      { folder },
      { cause: error },
    );
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}
