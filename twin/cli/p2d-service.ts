import type { DriveCycle } from '../../physics/cell/protocol/parse.ts';
import { PhysicsError } from '../../physics/core/errors.ts';
import type { P2dAnswer, P2dRequest } from '../contract/p2d.ts';
import { causeMessage } from './cause-message.ts';
import {
  type CellRunLimits,
  type CellRunSurroundings,
  findCell,
  prepareRun,
  runCell,
} from './cell-run.ts';

/** One cell to solve, with all that a thread needs: it is copied there, so the request carries its drive cycles. */
export interface P2dJob {
  readonly request: P2dRequest;
  /** Content of the file of parameters, where they came from one. */
  readonly parametersFile?: { readonly name: string; readonly content: string } | undefined;
  readonly limits: Pick<CellRunLimits, 'steps' | 'rows'> & {
    /** Of solving [ms]; a cell that reaches it is answered with status failed and CELL_CANCELLED. */
    readonly time?: number;
  };
}

/**
 * Solves one cell.
 * @returns the answer, also of a cell that could not go on
 * @throws PhysicsError for input that cannot be taken
 */
export function solveP2d(
  { request, parametersFile, limits }: P2dJob,
  surroundings: CellRunSurroundings & Pick<CellRunLimits, 'cancelled'>,
): P2dAnswer {
  const found = findCell(request.parameters, parametersFile);
  const run = prepareRun(request, requestDriveCycles(request), limits);
  const { steps, rows, time = Number.POSITIVE_INFINITY } = limits;
  const { stopwatch } = surroundings;
  const start = stopwatch();
  const cancelled = (): boolean =>
    surroundings.cancelled?.() === true || stopwatch() - start > time;
  const answer = runCell(found, request.set ?? {}, run, {
    ...surroundings,
    limits: { steps, rows, cancelled },
  });
  return withLimit(answer, limits);
}

/** A cell that reached a limit says which. */
function withLimit(answer: P2dAnswer, { steps, time }: P2dJob['limits']): P2dAnswer {
  const { cause } = answer;
  if (cause === undefined) return answer;
  const { code } = cause;
  const isTime = code === 'CELL_CANCELLED' && time !== undefined;
  if (code !== 'CELL_STEP_LIMIT' && !isTime) return answer;
  const data = { ...cause.data, ...(isTime ? { limit_ms: time } : { limit_steps: steps }) };
  return { ...answer, cause: { ...cause, message: causeMessage(code, data), data } };
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
