import { checkLabels } from '../data/check-labels.ts';

/** Rows of a group from which on it has quantiles of its own. */
export const leastRowsOfGroup = 100;

/** Scores of rows that the model has not seen: how large the error was, in units of the scale that was told for the row. */
export interface Calibration {
  /** Of all rows, rising. */
  readonly pooled: Float64Array;
  /** Of the groups that have rows enough, rising. */
  readonly groups: Readonly<Record<string, Float64Array>>;
}

/**
 * Sorts scores, for all rows and for each group with at least 100.
 * @param scores - one a row, >= 0; a row with NaN has none and counts nowhere
 * @param groups - the group of each row, for example its machine or recipe
 * @throws MlError ML_TABLE_INVALID for groups of another length (data: labels, rows)
 * @see Vovk2005, Algorithmic Learning in a Random World, section 4.5, Mondrian confidence machines (not read)
 */
export function calibrationOf(scores: Float64Array, groups?: readonly string[]): Calibration {
  checkLabels(groups, scores.length);
  const kept = new Map<string, number[]>();
  for (const [row, group] of (groups ?? []).entries()) {
    if (Number.isNaN(scores[row]!)) continue;
    const of = kept.get(group) ?? [];
    of.push(scores[row]!);
    kept.set(group, of);
  }
  const large = [...kept].filter(([, of]) => of.length >= leastRowsOfGroup);
  return {
    pooled: scores.filter((score) => !Number.isNaN(score)).sort(),
    groups: Object.fromEntries(large.map(([group, of]) => [group, Float64Array.from(of).sort()])),
  };
}

/** The scores that speak for a row of this group: its own, or those of all where it has none. */
export function scoresFor(calibration: Calibration, group?: string): Float64Array {
  if (group === undefined || !Object.hasOwn(calibration.groups, group)) return calibration.pooled;
  return calibration.groups[group]!;
}
