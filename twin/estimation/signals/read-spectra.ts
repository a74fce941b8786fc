import { leastPoints, type Spectrum, spectrum } from '../../../ml/impedance/spectrum.ts';
import type { CsvRow } from '../../domain/csv-table.ts';
import {
  columnAt,
  type InstrumentTable,
  instrumentTable,
  invalidAt,
  numberAt,
  optionalColumn,
  rowsByCell,
} from './instrument-table.ts';

/** A spectrum of a cell. */
export interface CellSpectrum {
  readonly file: string;
  readonly cell: string;
  readonly measurement: string;
  readonly spectrum: Spectrum;
}

const frequencies = ['frequency_Hz', 'Freq', 'freq/Hz', 'Freq(Hz)'];
const realParts = ['zReal_ohm', 'Zreal', 'Re(Z)/Ohm', "Z'(a)"];
/** Z'' as it is, below 0 where capacitive. */
const imaginaryParts = ['zImag_ohm', 'Zimag', "Z''(b)"];
/** Z'' with its sign turned. */
const turnedParts = ['minusZImag_ohm', '-Im(Z)/Ohm'];

/** Highest frequency that any such instrument reaches [Hz], with a wide margin: beyond it the unit is wrong. */
const mostFrequency = 1e9;
/** A hundred a decade over ten decades: more are several spectra in one. */
const mostPoints = 1000;
/** Fewest decades that tell a resistance from an arc. */
const leastDecades = 2;

/**
 * The spectra in a file, by cell.
 * @throws TwinError TABLE_INVALID for a column that is missing, a number that is none, a frequency out of range or twice, a
 *   resistance below 0, a turned sign, or too few points (data: file, line, column, found, allowed)
 */
export function readSpectra(text: string, file: string): readonly CellSpectrum[] {
  const table = instrumentTable(text, file);
  const columns = {
    frequency: columnAt(table, frequencies),
    real: columnAt(table, realParts),
    imaginary: columnAt(table, [...imaginaryParts, ...turnedParts]),
  };
  const sign = optionalColumn(table, turnedParts) === columns.imaginary ? -1 : 1;
  return rowsByCell(table).map(({ cell, measurement, rows }) => ({
    file,
    cell,
    measurement,
    spectrum: spectrumOf(table, rows, columns, sign),
  }));
}

function spectrumOf(
  table: InstrumentTable,
  all: readonly CsvRow[],
  columns: { readonly frequency: number; readonly real: number; readonly imaginary: number },
  sign: number,
): Spectrum {
  const { file, header, format } = table;
  const bad = (row: CsvRow, at: number, allowed: string) =>
    invalidAt({
      file,
      line: row.line,
      column: header[at]!,
      found: row.fields[at]!.trim(),
      allowed,
    });
  // BioLogic's files tell frequency 0 for what was measured at rest between spectra.
  const rows = all.filter((row) => {
    return format !== 'biologic' || numberAt(table, row, columns.frequency) !== 0;
  });
  const seen = new Map<number, number>();
  const points = rows.map((row) => {
    const frequency = numberAt(table, row, columns.frequency);
    const real = numberAt(table, row, columns.real);
    const imaginary = sign * numberAt(table, row, columns.imaginary);
    if (!(frequency > 0 && frequency <= mostFrequency)) {
      throw bad(row, columns.frequency, `above 0, up to ${mostFrequency} Hz`);
    }
    const before = seen.get(frequency);
    if (before !== undefined) {
      throw bad(row, columns.frequency, `each frequency once; it stands on line ${before} too`);
    }
    seen.set(frequency, row.line);
    if (!(real > 0)) throw bad(row, columns.real, 'a real part above 0');
    return { frequency, real, imaginary, row };
  });
  const first = all[0]!;
  if (points.length < leastPoints || points.length > mostPoints) {
    throw invalidAt({
      file,
      line: first.line,
      column: header[columns.frequency]!,
      found: `${points.length} points`,
      allowed: `${leastPoints} to ${mostPoints} points`,
    });
  }
  points.sort((a, b) => b.frequency - a.frequency);
  const [highest, lowest] = [points[0]!, points.at(-1)!];
  if (highest.frequency < 10 ** leastDecades * lowest.frequency) {
    throw invalidAt({
      file,
      line: first.line,
      column: header[columns.frequency]!,
      found: `${lowest.frequency} to ${highest.frequency} Hz`,
      allowed: `a range of ${leastDecades} decades and more`,
    });
  }
  const slow = points.slice(points.length >> 1);
  if (slow.reduce((sum, { imaginary }) => sum + imaginary, 0) > 0) {
    const allowed =
      sign > 0
        ? 'below 0 at low frequencies, where a cell is capacitive; name the column minusZImag_ohm if its sign is turned'
        : 'above 0 at low frequencies, where a cell is capacitive; name the column zImag_ohm if its sign is not turned';
    throw bad(lowest.row, columns.imaginary, allowed);
  }
  return spectrum(
    points.map(({ frequency }) => frequency),
    points.map(({ real }) => real),
    points.map(({ imaginary }) => imaginary),
  );
}
