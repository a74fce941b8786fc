import type { Electrode } from '../cell-parameters.ts';
import type { MaterialBlock } from '../dfn/material-block.ts';

const mostIterations = 60;
/** Change of Phi in the last iteration [V]. */
const tolerance = 1e-10;
/** An iteration goes at most this part of the way to an empty or full surface. */
const boundaryShare = 0.9;

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

  #phi(material: MaterialBlock, current: number): number {
    const { concentration, weights } = this.#salt;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      sum += weights[k]! * material.phi(0, current, concentration[k]!);
    }
    return sum;
  }
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
