import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Explanation } from '../estimation/learning/explain-model.ts';
import { version } from '../version.ts';
import { sha256 } from './model-folder.ts';
import { writeResult } from './write-result.ts';

const file = 'explanation.json';

/** What was said of a model, with what it rests on. */
interface Kept {
  /** SHA-256 of the manifest of the model, and the version that explained it. */
  readonly of: string;
  readonly explanation: Explanation;
}

/** What was said before of the model of a folder; absent where it was another model or version, or the file cannot be read. */
export function keptExplanation(folder: string): Explanation | undefined {
  try {
    const { of, explanation } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Kept;
    return of === stateOf(folder) ? explanation : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what is said of a model beside it; false where the folder cannot be written to. */
export function keepExplanation(folder: string, explanation: Explanation): boolean {
  const kept: Kept = { of: stateOf(folder), explanation };
  try {
    writeResult('--model', join(folder, file), `${JSON.stringify(kept)}\n`);
    return true;
  } catch {
    return false;
  }
}

function stateOf(folder: string): string {
  return sha256(`${version}\n${readFileSync(join(folder, 'manifest.json'), 'utf8')}`);
}
