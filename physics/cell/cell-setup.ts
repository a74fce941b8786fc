import { PhysicsError } from '../core/errors.ts';
import { requireModel } from './bpx/model-needs.ts';
import type { CellIntegrator, LumpedCooling } from './cell-integrator.ts';
import type { CellParameters } from './cell-parameters.ts';
import { DfnIntegrator } from './dfn/dfn-integrator.ts';
import { type CellState, initialState, stateAtCharge } from './initial-state.ts';
import { presetOf } from './plating-presets.ts';
import type { PresetName } from './presets.ts';
import { type SideReactionRequest, sideReactionsOf } from './side-reaction-request.ts';
import { SingleParticleIntegrator } from './single-particle/single-particle-integrator.ts';

/** How a cell is modelled, and the state that it starts in. */
export interface CellSetup extends SideReactionRequest {
  readonly model: 'dfn' | 'spme' | 'spm';
  readonly preset: PresetName;
  /** Of the local error of each time step [V]; that of the preset where absent. */
  readonly tolerance?: number;
  /** Of the surroundings and at the start [K]; the set's own where absent. */
  readonly temperature?: number;
  readonly thermal: 'isothermal' | 'lumped';
  /** Instead of the set's [W/(m2.K)]. */
  readonly heatTransferCoefficient?: number;
  /** From 0 to 1; the set's own start where absent. */
  readonly stateOfCharge?: number;
  readonly initialStoichiometry?: { readonly negative?: number; readonly positive?: number };
}

/**
 * A cell at rest in the state that it starts in.
 * @throws PhysicsError CELL_STATE_UNREACHABLE, PHY_OUT_OF_RANGE for a state that the cell cannot start in;
 * BPX_MODEL_INCOMPLETE for a model that the set lacks fields of, PHY_PARAMETERS_CONTRADICT without the data for thermal, interphase or plating
 */
export function cellAtRest(parameters: CellParameters, setup: CellSetup): CellIntegrator {
  const { model } = setup;
  requireModel(parameters, model);
  const preset = presetOf(setup);
  const { mesh } = preset;
  const tolerance = setup.tolerance ?? preset.tolerance;
  const temperature = setup.temperature ?? parameters.initialTemperature;
  const cooling = coolingOf(parameters, setup);
  const sideReactions = sideReactionsOf(parameters, model, setup);
  const integrator =
    model === 'dfn'
      ? new DfnIntegrator(parameters, mesh, tolerance, temperature, cooling, sideReactions)
      : new SingleParticleIntegrator(parameters, model, mesh, tolerance, temperature, cooling);
  integrator.reset(startOf(parameters, setup));
  return integrator;
}

function startOf(parameters: CellParameters, setup: CellSetup): CellState {
  const base =
    setup.stateOfCharge === undefined
      ? initialState(parameters)
      : stateAtCharge(parameters, setup.stateOfCharge);
  const { negative, positive } = setup.initialStoichiometry ?? {};
  return {
    negative: negative === undefined ? base.negative : base.negative.map(() => negative),
    positive: positive === undefined ? base.positive : base.positive.map(() => positive),
  };
}

function coolingOf(
  { name, thermal, ambientTemperature, area }: CellParameters,
  setup: CellSetup,
): LumpedCooling | undefined {
  if (setup.thermal === 'isothermal') return undefined;
  if (thermal === undefined) {
    throw new PhysicsError(
      'PHY_PARAMETERS_CONTRADICT',
      `thermal is lumped, but the set ${name} has no thermal data; allowed: isothermal`,
      { parameter: 'thermal', value: 'lumped', allowed: 'isothermal' },
    );
  }
  const { heatCapacity, coolingArea, volume } = thermal;
  const transfer = setup.heatTransferCoefficient ?? thermal.heatTransferCoefficient;
  return {
    heatCapacity,
    areaPerVolume: area / volume,
    lossPerVolume: (transfer * coolingArea) / volume,
    ambient: setup.temperature ?? ambientTemperature,
  };
}
