import type { ElectrodeBlock } from './electrode-block.ts';
import type { ElectrolytePoints } from './electrolyte-tables.ts';
import type { MaterialBlock } from './material-block.ts';

/**
 * The kinetics of an electrode by its reaction current per volume: of one material directly, of a blend by the sum of
 * parallel tangents, because all materials at a point see one Phi.
 */
export class ElectrodeKinetics {
  readonly block: ElectrodeBlock;
  readonly materials: readonly MaterialBlock[];
  /** Index of the electrode's first point among all points of the cell. */
  readonly first: number;

  constructor(block: ElectrodeBlock, materials: readonly MaterialBlock[], first: number) {
    this.block = block;
    this.materials = materials;
    this.first = first;
  }

  /** Gives the block the tangent at the present solution; returns whether a surface was held back. */
  linearise(points: ElectrolytePoints): boolean {
    const { block, materials, first } = this;
    const { Q, Z, R, c, linearisedAt } = block.arrays;
    let heldBack = false;
    for (const material of materials) {
      const { positive, positiveSlope } = points;
      if (material.linearise(c, linearisedAt, positive, positiveSlope, first)) heldBack = true;
    }
    const n = block.points;
    if (materials.length === 1) {
      const { surfaceArea, Q: own, Z: ownZ, R: ownR } = materials[0]!;
      for (let k = 0; k < n; k++) {
        Q[k] = own[k]!;
        Z[k] = ownZ[k]! / surfaceArea;
        R[k] = ownR[k]!;
      }
      return heldBack;
    }
    for (let k = 0; k < n; k++) {
      let conductance = 0;
      let q = 0;
      let r = 0;
      for (const { surfaceArea, Q: own, Z: ownZ, R: ownR } of materials) {
        const share = surfaceArea / ownZ[k]!;
        conductance += share;
        q += share * own[k]!;
        r += share * ownR[k]!;
      }
      Z[k] = 1 / conductance;
      Q[k] = q / conductance;
      R[k] = r / conductance;
    }
    return heldBack;
  }

  /**
   * Gives the materials their currents of the block's new solution; at frozen concentrations, where guesses may be poor,
   * without reversals. Those of a blend are found from Phi exactly: the tangents of materials far from equilibrium with
   * each other would send them far off.
   */
  distribute(points: ElectrolytePoints, frozen: boolean): void {
    const { materials, first } = this;
    const { q, c, Q: mixedQ, Z: mixedZ, R: mixedR } = this.block.arrays;
    if (materials.length === 1) {
      const material = materials[0]!;
      const { surfaceArea, j } = material;
      for (let k = 0; k < q.length; k++) {
        const current = q[k]! / surfaceArea;
        j[k] = frozen ? material.withoutReversal(k, current) : current;
      }
      return;
    }
    for (let k = 0; k < q.length; k++) {
      const phi = mixedQ[k]! + mixedZ[k]! * q[k]! + mixedR[k]! * c[k]!;
      for (const material of materials) {
        material.j[k] = material.currentAt(k, phi, points.positive[first + k]!, c[k]!);
      }
    }
  }

  /** Makes the currents of a converged blend add up to those of the block to round-off. */
  settle(): void {
    const { materials } = this;
    if (materials.length === 1) return;
    const { q } = this.block.arrays;
    for (let k = 0; k < q.length; k++) {
      let missing = q[k]!;
      let conductance = 0;
      for (const { surfaceArea, j, Z } of materials) {
        missing -= surfaceArea * j[k]!;
        conductance += surfaceArea / Z[k]!;
      }
      for (const { j, Z } of materials) j[k]! += missing / (conductance * Z[k]!);
    }
  }

  /** Sums the materials' currents into the block. */
  collect(): void {
    const { q } = this.block.arrays;
    for (let k = 0; k < q.length; k++) {
      let sum = 0;
      for (const { surfaceArea, j } of this.materials) sum += surfaceArea * j[k]!;
      q[k] = sum;
    }
  }

  /** Phi at a point for the present solution [V]; every material there sees the same. */
  phi(point: number, salt: number): number {
    const material = this.materials[0]!;
    return material.phi(point, material.j[point]!, salt);
  }
}
