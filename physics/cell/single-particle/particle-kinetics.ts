import { findRoot } from '../../numerics/roots.ts';
import type { Electrode } from '../cell-parameters.ts';
import type { MaterialBlock } from '../dfn/material-block.ts';
import { surfaceMargin } from '../dfn/rest-curve.ts';

/** Newton iterations for a blend before its solution is bracketed. */
const mostIterations = 15;
/** Change of Phi in the last iteration [V]. */
const tolerance = 1e-10;
/** An iteration goes at most this part of the way to an empty or full surface. */
const boundaryShare = 0.9;
/** Width that is added to a bracket of Phi, and what it grows to at most [V]; it doubles. */
const leastWidening = 1e-6;
const mostWidening = 20;
/** First distance to the bracket of a current [A/m2], its growth, and the width at which it is narrow, over its distance. */
const firstReach = 1e-3;
const reachGrowth = 8;
const narrow = 1e-13;

/** Salt at the collocation points of an electrode [kmol/m3], and the weights of its mean over the thickness. */
export interface ElectrodeSalt {
  readonly concentration: Float64Array;
  readonly weights: Float64Array;
}

/**
 * An electrode that reacts evenly: each of its materials is one particle, and the overpotential is the mean over the
 * thickness of what the salt at each point asks for.
 */
export class ParticleKinetics {
  readonly materials: readonly MaterialBlock[];
  readonly #salt: ElectrodeSalt;
  /** Reaction current per volume for a current of the cell per area [1/m]. */
  readonly #perCurrent: number;

  /** @param side - where lithium leaves the particles on discharge, or enters them */
  constructor(
    materials: readonly MaterialBlock[],
    { thickness }: Electrode,
    side: 'negative' | 'positive',
    salt: ElectrodeSalt,
  ) {
    this.materials = materials;
    this.#salt = salt;
    this.#perCurrent = (side === 'negative' ? 1 : -1) / thickness;
  }

  /** Spreads a current evenly over the surfaces: a guess for `solve`. */
  spreadEvenly(current: number): void {
    const area = this.materials.reduce((sum, { surfaceArea }) => sum + surfaceArea, 0);
    for (const { j } of this.materials) j[0] = (this.#perCurrent * current) / area;
  }

  /**
   * The potential difference Phi between solid and electrolyte for a current of the cell, and the share of each material
   * in it: all of a blend have one Phi.
   * @returns mean Phi [V], NaN where there is no solution
   */
  solve(current: number): number {
    const { materials } = this;
    const total = this.#perCurrent * current;
    if (materials.length === 1) {
      const material = materials[0]!;
      material.j[0] = total / material.surfaceArea;
      return insideOf(material) ? this.#phi(material, material.j[0]!) : Number.NaN;
    }
    const phi = this.#byTangents(total);
    if (!Number.isNaN(phi)) return phi;
    return this.#bracket(total) ? this.#byTangents(total) : phi;
  }

  /** Solves a blend from its present currents by Newton's method; NaN where that does not converge. */
  #byTangents(total: number): number {
    const { materials } = this;
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      const tangents = materials.map((material) => {
        const j = material.j[0]!;
        const own = this.#phi(material, j);
        const step = 1e-6 * (Math.abs(j) + 1e-3);
        return {
          material,
          j,
          own,
          perCurrent: (this.#phi(material, j + step) - this.#phi(material, j - step)) / (2 * step),
        };
      });
      let sum = total;
      let conductance = 0;
      for (const { material, j, own, perCurrent } of tangents) {
        sum -= material.surfaceArea * (j - own / perCurrent);
        conductance += material.surfaceArea / perCurrent;
      }
      const phi = sum / conductance;
      let share = 1;
      for (const { material, own, perCurrent } of tangents) {
        share = Math.min(share, allowedShare(material, (phi - own) / perCurrent));
      }
      let largest = 0;
      for (const { material, j, own, perCurrent } of tangents) {
        material.j[0] = j + (share * (phi - own)) / perCurrent;
        largest = Math.max(largest, Math.abs(phi - own));
      }
      if (!Number.isFinite(largest)) return Number.NaN;
      if (share === 1 && largest < tolerance) return phi;
    }
    return Number.NaN;
  }

  /**
   * Finds the currents of a blend where tangents mislead: Phi lies between those that materials with the mean current
   * have, and the sum of the currents rises with it.
   * @returns false where surfaces are empty or full before the sum is reached
   */
  #bracket(total: number): boolean {
    const { materials } = this;
    const mean = total / materials.reduce((sum, { surfaceArea }) => sum + surfaceArea, 0);
    const known = materials.map((material) => {
      const range = currentsInside(material);
      const start = Math.min(range.most, Math.max(range.least, mean));
      return { material, range, start, phi: this.#phi(material, start) };
    });
    const excess = (phi: number): number => {
      let sum = -total;
      for (const { material, range, start, phi: atStart } of known) {
        material.j[0] = this.#currentAt(material, phi, start, atStart, range);
        sum += material.surfaceArea * material.j[0];
      }
      return sum;
    };
    let low = Math.min(...known.map(({ phi }) => phi));
    let high = Math.max(...known.map(({ phi }) => phi));
    for (let widening = leastWidening; ; widening *= 2) {
      low -= widening;
      high += widening;
      if (excess(low) < 0 && excess(high) > 0) break;
      if (!(widening < mostWidening)) return false;
    }
    excess(findRoot(excess, { low, high, tolerance }));
    return true;
  }

  /** The current density at which a material has a Phi; that which empties or fills its surface where there is none. */
  #currentAt(
    material: MaterialBlock,
    phi: number,
    start: number,
    atStart: number,
    { least, most }: CurrentRange,
  ): number {
    const above = (current: number): number => this.#phi(material, current) - phi;
    const sign = atStart < phi ? 1 : -1;
    const end = sign > 0 ? most : least;
    let before = start;
    for (let reach = firstReach; ; reach *= reachGrowth) {
      const next = sign > 0 ? Math.min(end, start + reach) : Math.max(end, start - reach);
      if (!(sign * above(next) < 0)) {
        const [low, high] = sign > 0 ? [before, next] : [next, before];
        return findRoot(above, { low, high, tolerance: narrow * (Math.abs(start) + reach) });
      }
      if (next === end) return end;
      before = next;
    }
  }

  #phi(material: MaterialBlock, current: number): number {
    const { concentration, weights } = this.#salt;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      sum += weights[k]! * material.phi(0, current, concentration[k]!);
    }
    return sum;
  }
}

/** Current densities [A/m2]. */
interface CurrentRange {
  readonly least: number;
  readonly most: number;
}

/** Those that neither empty nor fill a surface. */
function currentsInside({ surface, byCurrent }: MaterialBlock): CurrentRange {
  const perCurrent = byCurrent[0]!;
  if (perCurrent === 0) return { least: -Infinity, most: Infinity };
  return {
    least: (1 - surfaceMargin - surface[0]!) / perCurrent,
    most: (surfaceMargin - surface[0]!) / perCurrent,
  };
}

function insideOf(material: MaterialBlock): boolean {
  const s = material.surfaceAt(0);
  return s > 0 && s < 1;
}

/** How much of a change of current keeps the surface off empty and full. */
function allowedShare(material: MaterialBlock, change: number): number {
  const moved = material.byCurrent[0]! * change;
  if (moved === 0) return 1;
  const s = material.surfaceAt(0);
  const room = boundaryShare * (moved > 0 ? 1 - s : s);
  return room > 0 ? Math.min(1, room / Math.abs(moved)) : 1;
}
