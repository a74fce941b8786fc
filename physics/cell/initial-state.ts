import { PhysicsError } from '../core/errors.ts';
import { findRoot } from '../numerics/roots.ts';
import type { CellParameters, Electrode } from './cell-parameters.ts';

/** Stoichiometry of each material, negative electrode first; empty for lithium metal. */
export interface CellState {
  readonly negative: readonly number[];
  readonly positive: readonly number[];
}

/** The state in which the set starts the cell. */
export function initialState({ negative, positive }: CellParameters): CellState {
  const of = (electrode: CellParameters['negative']): number[] =>
    electrode.kind === 'porous'
      ? electrode.materials.map(({ initialStoichiometry }) => initialStoichiometry)
      : [];
  return { negative: of(negative), positive: of(positive) };
}

/** Open-circuit voltage of a state at the reference temperature, by the first material of each electrode [V]. */
export function openCircuitVoltage(
  { negative, positive }: CellParameters,
  state: CellState,
): number {
  const of = (electrode: CellParameters['negative'], stoichiometries: readonly number[]): number =>
    electrode.kind === 'porous'
      ? electrode.materials[0]!.openCircuitPotential(stoichiometries[0]!)
      : 0;
  return of(positive, state.positive) - of(negative, state.negative);
}

/** Sites for lithium per area [mol/m2]. */
function sites({ thickness, materials }: Electrode): number {
  return materials.reduce(
    (sum, { volumeFraction, maximumConcentration }) =>
      sum + thickness * volumeFraction * maximumConcentration,
    0,
  );
}

/**
 * The state at a state of charge: between the two states of the set's lithium whose open-circuit voltages are the
 * cut-offs, by charge (Mohtat et al. 2019, J. Power Sources 427, 101: x, y at 0 and 100 %). Where a source gives the
 * stoichiometries at 0 and 100 % itself, they are taken.
 * @param stateOfCharge - from 0 to 1
 * @throws PhysicsError CELL_STATE_UNREACHABLE when the lithium of the set reaches no such voltage; PHY_OUT_OF_RANGE
 */
export function stateAtCharge(parameters: CellParameters, stateOfCharge: number): CellState {
  if (!(stateOfCharge >= 0 && stateOfCharge <= 1)) {
    throw new PhysicsError(
      'PHY_OUT_OF_RANGE',
      `stateOfCharge is ${stateOfCharge}; allowed is 0 to 1`,
      { parameter: 'stateOfCharge', value: stateOfCharge, low: 0, high: 1 },
    );
  }
  const { negative, positive } = parameters;
  const all = [...(negative.kind === 'porous' ? negative.materials : []), ...positive.materials];
  if (all.every(({ window }) => window !== undefined)) {
    const at = (electrode: CellParameters['negative']): number[] =>
      electrode.kind === 'porous'
        ? electrode.materials.map(
            ({ window }) => window!.empty + stateOfCharge * (window!.full - window!.empty),
          )
        : [];
    return { negative: at(negative), positive: at(positive) };
  }
  if (all.some((_, i) => i > 0 && all.length > 2)) {
    throw new PhysicsError(
      'CELL_STATE_UNREACHABLE',
      `the set ${parameters.name} has a blended electrode and gives no stoichiometries at 0 and 100 %: set initialStoichiometry instead of a state of charge`,
      { set: parameters.name },
    );
  }
  const y = positive.materials[0]!;
  if (negative.kind === 'lithiumMetal') {
    const solve = (voltage: number): number =>
      crossing(parameters, voltage, (s) => y.openCircuitPotential(s), 1e-6, 1 - 1e-6);
    const [empty, full] = [solve(parameters.lowerCutoff), solve(parameters.upperCutoff)];
    return { negative: [], positive: [empty + stateOfCharge * (full - empty)] };
  }
  const x = negative.materials[0]!;
  const ratio = sites(negative) / sites(positive);
  const lithium = x.initialStoichiometry * ratio + y.initialStoichiometry;
  const voltage = (s: number): number =>
    y.openCircuitPotential(lithium - s * ratio) - x.openCircuitPotential(s);
  const low = Math.max(1e-6, (lithium - 1 + 1e-6) / ratio);
  const high = Math.min(1 - 1e-6, (lithium - 1e-6) / ratio);
  const [empty, full] = [parameters.lowerCutoff, parameters.upperCutoff].map((cutoff) =>
    crossing(parameters, cutoff, voltage, low, high),
  ) as [number, number];
  const s = empty + stateOfCharge * (full - empty);
  return { negative: [s], positive: [lithium - s * ratio] };
}

function crossing(
  { name }: CellParameters,
  voltage: number,
  curve: (s: number) => number,
  low: number,
  high: number,
): number {
  const [atLow, atHigh] = [curve(low), curve(high)];
  if (!((atLow - voltage) * (atHigh - voltage) <= 0)) {
    throw new PhysicsError(
      'CELL_STATE_UNREACHABLE',
      `the lithium of the set ${name} reaches open-circuit voltages from ${Math.min(atLow, atHigh).toFixed(3)} to ${Math.max(atLow, atHigh).toFixed(3)} V, not ${voltage} V`,
      { set: name, voltage, atLow, atHigh },
    );
  }
  return findRoot((s) => curve(s) - voltage, { low, high, tolerance: 1e-12 });
}
