import { tableFindings } from '../../../ml/data/table-findings.ts';
import type { Box } from '../../../ml/domain/box.ts';
import { type ModelParts, modelFrom, partsOf } from '../../../ml/model-files/model-parts.ts';
import { pack, unpack } from '../../../ml/model-files/pack.ts';
import type { Regressor } from '../../../ml/regression/regressor.ts';
import { candidateNames, candidates, candidatesNamed } from '../../../ml/training/candidates.ts';
import type { LearningRows, ModelChoice } from '../../../ml/training/nested-cross-validation.ts';
import { type TrainedModel, trainModel } from '../../../ml/training/train-model.ts';
import {
  type LearningCurvePoint,
  learningCurve,
  transferLearners,
} from '../../../ml/training/transfer.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';
import type { CleaningRecipe } from './clean-table.ts';
import { askedColumns, type LearnedColumn, learningTable } from './learning-columns.ts';

/** Models that can be asked for. */
export const learnableModels: readonly string[] = candidateNames;

/** What is to be learned. */
export interface TrainingRequest {
  readonly table: CsvTable;
  readonly target: string;
  readonly group: string;
  readonly seed: number;
  /** Names of the models that are compared; the usual ones where not given. */
  readonly candidates?: readonly string[];
  /** What was left out of the table already. */
  readonly cleaning?: CleaningRecipe;
  /** Model of another machine or material to start from. */
  readonly start?: TrainingResult;
}

/** What a model says of itself. */
export interface ModelReport {
  /** Candidate that serves. */
  readonly kind: string;
  readonly columns: readonly LearnedColumn[];
  /** Headers of columns that were constant. */
  readonly leftOutColumns: readonly string[];
  readonly target: LearnedColumn;
  readonly group: string;
  readonly seed: number;
  readonly rows: number;
  readonly groups: number;
  readonly scores: ModelChoice;
  readonly conformal: {
    readonly from: TrainedModel['bandsFrom'];
    /** Rising: errors of unseen rows in units of the scale that the model tells for a row. */
    readonly scores: readonly number[];
    /** Share of rows in the 90 % band that other groups make; null where these are too few for a band. */
    readonly coverage90: number | null;
  };
  readonly domain: { readonly box: Box };
  /** What was left out of the table beforehand; null where it was taken as it is. */
  readonly cleaning: CleaningRecipe | null;
  /** What the model of another machine is worth here; null where none was given. */
  readonly transfer: {
    readonly start: { readonly kind: string; readonly rows: number };
    readonly learningCurve: readonly LearningCurvePoint[];
    /** Whether the model that serves rests on it. */
    readonly isUsed: boolean;
  } | null;
  readonly warnings: readonly string[];
}

/** A model as it is written: its report, its structure for JSON, and its numbers. */
export interface TrainingResult {
  readonly report: ModelReport;
  readonly structure: unknown;
  readonly bytes: Uint8Array;
}

/**
 * Learns one column of a table from the others.
 * @param onFold - called behind each fold of the choice
 * @throws TwinError TABLE_INVALID; MlError as `trainModel`
 */
export function trainTable(
  { table, target, group, seed, cleaning, start, candidates: named }: TrainingRequest,
  onFold: () => void = () => undefined,
): TrainingResult {
  const kept = start?.report.columns.map(({ header }) => header) ?? [];
  const read = learningTable(table, target, group, kept);
  const prior = start === undefined ? undefined : startFor(start, table, read.target);
  const learners = named === undefined ? candidates : candidatesNamed(named);
  const all = prior === undefined ? learners : [...learners, ...transferLearners(prior)];
  const trained = trainModel(read.rows, seed, onFold, all);
  const { choice, bandsFrom, regressor, box } = trained;
  const packed = pack(partsOf(trained));
  const report: ModelReport = {
    kind: choice.chosen,
    columns: read.columns,
    leftOutColumns: read.constant,
    target: read.target,
    group,
    seed,
    rows: read.rows.table.rows,
    groups: new Set(read.rows.groups).size,
    scores: choice,
    conformal: {
      from: bandsFrom,
      scores: [...regressor.calibration.pooled],
      coverage90: trained.coverage90 ?? null,
    },
    domain: { box },
    cleaning: cleaning ?? null,
    transfer:
      start === undefined || prior === undefined
        ? null
        : {
            start: { kind: start.report.kind, rows: start.report.rows },
            learningCurve: learningCurve(prior, scratch, read.rows, seed),
            isUsed: choice.chosen.startsWith('start'),
          },
    warnings: [
      ...warningsOf(read.constant, choice, read.rows.table.rows, read.columns.length),
      ...warningsOfTable(read.rows, target, (row) => table.rows[row]!.line),
    ],
  };
  return { report, ...packed };
}

/**
 * The model to start from, where it tells the same target and the table has its columns.
 * @throws TwinError MODEL_NOT_COMPARABLE for another target; TABLE_INVALID for a column that is missing or in another unit
 */
function startFor(
  { report, structure, bytes }: TrainingResult,
  table: CsvTable,
  target: LearnedColumn,
): Regressor {
  if (report.target.header !== target.header) {
    const message = `--start: it tells '${report.target.header}', the target is '${target.header}'; allowed is a model of the same target in the same unit`;
    throw new TwinError('MODEL_NOT_COMPARABLE', message, {
      what: 'target',
      found: report.target.header,
      allowed: [target.header],
    });
  }
  askedColumns(table, report.columns, true);
  const scores = Float64Array.from(report.conformal.scores);
  return modelFrom(unpack({ structure, bytes }) as ModelParts, scores, report.domain.box).model;
}

/** What the start is compared with from a few rows: what can be learned from so few. */
const scratch = candidates.filter(({ name }) =>
  ['constant', 'ridge', 'gaussianProcess'].includes(name),
);

/** Groups from which on folds of them say much. */
const enoughGroups = 10;

function warningsOfTable(
  { table, target, groups }: LearningRows,
  name: string,
  lineOf: (row: number) => number,
): string[] {
  const count = new Set(groups).size;
  const few =
    count < enoughGroups
      ? [
          `${count} groups are few: errors on groups left out may be far off; ${enoughGroups} and more are better`,
        ]
      : [];
  const told = tableFindings(table, target, groups, name).filter(({ kind }) => kind !== 'constant');
  return [
    ...few,
    ...told.map(({ column, rows, reason }) => {
      const where = [
        ...(column === undefined ? [] : [`column '${column}'`]),
        ...(rows.length === 0
          ? []
          : [`line ${rows.slice(0, 8).map(lineOf).join(', ')}${rows.length > 8 ? ' ...' : ''}`]),
      ];
      return `${where.join(', ')}: ${reason}`;
    }),
  ];
}

function warningsOf(
  constant: readonly string[],
  { chosen, candidates }: ModelChoice,
  rows: number,
  columns: number,
): string[] {
  const warnings = constant.map((column) => `column '${column}' never varies and is left out`);
  for (const { name, leftOut } of candidates) {
    if (leftOut !== undefined) warnings.push(`${name} is left out: ${leftOut}`);
  }
  if (rows < columns) warnings.push(`${rows} rows are fewer than ${columns} columns`);
  if (chosen === 'constant') {
    warnings.push('no model beats the mean on groups left out: it predicts this mean for each row');
  }
  return warnings;
}
