import type { CellParameters } from '../../../../../physics/cell/cell-parameters.ts';
import type { CellSeries } from '../../../../../physics/cell/cell-result.ts';
import type { CellMesh } from '../../../../../physics/cell/dfn/dfn-cell.ts';
import { DfnIntegrator } from '../../../../../physics/cell/dfn/dfn-integrator.ts';
import { initialState } from '../../../../../physics/cell/initial-state.ts';
import { Trace, tracePoint } from '../../../../../physics/cell/trace.ts';

/** A constant current through a cell with a mesh and a tolerance of the test's choice. */
export interface ConstantCurrentRun {
  readonly parameters: CellParameters;
  readonly mesh: CellMesh;
  /** [V] */
  readonly tolerance: number;
  /** [A] */
  readonly current: number;
  /** [s] */
  readonly until: number;
  /** Asked after each accepted step; true ends the run. */
  readonly after?: (integrator: DfnIntegrator) => boolean | undefined;
}

/** Equal elements with so many points each. */
export function equalElements(...points: number[]): { share: number; points: number }[] {
  return points.map((count) => ({ share: 1, points: count }));
}

/** Solves with the integrator alone; values at given times come from `at`. */
export function runConstantCurrent({
  parameters,
  mesh,
  tolerance,
  current,
  until,
  after,
}: ConstantCurrentRun): {
  readonly integrator: DfnIntegrator;
  readonly at: (times: readonly number[]) => CellSeries;
} {
  const integrator = new DfnIntegrator(
    parameters,
    mesh,
    tolerance,
    parameters.initialTemperature,
    undefined,
  );
  const { negative, positive } = initialState(parameters);
  integrator.cell.reset(negative, positive);
  const density = current / parameters.area;
  const trace = new Trace();
  if (!integrator.jump(density, undefined, 1e-3)) throw new Error('no solution at the start');
  trace.beginStep();
  trace.add(tracePoint(integrator));
  for (let tries = 0; integrator.time < until * (1 - 1e-12); tries++) {
    if (tries > 200_000) throw new Error(`not done at ${integrator.time} s`);
    const step = Math.min(integrator.nextStep, until - integrator.time);
    const isSolved = integrator.try(step, density, undefined);
    if (!isSolved || !(integrator.attempt.error < 1)) {
      integrator.reject(isSolved);
      if (integrator.tooShort) throw new Error(`no step at ${integrator.time} s`);
      continue;
    }
    integrator.accept();
    trace.add(tracePoint(integrator));
    if (after?.(integrator) === true) break;
  }
  return {
    integrator,
    at: (times) => trace.at(times, (...state) => integrator.openPart(...state)),
  };
}
