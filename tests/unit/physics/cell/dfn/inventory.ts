import type { DfnCell } from '../../../../../physics/cell/dfn/dfn-cell.ts';
import type { RegionMesh } from '../../../../../physics/cell/dfn/region-mesh.ts';
import { faradayConstant } from '../../../../../physics/core/constants.ts';

/** What a cell holds per area, summed over the points of its mesh. */
export interface Inventory {
  /** [mol/m2] */
  readonly salt: number;
  /** In the particles of each electrode with particles, negative first [mol/m2]. */
  readonly lithium: readonly number[];
  /** Current that leaves the particles of each electrode [A/m2]. */
  readonly current: readonly number[];
}

export function inventoryOf(cell: DfnCell): Inventory {
  const { parameters, negative, positive } = cell;
  let [salt, first] = [0, 0];
  const addSalt = (mesh: RegionMesh, pores: number): void => {
    for (const weight of mesh.weights) salt += weight * pores * 1000 * cell.c[first++]!;
  };
  if ('kinetics' in negative) {
    addSalt(negative.mesh, negative.parameters.porosity * negative.parameters.thickness);
  }
  addSalt(cell.separatorMesh, parameters.separator.porosity * parameters.separator.thickness);
  addSalt(positive.mesh, positive.parameters.porosity * positive.parameters.thickness);
  const lithium: number[] = [];
  const current: number[] = [];
  for (const { mesh, kinetics, parameters: electrode } of cell.electrodes) {
    let [inside, leaving] = [0, 0];
    for (const material of kinetics.materials) {
      const sites = material.volumeFraction * material.maximumConcentration * electrode.thickness;
      for (const [k, weight] of mesh.weights.entries()) {
        inside += weight * sites * material.particles.mean(k);
        leaving += weight * electrode.thickness * material.surfaceArea * material.j[k]!;
      }
    }
    lithium.push(inside);
    current.push(leaving);
  }
  return { salt, lithium, current };
}

/** Lithium that a current density moves in a time [mol/m2]. */
export function movedLithium(current: number, time: number): number {
  return (current * time) / faradayConstant;
}
