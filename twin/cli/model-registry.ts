import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CodedError } from '../../physics/core/errors.ts';
import {
  type ModelVersionDto,
  type PromotionDto,
  promotionSchema,
  type RegisteredModelDto,
} from '../contract/models.ts';
import { TwinError } from '../domain/errors.ts';
import type { TrainingResult } from '../estimation/learning/model-report.ts';
import { modelFiles, readManifest, readModel } from './model-folder.ts';
import { usageError } from './options.ts';
import { beginFolder } from './output-folder.ts';
import { writeResult } from './write-result.ts';

const formatVersion = 1;
const promotionsFile = 'promotions.json';
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Trained models by name, in folders `NAME/VERSION` with whole copies of what `train --out` wrote, and `NAME/promotions.json`, which
 * says which version serves. Every write is under another name first: after a crash a version is whole or not there, and
 * the promotions are those before or behind.
 */
export class ModelRegistry {
  readonly #folder: string;
  /** Answers of versions, kept while their files are the same. */
  readonly #known = new Map<string, { readonly stamp: string; readonly version: object }>();

  /** @param folder - `models` of the data folder; it need not exist */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** All models by name, damaged ones too. */
  list(): RegisteredModelDto[] {
    return foldersIn(this.#folder)
      .sort()
      .map((name) => this.#answer(name));
  }

  /** @throws TwinError MODEL_UNKNOWN (data: name, allowed) */
  show(name: string): RegisteredModelDto {
    if (namePattern.test(name) && existsSync(join(this.#folder, name))) return this.#answer(name);
    const allowed = foldersIn(this.#folder).sort();
    throw unknown(`there is no model '${name}'`, { name, allowed });
  }

  /** The promotions of a model, first to last. @throws TwinError MODEL_REGISTRY_INVALID (data: file); USAGE for no name */
  history(name: string): readonly PromotionDto[] {
    checkName(name);
    const file = join(this.#folder, name, promotionsFile);
    if (!existsSync(file)) return [];
    try {
      const { formatVersion: found, history } = JSON.parse(readFileSync(file, 'utf8'));
      if (found !== formatVersion) throw new Error(`format version ${found}`);
      return promotionSchema.array().parse(history);
    } catch (error) {
      const why = (error as Error).message.split('\n')[0];
      const message = `${file} cannot be read (${why}): bring back a copy of it, or delete it and promote the version that is to serve; the versions stay`;
      throw new TwinError('MODEL_REGISTRY_INVALID', message, { file }, { cause: error });
    }
  }

  /** The folder of a version. @throws TwinError MODEL_UNKNOWN (data: name, version, allowed) */
  folderOf(name: string, version: number): string {
    const folder = join(this.#folder, name, String(version));
    if (existsSync(folder)) return folder;
    const allowed = this.#versions(name);
    throw unknown(`model '${name}' has no version ${version}`, { name, version, allowed });
  }

  /** The version that serves, and that which served before it. @throws as `history` */
  serving(name: string): { readonly now?: number; readonly before?: number } {
    const stack: number[] = [];
    for (const { action, version } of this.history(name)) {
      if (action === 'promote') stack.push(version);
      else stack.pop();
    }
    const [before, now] = [stack.at(-2), stack.at(-1)];
    return { ...(now === undefined ? {} : { now }), ...(before === undefined ? {} : { before }) };
  }

  /**
   * Copies a model folder in as a new version; one that is there already keeps its number.
   * @throws as `readModel`; TwinError OUTPUT_UNWRITABLE; USAGE for a name that is none
   */
  add(name: string, folder: string): number {
    checkName(name);
    const manifest = readManifest(folder);
    readModel(folder);
    const versions = this.#versions(name);
    const same = versions.find(
      (version) => this.#version(name, version).model?.sha256 === manifest.sha256,
    );
    if (same !== undefined) return same;
    const version = Math.max(0, ...versions) + 1;
    const copy = beginFolder('--data', join(this.#folder, name, String(version)));
    try {
      for (const file of modelFiles) {
        writeFileSync(join(copy.path, file), readFileSync(join(folder, file)));
      }
      copy.keep();
    } finally {
      copy.discard();
    }
    return version;
  }

  /** Adds to the promotions of a model. @throws TwinError OUTPUT_UNWRITABLE; as `history` */
  record(name: string, promotion: PromotionDto): void {
    const history = [...this.history(name), promotion];
    mkdirSync(join(this.#folder, name), { recursive: true });
    const text = `${JSON.stringify({ formatVersion, history }, null, 1)}\n`;
    writeResult('--data', join(this.#folder, name, promotionsFile), text);
  }

  /** What a version, or a folder that is none yet, holds. @throws as `readModel`, `folderOf` */
  read(name: string, place: number | string): TrainingResult {
    return readModel(typeof place === 'number' ? this.folderOf(name, place) : place);
  }

  #versions(name: string): number[] {
    return foldersIn(join(this.#folder, name))
      .filter((entry) => /^[1-9]\d{0,8}$/.test(entry))
      .map(Number)
      .sort((a, b) => a - b);
  }

  #answer(name: string): RegisteredModelDto {
    const versions = this.#versions(name).map((version) => this.#version(name, version));
    try {
      const { now } = this.serving(name);
      const history = [...this.history(name)];
      const told = versions.map((version) => ({ ...version, serves: version.version === now }));
      return { name, serving: now ?? null, versions: told, history };
    } catch (error) {
      return { name, serving: null, versions, history: [], problem: problemOf(error) };
    }
  }

  #version(name: string, version: number): ModelVersionDto {
    const folder = join(this.#folder, name, String(version));
    const stamp = stampOf(folder);
    const known = this.#known.get(folder);
    if (known?.stamp === stamp) return { version, serves: false, ...known.version };
    const told = versionOf(folder);
    this.#known.set(folder, { stamp, version: told });
    return { version, serves: false, ...told };
  }
}

/** What a folder tells of its model, or why it cannot. */
function versionOf(folder: string): Pick<ModelVersionDto, 'model' | 'problem'> {
  try {
    readModel(folder);
    const { kind, target, columns, group, rows, groups, seed, scores, conformal, data, ...others } =
      readManifest(folder);
    return {
      model: {
        kind,
        target: target.header,
        unit: target.unit,
        group,
        columns: columns.map(({ header }) => header),
        rows,
        groups,
        seed,
        expected: scoreOf(scores.procedure),
        coverage90: conformal.coverage90 ?? null,
        candidates: scores.candidates.map(({ name, score, leftOut }) => ({
          name,
          ...(score === undefined ? {} : { score: scoreOf(score) }),
          ...(leftOut === undefined ? {} : { leftOut }),
        })),
        data,
        warnings: [...others.warnings],
        sha256: others.sha256,
      },
    };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

function scoreOf({ rmse, rmseSpread, r2 }: { rmse: number; rmseSpread: number; r2: number }) {
  return { rmse, rmseSpread, r2 };
}

function problemOf(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof CodedError)) throw error;
  return { code: error.code, message: error.message };
}

/** Size and time of change of the files of a version. */
function stampOf(folder: string): string {
  return modelFiles
    .map((file) => {
      const found = statSync(join(folder, file), { throwIfNoEntry: false });
      return `${found?.size} ${found?.mtimeMs} ${found?.ctimeMs}`;
    })
    .join(' ');
}

/** Names of the folders in a folder that may be missing; what is unfinished begins with a dot. */
function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

function checkName(name: string): void {
  if (namePattern.test(name)) return;
  throw usageError(
    `'${name}' is no name of a model; allowed are letters, digits and . _ -, at most 64`,
    { found: basename(name) },
  );
}

function unknown(
  what: string,
  data: {
    readonly name: string;
    readonly version?: number;
    readonly allowed: readonly (string | number)[];
  },
): TwinError {
  const allowed =
    data.allowed.length === 0 ? 'there is none' : `allowed: ${data.allowed.join(', ')}`;
  return new TwinError('MODEL_UNKNOWN', `${what}; ${allowed}`, data);
}
