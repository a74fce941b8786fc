import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDuckdbHistorian } from '../line-connectors/historian/duckdb-historian.ts';
import { type HistoryDoor, openHistoryDoor } from '../line-connectors/historian/history-door.ts';
import { openInfluxHistorian } from '../line-connectors/historian/influx-historian.ts';
import { createMemoryHistorian } from '../line-connectors/historian/memory-historian.ts';
import { visitHistorian } from '../line-connectors/historian/visited-historian.ts';
import type { Configuration } from './contract/configuration.ts';
import type { Clock } from './domain/clock.ts';
import { TwinError } from './domain/errors.ts';
import type { Historian } from './domain/historian.ts';

/** Where the history of a data folder lies. */
const historyFolder = (dataFolder: string): string => join(dataFolder, 'history');

/** Socket at which a twin that runs answers who wants to read its history. */
const doorPath = (dataFolder: string): string => join(historyFolder(dataFolder), 'door.sock');

/** Lets other commands read a history that this process holds alone; undefined where they can open it themselves. */
export async function openDoor(
  { historian: { kind } }: Configuration,
  { dataFolder, historian }: { readonly dataFolder: string; readonly historian: Historian },
): Promise<HistoryDoor | undefined> {
  return kind === 'duckdb' ? openHistoryDoor(historian, doorPath(dataFolder)) : undefined;
}

/**
 * The historian that is configured.
 * @throws TwinError CONFIG_UNREADABLE for the file of the password; of the DuckDB historian as `openDuckdbHistorian`
 */
export async function openHistorian(
  { historian }: Configuration,
  { dataFolder, clock }: { readonly dataFolder: string; readonly clock: Clock },
): Promise<Historian> {
  const { retention_d, username, url, database, passwordFile } = historian;
  const keeping = retention_d === undefined ? {} : { retention_d };
  switch (historian.kind) {
    case 'memory':
      return createMemoryHistorian();
    case 'duckdb':
      return openDuckdbHistorian({
        folder: historyFolder(dataFolder),
        memoryLimit_MB: historian.memoryLimit_MB,
        ...keeping,
      });
    case 'influx':
      return openInfluxHistorian({
        // The schema wants both with this kind.
        url: url!,
        database: database!,
        ...(username === undefined ? {} : { username }),
        ...(passwordFile === undefined ? {} : { password: readPassword(passwordFile) }),
        ...keeping,
        clock,
      });
  }
}

/**
 * The historian as a command reads it that is not the twin: nothing is made where there is none, and one that a twin
 * holds is read through it.
 * @throws TwinError HISTORIAN_UNAVAILABLE where there is no history (data: path); as `openHistorian`
 */
export async function openWrittenHistory(
  configuration: Configuration,
  surroundings: { readonly dataFolder: string; readonly clock: Clock },
): Promise<Historian> {
  const path = join(historyFolder(surroundings.dataFolder), 'history.duckdb');
  const isThere =
    configuration.historian.kind === 'duckdb'
      ? existsSync(path)
      : configuration.historian.kind === 'influx';
  if (!isThere) {
    throw new TwinError(
      'HISTORIAN_UNAVAILABLE',
      configuration.historian.kind === 'memory'
        ? 'historian.kind is memory: nothing is kept that could be read by another command'
        : `there is no history at ${path}; allowed is --data with the folder of a twin that has run`,
      { path },
    );
  }
  try {
    return await openHistorian(configuration, surroundings);
  } catch (error) {
    if (!(error instanceof TwinError) || error.code !== 'HISTORIAN_LOCKED') throw error;
    return visitHistorian(doorPath(surroundings.dataFolder), error);
  }
}

/** The first line of a file. */
function readPassword(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0]!;
  } catch (error) {
    throw new TwinError(
      'CONFIG_UNREADABLE',
      `historian.passwordFile ${file} cannot be read: ${(error as Error).message}`,
      { file },
      { cause: error },
    );
  }
}
