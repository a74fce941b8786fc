import { readFileSync } from 'node:fs';
import { isUnitName, sameDimension, unitNames } from '../../physics/core/units.ts';
import type { TagMapping } from '../domain/connector.ts';
import { csvField } from '../domain/csv-records.ts';
import { TwinError } from '../domain/errors.ts';
import type { TagId } from '../domain/sample.ts';
import { parseTag } from '../domain/tag.ts';
import {
  type TagMapColumn,
  type TagMapProblem,
  tagMapColumns,
  writtenRows,
} from './tag-map-rows.ts';

/** Shortest sampling interval that a row may ask for [ms]. */
const shortestInterval_ms = 1;

/** A row of a tag map with the connector that it belongs to and its line in the file, counted from 1. */
export interface TagMapRow extends TagMapping {
  readonly row: number;
  readonly connector: string;
}

/** The error of a tag map: every bad field on a line of its own. */
export function tagMapError(file: string, problems: readonly TagMapProblem[]): TwinError {
  const inOrder = [...problems].sort((left, right) => left.row - right.row);
  const lines = inOrder.map(
    ({ row, column, found, allowed }) =>
      `\n  row ${row}, ${column}: found ${found}; allowed: ${allowed}`,
  );
  return new TwinError('TABLE_INVALID', `the tag map ${file} has bad rows:${lines.join('')}`, {
    file,
    problems: inOrder,
  });
}

/** Its text, without a byte-order mark. */
function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new TwinError(
      'CONFIG_UNREADABLE',
      `the tag map ${file} cannot be read: ${(error as Error).message}`,
      { file },
      { cause: error },
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const good = bytes.toString('utf8');
    const row = good.slice(0, good.indexOf('\uFFFD')).split(/\r\n|\n|\r/).length;
    const found = 'characters that are not UTF-8';
    const allowed = 'UTF-8 (in Excel: save as "CSV UTF-8")';
    throw tagMapError(file, [{ row, column: 'all', found, allowed }]);
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
  field: Readonly<Record<TagMapColumn, string>>,
  seen: ReadonlyMap<string, number>,
): readonly (readonly [TagMapColumn, string])[] {
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
 *   (data: file, problems of row, which is the line of the file, column, found, allowed)
 */
export function readTagMapRows(file: string): readonly TagMapRow[] {
  const written = writtenRows(readText(file));
  const problems = [...written.problems];
  const seen = new Map<string, number>();
  const rows = written.rows.map(({ row, field }): TagMapRow => {
    for (const [column, allowed] of fieldProblems(field, seen)) {
      problems.push({ row, column, found: JSON.stringify(field[column]), allowed });
    }
    if (!seen.has(field.tag)) seen.set(field.tag, row);
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

/** A tag map as CSV, as `readTagMapRows` reads it. */
export function tagMapCsv(rows: readonly Omit<TagMapRow, 'row'>[]): string {
  const lines = rows.map(({ tag, connector, address, sourceUnit = '', samplingInterval_ms }) =>
    [tag, connector, address, sourceUnit, `${samplingInterval_ms}`].map(csvField).join(','),
  );
  return `${[tagMapColumns.join(','), ...lines].join('\n')}\n`;
}

/**
 * The rows of a tag map (CSV or JSON: tag, connector, address, sourceUnit, samplingInterval_ms) that belong to a connector.
 * @throws TwinError CONFIG_UNREADABLE, TABLE_INVALID as `readTagMapRows`
 */
export function readTagMap(file: string, connector: string): readonly TagMapping[] {
  return readTagMapRows(file)
    .filter((row) => row.connector === connector)
    .map(({ row: _row, connector: _connector, ...mapping }) => mapping);
}
