import type { HermiteTable } from './hermite-table.ts';
import { KirchhoffCurve } from './kirchhoff-curve.ts';
import { NodeHistory } from './node-history.ts';
import type { Particles } from './particles.ts';
import type { StepFormula } from './step-formula.ts';
import { vector } from './vectors.ts';

/** Change of a stoichiometry in the last Newton iteration of a step, and how many iterations there are at most. */
const converged = 1e-7;
const mostIterations = 25;
/** Change of a stoichiometry that one iteration may make: diffusivities differ by orders of magnitude along the way. */
const largestChange = 0.04;
/** Stoichiometries are guessed this far from 0 and 1. */
const margin = 1e-6;

/**
 * Stoichiometry in the particles of one material whose diffusivity changes so much with it that fronts run through the
 * particles: finite volumes in shells of equal thickness, with the gradient of the Kirchhoff potential w = integral of D
 * between them, ds/dt = div grad w, as the enthalpy method treats moving fronts (Voller and Cross 1981, Int. J. Heat
 * Mass Transfer 24, 545). Each step is solved by Newton's method for the expected current, which eliminates each
 * particle onto its surface; w there comes from the two outer shells and the slope that the current asks for.
 */
export class SphereVolumes implements Particles {
  readonly countsIntegral = false;
  readonly particles: number;
  readonly #shells: number;
  /** Conductance to the inner and the outer neighbour, per volume [1/m2]. */
  readonly #inner: Float64Array;
  readonly #outer: Float64Array;
  readonly #curve: KirchhoffCurve;
  /** Of ds/dt in the outer shell, and of w at the surface, per current density that leaves. */
  readonly #inflow: number;
  readonly #surfaceByCurrent: number;
  readonly #inverseCapacity: number;
  readonly #history: NodeHistory;
  /** One particle while it is solved: stoichiometries, potentials, 1/D, change of the potentials, that per current. */
  readonly #guess: Float64Array;
  readonly #potential: Float64Array;
  readonly #perD: Float64Array;
  readonly #change: Float64Array;
  readonly #byCurrent: Float64Array;
  readonly #upper: Float64Array;
  #rate = 0;
  #factor = 1;

  /**
   * @param table - integral of the diffusivity over stoichiometry, from 0 to 1 [m2/s]
   * @param radius - [m]
   * @param inverseCapacity - 3 / (radius F maximum concentration) [m2/(A.s)]
   */
  constructor(
    particles: number,
    shells: number,
    table: HermiteTable,
    radius: number,
    inverseCapacity: number,
  ) {
    this.particles = particles;
    this.#shells = shells;
    this.#curve = new KirchhoffCurve(table);
    const weights = vector(shells);
    this.#inner = vector(shells);
    this.#outer = vector(shells);
    for (let i = 0; i < shells; i++) {
      const volume = ((i + 1) ** 3 - i ** 3) / shells ** 3;
      const perVolume = 3 / (shells * volume * radius * radius);
      weights[i] = volume;
      this.#inner[i] = i * i * perVolume;
      this.#outer[i] = i < shells - 1 ? (i + 1) ** 2 * perVolume : 0;
    }
    this.#inverseCapacity = inverseCapacity;
    this.#inflow = -inverseCapacity / weights[shells - 1]!;
    this.#surfaceByCurrent = (-inverseCapacity * radius * radius) / (8 * shells);
    this.#history = new NodeHistory(particles, weights);
    this.#guess = vector(shells);
    this.#potential = vector(shells);
    this.#perD = vector(shells);
    this.#change = vector(shells);
    this.#byCurrent = vector(shells);
    this.#upper = vector(shells);
  }

  reset(stoichiometry: number): void {
    this.#history.reset(stoichiometry);
  }

  interpolate(other: SphereVolumes, weights: Float64Array): void {
    this.#history.interpolate(other.#history, weights);
  }

  restart(): void {
    this.#history.restart();
  }

  mean(particle: number): number {
    return this.#history.mean(particle);
  }

  surface(particle: number): number {
    return this.#history.surfaces[particle]!;
  }

  present(
    surface: Float64Array,
    byCurrent: Float64Array,
    temperatureFactor: number,
    j: Float64Array,
  ): void {
    const curve = this.#curve;
    const own = this.#surfaceByCurrent;
    const { s: shells } = this.#history;
    this.#factor = temperatureFactor;
    for (let particle = 0; particle < this.particles; particle++) {
      const last = (particle + 1) * this.#shells - 1;
      curve.at(shells[last - 1]!, temperatureFactor);
      const before = curve.potential;
      curve.at(shells[last]!, temperatureFactor);
      const s = this.#surfaceOf(particle, before, curve.potential, j[particle]!);
      byCurrent[particle] = own / curve.diffusivity;
      surface[particle] = s - byCurrent[particle]! * j[particle]!;
    }
  }

  respond(
    surface: Float64Array,
    byCurrent: Float64Array,
    formula: StepFormula,
    temperatureFactor: number,
    predicted: Float64Array,
    _currents: Float64Array,
    head: number,
  ): void {
    this.#history.begin(formula, head);
    this.#rate = formula.derivative[0]!;
    this.#factor = temperatureFactor;
    this.respondAgain(surface, byCurrent, predicted);
  }

  respondAgain(surface: Float64Array, byCurrent: Float64Array, currents: Float64Array): void {
    const slopes = this.#byCurrent;
    const last = this.#shells - 1;
    for (let particle = 0; particle < this.particles; particle++) {
      const current = currents[particle]!;
      const s = this.#solve(particle, current);
      const slope =
        slopes[last]! + (slopes[last]! - slopes[last - 1]!) / 8 + this.#surfaceByCurrent;
      byCurrent[particle] = slope / this.#curve.diffusivity;
      surface[particle] = s - byCurrent[particle]! * current;
    }
  }

  accept(j: Float64Array, formula: StepFormula, _currents: Float64Array, head: number): void {
    const { s, surfaces } = this.#history;
    for (let particle = 0; particle < this.particles; particle++) {
      surfaces[particle] = this.#solve(particle, j[particle]!);
      s.set(this.#guess, particle * this.#shells);
      this.#history.settleMean(particle, -this.#inverseCapacity * j[particle]!, formula);
    }
    this.#history.end(head);
  }

  /** Solves the step of a particle for a current, from its prediction; returns the stoichiometry of its surface. */
  #solve(particle: number, current: number): number {
    const n = this.#shells;
    const from = particle * n;
    const guess = this.#guess;
    const { predicted } = this.#history;
    for (let i = 0; i < n; i++) {
      guess[i] = Math.min(1 - margin, Math.max(margin, predicted[from + i]!));
    }
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      this.#linearise();
      this.#eliminate(from, current);
      if (this.#move() < converged) break;
    }
    this.#linearise();
    return this.#surfaceOf(particle, this.#potential[n - 2]!, this.#potential[n - 1]!, current);
  }

  #linearise(): void {
    const curve = this.#curve;
    for (let i = 0; i < this.#shells; i++) {
      curve.at(this.#guess[i]!, this.#factor);
      this.#potential[i] = curve.potential;
      this.#perD[i] = 1 / curve.diffusivity;
    }
  }

  /** Changes of the potentials in rate (s + dw/D) + past = outer (w+ - w) - inner (w - w-) + inflow j: a tridiagonal system. */
  #eliminate(from: number, current: number): void {
    const n = this.#shells;
    const guess = this.#guess;
    const w = this.#potential;
    const upper = this.#upper;
    const change = this.#change;
    const byCurrent = this.#byCurrent;
    const rate = this.#rate;
    const { past } = this.#history;
    let [changeBefore, slopeBefore, upperBefore, potentialBefore] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const below = this.#inner[i]!;
      const above = this.#outer[i]!;
      const inflow = i === n - 1 ? this.#inflow : 0;
      let residual = inflow * current - rate * guess[i]! - past[from + i]!;
      residual -= below * (w[i]! - potentialBefore);
      if (i < n - 1) residual += above * (w[i + 1]! - w[i]!);
      const pivot = rate * this.#perD[i]! + above + below * (1 - upperBefore);
      changeBefore = change[i] = (residual + below * changeBefore) / pivot;
      slopeBefore = byCurrent[i] = (inflow + below * slopeBefore) / pivot;
      upperBefore = upper[i] = above / pivot;
      potentialBefore = w[i]!;
    }
    for (let i = n - 2; i >= 0; i--) {
      change[i]! += upper[i]! * change[i + 1]!;
      byCurrent[i]! += upper[i]! * byCurrent[i + 1]!;
    }
  }

  /** Takes the stoichiometries of the changed potentials, as far as one iteration may go; returns the largest change. */
  #move(): number {
    const guess = this.#guess;
    let largest = 0;
    for (let i = 0; i < this.#shells; i++) {
      const s = guess[i]!;
      const found = this.#curve.inverse(this.#potential[i]! + this.#change[i]!, s, this.#factor);
      let next = Math.min(s + largestChange, Math.max(s - largestChange, found));
      if (next > 1) next = (1 + s) / 2;
      else if (next < 0) next = s / 2;
      guess[i] = next;
      largest = Math.max(largest, Math.abs(next - s));
    }
    return largest;
  }

  /** Stoichiometry of the surface from the potentials of the two outer shells: a parabola with the slope of the current. */
  #surfaceOf(particle: number, before: number, last: number, current: number): number {
    const w = last + (last - before) / 8 + this.#surfaceByCurrent * current;
    return this.#curve.inverse(w, this.#history.surfaces[particle]!, this.#factor);
  }
}
