import {
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TwinError } from '../domain/errors.ts';
import { usageError } from './options.ts';

/** A folder that is filled beside its place, and stands there whole or not at all. */
export interface OutputFolder {
  /** Where to write. */
  readonly path: string;
  /** Puts it in its place. */
  keep(): void;
  /** Deletes it where it was not kept. */
  discard(): void;
}

/**
 * Begins the folder of an option.
 * @throws TwinError USAGE where there is something already; OUTPUT_UNWRITABLE (data: folder)
 */
export function beginFolder(option: string, folder: string): OutputFolder {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) {
    throw taken(option, folder, 'it is no folder');
  }
  if (found?.isDirectory() && readdirSync(folder).length > 0) {
    throw taken(option, folder, 'it is not empty');
  }
  const place = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  const path = join(dirname(place), `.${basename(place)}.${process.pid}.tmp`);
  attempt(option, folder, () => {
    rmSync(path, { recursive: true, force: true });
    makeFolder(path);
  });
  return {
    path,
    keep: () => attempt(option, folder, () => renameSync(path, place)),
    discard: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** With those around it. One by one: `recursive` of the system's library never ends where folders cannot be made. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function taken(option: string, folder: string, why: string): TwinError {
  return usageError(
    `${option}: ${folder} cannot be written: ${why}; allowed is a folder that does not exist, or is empty`,
    { option, folder },
  );
}

function attempt(option: string, folder: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    // Without the name that the system adds, which may be that of the unfinished folder.
    const [why] = (error as Error).message.split(',');
    throw new TwinError(
      'OUTPUT_UNWRITABLE',
      `${option}: ${folder} cannot be written: ${why}; allowed is a folder in a place that may be written to`,
      { folder },
      { cause: error },
    );
  }
}
