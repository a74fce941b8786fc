import { type Calibration, calibrate } from '../../../ml/calibration/calibrate.ts';
import type { Folds } from '../../../ml/calibration/folds.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';
import type { ElectrodeMaterial } from '../../../physics/materials/electrode-material.ts';
import { namedMaterials } from '../../../physics/materials/packs/named-materials.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';
import { calibratedModels } from './by-name.ts';
import type { CalibratedModel, PreparedModel } from './calibrated-model.ts';
import { calibrationReport } from './calibration-report.ts';
import type { CalibrationResult, CalibrationStart } from './calibration-result.ts';
import { noValue } from './check-rows.ts';
import { headerName } from './columns.ts';
import { chosenConstants } from './free-constants.ts';
import { keptConstants, keptWarnings } from './kept-constants.ts';
import { knownValues } from './known-values.ts';
import { type MeasuredRow, measuredRows } from './measured-rows.ts';
import { takenOverFrom } from './taken-over-from.ts';

/** Lines of copied rows that a warning names. */
const mostCopies = 20;

/** What to calibrate, and how. */
export interface CalibrationRequest {
  readonly model: string;
  readonly table: CsvTable;
  /** Constants to fit, all others stay; those that the model finds worth it where absent. */
  readonly free?: readonly string[];
  readonly start?: CalibrationStart;
  /** Column whose values name the groups that are left out; `condition` where absent, each row where there is none. */
  readonly group?: string;
  /** Parameter set of the product that the table is of; that of the start where absent. */
  readonly material?: string;
}

/**
 * Fits the constants of a model to a table of measurements, and tells how well they are known and how well rows are
 * predicted that the fit did not see. A missing value costs what depends on it, and a row that can serve nothing is left
 * out; warnings name both.
 *
 * With a start, constants that are not free stand at its values, and their covariance goes into that of the free ones and
 * into the intervals; constants that the new table does not speak of are kept. Free ones begin there, and their prior is as wide as
 * without a start, about that value: a machine that changed has to be able to move, so that the narrow posterior of what it
 * was is not held against it.
 * @param onFit - called behind each fit: one to all rows, and one without each group
 * @throws TwinError USAGE for a model, constant, material or group that there is not; TABLE_INVALID for bad data;
 *   CALIBRATION_START_INVALID where the start is of another model
 */
export function calibrateTable(request: CalibrationRequest, onFit?: () => void): CalibrationResult {
  const { table, start } = request;
  const definition = modelOf(request.model);
  const materialName = request.material ?? start?.material;
  const material = materialOf(request, definition, materialName);
  const group = groupColumn(request, definition);
  const measured = measuredRows(table, definition.columns, group, material !== undefined);
  const known = knownValues(request.model, definition, start);
  const prepared = definition.prepare({ file: table.file, rows: measured, material, known });
  const { model, rows } = prepared;
  const { free, heldAtPrior, warnings } = chosenConstants(
    request.free,
    prepared,
    definition,
    known,
  );
  const candidates = model.constants.flatMap((name, i) =>
    free.includes(i) || known.has(name) ? [] : [i],
  );
  const held = new Map(
    model.constants.flatMap((name, i) => {
      const value = known.get(name);
      return value === undefined || free.includes(i) ? [] : [[i, value] as const];
    }),
  );
  const kept = keptConstants(start, prepared.constants, definition);
  checkStart(prepared, [...[...held.keys()].map((i) => model.constants[i]!), ...kept.names]);
  const takenOver =
    start === undefined
      ? undefined
      : takenOverFrom(start, prepared.constants, [...held.keys()], kept.names);
  const calibration = calibrated(table.file, rows, () =>
    calibrate(
      { ...model, groupKeys: rows.map(keyOf) },
      { free, held, candidates, takenOver },
      onFit,
    ),
  );
  return calibrationReport({
    model: request.model,
    start,
    material: materialName,
    prepared,
    kept,
    free,
    heldAtPrior,
    calibration,
    warnings: [
      ...groupWarnings(table.file, group, rows),
      ...copyWarnings(table.file, rows),
      ...warnings,
      ...foldWarnings(calibration.folds, rows),
      ...keptWarnings(start, kept, prepared, free),
    ],
  });
}

/** A model without a value says so of the data: their places are named. */
function calibrated(
  file: string,
  rows: readonly MeasuredRow[],
  run: () => Calibration,
): Calibration {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PhysicsError)) throw error;
    const { row } = error.data;
    throw noValue(file, typeof row === 'number' ? rows[row]!.line : undefined, error);
  }
}

/** What a group is put in order by: its name, or what the row holds where the row is a group of its own. */
function keyOf({ line, group, texts }: MeasuredRow): string {
  if (group !== `line ${line}`) return group;
  return contentOf(texts);
}

/** @param names - of the constants that stand as the start has them */
function checkStart({ contradictsStart }: PreparedModel, names: readonly string[]): void {
  const wrong = contradictsStart?.(names);
  if (wrong === undefined) return;
  const { found, allowed } = wrong;
  throw new TwinError(
    'CALIBRATION_START_INVALID',
    `--start: found ${found}; allowed is ${allowed}`,
    { found, allowed },
  );
}

function usage(option: string, found: string, allowed: readonly string[], of = ''): TwinError {
  return new TwinError(
    'USAGE',
    `${option}: found '${found}', allowed is ${of}${allowed.join(', ')}`,
    { option, found, allowed },
  );
}

function modelOf(name: string): CalibratedModel {
  const found = Object.hasOwn(calibratedModels, name) ? calibratedModels[name] : undefined;
  if (found !== undefined) return found;
  throw usage('--model', name, Object.keys(calibratedModels));
}

function materialOf(
  { model }: CalibrationRequest,
  { takesMaterial }: CalibratedModel,
  name: string | undefined,
): ElectrodeMaterial | undefined {
  if (name === undefined) return undefined;
  const materials: Readonly<Record<string, ElectrodeMaterial>> = namedMaterials;
  if (!takesMaterial) throw usage('--material', name, [`none: ${model} depends on no material`]);
  if (Object.hasOwn(materials, name)) return materials[name];
  throw usage('--material', name, Object.keys(materials));
}

/** The column of the table that names the groups; undefined where none was asked for and none is there. */
function groupColumn(
  { group, table }: CalibrationRequest,
  { columns }: CalibratedModel,
): string | undefined {
  const { header, file } = table;
  if (group === undefined) return header.includes('condition') ? 'condition' : undefined;
  if (header.includes(group)) return group;
  const known = columns.find(({ name }) => name === group);
  if (known !== undefined && header.includes(headerName(known))) return headerName(known);
  throw usage('--group', group, header, `a column of ${file}: `);
}

function groupWarnings(
  file: string,
  group: string | undefined,
  rows: readonly MeasuredRow[],
): string[] {
  if (group === undefined) {
    return [`${file} has no column 'condition': each row is left out alone; --group names another`];
  }
  const alone = rows.filter((row) => row.group === `line ${row.line}`);
  if (alone.length === 0) return [];
  const lines = alone.map(({ line }) => line).join(', ');
  return [`${file}, line ${lines}, column ${group}: found nothing; the row is a group of its own`];
}

/** Rows that are the same in every column. */
function copyWarnings(file: string, rows: readonly MeasuredRow[]): string[] {
  const seen = new Set<string>();
  const copies = rows.filter(({ texts }) => {
    const content = contentOf(texts);
    const isCopy = seen.has(content);
    seen.add(content);
    return isCopy;
  });
  if (copies.length === 0) return [];
  const lines = copies.slice(0, mostCopies).map(({ line }) => line);
  const more = copies.length > mostCopies ? ` and ${copies.length - mostCopies} more` : '';
  return [
    `${file}, line ${lines.join(', ')}${more}: the same in every column as a line above; each counts as a measurement of its own, which makes deviations and errors too small where they are copies`,
  ];
}

function contentOf(texts: MeasuredRow['texts']): string {
  return Object.keys(texts)
    .sort()
    .map((name) => `${name}=${texts[name]}`)
    .join(' ');
}

function foldWarnings({ of, rows: folds }: Folds, rows: readonly MeasuredRow[]): string[] {
  if (of === 'none')
    return ['one row: nothing is left to predict it from, leaveOneGroupOut is empty'];
  if (of === 'rows') {
    return [
      `one group, '${rows[0]!.group}': each row is left out alone, so that leaveOneGroupOut says nothing of other groups`,
    ];
  }
  if (of === 'bundles') {
    const groups = new Set(rows.map(({ group }) => group)).size;
    return [`${groups} groups are left out in ${folds.length} bundles, several at once`];
  }
  return [];
}
