import { csvTable } from '../domain/csv-table.ts';
import type { TrainingRequest, TrainingResult } from '../estimation/learning/train-table.ts';
import { readStart } from './calibrate.ts';
import { readInput } from './input-file.ts';
import { type Manifest, sha256, writeModel } from './model-folder.ts';
import { type CommandLine, usageError } from './options.ts';
import { beginFolder } from './output-folder.ts';

/** What the command takes from outside. */
export interface TrainSurroundings {
  readonly signal: AbortSignal;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Trains; undefined when the signal ended it. Told about once a second how many folds are done. */
  readonly train: (
    request: TrainingRequest,
    options: { readonly signal: AbortSignal; readonly onProgress: (folds: number) => void },
  ) => Promise<TrainingResult | undefined>;
}

const defaultSeed = 1;

/**
 * Learns a column of a table and writes the model. Warnings are told on stderr and in the manifest.
 * @returns whether all was done; false when the signal ended it, and then nothing was written
 */
export async function runTrain(
  { own, json, out, seed = defaultSeed }: CommandLine,
  { signal, stdout, stderr, train }: TrainSurroundings,
): Promise<boolean> {
  const { data, target, group, physics: name, start: file } = own;
  if (data === undefined) throw usageError("'train' needs --data FILE.csv");
  if (target === undefined) throw usageError("'train' needs --target COLUMN");
  if (group === undefined) throw usageError("'train' needs --group COLUMN");
  if (out === undefined) throw usageError("'train' needs --out MODEL_DIR");
  if (file !== undefined && name === undefined) {
    throw usageError("--start of 'train' needs --physics MODEL, whose constants it tells");
  }
  const start = file === undefined ? undefined : readStart(file);
  const physics =
    name === undefined ? undefined : { name, ...(start === undefined ? {} : { start }) };
  const text = readInput(data, 'table of measurements');
  const table = csvTable(text, data);
  const folder = beginFolder('--out', out);
  try {
    stderr(`train: ${target} from ${table.rows.length} rows of ${data}\n`);
    let told = 0;
    const onProgress = (folds: number): void => {
      if (folds > told) stderr(`train: fold ${folds} done\n`);
      told = folds;
    };
    const result = await train(
      { table, target, group, seed, ...(physics === undefined ? {} : { physics }) },
      { signal, onProgress },
    );
    if (result === undefined) {
      stderr('train: cancelled; nothing is written\n');
      return false;
    }
    for (const warning of result.report.warnings) stderr(`train: warning: ${warning}\n`);
    const manifest = writeModel(folder.path, result, { file: data, sha256: sha256(text) });
    folder.keep();
    stdout(json ? `${JSON.stringify(shownOf(manifest))}\n` : resultText(manifest, out));
    return true;
  } finally {
    folder.discard();
  }
}

/** The manifest without what only a machine reads. */
function shownOf({ model: _, ...manifest }: Manifest): Omit<Manifest, 'model'> {
  return manifest;
}

/** The result for a reader. */
function resultText({ kind, target, scores, rows, groups }: Manifest, out: string): string {
  const shown = (value: number): string => String(Number(value.toPrecision(4)));
  const lines = scores.candidates.map(({ name, score, leftOut }) => {
    const said =
      score === undefined
        ? `left out: ${leftOut}`
        : `${shown(score.rmse)} +- ${shown(score.rmseSpread)}   R2 ${shown(score.r2)}`;
    return `${name === kind ? '*' : ' '} ${name.padEnd(24)} ${said}`;
  });
  const { rmse, rmseSpread, r2 } = scores.procedure;
  return [
    `${target.header}: ${rows} rows, ${groups} groups; RMSE in ${target.unit} on groups left out in ${scores.folds} folds`,
    ...lines,
    `to expect, choice included: ${shown(rmse)} +- ${shown(rmseSpread)}   R2 ${shown(r2)}`,
    `written to ${out}`,
    '',
  ].join('\n');
}
