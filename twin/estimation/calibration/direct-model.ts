import type {
  CalibrationModel,
  Channel,
  PredictedQuantity,
  Prior,
} from '../../../ml/calibration/calibration-model.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';

/** A quantity that is predicted and measured as it is, with errors of its own. */
interface DirectQuantity extends PredictedQuantity {
  /** Scatter that is usual: in the unit of the quantity, or of its logarithm where errors are lognormal. */
  readonly expectedSd: number;
}

/** A relation that constants keep by their meaning, as each row would measure it: a residual that is 0 where they do. */
interface Convention extends Channel {
  residual(values: readonly number[]): number;
}

/**
 * A calibration model whose residuals are those of the reported quantities themselves.
 * @param predict - quantities of a row; a PhysicsError says that the model has no value there
 */
export function directModel({
  constants,
  groups,
  quantities,
  measured,
  priors,
  starts,
  predict,
  scatterOf = () => 1,
  conventions = [],
  differenceStep = 1e-4,
}: {
  readonly constants: readonly string[];
  readonly groups: readonly string[];
  readonly quantities: readonly DirectQuantity[];
  /** By row and quantity, NaN where not measured. */
  readonly measured: readonly (readonly number[])[];
  readonly priors: (rows: readonly number[]) => readonly Prior[];
  /** Vectors to start from beside the prior means. */
  readonly starts?: (rows: readonly number[]) => readonly (readonly number[])[];
  readonly predict: (values: readonly number[], row: number) => readonly number[];
  /** Scatter of the quantities of a row over that which is usual; 1 where absent. */
  readonly scatterOf?: (row: number) => number;
  readonly conventions?: readonly Convention[];
  readonly differenceStep?: number;
}): CalibrationModel {
  const tried = (values: readonly number[], row: number): readonly number[] | undefined => {
    try {
      return predict(values, row);
    } catch (error) {
      if (error instanceof PhysicsError) return undefined;
      throw error;
    }
  };
  return {
    constants,
    groups,
    differenceStep,
    channels: [...quantities, ...conventions].map(({ name, expectedSd }) => ({ name, expectedSd })),
    quantities,
    priors,
    starts: (rows) => [priors(rows).map(({ mean }) => mean), ...(starts?.(rows) ?? [])],
    residuals(values, row) {
      const predicted = tried(values, row);
      if (predicted === undefined) return undefined;
      const ofRow = predicted.map((value, q) => {
        const found = measured[row]![q]!;
        const error = quantities[q]!.errors === 'normal' ? found - value : Math.log(found / value);
        return error / scatterOf(row);
      });
      return [...ofRow, ...conventions.map(({ residual }) => residual(values))];
    },
    predict: tried,
    measured: (row) => measured[row]!,
    spread: (values, row) => {
      const predicted = tried(values, row) ?? [];
      return quantities.map(({ errors }, q) =>
        [...quantities, ...conventions].map((_, channel) => {
          if (channel !== q) return 0;
          return scatterOf(row) * (errors === 'normal' ? 1 : predicted[q]!);
        }),
      );
    },
  };
}
