import { rateFactor } from '../arrhenius.ts';
import { Interphase, type InterphaseLimit, type InterphaseModel } from './interphase.ts';
import { Plating, type PlatingLaw, type PlatingModel } from './plating.ts';
import type { StepFormula } from './step-formula.ts';
import { vector } from './vectors.ts';

/** The side reactions that a cell is asked to follow on its negative electrode. */
export interface SideReactionLaws {
  readonly interphase?: InterphaseLimit | undefined;
  readonly plating?: PlatingLaw | undefined;
}

/** Those of one material with their data. */
export interface SideReactionModels {
  readonly interphase?: InterphaseModel | undefined;
  readonly plating?: PlatingModel | undefined;
}

/** What kinetics say of a point: potential and film drop [V], salt as they see it with its change by c [kmol/m3]. */
interface Place {
  readonly phi: number;
  readonly drop: number;
  readonly salt: number;
  readonly bySalt: number;
  readonly c: number;
}

/** The side reactions on the surface of one material, summed for its particles and its kinetics. */
export class SideReactions {
  readonly interphase: Interphase | undefined;
  readonly plating: Plating | undefined;
  /** Of all side reactions at the present solution [A/m2]. */
  readonly current: Float64Array;
  /** The same as the particles count it over the step [A/m2]. */
  readonly taken: Float64Array;
  /** Of the film [ohm.m2]. */
  readonly resistance: Float64Array;
  /** Of `current` and `taken` by potential [A/(m2.V)] and by salt [A.m/kmol]. */
  readonly slope: Float64Array;
  readonly takenSlope: Float64Array;
  readonly saltSlope: Float64Array;
  readonly takenSaltSlope: Float64Array;

  /** @param countsIntegral - whether particles count the current of a step by its integral */
  constructor(
    { interphase, plating }: SideReactionModels,
    countsIntegral: boolean,
    points: number,
  ) {
    this.interphase = interphase && new Interphase(interphase, countsIntegral, points);
    this.plating = plating && new Plating(plating, countsIntegral, points);
    const make = (): Float64Array => vector(points);
    this.current = make();
    this.taken = make();
    this.resistance = this.interphase?.resistance ?? make();
    this.slope = make();
    this.takenSlope = make();
    this.saltSlope = make();
    this.takenSaltSlope = make();
  }

  setTemperature(temperature: number, reference: number, thermalVoltage: number): void {
    const energy = this.interphase?.activationEnergy;
    this.interphase?.setTemperature(thermalVoltage, rateFactor(energy, temperature, reference));
    this.plating?.setTemperature(thermalVoltage);
  }

  reset(): void {
    this.interphase?.reset();
    this.plating?.reset();
    this.#sumAll();
  }

  interpolate(other: SideReactions, weights: Float64Array): void {
    if (other.interphase !== undefined) this.interphase?.interpolate(other.interphase, weights);
    if (other.plating !== undefined) this.plating?.interpolate(other.plating, weights);
    this.#sumAll();
  }

  /** Keeps film and metal as they are, for the solution just after a jump of current. */
  hold(): void {
    this.interphase?.hold();
    this.plating?.hold();
    this.#sumAll();
  }

  restore(head: number): void {
    this.interphase?.restore(head);
    this.plating?.restore(head);
    this.#sumAll();
  }

  restart(head: number): void {
    this.interphase?.restart(head);
    this.plating?.restart(head);
  }

  predict(formula: StepFormula, head: number): void {
    this.interphase?.predict(formula, head);
    this.plating?.predict(formula, head);
    this.#sumAll();
  }

  addPrediction(target: Float64Array, count: number, weights: Float64Array, head: number): void {
    this.interphase?.addPrediction(target, count, weights, head);
    this.plating?.addPrediction(target, count, weights, head);
  }

  /** Sets the currents and their slopes at a point. */
  react(point: number, place: Place): void {
    const { interphase, plating } = this;
    interphase?.grow(point, place.phi, place.drop);
    plating?.plate(point, place.phi - place.drop, place, interphase?.thinningAt(point) ?? 1);
    const film = interphase?.slope[point] ?? 0;
    const metal = plating?.slope[point] ?? 0;
    const bySalt = plating?.saltSlope[point] ?? 0;
    const share = plating?.takenShare ?? 1;
    this.slope[point] = film + metal;
    this.takenSlope[point] = film + share * metal;
    this.saltSlope[point] = bySalt;
    this.takenSaltSlope[point] = share * bySalt;
    this.#sum(point);
  }

  /** Takes the currents along their tangents to another potential and concentration. */
  follow(point: number, phi: number, drop: number, c: number): void {
    this.interphase?.follow(point, phi);
    this.plating?.follow(point, phi - drop, c);
    this.#sum(point);
  }

  #sum(point: number): void {
    const film = this.interphase?.current[point] ?? 0;
    this.current[point] = film + (this.plating?.current[point] ?? 0);
    this.taken[point] = film + (this.plating?.taken[point] ?? 0);
  }

  #sumAll(): void {
    for (let i = 0; i < this.current.length; i++) this.#sum(i);
  }

  accept(head: number): void {
    this.interphase?.accept(head);
    this.plating?.accept(head);
  }
}
