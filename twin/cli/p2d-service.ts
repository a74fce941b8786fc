import type { DriveCycle } from '../../physics/cell/protocol/parse.ts';
import { PhysicsError } from '../../physics/core/errors.ts';
import type { P2dAnswer, P2dRequest } from '../contract/p2d.ts';
import {
  type CellRunLimits,
  type CellRunSurroundings,
  findCell,
  prepareRun,
  runCell,
} from './cell-run.ts';

/**
 * How far one request may go: steps of the solver, rows of the series, and time [ms] of solving; a cell that reaches it is
 * answered with status failed and CELL_CANCELLED. Others wait for the same threads, so the time is short.
 */
const limits = { steps: 50_000, rows: 100_000, time: 5_000 } as const;

/**
 * Answers requests for one cell; drive cycles come with the request.
 * @returns the answer, also of a cell that could not go on
 * @throws PhysicsError for input that cannot be taken
 */
export function p2dService(
  surroundings: CellRunSurroundings & Pick<CellRunLimits, 'cancelled'>,
): (request: P2dRequest) => Promise<P2dAnswer> {
  return async (request) => {
    const found = findCell(request.parameters);
    const run = prepareRun(request, requestDriveCycles(request), limits);
    const start = surroundings.stopwatch();
    const cancelled = (): boolean =>
      surroundings.stopwatch() - start > limits.time || surroundings.cancelled?.() === true;
    const { steps, rows } = limits;
    return runCell(found, request.set ?? {}, run, {
      ...surroundings,
      limits: { steps, rows, cancelled },
    });
  };
}

/** Reader of the drive cycles that a request carries. */
export function requestDriveCycles({ driveCycles = {} }: P2dRequest): (name: string) => DriveCycle {
  return (name) => {
    const cycle = Object.hasOwn(driveCycles, name) ? driveCycles[name] : undefined;
    if (cycle !== undefined) {
      return {
        time: Float64Array.from(cycle.time_s),
        current: Float64Array.from(cycle.current_A),
      };
    }
    const names = Object.keys(driveCycles);
    const allowed = names.length === 0 ? 'none: driveCycles is empty' : names.join(', ');
    throw new PhysicsError(
      'PHY_PROTOCOL_INVALID',
      `protocol: there is no drive cycle '${name}' in driveCycles; allowed is ${allowed}`,
      { found: name, allowed },
    );
  };
}
