import { PhysicsError } from '../core/errors.ts';
import type { CellIntegrator } from './cell-integrator.ts';
import type { CellParameters } from './cell-parameters.ts';
import type { CellResult } from './cell-result.ts';
import { type CellSetup, cellAtRest } from './cell-setup.ts';
import { presetOf } from './plating-presets.ts';
import { PlatingWatch } from './plating-watch.ts';
import type { Protocol } from './protocol/protocol.ts';
import { type RunOptions, type RunWatcher, runProtocol } from './protocol/run-protocol.ts';
import { RangeWatch } from './range-watch.ts';
import { resultWarnings } from './result-warnings.ts';
import { RunRecorder } from './run-recorder.ts';
import type { Trace } from './trace.ts';

/** How a cell is simulated. */
export interface SimulationOptions extends CellSetup, Omit<RunOptions, 'depleted'> {
  /** Interval of the series, or its times, increasing [s]; only starts and ends of steps where absent. */
  readonly grid?: number | Float64Array;
  /** Rows that an interval may give: a run that needs more has only the starts and ends of its steps. */
  readonly gridRows?: number;
  readonly fields: boolean;
}

/**
 * Puts a cell through a protocol.
 * @param protocol - its steps, one after the other, from the state that `options` start the cell in
 * @param options - model and start of the cell, what of the run is kept, and when it is given up
 * @returns what was found, also where the cell could not go on: `status` is then `failed`, with what came before
 * @throws PhysicsError CELL_STATE_UNREACHABLE, PHY_OUT_OF_RANGE for a state that the cell cannot start in;
 * BPX_MODEL_INCOMPLETE for a model that the set lacks fields of, PHY_PARAMETERS_CONTRADICT without the data for thermal,
 * interphase or plating, or for the fields of a model that resolves none
 */
export function simulateCell(
  parameters: CellParameters,
  protocol: Protocol,
  options: SimulationOptions,
): CellResult {
  return simulateFrom(cellAtRest(parameters, options), protocol, options, []);
}

/**
 * Puts a cell at rest through a protocol.
 * @param options - those that the cell was made with
 * @param watchers - what else follows the run
 * @returns as `simulateCell`
 */
export function simulateFrom(
  integrator: CellIntegrator,
  protocol: Protocol,
  options: SimulationOptions,
  watchers: readonly RunWatcher[],
): CellResult {
  if (options.fields && integrator.profile === undefined) {
    throw new PhysicsError(
      'PHY_PARAMETERS_CONTRADICT',
      `fields are asked for, but the model ${options.model} resolves none; allowed: dfn`,
      { parameter: 'fields', value: options.model, allowed: 'dfn' },
    );
  }
  const recorder = new RunRecorder(integrator, options.fields);
  const { depleted } = presetOf(options);
  const plates = new PlatingWatch(integrator);
  const ranges = new RangeWatch(integrator);
  const all = [recorder, plates, ranges, ...watchers];
  const outcome = runProtocol(integrator, protocol, { ...options, depleted }, all);
  const { trace } = recorder;
  const fields = recorder.fields();
  const interphase = recorder.interphase();
  const plating = recorder.plating();
  const { steps, rejections, solves, parameters } = integrator;
  const solverSteps = trace.solverSteps();
  return {
    ...outcome,
    solverSteps,
    series: trace.at(timesOf(options, trace), (negative, positive, temperature) =>
      integrator.openPart(negative, positive, temperature),
    ),
    work: { steps, rejections, solves },
    ...(fields === undefined ? {} : { fields }),
    ...(interphase === undefined ? {} : { interphase }),
    ...(plating === undefined ? {} : { plating }),
    warnings: [
      ...resultWarnings(parameters, solverSteps),
      ...plates.warnings(),
      ...ranges.warnings(),
    ],
  };
}

function timesOf(
  { grid, gridRows = Infinity }: SimulationOptions,
  trace: Trace,
): ArrayLike<number> {
  if (grid === undefined) return [];
  if (typeof grid !== 'number') return grid;
  return trace.end / grid > gridRows ? [] : trace.grid(grid);
}
