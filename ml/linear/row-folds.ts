import { MlError } from '../errors.ts';
import { balancedFolds } from '../intervals/balanced-folds.ts';

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
  return balancedFolds(rows, choice, seed).map((fold) => [...fold]);
}

/** Whether rows share groups, of which there are two at least: then they are left out together. */
export function hasGroups(groups: readonly string[] | undefined): groups is readonly string[] {
  const count = new Set(groups).size;
  return count > 1 && count < groups!.length;
}

/** Folds of whole groups. @throws MlError as `balancedFolds` */
export function groupFolds(
  rows: number,
  most: number,
  seed: number,
  groups: readonly string[],
): RowFolds {
  return balancedFolds(rows, most, seed, groups).map((fold) => [...fold]);
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
