import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';
import { askedColumns, columnOf } from '../learning/learning-columns.ts';
import { type CellDesign, designInputs } from './design-box.ts';
import type { P2dSurrogate, PredictedDesign } from './p2d-surrogate.ts';

/**
 * What a surrogate says of each row of a table of designs. Columns that are none of `designInputs` count for nothing.
 * @throws TwinError TABLE_INVALID for a column that is missing or in another unit, a field that is no number, or one of which
 *   no cell can be made (data: file, line, column, found, allowed)
 */
export function predictDesigns(surrogate: P2dSurrogate, table: CsvTable): PredictedDesign[] {
  const columns = askedColumns(
    table,
    designInputs.map(({ header }) => columnOf(header)),
    false,
  );
  return table.rows.map(({ line }, i) => {
    const design = columns.map((column) => column[i]!);
    checkPossible(design, table.file, line);
    return surrogate.predict(design);
  });
}

function checkPossible(design: CellDesign, file: string, line: number): void {
  for (const [i, { header, impossibleFrom }] of designInputs.entries()) {
    const found = design[i]!;
    if (found > 0 && found < impossibleFrom) continue;
    const allowed = `above 0 and below ${impossibleFrom}`;
    throw new TwinError(
      'TABLE_INVALID',
      `${file}, line ${line}, column '${header}': found ${found}; allowed is a number ${allowed}`,
      { file, line, column: header, found, allowed },
    );
  }
}
