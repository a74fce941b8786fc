import { faradayConstant } from '../../core/constants.ts';
import type { LithiumPlating } from '../cell-parameters.ts';
import { saltUnit } from './electrolyte-tables.ts';
import { mixRows } from './small-dense.ts';
import { combineHistory, keep, ringSize, type StepFormula, stride } from './step-formula.ts';
import { integralWeights } from './step-integral.ts';
import { vector } from './vectors.ts';

/** What becomes of plated lithium: it is lost, it may dissolve again, or it may until it loses contact. */
export const platingLaws = ['irreversible', 'reversible', 'partiallyReversible'] as const;
export type PlatingLaw = (typeof platingLaws)[number];

/** Metallic lithium on an electrode [mol], of the cell. */
export interface PlatingState {
  /** In contact: it can dissolve again. */
  readonly plated: number;
  readonly dead: number;
}

/** A material that lithium plates on, and by what law. */
export interface PlatingModel {
  readonly parameters: LithiumPlating;
  readonly law: PlatingLaw;
  /** Wetted surface per electrode volume [1/m]. */
  readonly surfaceArea: number;
  /** Sites of lithium per electrode volume [mol/m3]: what amounts are measured against. */
  readonly sites: number;
}

/**
 * Lithium metal on the particles of one material, at the points of its electrode (O'Kane 2020, J. Electrochem. Soc. 167,
 * 090540; O'Kane 2022, Phys. Chem. Chem. Phys. 24, 7909). Current density over eta = phi_s - phi_e less the film's drop,
 * positive where lithium dissolves:
 *
 *   j = F k (cLi exp((1 - alpha) F eta / RT) - ce exp(-alpha F eta / RT)),  irreversible: without the first term;
 *   dcLi/dt = -a j / F - gamma cLi,  dcDead/dt = gamma cLi,  gamma = gamma0 L0 / L, 0 where it is reversible.
 *
 * cLi is per electrode volume, a the surface per electrode volume, L the thickness of the film. Where eta is large, what is
 * left dissolves within a small part of a step: amounts follow the step formula's derivative, which damps that. Particles
 * may count the current of a step by its integral instead; `taken` is the current at the end of the step with which they
 * lose what was plated, so that lithium is kept to round-off.
 */
export class Plating {
  /** At the present solution [A/m2]. */
  readonly current: Float64Array;
  readonly taken: Float64Array;
  /** Of the current by eta [A/(m2.V)] and by salt [A.m/kmol] where it was found last; 0 where it has followed them from there. */
  readonly slope: Float64Array;
  readonly saltSlope: Float64Array;
  /** Of `taken` by the current. */
  takenShare = 1;
  readonly #takenBase: Float64Array;
  readonly #foundAt: Float64Array;
  readonly #foundSalt: Float64Array;
  /** Amounts of the step without the part of the new current, accepted ones, and predicted ones [mol/m3]. */
  readonly #platedBase: Float64Array;
  readonly #deadBase: Float64Array;
  readonly #plated: Float64Array;
  readonly #dead: Float64Array;
  readonly #predictedPlated: Float64Array;
  readonly #predictedDead: Float64Array;
  /** Rate of decay where the current was found last [1/s]. */
  readonly #decay: Float64Array;
  readonly #scratch: Float64Array;
  /** Accepted currents and amounts, newest at the head. */
  readonly #currentRing: Float64Array;
  readonly #platedRing: Float64Array;
  readonly #deadRing: Float64Array;
  readonly #weights = vector(stride);
  readonly #law: PlatingLaw;
  readonly #alpha: number;
  /** Of plating per salt [A.m/kmol], or of plating whatever the salt [A/m2]. */
  readonly #exchange: number;
  readonly #isBySalt: boolean;
  /** Of stripping per plated lithium [A.m/mol]. */
  readonly #stripping: number;
  /** Of what is plated, with the film as thick as it began [1/s]. */
  readonly #decayConstant: number;
  /** Amount per charge [mol/(A.s.m)]. */
  readonly #perCharge: number;
  readonly #sites: number;
  readonly #countsIntegral: boolean;
  /** New amounts per rate [s]; 0 while they are held. */
  #span = 0;
  #thermalVoltage = 0;

  /** @param countsIntegral - whether particles count the current of a step by its integral */
  constructor(
    { parameters, law, surfaceArea, sites }: PlatingModel,
    countsIntegral: boolean,
    points: number,
  ) {
    const { kinetics, transferCoefficient } = parameters;
    this.#law = law;
    this.#alpha = transferCoefficient;
    this.#isBySalt = 'rateConstant' in kinetics;
    this.#stripping = 'rateConstant' in kinetics ? faradayConstant * kinetics.rateConstant : 0;
    this.#exchange =
      'rateConstant' in kinetics ? this.#stripping * saltUnit : kinetics.exchangeCurrent;
    this.#decayConstant =
      law === 'partiallyReversible' && 'rateConstant' in kinetics ? kinetics.decayConstant : 0;
    this.#perCharge = surfaceArea / faradayConstant;
    this.#sites = sites;
    this.#countsIntegral = countsIntegral;
    const make = (): Float64Array => vector(points);
    this.current = make();
    this.taken = make();
    this.slope = make();
    this.saltSlope = make();
    this.#takenBase = make();
    this.#foundAt = make();
    this.#foundSalt = make();
    this.#platedBase = make();
    this.#deadBase = make();
    this.#plated = make();
    this.#dead = make();
    this.#predictedPlated = make();
    this.#predictedDead = make();
    this.#decay = make();
    this.#scratch = make();
    this.#currentRing = vector(ringSize * points);
    this.#platedRing = vector(ringSize * points);
    this.#deadRing = vector(ringSize * points);
  }

  setTemperature(thermalVoltage: number): void {
    this.#thermalVoltage = thermalVoltage;
  }

  /** The electrode of a new cell, without any metal. */
  reset(): void {
    this.#plated.fill(0);
    this.#dead.fill(0);
    this.current.fill(0);
    this.hold();
  }

  /** Takes the metal on the same material at other points. */
  interpolate(other: Plating, weights: Float64Array): void {
    const n = this.current.length;
    mixRows(this.#plated, other.#plated, weights, n, other.current.length, 1);
    mixRows(this.#dead, other.#dead, weights, n, other.current.length, 1);
    mixRows(this.current, other.current, weights, n, other.current.length, 1);
    this.hold();
  }

  /** Keeps the amounts as they are, for the solution just after a jump of current. */
  hold(): void {
    this.#span = 0;
    this.takenShare = 1;
    this.slope.fill(0);
    this.saltSlope.fill(0);
    this.#takenBase.fill(0);
    this.#platedBase.set(this.#plated);
    this.#deadBase.set(this.#dead);
    this.taken.set(this.current);
  }

  /** Goes back to the currents that were accepted last. */
  restore(head: number): void {
    const n = this.current.length;
    const from = (head & (ringSize - 1)) * n;
    for (let i = 0; i < n; i++) this.current[i] = this.#currentRing[from + i]!;
    this.hold();
  }

  /** Begins a history with the present state. */
  restart(head: number): void {
    this.#keep(head);
  }

  /** Predicts the currents of a step. */
  predict(formula: StepFormula, head: number): void {
    const n = this.current.length;
    const { order, derivative, predictorPoints, predictor } = formula;
    combineHistory(this.current, this.#currentRing, n, predictorPoints, predictor, head);
    combineHistory(this.#predictedPlated, this.#platedRing, n, predictorPoints, predictor, head);
    combineHistory(this.#predictedDead, this.#deadRing, n, predictorPoints, predictor, head);
    combineHistory(this.#platedBase, this.#platedRing, n, order, derivative, head);
    combineHistory(this.#deadBase, this.#deadRing, n, order, derivative, head);
    this.slope.fill(0);
    this.saltSlope.fill(0);
    const span = 1 / derivative[0]!;
    this.#span = span;
    for (let i = 0; i < n; i++) {
      this.#platedBase[i] = 0 - span * this.#platedBase[i]!;
      this.#deadBase[i] = 0 - span * this.#deadBase[i]!;
    }
    if (this.#countsIntegral) this.#splitIntegral(formula, head);
    for (let i = 0; i < n; i++) this.#change(i, this.current[i]!);
  }

  /** Finds the current at the end whose polynomial over the step has the integral by which the amounts change. */
  #splitIntegral(formula: StepFormula, head: number): void {
    const n = this.current.length;
    const weights = this.#weights;
    integralWeights(formula, weights);
    combineHistory(this.#scratch, this.#currentRing, n, formula.order, weights, head);
    this.takenShare = this.#span / weights[0]!;
    for (let i = 0; i < n; i++) {
      const gained = this.#platedBase[i]! + this.#deadBase[i]! - this.#plated[i]! - this.#dead[i]!;
      this.#takenBase[i] = (-gained / this.#perCharge - this.#scratch[i]!) / weights[0]!;
    }
  }

  /** Adds the predictor of another order to `target`. */
  addPrediction(target: Float64Array, count: number, weights: Float64Array, head: number): void {
    const own = this.#scratch;
    combineHistory(own, this.#currentRing, target.length, count, weights, head);
    for (let i = 0; i < target.length; i++) target[i]! += own[i]!;
  }

  /**
   * Sets the current and its slopes at a point.
   * @param eta - phi_s - phi_e less what falls across the film [V]
   * @param salt - as kinetics see it, and its change by the concentration c [kmol/m3]
   * @param thinning - L0 / L of the film
   */
  plate(
    point: number,
    eta: number,
    { salt, bySalt, c }: { readonly salt: number; readonly bySalt: number; readonly c: number },
    thinning: number,
  ): void {
    const alpha = this.#alpha;
    const perVolt = 1 / this.#thermalVoltage;
    const concentration = this.#isBySalt ? salt : 1;
    const exponential = this.#exchange * Math.exp(-alpha * eta * perVolt);
    const plating = exponential * concentration;
    let stripping = 0;
    let share = 1;
    if (this.#law !== 'irreversible') {
      const perPlated = this.#stripping * Math.exp((1 - alpha) * eta * perVolt);
      const decay = this.#decayConstant * thinning;
      const span = this.#span;
      const held = 1 + span * decay;
      const loss = held + span * this.#perCharge * perPlated;
      this.#decay[point] = decay;
      share = held / loss;
      stripping =
        (perPlated * (this.#platedBase[point]! + span * this.#perCharge * plating)) / loss;
    }
    this.slope[point] = perVolt * share * ((1 - alpha) * stripping + alpha * plating);
    this.saltSlope[point] = this.#isBySalt ? -share * exponential * bySalt : 0;
    this.#foundAt[point] = eta;
    this.#foundSalt[point] = c;
    this.#change(point, stripping - plating);
  }

  /** Takes the current along its tangent to another potential and concentration. */
  follow(point: number, eta: number, c: number): void {
    const slope = this.slope[point]!;
    if (slope === 0) return;
    const next =
      this.current[point]! +
      slope * (eta - this.#foundAt[point]!) +
      this.saltSlope[point]! * (c - this.#foundSalt[point]!);
    this.slope[point] = 0;
    this.saltSlope[point] = 0;
    // A tangent ends where metal would dissolve that cannot.
    this.#change(point, this.#law === 'irreversible' ? Math.min(0, next) : next);
  }

  #change(point: number, current: number): void {
    this.current[point] = current;
    this.taken[point] = this.#takenBase[point]! + this.takenShare * current;
  }

  /** Amounts at the end of the tried step, by its currents [mol/m3]. */
  platedAt(point: number): number {
    if (this.#law === 'irreversible') return this.#platedBase[point]!;
    const free = this.#platedBase[point]! - this.#span * this.#perCharge * this.current[point]!;
    return free / (1 + this.#span * this.#decay[point]!);
  }

  deadAt(point: number): number {
    const base = this.#deadBase[point]!;
    return this.#law === 'irreversible'
      ? base - this.#span * this.#perCharge * this.current[point]!
      : base + this.#span * this.#decay[point]! * this.platedAt(point);
  }

  /** Takes the step. */
  accept(head: number): void {
    for (let i = 0; i < this.current.length; i++) {
      this.#plated[i] = this.platedAt(i);
      this.#dead[i] = this.deadAt(i);
    }
    this.#keep(head + 1);
  }

  #keep(head: number): void {
    keep(this.#currentRing, head, this.current);
    keep(this.#platedRing, head, this.#plated);
    keep(this.#deadRing, head, this.#dead);
  }

  /** Largest difference of an amount of the tried step from the predicted one, over the sites of the material. */
  change(): number {
    let largest = 0;
    for (let i = 0; i < this.current.length; i++) {
      const plated = Math.abs(this.platedAt(i) - this.#predictedPlated[i]!);
      const dead = Math.abs(this.deadAt(i) - this.#predictedDead[i]!);
      const part = Math.max(plated, dead) / this.#sites;
      if (!(part <= largest)) largest = part;
    }
    return largest;
  }
}
