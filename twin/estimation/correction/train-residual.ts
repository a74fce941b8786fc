import { picked, readRow, rowsOf } from '../../../ml/data/feature-table.ts';
import { challengerGate, type HeldOutErrors } from '../../../ml/drift/champion-challenger.ts';
import { MlError } from '../../../ml/errors.ts';
import { forestLearner } from '../../../ml/forest/forest-learner.ts';
import { balancedFolds } from '../../../ml/intervals/balanced-folds.ts';
import { conformalQuantile } from '../../../ml/intervals/conformal-quantile.ts';
import { ridgeLearner } from '../../../ml/linear/train-ridge.ts';
import { type RegressorParts, regressorParts } from '../../../ml/model-files/model-parts.ts';
import { type Packed, pack } from '../../../ml/model-files/pack.ts';
import type { Learner } from '../../../ml/regression/regressor.ts';
import type { ResidualTask } from './residual-rows.ts';

/** A residual that may serve. */
export interface TrainedResidual {
  readonly kind: string;
  /** `RegressorParts`, packed. */
  readonly packed: Packed;
  readonly rows: number;
  /** Source time of the newest row [ms]. */
  readonly trainedAt: number;
  /** Root mean square errors on web left out: of what serves, and of this. */
  readonly rmseBefore: number;
  readonly rmse: number;
}

/** What became of a channel in a training: a residual that takes over, or why what serves goes on serving. */
export interface ResidualOutcome {
  readonly residual?: TrainedResidual;
  /** In words, for a person. */
  readonly gate: string;
}

/** A small forest and a plane: a few hundred rows of one product tell no more, and threads are busy. */
const learners: readonly Learner[] = [
  ridgeLearner(),
  forestLearner({ trees: 50, minLeaf: 8, maxDepth: 8 }),
];
const mostFolds = 5;
/** Errors of a challenger over those of what serves, at most: less is not worth a change. */
const worthwhile = 0.9;
/** Bands of the line are made of its own errors, so that the challenger's need not be as narrow as can be. */
const gateOptions = { leastCoverage: 0.85, mostCoverage: 1 } as const;

/**
 * Learns on each channel what the conditions say of the error of physics. It takes over where the gate lets it: judged by
 * stretches of web left out, beside what serves.
 * @throws MlError only where no channel could be trained for a reason of its own making
 */
export function trainResiduals(task: ResidualTask): readonly ResidualOutcome[] {
  return task.targets.map((target, c) => {
    const rows = Int32Array.from(target.keys()).filter((row) => Number.isFinite(target[row]!));
    try {
      return trainChannel(task, c, rows);
    } catch (error) {
      if (!(error instanceof MlError)) throw error;
      return { gate: `not trained: ${error.message}` };
    }
  });
}

function trainChannel(task: ResidualTask, c: number, rows: Int32Array): ResidualOutcome {
  const table = rowsOf(task.table, rows);
  const measured = picked(task.targets[c]!, rows);
  const groups = Array.from(rows, (row) => task.groups[row]!);
  // The bias has its own filter: a residual is about 0 in the mean.
  const target = centred(measured);
  const folds = balancedFolds(table.rows, mostFolds, task.seed, groups);
  const served = picked(task.served[c]!, rows);
  const champion = errorsBehindBias(served.map((value, row) => value - target[row]!));
  const judged = learners.map((learner) => {
    const errors = new Float64Array(table.rows);
    const values = new Float64Array(table.names.length);
    for (const fold of folds) {
      const rest = others(fold, table.rows);
      const model = learner.train(rowsOf(table, rest), picked(target, rest), task.seed);
      for (const row of fold)
        errors[row] = model.predict(readRow(table, row, values)) - target[row]!;
    }
    const behindBias = errorsBehindBias(errors);
    return { learner, errors: behindBias, rmse: rootMeanSquare(behindBias) };
  });
  const best = judged.reduce((a, b) => (b.rmse < a.rmse ? b : a));
  const before = rootMeanSquare(champion);
  const shown = `${best.rmse.toPrecision(3)} beside ${before.toPrecision(3)} on web left out`;
  if (best.rmse > worthwhile * before) {
    return { gate: `${best.learner.name} is not worth a change: ${shown}` };
  }
  const domain = Object.fromEntries(
    table.names.map((name, f) => {
      const column = table.columns[f]!;
      return [name, [Math.min(...column), Math.max(...column)] as const];
    }),
  );
  const heldOut = (errors: Float64Array): HeldOutErrors => ({
    errors,
    coverage90: coverageOf(errors, folds),
    domain,
  });
  const gate = challengerGate(
    heldOut(champion),
    heldOut(best.errors),
    groups,
    task.seed,
    gateOptions,
  );
  if (!gate.passes) return { gate: `${best.learner.name} was refused: ${gate.reasons.join('; ')}` };
  const model = best.learner.train(table, target, task.seed);
  const parts: RegressorParts = regressorParts(model);
  return {
    gate: `${best.learner.name} took over: ${shown}`,
    residual: {
      kind: best.learner.name,
      packed: pack(parts),
      rows: table.rows,
      trainedAt: task.newest,
      rmseBefore: before,
      rmse: best.rmse,
    },
  };
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

/** Weight of a row in the bias that follows the rows: they lie some segments apart. */
const biasGain = 0.25;

/**
 * Errors of which the bias of the rows before each was taken away, as the filter of the line does: a residual that only
 * tells again what the filter knows is worth nothing.
 */
function errorsBehindBias(errors: Float64Array): Float64Array {
  let bias = errors[0]!;
  return errors.map((error) => {
    const left = error - bias;
    bias += biasGain * left;
    return left;
  });
}

/** Share of errors inside the 90 % band that the errors of the other folds make, mean over folds. */
function coverageOf(errors: Float64Array, folds: readonly Int32Array[]): number {
  const shares = folds.map((fold) => {
    const rest = picked(errors, others(fold, errors.length)).map(Math.abs).sort();
    const bound = conformalQuantile(rest, 0.9) ?? Number.POSITIVE_INFINITY;
    return fold.filter((row) => Math.abs(errors[row]!) <= bound).length / fold.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function others(fold: Int32Array, rows: number): Int32Array {
  const left = new Set(fold);
  return Int32Array.from({ length: rows }, (_, row) => row).filter((row) => !left.has(row));
}

function rootMeanSquare(errors: Float64Array): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
}
