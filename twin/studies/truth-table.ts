import { toUnit } from '../../physics/core/units.ts';
import { boundaryName, type Variable } from '../../physics/core/variables.ts';
import type { TableBatch, TableFileRow } from '../domain/table-file.ts';
import { sideLetters, type TruthRows } from './simulated-line.ts';
import { TextList } from './text-list.ts';

/** What was true of the web that left the line, as the rows of `truth`: in boundary units, as the names say. */
export class TruthTable {
  readonly file: TableFileRow;
  readonly #variables: readonly Variable[];
  readonly #coils = new TextList();
  readonly #states = new TextList();

  constructor(variables: readonly Variable[]) {
    this.#variables = variables;
    this.file = {
      name: 'truth',
      columns: [
        { name: 'coil', kind: 'text' },
        { name: 'metre_m', kind: 'number' },
        { name: 'lane', kind: 'whole' },
        { name: 'side', kind: 'choice', choices: sideLetters },
        { name: 'state', kind: 'text' },
        ...variables.map((variable) => ({ name: boundaryName(variable), kind: 'number' }) as const),
      ],
    };
  }

  batch({ coil, metre, lane, side, state, values }: TruthRows): TableBatch {
    return {
      rows: coil.length,
      columns: [
        this.#coils.columnOf(coil),
        Float64Array.from(metre),
        Float64Array.from(lane),
        Uint16Array.from(side),
        this.#states.columnOf(state),
        ...this.#variables.map(({ boundaryUnit }, i) =>
          Float64Array.from(values[i]!, (value) => toUnit(value, boundaryUnit)),
        ),
      ],
    };
  }
}
