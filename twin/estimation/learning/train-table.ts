import { tableFindings } from '../../../ml/data/table-findings.ts';
import { partsOf } from '../../../ml/model-files/model-parts.ts';
import { pack } from '../../../ml/model-files/pack.ts';
import { PhysicsWithResidual, physicsLearners } from '../../../ml/regression/physics-prior.ts';
import type { Regressor } from '../../../ml/regression/regressor.ts';
import { candidateNames, candidates, candidatesNamed } from '../../../ml/training/candidates.ts';
import type { LearningRows, ModelChoice } from '../../../ml/training/nested-cross-validation.ts';
import { type TrainedModel, trainModel } from '../../../ml/training/train-model.ts';
import { learningCurve, transferLearners } from '../../../ml/training/transfer.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';
import { CalibratedPhysics, type PhysicsChoice, physicsColumns } from './calibrated-physics.ts';
import type { CleaningRecipe } from './clean-table.ts';
import {
  askedColumns,
  type LearnedColumn,
  learningTable,
  type PhysicsColumns,
} from './learning-columns.ts';
import type { ModelReport, TrainingResult } from './model-report.ts';
import { servingModel } from './serving-model.ts';

/** Models that can be asked for. */
export const learnableModels: readonly string[] = candidateNames;

const noColumns: PhysicsColumns = { inputs: [], texts: [], outputs: [] };

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
  /** Physics that candidates are a residual of, too; none where absent. */
  readonly physics?: PhysicsChoice;
}

/**
 * Learns one column of a table from the others.
 * @param onFold - called behind each fold of the choice
 * @throws TwinError TABLE_INVALID; MlError as `trainModel`
 */
export function trainTable(
  {
    table,
    target,
    group,
    seed,
    cleaning,
    start,
    candidates: named,
    physics: choice,
  }: TrainingRequest,
  onFold: () => void = () => undefined,
): TrainingResult {
  const wanted = choice === undefined ? noColumns : physicsColumns(choice, target);
  const ofStart = start?.report.columns.map(({ header }) => header) ?? [];
  const kept = { ...wanted, inputs: [...wanted.inputs, ...ofStart] };
  const read = learningTable(table, target, group, kept);
  const prior = start === undefined ? undefined : startFor(start, table, read.target);
  const physics =
    choice === undefined ? undefined : new CalibratedPhysics(choice, read.columns, read.target);
  const learners = named === undefined ? candidates : candidatesNamed(named);
  const trained = trainModel(read.rows, seed, onFold, [
    ...learners,
    ...(prior === undefined ? [] : transferLearners(prior)),
    ...(physics === undefined ? [] : physicsLearners(physics, learners)),
  ]);
  const { choice: chosen, bandsFrom, regressor, box } = trained;
  const packed = pack(partsOf(trained));
  const report: ModelReport = {
    kind: chosen.chosen,
    columns: read.columns,
    leftOutColumns: read.constant,
    target: read.target,
    group,
    seed,
    rows: read.rows.table.rows,
    groups: new Set(read.rows.groups).size,
    scores: chosen,
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
            isUsed: chosen.chosen.startsWith('start'),
          },
    ...physicsReport(trained.model, physics, choice),
    warnings: [
      ...warningsOf(read.constant, chosen, read.rows.table.rows, read.columns.length),
      ...warningsOfTable(read.rows, target, (row) => table.rows[row]!.line),
    ],
  };
  return { report, ...packed };
}

/**
 * The model to start from, where it tells the same target and the table has its columns.
 * @throws TwinError MODEL_NOT_COMPARABLE for another target; TABLE_INVALID for a column that is missing or in another unit
 */
function startFor(start: TrainingResult, table: CsvTable, target: LearnedColumn): Regressor {
  const { report } = start;
  if (report.physics !== undefined) {
    const message = `--start: it rests on the physics of ${report.physics.model}; allowed is a model without, or --physics with --start CAL.json for its constants`;
    throw new TwinError('MODEL_NOT_COMPARABLE', message, {
      what: 'physics',
      found: report.physics.model,
    });
  }
  if (report.target.header !== target.header) {
    const message = `--start: it tells '${report.target.header}', the target is '${target.header}'; allowed is a model of the same target in the same unit`;
    throw new TwinError('MODEL_NOT_COMPARABLE', message, {
      what: 'target',
      found: report.target.header,
      allowed: [target.header],
    });
  }
  askedColumns(table, report.columns, true);
  return servingModel(start).model;
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

function physicsReport(
  model: TrainedModel['model'],
  physics: CalibratedPhysics | undefined,
  choice: PhysicsChoice | undefined,
): Pick<ModelReport, 'physics'> {
  if (physics === undefined || !(model instanceof PhysicsWithResidual)) return {};
  const begin = choice?.start === undefined ? '' : ', beginning with those of --start';
  return {
    physics: {
      model: physics.name,
      constants: physics.told(model.physics.constants),
      fitted: `to the rows of training of each fold for the scores, to all rows for what serves${begin}`,
    },
  };
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
  if (
    candidates.some(({ name }) => name.startsWith('physics+')) &&
    !chosen.startsWith('physics+')
  ) {
    warnings.push(`physics does not help on groups left out: ${chosen} alone predicts them better`);
  }
  if (chosen === 'constant') {
    warnings.push('no model beats the mean on groups left out: it predicts this mean for each row');
  }
  return warnings;
}
