import type { TruthConstants } from '../truth-constants.ts';
import { type WebState, webStages } from '../web-state.ts';
import type { ZoneState } from '../zone-state.ts';
import {
  type BoundSolvent,
  boundTime,
  dryFor,
  equilibriumContent,
  latentHeat,
  type Tail,
} from './characteristic-drying.ts';
import { binderRatioOf, type DryingLaw } from './drying-law.ts';

/** Time in which the film takes the temperature that the air gives it [s]. */
const filmLag = 4;
/** Drying rate at which the dry porosity is the reference one [kg.m-2.s-1]. */
const referenceRate = 2.5e-3;
/** Humidity of the room at which nothing is added to the porosity [-]. */
const referenceHumidity = 0.45;

/** Mismatched drying: wet bulb, a characteristic curve, then the slow solvent of the binder; porosity feels rate, room humidity and age of the slurry. */
export class CharacteristicCurve implements DryingLaw {
  readonly #constants: TruthConstants;
  readonly #solventDensity: number;
  readonly #bound: BoundSolvent;
  readonly #tail: { -readonly [K in keyof Tail]: Tail[K] };
  #airTemperature = 0;
  #wetTemperature = 0;
  #rate = 0;
  #packed = 0;

  constructor(constants: TruthConstants, solventDensity: number) {
    this.#constants = constants;
    this.#solventDensity = solventDensity;
    this.#bound = {
      content: constants.boundSolvent,
      time: constants.boundSolventTime,
      activationEnergy: constants.boundSolventActivation,
    };
    this.#tail = { bound: constants.boundSolvent, equilibrium: 0, time: 1 };
  }

  enter(zone: ZoneState, humidity: number): void {
    const { dryPorosity, dryPorosityPerRate, porosityPerHumidity } = this.#constants;
    this.#airTemperature = zone.airTemperature;
    this.#wetTemperature = zone.wetBulb.temperature;
    this.#rate = zone.wetBulb.rate;
    const air = { temperature: zone.airTemperature, vapour: zone.vapour };
    this.#tail.equilibrium = equilibriumContent(air, this.#bound.content);
    this.#packed =
      dryPorosity +
      dryPorosityPerRate * (this.#rate / referenceRate - 1) +
      porosityPerHumidity * (humidity - referenceHumidity);
  }

  latentHeat(): number {
    return latentHeat;
  }

  dry(web: WebState, i: number, _capacity: number, duration: number): void {
    const constants = this.#constants;
    const rate = this.#rate;
    const solids = web.solids[i]!;
    const wet = web.stage[i] === webStages.wet;
    const porosity = wet ? this.#packed + web.packing[i]! : web.driedPorosity[i]!;
    /** Solvent per solids at which the pores of the dried packing are full. */
    const full = (porosity * this.#solventDensity) / ((1 - porosity) * web.density[i]!);
    const critical = constants.criticalSaturation * full;
    const before = web.solvent[i]! / solids;
    const exponent = constants.fallingRateExponent;
    const tail = this.#tail;
    tail.time = boundTime(this.#bound, web.temperature[i]!);
    const after = dryFor(before, rate / solids, critical, exponent, duration, tail);
    web.solvent[i] = after * solids;
    const activity = this.#activity(after, rate / solids, critical);
    const target = this.#airTemperature - (this.#airTemperature - this.#wetTemperature) * activity;
    const now = web.temperature[i]!;
    web.temperature[i] = now + (target - now) * -Math.expm1(-duration / filmLag);
    if (wet && after <= full) {
      web.stage[i] = webStages.consolidated;
      web.porosity[i] = porosity;
      web.driedPorosity[i] = porosity;
      const height = solids / (web.density[i]! * (1 - porosity));
      web.binderRatio[i] = binderRatioOf(rate, height, {
        gain: constants.binderGain,
        limit: constants.binderLimit,
        diffusion: constants.binderDiffusion,
      });
    }
  }

  /** Drying rate over that of the wet film [-]; solvent that a dry film takes up heats nothing. */
  #activity(content: number, perSolids: number, critical: number): number {
    if (content >= critical) return 1;
    const { bound, equilibrium, time } = this.#tail;
    if (content > bound) return (content / critical) ** this.#constants.fallingRateExponent;
    const rate = Math.max(0, content - equilibrium) / time;
    return rate < perSolids ? rate / perSolids : 1;
  }
}
