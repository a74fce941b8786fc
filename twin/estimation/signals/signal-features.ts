import type { CircuitShape } from '../../../ml/impedance/circuit.ts';
import { CodedError } from '../../../physics/core/errors.ts';
import { TwinError } from '../../domain/errors.ts';
import {
  analysedCurves,
  commonPeaks,
  curveFeatures,
  type PeakCounts,
  type ReadCurves,
} from './curve-features.ts';
import { readCurves } from './read-curves.ts';
import { readSpectra } from './read-spectra.ts';
import {
  analysed,
  commonShape,
  type ReadSpectrum,
  spectrumFeatures,
  standardErrors,
} from './spectrum-features.ts';

/** A file of signals; its text is read when its turn comes. */
export interface SignalFile {
  readonly file: string;
  /** @throws CodedError where the file cannot be read */
  readonly read: () => string;
}

/** Files by what they hold. */
export interface SignalRequest {
  readonly spectra: readonly SignalFile[];
  readonly curves: readonly SignalFile[];
  /** Header of an earlier table: the same columns are made, so that its model can be asked. */
  readonly like?: readonly string[];
}

/** What was not taken, and why. */
export interface LeftOut {
  readonly file: string;
  readonly cell?: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One row a cell and measurement. */
export interface FeatureRow {
  readonly cell: string;
  readonly measurement: string;
  /** By column. */
  readonly values: readonly number[];
  /** Of the values of the fitted circuit, by column; 0 for an exponent held at 1. */
  readonly standardErrors: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

/** Signals of cells as a table. */
export interface SignalFeatures {
  readonly formatVersion: 1;
  /** `<name>_<unit>` */
  readonly columns: readonly string[];
  readonly rows: readonly FeatureRow[];
  readonly leftOut: readonly LeftOut[];
  /** Columns that not all rows have. */
  readonly droppedColumns: readonly string[];
}

interface Found<T> {
  readonly file: string;
  readonly cell: string;
  readonly measurement: string;
  readonly read: T;
  readonly warnings: readonly string[];
}

/**
 * Numbers of spectra and curves, one row a cell and measurement, all rows with the same columns. A file or cell that cannot be
 * taken is named, and the others go on.
 * @param goesOn - asked between cells; false ends it
 * @returns undefined when it was ended
 * @throws TwinError TABLE_INVALID where nothing could be taken (data: leftOut)
 */
export async function signalFeatures(
  { spectra, curves, like }: SignalRequest,
  goesOn: () => Promise<boolean>,
): Promise<SignalFeatures | undefined> {
  const leftOut: LeftOut[] = [];
  const ofSpectra = await readAll(spectra, leftOut, goesOn, (text, file) =>
    readSpectra(text, file).map((found) => ({
      ...found,
      analyse: (): { read: ReadSpectrum; warnings: string[] } | string => {
        const read = analysed(found.spectrum);
        return typeof read === 'string' ? read : { read, warnings: spectrumWarnings(read) };
      },
    })),
  );
  const ofCurves = await readAll(curves, leftOut, goesOn, (text, file) =>
    readCurves(text, file).map((found) => ({
      ...found,
      analyse: (): { read: ReadCurves; warnings: string[] } => {
        const read = analysedCurves(found.halves);
        return { read, warnings: [...found.warnings, ...read.warnings] };
      },
    })),
  );
  if (ofSpectra === undefined || ofCurves === undefined) return undefined;
  const shape = like === undefined ? commonShape(ofSpectra.map(({ read }) => read)) : shapeIn(like);
  const peaks = like === undefined ? commonPeaks(ofCurves.map(({ read }) => read)) : peaksIn(like);
  const rows = joined(ofSpectra, ofCurves, leftOut).map(({ spectrum, curve, ...row }) => ({
    ...row,
    standardErrors: spectrum === undefined ? {} : standardErrors(spectrum, shape),
    features: new Map([
      ...(spectrum === undefined ? [] : spectrumFeatures(spectrum, shape)),
      ...(curve === undefined ? [] : curveFeatures(curve, peaks)),
    ]),
  }));
  return like === undefined ? tableOf(rows, leftOut) : tableLike(rows, leftOut, like);
}

interface Analysable<T> {
  readonly cell: string;
  readonly measurement: string;
  /** A text says why it could not be taken. */
  readonly analyse: () => { readonly read: T; readonly warnings: readonly string[] } | string;
}

async function readAll<T>(
  files: readonly SignalFile[],
  leftOut: LeftOut[],
  goesOn: () => Promise<boolean>,
  parse: (text: string, file: string) => readonly Analysable<T>[],
): Promise<Found<T>[] | undefined> {
  const found = new Map<string, Found<T>>();
  for (const { file, read } of files) {
    let parts: readonly Analysable<T>[];
    try {
      parts = parse(read(), file);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      leftOut.push({ file, message: error.message, data: error.data });
      continue;
    }
    for (const { cell, measurement, analyse } of parts) {
      if (!(await goesOn())) return undefined;
      const key = keyOf({ cell, measurement });
      const before = found.get(key);
      if (before !== undefined) {
        const message = `${file}: cell '${cell}' stands in ${before.file} too; allowed is one file a cell and measurement (CELL@MEASUREMENT)`;
        leftOut.push({ file, cell, message, data: { other: before.file } });
        continue;
      }
      const result = told(analyse);
      if (typeof result === 'string') {
        leftOut.push({ file, cell, message: `${file}: cell '${cell}': ${result}`, data: {} });
      } else found.set(key, { file, cell, measurement, ...result });
    }
  }
  return [...found.values()];
}

/** What was found, or the sentence that says why nothing could be. */
function told<T>(analyse: () => T | string): T | string {
  try {
    return analyse();
  } catch (error) {
    if (error instanceof CodedError) return error.message;
    throw error;
  }
}

function keyOf({
  cell,
  measurement,
}: {
  readonly cell: string;
  readonly measurement: string;
}): string {
  return JSON.stringify([cell, measurement]);
}

function spectrumWarnings({ inconsistent, choice }: ReadSpectrum): string[] {
  const warnings: string[] = [];
  if (inconsistent.length > 0) {
    const listed = inconsistent.map((value) => Number(value.toPrecision(4))).join(', ');
    warnings.push(
      `points that do not obey the Kramers-Kronig relations are left out: ${listed} Hz`,
    );
  }
  if (choice.best === undefined) warnings.push('no circuit could be fitted');
  return warnings;
}

interface JoinedRow {
  readonly file: string;
  readonly cell: string;
  readonly measurement: string;
  readonly warnings: readonly string[];
  readonly spectrum?: ReadSpectrum;
  readonly curve?: ReadCurves;
}

/** Rows that have all kinds of signal that any row has. */
function joined(
  spectra: readonly Found<ReadSpectrum>[],
  curves: readonly Found<ReadCurves>[],
  leftOut: LeftOut[],
): JoinedRow[] {
  if (curves.length === 0) return spectra.map(({ read, ...row }) => ({ ...row, spectrum: read }));
  if (spectra.length === 0) return curves.map(({ read, ...row }) => ({ ...row, curve: read }));
  const byKey = new Map(curves.map((curve) => [keyOf(curve), curve]));
  const rows: JoinedRow[] = [];
  const lacking = (row: Found<unknown>, what: string): void => {
    const message = `${row.file}: cell '${row.cell}' has no ${what}; allowed are both where both are given`;
    leftOut.push({ file: row.file, cell: row.cell, message, data: { missing: what } });
  };
  for (const { read, ...row } of spectra) {
    const curve = byKey.get(keyOf(row));
    byKey.delete(keyOf(row));
    if (curve === undefined) lacking({ read, ...row }, 'curves');
    else {
      const warnings = [...row.warnings, ...curve.warnings];
      rows.push({ ...row, warnings, spectrum: read, curve: curve.read });
    }
  }
  for (const curve of byKey.values()) lacking(curve, 'spectrum');
  return rows;
}

type FeaturedRow = Omit<JoinedRow, 'spectrum' | 'curve'> &
  Pick<FeatureRow, 'standardErrors'> & { readonly features: ReadonlyMap<string, number> };

/** All columns that every row has. */
function tableOf(rows: readonly FeaturedRow[], leftOut: readonly LeftOut[]): SignalFeatures {
  if (rows.length === 0) throw nothing(leftOut);
  const all = [...new Set(rows.flatMap(({ features }) => [...features.keys()]))];
  const columns = all.filter((name) => rows.every(({ features }) => features.has(name)));
  return {
    formatVersion: 1,
    columns,
    rows: rows.map((row) => rowOf(row, columns)),
    leftOut,
    droppedColumns: all.filter((name) => !columns.includes(name)),
  };
}

/** The columns of an earlier table; a row that lacks one is left out. */
function tableLike(
  rows: readonly FeaturedRow[],
  before: readonly LeftOut[],
  like: readonly string[],
): SignalFeatures {
  const known = new Set(rows.flatMap(({ features }) => [...features.keys()]));
  const columns = like.filter((name) => known.has(name) || featureName.test(name));
  const leftOut = [...before];
  const whole = rows.filter(({ file, cell, features }) => {
    const missing = columns.filter((name) => !features.has(name));
    if (missing.length === 0) return true;
    const message = `${file}: cell '${cell}' has no ${missing.join(', ')}, which the table of --like has`;
    leftOut.push({ file, cell, message, data: { missing } });
    return false;
  });
  if (whole.length === 0) throw nothing(leftOut);
  const droppedColumns = [...known].filter((name) => !columns.includes(name));
  return {
    formatVersion: 1,
    columns,
    rows: whole.map((row) => rowOf(row, columns)),
    leftOut,
    droppedColumns,
  };
}

function rowOf({ features, file: _, ...row }: FeaturedRow, columns: readonly string[]): FeatureRow {
  return { ...row, values: columns.map((name) => features.get(name)!) };
}

function nothing(leftOut: readonly LeftOut[]): TwinError {
  const why = leftOut.map(({ message }) => message).join('; ');
  const message = `no signal could be taken: ${why || 'there is no file'}; allowed is at least one`;
  return new TwinError('TABLE_INVALID', message, { leftOut });
}

/** Columns that are made of some signals and not of others. */
const featureName =
  /^(arc\d|arcs|r0_|inductance_|warburg_|axisCrossing_|relaxation|charge(Peak|Peaks)|discharge(Peak|Change)|(first|last)[A-Z])/;

function shapeIn(header: readonly string[]): CircuitShape | undefined {
  if (!header.includes('r0_ohm')) return undefined;
  return {
    arcs: header.filter((name) => /^arc\d+Resistance_ohm$/.test(name)).length,
    inductance: header.includes('inductance_H'),
    warburg: header.some((name) => name.startsWith('warburg_')),
  };
}

function peaksIn(header: readonly string[]): PeakCounts {
  const count = (kind: string): number =>
    header.filter((name) => new RegExp(`^${kind}Peak\\d+Voltage_V$`).test(name)).length;
  return { charge: count('charge'), discharge: count('discharge') };
}
