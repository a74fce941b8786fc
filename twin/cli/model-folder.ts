import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MlError } from '../../ml/errors.ts';
import { isTooDeep } from '../domain/nesting.ts';
import type { TrainingResult } from '../estimation/learning/model-report.ts';
import { type SurrogateReport, surrogateKind } from '../estimation/surrogate/surrogate-report.ts';
import { version } from '../version.ts';

const formatVersion = 1;
const manifestFile = 'manifest.json';
const binaryFile = 'model.bin';
/** Files of a model folder. */
export const modelFiles = [binaryFile, manifestFile] as const;

/** The table a model was trained on. */
export interface TrainingData {
  readonly file: string;
  readonly sha256: string;
}

/** What a surrogate was trained on. */
interface SolvedData {
  readonly designs: number;
  readonly sha256: string;
}

/** A model as it is written: what it says of itself, its structure for JSON, and its numbers. */
interface WrittenModel<R> {
  readonly report: R;
  readonly structure: unknown;
  readonly bytes: Uint8Array;
}

/** What stands in manifest.json beside what the model says of itself. */
interface ManifestFrame<Data> {
  readonly formatVersion: number;
  readonly data: Data;
  readonly versions: { readonly twinline: string; readonly node: string };
  /** Model without the numbers of its arrays, which lie in the binary. */
  readonly model: unknown;
  readonly binary: { readonly file: string; readonly bytes: number; readonly sha256: string };
  /** Of the manifest without this entry, as JSON. */
  readonly sha256: string;
}

/** What stands in manifest.json of a model of a table. */
export type Manifest = TrainingResult['report'] & ManifestFrame<TrainingData>;

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Writes a model into a folder that exists. */
export function writeModel<
  R extends { readonly kind: string },
  Data extends TrainingData | SolvedData,
>(
  folder: string,
  { report, structure, bytes }: WrittenModel<R>,
  data: Data,
): R & ManifestFrame<Data> {
  const content = {
    formatVersion,
    ...report,
    data,
    versions: { twinline: version, node: process.version },
    model: structure,
    binary: { file: binaryFile, bytes: bytes.length, sha256: sha256(bytes) },
  };
  const manifest = { ...content, sha256: sha256(JSON.stringify(content)) };
  writeFileSync(join(folder, binaryFile), bytes);
  writeFileSync(join(folder, manifestFile), `${JSON.stringify(manifest, null, 1)}\n`);
  return manifest;
}

/**
 * Reads the model of a folder. Any byte that was changed is found by the hashes.
 * @throws MlError ML_MODEL_FILE_INVALID (data: file); ML_MODEL_FILE_VERSION (data: file, found, allowed)
 */
export function readModel(folder: string): TrainingResult {
  const model = readAnyModel(folder);
  if (!isSurrogate(model)) return model as TrainingResult;
  throw invalid(join(folder, manifestFile), 'it is a surrogate, not a model of a table');
}

/** Whether a model is a surrogate of the full physics. */
export function isSurrogate(
  model: WrittenModel<{ readonly kind: string }>,
): model is WrittenModel<SurrogateReport> {
  return model.report.kind === surrogateKind;
}

/** Reads whatever model a folder holds, as `readModel` does. */
export function readAnyModel(folder: string): TrainingResult | WrittenModel<SurrogateReport> {
  const { sha256: _, ...content } = readManifest(folder);
  const binary = join(folder, binaryFile);
  const bytes = read(binary);
  const { bytes: length, sha256: ofBinary } = content.binary;
  if (bytes.length !== length) {
    throw invalid(binary, `it has ${bytes.length} bytes, the manifest tells ${length}`);
  }
  if (sha256(bytes) !== ofBinary) throw invalid(binary, 'it was changed, or is of another model');
  return { report: content, structure: content.model, bytes };
}

/** Reads the manifest of a folder. @throws MlError as `readModel` */
export function readManifest(folder: string): Manifest {
  const path = join(folder, manifestFile);
  const manifest = parsed(read(path).toString('utf8'), path);
  const found = manifest.formatVersion;
  if (found !== formatVersion) {
    throw new MlError(
      'ML_MODEL_FILE_VERSION',
      `${path}: found format version ${found}, allowed is ${formatVersion}; train the model anew with this version`,
      { file: path, found, allowed: formatVersion },
    );
  }
  const { sha256: told, ...content } = manifest;
  if (sha256(JSON.stringify(content)) !== told) throw invalid(path, 'it was changed');
  return manifest;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw invalid(path, (error as Error).message.split(',')[0]!);
  }
}

function parsed(text: string, path: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(path, (error as Error).message);
  }
  if (typeof value !== 'object' || value === null || isTooDeep(value)) {
    throw invalid(path, 'it is no manifest of a model');
  }
  if (!('formatVersion' in value)) throw invalid(path, 'it tells no format version');
  return value as Manifest;
}

function invalid(file: string, why: string): MlError {
  const message = `${file} cannot be used: ${why}; allowed is what 'twinline train' wrote: copy the folder again as a whole, or train anew`;
  return new MlError('ML_MODEL_FILE_INVALID', message, { file });
}
