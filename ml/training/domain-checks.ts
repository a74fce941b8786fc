import { type Box, BoxCheck } from '../domain/box.ts';
import { ExplainedVarianceCheck } from '../domain/explained-variance.ts';
import { NearestRowsCheck } from '../domain/nearest-rows.ts';
import { SharedLeavesCheck } from '../domain/shared-leaves.ts';
import type { DomainCheck } from '../domain/verdict.ts';
import { ForestRegressor } from '../forest/forest-learner.ts';
import { GaussianProcess } from '../gaussian-process/gaussian-process.ts';
import { PhysicsWithResidual } from '../regression/physics-prior.ts';
import type { Regressor } from '../regression/regressor.ts';
import type { LearningRows } from './nested-cross-validation.ts';

/** The checks of a model's domain: ranges and nearest rows of other groups, and what its kind can tell beside them. */
export function domainChecks(
  model: Regressor,
  { table, groups }: LearningRows,
  box: Box,
): readonly DomainCheck[] {
  const checks: DomainCheck[] = [new BoxCheck(box), new NearestRowsCheck(table, groups)];
  const learned = model instanceof PhysicsWithResidual ? model.residual : model;
  if (learned instanceof GaussianProcess) checks.push(new ExplainedVarianceCheck(learned));
  if (learned instanceof ForestRegressor) {
    checks.push(new SharedLeavesCheck(learned.trained, table));
  }
  return checks;
}
