import { PhysicsError } from '../core/errors.ts';
import { findRoot } from '../numerics/roots.ts';
import type { CellParameters, Electrode } from './cell-parameters.ts';
import { electrodeAtRest, meanOf, restMargin } from './electrode-at-rest.ts';

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
export function sites({ thickness, materials }: Electrode): number {
  return materials.reduce(
    (sum, { volumeFraction, maximumConcentration }) =>
      sum + thickness * volumeFraction * maximumConcentration,
    0,
  );
}

/**
 * The state at a state of charge: between the two states of the set's lithium whose open-circuit voltages are the
 * cut-offs, by charge (Mohtat et al. 2019, J. Power Sources 427, 101: x, y at 0 and 100 %); the materials of a blend have
 * one potential. Where a source gives the stoichiometries at 0 and 100 % itself, they are taken.
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
  const own = initialState(parameters);
  const atCutoffs = (
    voltage: (s: number) => number,
    low: number,
    high: number,
    start: number,
  ): number => {
    const [empty, full] = [parameters.lowerCutoff, parameters.upperCutoff].map((cutoff) =>
      crossing(parameters, cutoff, voltage, { low, high, start }),
    ) as [number, number];
    return empty + stateOfCharge * (full - empty);
  };
  const y = meanOf(positive.materials, own.positive);
  const ofPositive = (mean: number) => electrodeAtRest(positive.materials, mean);
  if (negative.kind === 'lithiumMetal') {
    const voltage = (s: number): number => ofPositive(s).potential;
    const s = atCutoffs(voltage, restMargin, 1 - restMargin, y);
    return { negative: [], positive: ofPositive(s).stoichiometries };
  }
  const x = meanOf(negative.materials, own.negative);
  const ofNegative = (mean: number) => electrodeAtRest(negative.materials, mean);
  const ratio = sites(negative) / sites(positive);
  const lithium = x * ratio + y;
  const voltage = (s: number): number =>
    ofPositive(lithium - s * ratio).potential - ofNegative(s).potential;
  const low = Math.max(restMargin, (lithium - 1 + restMargin) / ratio);
  const high = Math.min(1 - restMargin, (lithium - restMargin) / ratio);
  const s = atCutoffs(voltage, low, high, x);
  return {
    negative: ofNegative(s).stoichiometries,
    positive: ofPositive(lithium - s * ratio).stoichiometries,
  };
}

/** Where a stoichiometry is looked for: between two bounds, from a start between them. */
interface SearchRange {
  readonly low: number;
  readonly high: number;
  readonly start: number;
}

/** Parts of the range that are looked at one after the other. */
const searchParts = 400;

/**
 * The first stoichiometry from the start at which a curve of voltages has a voltage, on the side to which the curve goes
 * towards it: curves of papers may turn outside of what was measured.
 * @throws PhysicsError CELL_STATE_UNREACHABLE
 */
export function crossing(
  { name }: CellParameters,
  voltage: number,
  curve: (s: number) => number,
  { low, high, start }: SearchRange,
): number {
  const above = (s: number): number => curve(s) - voltage;
  const width = (high - low) / searchParts;
  const atStart = above(start);
  const down = start - width >= low && (above(start - width) - atStart) * atStart <= 0;
  const [end, step] = down ? [low, -width] : [high, width];
  let [at, difference] = [start, atStart];
  while (at !== end) {
    const next = Math.abs(end - at) > width ? at + step : end;
    const differenceThere = above(next);
    if (difference * differenceThere <= 0) {
      const bracket = { low: Math.min(at, next), high: Math.max(at, next) };
      return findRoot(above, { ...bracket, tolerance: 1e-12 });
    }
    [at, difference] = [next, differenceThere];
  }
  const reached = [curve(start), curve(end)] as const;
  const [lowest, highest] = [Math.min(...reached), Math.max(...reached)];
  throw new PhysicsError(
    'CELL_STATE_UNREACHABLE',
    `the lithium of the set ${name} reaches open-circuit voltages from ${lowest.toFixed(3)} to ${highest.toFixed(3)} V, not ${voltage} V`,
    { set: name, voltage, lowest, highest },
  );
}
