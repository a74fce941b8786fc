import type { CellIntegrator } from '../cell-integrator.ts';
import type { CellParameters } from '../cell-parameters.ts';
import type { CellSeries } from '../cell-result.ts';
import { type CellSetup, cellAtRest } from '../cell-setup.ts';
import { type CellSummary, summarise } from '../protocol/summary.ts';
import type { Trace } from '../trace.ts';
import { differenceBy } from './difference.ts';
import { Neighbour } from './neighbour.ts';

/** Tolerance of a cell whose equations are to be solved to round-off [V]. */
const sharpTolerance = 1e-8;

/** How the results of a cell change with one of its parameters, per unit of the parameter's key. */
export interface CellSensitivity {
  readonly key: string;
  /** Of the voltage in each row of the series, as long after the start of its protocol step [V]. */
  readonly voltage: Float64Array;
  /** Of each number of the summary, in its SI unit. */
  readonly summary: Readonly<Record<keyof CellSummary, number>>;
  /** Solutions of a linear system that it took. */
  readonly solves: number;
}

/** A cell that follows another with the same parameters, and is solved to round-off. */
export function sharpFollower(
  leader: CellIntegrator,
  parameters: CellParameters,
  setup: CellSetup,
): Neighbour {
  return new Neighbour(leader, cellAtRest(parameters, { ...setup, tolerance: sharpTolerance }));
}

/** The cells with one parameter moved that follow a cell. */
export class Followers {
  readonly key: string;
  readonly #terms: readonly { readonly weight: number; readonly neighbour: Neighbour }[];

  /**
   * @param share - part of its size by which the parameter is moved
   * @param centre - a cell with the parameters unmoved, solved to round-off
   * @throws PhysicsError of `differenceBy` and `cellAtRest`
   */
  constructor(
    key: string,
    share: number,
    parameters: CellParameters,
    setup: CellSetup,
    centre: CellIntegrator,
  ) {
    this.key = key;
    // Side currents follow the potential only from one iteration to the next: there one is not enough.
    const hasSideReactions = centre.film?.() !== undefined || centre.metal?.() !== undefined;
    this.#terms = differenceBy(parameters, key, share).map(({ weight, parameters: moved }) => ({
      weight,
      neighbour: hasSideReactions
        ? sharpFollower(centre, moved, setup)
        : new Neighbour(centre, cellAtRest(moved, setup)),
    }));
  }

  get neighbours(): readonly Neighbour[] {
    return this.#terms.map(({ neighbour }) => neighbour);
  }

  /** Whether one of them could not follow. */
  get areLost(): boolean {
    return this.#terms.some(({ neighbour }) => neighbour.isLost);
  }

  /**
   * What they give once the run is over.
   * @param trace - of the cell that was followed, and the rows of its series
   */
  sensitivity(trace: Trace, rows: CellSeries): CellSensitivity {
    const voltage = new Float64Array(rows.time.length);
    const summaries: { readonly weight: number; readonly summary: CellSummary }[] = [];
    let solves = 0;
    for (const { weight, neighbour } of this.#terms) {
      const { integrator, trace: beside } = neighbour;
      const volts = trace.voltageBeside(beside, rows, (...state) => integrator.openPart(...state));
      for (let i = 0; i < volts.length; i++) voltage[i]! += weight * volts[i]!;
      summaries.push({ weight, summary: summarise(beside.solverSteps()) });
      solves += integrator.solves;
    }
    const sum = (name: keyof CellSummary): number =>
      summaries.reduce((total, { weight, summary }) => total + weight * summary[name]!, 0);
    return {
      key: this.key,
      voltage,
      summary: {
        dischargedCharge: sum('dischargedCharge'),
        chargedCharge: sum('chargedCharge'),
        dischargedEnergy: sum('dischargedEnergy'),
        chargedEnergy: sum('chargedEnergy'),
        duration: sum('duration'),
        meanVoltage: sum('meanVoltage'),
        highestTemperature: sum('highestTemperature'),
      },
      solves,
    };
  }
}
