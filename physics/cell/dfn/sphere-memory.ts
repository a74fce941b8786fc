import type { Particles } from './particles.ts';
import { mixRows } from './small-dense.ts';
import { sphereResponse } from './sphere-response.ts';
import { ringSize, type StepFormula, stride } from './step-formula.ts';
import { vector } from './vectors.ts';

/**
 * Stoichiometry in the particles of one material whose diffusivity does not depend on it: the mean, and the lag of the
 * surface as a sum of decaying parts. Each part is propagated exactly over a step for the polynomial in time that the
 * step formula takes the current for, so lithium is conserved to round-off.
 */
export class SphereMemory implements Particles {
  readonly countsIntegral = true;
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
  readonly #surfaceWeights = vector(stride);

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
    this.#rates = Float64Array.of(...rates, 0);
    this.#gains = Float64Array.of(
      ...shares.map((share, m) => (-share * rates[m]! * inverseCapacity) / 3),
      -inverseCapacity,
    );
    this.#parts = vector(particles * this.#count);
    this.#decay = vector(this.#count);
    this.#weights = vector(this.#count * stride);
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
    if (!isSame) this.#setWeights(formula, diffusionRate);
    const own = this.#surfaceWeights[0]!;
    for (let i = 0; i < byCurrent.length; i++) byCurrent[i] = own;
    this.#predictSurface(surface, currents, head, formula.order);
  }

  /** Rows and powers beyond the order are zero, so all of them are taken and none is asked for. */
  #setWeights(formula: StepFormula, diffusionRate: number): void {
    const { order, step, polynomials } = formula;
    this.#formula = formula;
    this.#changes = formula.changes;
    this.#weighedFor = diffusionRate;
    const weights = this.#weights;
    const surface = this.#surfaceWeights;
    const rates = this.#rates;
    const decays = this.#decay;
    const gains = this.#gains;
    const [a0, a1, a2, a3, a4] = rowOf(polynomials, 0);
    const [b0, b1, b2, b3, b4] = rowOf(polynomials, 1);
    const [c0, c1, c2, c3, c4] = rowOf(polynomials, 2);
    const [d0, d1, d2, d3, d4] = rowOf(polynomials, 3);
    const [e0, e1, e2, e3, e4] = rowOf(polynomials, 4);
    let [sa, sb, sc, sd, se] = [0, 0, 0, 0, 0];
    for (let m = 0, to = 0; m < this.#count; m++, to += stride) {
      const z = rates[m]! * diffusionRate * step;
      const decay = z < 34 ? Math.exp(-z) : 0;
      decays[m] = decay;
      const gain = gains[m]! * step;
      let i0: number;
      let i1: number;
      let i2: number;
      let i3: number;
      let i4: number;
      if (z >= largestForSeries) {
        // z I_n + n I_(n-1) = -(-1)^n decay
        const perZ = 1 / z;
        const end = gain * decay;
        i0 = (gain - end) * perZ;
        i1 = (end - i0) * perZ;
        i2 = (-end - 2 * i1) * perZ;
        i3 = (end - 3 * i2) * perZ;
        i4 = (-end - 4 * i3) * perZ;
      } else {
        powerIntegrals(z, decay, order);
        i0 = integrals[0]! * gain;
        i1 = integrals[1]! * gain;
        i2 = integrals[2]! * gain;
        i3 = integrals[3]! * gain;
        i4 = integrals[4]! * gain;
      }
      const a = a0 * i0 + a1 * i1 + a2 * i2 + a3 * i3 + a4 * i4;
      const b = b0 * i0 + b1 * i1 + b2 * i2 + b3 * i3 + b4 * i4;
      const c = c0 * i0 + c1 * i1 + c2 * i2 + c3 * i3 + c4 * i4;
      const d = d0 * i0 + d1 * i1 + d2 * i2 + d3 * i3 + d4 * i4;
      const e = e0 * i0 + e1 * i1 + e2 * i2 + e3 * i3 + e4 * i4;
      weights[to] = a;
      weights[to + 1] = b;
      weights[to + 2] = c;
      weights[to + 3] = d;
      weights[to + 4] = e;
      sa += a;
      sb += b;
      sc += c;
      sd += d;
      se += e;
    }
    surface[0] = sa;
    surface[1] = sb;
    surface[2] = sc;
    surface[3] = sd;
    surface[4] = se;
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

  accept(j: Float64Array, _formula: StepFormula, currents: Float64Array, head: number): void {
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
      const j2 = currents[o2 + i]!;
      const j3 = currents[o3 + i]!;
      const j4 = currents[o4 + i]!;
      for (let m = 0, row = 0; m < count; m++, at++, row += stride) {
        parts[at] =
          decay[m]! * parts[at]! +
          weights[row]! * j0 +
          weights[row + 1]! * j1 +
          weights[row + 2]! * j2 +
          weights[row + 3]! * j3 +
          weights[row + 4]! * j4;
      }
    }
  }
}

/** A row of the polynomials of a step formula. */
function rowOf(
  polynomials: Float64Array,
  row: number,
): readonly [number, number, number, number, number] {
  const at = row * stride;
  return [
    polynomials[at]!,
    polynomials[at + 1]!,
    polynomials[at + 2]!,
    polynomials[at + 3]!,
    polynomials[at + 4]!,
  ];
}

/** Below this the recurrence from below would lose more than four of sixteen digits at order 4. */
const largestForSeries = 0.25;

/** 1/n. */
const inverse = Float64Array.from({ length: 28 }, (_, n) => 1 / n);

/** What `powerIntegrals` gives back. */
const integrals = vector(stride);

/**
 * Integrals from -1 to 0 of exp(z x) x^power for powers 0 to order, where z is small: by the recurrence from above, which
 * is stable there.
 * @param decay - exp(-z)
 */
function powerIntegrals(z: number, decay: number, order: number): void {
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
