import { readFileSync, statSync } from 'node:fs';
import { TwinError } from '../domain/errors.ts';
import { allowedNesting, isTooDeep } from '../domain/nesting.ts';

/**
 * Text of a file of input data, without a byte-order mark.
 * @param what - what the file is, for the message
 * @throws TwinError INPUT_UNREADABLE (data: file)
 */
export function readInput(file: string, what: string): string {
  try {
    const found = statSync(file);
    if (found.isCharacterDevice() || found.isBlockDevice()) throw new Error('it is a device');
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw unreadable(file, what, (error as Error).message, error);
  }
}

/**
 * The value of a JSON text.
 * @throws TwinError INPUT_UNREADABLE (data: file)
 */
export function parseJson(text: string, file: string, what: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (isTooDeep(value)) throw new Error(`it is nested too deeply; allowed is ${allowedNesting}`);
    return value;
  } catch (error) {
    throw unreadable(file, what, (error as Error).message, error);
  }
}

function unreadable(file: string, what: string, why: string, cause: unknown): TwinError {
  const message = `the ${what} ${file} cannot be read: ${why}`;
  return new TwinError('INPUT_UNREADABLE', message, { file }, { cause });
}
