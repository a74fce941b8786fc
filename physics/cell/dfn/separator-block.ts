import { type ElectrolytePoints, saltUnit } from './electrolyte-tables.ts';
import type { RegionMesh } from './region-mesh.ts';
import { invert } from './small-dense.ts';
import { vector } from './vectors.ts';

export interface SeparatorGeometry {
  readonly mesh: RegionMesh;
  /** [m] */
  readonly thickness: number;
  readonly porosity: number;
  /** Effective over free transport. */
  readonly transport: number;
}

/** The separator within a time step: transport of salt, linear in the Kirchhoff potentials at its two ends. */
export class SeparatorBlock {
  readonly points: number;
  /** Salt concentration [kmol/m3], a view into that of the cell. */
  readonly c: Float64Array;
  readonly linearisedAt: Float64Array;
  /** Slope of W over the unit interval at each end: constant part, by the left and by the right end value. */
  readonly slopeLeft = vector(3);
  readonly slopeRight = vector(3);
  readonly #geometry: SeparatorGeometry;
  readonly #first: number;
  readonly #inverse: Float64Array;
  readonly #right: Float64Array;
  /** W by constant, left and right end, three vectors in a row. */
  readonly #w: Float64Array;
  readonly #potential: Float64Array;
  readonly #perD: Float64Array;

  constructor(
    geometry: SeparatorGeometry,
    c: Float64Array,
    linearisedAt: Float64Array,
    first: number,
  ) {
    const p = geometry.mesh.points;
    this.#geometry = geometry;
    this.#first = first;
    this.points = p;
    this.c = c.subarray(first, first + p);
    this.linearisedAt = linearisedAt.subarray(first, first + p);
    this.#inverse = vector(p * p);
    this.#right = vector(p);
    this.#w = vector(3 * p);
    this.#potential = vector(p);
    this.#perD = vector(p);
  }

  /** Linearises transport at c. Arguments as those of an electrode's. */
  prepare(points: ElectrolytePoints, rate: number, past: Float64Array): void {
    const { mesh, thickness, porosity, transport } = this.#geometry;
    const p = this.points;
    const first = this.#first;
    const { unknowns, laplacian } = mesh;
    const storage = saltUnit * porosity;
    const spread = (saltUnit * transport) / (thickness * thickness);
    const inverse = this.#inverse;
    const right = this.#right;
    const w = this.#w;
    for (let k = 0; k < p; k++) {
      this.linearisedAt[k] = this.c[k]!;
      const perD = 1 / points.diffusivity[first + k]!;
      this.#perD[k] = perD;
      this.#potential[k] = points.potential[first + k]!;
      for (let l = 0; l < p; l++) inverse[k * p + l] = -spread * laplacian[k * unknowns + l]!;
      inverse[k * p + k]! += storage * rate * perD;
      right[k] =
        -storage * (rate * (this.c[k]! - points.potential[first + k]! * perD) + past[first + k]!);
    }
    invert(inverse, p);
    const { slopeLeft, slopeRight } = this;
    slopeLeft[0] = 0;
    slopeLeft[1] = mesh.slopeLeft[p]!;
    slopeLeft[2] = mesh.slopeLeft[p + 1]!;
    slopeRight[0] = 0;
    slopeRight[1] = mesh.slopeRight[p]!;
    slopeRight[2] = mesh.slopeRight[p + 1]!;
    for (let k = 0; k < p; k++) {
      let constantPart = 0;
      let left = 0;
      let rightPart = 0;
      for (let l = 0; l < p; l++) {
        const weight = inverse[k * p + l]!;
        constantPart += weight * right[l]!;
        left += weight * spread * laplacian[l * unknowns + p]!;
        rightPart += weight * spread * laplacian[l * unknowns + p + 1]!;
      }
      w[k] = constantPart;
      w[p + k] = left;
      w[2 * p + k] = rightPart;
      const a = mesh.slopeLeft[k]!;
      const b = mesh.slopeRight[k]!;
      slopeLeft[0]! += a * constantPart;
      slopeLeft[1]! += a * left;
      slopeLeft[2]! += a * rightPart;
      slopeRight[0]! += b * constantPart;
      slopeRight[1]! += b * left;
      slopeRight[2]! += b * rightPart;
    }
  }

  /** Takes over the solution for the end values of W. */
  finish(left: number, right: number): void {
    const p = this.points;
    const w = this.#w;
    for (let k = 0; k < p; k++) {
      const value = w[k]! + w[p + k]! * left + w[2 * p + k]! * right;
      this.c[k] = this.linearisedAt[k]! + (value - this.#potential[k]!) * this.#perD[k]!;
    }
  }
}
