/** Errors on rows that a model has not seen. */
export interface HeldOutScore {
  /** Root of the mean squared error over all rows, in the unit of the target. */
  readonly rmse: number;
  /** Standard deviation (divisor n - 1) of the RMSE of the folds. */
  readonly rmseSpread: number;
  readonly rmseByFold: readonly number[];
  /** 1 - squared error / squared distance from the mean of the target; below 0 for a model worse than this mean. */
  readonly r2: number;
}

/** Scores predictions by fold; the target varies. */
export function heldOutScore(
  target: Float64Array,
  said: Float64Array,
  folds: readonly Int32Array[],
): HeldOutScore {
  const squares = target.map((value, row) => (value - said[row]!) ** 2);
  const sum = squares.reduce((a, b) => a + b, 0);
  const mean = target.reduce((a, b) => a + b, 0) / target.length;
  const total = target.reduce((a, value) => a + (value - mean) ** 2, 0);
  const rmseByFold = folds.map((fold) =>
    Math.sqrt(fold.reduce((a, row) => a + squares[row]!, 0) / fold.length),
  );
  const middle = rmseByFold.reduce((a, b) => a + b, 0) / folds.length;
  const spread = rmseByFold.reduce((a, value) => a + (value - middle) ** 2, 0) / (folds.length - 1);
  return {
    rmse: Math.sqrt(sum / target.length),
    rmseSpread: Math.sqrt(spread),
    rmseByFold,
    r2: 1 - sum / total,
  };
}
