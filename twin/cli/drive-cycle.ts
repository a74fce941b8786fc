import { resolve } from 'node:path';
import type { DriveCycle } from '../../physics/cell/protocol/parse.ts';
import { csvNumber, csvRows } from '../domain/csv-records.ts';
import { TwinError } from '../domain/errors.ts';
import { readInput } from './input-file.ts';

const columns = ['time_s', 'current_A'] as const;

/**
 * Reader of drive cycles: CSV files with the columns time_s and current_A, discharge positive.
 * @param folder - what their names are relative to
 * @throws TwinError INPUT_UNREADABLE; TABLE_INVALID (data: file, problems of row, column, found, allowed)
 */
export function driveCycleReader(folder: string): (file: string) => DriveCycle {
  return (name) => {
    const file = resolve(folder, name);
    const rows = csvRows(readInput(file, 'drive cycle'), file);
    const header = Object.keys(rows[0] ?? {});
    const missing = columns.filter((column) => !header.includes(column));
    if (missing.length > 0) {
      const found = header.length === 0 ? 'no row below a header' : header.join(',');
      throw bad(file, { row: 1, column: 'header', found, allowed: columns.join(',') });
    }
    const numbers = (column: (typeof columns)[number]): Float64Array =>
      Float64Array.from(rows, (row, i) => {
        try {
          return csvNumber(row, column);
        } catch {
          throw bad(file, { row: i + 2, column, found: row[column] ?? '', allowed: 'a number' });
        }
      });
    return { time: numbers('time_s'), current: numbers('current_A') };
  };
}

function bad(
  file: string,
  problem: { row: number; column: string; found: string; allowed: string },
): TwinError {
  const { row, column, found, allowed } = problem;
  return new TwinError(
    'TABLE_INVALID',
    `the drive cycle ${file}: row ${row}, ${column}: found '${found}'; allowed: ${allowed}`,
    { file, problems: [problem] },
  );
}
