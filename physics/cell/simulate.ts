import type { ModelWarning } from '../core/errors.ts';
import type { CellIntegrator } from './cell-integrator.ts';
import type { CellParameters } from './cell-parameters.ts';
import type { CellResult } from './cell-result.ts';
import { type CellSetup, cellAtRest } from './cell-setup.ts';
import { presetOf } from './plating-presets.ts';
import { PlatingWatch } from './plating-watch.ts';
import type { Protocol } from './protocol/protocol.ts';
import { type RunOptions, type RunWatcher, runProtocol } from './protocol/run-protocol.ts';
import { RunRecorder } from './run-recorder.ts';
import type { Trace } from './trace.ts';

/** How a cell is simulated. */
export interface SimulationOptions extends CellSetup, Omit<RunOptions, 'depleted'> {
  /** Interval of the series, or its times, increasing [s]; only starts and ends of steps where absent. */
  readonly grid?: number | Float64Array;
  readonly fields: boolean;
}

/**
 * Puts a cell through a protocol.
 * @throws PhysicsError CELL_STATE_UNREACHABLE, PHY_OUT_OF_RANGE for a state that the cell cannot start in;
 * BPX_MODEL_INCOMPLETE for a model that the set lacks fields of, PHY_PARAMETERS_CONTRADICT without the data for thermal, interphase or plating
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
 * @param watchers - what else follows the run
 */
export function simulateFrom(
  integrator: CellIntegrator,
  protocol: Protocol,
  options: SimulationOptions,
  watchers: readonly RunWatcher[],
): CellResult {
  const recorder = new RunRecorder(integrator, options.fields);
  const { depleted } = presetOf(options);
  const plates = new PlatingWatch(integrator);
  const all = [recorder, plates, ...watchers];
  const outcome = runProtocol(integrator, protocol, { ...options, depleted }, all);
  const { trace } = recorder;
  const fields = recorder.fields();
  const interphase = recorder.interphase();
  const plating = recorder.plating();
  const { steps, rejections, solves } = integrator;
  return {
    ...outcome,
    solverSteps: trace.solverSteps(),
    series: trace.at(timesOf(options.grid, trace), (...state) => integrator.openPart(...state)),
    work: { steps, rejections, solves },
    ...(fields === undefined ? {} : { fields }),
    ...(interphase === undefined ? {} : { interphase }),
    ...(plating === undefined ? {} : { plating }),
    warnings: [...warningsOf(integrator.parameters, trace), ...plates.warnings()],
  };
}

/** What about the result lies outside of what the cell or its parameters were made for. */
function warningsOf({ lowerCutoff, upperCutoff }: CellParameters, trace: Trace): ModelWarning[] {
  const [lowest, highest] = trace.voltageRange();
  const beyond = Math.max(lowerCutoff - lowest, highest - upperCutoff);
  if (!(beyond > 1e-3)) return [];
  return [
    {
      code: 'CELL_OUTSIDE_VOLTAGE_WINDOW',
      message: `the voltage goes from ${lowest.toFixed(3)} to ${highest.toFixed(3)} V; the cut-offs of the cell are ${lowerCutoff} and ${upperCutoff} V`,
      data: {
        lowest_V: lowest,
        highest_V: highest,
        lowerCutoff_V: lowerCutoff,
        upperCutoff_V: upperCutoff,
      },
    },
  ];
}

function timesOf(grid: SimulationOptions['grid'], trace: Trace): ArrayLike<number> {
  if (grid === undefined) return [];
  return typeof grid === 'number' ? trace.grid(grid) : grid;
}
