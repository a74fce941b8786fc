import { faradayConstant } from '../../core/constants.ts';
import { differentiationMatrix, lagrangeBasis } from '../../numerics/lagrange.ts';
import { saltUnit } from './electrolyte-tables.ts';
import type { RegionMesh } from './region-mesh.ts';
import { vector } from './vectors.ts';

/** A region of the cell as salt migrates through it. */
export interface MigrationRegion {
  readonly mesh: RegionMesh;
  /** Index of its first point among all points of the cell. */
  readonly first: number;
  /** [m] */
  readonly thickness: number;
  readonly porosity: number;
  /** Ionic current at a point for the current of the cell [A/m2]. */
  readonly ionicCurrent: (point: number, current: number) => number;
}

/** One element, with the polynomials through its points. */
interface Piece {
  readonly region: MigrationRegion;
  /** Indices of its first point in the region and in the cell. */
  readonly from: number;
  readonly at: number;
  readonly points: number;
  /** Of dc/dt by the slope of the flux over the element's own length. */
  readonly perSlope: number;
  /** Values at its two ends by those at its points. */
  readonly atLeft: readonly number[];
  readonly atRight: readonly number[];
  /** Slopes at the points by the values at left end, points and right end. */
  readonly slopes: readonly (readonly number[])[];
}

/**
 * What a cation transference number that depends on concentration adds to the balance of salt. The equations are solved
 * with t0, that at the initial concentration; the flux (t+(c) - t0) i / F of the difference, with c and i as they are
 * predicted for the step, is put on top. It is one polynomial in each element and one value at each end between two, so
 * salt is kept to round-off.
 */
export class SaltMigration {
  readonly #pieces: readonly Piece[];
  readonly #excess: (c: number) => number;
  readonly #flux: Float64Array;
  /** Whether the first region ends at a planar electrode, where the whole current is ionic, instead of a collector. */
  readonly #startsPlanar: boolean;

  /**
   * @param regions - from the negative to the positive collector; the first one is the separator of a half-cell
   * @param excess - t+(c) - t0 at a concentration [kmol/m3]
   */
  constructor(
    regions: readonly MigrationRegion[],
    startsPlanar: boolean,
    excess: (c: number) => number,
  ) {
    this.#pieces = regions.flatMap(piecesOf);
    this.#startsPlanar = startsPlanar;
    this.#excess = excess;
    this.#flux = vector(Math.max(...this.#pieces.map(({ points }) => points)) + 2);
  }

  /**
   * Adds the divergence of the flux to the part of dc/dt that is known before the step is solved.
   * @param past - [kmol/(m3.s)]
   * @param c - predicted concentrations [kmol/m3]
   * @param current - of the cell per area [A/m2]
   * @returns the flux times F at the planar electrode, where there is one [A/m2]
   */
  addTo(past: Float64Array, c: Float64Array, current: number): number {
    const pieces = this.#pieces;
    const flux = this.#flux;
    const start = this.#startsPlanar
      ? this.#excess(endValue(pieces[0]!.atLeft, c, pieces[0]!.at)) * current
      : 0;
    let left = start;
    for (const [i, piece] of pieces.entries()) {
      const { region, from, at, points, perSlope, slopes } = piece;
      flux[0] = left;
      for (let k = 0; k < points; k++) {
        flux[k + 1] = this.#excess(c[at + k]!) * region.ionicCurrent(from + k, current);
      }
      left = this.#between(piece, pieces[i + 1], c, current);
      flux[points + 1] = left;
      for (let k = 0; k < points; k++) {
        const row = slopes[k]!;
        let slope = 0;
        for (let m = 0; m < points + 2; m++) slope += row[m]! * flux[m]!;
        past[at + k]! += perSlope * slope;
      }
    }
    return start;
  }

  /** The flux times F between two elements; none flows into the collector behind the last. */
  #between(piece: Piece, next: Piece | undefined, c: Float64Array, current: number): number {
    if (next === undefined) return 0;
    const { region, from, at, atRight } = piece;
    const salt = (endValue(atRight, c, at) + endValue(next.atLeft, c, next.at)) / 2;
    if (next.region !== region) return this.#excess(salt) * current;
    let ionic = 0;
    for (const [k, weight] of atRight.entries()) {
      ionic += weight * region.ionicCurrent(from + k, current);
    }
    return this.#excess(salt) * ionic;
  }
}

function endValue(weights: readonly number[], values: Float64Array, first: number): number {
  let sum = 0;
  for (const [k, weight] of weights.entries()) sum += weight * values[first + k]!;
  return sum;
}

function piecesOf(region: MigrationRegion): Piece[] {
  const { mesh, first, thickness, porosity } = region;
  let [from, start] = [0, 0];
  return mesh.elements.map(({ share, points }): Piece => {
    const nodes = Array.from(mesh.x.subarray(from, from + points), (x) => (x - start) / share);
    const piece = {
      region,
      from,
      at: first + from,
      points,
      perSlope: 1 / (faradayConstant * saltUnit * porosity * thickness * share),
      atLeft: lagrangeBasis(nodes, 0),
      atRight: lagrangeBasis(nodes, 1),
      slopes: differentiationMatrix([0, ...nodes, 1]).slice(1, -1),
    };
    from += points;
    start += share;
    return piece;
  });
}
