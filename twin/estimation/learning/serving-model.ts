import {
  type ModelParts,
  modelFrom,
  type ServingModel,
} from '../../../ml/model-files/model-parts.ts';
import { unpack } from '../../../ml/model-files/pack.ts';
import { CalibratedPhysics } from './calibrated-physics.ts';
import type { TrainingResult } from './model-report.ts';

/**
 * The model that a training gave or a folder holds, ready to be asked.
 * @throws MlError ML_MODEL_FILE_INVALID for a kind that there is not
 */
export function servingModel({ report, structure, bytes }: TrainingResult): ServingModel {
  const parts = unpack({ structure, bytes }) as ModelParts;
  const scores = Float64Array.from(report.conformal.scores);
  const physics =
    report.physics === undefined
      ? undefined
      : new CalibratedPhysics({ name: report.physics.model }, report.columns, report.target);
  return modelFrom(parts, scores, report.domain.box, physics);
}
