import { type HalfCycle, halfCycles } from '../../../ml/cycling/half-cycles.ts';
import { MlError } from '../../../ml/errors.ts';
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

/** Charges and discharges of a cell. */
export interface CellCurves {
  readonly file: string;
  readonly cell: string;
  readonly measurement: string;
  readonly halves: readonly HalfCycle[];
  readonly warnings: readonly string[];
}

/** A column under the names that formats give it: our own, Arbin's, the Battery Data Format's, BioLogic's. */
const times = [
  'time_s',
  'Test_Time(s)',
  'Test Time (s)',
  'Test Time / s',
  'test_time_second',
  'time/s',
];
const voltages = [
  'voltage_V',
  'Voltage(V)',
  'Voltage (V)',
  'Voltage / V',
  'voltage_volt',
  'Ecell/V',
  'Ewe/V',
];
const currents = ['current_A', 'Current(A)', 'Current (A)', 'Current / A', 'current_ampere'];
const milliamperes = ['I/mA', '<I>/mA'];
const cycles = [
  'cycle',
  'Cycle_Index',
  'Cycle Index',
  'Cycle Count / 1',
  'cycle_count',
  'cycle number',
];
/** Of these files discharge is above 0, of all others charge is. */
const ownCurrent = 'current_A';
const capacities = ['capacity_Ah'];
/** Share by which a capacity that the instrument tells may differ from the current over time. */
const mostDifference = 0.02;

/**
 * Charges and discharges in a file, by cell. Current over time counts; a column capacity_Ah (charge passed, by step) is only
 * compared with it.
 * @throws TwinError TABLE_INVALID for a column that is missing, a number that is none, a time that falls, a current whose sign
 *   does not go with the voltage, or a cell at which no current flows (data: file, line, column, found, allowed)
 */
export function readCurves(text: string, file: string): readonly CellCurves[] {
  const table = instrumentTable(text, file);
  const current = columnAt(table, [...currents, ...milliamperes]);
  const columns = {
    time: columnAt(table, times),
    voltage: columnAt(table, voltages),
    current,
    cycle: optionalColumn(table, cycles),
    capacity: optionalColumn(table, capacities),
  };
  const name = table.header[current]!;
  const scale = (milliamperes.includes(name) ? 1e-3 : 1) * (name === ownCurrent ? 1 : -1);
  return rowsByCell(table).map(({ cell, measurement, rows }) => {
    const halves = halvesOf(table, rows, columns, scale);
    checkSign(table, rows, columns, halves);
    const warnings =
      columns.capacity < 0 ? [] : capacityWarnings(table, rows, columns.capacity, halves);
    return { file, cell, measurement, halves, warnings };
  });
}

interface Columns {
  readonly time: number;
  readonly voltage: number;
  readonly current: number;
  readonly cycle: number;
  readonly capacity: number;
}

function halvesOf(
  table: InstrumentTable,
  rows: readonly CsvRow[],
  columns: Columns,
  scale: number,
): readonly HalfCycle[] {
  const column = (at: number, factor = 1): Float64Array =>
    Float64Array.from(rows, (row) => factor * numberAt(table, row, at));
  const time = column(columns.time);
  const falls = time.findIndex((value, i) => i > 0 && value < time[i - 1]!);
  if (falls >= 0) {
    const { line, fields } = rows[falls]!;
    const allowed = `a time that does not fall, from ${time[falls - 1]} on`;
    const found = fields[columns.time]!.trim();
    throw invalidAt({
      file: table.file,
      line,
      column: table.header[columns.time]!,
      found,
      allowed,
    });
  }
  const record = {
    time,
    current: column(columns.current, scale),
    voltage: column(columns.voltage),
    ...(columns.cycle < 0 ? {} : { cycle: column(columns.cycle) }),
  };
  try {
    return halfCycles(record);
  } catch (error) {
    if (!(error instanceof MlError)) throw error;
    throw invalidAt({
      file: table.file,
      line: rows[0]!.line,
      column: table.header[columns.current]!,
      found: 'no current in any row',
      allowed: 'a charge or a discharge',
    });
  }
}

/** The voltage of a cell rises while it is charged: where most half cycles say otherwise, the sign is turned. */
function checkSign(
  { file, header }: InstrumentTable,
  rows: readonly CsvRow[],
  columns: Columns,
  halves: readonly HalfCycle[],
): void {
  const agrees = halves.reduce((sum, { kind, voltage }) => {
    const rise = voltage.at(-1)! - voltage[0]!;
    return sum + (kind === 'charge' ? rise : -rise);
  }, 0);
  if (agrees >= 0) return;
  const column = header[columns.current]!;
  const convention = column === ownCurrent ? 'discharge above 0' : 'charge above 0';
  throw invalidAt({
    file,
    line: rows[0]!.line,
    column,
    found: 'a voltage that falls in charges and rises in discharges',
    allowed: `${convention}; turn the sign of the current`,
  });
}

function capacityWarnings(
  table: InstrumentTable,
  rows: readonly CsvRow[],
  at: number,
  halves: readonly HalfCycle[],
): string[] {
  const told = rows.reduce((most, row) => Math.max(most, Math.abs(numberAt(table, row, at))), 0);
  const found = halves.reduce((most, { charge }) => Math.max(most, charge.at(-1)! / 3600), 0);
  if (Math.abs(told - found) <= mostDifference * found) return [];
  return [
    `the largest capacity_Ah is ${told} Ah, current over time gives ${found.toPrecision(4)} Ah: the latter counts`,
  ];
}
