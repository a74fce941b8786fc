import { mixRows } from './small-dense.ts';
import { combineHistory, keep, ringSize, type StepFormula } from './step-formula.ts';
import { vector } from './vectors.ts';

/** Stoichiometries at the nodes of all particles of one material, now and at the ends of the last steps. */
export class NodeHistory {
  /** Present stoichiometries, particle by particle. */
  readonly s: Float64Array;
  /** Those of the surfaces. */
  readonly surfaces: Float64Array;
  /** What the last step was predicted to lead to, and the part of its time derivative that was known before. */
  readonly predicted: Float64Array;
  readonly past: Float64Array;
  /** Parts of the volume of a particle. */
  readonly #weights: Float64Array;
  readonly #ring: Float64Array;
  #isNew = true;

  constructor(particles: number, weights: Float64Array) {
    const all = particles * weights.length;
    this.s = vector(all);
    this.surfaces = vector(particles);
    this.predicted = vector(all);
    this.past = vector(all);
    this.#weights = weights;
    this.#ring = vector(ringSize * all);
  }

  reset(stoichiometry: number): void {
    this.s.fill(stoichiometry);
    this.surfaces.fill(stoichiometry);
    this.restart();
  }

  /**
   * Takes the present state of particles at other points, with as many nodes.
   * @param weights - of the other particles in each of these, row by row
   */
  interpolate(other: NodeHistory, weights: Float64Array): void {
    const [rows, others] = [this.surfaces.length, other.surfaces.length];
    mixRows(this.s, other.s, weights, rows, others, this.#weights.length);
    mixRows(this.surfaces, other.surfaces, weights, rows, others, 1);
    this.restart();
  }

  /** Forgets earlier points. */
  restart(): void {
    this.#isNew = true;
  }

  mean(particle: number): number {
    const n = this.#weights.length;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += this.#weights[i]! * this.s[particle * n + i]!;
    return sum;
  }

  /** Fills `predicted` and `past` for a step from the point `head` of the formula. */
  begin({ predictorPoints, predictor, order, derivative }: StepFormula, head: number): void {
    const n = this.s.length;
    if (this.#isNew) keep(this.#ring, head, this.s);
    this.#isNew = false;
    combineHistory(this.predicted, this.#ring, n, predictorPoints, predictor, head);
    combineHistory(this.past, this.#ring, n, order, derivative, head);
  }

  /**
   * Shifts the new stoichiometries of a particle so that their mean is what the formula says of it, to round-off; the
   * nodes hold it as well as they were solved.
   * @param meanRate - time derivative of the mean at the end of the step [1/s]
   */
  settleMean(particle: number, meanRate: number, { derivative }: StepFormula): void {
    const weights = this.#weights;
    const n = weights.length;
    const from = particle * n;
    let missing = meanRate;
    for (let i = 0; i < n; i++) missing -= weights[i]! * this.past[from + i]!;
    missing *= 1 / derivative[0]!;
    for (let i = 0; i < n; i++) missing -= weights[i]! * this.s[from + i]!;
    for (let i = 0; i < n; i++) this.s[from + i]! += missing;
  }

  /** Keeps the new stoichiometries as the point behind `head`. */
  end(head: number): void {
    keep(this.#ring, head + 1, this.s);
  }
}
