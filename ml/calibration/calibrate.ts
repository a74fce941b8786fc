import type { CalibrationModel } from './calibration-model.ts';
import { fitWithPriors, type PriorFit } from './fit-with-priors.ts';
import { type Folds, foldsOf } from './folds.ts';
import { type GroupErrors, groupErrors } from './group-errors.ts';
import { identifiability } from './identifiability.ts';
import { type PredictedValue, predictRow } from './predict-row.ts';
import { type KnownBesideKept, type TakenOver, withTakenOver } from './taken-over.ts';

/** What is fitted and what is not. */
export interface CalibrationChoice {
  /** Indices of the constants to fit. */
  readonly free: readonly number[];
  /** Values of the others; the prior mean where absent. */
  readonly held: ReadonlyMap<number, number>;
  /** Held constants that are uncertain by their prior. */
  readonly candidates: readonly number[];
  /** Held constants that are uncertain by an earlier fit; none where absent. */
  readonly takenOver?: TakenOver | undefined;
}

/** A model fitted to its data, and how it did on data that it did not see. */
export interface Calibration {
  readonly fit: PriorFit;
  readonly known: KnownBesideKept;
  /** Predictions by the fit to all rows. */
  readonly fitted: readonly PredictedValue[];
  readonly folds: Folds;
  /** Predictions of each row by a fit that left its fold out. */
  readonly leftOut: readonly PredictedValue[];
  /** Whether each of the fits came to rest. */
  readonly converged: boolean;
}

interface Fitted {
  readonly fit: PriorFit;
  readonly known: KnownBesideKept;
  readonly shared: GroupErrors;
}

/**
 * Fits a model to all of its rows, and once more without each of the folds, to predict that.
 * @param onFit - called behind each of these fits
 * @throws PhysicsError PHY_OUT_OF_RANGE when the model has no value at any start or for a row
 */
export function calibrate(
  model: CalibrationModel,
  choice: CalibrationChoice,
  onFit: () => void = () => undefined,
): Calibration {
  const { free, held, candidates, takenOver } = choice;
  const fitTo = (rows: readonly number[]): Fitted => {
    const fit = fitWithPriors(model, rows, free, held);
    const told = identifiability(model, fit, free, candidates);
    const known = withTakenOver(model, fit, told, takenOver);
    onFit();
    return { fit, known, shared: groupErrors(model, fit, free, known) };
  };
  const rows = model.groups.map((_, row) => row);
  const { fit, known } = fitTo(rows);
  let converged = fit.status !== 'iterationLimit';
  const folds = foldsOf(model.groups, model.groupKeys);
  const leftOut = folds.rows.flatMap((fold) => {
    const rest = fitTo(rows.filter((row) => !fold.includes(row)));
    converged &&= rest.fit.status !== 'iterationLimit';
    return fold.flatMap((row) =>
      predictRow(model, rest.fit, { ...rest.known, ...rest.shared }, row),
    );
  });
  leftOut.sort((a, b) => a.row - b.row || a.quantity - b.quantity);
  return {
    fit,
    known,
    folds,
    fitted: rows.flatMap((row) => predictRow(model, fit, known, row)),
    leftOut,
    converged,
  };
}

/** Root mean square of predicted less measured, of one quantity; NaN without a value. */
export function errorOf(values: readonly PredictedValue[], quantity: number): number {
  const own = values.filter((value) => value.quantity === quantity);
  const squares = own.reduce(
    (sum, { measured, predicted }) => sum + (predicted - measured) ** 2,
    0,
  );
  return Math.sqrt(squares / own.length);
}
