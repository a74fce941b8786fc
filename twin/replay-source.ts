import { existsSync } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openDuckdbHistorian } from '../line-connectors/historian/duckdb-historian.ts';
import { openCsvSource } from '../line-connectors/replay/csv-source.ts';
import { historySource } from '../line-connectors/replay/history-source.ts';
import { openParquetSource } from '../line-connectors/replay/parquet-source.ts';
import type { ReplayRange, ReplaySource } from '../line-connectors/replay/replay-source.ts';
import { SourceNames } from '../line-connectors/replay/source-names.ts';
import { ownHistory } from './contract/connectors/replay.ts';
import type { TagMapping } from './domain/connector.ts';
import { TwinError } from './domain/errors.ts';
import type { Historian } from './domain/historian.ts';

/** What is replayed. */
export interface ReplayOrder {
  /** Path, or `history`. */
  readonly source: string;
  readonly map: readonly TagMapping[] | undefined;
  readonly range: ReplayRange;
}

/** Range [from, to) as it is configured; open where it is not. */
export function replayRange({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): ReplayRange {
  return {
    from: from === undefined ? -Infinity : Date.parse(from),
    to: to === undefined ? Infinity : Date.parse(to),
  };
}

/**
 * Opens what is replayed by what lies at its path.
 * @param options.own - the history of the twin itself
 * @param options.workFolder - for what is sorted on disk; made and deleted
 * @throws TwinError INPUT_UNREADABLE, TABLE_INVALID; of a history as `openDuckdbHistorian`
 */
export async function openReplaySource(
  { source, map, range }: ReplayOrder,
  { own, workFolder }: { readonly own: Historian | undefined; readonly workFolder: string },
): Promise<ReplaySource> {
  const names = new SourceNames(map);
  if (source === ownHistory) {
    if (own !== undefined) return historySource({ name: source, historian: own, names, range });
    throw new TwinError('INPUT_UNREADABLE', 'there is no history here to replay', { file: source });
  }
  const path = await existing(source);
  if (!(await stat(path)).isDirectory()) {
    return (await isParquet(path))
      ? openParquetSource({ path, names, range, workFolder })
      : openCsvSource({ file: path, names, range, workFolder });
  }
  const folder = join(path, 'history');
  if (existsSync(join(folder, 'history.duckdb'))) {
    const historian = await openDuckdbHistorian({ folder, memoryLimit_MB: 512 });
    const close = () => historian.close();
    return historySource({ name: path, historian, names, range, close });
  }
  const samples = join(path, 'samples.parquet');
  const found = existsSync(samples) ? samples : path;
  return openParquetSource({ path: found, names, range, workFolder });
}

async function existing(source: string): Promise<string> {
  try {
    return await realpath(source);
  } catch (error) {
    throw new TwinError(
      'INPUT_UNREADABLE',
      `${source} cannot be read: ${(error as Error).message}; allowed is a CSV or Parquet file, a folder of Parquet days, the data folder of a twin, or history`,
      { file: source },
      { cause: error },
    );
  }
}

async function isParquet(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'PAR1';
  } finally {
    await file.close();
  }
}
