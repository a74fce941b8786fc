import { faradayConstant } from '../../core/constants.ts';
import type { InterphaseGrowth } from '../cell-parameters.ts';
import { mixRows } from './small-dense.ts';
import { combineHistory, keep, ringSize, type StepFormula, stride } from './step-formula.ts';
import { integralWeights } from './step-integral.ts';

/** What the growth of the film is limited by. */
export const interphaseLimits = ['reaction', 'interstitial', 'solvent'] as const;
export type InterphaseLimit = (typeof interphaseLimits)[number];

/** A film that grows, and by what. */
export interface InterphaseModel {
  readonly growth: InterphaseGrowth;
  readonly limit: InterphaseLimit;
}

/** The film on an electrode. */
export interface InterphaseState {
  /** Mean over the surface [m]. */
  readonly meanThickness: number;
  /** Of the cell, since the film was new [mol]. */
  readonly lithiumLost: number;
}

/**
 * The solid-electrolyte interphase on the particles of one material, at the points of its electrode: a side reaction
 * takes lithium into a film, whose resistance stands in the way of the main one.
 *
 * Side current density over Phi = phi_s - phi_e and thickness L (Marquis 2020, Long-term degradation of lithium-ion
 * batteries, thesis, University of Oxford, section 5.6.4), negative because the film forms by reduction:
 * - reaction: -i0 exp(-F (Phi - film drop - U) / 2RT);
 * - interstitial: -F D c exp(-F Phi / RT) / L, of lithium interstitials through the film;
 * - solvent: -F D c / L, of solvent through the film.
 *
 * Each is multiplied with Arrhenius's factor. Lithium in the film follows from the side current as it does in the particles, by the integral of the step formula's
 * polynomials or by its derivative, so that what the ones lose the others gain to round-off.
 */
export class Interphase {
  /** Of the side reaction at the present solution [A/m2]. */
  readonly current: Float64Array;
  /** Of the film at the present solution [ohm.m2]. */
  readonly resistance: Float64Array;
  /** Of the side current by Phi where it was found last [A/(m2.V)]; 0 where it has followed Phi from there. */
  readonly slope: Float64Array;
  /** Phi where the side current was found last [V]. */
  readonly #foundAt: Float64Array;
  readonly #predicted: Float64Array;
  readonly #scratch: Float64Array;
  /** At the present solution, at the last accepted one, and without the part of the new current [m]. */
  readonly #thickness: Float64Array;
  readonly #accepted: Float64Array;
  readonly #base: Float64Array;
  /** Accepted side currents and thicknesses, newest at the head. */
  readonly #ring: Float64Array;
  readonly #thicknessRing: Float64Array;
  readonly #countsIntegral: boolean;
  readonly #growth: InterphaseGrowth;
  readonly #limit: InterphaseLimit;
  /** Film per charge [m3/(A.s)]. */
  readonly #perCharge: number;
  /** Of the charge of the step by the side current at each point of the step formula [s]. */
  readonly #weights = new Float64Array(stride);
  #thermalVoltage = 0;
  #factor = 1;

  /** @param countsIntegral - whether particles count the current of a step by its integral */
  constructor({ growth, limit }: InterphaseModel, countsIntegral: boolean, points: number) {
    const make = (): Float64Array => new Float64Array(points);
    this.#growth = growth;
    this.#limit = limit;
    this.#countsIntegral = countsIntegral;
    this.#perCharge = growth.partialMolarVolume / (growth.lithiumPerFilmMolecule * faradayConstant);
    this.current = make();
    this.resistance = make();
    this.slope = make();
    this.#foundAt = make();
    this.#predicted = make();
    this.#scratch = make();
    this.#thickness = make();
    this.#accepted = make();
    this.#base = make();
    this.#ring = new Float64Array(ringSize * points);
    this.#thicknessRing = new Float64Array(ringSize * points);
    this.reset();
  }

  /** [J/mol] */
  get activationEnergy(): number {
    return this.#growth.activationEnergy;
  }

  /** Potential at which the film forms [V]. */
  get openCircuitPotential(): number {
    return this.#growth.openCircuitPotential;
  }

  /** @param factor - of growth, over that at the reference temperature */
  setTemperature(thermalVoltage: number, factor: number): void {
    this.#thermalVoltage = thermalVoltage;
    this.#factor = factor;
  }

  /** The film of a new cell. */
  reset(): void {
    this.#accepted.fill(this.#growth.initialThickness);
    this.current.fill(0);
    this.hold();
  }

  /** Takes the film of the same material at other points. */
  interpolate(other: Interphase, weights: Float64Array): void {
    const n = this.current.length;
    mixRows(this.#accepted, other.#accepted, weights, n, other.current.length, 1);
    mixRows(this.current, other.current, weights, n, other.current.length, 1);
    this.hold();
  }

  /** Keeps the film as it is, for the solution just after a jump of current. */
  hold(): void {
    this.#weights.fill(0);
    this.slope.fill(0);
    this.#base.set(this.#accepted);
    for (let i = 0; i < this.current.length; i++) this.#setThickness(i);
  }

  /** Goes back to the film that was accepted last. */
  restore(head: number): void {
    const n = this.current.length;
    const from = (head & (ringSize - 1)) * n;
    for (let i = 0; i < n; i++) this.current[i] = this.#ring[from + i]!;
    this.hold();
  }

  /** Begins a history with the present side currents. */
  restart(head: number): void {
    keep(this.#ring, head, this.current);
    keep(this.#thicknessRing, head, this.#accepted);
  }

  /** Predicts the side currents of a step. */
  predict(formula: StepFormula, head: number): void {
    const n = this.current.length;
    combineHistory(
      this.#predicted,
      this.#ring,
      n,
      formula.predictorPoints,
      formula.predictor,
      head,
    );
    if (this.#countsIntegral) this.#beginIntegral(formula, head);
    else this.#beginDerivative(formula, head);
    for (let i = 0; i < n; i++) {
      this.current[i] = this.#predicted[i]!;
      this.slope[i] = 0;
      this.#setThickness(i);
    }
  }

  #beginIntegral(formula: StepFormula, head: number): void {
    const base = this.#base;
    integralWeights(formula, this.#weights);
    combineHistory(base, this.#ring, base.length, formula.order, this.#weights, head);
    for (let i = 0; i < base.length; i++) {
      base[i] = this.#accepted[i]! - this.#perCharge * base[i]!;
    }
  }

  #beginDerivative({ order, derivative }: StepFormula, head: number): void {
    const base = this.#base;
    this.#weights[0] = 1 / derivative[0]!;
    combineHistory(base, this.#thicknessRing, base.length, order, derivative, head);
    for (let i = 0; i < base.length; i++) base[i]! *= -this.#weights[0]!;
  }

  /** Adds the predictor of another order to `target`. */
  addPrediction(target: Float64Array, count: number, weights: Float64Array, head: number): void {
    const own = this.#scratch;
    combineHistory(own, this.#ring, target.length, count, weights, head);
    for (let i = 0; i < target.length; i++) target[i]! += own[i]!;
  }

  /**
   * Sets side current, its slope and the thickness at a point for a potential.
   * @param phi - phi_s - phi_e [V]
   * @param filmDrop - what of it falls across the film [V]
   */
  grow(point: number, phi: number, filmDrop: number): void {
    const rate = this.#factor * this.#rate(phi, filmDrop, this.#thickness[point]!);
    this.slope[point] = rate * this.#perVolt();
    this.#foundAt[point] = phi;
    this.#change(point, -rate);
  }

  /** Takes the side current along its tangent to another potential. */
  follow(point: number, phi: number): void {
    const slope = this.slope[point]!;
    if (slope === 0) return;
    this.slope[point] = 0;
    // A tangent ends where the film would dissolve.
    const next = this.current[point]! + slope * (phi - this.#foundAt[point]!);
    this.#change(point, Math.min(0, next));
  }

  #change(point: number, next: number): void {
    this.current[point] = next;
    this.#setThickness(point);
  }

  /** Part by which the side current falls per Phi [1/V]. */
  #perVolt(): number {
    switch (this.#limit) {
      case 'reaction':
        return 1 / (2 * this.#thermalVoltage);
      case 'interstitial':
        return 1 / this.#thermalVoltage;
      case 'solvent':
        return 0;
    }
  }

  #rate(phi: number, filmDrop: number, thickness: number): number {
    const growth = this.#growth;
    switch (this.#limit) {
      case 'reaction': {
        const overpotential = phi - filmDrop - growth.openCircuitPotential;
        return (
          growth.reactionExchangeCurrent * Math.exp(-overpotential / (2 * this.#thermalVoltage))
        );
      }
      case 'interstitial': {
        const { interstitialDiffusivity, interstitialReferenceConcentration } = growth;
        const supply =
          faradayConstant * interstitialDiffusivity * interstitialReferenceConcentration;
        return (supply / thickness) * Math.exp(-phi / this.#thermalVoltage);
      }
      case 'solvent':
        return (
          (faradayConstant * growth.solventDiffusivity * growth.solventConcentration) / thickness
        );
    }
  }

  #setThickness(point: number): void {
    const thickness =
      this.#base[point]! - this.#perCharge * this.#weights[0]! * this.current[point]!;
    this.#thickness[point] = thickness;
    this.resistance[point] = this.#growth.resistivity * thickness;
  }

  /** Takes the step. */
  accept(head: number): void {
    this.#accepted.set(this.#thickness);
    keep(this.#ring, head + 1, this.current);
    keep(this.#thicknessRing, head + 1, this.#thickness);
  }

  /** Largest part of its thickness by which the film of the tried step differs from the predicted one. */
  change(): number {
    let largest = 0;
    for (let i = 0; i < this.current.length; i++) {
      const current = this.current[i]! - this.#predicted[i]!;
      const grown = Math.abs(current * this.#weights[0]! * this.#perCharge);
      const part = grown / this.#thickness[i]!;
      if (!(part <= largest)) largest = part;
    }
    return largest;
  }

  /** Thickness at a point [m]. */
  thicknessAt(point: number): number {
    return this.#thickness[point]!;
  }

  /** Thickness of the new film over the present one. */
  thinningAt(point: number): number {
    return this.#growth.initialThickness / this.#thickness[point]!;
  }

  /** Lithium that the film took up at a point since it was new, per area of it [mol/m2]. */
  lithiumAt(point: number): number {
    const { lithiumPerFilmMolecule, partialMolarVolume, initialThickness } = this.#growth;
    return (
      (lithiumPerFilmMolecule * (this.#thickness[point]! - initialThickness)) / partialMolarVolume
    );
  }
}
