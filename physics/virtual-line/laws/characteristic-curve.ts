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

/** Drying rate at which the dry porosity is the reference one [kg.m-2.s-1]. */
const referenceRate = 2.5e-3;
/** Humidity of the room at which nothing is added to the porosity [-]. */
const referenceHumidity = 0.45;

/** Power of the jets by which the heat transfer of this truth grows, and their velocity that its constant is for [m.s-1]. */
const jetPower = 0.7;
const referenceVelocity = 10;

/** Heat transfer from the jets of a zone to one side of the web [W.m-2.K-1]. */
export function sideHeatTransfer(constants: TruthConstants, airVelocity: number): number {
  return constants.heatTransfer * (airVelocity / referenceVelocity) ** jetPower;
}

/**
 * Mismatched drying: wet bulb, a characteristic curve, then the slow solvent of the binder; porosity feels rate, room humidity
 * and age of the slurry. Its temperature is that of its heat balance, with a rate m' that does not ask for it:
 *
 *   C dT/dt = 2 h (Ta - T) - m' dh,   x = 2 h t / C:   T(t) = T + (Ta - T) (1 - e^-x) - (m' t dh / C) (1 - e^-x) / x
 *
 * A wet film goes to the wet bulb, a dry one to the air, each in the time C / (2 h).
 */
export class CharacteristicCurve implements DryingLaw {
  readonly #constants: TruthConstants;
  readonly #solventDensity: number;
  readonly #bound: BoundSolvent;
  readonly #tail: { -readonly [K in keyof Tail]: Tail[K] };
  #airTemperature = 0;
  #heatTransfer = 0;
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
    this.#heatTransfer = sideHeatTransfer(this.#constants, zone.airVelocity);
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

  dry(web: WebState, i: number, capacity: number, duration: number): void {
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
    const evaporated = (before - after) * solids;
    web.temperature[i] = this.#warmed(web.temperature[i]!, capacity, evaporated, duration);
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

  /** Temperature after a time in which solvent left at an even rate [K]. */
  #warmed(temperature: number, capacity: number, evaporated: number, duration: number): number {
    const x = (2 * this.#heatTransfer * duration) / capacity;
    const share = -Math.expm1(-x);
    const cooling = (evaporated * latentHeat) / capacity;
    return (
      temperature + (this.#airTemperature - temperature) * share - cooling * (x > 0 ? share / x : 1)
    );
  }
}
