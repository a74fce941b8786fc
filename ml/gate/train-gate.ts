import { checkLabels } from '../data/check-labels.ts';
import { type FeatureTable, picked, readRow, rowsOf } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import type { ForestOptions } from '../forest/forest.ts';
import { trainForest } from '../forest/train-forest.ts';
import { balancedFolds } from '../intervals/balanced-folds.ts';
import { conformalQuantile } from '../intervals/conformal-quantile.ts';
import { ForestGate } from './forest-gate.ts';

/** How a gate is trained. */
export interface GateOptions {
  /** Largest share of bad rows that may pass. */
  readonly falsePass: number;
  readonly folds: number;
}

/** How a gate does on rows that its forest has not seen. */
export interface GateScore {
  readonly rows: number;
  readonly bad: number;
  /** Share of the bad rows that pass; 0 where there is none. */
  readonly falsePass: number;
  /** Share of the other rows that are stopped. */
  readonly falseStop: number;
  /** Bad rows that are needed for the threshold to keep what is asked of it; with fewer it stops at the least of theirs. */
  readonly badNeeded: number;
}

const gateForest: Partial<ForestOptions> = { trees: 200, minLeaf: 2, featureShare: 0.5 };

/**
 * A forest that tells bad rows from good ones, and the threshold at which it stops a row: of the outputs that bad rows get
 * from forests that were trained without their fold, the quantile that a new bad row stays below with at most the
 * probability `falsePass`. The conformal quantile within one class makes this hold for the bad rows, however rare they are.
 * @param isBad - 1 for a row that must not pass, else 0
 * @throws MlError ML_TABLE_INVALID for another length; ML_CONSTANT where no row or every row is bad (data: bad, rows);
 *   ML_OPTION_OUT_OF_RANGE for folds; ML_TOO_FEW_ROWS
 * @see Vovk2005, Algorithmic Learning in a Random World, section 4.5, label-conditional confidence machines (not read)
 */
export function trainGate(
  table: FeatureTable,
  isBad: Float64Array,
  seed: number,
  { falsePass, folds: most }: GateOptions,
): { readonly gate: ForestGate; readonly score: GateScore } {
  const { rows } = table;
  checkLabels(Array.from(isBad, String), rows);
  const bad = isBad.reduce((sum, value) => sum + value, 0);
  if (bad === 0 || bad === rows) {
    const message = `${bad} of ${rows} rows are bad; allowed are some, not all, else there is nothing to tell apart`;
    throw new MlError('ML_CONSTANT', message, { bad, rows });
  }
  const unseen = new Float64Array(rows);
  const values = new Float64Array(table.names.length);
  for (const fold of balancedFolds(rows, most, seed)) {
    const left = new Set(fold);
    const rest = Int32Array.from({ length: rows }, (_, row) => row).filter((row) => !left.has(row));
    const gate = gateOf(rowsOf(table, rest), picked(isBad, rest), seed, 0);
    for (const row of fold) unseen[row] = gate.badness(readRow(table, row, values));
  }
  const badOutputs = unseen.filter((_, row) => isBad[row] === 1);
  // From below: of the outputs turned round, so that the least of them comes last.
  const turned = badOutputs.map((output) => -output).sort();
  const threshold = -(conformalQuantile(turned, 1 - falsePass) ?? turned[turned.length - 1]!);
  const stops = unseen.map((output) => (output >= threshold ? 1 : 0));
  const stoppedGood = stops.reduce((sum, stop, row) => sum + stop * (1 - isBad[row]!), 0);
  const passedBad = stops.reduce((sum, stop, row) => sum + (1 - stop) * isBad[row]!, 0);
  return {
    gate: gateOf(table, isBad, seed, threshold),
    score: {
      rows,
      bad,
      falsePass: passedBad / bad,
      falseStop: stoppedGood / (rows - bad),
      badNeeded: Math.ceil((1 - falsePass) / falsePass - 1e-9),
    },
  };
}

function gateOf(
  table: FeatureTable,
  isBad: Float64Array,
  seed: number,
  threshold: number,
): ForestGate {
  const { forest } = trainForest(table, [isBad], gateForest, seed);
  return new ForestGate({ forest, threshold });
}
