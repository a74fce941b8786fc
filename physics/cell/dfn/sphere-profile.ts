import { differentiationMatrix } from '../../numerics/lagrange.ts';
import { gaussJacobiHalf } from './gauss-jacobi-half.ts';
import type { HermiteTable } from './hermite-table.ts';
import type { Particles } from './particles.ts';
import { mixRows, solveTwo } from './small-dense.ts';
import { combineHistory, ringSize, type StepFormula } from './step-formula.ts';
import { vector } from './vectors.ts';

/** Change of a stoichiometry above which s(w) is linearised anew, and how often at most. */
const relinearise = 1e-3;
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
  readonly particles: number;
  readonly #nodes: number;
  readonly #weights: Float64Array;
  /** (4 x w'' + 6 w') at the nodes by the node values and, last, by w'(1): nodes x (nodes + 1). */
  readonly #operator: Float64Array;
  /** w(1) by the node values and, last, by w'(1). */
  readonly #surfaceRow: Float64Array;
  readonly #table: HermiteTable;
  readonly #perRadiusSquare: number;
  /** w'(1) per current density. */
  readonly #slopeByCurrent: number;
  readonly #inverseCapacity: number;
  /** Node stoichiometries, particle by particle, and the surface ones. */
  readonly #s: Float64Array;
  readonly #surfaces: Float64Array;
  readonly #ring: Float64Array;
  readonly #predicted: Float64Array;
  readonly #past: Float64Array;
  readonly #matrix: Float64Array;
  /** s = base + byCurrent j of the step that was prepared. */
  readonly #base: Float64Array;
  readonly #byCurrent: Float64Array;
  readonly #surfaceBase: Float64Array;
  readonly #surfaceByCurrent: Float64Array;
  readonly #perD: Float64Array;
  readonly #potential: Float64Array;
  readonly #guess: Float64Array;
  #known = 0;

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
    const { x, weights } = gaussJacobiHalf(nodes);
    const slope = differentiationMatrix([...x, 1]);
    this.particles = particles;
    this.#nodes = nodes;
    this.#weights = weights;
    this.#table = table;
    this.#perRadiusSquare = 1 / (radius * radius);
    this.#inverseCapacity = inverseCapacity;
    this.#slopeByCurrent = (-inverseCapacity * radius * radius) / 6;
    const last = slope[nodes]!;
    this.#surfaceRow = vector(nodes + 1);
    for (let m = 0; m < nodes; m++) this.#surfaceRow[m] = -last[m]! / last[nodes]!;
    this.#surfaceRow[nodes] = 1 / last[nodes]!;
    this.#operator = vector(nodes * (nodes + 1));
    for (let i = 0; i < nodes; i++) {
      const row = slope.map((_, m) => {
        let second = 0;
        for (let q = 0; q <= nodes; q++) second += slope[i]![q]! * slope[q]![m]!;
        return 4 * x[i]! * second + 6 * slope[i]![m]!;
      });
      for (let m = 0; m < nodes; m++) {
        this.#operator[i * (nodes + 1) + m] = row[m]! + row[nodes]! * this.#surfaceRow[m]!;
      }
      this.#operator[i * (nodes + 1) + nodes] = row[nodes]! * this.#surfaceRow[nodes]!;
    }
    const all = particles * nodes;
    this.#s = vector(all);
    this.#surfaces = vector(particles);
    this.#ring = vector(ringSize * all);
    this.#predicted = vector(all);
    this.#past = vector(all);
    this.#matrix = vector(nodes * nodes);
    this.#base = vector(all);
    this.#byCurrent = vector(all);
    this.#surfaceBase = vector(particles);
    this.#surfaceByCurrent = vector(particles);
    this.#perD = vector(nodes);
    this.#potential = vector(nodes);
    this.#guess = vector(nodes);
  }

  reset(stoichiometry: number): void {
    this.#s.fill(stoichiometry);
    this.#surfaces.fill(stoichiometry);
    this.restart();
  }

  interpolate(other: SphereProfile, weights: Float64Array): void {
    mixRows(this.#s, other.#s, weights, this.particles, other.particles, this.#nodes);
    mixRows(this.#surfaces, other.#surfaces, weights, this.particles, other.particles, 1);
    this.restart();
  }

  restart(): void {
    this.#known = 0;
  }

  mean(particle: number): number {
    let sum = 0;
    for (let i = 0; i < this.#nodes; i++) {
      sum += this.#weights[i]! * this.#s[particle * this.#nodes + i]!;
    }
    return sum;
  }

  surface(particle: number): number {
    return this.#surfaces[particle]!;
  }

  present(
    surface: Float64Array,
    byCurrent: Float64Array,
    temperatureFactor: number,
    j: Float64Array,
  ): void {
    const n = this.#nodes;
    const row = this.#surfaceRow;
    const wByCurrent = row[n]! * this.#slopeByCurrent;
    for (let particle = 0; particle < this.particles; particle++) {
      let w = wByCurrent * j[particle]!;
      for (let i = 0; i < n; i++) {
        this.#evaluate(this.#s[particle * n + i]!, temperatureFactor);
        w += row[i]! * value;
      }
      const s = this.#inverse(w, this.#surfaces[particle]!, temperatureFactor);
      byCurrent[particle] = wByCurrent / slopeOfValue;
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
    const n = this.#nodes;
    const all = this.#s.length;
    if (this.#known === 0) {
      this.#ring.set(this.#s, (head & (ringSize - 1)) * all);
      this.#known = 1;
    }
    combineHistory(
      this.#predicted,
      this.#ring,
      all,
      formula.predictorPoints,
      formula.predictor,
      head,
    );
    combineHistory(this.#past, this.#ring, all, formula.order, formula.derivative, head);
    const rate = formula.derivative[0]!;
    const spread = this.#perRadiusSquare;
    const matrix = this.#matrix;
    const operator = this.#operator;
    const perD = this.#perD;
    const potential = this.#potential;
    const row = this.#surfaceRow;
    for (let particle = 0; particle < this.particles; particle++) {
      const from = particle * n;
      const y = this.#base.subarray(from, from + n);
      const t = this.#byCurrent.subarray(from, from + n);
      const guess = this.#guess;
      const current = predicted[particle]!;
      for (let i = 0; i < n; i++) guess[i] = this.#predicted[from + i]!;
      for (let iteration = 0; ; iteration++) {
        for (let i = 0; i < n; i++) {
          this.#evaluate(guess[i]!, temperatureFactor);
          potential[i] = value;
          perD[i] = 1 / slopeOfValue;
        }
        for (let i = 0; i < n; i++) {
          const at = i * (n + 1);
          for (let m = 0; m < n; m++) matrix[i * n + m] = -spread * operator[at + m]!;
          matrix[i * n + i]! += rate * perD[i]!;
          y[i] = -rate * (guess[i]! - potential[i]! * perD[i]!) - this.#past[from + i]!;
          t[i] = spread * operator[at + n]! * this.#slopeByCurrent;
        }
        solveTwo(matrix, y, t, n);
        // Where s has moved far from where s(w) was linearised, it is linearised anew.
        let moved = 0;
        for (let i = 0; i < n; i++) {
          const change = (y[i]! + t[i]! * current - potential[i]!) * perD[i]!;
          if (Math.abs(change) > moved) moved = Math.abs(change);
        }
        if (moved < relinearise || iteration === mostLinearisations) break;
        for (let i = 0; i < n; i++) {
          guess[i] = this.#inverse(y[i]! + t[i]! * current, guess[i]!, temperatureFactor);
        }
      }
      let w = 0;
      let wByCurrent = row[n]! * this.#slopeByCurrent;
      for (let i = 0; i < n; i++) {
        w += row[i]! * y[i]!;
        wByCurrent += row[i]! * t[i]!;
        y[i] = guess[i]! + (y[i]! - potential[i]!) * perD[i]!;
        t[i] = t[i]! * perD[i]!;
      }
      // The surface is where s(w) bends most: its tangent is taken at the solution for the predicted current.
      const at = this.#inverse(
        w + wByCurrent * current,
        this.#surfaces[particle]!,
        temperatureFactor,
      );
      this.#surfaceByCurrent[particle] = byCurrent[particle] = wByCurrent / slopeOfValue;
      this.#surfaceBase[particle] = surface[particle] = at - (wByCurrent / slopeOfValue) * current;
    }
  }

  accept(j: Float64Array, formula: StepFormula, _currents: Float64Array, head: number): void {
    const n = this.#nodes;
    const s = this.#s;
    const perRate = 1 / formula.derivative[0]!;
    const weights = this.#weights;
    for (let particle = 0; particle < this.particles; particle++) {
      const current = j[particle]!;
      const from = particle * n;
      // What the formula says of the mean holds to round-off; the nodes hold it as well as they were solved.
      let missing = -this.#inverseCapacity * current;
      for (let i = 0; i < n; i++) missing -= weights[i]! * this.#past[from + i]!;
      missing *= perRate;
      for (let i = 0; i < n; i++) {
        const value = this.#base[from + i]! + this.#byCurrent[from + i]! * current;
        s[from + i] = value;
        missing -= weights[i]! * value;
      }
      for (let i = 0; i < n; i++) s[from + i]! += missing;
      this.#surfaces[particle] =
        this.#surfaceBase[particle]! + this.#surfaceByCurrent[particle]! * current;
    }
    this.#ring.set(s, ((head + 1) & (ringSize - 1)) * s.length);
    this.#known++;
  }

  /** Sets `value` and `slopeOfValue` to w and D at a stoichiometry; straight on outside [0, 1]. */
  #evaluate(stoichiometry: number, factor: number): void {
    const { coefficients, cells, scale } = this.#table;
    let position = stoichiometry * scale;
    let beyond = 0;
    if (position < 0) {
      beyond = position;
      position = 0;
    } else if (position > cells - 1e-9) {
      beyond = position - cells;
      position = cells - 1e-9;
    }
    const cell = position | 0;
    const t = position - cell;
    const o = cell << 2;
    const b = coefficients[o + 1]!;
    const d = coefficients[o + 2]!;
    const e = coefficients[o + 3]!;
    const slope = factor * (b + t * (2 * d + 3 * t * e));
    value = factor * (coefficients[o]! + t * (b + t * (d + t * e))) + beyond * slope;
    slopeOfValue = slope * scale;
  }

  /** The stoichiometry of a potential, by Newton's method from a guess; sets `value` and `slopeOfValue` there. */
  #inverse(potential: number, guess: number, factor: number): number {
    let s = guess;
    this.#evaluate(s, factor);
    for (let iteration = 0; iteration < 8; iteration++) {
      const change = (potential - value) / slopeOfValue;
      s += change;
      this.#evaluate(s, factor);
      if (Math.abs(change) < 1e-9) break;
    }
    return s;
  }
}

let value = 0;
let slopeOfValue = 0;
