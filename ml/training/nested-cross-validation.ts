import { type FeatureTable, picked, readRow, rowsOf } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import { balancedFolds } from '../intervals/balanced-folds.ts';
import type { Learner } from '../regression/regressor.ts';
import { type HeldOutScore, heldOutScore } from './held-out-score.ts';

/** Rows to learn from. */
export interface LearningRows {
  readonly table: FeatureTable;
  readonly target: Float64Array;
  /** Batch or condition of each row: rows of one group are left out together. */
  readonly groups: readonly string[];
}

/** How well one candidate predicts groups that it has not seen, or why it could not be trained. */
export interface CandidateScore {
  readonly name: string;
  /** Absent for a candidate that is left out. */
  readonly score?: HeldOutScore;
  readonly leftOut?: string;
}

/** The whole table of a choice. */
export interface ModelChoice {
  readonly folds: number;
  readonly candidates: readonly CandidateScore[];
  /** Candidate with the least error on all folds. */
  readonly chosen: string;
  /**
   * Error of choosing and training together, on folds that neither has seen: what to expect of the model that serves. The
   * score of the chosen candidate alone is a little too good, as it won for it.
   */
  readonly procedure: HeldOutScore;
  /** What was chosen without each fold. */
  readonly chosenByFold: readonly string[];
  /** What is said of each row by what was chosen and trained without its fold: `procedure` is the score of it. */
  readonly predicted: readonly number[];
}

const outerFolds = 10;
const innerFolds = 5;
/** Fewest groups: one is left out to judge, one of the others to choose. */
const leastGroups = 3;
/** Fewest rows. */
const leastRows = 8;

/**
 * Chooses among learners by nested cross-validation: each outer fold, of whole groups, is predicted by what is chosen and
 * trained without it, the choice by folds of the rest. Ten outer folds and five inner ones at most; with fewer groups each is
 * a fold.
 * @param onFold - called behind each outer fold
 * @throws MlError ML_TOO_FEW_ROWS for fewer than 8 rows or 3 groups (data: rows or groups, allowed)
 * @see Varma2006, BMC Bioinformatics 7, 91, doi:10.1186/1471-2105-7-91; Cawley2010, J. Mach. Learn. Res. 11, 2079-2107 (neither read)
 */
export function chooseModel(
  learners: readonly Learner[],
  rows: LearningRows,
  seed: number,
  onFold: () => void = () => undefined,
): ModelChoice {
  const { table, target, groups } = rows;
  checkEnough(rows);
  const folds = balancedFolds(table.rows, outerFolds, seed, groups);
  const said = learners.map(() => new Float64Array(table.rows));
  const refusals = new Map<Learner, string>();
  const procedure = new Float64Array(table.rows);
  const chosenByFold: string[] = [];
  for (const fold of folds) {
    const rest = without(rows, fold);
    const inner = balancedFolds(rest.table.rows, innerFolds, seed, rest.groups).map((left) => ({
      fold: left,
      rest: without(rest, left),
    }));
    let best: { readonly error: number; readonly at: number } | undefined;
    for (const [at, learner] of learners.entries()) {
      if (refusals.has(learner)) continue;
      try {
        predictFold(learner, rest, rows.table, fold, seed, said[at]!);
        const error = innerError(learner, rest, inner, seed);
        if (best === undefined || error < best.error) best = { error, at };
      } catch (error) {
        if (!(error instanceof MlError)) throw error;
        refusals.set(learner, error.message);
      }
    }
    if (best === undefined) throw nothingLeft(refusals);
    for (const row of fold) procedure[row] = said[best.at]![row]!;
    chosenByFold.push(learners[best.at]!.name);
    onFold();
  }
  const scores = learners.map((learner, at): CandidateScore => {
    const leftOut = refusals.get(learner);
    if (leftOut !== undefined) return { name: learner.name, leftOut };
    return { name: learner.name, score: heldOutScore(target, said[at]!, folds) };
  });
  const judged = scores.filter(({ score }) => score !== undefined);
  if (judged.length === 0) throw nothingLeft(refusals);
  const chosen = judged.reduce((a, b) => (b.score!.rmse < a.score!.rmse ? b : a)).name;
  return {
    folds: folds.length,
    candidates: scores,
    chosen,
    procedure: heldOutScore(target, procedure, folds),
    chosenByFold,
    predicted: [...procedure],
  };
}

function checkEnough({ table, groups }: LearningRows): void {
  const count = new Set(groups).size;
  if (table.rows < leastRows) {
    const message = `${table.rows} rows to learn from; allowed are ${leastRows} and more: measure more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows: table.rows, allowed: leastRows });
  }
  if (count < leastGroups) {
    const message = `${count} groups to learn from; allowed are ${leastGroups} and more, as one is left out to judge and one to choose`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { groups: count, allowed: leastGroups });
  }
}

function nothingLeft(refusals: ReadonlyMap<Learner, string>): MlError {
  const why = [...refusals].map(([{ name }, message]) => `${name}: ${message}`).join('; ');
  return new MlError('ML_TOO_FEW_ROWS', `no candidate could be trained: ${why}`, {});
}

/** The rows that are not in a fold, in their order. */
function without({ table, target, groups }: LearningRows, fold: Int32Array): LearningRows {
  const left = new Set(fold);
  const rest = groups.flatMap((_, row) => (left.has(row) ? [] : [row]));
  return {
    table: rowsOf(table, rest),
    target: picked(target, rest),
    groups: rest.map((row) => groups[row]!),
  };
}

function predictFold(
  learner: Learner,
  rest: LearningRows,
  table: FeatureTable,
  fold: Int32Array,
  seed: number,
  out: Float64Array,
): void {
  const model = learner.train(rest.table, rest.target, seed, rest.groups);
  const values = new Float64Array(table.names.length);
  for (const row of fold) out[row] = model.predict(readRow(table, row, values));
}

/** Mean squared error over all rows, each predicted without its fold. */
function innerError(
  learner: Learner,
  rows: LearningRows,
  folds: readonly { readonly fold: Int32Array; readonly rest: LearningRows }[],
  seed: number,
): number {
  const said = new Float64Array(rows.table.rows);
  for (const { fold, rest } of folds) {
    predictFold(learner, rest, rows.table, fold, seed, said);
  }
  return said.reduce((sum, value, row) => sum + (value - rows.target[row]!) ** 2, 0) / said.length;
}
