import { notAKnotSpline } from '../../../numerics/cubic-spline.ts';
import type { OpenCircuitPotential } from '../../cell-parameters.ts';

/** A measured curve of open-circuit potential. */
export interface PotentialTable {
  /** Lithiated share of the sites [-], increasing. */
  readonly stoichiometry: readonly number[];
  /** Against lithium [V], one of each stoichiometry. */
  readonly potential: readonly number[];
}

/** The table joined by a not-a-knot cubic spline; the noise of the measurement stays in its slope. */
export function splinePotential(table: PotentialTable): OpenCircuitPotential {
  return notAKnotSpline(table.stoichiometry, table.potential);
}
