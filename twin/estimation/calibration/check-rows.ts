import { PhysicsError } from '../../../physics/core/errors.ts';
import { tableError } from './columns.ts';
import type { MeasuredRow } from './measured-rows.ts';

/**
 * What a model makes of each row, so that the line is named of which it has no value.
 * @param evaluate - of the row of an index; a PhysicsError says that there is no value
 * @returns one per row
 * @throws TwinError TABLE_INVALID (data: file, line, found, allowed)
 */
export function checkedRows<T>(
  file: string,
  rows: readonly MeasuredRow[],
  evaluate: (row: number) => T,
): T[] {
  return rows.map(({ line }, i) => {
    try {
      return evaluate(i);
    } catch (error) {
      if (!(error instanceof PhysicsError)) throw error;
      throw noValue(file, line, error);
    }
  });
}

/** The error of a row that the physics refuses; without a line where no one row is to blame. */
export function noValue(file: string, line: number | undefined, error: PhysicsError): Error {
  return tableError(
    file,
    line === undefined ? {} : { line },
    `data that the model has no value for (${error.message})`,
    'data of a machine and a coating as the columns describe them',
  );
}
