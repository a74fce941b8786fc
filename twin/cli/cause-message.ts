import type { CellFailureCode } from '../../physics/cell/cell-result.ts';

const meanings: Readonly<Record<CellFailureCode, string>> = {
  CELL_ELECTROLYTE_DEPLETED: 'the current asks for salt where none is left in the pores',
  CELL_ELECTROLYTE_SATURATED: 'salt at the lithium metal exceeds what its data cover',
  CELL_SURFACE_SATURATED: 'particle surfaces are full of lithium, and the current asks for more',
  CELL_SURFACE_EMPTY: 'particle surfaces have no lithium left, and the current asks for more',
  CELL_VOLTAGE_COLLAPSED: 'the voltage lies further outside the cut-offs than they lie apart',
  CELL_CONTROL_UNREACHABLE: 'no state of the cell gives what the step asks for',
  CELL_STEP_TOO_SMALL: 'the equations cannot be solved further',
  CELL_STEP_LIMIT: 'the run needs more solver steps than it may take',
  CELL_CANCELLED: 'the run was cancelled',
};

/** Why a cell could not go on, as a sentence with its numbers. */
export function causeMessage(
  code: CellFailureCode,
  data: Readonly<Record<string, number | string>>,
): string {
  const said = Object.entries(data).map(([name, value]) =>
    typeof value === 'number' ? `${name} ${Number(value.toPrecision(6))}` : `${name} '${value}'`,
  );
  return said.length === 0 ? meanings[code] : `${meanings[code]}: ${said.join(', ')}`;
}
