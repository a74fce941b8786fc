import type { Box } from '../domain/box.ts';
import { MlError } from '../errors.ts';
import type { Forest } from '../forest/forest.ts';
import { ForestRegressor } from '../forest/forest-learner.ts';
import type { LeafSamples } from '../forest/leaf-samples.ts';
import {
  GaussianProcess,
  type GaussianProcessParts,
} from '../gaussian-process/gaussian-process.ts';
import { ConformalRegressor } from '../intervals/conformal-regressor.ts';
import { LearnedScale } from '../intervals/learned-scale.ts';
import { SpreadScale } from '../intervals/spread-scale.ts';
import { LinearModel, type LinearParts } from '../linear/linear-model.ts';
import {
  type Physics,
  type PhysicsConstants,
  PhysicsWithResidual,
} from '../regression/physics-prior.ts';
import type { Regressor } from '../regression/regressor.ts';
import type { LearningRows } from '../training/nested-cross-validation.ts';
import type { TrainedModel } from '../training/train-model.ts';
import { TransferredModel } from '../training/transfer.ts';

/** What a regressor is made of. */
export type RegressorParts =
  | { readonly kind: 'linear'; readonly parts: LinearParts }
  | {
      readonly kind: 'gaussianProcess';
      readonly features: readonly string[];
      readonly parts: GaussianProcessParts;
    }
  | { readonly kind: 'forest'; readonly forest: Forest; readonly leafSamples: LeafSamples }
  | {
      readonly kind: 'transferred';
      readonly start: RegressorParts;
      readonly residual: RegressorParts;
    }
  | {
      readonly kind: 'physics';
      readonly name: string;
      readonly constants: PhysicsConstants;
      readonly residual: RegressorParts;
    };

/** What tells how large an error is about. */
type ScaleParts =
  | { readonly kind: 'spread'; readonly output: number; readonly offset: number }
  | { readonly kind: 'learned'; readonly forest: Forest; readonly offset: number };

/** All of a model that serves as plain data and typed arrays. */
export interface ModelParts {
  readonly regressor: RegressorParts;
  readonly scale: ScaleParts;
  readonly rows: LearningRows;
}

/** What a model needs to serve: its bands, and what its domain is told from. */
export interface ServingModel {
  readonly model: Regressor;
  readonly regressor: ConformalRegressor;
  readonly rows: LearningRows;
  readonly box: Box;
}

/** Takes a trained model apart. */
export function partsOf({ model, regressor, rows }: TrainedModel): ModelParts {
  const scaled = regressor.model;
  if (scaled instanceof LearnedScale) {
    const { scale: forest, offset } = scaled;
    return { regressor: regressorParts(model), scale: { kind: 'learned', forest, offset }, rows };
  }
  if (scaled instanceof SpreadScale) {
    const { output, offset } = scaled;
    return { regressor: regressorParts(model), scale: { kind: 'spread', output, offset }, rows };
  }
  throw unknownKind('scale');
}

/**
 * The model that was taken apart: it predicts the same bits.
 * @param scores - of the calibration, rising
 * @param physics - of a model that has one
 * @throws MlError ML_MODEL_FILE_INVALID for a kind or a physics that there is not
 */
export function modelFrom(
  parts: ModelParts,
  scores: Float64Array,
  box: Box,
  physics?: Physics,
): ServingModel {
  const model = regressorFrom(parts.regressor, physics);
  const { scale, rows } = parts;
  const calibration = { pooled: scores, groups: {} };
  if (scale.kind === 'learned') {
    const scaled = new LearnedScale(model, scale.forest, scale.offset);
    return { model, regressor: new ConformalRegressor(scaled, calibration), rows, box };
  }
  if (parts.regressor.kind !== 'forest') throw unknownKind(parts.regressor.kind);
  const scaled = new SpreadScale(parts.regressor.forest, scale.output, scale.offset);
  return { model, regressor: new ConformalRegressor(scaled, calibration), rows, box };
}

/** Takes a regressor apart. @throws MlError ML_MODEL_FILE_INVALID for a kind that cannot be written */
export function regressorParts(model: Regressor): RegressorParts {
  if (model instanceof LinearModel) return { kind: 'linear', parts: model.parts };
  if (model instanceof GaussianProcess) {
    return { kind: 'gaussianProcess', features: model.features, parts: model.parts };
  }
  if (model instanceof ForestRegressor) {
    const { forest, leafSamples } = model.trained;
    return { kind: 'forest', forest, leafSamples };
  }
  if (model instanceof TransferredModel) {
    const { start, residual } = model;
    return {
      kind: 'transferred',
      start: regressorParts(start),
      residual: regressorParts(residual),
    };
  }
  if (model instanceof PhysicsWithResidual) {
    const { name, physics, residual } = model;
    const { constants } = physics;
    return { kind: 'physics', name, constants, residual: regressorParts(residual) };
  }
  throw unknownKind('model');
}

/** The regressor that was taken apart. @throws MlError ML_MODEL_FILE_INVALID for a kind or physics that there is not */
export function regressorFrom(parts: RegressorParts, physics?: Physics): Regressor {
  switch (parts.kind) {
    case 'linear':
      return new LinearModel(parts.parts);
    case 'gaussianProcess':
      return new GaussianProcess(parts.features, parts.parts);
    case 'forest':
      return new ForestRegressor(parts);
    case 'transferred':
      return new TransferredModel(regressorFrom(parts.start), regressorFrom(parts.residual));
    case 'physics': {
      const { name, constants, residual } = parts;
      if (physics?.name !== name) throw unknownKind(`physics ${name}`);
      return new PhysicsWithResidual(
        name,
        physics.withConstants(constants),
        regressorFrom(residual),
      );
    }
    default:
      throw unknownKind((parts as { kind: string }).kind);
  }
}

function unknownKind(kind: string): MlError {
  const message = `a model of kind '${kind}' cannot be written or read by this version`;
  return new MlError('ML_MODEL_FILE_INVALID', message, { kind });
}
