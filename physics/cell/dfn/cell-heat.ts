import type { DfnCell } from './dfn-cell.ts';

/** Heat of the present solution per area: Bernardi's equation with the currents where they flow [W/m2]. */
export function cellHeat(cell: DfnCell, current: number, voltage: number): number {
  let sum = -current * voltage;
  for (const { kinetics, mesh, parameters } of cell.electrodes) {
    for (const material of kinetics.materials) {
      for (let k = 0; k < mesh.points; k++) {
        const s = material.surfaceAt(k);
        const reversible =
          material.openCircuit(s) - cell.temperature * material.restCurve.entropicChange(s);
        // Lithium metal forms at 0 V.
        const film = material.sideReactions?.interphase;
        const forming = film === undefined ? 0 : film.current[k]! * film.openCircuitPotential;
        sum -=
          mesh.weights[k]! *
          parameters.thickness *
          material.surfaceArea *
          (material.intercalationAt(k) * reversible + forming);
      }
    }
  }
  return sum;
}
