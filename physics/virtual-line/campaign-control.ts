import { actuatorIndex } from './actuators.ts';
import { Coil } from './coil.ts';
import type { Laboratory } from './laboratory.ts';
import type { Campaign, Product } from './line-definition.ts';
import type { LineState } from './line-state.ts';
import type { Job, MachineState } from './machine-state.ts';
import { foilFactor } from './machines/entry.ts';
import { tellScrap } from './machines/scrap-stretch.ts';
import { placeData, standstill } from './machines/stoppage.ts';

/**
 * What the machines of a campaign work on: coats side A and side B of one mother coil after the other, and calenders
 * the coils that are ready in one pass or two, each from the other end. Starts, stops and coil changes are its own; the
 * speed is the operator's setpoint.
 */
export class CampaignControl {
  readonly #state: LineState;
  readonly #campaign: Campaign;
  readonly #laboratory: Laboratory;
  /** Coils on their way: coated on one side or ready for the calender, in order. */
  readonly #halfCoated: Coil[] = [];
  readonly #ready: Coil[] = [];
  #coils = 0;
  #mothers = 0;
  readonly #jobs: number[];
  readonly #products: (string | undefined)[];
  /** Stops that have been made, per planned stop. */
  readonly #stopped: boolean[];

  constructor(state: LineState, campaign: Campaign, laboratory: Laboratory) {
    this.#state = state;
    this.#campaign = campaign;
    this.#laboratory = laboratory;
    this.#jobs = state.machines.map(() => 0);
    this.#products = state.machines.map(() => undefined);
    this.#stopped = campaign.stops.map(() => false);
    for (const machine of state.machines) {
      state.actuators.rest(machine.drive);
      if (machine.coats) machine.foil = foilFactor(state, machine.foilRoll);
    }
  }

  /** Coils that are neither on a machine nor shipped. */
  stock(): readonly Coil[] {
    return [...this.#halfCoated, ...this.#ready];
  }

  /** Brings the sequence of each machine to the state of the line now. */
  advance(): void {
    for (let m = 0; m < this.#state.machines.length; m++) {
      this.#advance(m, this.#state.machines[m]!);
    }
  }

  #advance(m: number, machine: MachineState): void {
    const { time } = this.#state;
    switch (machine.phase) {
      case 'waiting':
        this.#begin(m, machine);
        return;
      case 'changing':
        if (time >= machine.until) this.#start(machine, true);
        return;
      case 'stopped':
      case 'broken':
        if (machine.until === Number.POSITIVE_INFINITY && machine.speed < standstill) {
          machine.until = time + this.#planned(machine);
        }
        if (time >= machine.until) this.#start(machine, false);
        return;
      case 'running':
        if (machine.job!.entered === machine.job!.segments) machine.phase = 'runOut';
        else this.#checkStops(machine);
        return;
      case 'runOut':
        if (machine.job!.wound === machine.job!.segments) this.#finish(machine);
        return;
    }
  }

  /** Mounts the next coils of a machine, if there is work for it. */
  #begin(m: number, machine: MachineState): void {
    const state = this.#state;
    const campaign = this.#campaign;
    let input: Coil | undefined;
    let product: Product;
    let side = 0;
    let pass = 0;
    let suffix = 'A';
    let mother: string;
    if (machine.coats) {
      input = this.#halfCoated.shift();
      if (input === undefined) {
        product = this.#plannedProduct(this.#mothers++);
        mother = `COIL-${state.run}-${String(this.#mothers).padStart(4, '0')}`;
      } else {
        product = this.#product(input.product);
        mother = input.id.replace(/-[^-]+$/, '');
        side = 1;
        suffix = 'AB';
      }
    } else {
      input = this.#ready.shift();
      if (input === undefined) return;
      product = this.#product(input.product);
      mother = input.id.replace(/-[^-]+$/, '');
      pass = input.passes + 1;
      suffix = `C${pass}`;
    }
    const { lanes, segmentLength } = machine.web;
    const segments = input?.wound ?? Math.round(campaign.coilLength / segmentLength);
    const output = new Coil({
      number: this.#coils++,
      id: `${mother}-${suffix}`,
      product: product.name,
      ...(input === undefined
        ? {}
        : { parent: { coil: input.id, lanesSwapped: side === 1 && campaign.lanesSwapped } }),
      segments,
      lanes,
      sides: machine.web.sides,
    });
    output.passes = pass;
    machine.side = side;
    this.#jobs[m]!++;
    machine.job = {
      number: this.#jobs[m]!,
      product: product.name,
      side,
      pass,
      ...(input === undefined ? {} : { input }),
      output,
      segments,
      entered: 0,
      wound: 0,
    };
    machine.spliceTo = 0;
    machine.phase = 'changing';
    machine.until = state.time + campaign.coilChange;
    if (this.#products[m] !== product.name) this.#changeRecipe(m, machine, product);
  }

  /** Product of a mother coil, counted from 0, by the plan that is repeated for ever. */
  #plannedProduct(mother: number): Product {
    const { plan } = this.#campaign;
    let place = mother % plan.reduce((sum, { coils }) => sum + coils, 0);
    for (const { product, coils } of plan) {
      if (place < coils) return this.#product(product);
      place -= coils;
    }
    throw new Error('the plan of the campaign is empty');
  }

  #product(name: string): Product {
    return this.#campaign.products.find((product) => product.name === name)!;
  }

  /** Writes the settings of a product to the machine whose units they belong to. */
  #changeRecipe(m: number, machine: MachineState, product: Product): void {
    const { actuators, slurry, time, events, definition } = this.#state;
    const first = this.#products[m] === undefined;
    const units = [
      machine.definition.id,
      machine.definition.unwinder,
      machine.definition.rewinder,
      ...machine.definition.path.stations.map(({ id }) => id),
    ];
    for (const [id, value] of Object.entries(product.setpoints)) {
      if (!units.includes(id.split('.')[0]!)) continue;
      const index = actuatorIndex(definition.actuators, id);
      actuators.write(index, value, time);
    }
    this.#products[m] = product.name;
    if (first) return;
    const data = { product: product.name, coil: machine.job!.output.id };
    const text = `recipe ${product.name}`;
    events.add({ time, kind: 'recipeChanged', unit: machine.definition.id, text, data });
    if (machine.coats) slurry.nextBatch(time, product.solidsContent);
  }

  /** Releases the drive. */
  #start(machine: MachineState, fresh: boolean): void {
    const { actuators, events, time } = this.#state;
    const job = machine.job!;
    actuators.held[machine.drive] = 0;
    machine.phase = job.entered === job.segments ? 'runOut' : 'running';
    machine.until = 0;
    const unit = machine.definition.id;
    const data = placeData(this.#state, machine);
    if (fresh) {
      const about = {
        ...data,
        product: job.product,
        side: machine.coats ? (job.side === 0 ? 'A' : 'B') : 'AB',
        pass: job.pass,
        parent: job.input?.id ?? '',
      };
      events.add({ time, kind: 'coilStarted', unit, text: `coil ${job.output.id}`, data: about });
      if (job.input !== undefined) {
        const text = `${job.input.id} spliced to the leader`;
        events.add({ time, kind: 'splice', unit: machine.definition.unwinder, text, data });
      }
    } else events.add({ time, kind: 'started', unit, text: 'machine started again', data });
  }

  #checkStops(machine: MachineState): void {
    const job = machine.job!;
    const { stops } = this.#campaign;
    for (let s = 0; s < stops.length; s++) {
      const stop = stops[s]!;
      if (this.#stopped[s] || stop.machine !== machine.definition.id || stop.job !== job.number) {
        continue;
      }
      const metre = job.entered * machine.web.segmentLength;
      if (metre < stop.metre) continue;
      this.#stopped[s] = true;
      this.#state.actuators.held[machine.drive] = 1;
      machine.phase = 'stopped';
      machine.until = Number.POSITIVE_INFINITY;
      this.#state.events.add({
        time: this.#state.time,
        kind: 'stopped',
        unit: machine.definition.id,
        text: 'planned stop',
        data: { ...placeData(this.#state, machine), planned_s: stop.duration },
      });
      return;
    }
  }

  /** Duration of the stop that a machine is in [s]. */
  #planned(machine: MachineState): number {
    const { stops } = this.#campaign;
    for (let s = stops.length - 1; s >= 0; s--) {
      const stop = stops[s]!;
      if (this.#stopped[s] && stop.machine === machine.definition.id) {
        if (stop.job === machine.job!.number) return stop.duration;
      }
    }
    return 0;
  }

  /** Takes the finished coil off the rewinder and passes it on. */
  #finish(machine: MachineState): void {
    const { actuators, events, time, ledger } = this.#state;
    const job = machine.job!;
    const coil = job.output;
    const unit = machine.definition.id;
    actuators.held[machine.drive] = 1;
    const length = coil.start[coil.wound]!;
    tellScrap(this.#state, machine);
    events.add({
      time,
      kind: 'coilEnded',
      unit,
      text: `coil ${coil.id}`,
      data: { coil: coil.id, length_m: length, product: job.product },
    });
    if (coil.parent !== undefined) {
      const map = {
        coil: coil.id,
        parent: coil.parent.coil,
        reversed: 1,
        lanesSwapped: coil.parent.lanesSwapped ? 1 : 0,
        length_m: length,
        parentLength_m: job.input!.start[job.input!.wound]!,
      };
      const text = `${coil.parent.coil} wound to ${coil.id}`;
      events.add({ time, kind: 'rewound', unit: machine.definition.rewinder, text, data: map });
    }
    this.#laboratory.sample(this.#state, machine, job);
    if (machine.coats && job.side === 0) this.#halfCoated.push(coil);
    else if (machine.coats || coil.passes < this.#product(coil.product).passes) {
      if (machine.coats) this.#ready.push(coil);
      else this.#ready.unshift(coil);
    } else {
      const { laneArea } = this.#state;
      const places = coil.wound * coil.sides * coil.lanes;
      for (let i = 0; i < places; i++) {
        ledger.solidsShipped += coil.state.solids[i]! * laneArea;
        ledger.solventShipped += coil.state.solvent[i]! * laneArea;
        if (coil.state.scrap[i] === 0 && coil.state.solids[i]! > 0) ledger.producedArea += laneArea;
      }
    }
    machine.job = undefined;
    machine.phase = 'waiting';
  }
}

/** Solids and solvent in the part of a coil that no machine has taken off yet [kg]. */
export function coilContent(
  coil: Coil,
  segments: number,
  laneArea: number,
): { solids: number; solvent: number } {
  let solids = 0;
  let solvent = 0;
  const places = segments * coil.sides * coil.lanes;
  for (let i = 0; i < places; i++) {
    solids += coil.state.solids[i]!;
    solvent += coil.state.solvent[i]!;
  }
  return { solids: solids * laneArea, solvent: solvent * laneArea };
}

/** Segments of the input coil of a job that are still on the unwinder. */
export function leftOnInput(job: Job): number {
  return job.input === undefined ? 0 : job.input.wound - job.entered;
}
