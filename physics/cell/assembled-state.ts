import { PhysicsError } from '../core/errors.ts';
import type { CellParameters } from './cell-parameters.ts';
import { restMargin } from './electrode-at-rest.ts';
import { crossing, sites } from './initial-state.ts';

/** Stoichiometries of both electrodes. */
interface ChargedState {
  readonly negative: number;
  readonly positive: number;
}

/**
 * Full charge of a cell of fresh electrodes. As assembled, the negative electrode is empty and the positive one full. The
 * first cycles bind a share of that lithium for good; what is left rests at the upper cut-off at the reference temperature:
 *
 *   x n_neg + y n_pos = (1 - loss) n_pos,   U_pos(y) - U_neg(x) = V_max
 *
 * with the sites n per area. So the start follows the electrodes that were made, as that of a parameter set cannot.
 * @param parameters - a cell with one material in each porous electrode; its own start is not used
 * @param formationLoss - lithium that the first cycles bind, over the sites of the positive electrode [-], 0 to below 1
 * @returns x, y [-]
 * @throws PhysicsError CELL_STATE_UNREACHABLE where the lithium reaches no such voltage, as with too small a negative
 *   electrode; PHY_PARAMETERS_CONTRADICT for lithium metal and blends; PHY_OUT_OF_RANGE
 * @see Mohtat et al. 2019, J. Power Sources 427, 101-111, for the two equations
 */
export function assembledState(parameters: CellParameters, formationLoss: number): ChargedState {
  if (!(formationLoss >= 0 && formationLoss < 1)) {
    throw new PhysicsError(
      'PHY_OUT_OF_RANGE',
      `formationLoss is ${formationLoss}; allowed is 0 to below 1`,
      { name: 'formationLoss', value: formationLoss, min: 0, max: 1, unit: '1' },
    );
  }
  const { negative, positive, upperCutoff } = parameters;
  if (negative.kind !== 'porous') throw notOneMaterial('negative', 'lithium metal');
  for (const [side, { materials }] of Object.entries({ negative, positive })) {
    if (materials.length !== 1) throw notOneMaterial(side, `a blend of ${materials.length}`);
  }
  const [graphite, oxide] = [negative.materials[0]!, positive.materials[0]!];
  const ratio = sites(negative) / sites(positive);
  const lithium = 1 - formationLoss;
  const voltage = (x: number): number =>
    oxide.openCircuitPotential(lithium - x * ratio) - graphite.openCircuitPotential(x);
  const most = Math.min(1 - restMargin, (lithium - restMargin) / ratio);
  const x = crossing(parameters, upperCutoff, voltage, {
    low: restMargin,
    high: most,
    start: most / 2,
  });
  return { negative: x, positive: lithium - x * ratio };
}

function notOneMaterial(side: string, value: string): PhysicsError {
  const [parameter, allowed] = [`${side}.materials`, 'one active material in a porous electrode'];
  return new PhysicsError(
    'PHY_PARAMETERS_CONTRADICT',
    `${parameter} is ${value}; allowed is ${allowed}`,
    { parameter, value, allowed },
  );
}
