import { readFileSync } from 'node:fs';
import { isUnitName, sameDimension, unitNames } from '../../physics/core/units.ts';
import type { TagMapping } from '../domain/connector.ts';
import { csvRows } from '../domain/csv-records.ts';
import { TwinError } from '../domain/errors.ts';
import type { TagId } from '../domain/sample.ts';
import { parseTag } from '../domain/tag.ts';

const columns = ['tag', 'connector', 'address', 'sourceUnit', 'samplingInterval_ms'] as const;
type Column = (typeof columns)[number];

/** Shortest sampling interval that a row may ask for [ms]. */
const shortestInterval_ms = 1;

/** One field of a tag map that is not allowed; `row` is the line of the file, the header being 1. */
export interface TagMapProblem {
  readonly row: number;
  readonly column: string;
  readonly found: string;
  readonly allowed: string;
}

/** A row of a tag map with the connector that it belongs to and its line in the file. */
export interface TagMapRow extends TagMapping {
  readonly row: number;
  readonly connector: string;
}

/** The error of a tag map: every bad field on a line of its own. */
export function tagMapError(file: string, problems: readonly TagMapProblem[]): TwinError {
  const lines = problems.map(
    ({ row, column, found, allowed }) =>
      `\n  row ${row}, ${column}: found ${found}; allowed: ${allowed}`,
  );
  return new TwinError('TABLE_INVALID', `the tag map ${file} has bad rows:${lines.join('')}`, {
    file,
    problems,
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new TwinError(
      'CONFIG_UNREADABLE',
      `the tag map ${file} cannot be read: ${(error as Error).message}`,
      { file },
      { cause: error },
    );
  }
}

function tableRows(file: string): readonly Record<string, string>[] {
  const text = readText(file);
  try {
    return csvRows(text, file);
  } catch (error) {
    const row = error instanceof TwinError ? error.data['row'] : undefined;
    if (typeof row !== 'number') throw error;
    const found = 'another number of fields than the header has';
    throw tagMapError(file, [{ row: row + 1, column: 'all', found, allowed: columns.join(',') }]);
  }
}

/** What is wrong with the unit of the source, if anything: unknown, or not of the kind of the tag's unit. */
function unitProblem(sourceUnit: string, tag: string): string | undefined {
  if (sourceUnit === '') return undefined;
  if (!isUnitName(sourceUnit)) return `empty, or one of ${unitNames.join(', ')}`;
  const unit = parseTag(tag)?.boundaryUnit;
  if (unit === undefined || sameDimension(sourceUnit, unit)) return undefined;
  return `empty, or a unit of the same kind as ${unit}`;
}

function fieldProblems(
  field: Readonly<Record<Column, string>>,
  seen: ReadonlyMap<string, number>,
): readonly (readonly [Column, string])[] {
  const { tag, connector, address, sourceUnit, samplingInterval_ms } = field;
  const before = seen.get(tag);
  const unit = unitProblem(sourceUnit, tag);
  return [
    ...(parseTag(tag) === undefined ? [['tag', 'site.area.line.unit.name_unit'] as const] : []),
    ...(before === undefined ? [] : [['tag', `each tag once; row ${before} has it`] as const]),
    ...(connector === '' ? [['connector', 'the id of a connector'] as const] : []),
    ...(address === '' ? [['address', 'a node id or a browse path'] as const] : []),
    ...(unit === undefined ? [] : [['sourceUnit', unit] as const]),
    ...(samplingInterval_ms.trim() !== '' && Number(samplingInterval_ms) >= shortestInterval_ms
      ? []
      : [['samplingInterval_ms', `a number from ${shortestInterval_ms}`] as const]),
  ];
}

/**
 * All rows of a tag map, whatever their connector.
 * @throws TwinError CONFIG_UNREADABLE when the file cannot be read; TABLE_INVALID with every bad field
 *   (data: file, problems of row, column, found, allowed)
 */
export function readTagMapRows(file: string): readonly TagMapRow[] {
  const raw = tableRows(file);
  const header = Object.keys(raw[0] ?? {});
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const found = header.length === 0 ? 'no row below a header' : header.join(',');
    throw tagMapError(file, [{ row: 1, column: 'header', found, allowed: columns.join(',') }]);
  }
  const problems: TagMapProblem[] = [];
  const seen = new Map<string, number>();
  const rows = raw.map((fields, i): TagMapRow => {
    const field = fields as Readonly<Record<Column, string>>;
    const row = i + 2;
    for (const [column, allowed] of fieldProblems(field, seen)) {
      problems.push({ row, column, found: JSON.stringify(field[column]), allowed });
    }
    seen.set(field.tag, row);
    return {
      row,
      connector: field.connector,
      tag: field.tag as TagId,
      address: field.address,
      ...(field.sourceUnit === '' ? {} : { sourceUnit: field.sourceUnit }),
      samplingInterval_ms: Number(field.samplingInterval_ms),
    };
  });
  if (problems.length > 0) throw tagMapError(file, problems);
  return rows;
}

/**
 * The rows of a tag map (CSV: tag, connector, address, sourceUnit, samplingInterval_ms) that belong to a connector.
 * @throws TwinError CONFIG_UNREADABLE, TABLE_INVALID as `readTagMapRows`
 */
export function readTagMap(file: string, connector: string): readonly TagMapping[] {
  return readTagMapRows(file)
    .filter((row) => row.connector === connector)
    .map(({ row: _row, connector: _connector, ...mapping }) => mapping);
}
