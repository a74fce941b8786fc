import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MlError } from '../ml/errors.ts';
import type { CorrectionState, LineCorrection } from './estimation/correction/line-correction.ts';

const formatVersion = 1;

interface CorrectionContent {
  readonly formatVersion: number;
  readonly line: string;
  readonly state: CorrectionState;
}

/** What the correction of a line learned, kept over a restart in `corrections` of the data folder. */
export class CorrectionFile {
  readonly #path: string;
  readonly #line: string;
  #written = '';

  /** @param line - prefix `site.area.line` */
  constructor(dataFolder: string, line: string) {
    this.#path = join(dataFolder, 'corrections', line, 'correction.json');
    this.#line = line;
  }

  /**
   * What was learned before; undefined where nothing was kept.
   * @throws MlError ML_MODEL_FILE_INVALID, ML_MODEL_FILE_VERSION; the file is put aside then, and the next one is new
   */
  read(): CorrectionState | undefined {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.#invalid((error as Error).message);
    }
    try {
      return this.#parsed(text);
    } catch (error) {
      renameSync(this.#path, `${this.#path}.unusable`);
      throw error;
    }
  }

  /** Writes what is new, whole or not at all. */
  write(state: CorrectionState): void {
    const content: CorrectionContent = { formatVersion, line: this.#line, state };
    const text = JSON.stringify(content);
    if (text === this.#written) return;
    mkdirSync(dirname(this.#path), { recursive: true });
    const part = `${this.#path}.part`;
    writeFileSync(part, `${JSON.stringify({ sha256: sha256(text) })}\n${text}\n`);
    renameSync(part, this.#path);
    this.#written = text;
  }

  #parsed(text: string): CorrectionState {
    const [head = '', body = ''] = text.split('\n');
    let content: CorrectionContent;
    try {
      const { sha256: told } = JSON.parse(head) as { sha256?: string };
      if (told !== sha256(body)) throw new Error('it was changed or is cut off');
      content = JSON.parse(body) as CorrectionContent;
    } catch (error) {
      throw this.#invalid((error as Error).message);
    }
    const { formatVersion: found, line, state } = content;
    if (found !== formatVersion) {
      const message = `${this.#path}: found format version ${found}, allowed is ${formatVersion}; the correction learns anew`;
      throw new MlError('ML_MODEL_FILE_VERSION', message, {
        file: this.#path,
        found,
        allowed: formatVersion,
      });
    }
    if (line !== this.#line) throw this.#invalid(`it is of the line ${line}`);
    return state;
  }

  #invalid(why: string): MlError {
    const message = `${this.#path} cannot be used: ${why}; the correction learns anew`;
    return new MlError('ML_MODEL_FILE_INVALID', message, { file: this.#path });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What was kept; nothing, told to the log, where it can not be used. */
export function readCorrection(
  file: CorrectionFile,
  log: (text: string) => void,
): CorrectionState | undefined {
  try {
    return file.read();
  } catch (error) {
    if (!(error instanceof MlError)) throw error;
    log(`${error.code}: ${error.message}`);
    return undefined;
  }
}

/** Time between two writings [ms]. */
const interval = 60_000;

/** Keeps what a correction learns, once a minute and at the end. */
export class CorrectionKeeper {
  readonly #file: CorrectionFile;
  readonly #correction: Pick<LineCorrection, 'state'>;
  readonly #log: (text: string) => void;
  #keptAt = Number.NEGATIVE_INFINITY;

  constructor(
    file: CorrectionFile,
    correction: Pick<LineCorrection, 'state'>,
    log: (text: string) => void,
  ) {
    this.#file = file;
    this.#correction = correction;
    this.#log = log;
  }

  /** @param now - [ms] */
  look(now: number): void {
    if (now < this.#keptAt + interval) return;
    this.#keptAt = now;
    this.keep();
  }

  /** A disk that takes nothing is told, and stops nothing. */
  keep(): void {
    try {
      this.#file.write(this.#correction.state());
    } catch (error) {
      this.#log(
        `what the correction of the line learned could not be kept: ${(error as Error).message}`,
      );
    }
  }
}
