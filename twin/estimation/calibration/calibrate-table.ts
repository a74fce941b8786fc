import { type Calibration, calibrate } from '../../../ml/calibration/calibrate.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';
import { calibratedModels } from './by-name.ts';
import type { CalibratedModel, PreparedModel } from './calibrated-model.ts';
import { calibrationReport } from './calibration-report.ts';
import type { CalibrationResult, CalibrationStart } from './calibration-result.ts';
import { headerName, measuredRows, tableError } from './columns.ts';
import { knownValues } from './known-values.ts';
import { takenOverFrom } from './taken-over-from.ts';

/** What to calibrate, and how. */
export interface CalibrationRequest {
  readonly model: string;
  readonly table: CsvTable;
  /** Constants to fit, all others stay; those that the model finds worth it where absent. */
  readonly free?: readonly string[];
  readonly start?: CalibrationStart;
  /** Column whose values name the groups that are left out; `condition` where absent. */
  readonly group?: string;
}

/**
 * Fits the constants of a model to a table of measurements, and tells how well they are known and how well rows are
 * predicted that the fit did not see.
 *
 * With a start, constants that are not free stand at its values, and their covariance goes into that of the free ones and
 * into the intervals. Free ones begin there, and their prior is as wide as
 * without a start, about that value: a machine that changed has to be able to move, so that the narrow posterior of what it
 * was is not held against it.
 * @param onFit - called behind each fit: one to all rows, and one without each group
 * @throws TwinError USAGE for a model, constant or group that there is not; TABLE_INVALID for bad data;
 *   CALIBRATION_START_INVALID where the start is of another model
 */
export function calibrateTable(request: CalibrationRequest, onFit?: () => void): CalibrationResult {
  const { table, start } = request;
  const definition = modelOf(request.model);
  const rows = measuredRows(table, definition.columns);
  const group = groupColumn(request);
  const groups = rows.map(({ texts }) => texts[group]!);
  checkGroups(table.file, groups, group);
  const known = knownValues(request.model, definition, start);
  const prepared = definition.prepare(table, rows, groups, known);
  const { model } = prepared;
  const lines = rows.map(({ line }) => line);
  const free =
    request.free === undefined ? prepared.free : namedConstants(request.free, prepared, definition);
  if (rows.length < free.length) {
    throw tableError(
      table.file,
      { line: rows.at(-1)!.line },
      `${rows.length} rows for ${free.length} free constants`,
      'at least one row per constant: more rows, or fewer constants with --free',
    );
  }
  const candidates = model.constants.flatMap((name, i) =>
    free.includes(i) || known.has(name) ? [] : [i],
  );
  const held = new Map(
    model.constants.flatMap((name, i) => {
      const value = known.get(name);
      return value === undefined || free.includes(i) ? [] : [[i, value] as const];
    }),
  );
  const takenOver =
    start === undefined ? undefined : takenOverFrom(start, prepared.constants, [...held.keys()]);
  const found = calibrated(table.file, lines, () =>
    calibrate(model, { free, held, candidates, takenOver }, onFit),
  );
  return calibrationReport({
    model: request.model,
    start,
    prepared,
    free,
    calibration: found,
    lines,
  });
}

/** A model without a value says so of the data: their places are named. */
function calibrated(file: string, lines: readonly number[], run: () => Calibration): Calibration {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    const { row } = error.data;
    const place = typeof row === 'number' ? { line: lines[row]! } : {};
    throw tableError(
      file,
      place,
      `data that the model has no value for (${error.message})`,
      'data of a machine and a coating as the columns describe them',
    );
  }
}

function modelOf(name: string) {
  const found = Object.hasOwn(calibratedModels, name) ? calibratedModels[name] : undefined;
  if (found !== undefined) return found;
  const allowed = Object.keys(calibratedModels);
  throw new TwinError('USAGE', `--model: found '${name}', allowed is ${allowed.join(', ')}`, {
    option: '--model',
    found: name,
    allowed,
  });
}

function groupColumn({ group = 'condition', model, table }: CalibrationRequest): string {
  const columns = modelOf(model).columns.filter((column) =>
    table.header.includes(headerName(column)),
  );
  const found = columns.find((column) => group === column.name || group === headerName(column));
  if (found !== undefined) return found.name;
  const allowed = columns.map(headerName);
  throw new TwinError(
    'USAGE',
    `--group: found '${group}', allowed is a column of ${table.file}: ${allowed.join(', ')}`,
    { option: '--group', found: group, allowed },
  );
}

function checkGroups(file: string, groups: readonly string[], column: string): void {
  const names = [...new Set(groups)];
  if (names.length > 1) return;
  throw tableError(
    file,
    { column },
    `one group, '${names[0]}'`,
    'two groups at least, so that each can be predicted from the others',
  );
}

/** Indices of the constants of these names; a name stands for all of `name.*` too. */
function namedConstants(
  names: readonly string[],
  { model: { constants } }: PreparedModel,
  { constantOf }: CalibratedModel,
): number[] {
  const chosen = names.flatMap((name) => {
    const found = constants.flatMap((own, i) =>
      own === name || own.startsWith(`${name}.`) ? [i] : [],
    );
    if (found.length > 0) return found;
    const elsewhere = constantOf(name) !== undefined ? ', which these data do not speak of' : '';
    throw new TwinError(
      'USAGE',
      `--free: found '${name}'${elsewhere}; allowed are ${constants.join(', ')}`,
      { option: '--free', found: name, allowed: constants },
    );
  });
  return [...new Set(chosen)].sort((a, b) => a - b);
}
