import type { HermiteTable } from './hermite-table.ts';
import { KirchhoffCurve } from './kirchhoff-curve.ts';
import { NodeHistory } from './node-history.ts';
import type { Particles } from './particles.ts';
import {
  type SphereArrays,
  type SphereCollocation,
  sphereCollocation,
} from './sphere-collocation.ts';
import type { StepFormula } from './step-formula.ts';
import { vector } from './vectors.ts';

/** Change of a stoichiometry above which s(w) is linearised anew, and how often at most. */
const relinearise = 3e-3;
const mostLinearisations = 6;

/**
 * Stoichiometry in the particles of one material whose diffusivity depends on it: orthogonal collocation in x = (r/R)^2
 * (Villadsen and Michelsen 1978, Solution of Differential Equation Models by Polynomial Approximation, ch. 4) of the
 * Kirchhoff potential w = integral of D, in which diffusion is linear: ds/dt = (4 x w'' + 6 w')/R^2 with
 * w'(1) = -j R/(2 F c_max). The nodes are those of Gauss's rule with the weight x^(1/2), so the mean follows the current
 * to round-off whatever their number. A step linearises s(w) at the predictor and eliminates each particle onto its
 * surface.
 */
export class SphereProfile implements Particles {
  readonly countsIntegral = false;
  readonly particles: number;
  readonly #collocation: SphereCollocation;
  readonly #curve: KirchhoffCurve;
  readonly #perRadiusSquare: number;
  /** w'(1) per current density. */
  readonly #slopeByCurrent: number;
  readonly #inverseCapacity: number;
  readonly #history: NodeHistory;
  readonly #arrays: SphereArrays;
  /** Of the surfaces: base + byCurrent j of the step that was prepared. */
  readonly #surfaceBase: Float64Array;
  readonly #surfaceByCurrent: Float64Array;

  /**
   * @param table - integral of the diffusivity over stoichiometry, from 0 to 1 [m2/s]
   * @param radius - [m]
   * @param inverseCapacity - 3 / (radius F maximum concentration) [m2/(A.s)]
   */
  constructor(
    particles: number,
    nodes: number,
    table: HermiteTable,
    radius: number,
    inverseCapacity: number,
  ) {
    this.particles = particles;
    this.#collocation = sphereCollocation(nodes);
    this.#curve = new KirchhoffCurve(table);
    this.#perRadiusSquare = 1 / (radius * radius);
    this.#inverseCapacity = inverseCapacity;
    this.#slopeByCurrent = (-inverseCapacity * radius * radius) / 6;
    this.#history = new NodeHistory(particles, this.#collocation.weights);
    const all = particles * nodes;
    this.#arrays = {
      guess: this.#history.predicted,
      perD: vector(all),
      potential: vector(all),
      past: this.#history.past,
      base: vector(all),
      byCurrent: vector(all),
      surface: vector(2),
    };
    this.#surfaceBase = vector(particles);
    this.#surfaceByCurrent = vector(particles);
  }

  reset(stoichiometry: number): void {
    this.#history.reset(stoichiometry);
  }

  interpolate(other: SphereProfile, weights: Float64Array): void {
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
    const { nodes: n, surfaceRow, surfaceBySlope } = this.#collocation;
    const { s: nodes, surfaces } = this.#history;
    const curve = this.#curve;
    const wByCurrent = surfaceBySlope * this.#slopeByCurrent;
    for (let particle = 0; particle < this.particles; particle++) {
      let w = wByCurrent * j[particle]!;
      for (let i = 0; i < n; i++) {
        curve.at(nodes[particle * n + i]!, temperatureFactor);
        w += surfaceRow[i]! * curve.potential;
      }
      const s = curve.inverse(w, surfaces[particle]!, temperatureFactor);
      byCurrent[particle] = wByCurrent / curve.diffusivity;
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
    const { nodes: n, solve } = this.#collocation;
    const { s, surfaces } = this.#history;
    const arrays = this.#arrays;
    const curve = this.#curve;
    this.#history.begin(formula, head);
    const rate = formula.derivative[0]!;
    const spread = this.#perRadiusSquare;
    const slope = this.#slopeByCurrent;
    for (let particle = 0; particle < this.particles; particle++) {
      const from = particle * n;
      const current = predicted[particle]!;
      this.#linearise(from, temperatureFactor);
      let moved = solve(arrays, from, rate, spread, slope, current);
      // Where s has moved far from where s(w) was linearised, it is linearised anew.
      for (let more = 0; !(moved < relinearise) && more < mostLinearisations; more++) {
        this.#follow(from, current, temperatureFactor);
        this.#linearise(from, temperatureFactor);
        moved = solve(arrays, from, rate, spread, slope, current);
      }
      // The surface is where s(w) bends most: its tangent is taken at the solution for the predicted current. It is
      // guessed to have moved as the outermost node has.
      const w = arrays.surface[0]! + arrays.surface[1]! * current;
      const outer = from + n - 1;
      const moves = arrays.base[outer]! + arrays.byCurrent[outer]! * current - s[outer]!;
      const at = curve.inverse(w, surfaces[particle]! + moves, temperatureFactor);
      const own = arrays.surface[1]! / curve.diffusivity;
      this.#surfaceByCurrent[particle] = byCurrent[particle] = own;
      this.#surfaceBase[particle] = surface[particle] = at - own * current;
    }
  }

  /** Potential and diffusivity of a particle at its guess. */
  #linearise(from: number, temperatureFactor: number): void {
    const { guess, potential, perD } = this.#arrays;
    const curve = this.#curve;
    for (let i = from; i < from + this.#collocation.nodes; i++) {
      curve.at(guess[i]!, temperatureFactor);
      potential[i] = curve.potential;
      perD[i] = 1 / curve.diffusivity;
    }
  }

  /** Takes as guess the stoichiometries of the potentials that the solution for a current has. */
  #follow(from: number, current: number, temperatureFactor: number): void {
    const { guess, potential, perD, base, byCurrent } = this.#arrays;
    for (let i = from; i < from + this.#collocation.nodes; i++) {
      const change = base[i]! + byCurrent[i]! * current - guess[i]!;
      guess[i] = this.#curve.inverse(
        potential[i]! + change / perD[i]!,
        guess[i]!,
        temperatureFactor,
      );
    }
  }

  accept(j: Float64Array, formula: StepFormula, _currents: Float64Array, head: number): void {
    const { nodes: n } = this.#collocation;
    const { base, byCurrent } = this.#arrays;
    const { s, surfaces } = this.#history;
    for (let particle = 0; particle < this.particles; particle++) {
      const current = j[particle]!;
      const from = particle * n;
      for (let i = from; i < from + n; i++) s[i] = base[i]! + byCurrent[i]! * current;
      this.#history.settleMean(particle, -this.#inverseCapacity * current, formula);
      surfaces[particle] =
        this.#surfaceBase[particle]! + this.#surfaceByCurrent[particle]! * current;
    }
    this.#history.end(head);
  }
}
