import { randomStreams } from '../../physics/core/random.ts';
import { MlError } from '../errors.ts';

/** Rows that are left out together; each row is in one fold. */
export type RowFolds = readonly (readonly number[])[];

/** How rows are left out in turn: in so many folds, drawn; or in these, as where rows of one group must stay together. */
export type FoldChoice = number | RowFolds;

/**
 * The folds of so many rows: equal in size but for one row, rows dealt in a drawn order; as many as rows at most.
 * @throws MlError ML_OPTION_OUT_OF_RANGE for fewer than 2 folds, or folds that do not hold each row once (data: option, found, allowed)
 */
export function rowFolds(rows: number, choice: FoldChoice, seed: number): RowFolds {
  if (typeof choice !== 'number') return checked(choice, rows);
  if (!(Number.isInteger(choice) && choice >= 2)) {
    throw wrong(choice, 'a whole number from 2');
  }
  const rng = randomStreams(seed).stream('linear/folds');
  const order = Array.from({ length: rows }, (_, row) => row);
  for (let i = rows - 1; i > 0; i--) {
    const other = Math.floor(rng.uniform() * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  const count = Math.min(choice, rows);
  return Array.from({ length: count }, (_, fold) =>
    order.filter((_, at) => at % count === fold).sort((a, b) => a - b),
  );
}

/** The rows that are not in a fold. */
export function rowsWithout(rows: number, fold: readonly number[]): readonly number[] {
  const left = new Set(fold);
  return Array.from({ length: rows }, (_, row) => row).filter((row) => !left.has(row));
}

function checked(folds: RowFolds, rows: number): RowFolds {
  const all = folds.flat().sort((a, b) => a - b);
  if (folds.length < 2 || all.length !== rows || all.some((row, i) => row !== i)) {
    throw wrong(
      `${folds.length} folds of ${all.length} rows`,
      `2 folds and more with each of ${rows} rows once`,
    );
  }
  return folds;
}

function wrong(found: unknown, allowed: string): MlError {
  const message = `folds: found ${found}, allowed is ${allowed}`;
  return new MlError('ML_OPTION_OUT_OF_RANGE', message, { option: 'folds', found, allowed });
}
