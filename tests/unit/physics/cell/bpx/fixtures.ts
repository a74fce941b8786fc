import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PhysicsError } from '../../../../../physics/core/errors.ts';

const folder = join(import.meta.dirname, '../../../../fixtures/bpx');

/** A JSON object that tests take apart. */
export interface Json {
  [name: string]: Json | number | string | null | readonly unknown[];
}

export const fileNames = [
  'lfp_18650_cell_BPX.json',
  'nmc_pouch_cell_BPX.json',
  'nmc_pouch_cell_BPX_SPM.json',
  'nmc_pouch_cell_BPX_blended_electrode.json',
] as const;

/** The text of an example file. */
export function exampleText(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** An example file with one field changed, or taken away where the value is undefined. */
export function changed(name: string, path: readonly string[], value: unknown): Json {
  const document = JSON.parse(exampleText(name)) as Json;
  let section = document;
  for (const step of path.slice(0, -1)) section = section[step] as Json;
  const field = path.at(-1)!;
  if (value === undefined) delete section[field];
  else section[field] = value as number;
  return document;
}

/** The error that an action throws. */
export function errorOf(action: () => unknown): PhysicsError {
  try {
    action();
  } catch (error) {
    if (error instanceof PhysicsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
