import { type ModelWarning, PhysicsError } from '../../core/errors.ts';
import type { CellParameters } from '../cell-parameters.ts';
import type { CellResult } from '../cell-result.ts';
import { cellAtRest } from '../cell-setup.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { RunRecorder } from '../run-recorder.ts';
import { type SimulationOptions, simulateFrom } from '../simulate.ts';
import { type CellSensitivity, Followers, sharpFollower } from './followers.ts';

/**
 * Parts of its size by which a parameter is moved: the second where a cell was lost with the first, as where the last step
 * before an end is so short that the end moves out of it.
 */
const movedShares = [1e-5, 1e-7] as const;

/** A result with its sensitivities; what is missing of them is told in the warnings. */
export interface SensitiveResult extends CellResult {
  readonly sensitivities: readonly CellSensitivity[];
}

/**
 * Puts a cell through a protocol and differentiates what comes out by parameters: internal numerical differentiation
 * (Bock 1981, in Modelling of Chemical Reaction Systems, Springer, 102; Hairer, Norsett and Wanner 1993, Solving Ordinary
 * Differential Equations I, II.6). Cells whose parameter is moved a little both ways follow the cell in its own steps, so
 * that choices of steps, orders and meshes cancel in the difference: the discrete solution itself is differentiated. They
 * start each step from the solution of a cell that follows too, with the same parameters and solved to round-off; one
 * Newton iteration from there errs by the square of the move, the same on both sides.
 *
 * Held fixed are the protocol in its own units (amperes, C-rates of the nominal capacity of the set, volts, ...), a state
 * of charge that is given, and otherwise the stoichiometries at the start. A step that ends by voltage, current, charge or
 * temperature ends in each cell where that is reached, so that duration, capacity and energy change. The voltage of a row
 * is compared at the same time since the start of its protocol step; in the last row of one, the curve goes on beyond an
 * end that comes sooner.
 * @param keys - of `settingKeys`, or of a material of a blend
 * @throws PhysicsError those of `simulateCell`; PHY_UNKNOWN_PARAMETER; PHY_PARAMETERS_CONTRADICT for a number that the cell
 * does not have or the options overrule; PHY_PARAMETER_OUT_OF_RANGE for one that can be moved to neither side
 */
export function simulateWithSensitivities(
  parameters: CellParameters,
  keys: readonly string[],
  protocol: Protocol,
  options: SimulationOptions,
): SensitiveResult {
  const wanted = [...new Set(keys)];
  for (const key of wanted) refuseOverruled(key, options);
  const { temperature, ...setup } = options;
  const own: CellParameters =
    temperature === undefined
      ? parameters
      : { ...parameters, ambientTemperature: temperature, initialTemperature: temperature };
  const found = new Map<string, CellSensitivity>();
  let result: CellResult | undefined;
  for (const share of movedShares) {
    const left = wanted.filter((key) => !found.has(key));
    if (result !== undefined && (left.length === 0 || result.status === 'failed')) break;
    const leader = cellAtRest(parameters, options);
    const recorder = new RunRecorder(leader, false);
    const centre = sharpFollower(leader, own, setup);
    const followers = left.map((key) => new Followers(key, share, own, setup, centre.integrator));
    const neighbours = followers.flatMap((some) => some.neighbours);
    const run = simulateFrom(leader, protocol, options, [recorder, centre, ...neighbours]);
    result ??= run;
    if (run.status === 'failed' || centre.isLost) continue;
    for (const some of followers) {
      if (!some.areLost) found.set(some.key, some.sensitivity(recorder.trace, run.series));
    }
  }
  return {
    ...result!,
    warnings: [
      ...result!.warnings,
      ...wanted.filter((key) => !found.has(key)).map((key) => missing(key, result!.status)),
    ],
    sensitivities: wanted.flatMap((key) => found.get(key) ?? []),
  };
}

function refuseOverruled(key: string, options: SimulationOptions): void {
  const { stateOfCharge, initialStoichiometry } = options;
  const overruling =
    stateOfCharge !== undefined
      ? 'stateOfCharge'
      : initialStoichiometry !== undefined
        ? 'initialStoichiometry'
        : undefined;
  if (overruling === undefined || !key.endsWith('.initialStoichiometry_1')) return;
  const allowed = `without ${overruling}, which overrules it`;
  throw new PhysicsError(
    'PHY_PARAMETERS_CONTRADICT',
    `a sensitivity to ${key} is asked for; allowed is ${allowed}`,
    { parameter: key, value: 'sensitivity', allowed },
  );
}

function missing(key: string, status: CellResult['status']): ModelWarning {
  const cause =
    status === 'failed' ? 'the cell could not go on' : 'a cell close to it could not go on';
  return {
    code: 'CELL_SENSITIVITY_MISSING',
    message: `there is no sensitivity to ${key}: ${cause}`,
    data: { parameter: key, cause },
  };
}
