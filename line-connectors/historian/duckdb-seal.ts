import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { noUpkeep, type UpkeepReport } from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { parseTag } from '../../twin/domain/tag.ts';
import { rowsOf } from './duckdb-file.ts';
import type { SealedTotal, UpkeepOrder } from './duckdb-protocol.ts';
import { columnNames, readSealed, sealedTotal, sqlText } from './duckdb-sealed.ts';
import { valueKinds } from './sample-columns.ts';

const day_ms = 86_400_000;
/** Of the sealed files, for people and programs beside the twin; the table `sealed` is what counts here. */
const manifestName = 'manifest.json';

const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);
const dayOf = (time: number): number => Math.floor(time / day_ms);

/** `site.area.line` of a tag; all that have none are of one line without a name. */
function lineOf(tag: string): string {
  const parts = parseTag(tag as TagId);
  return parts === undefined ? 'none' : `${parts.site}.${parts.area}.${parts.line}`;
}

/** What upkeep left: files that no transaction to come will see, but one that has begun may still read. */
export interface Upkept {
  readonly report: UpkeepReport;
  readonly sealed: SealedTotal;
  readonly obsolete: readonly string[];
}

/**
 * Seals every day (UTC, by source time) before that of `now`, a file a line and day, and deletes what is older than the
 * retention. Each file is one transaction: it is on disk, synced and hashed, before the table names it and the rows leave
 * the hot table; what a crash leaves in the folder counts for nothing. Appends go on meanwhile; rows that come while their
 * day is sealed stay in the hot table for the next time.
 */
export async function upkeep(
  instance: DuckDBInstance,
  folder: string,
  { now, retention_d }: UpkeepOrder,
): Promise<Upkept> {
  const connection = await instance.connect();
  try {
    const first = retention_d === undefined ? -Infinity : dayOf(now) - retention_d;
    const expired = await forgetBefore(connection, first);
    let report: UpkeepReport = { ...noUpkeep, deletedFiles: expired.length };
    const obsolete = [...expired];
    for (const [line, day, tags] of await inTransaction(connection, () =>
      daysToSeal(connection, dayOf(now)),
    )) {
      const sealed = await sealDay(connection, folder, { line, day, tags });
      obsolete.push(...sealed.obsolete);
      report = {
        ...report,
        sealedFiles: report.sealedFiles + sealed.files,
        sealedSamples: report.sealedSamples + sealed.samples,
        duplicates: report.duplicates + sealed.duplicates,
      };
    }
    if (report.sealedFiles + report.duplicates + report.deletedFiles > 0) {
      await writeManifest(connection, folder);
      // Gives the room of the rows back; where a read is under way, the next one does.
      await connection.run('CHECKPOINT').catch(() => undefined);
    }
    return {
      report,
      sealed: await sealedTotal(connection),
      obsolete: obsolete.map((path) => join(folder, path)),
    };
  } finally {
    connection.closeSync();
  }
}

/** Lists the files that count, with their hashes, for whoever reads them without us. */
export async function writeManifest(connection: DuckDBConnection, folder: string): Promise<void> {
  const files = await readSealed(connection);
  await mkdir(folder, { recursive: true });
  const path = join(folder, manifestName);
  const text = `${JSON.stringify({ formatVersion: 1, files }, null, 2)}\n`;
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

/** Drops files and rows of days before the first that is kept; the greatest sequence among them is remembered. */
async function forgetBefore(
  connection: DuckDBConnection,
  firstDay: number,
): Promise<readonly string[]> {
  if (firstDay === -Infinity) return [];
  const end = firstDay * day_ms;
  const isOld = `sourceTimestamp_ms < ${end}`;
  return inTransaction(connection, async () => {
    const old = await readSealed(connection, `toTimestamp_ms < ${end}`);
    await connection.run(`DELETE FROM sealed WHERE toTimestamp_ms < ${end}`);
    await rememberPassed(connection, isOld);
    await rememberNewest(connection, isOld);
    await connection.run(`DELETE FROM samples WHERE ${isOld}`);
    return old.map(({ path }) => path);
  });
}

type DayToSeal = readonly [line: string, day: number, tags: readonly number[]];

/** Lines and days with rows in the hot table, or with late files, before a day. */
async function daysToSeal(
  connection: DuckDBConnection,
  today: number,
): Promise<readonly DayToSeal[]> {
  const tags = await rowsOf(connection, 'SELECT number, name FROM tags');
  const lineOfTag = new Map(tags.map(([number, name]) => [Number(number), lineOf(String(name))]));
  const tagsOfLine = new Map<string, number[]>();
  for (const [tag, line] of lineOfTag) {
    const others = tagsOfLine.get(line);
    if (others === undefined) tagsOfLine.set(line, [tag]);
    else others.push(tag);
  }
  const hot = await rowsOf(
    connection,
    `SELECT DISTINCT tag, floor(sourceTimestamp_ms / ${day_ms}) FROM samples WHERE sourceTimestamp_ms < ${today * day_ms}`,
  );
  const wanted = new Map<string, DayToSeal>();
  const want = (line: string, day: number): void => {
    wanted.set(`${line} ${day}`, [line, day, tagsOfLine.get(line) ?? []]);
  };
  for (const [tag, day] of hot) want(lineOfTag.get(Number(tag)) ?? 'none', Number(day));
  for (const { line, day } of await readSealed(connection, 'isLate')) {
    want(line, dayOf(Date.parse(day)));
  }
  return [...wanted.values()].sort((a, b) => a[1] - b[1]);
}

interface SealedDay {
  readonly files: number;
  readonly samples: number;
  readonly duplicates: number;
  readonly obsolete: readonly string[];
}

/**
 * Seals one line and day. The first time it makes the file of the day; rows that come later make a file beside it, and the
 * next seal one file of all. The same sample (tag, source time, status, value) stays once: that which came first.
 */
async function sealDay(
  connection: DuckDBConnection,
  folder: string,
  {
    line,
    day,
    tags,
  }: { readonly line: string; readonly day: number; readonly tags: readonly number[] },
): Promise<SealedDay> {
  const date = isoDay(day * day_ms);
  const isOfDay = `tag IN (${tags.join(', ')}) AND sourceTimestamp_ms >= ${day * day_ms} AND sourceTimestamp_ms < ${(day + 1) * day_ms}`;
  // A star in a path would stand for other files.
  const place = `line=${encodeURIComponent(line).replaceAll('*', '%2A')}`;
  await mkdir(join(folder, place), { recursive: true });
  const isOfFile = `line = ${sqlText(line)} AND day = ${sqlText(date)}`;
  let made: string | undefined;
  try {
    return await inTransaction(connection, async () => {
      const before = await readSealed(connection, isOfFile);
      const merges = before.some(({ isLate }) => isLate);
      const isLate = before.length > 0 && !merges;
      const hot = Number(
        (await rowsOf(connection, `SELECT count(*) FROM samples WHERE ${isOfDay}`))[0]![0],
      );
      const path = await freePath(folder, join(place, `date=${date}`), isLate);
      const written = await writeFileOf(connection, join(folder, path), {
        sealed: before.map((file) => join(folder, file.path)),
        where: isOfDay,
        onlyHot: isLate,
      });
      made = path;
      const stored = merges ? before.reduce((sum, { samples }) => sum + samples, 0) : 0;
      if (merges) await connection.run(`DELETE FROM sealed WHERE ${isOfFile}`);
      if (written !== undefined) {
        const { samples, bytes, sha256, from, to } = written;
        await connection.run(
          `INSERT INTO sealed VALUES (${sqlText(path)}, ${sqlText(line)}, ${sqlText(date)}, ${isLate},
            ${samples}, ${bytes}, '${sha256}', ${from}, ${to})`,
        );
      }
      await rememberPassed(connection, isOfDay);
      await rememberNewest(connection, isOfDay);
      await connection.run(`DELETE FROM samples WHERE ${isOfDay}`);
      const samples = written?.samples ?? 0;
      return {
        files: written === undefined ? 0 : 1,
        samples: samples - stored,
        duplicates: stored + hot - samples,
        obsolete: merges ? before.map((file) => file.path) : [],
      };
    });
  } catch (cause) {
    if (made !== undefined) await rm(join(folder, made), { force: true });
    throw cause;
  }
}

/** A name that no file has, be it one that counts, one that is still read or one that a crash left. */
async function freePath(folder: string, stem: string, isLate: boolean): Promise<string> {
  for (let n = 1; ; n += 1) {
    const suffix = isLate ? `-late-${n}` : n === 1 ? '' : `-${n}`;
    const path = `${stem}${suffix}.parquet`;
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (found === undefined) return path;
  }
}

interface WrittenDay {
  readonly samples: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly from: number;
  readonly to: number;
}

/** Writes, syncs and hashes a file, sorted by tag and time; undefined where there is nothing new to write. */
async function writeFileOf(
  connection: DuckDBConnection,
  path: string,
  of: { readonly sealed: readonly string[]; readonly where: string; readonly onlyHot: boolean },
): Promise<WrittenDay | undefined> {
  const { sealed, where, onlyHot } = of;
  const rows = [
    `SELECT ${columnNames}, true AS isHot FROM samples WHERE ${where}`,
    ...(sealed.length === 0
      ? []
      : [
          `SELECT ${columnNames}, false FROM read_parquet([${sealed.map(sqlText).join(', ')}], hive_partitioning = false)`,
        ]),
  ].join(' UNION ALL ');
  const isNumber = `kind IN (${valueKinds.number}, ${valueKinds.boolean})`;
  const distinct = `SELECT sequence, tag, sourceTimestamp_ms,
      CASE WHEN isnan(serverTimestamp_ms) THEN NULL ELSE serverTimestamp_ms END AS serverTimestamp_ms,
      receivedTimestamp_ms, kind, CASE WHEN ${isNumber} THEN number END AS number, text, status, flags, isHot
    FROM (${rows}) QUALIFY row_number() OVER (
      PARTITION BY tag, sourceTimestamp_ms, status, kind, CASE WHEN ${isNumber} THEN number END, text
      ORDER BY isHot, sequence) = 1`;
  const part = `${path}.part`;
  try {
    await connection.run(
      `COPY (SELECT ${columnNames}, name FROM (${distinct}) JOIN (SELECT number AS tag, name FROM tags) USING (tag)
        ${onlyHot ? 'WHERE isHot' : ''} ORDER BY tag, sourceTimestamp_ms, sequence)
       TO ${sqlText(part)} (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 122880)`,
    );
    const [[samples, from, to] = []] = await rowsOf(
      connection,
      `SELECT CAST(count(*) AS DOUBLE), min(sourceTimestamp_ms), max(sourceTimestamp_ms) FROM read_parquet(${sqlText(part)}, hive_partitioning = false)`,
    );
    if (samples === 0) return undefined;
    const file = await open(part, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    const hash = createHash('sha256');
    for await (const block of createReadStream(part)) hash.update(block as Buffer);
    const { size: bytes } = await stat(part);
    await rename(part, path);
    await syncFolder(join(path, '..'));
    return {
      samples: Number(samples),
      bytes,
      sha256: hash.digest('hex'),
      from: Number(from),
      to: Number(to),
    };
  } finally {
    await rm(part, { force: true });
  }
}

/** So that the name of a file outlives a loss of power, as its bytes do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Keeps one above the greatest sequence among rows that leave the hot table. */
async function rememberPassed(connection: DuckDBConnection, where: string): Promise<void> {
  await connection.run(
    `UPDATE passed SET nextSequence = greatest(nextSequence,
       (SELECT CAST(max(sequence) AS DOUBLE) + 1 FROM samples WHERE ${where}))`,
  );
}

/** Keeps the newest sample of each tag among rows that leave the hot table. */
async function rememberNewest(connection: DuckDBConnection, where: string): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE leaving AS
    WITH latest AS (SELECT tag, max(sourceTimestamp_ms) AS sourceTimestamp_ms FROM samples WHERE ${where} GROUP BY tag)
    SELECT samples.* FROM samples JOIN latest USING (tag, sourceTimestamp_ms)`);
  await connection.run(`INSERT INTO leaving SELECT * FROM newest`);
  await connection.run('DELETE FROM newest');
  await connection.run(`INSERT INTO newest SELECT ${columnNames} FROM leaving
    QUALIFY row_number() OVER (PARTITION BY tag ORDER BY sourceTimestamp_ms DESC, sequence DESC) = 1`);
}

async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (cause) {
    // The first error explains; after a fatal one there is nothing left to roll back.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw cause;
  }
}
