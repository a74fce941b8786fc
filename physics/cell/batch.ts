import { PhysicsError } from '../core/errors.ts';
import type { CellParameters } from './cell-parameters.ts';
import type { CellResult } from './cell-result.ts';
import type { Protocol } from './protocol/protocol.ts';
import { type SimulationOptions, simulateCell } from './simulate.ts';

/** One cell of many, with what is done to it. */
export interface BatchCell {
  /** Makes the cell when its turn comes; the PhysicsError that it throws is the outcome of this cell alone. */
  readonly parameters: () => CellParameters;
  readonly protocol: Protocol;
  readonly options: SimulationOptions;
}

/** What became of one cell: its result, which may be a failed one, or why it could not be begun. */
export type BatchOutcome =
  | { readonly parameters: CellParameters; readonly result: CellResult }
  | { readonly refused: PhysicsError };

/**
 * Solves the cells of a range one after the other. Nothing is kept from one cell to the next: an outcome depends on its
 * cell alone, not on the range that it is solved in.
 * @param from - index of the first cell
 * @param to - index after the last cell
 * @param onDone - takes each outcome as it comes, in order; false ends the range after it
 * @throws PhysicsError PHY_OUT_OF_RANGE for a range that does not lie within the cells
 */
export function simulateRange(
  cells: readonly BatchCell[],
  from: number,
  to: number,
  onDone: (index: number, outcome: BatchOutcome) => boolean,
): void {
  const isRange = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to;
  if (!isRange || to > cells.length) {
    throw new PhysicsError(
      'PHY_OUT_OF_RANGE',
      `cells ${from} to ${to}: allowed is a range within 0 to ${cells.length}`,
      { from, to, cells: cells.length },
    );
  }
  for (let index = from; index < to; index++) {
    if (!onDone(index, outcomeOf(cells[index]!))) return;
  }
}

function outcomeOf(cell: BatchCell): BatchOutcome {
  try {
    const parameters = cell.parameters();
    return { parameters, result: simulateCell(parameters, cell.protocol, cell.options) };
  } catch (error) {
    if (error instanceof PhysicsError) return { refused: error };
    throw error;
  }
}
