import { type CampaignControl, coilContent, leftOnInput } from './campaign-control.ts';
import type { LineState } from './line-state.ts';
import { airHeat, zoneVolume } from './machines/dryer.ts';
import { heatOf } from './machines/rewinder.ts';

/** Where all of what was fed is [kg]; `fed` is the sum of the rest but for round-off. */
export interface MaterialBalance {
  readonly fed: number;
  /** Wound up: coils in stock and coils that are finished. */
  readonly wound: number;
  /** On the machines. */
  readonly kept: number;
  /** Torn out by breaks. */
  readonly scrapped: number;
}

/** The same of the solvent, with what left the line with the exhaust of each zone and is vapour in it [kg]. */
export interface SolventBalance extends MaterialBalance {
  readonly exhausted: readonly number[];
  readonly vapour: readonly number[];
  /** Left the web in each zone. */
  readonly evaporated: readonly number[];
}

/** Heat of the dryers since start, and where it went [J]; both sides are equal but for round-off. */
export interface HeatBalance {
  /** Air heaters, and heat of foil and slurry that came in above the reference temperature. */
  readonly heaters: number;
  readonly webIn: number;
  readonly evaporation: number;
  /** Heat of the liquid in the vapour above the reference temperature. */
  readonly vapour: number;
  readonly exhaust: number;
  readonly losses: number;
  readonly webOut: number;
  /** Heat in the web on the machines and in the air of the zones, less that of the air at start. */
  readonly webKept: number;
  readonly air: number;
}

/** Sums the stocks of a line when it is asked: nothing here is kept as a running total but what has left it. */
export class Balances {
  readonly #state: LineState;
  readonly #control: CampaignControl | undefined;
  readonly #airAtStart: number;

  constructor(state: LineState, control: CampaignControl | undefined) {
    this.#state = state;
    this.#control = control;
    this.#airAtStart = this.#air();
  }

  solids(): MaterialBalance {
    const { ledger } = this.#state;
    const stock = this.#stock();
    return {
      fed: ledger.solidsFed,
      wound: ledger.solidsShipped + stock.solids,
      kept: this.#onMachines().solids,
      scrapped: ledger.solidsTorn,
    };
  }

  solvent(): SolventBalance {
    const { ledger, machines } = this.#state;
    const stock = this.#stock();
    return {
      fed: ledger.solventFed,
      wound: ledger.solventShipped + stock.solvent,
      kept: this.#onMachines().solvent,
      scrapped: ledger.solventTorn,
      exhausted: [...ledger.exhausted],
      evaporated: [...ledger.evaporated],
      vapour: machines.flatMap(({ zones }) => zones.map(({ vapour }) => vapour * zoneVolume)),
    };
  }

  heat(): HeatBalance {
    const { ledger, machines } = this.#state;
    let webKept = 0;
    for (const machine of machines) {
      if (machine.zones.length === 0) continue;
      const { web } = machine;
      for (let segment = web.nextToWind; segment <= web.newest; segment++) {
        webKept += heatOf(this.#state, machine, segment);
      }
    }
    return {
      heaters: ledger.heaters,
      webIn: ledger.webIn,
      evaporation: ledger.evaporation,
      vapour: ledger.vapour,
      exhaust: ledger.exhaust,
      losses: ledger.losses,
      webOut: ledger.webOut,
      webKept,
      air: this.#air() - this.#airAtStart,
    };
  }

  #air(): number {
    return this.#state.machines
      .flatMap(({ zones }) => zones.map(airHeat))
      .reduce((sum, heat) => sum + heat, 0);
  }

  #onMachines(): { solids: number; solvent: number } {
    const { machines, laneArea } = this.#state;
    let solids = 0;
    let solvent = 0;
    for (const { web } of machines) {
      for (let segment = web.nextToWind; segment <= web.newest; segment++) {
        const first = web.first(segment, 0);
        for (let i = first; i < first + web.sides * web.lanes; i++) {
          solids += web.state.solids[i]!;
          solvent += web.state.solvent[i]!;
        }
      }
    }
    return { solids: solids * laneArea, solvent: solvent * laneArea };
  }

  #stock(): { solids: number; solvent: number } {
    const { machines, laneArea } = this.#state;
    let solids = 0;
    let solvent = 0;
    const add = (part: { solids: number; solvent: number }) => {
      solids += part.solids;
      solvent += part.solvent;
    };
    for (const coil of this.#control?.stock() ?? []) add(coilContent(coil, coil.wound, laneArea));
    for (const { job } of machines) {
      if (job === undefined) continue;
      add(coilContent(job.output, job.wound, laneArea));
      if (job.input !== undefined) add(coilContent(job.input, leftOnInput(job), laneArea));
    }
    return { solids, solvent };
  }
}
