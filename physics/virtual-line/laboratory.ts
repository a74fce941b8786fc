import type { RandomStreams } from '../core/random.ts';
import { coatingThickness, peelStrength, presentLoading } from './coating-on-web.ts';
import type { EventLog } from './event-log.ts';
import type { LaboratoryPlan } from './line-definition.ts';
import type { LineState } from './line-state.ts';
import type { Job, MachineState } from './machine-state.ts';

/** A result on its way. */
interface Result {
  readonly at: number;
  readonly unit: string;
  readonly data: Readonly<Record<string, number | string>>;
}

/** Repeatability of one punch: of the laboratory's own error and of the coating inside a lane [-, relative unless said]. */
const repeatability = {
  /** Balance and punch area: assumed for punches of about 1 cm2. */
  loading: 0.004,
  /** Micrometer [m]. */
  thickness: 0.7e-6,
  /** Of gas chromatography of the extract: assumed. */
  residualSolvent: 0.08,
  peelStrength: 0.08,
} as const;
/** Reading of dry coating [kg.kg-1]: its sd, assumed, and below which a mean counts as not found, three of them (IUPAC). */
const blankSolvent = 1e-4;
const solventDetectionLimit = 3e-4;
/** Scatter of the coating between punches of 1 cm2 of one lane [-]: assumed. */
const localScatter = 0.004;

/** Takes samples of finished coils by plan, and gives their results hours later. */
export class Laboratory {
  readonly #plan: LaboratoryPlan;
  readonly #streams: RandomStreams;
  readonly #events: EventLog;
  #waiting: Result[] = [];

  constructor(plan: LaboratoryPlan, streams: RandomStreams, events: EventLog) {
    this.#plan = plan;
    this.#streams = streams;
    this.#events = events;
  }

  /** Samples the coil that a job has finished: the side that was coated, or both sides behind the calender. */
  sample(state: LineState, machine: MachineState, job: Job): void {
    const coil = job.output;
    const { lanes, metres, delay, queue } = this.#plan;
    const rng = this.#streams.stream(`laboratory/${coil.id}`);
    const length = coil.start[coil.wound]!;
    const at = state.time + delay - queue * Math.log(1 - rng.uniform());
    const sides = machine.coats ? [job.side] : [0, 1];
    for (const metre of metres) {
      const wanted = metre < 0 ? length + metre : metre;
      if (!(wanted >= 0 && wanted < length)) continue;
      let place = 0;
      while (coil.start[place + 1]! <= wanted) place++;
      for (const side of sides) {
        for (const lane of lanes) {
          const i = coil.first(place, side) + lane - 1;
          if (coil.state.solids[i] === 0) continue;
          const values = this.#measure(state, coil.state, i, rng);
          this.#waiting.push({
            at,
            unit: machine.definition.id,
            data: {
              coil: coil.id,
              metre_m: wanted,
              lane,
              side: side === 0 ? 'A' : 'B',
              sampled_s: state.time,
              ...values,
            },
          });
        }
      }
    }
  }

  /** Gives out the results that are there by now. */
  advance(time: number): void {
    if (this.#waiting.length === 0) return;
    const done = this.#waiting.filter(({ at }) => at <= time);
    if (done.length === 0) return;
    this.#waiting = this.#waiting.filter(({ at }) => at > time);
    for (const { at, unit, data } of done.sort((left, right) => left.at - right.at)) {
      const text = `laboratory: ${data['coil']} at ${Number(data['metre_m']).toFixed(1)} m`;
      this.#events.add({ time: at, kind: 'labResult', unit, text, data });
    }
  }

  #measure(
    state: LineState,
    web: Parameters<typeof presentLoading>[0],
    i: number,
    rng: { normal(): number },
  ): Record<string, number> {
    const { punches, punchArea } = this.#plan;
    const { constants, definition } = state;
    const { solventDensity } = definition.recipe;
    // A punch averages over its area: smaller ones scatter more.
    const local = localScatter * Math.sqrt(1e-4 / punchArea);
    const mean = (value: number, sd: number) => value + (sd / Math.sqrt(punches)) * rng.normal();
    const spot = 1 + (local / Math.sqrt(punches)) * rng.normal();
    const loading = presentLoading(web, i) * spot;
    const weighed = mean(loading, repeatability.loading * loading);
    const measuredThickness = mean(
      coatingThickness(web, i, solventDensity) * spot,
      repeatability.thickness,
    );
    const residual = web.solvent[i]! / web.solids[i]!;
    const solvent = mean(
      residual,
      Math.hypot(blankSolvent, repeatability.residualSolvent * residual),
    );
    const peel = peelStrength(web, i, constants);
    const values: Record<string, number> = {
      loading_g_per_m2: weighed * 1e3,
      thickness_um: measuredThickness * 1e6,
      porosity_frac: 1 - weighed / (measuredThickness * web.density[i]!),
    };
    if (solvent >= solventDetectionLimit) values['residualSolvent_kg_per_kg'] = solvent;
    else values['residualSolventBelow_kg_per_kg'] = solventDetectionLimit;
    if (!Number.isNaN(peel)) {
      values['peelStrength_N_per_m'] = mean(peel, repeatability.peelStrength * peel);
    }
    return values;
  }
}
