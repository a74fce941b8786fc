import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { TwinError } from '../domain/errors.ts';

/**
 * Writes a result to the file of an option: first under another name beside it, so that the file holds all of the result
 * or what it held before. What is no plain file, such as a pipe, is written to as it is.
 * @throws TwinError OUTPUT_UNWRITABLE (data: file)
 */
export function writeResult(option: string, file: string, content: string | Uint8Array): void {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) writeWhole(file, content);
    else if (found.isFile()) writeWhole(realpathSync(file), content);
    else writeFileSync(file, content);
  } catch (error) {
    // Without the name of the file that the system adds, which may be that of the unfinished one.
    const [why] = (error as Error).message.split(',');
    throw new TwinError(
      'OUTPUT_UNWRITABLE',
      `${option}: ${file} cannot be written: ${why}; allowed is a file in a folder that exists and may be written to`,
      { file },
      { cause: error },
    );
  }
}

function writeWhole(file: string, content: string | Uint8Array): void {
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, content);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
