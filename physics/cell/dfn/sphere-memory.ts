import type { Particles } from './particles.ts';
import { mixRows } from './small-dense.ts';
import { sphereResponse } from './sphere-response.ts';
import { ringSize, type StepFormula, stride } from './step-formula.ts';

/**
 * Stoichiometry in the particles of one material whose diffusivity does not depend on it: the mean, and the lag of the
 * surface as a sum of decaying parts. Each part is propagated exactly over a step for the polynomial in time that the
 * step formula takes the current for, so lithium is conserved to round-off.
 */
export class SphereMemory implements Particles {
  readonly particles: number;
  /** Decaying parts and, last, the mean, particle by particle. */
  readonly #parts: Float64Array;
  readonly #count: number;
  readonly #rates: Float64Array;
  /** Of each part per current density [1/(A/m2 s)]. */
  readonly #gains: Float64Array;
  readonly #decay: Float64Array;
  /** Of the currents at the points of the step formula in each part. */
  readonly #weights: Float64Array;
  /** The same summed over the parts. */
  readonly #surfaceWeights = new Float64Array(stride);

  readonly #diffusionRate: number;

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
    this.#rates = Float64Array.of(...rates, 0);
    this.#gains = Float64Array.of(
      ...shares.map((share, m) => (-share * rates[m]! * inverseCapacity) / 3),
      -inverseCapacity,
    );
    this.#parts = new Float64Array(particles * this.#count);
    this.#decay = new Float64Array(this.#count);
    this.#weights = new Float64Array(this.#count * stride);
  }

  reset(stoichiometry: number): void {
    this.#parts.fill(0);
    for (let i = 0; i < this.particles; i++) this.#parts[(i + 1) * this.#count - 1] = stoichiometry;
  }

  mean(particle: number): number {
    return this.#parts[(particle + 1) * this.#count - 1]!;
  }

  surface(particle: number): number {
    let sum = 0;
    const from = particle * this.#count;
    for (let m = 0; m < this.#count; m++) sum += this.#parts[from + m]!;
    return sum;
  }

  interpolate(other: SphereMemory, weights: Float64Array): void {
    mixRows(this.#parts, other.#parts, weights, this.particles, other.particles, this.#count);
  }

  restart(): void {}

  respond(
    surface: Float64Array,
    byCurrent: Float64Array,
    formula: StepFormula,
    temperatureFactor: number,
    _predicted: Float64Array,
    currents: Float64Array,
    head: number,
  ): void {
    this.#setWeights(formula, this.#diffusionRate * temperatureFactor);
    byCurrent.fill(this.#surfaceWeights[0]!);
    this.#predictSurface(surface, currents, head, formula.order);
  }

  #setWeights({ order, step, polynomials }: StepFormula, diffusionRate: number): void {
    const weights = this.#weights;
    const surface = this.#surfaceWeights;
    const rates = this.#rates;
    const decays = this.#decay;
    const gains = this.#gains;
    surface.fill(0);
    for (let m = 0; m < this.#count; m++) {
      const z = rates[m]! * diffusionRate * step;
      const decay = z < 34 ? Math.exp(-z) : 0;
      decays[m] = decay;
      powerIntegrals(z, decay, order);
      const gain = gains[m]! * step;
      const i0 = integrals[0]! * gain;
      const i1 = integrals[1]! * gain;
      const i2 = order > 1 ? integrals[2]! * gain : 0;
      const i3 = order > 2 ? integrals[3]! * gain : 0;
      const i4 = order > 3 ? integrals[4]! * gain : 0;
      for (let i = 0, row = 0, to = m * stride; i <= order; i++, row += stride, to++) {
        let sum = polynomials[row]! * i0 + polynomials[row + 1]! * i1;
        if (order > 1) sum += polynomials[row + 2]! * i2;
        if (order > 2) sum += polynomials[row + 3]! * i3;
        if (order > 3) sum += polynomials[row + 4]! * i4;
        weights[to] = sum;
        surface[i]! += sum;
      }
    }
  }

  #predictSurface(
    surface: Float64Array,
    currents: Float64Array,
    head: number,
    order: number,
  ): void {
    const n = this.particles;
    const mask = ringSize - 1;
    const weights = this.#surfaceWeights;
    const decay = this.#decay;
    const parts = this.#parts;
    for (let i = 0; i < n; i++) surface[i] = 0;
    for (let point = 1; point <= order; point++) {
      const weight = weights[point]!;
      const from = ((head - point + 1) & mask) * n;
      for (let i = 0; i < n; i++) surface[i]! += weight * currents[from + i]!;
    }
    const count = this.#count;
    for (let i = 0, at = 0; i < n; i++) {
      let sum = surface[i]!;
      for (let m = 0; m < count; m++, at++) sum += decay[m]! * parts[at]!;
      surface[i] = sum;
    }
  }

  accept(j: Float64Array, { order }: StepFormula, currents: Float64Array, head: number): void {
    const n = this.particles;
    const mask = ringSize - 1;
    const count = this.#count;
    const parts = this.#parts;
    const decay = this.#decay;
    const weights = this.#weights;
    const o1 = (head & mask) * n;
    const o2 = ((head - 1) & mask) * n;
    const o3 = ((head - 2) & mask) * n;
    const o4 = ((head - 3) & mask) * n;
    for (let i = 0, at = 0; i < n; i++) {
      const j0 = j[i]!;
      const j1 = currents[o1 + i]!;
      const j2 = order > 1 ? currents[o2 + i]! : 0;
      const j3 = order > 2 ? currents[o3 + i]! : 0;
      const j4 = order > 3 ? currents[o4 + i]! : 0;
      for (let m = 0, row = 0; m < count; m++, at++, row += stride) {
        let sum = decay[m]! * parts[at]! + weights[row]! * j0 + weights[row + 1]! * j1;
        if (order > 1) sum += weights[row + 2]! * j2;
        if (order > 2) sum += weights[row + 3]! * j3;
        if (order > 3) sum += weights[row + 4]! * j4;
        parts[at] = sum;
      }
    }
  }
}

/** 1/n. */
const inverse = Float64Array.from({ length: 28 }, (_, n) => 1 / n);

/** What `powerIntegrals` gives back. */
const integrals = new Float64Array(stride);

/**
 * Integrals from -1 to 0 of exp(z x) x^power for powers 0 to order: by the recurrence from above where z is small, where
 * it is stable, and from below elsewhere.
 * @param decay - exp(-z)
 */
function powerIntegrals(z: number, decay: number, order: number): void {
  if (z >= 1) {
    integrals[0] = (1 - decay) / z;
    let sign = 1;
    for (let power = 1; power <= order; power++) {
      // z I_n + n I_(n-1) = -(-1)^n decay
      sign = -sign;
      integrals[power] = (-sign * decay - power * integrals[power - 1]!) / z;
    }
    return;
  }
  // I_n = (-1)^n exp(-z) sum over q of z^q / ((n + 1) ... (n + 1 + q)), Kummer's form of the incomplete gamma function.
  let term = inverse[order + 1]!;
  let sum = term;
  for (let q = order + 2; q < inverse.length && term > 1e-17; q++) {
    term *= z * inverse[q]!;
    sum += term;
  }
  let sign = order % 2 === 0 ? 1 : -1;
  integrals[order] = sign * decay * sum;
  for (let power = order; power > 0; power--) {
    integrals[power - 1] = (-sign * decay - z * integrals[power]!) * inverse[power]!;
    sign = -sign;
  }
}
