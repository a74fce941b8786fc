import { type Calibration, calibrate, errorOf } from '../../../ml/calibration/calibrate.ts';
import type { PredictedValue } from '../../../ml/calibration/predict-row.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';
import { fromUnit, isUnitName, toUnit } from '../../../physics/core/units.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';
import { calibratedModels } from './by-name.ts';
import type { CalibratedModel, NamedConstant, PreparedModel } from './calibrated-model.ts';
import type {
  CalibratedParameter,
  CalibrationResult,
  ParameterOrigin,
  QuantityError,
} from './calibration-result.ts';
import { headerName, measuredRows, tableError } from './columns.ts';

/** An earlier calibration, as far as a new one starts from it. */
export interface CalibrationStart extends Pick<CalibrationResult, 'model' | 'references'> {
  readonly parameters: Readonly<Record<string, Pick<CalibratedParameter, 'value' | 'unit' | 'sd'>>>;
}

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
 * With a start, constants that are not free stand at its values. Free ones begin there, and their prior is as wide as
 * without a start, about that value: a machine that changed has to be able to move, so that the narrow posterior of what it
 * was is not held against it.
 * @throws TwinError USAGE for a model, constant or group that there is not; TABLE_INVALID for bad data;
 *   CALIBRATION_START_INVALID where the start is of another model
 */
export function calibrateTable(request: CalibrationRequest): CalibrationResult {
  const { table, start } = request;
  const definition = modelOf(request.model);
  const rows = measuredRows(table, definition.columns);
  const group = groupColumn(request);
  const groups = rows.map(({ texts, numbers }) => texts[group] ?? String(numbers[group] ?? ''));
  checkGroups(table.file, groups, group);
  const known = knownValues(request.model, start);
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
  const found = calibrated(table.file, lines, () => calibrate(model, { free, held, candidates }));
  return result(request, prepared, free, found, { groups, lines });
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

/** Values of an earlier calibration in SI; a logarithm where the constant is fitted as one. */
function knownValues(
  model: string,
  start: CalibrationStart | undefined,
): ReadonlyMap<string, number> {
  if (start === undefined) return new Map();
  if (start.model !== model) {
    throw new TwinError(
      'CALIBRATION_START_INVALID',
      `--start: found a calibration of ${start.model}, allowed is one of ${model}`,
      { found: start.model, allowed: model },
    );
  }
  const { constantOf } = modelOf(model);
  const parameters = Object.entries(start.parameters).flatMap(([name, { value, unit }]) => {
    const constant = constantOf(name);
    const refuse = (found: string, allowed: string): TwinError =>
      new TwinError('CALIBRATION_START_INVALID', `--start: found ${found}, allowed is ${allowed}`, {
        constant: name,
        found,
        allowed,
      });
    if (constant === undefined) {
      throw refuse(`the constant '${name}'`, `a constant of ${model}`);
    }
    if (unit !== constant.unit) throw refuse(`${name} in ${unit}`, constant.unit);
    const si = value * constant.unitSize;
    if (constant.logarithmic && !(si > 0)) throw refuse(`${name} = ${value}`, 'a number above 0');
    return [[name, constant.logarithmic ? Math.log(si) : si] as const];
  });
  const references = Object.entries(start.references).map(([name, value]) => {
    const unit = name.slice(name.indexOf('_') + 1);
    return [name, isUnitName(unit) ? fromUnit(value, unit) : value] as const;
  });
  return new Map([...parameters, ...references]);
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

/** Error over that of usual measurements that is told. */
const strangeError = 3;

/** Rows that are predicted much worse than such quantities are measured. */
function missWarnings(
  { model, quantities }: PreparedModel,
  { fit, leftOut }: Calibration,
): string[] {
  return quantities.flatMap(({ name }, q) => {
    const own = leftOut.filter(({ quantity }) => quantity === q);
    const usual = own.reduce((sum, { row }) => {
      const spread = model.spread(fit.values, row)[q]!;
      return (
        sum +
        model.channels.reduce((all, { expectedSd }, c) => all + (spread[c]! * expectedSd) ** 2, 0)
      );
    }, 0);
    const times = errorOf(leftOut, q) / Math.sqrt(usual / own.length);
    if (!(times > strangeError)) return [];
    return [
      `${name} of rows that the fit did not see is missed by ${times.toFixed(1)} times the usual error of measurement: a column may hold something else, or rows of several states of a machine have one name`,
    ];
  });
}

function heldWarning(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [
    `held as they are although the data would tell of them: ${names.join(', ')}; --free fits constants by name`,
  ];
}

function result(
  { model: name, start }: CalibrationRequest,
  prepared: PreparedModel,
  free: readonly number[],
  calibration: Calibration,
  { groups, lines }: { readonly groups: readonly string[]; readonly lines: readonly number[] },
): CalibrationResult {
  const { constants, quantities, references } = prepared;
  const { fit, known, fitted, leftOut } = calibration;
  const { open } = known;
  /** Slope of the told value by the fitted one. */
  const slope = constants.map(({ logarithmic, unitSize }, i) =>
    logarithmic ? Math.exp(fit.values[i]!) / unitSize : 1 / unitSize,
  );
  const covarianceOf = (i: number, j: number): number => {
    const [a, b] = [open.indexOf(i), open.indexOf(j)];
    if (a >= 0 && b >= 0) return known.covariance[a * open.length + b]! * slope[i]! * slope[j]!;
    if (i !== j) return 0;
    const earlier = start?.parameters[constants[i]!.name];
    return (earlier?.sd ?? fit.priors[i]!.sd * Math.abs(slope[i]!)) ** 2;
  };
  const originOf = (i: number): ParameterOrigin => {
    if (free.includes(i)) return 'fitted';
    return start?.parameters[constants[i]!.name] === undefined ? 'assumed' : 'start';
  };
  const byName = <T>(of: (constant: NamedConstant, i: number) => T): Record<string, T> =>
    Object.fromEntries(constants.map((constant, i) => [constant.name, of(constant, i)]));
  const errors = (values: readonly PredictedValue[]): Record<string, QuantityError> =>
    Object.fromEntries(
      quantities.flatMap(({ name: quantity, unit }, q) => {
        const n = values.filter((value) => value.quantity === q).length;
        const rmse = toUnit(errorOf(values, q), unit) - toUnit(0, unit);
        return n === 0 ? [] : [[quantity, { rmse, unit, n }]];
      }),
    );
  return {
    formatVersion: 1,
    model: name,
    status: calibration.converged ? 'converged' : 'stalled',
    parameters: byName(({ unit, unitSize, logarithmic, description }, i): CalibratedParameter => {
      const value = fit.values[i]!;
      return {
        value: (logarithmic ? Math.exp(value) : value) / unitSize,
        unit,
        sd: Math.sqrt(covarianceOf(i, i)),
        origin: originOf(i),
        description,
      };
    }),
    free: free.map((i) => constants[i]!.name),
    covariance: byName((_, i) => byName((__, j) => covarianceOf(i, j))),
    unidentified: known.unidentified.map((i) => constants[i]!.name),
    confounded: known.confounded.map(({ constants: involved, weights }) => ({
      constants: involved.map((i) => constants[i]!.name),
      weights,
    })),
    residual: errors(fitted),
    leaveOneGroupOut: errors(leftOut),
    rows: leftOut.map(({ row, quantity, ...values }, i) => {
      const { name: ofQuantity, unit } = quantities[quantity]!;
      return {
        group: groups[row]!,
        quantity: ofQuantity,
        measured: toUnit(values.measured, unit),
        predicted: toUnit(values.predicted, unit),
        lower90: toUnit(values.lower90, unit),
        upper90: toUnit(values.upper90, unit),
        line: lines[row]!,
        fitted: toUnit(fitted[i]!.predicted, unit),
      };
    }),
    references,
    warnings: [
      ...prepared.warnings,
      ...missWarnings(prepared, calibration),
      ...heldWarning(known.toldButHeld.map((i) => constants[i]!.name)),
    ],
  };
}
