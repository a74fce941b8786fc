import type { CellParameters } from '../../../physics/cell/cell-parameters.ts';
import type { CellResult } from '../../../physics/cell/cell-result.ts';
import type { Protocol } from '../../../physics/cell/protocol/protocol.ts';
import { summarise } from '../../../physics/cell/protocol/summary.ts';
import { type SimulationOptions, simulateCell } from '../../../physics/cell/simulate.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';
import type { CellDesign } from './design-box.ts';
import { designedCell } from './designed-cell.ts';
import { type DesignFrame, voltageAtRest } from './surrogate-cells.ts';
import { milliampereHoursPerGram, surrogateRates } from './surrogate-outputs.ts';

/** What became of a design. */
export interface SolvedDesign {
  readonly design: CellDesign;
  /** In the order of `outputNames`; absent where the cell could not be made, or a discharge not be solved to its cut-off. */
  readonly outputs?: readonly number[];
  /** Why there are none: a code of docs/errors.md. */
  readonly cause?: string;
  /** Charge at 2C over the nominal capacity; absent where this discharge was not solved. */
  readonly nominalShare2C?: number;
}

/** Share of the nominal capacity that a feasible cell gives at 2C, at least. */
export const leastShare2C = 0.5;

/**
 * Why a design is infeasible; undefined for one that is feasible. The one definition: a cell is infeasible when it cannot be
 * made or solved at one of the rates (the code says why), or when it gives less than half of its nominal capacity at 2C, as
 * one whose salt runs out in the pores (`noCapacity2C`). A feasible cell may well be depleted at the end of a discharge.
 */
export function infeasibleBecause({ cause, nominalShare2C }: SolvedDesign): string | undefined {
  if (cause !== undefined) return cause;
  return nominalShare2C! < leastShare2C ? 'noCapacity2C' : undefined;
}

/** Steps of the solver that one discharge may take. */
const stepLimit = 20_000;
/** Of the pulse that the resistance is read from [s]. */
const pulseTime = 10;
/** State of charge and rate of the pulse. */
const pulse = { stateOfCharge: 0.5, rate: 1 } as const;

/**
 * Solves the cell of a design by the full physics (P2D), isothermal: from full charge to the lower cut-off at each rate, and
 * a pulse of 10 s at 1C from rest at half charge, whose resistance is the fall of the voltage over the current, times area.
 * @param cancelled - asked between solver steps
 * @returns undefined when it was cancelled
 */
export function solveDesign(
  frame: DesignFrame,
  design: CellDesign,
  cancelled: () => boolean,
): SolvedDesign | undefined {
  try {
    const { parameters, activeLoading, currentAt1C } = designedCell(frame, design);
    const { area, nominalCapacity, lowerCutoff } = parameters;
    const charges: number[] = [];
    let energy = 0;
    for (const rate of surrogateRates) {
      const result = run(parameters, rate, { kind: 'voltage', value: lowerCutoff }, 1, cancelled);
      if (result.status === 'failed') return unsolved(design, result);
      const { dischargedCharge, dischargedEnergy } = summarise(result.solverSteps);
      charges.push(dischargedCharge);
      if (charges.length === 1) energy = dischargedEnergy / area / 3600;
    }
    const end = { kind: 'time', value: pulseTime } as const;
    const pulsed = run(parameters, pulse.rate, end, pulse.stateOfCharge, cancelled);
    if (pulsed.status === 'failed') return unsolved(design, pulsed);
    const fall =
      voltageAtRest(parameters, pulse.stateOfCharge) - pulsed.solverSteps.voltage.at(-1)!;
    const perMass = milliampereHoursPerGram / (area * activeLoading);
    return {
      design,
      outputs: [
        ...charges.map((charge) => charge * perMass),
        energy,
        1e4 * (fall / (pulse.rate * currentAt1C)),
      ],
      nominalShare2C: charges[surrogateRates.indexOf(2)]! / nominalCapacity,
    };
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    return { design, cause: error.code };
  }
}

function run(
  parameters: CellParameters,
  rate: number,
  end: Protocol[number]['ends'][number],
  stateOfCharge: number,
  cancelled: () => boolean,
): CellResult {
  const step = { control: { kind: 'cRate', value: rate }, ends: [end], text: `${rate}C` } as const;
  const options: SimulationOptions = {
    model: 'dfn',
    preset: 'accurate',
    thermal: 'isothermal',
    fields: false,
    stateOfCharge,
    limits: { steps: stepLimit },
    cancelled,
  };
  return simulateCell(parameters, [step], options);
}

function unsolved(design: CellDesign, { failure }: CellResult): SolvedDesign | undefined {
  const { code } = failure!;
  return code === 'CELL_CANCELLED' ? undefined : { design, cause: code };
}
