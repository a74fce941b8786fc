import type { Box } from '../../../ml/domain/box.ts';
import { partsOf } from '../../../ml/model-files/model-parts.ts';
import { pack } from '../../../ml/model-files/pack.ts';
import { PhysicsWithResidual } from '../../../ml/regression/physics-prior.ts';
import type { ModelChoice } from '../../../ml/training/nested-cross-validation.ts';
import { type TrainedModel, trainModel } from '../../../ml/training/train-model.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { CalibratedPhysics, type PhysicsChoice, physicsColumns } from './calibrated-physics.ts';
import { type LearnedColumn, learningTable } from './learning-columns.ts';

/** What is to be learned. */
export interface TrainingRequest {
  readonly table: CsvTable;
  readonly target: string;
  readonly group: string;
  readonly seed: number;
  /** Physics that candidates are a residual of, too; none where absent. */
  readonly physics?: PhysicsChoice;
}

/** What a physics says of itself in a model. */
interface PhysicsReport {
  readonly model: string;
  /** Each with value, unit and origin: fitted to all rows, or where it was before. */
  readonly constants: Readonly<Record<string, unknown>>;
  /** How the scores came about. */
  readonly fitted: string;
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
  };
  readonly domain: { readonly box: Box };
  /** Where physics is part of what serves. */
  readonly physics?: PhysicsReport;
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
  { table, target, group, seed, physics: choice }: TrainingRequest,
  onFold: () => void = () => undefined,
): TrainingResult {
  const columns = choice === undefined ? undefined : physicsColumns(choice, target);
  const read = learningTable(table, target, group, columns);
  const physics =
    choice === undefined ? undefined : new CalibratedPhysics(choice, read.columns, read.target);
  const trained = trainModel(read.rows, seed, onFold, physics);
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
    conformal: { from: bandsFrom, scores: [...regressor.calibration.pooled] },
    domain: { box },
    ...physicsReport(trained.model, physics, choice),
    warnings: warningsOf(read.constant, chosen, read.rows.table.rows, read.columns.length),
  };
  return { report, ...packed };
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
