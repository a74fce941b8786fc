import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { TwinError } from '../../twin/domain/errors.ts';
import { sampleFlags, type TagId } from '../../twin/domain/sample.ts';
import {
  pageRows,
  type RecordedSample,
  type RejectedRow,
  type ReplayRange,
  type ReplaySource,
} from './replay-source.ts';
import { textProblem, textValue } from './row-samples.ts';
import type { SourceNames } from './source-names.ts';

/** What DuckDB keeps in memory while it sorts [MB]; the rest waits on disk. */
const memoryLimit_MB = 256;
const longestTime = 9.2e12;

/** Parquet files that are replayed. */
interface ParquetSourceOptions {
  /** A file, or a folder of files of days as a history seals them. */
  readonly path: string;
  readonly names: SourceNames;
  readonly range: ReplayRange;
  /** Folder for what is sorted on disk; made and deleted. */
  readonly workFolder: string;
}

const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Parquet of samples: what `simulate` and `export` write, or the days that a history has sealed. Rows come by their
 * sequence where there is one, else as they stand.
 * @throws TwinError INPUT_UNREADABLE, TABLE_INVALID where columns are missing (data: file, column, allowed)
 */
export async function openParquetSource(options: ParquetSourceOptions): Promise<ReplaySource> {
  const { path, names, range, workFolder } = options;
  const files = await filesOf(path);
  await mkdir(workFolder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: `${memoryLimit_MB}MB`,
    temp_directory: workFolder,
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const close = async (): Promise<void> => {
    connection.closeSync();
    instance.closeSync();
    await rm(workFolder, { recursive: true, force: true });
  };
  const all = `read_parquet([${files.map(sqlText).join(', ')}], hive_partitioning = false, file_row_number = true)`;
  try {
    const columns = await columnsOf(connection, all, path);
    const select = selectOf(columns, path);
    const virtual = await saysVirtual(connection, files);
    const bounds = `WHERE time IS NULL OR (time >= CAST('${range.from}' AS DOUBLE) AND time < CAST('${range.to}' AS DOUBLE))`;
    const rows = `(SELECT ${select} FROM ${all})`;
    return {
      name: path,
      fingerprint: await fingerprintOf(path, files),
      virtual,
      async look() {
        const bit = `CAST(coalesce(flags, 0) AS BIGINT) & ${sampleFlags.simulated}`;
        const groups = await connection.runAndReadAll(
          `SELECT name, unit, bool_or(${bit} <> 0) FROM ${rows} GROUP BY name, unit ORDER BY name`,
        );
        const found = groups.getRows().map(([name, unit, simulated]) => ({
          named: names.find(String(name), String(unit ?? '')),
          simulated: simulated === true,
        }));
        return {
          tags: found.flatMap(({ named }): TagId[] =>
            named !== undefined && 'tag' in named ? [named.tag] : [],
          ),
          isWhole: true,
          simulated: virtual || found.some(({ simulated }) => simulated),
        };
      },
      async extent() {
        const found = await connection.runAndReadAll(
          `SELECT min(time), max(time) FROM ${rows} ${bounds}`,
        );
        const [first, last] = found.getRows()[0] as [number | null, number | null];
        return first === null || last === null ? undefined : { first, last };
      },
      async *pages(signal) {
        const order = columns.has('sequence') ? ' ORDER BY sequence, row' : '';
        const result = await connection
          .stream(`SELECT * FROM ${rows} ${bounds}${order}`)
          .catch((error: unknown) => {
            throw unreadable(path, error);
          });
        let page = emptyPage();
        for (;;) {
          const chunk = await result.fetchChunk().catch((error: unknown) => {
            throw unreadable(path, error);
          });
          if (chunk === null || chunk.rowCount === 0 || signal.aborted) break;
          readChunk(chunk, names, page);
          if (page.samples.length + page.rejected.length < pageRows) continue;
          yield page;
          page = emptyPage();
        }
        if (!signal.aborted) yield page;
      },
      close,
    };
  } catch (error) {
    await close();
    if (error instanceof TwinError) throw error;
    throw unreadable(path, error);
  }
}

interface GrowingPage {
  readonly samples: RecordedSample[];
  readonly rejected: RejectedRow[];
  unmapped: number;
}
const emptyPage = (): GrowingPage => ({ samples: [], rejected: [], unmapped: 0 });

function unreadable(file: string, cause: unknown): TwinError {
  const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  return new TwinError(
    'INPUT_UNREADABLE',
    `${file} cannot be read as Parquet: ${why}`,
    { file },
    { cause },
  );
}

/** Of a folder of sealed days, those that its manifest counts; else all that lie in it. */
async function filesOf(path: string): Promise<readonly string[]> {
  if (/[*?[]/.test(path)) {
    throw unreadable(
      path,
      new Error('its path has one of *, ? and [, which stand for other files'),
    );
  }
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const manifest = await readFile(join(path, 'manifest.json'), 'utf8').catch(() => undefined);
    const counted = manifest === undefined ? undefined : sealedIn(manifest);
    const found = counted ?? (await readdir(path, { recursive: true })).sort();
    const files = found.filter((name) => name.endsWith('.parquet')).map((name) => join(path, name));
    if (files.length > 0) return files;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw new TwinError(
    'INPUT_UNREADABLE',
    `${path} holds no Parquet file; allowed is a CSV or Parquet file, a folder of Parquet days, or the data folder of a twin`,
    { file: path },
  );
}

/** Paths in the manifest of sealed days; undefined where it is the manifest of something else. */
function sealedIn(manifest: string): readonly string[] | undefined {
  const { files } = JSON.parse(manifest) as { files?: unknown };
  if (!Array.isArray(files)) return undefined;
  return files.flatMap((file: { path?: unknown }) =>
    typeof file?.path === 'string' ? [file.path] : [],
  );
}

async function fingerprintOf(path: string, files: readonly string[]): Promise<string> {
  const all = await Promise.all(files.map((file) => stat(file)));
  const size = all.reduce((sum, file) => sum + file.size, 0);
  const newest = all.reduce((time, file) => Math.max(time, file.mtimeMs), 0);
  return `${path} ${size} ${newest}`;
}

/** Names of the columns with their types. */
async function columnsOf(
  connection: DuckDBConnection,
  all: string,
  path: string,
): Promise<ReadonlyMap<string, string>> {
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${all}`);
    return new Map(described.getRows().map(([name, type]) => [String(name), String(type)]));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** What a writer of ours says of a file whose samples are of a virtual line. */
async function saysVirtual(
  connection: DuckDBConnection,
  files: readonly string[],
): Promise<boolean> {
  const list = files.map(sqlText).join(', ');
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM parquet_kv_metadata([${list}]) WHERE decode(key) = 'virtual' AND decode(value) = 'true' LIMIT 1`,
  );
  return found.getRows().length > 0;
}

/** One list of columns for both layouts, all numbers as doubles; `readChunk` expects it. */
function selectOf(columns: ReadonlyMap<string, string>, path: string): string {
  const isSealed = columns.has('sourceTimestamp_ms') && columns.has('name');
  const needed = isSealed
    ? ['name', 'sourceTimestamp_ms', 'kind', 'number', 'text', 'status']
    : ['tag', 'sourceTimestamp'];
  const missing = needed.find((name) => !columns.has(name));
  if (missing !== undefined || (!isSealed && !columns.has('value') && !columns.has('text'))) {
    const column = missing ?? 'value';
    const found = [...columns.keys()].filter((name) => name !== 'file_row_number').join(', ');
    throw new TwinError(
      'TABLE_INVALID',
      `${path}: column '${column}' is missing; found are ${found.slice(0, 300)}; allowed are tag, sourceTimestamp, value, text, status, sequence, as 'simulate' and 'export' write them, or the days of a history`,
      { file: path, column, found },
    );
  }
  const number = (name: string, otherwise = 'NULL'): string =>
    columns.has(name) ? `TRY_CAST(${sqlName(name)} AS DOUBLE)` : `CAST(${otherwise} AS DOUBLE)`;
  const text = (name: string): string =>
    columns.has(name) ? `CAST(${sqlName(name)} AS VARCHAR)` : 'CAST(NULL AS VARCHAR)';
  const time = (name: string): string => {
    const type = columns.get(isSealed ? `${name}_ms` : name);
    if (type === undefined) return 'CAST(NULL AS DOUBLE)';
    if (isSealed) return number(`${name}_ms`);
    return type.startsWith('TIMESTAMP')
      ? `epoch_us(${sqlName(name)}) / 1000.0`
      : 'CAST(NULL AS DOUBLE)';
  };
  if (!isSealed && !columns.get('sourceTimestamp')!.startsWith('TIMESTAMP')) {
    throw new TwinError(
      'TABLE_INVALID',
      `${path}: column 'sourceTimestamp' is ${columns.get('sourceTimestamp')}; allowed is a timestamp`,
      { file: path, column: 'sourceTimestamp', found: columns.get('sourceTimestamp') },
    );
  }
  const value = isSealed ? 'CASE WHEN kind IN (1, 2) THEN number END' : number('value');
  const isTruth = isSealed ? 'CASE WHEN kind = 2 THEN 1.0 ELSE 0.0 END' : '0.0';
  return `${text(isSealed ? 'name' : 'tag')} AS name, ${time('sourceTimestamp')} AS time, ${time('serverTimestamp')} AS server,
    ${time('receivedTimestamp')} AS received, ${value} AS value, ${text('text')} AS text, ${number('status')} AS status,
    ${number('flags', '0')} AS flags, CAST(${isTruth} AS DOUBLE) AS truth, CAST(file_row_number AS DOUBLE) AS row,
    ${isSealed ? "''" : text('unit')} AS unit, ${number('sequence')} AS sequence`;
}

/** Adds the rows of a chunk to a page. */
function readChunk(chunk: DuckDBDataChunk, names: SourceNames, page: GrowingPage): void {
  const vectors = Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnVector(i));
  const number = (column: number, row: number): number | null =>
    vectors[column]!.getItem(row) as number | null;
  const text = (column: number, row: number): string | null =>
    vectors[column]!.getItem(row) as string | null;
  for (let row = 0; row < chunk.rowCount; row += 1) {
    const name = text(0, row) ?? '';
    const named = names.find(name, text(10, row) ?? '');
    if (named === undefined) {
      page.unmapped += 1;
      continue;
    }
    const reject = (reason: string): void => {
      page.rejected.push({ place: `row ${number(9, row)! + 1}`, reason });
    };
    if ('refusal' in named) {
      reject(`tag: ${named.refusal}`);
      continue;
    }
    const [time, server, received] = [number(1, row), number(2, row), number(3, row)];
    if (time === null || Math.abs(time) > longestTime) {
      reject(
        'sourceTimestamp: found none that a history holds; allowed is a time from 1678 to 2261',
      );
      continue;
    }
    const given = number(4, row);
    const said = text(5, row);
    const status = number(6, row);
    const flags = number(7, row) ?? 0;
    const { tag, isNumber, convert } = named;
    let value: RecordedSample['value'] = null;
    let problem: string | undefined;
    if (given !== null) {
      value = number(8, row) === 1 ? given === 1 : convert === undefined ? given : convert(given);
      if (!Number.isFinite(given)) problem = `value: found ${given}; allowed is a finite number`;
    } else if (said !== null) {
      value = textValue(said);
      problem = textProblem(said);
      if (isNumber && typeof value === 'string')
        problem = 'text: found one; allowed is a value, for the tag names a unit';
    } else if (status === null) problem = 'value: found nothing, and no status that says why';
    if (status !== null && status >>> 0 !== status)
      problem ??= `status: found ${status}; allowed is a whole number of 32 bits`;
    if (flags >>> 0 !== flags)
      problem ??= `flags: found ${flags}; allowed is a whole number of 32 bits`;
    if (problem !== undefined) {
      reject(problem);
      continue;
    }
    page.samples.push({
      tag,
      sourceTimestamp: time,
      ...(server === null ? {} : { serverTimestamp: server }),
      ...(received === null ? {} : { receivedTimestamp: received }),
      value,
      status: status ?? 0,
      flags: (flags | sampleFlags.replay) >>> 0,
    });
  }
}
