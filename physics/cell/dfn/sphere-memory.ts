import { type MemoryArrays, type MemoryKernels, memoryKernels } from './memory-kernels.ts';
import type { Particles } from './particles.ts';
import { mixRows } from './small-dense.ts';
import { sphereResponse } from './sphere-response.ts';
import { type StepFormula, stride } from './step-formula.ts';
import { vector } from './vectors.ts';

/**
 * Stoichiometry in the particles of one material whose diffusivity does not depend on it: the mean, and the lag of the
 * surface as a sum of decaying parts. Each part is propagated exactly over a step for the polynomial in time that the
 * step formula takes the current for, so lithium is conserved to round-off.
 */
export class SphereMemory implements Particles {
  readonly countsIntegral = true;
  readonly particles: number;
  readonly #count: number;
  readonly #arrays: MemoryArrays;
  readonly #kernels: MemoryKernels;

  readonly #diffusionRate: number;
  /** The step and the diffusion rate that the weights are those of. */
  #formula: StepFormula | undefined;
  #changes = 0;
  #weighedFor = 0;

  /**
   * @param diffusionRate - D/R^2 at the reference temperature [1/s]
   * @param inverseCapacity - 3 / (radius F maximum concentration) [m2/(A.s)]
   */
  constructor(
    particles: number,
    exponentials: 6 | 8 | 12,
    diffusionRate: number,
    inverseCapacity: number,
  ) {
    this.#diffusionRate = diffusionRate;
    const { rates, shares } = sphereResponse(exponentials);
    this.particles = particles;
    this.#count = rates.length + 1;
    this.#kernels = memoryKernels(this.#count);
    this.#arrays = {
      parts: vector(particles * this.#count),
      rates: vector(this.#count),
      gains: vector(this.#count),
      decay: vector(this.#count),
      weights: vector(this.#count * stride),
      surfaceWeights: vector(stride),
    };
    const mean = this.#count - 1;
    this.#arrays.gains[mean] = -inverseCapacity;
    for (let m = 0; m < mean; m++) {
      this.#arrays.rates[m] = rates[m]!;
      this.#arrays.gains[m] = (-shares[m]! * rates[m]! * inverseCapacity) / 3;
    }
  }

  reset(stoichiometry: number): void {
    this.#arrays.parts.fill(0);
    for (let i = 0; i < this.particles; i++)
      this.#arrays.parts[(i + 1) * this.#count - 1] = stoichiometry;
  }

  mean(particle: number): number {
    return this.#arrays.parts[(particle + 1) * this.#count - 1]!;
  }

  surface(particle: number): number {
    let sum = 0;
    const from = particle * this.#count;
    for (let m = 0; m < this.#count; m++) sum += this.#arrays.parts[from + m]!;
    return sum;
  }

  interpolate(other: SphereMemory, weights: Float64Array): void {
    mixRows(
      this.#arrays.parts,
      other.#arrays.parts,
      weights,
      this.particles,
      other.particles,
      this.#count,
    );
  }

  restart(): void {}

  present(surface: Float64Array, byCurrent: Float64Array): void {
    for (let i = 0; i < this.particles; i++) surface[i] = this.surface(i);
    byCurrent.fill(0);
  }

  respond(
    surface: Float64Array,
    byCurrent: Float64Array,
    formula: StepFormula,
    temperatureFactor: number,
    _predicted: Float64Array,
    currents: Float64Array,
    head: number,
  ): void {
    const diffusionRate = this.#diffusionRate * temperatureFactor;
    const isSame =
      formula === this.#formula &&
      formula.changes === this.#changes &&
      diffusionRate === this.#weighedFor;
    if (!isSame) {
      this.#formula = formula;
      this.#changes = formula.changes;
      this.#weighedFor = diffusionRate;
      this.#kernels.weigh(this.#arrays, formula, diffusionRate);
    }
    const own = this.#arrays.surfaceWeights[0]!;
    for (let i = 0; i < byCurrent.length; i++) byCurrent[i] = own;
    this.#kernels.predict(this.#arrays, surface, currents, head);
  }

  accept(j: Float64Array, _formula: StepFormula, currents: Float64Array, head: number): void {
    this.#kernels.accept(this.#arrays, j, currents, head);
  }
}
