import type { CalibrationModel, Prior } from '../../../ml/calibration/calibration-model.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';

/** A quantity that is predicted and measured as it is, with errors of its own. */
interface DirectQuantity {
  readonly name: string;
  /** Scatter that is usual: in the unit of the quantity, or over the predicted value where `relative`. */
  readonly expectedSd: number;
  readonly relative: boolean;
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
    channels: quantities.map(({ name, expectedSd }) => ({ name, expectedSd })),
    quantities: quantities.map(({ name }) => name),
    priors,
    starts: (rows) => [priors(rows).map(({ mean }) => mean), ...(starts?.(rows) ?? [])],
    residuals: (values, row) =>
      tried(values, row)?.map((predicted, q) => {
        const difference = measured[row]![q]! - predicted;
        return quantities[q]!.relative ? difference / predicted : difference;
      }),
    predict: tried,
    measured: (row) => measured[row]!,
    spread: (values, row) => {
      const predicted = tried(values, row) ?? [];
      return quantities.map(({ relative }, q) =>
        quantities.map((_, channel) => {
          if (channel !== q) return 0;
          return relative ? predicted[q]! : 1;
        }),
      );
    },
  };
}
