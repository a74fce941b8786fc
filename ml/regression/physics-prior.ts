import { type FeatureTable, readRow } from '../data/feature-table.ts';
import type { Learner, Regressor } from './regressor.ts';

/** Constants of a physics as plain data: what it takes to predict again. */
export type PhysicsConstants = Readonly<Record<string, unknown>>;

/** A physics with its constants. */
export interface FittedPhysics {
  readonly constants: PhysicsConstants;
  /**
   * Prediction of each row of a table, in the unit of the target.
   * @throws MlError ML_NOT_ESTIMABLE where it has no value for a row
   */
  predict(table: FeatureTable): Float64Array;
}

/** A physics that columns of a table are the inputs of. It is handed in: learning knows no process. */
export interface Physics {
  readonly name: string;
  /**
   * Its constants by these rows and no others.
   * @throws MlError ML_NOT_ESTIMABLE for rows that it cannot be fitted to
   */
  fit(table: FeatureTable, target: Float64Array): FittedPhysics;
  /** The physics with constants that were fitted before. */
  withConstants(constants: PhysicsConstants): FittedPhysics;
}

/**
 * y = physics(x; theta) + residual(x): physics tells what is known of a process, and what it leaves is learned. Far from the
 * rows of training a residual goes back to what is usual, and physics remains.
 * @see Thompson1994, AIChE J. 40, 1328-1340, doi:10.1002/aic.690400806 (prior knowledge and a network in parallel; not read)
 */
export class PhysicsWithResidual implements Regressor {
  readonly features: readonly string[];
  readonly name: string;
  readonly physics: FittedPhysics;
  readonly residual: Regressor;
  readonly #row: FeatureTable;

  constructor(name: string, physics: FittedPhysics, residual: Regressor) {
    this.name = name;
    this.features = residual.features;
    this.physics = physics;
    this.residual = residual;
    this.#row = {
      names: this.features,
      rows: 1,
      columns: this.features.map(() => new Float64Array(1)),
    };
  }

  predict(row: ArrayLike<number>): number {
    for (const [f, column] of this.#row.columns.entries()) column[0] = row[f]!;
    return this.physics.predict(this.#row)[0]! + this.residual.predict(row);
  }
}

/** The fit of a physics to a table is asked for by each residual learner in turn: the newest are kept with their tables. */
function remembered(physics: Physics): Physics['fit'] {
  const fits = new WeakMap<FeatureTable, Map<Float64Array, FittedPhysics>>();
  return (table, target) => {
    const ofTable = fits.get(table) ?? new Map<Float64Array, FittedPhysics>();
    fits.set(table, ofTable);
    const known = ofTable.get(target);
    if (known !== undefined) return known;
    const fitted = physics.fit(table, target);
    ofTable.set(target, fitted);
    return fitted;
  };
}

/**
 * Learners of a physics with each of these residuals. The constants are fitted to the rows of training, so that rows that are
 * left out say nothing of them; the residual is learned of what the fit leaves of the same rows.
 */
export function physicsLearners(
  physics: Physics,
  residuals: readonly Learner[],
): readonly Learner[] {
  const fittedTo = remembered(physics);
  return residuals.map((residual) => ({
    name: `physics+${residual.name}`,
    train: (table, target, seed, groups) => {
      const fitted = fittedTo(table, target);
      const said = predictedByRow(fitted, table);
      const left = target.map((value, row) => value - said[row]!);
      return new PhysicsWithResidual(
        physics.name,
        fitted,
        residual.train(table, left, seed, groups),
      );
    },
  }));
}

/** Row by row, as it predicts later: a physics may improve inputs by what the rows beside them say. */
function predictedByRow(fitted: FittedPhysics, table: FeatureTable): Float64Array {
  const one = { ...table, rows: 1, columns: table.columns.map(() => new Float64Array(1)) };
  const values = new Float64Array(table.columns.length);
  return Float64Array.from({ length: table.rows }, (_, row) => {
    readRow(table, row, values);
    for (const [f, column] of one.columns.entries()) column[0] = values[f]!;
    return fitted.predict(one)[0]!;
  });
}
