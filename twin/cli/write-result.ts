import { writeFileSync } from 'node:fs';
import { TwinError } from '../domain/errors.ts';

/**
 * Writes a result to the file of an option.
 * @throws TwinError OUTPUT_UNWRITABLE (data: file)
 */
export function writeResult(option: string, file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new TwinError(
      'OUTPUT_UNWRITABLE',
      `${option}: ${file} cannot be written: ${(error as Error).message}; allowed is a file in a folder that exists and may be written to`,
      { file },
      { cause: error },
    );
  }
}
