import { csvTable } from '../domain/csv-table.ts';
import {
  type CleaningRecipe,
  type CleaningReport,
  cleanedTable,
  cleaningRecipe,
  cleaningReport,
} from '../estimation/learning/clean-table.ts';
import type { TrainingResult } from '../estimation/learning/model-report.ts';
import { learnableModels, type TrainingRequest } from '../estimation/learning/train-table.ts';
import { readStart } from './calibrate.ts';
import { parseJson, readInput } from './input-file.ts';
import { type Manifest, readModel, sha256, writeModel } from './model-folder.ts';
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
  const { data, target, group } = own;
  const candidates = own.candidates === undefined ? undefined : askedModels(own.candidates);
  for (const name of ['parameters', 'designs', 'threads'] as const) {
    if (own[name] !== undefined) throw usageError(`--${name} goes only with --surrogate`);
  }
  if (data === undefined) throw usageError("'train' needs --data FILE.csv");
  if (target === undefined) throw usageError("'train' needs --target COLUMN");
  if (group === undefined) throw usageError("'train' needs --group COLUMN");
  const text = readInput(data, 'table of measurements');
  const whole = csvTable(text, data);
  if (own.clean === 'report') {
    stdout(reportText(cleaningReport(whole, target, group, sha256(text)), json));
    return true;
  }
  if (out === undefined) throw usageError("'train' needs --out MODEL_DIR");
  const cleaning = own.clean === undefined ? undefined : recipeOf(own.clean);
  const table =
    cleaning === undefined ? whole : cleanedTable(whole, cleaning, sha256(text), [target, group]);
  const folder = beginFolder('--out', out);
  try {
    stderr(`train: ${target} from ${table.rows.length} rows of ${data}\n`);
    let told = 0;
    const onProgress = (folds: number): void => {
      if (folds > told) stderr(`train: fold ${folds} done\n`);
      told = folds;
    };
    const request = {
      table,
      target,
      group,
      seed,
      ...(candidates === undefined ? {} : { candidates }),
      ...(cleaning === undefined ? {} : { cleaning }),
      ...startOf(own.start, own.physics),
    };
    const result = await train(request, { signal, onProgress });
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

/** Names of models, separated by commas. */
function askedModels(list: string): string[] {
  const names = list.split(',').map((name) => name.trim());
  const wrong = names.filter((name) => !learnableModels.includes(name));
  if (wrong.length === 0) return names;
  const found = wrong.map((name) => `'${name}'`).join(', ');
  throw usageError(`--candidates: found ${found}, allowed are ${learnableModels.join(', ')}`, {
    found: wrong,
    allowed: learnableModels,
  });
}

/** Where training begins: the constants of a physics, or a model of another machine. */
function startOf(
  start: string | undefined,
  physics: string | undefined,
): Pick<TrainingRequest, 'physics' | 'start'> {
  if (physics === undefined) return start === undefined ? {} : { start: readModel(start) };
  const constants = start === undefined ? {} : { start: readStart(start) };
  return { physics: { name: physics, ...constants } };
}

/** The recipe of a file; the whole report may stand there. */
function recipeOf(file: string): CleaningRecipe {
  const what = 'recipe of what is left out';
  const value = parseJson(readInput(file, what), file, what);
  const isReport = typeof value === 'object' && value !== null && 'recipe' in value;
  return cleaningRecipe(isReport ? value.recipe : value, file);
}

function reportText(report: CleaningReport, json: boolean): string {
  if (json) return `${JSON.stringify(report)}\n`;
  const { findings, recipe } = report;
  if (findings.length === 0) return 'nothing found\n';
  const lines = findings.map(({ kind, column, lines: at, reason }) => {
    const where = [
      ...(column === undefined ? [] : [column]),
      ...(at.length === 0 ? [] : [`line ${at.join(', ')}`]),
    ];
    return `${kind}  ${where.join(', ')}: ${reason}`;
  });
  const { columns, lines: left } = recipe;
  return [
    ...lines,
    `the recipe (--json) would leave out ${columns.length} columns and ${left.length} rows; nothing was trained`,
    '',
  ].join('\n');
}

/** The manifest without what only a machine reads. */
function shownOf({ model: _, ...manifest }: Manifest): Omit<Manifest, 'model'> {
  return manifest;
}

function transferText(
  { learningCurve, isUsed }: NonNullable<Manifest['transfer']>,
  shown: (value: number) => string,
): string[] {
  return [
    ...learningCurve.map(
      ({ rows, withStart, fromScratch }) =>
        `from ${rows} rows: ${shown(withStart)} with the start, ${shown(fromScratch)} from scratch`,
    ),
    isUsed ? 'it rests on the start' : 'the start is not used: another candidate is better',
  ];
}

/** The result for a reader. */
function resultText(
  { kind, target, scores, rows, groups, transfer }: Manifest,
  out: string,
): string {
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
    ...(transfer === null ? [] : transferText(transfer, shown)),
    `written to ${out}`,
    '',
  ].join('\n');
}
