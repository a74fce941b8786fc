import { type TableFinding, tableFindings } from '../../../ml/data/table-findings.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { TwinError } from '../../domain/errors.ts';
import { learningTable } from './learning-columns.ts';

/** What is left out of a table before learning, and why: the table itself stays as it is, so that each step can be taken back. */
export interface CleaningRecipe {
  readonly formatVersion: 1;
  /** Of the file that the lines are of. */
  readonly dataSha256: string;
  readonly columns: readonly { readonly column: string; readonly reason: string }[];
  /** Lines of the file, from 1. */
  readonly lines: readonly { readonly line: number; readonly reason: string }[];
}

/** A finding, with lines of the file in place of rows. */
export interface ReportedFinding extends Omit<TableFinding, 'rows'> {
  readonly lines: readonly number[];
}

/** What was found in a table, and a recipe that leaves out what can be left out without a look at the plant. */
export interface CleaningReport {
  readonly findings: readonly ReportedFinding[];
  readonly recipe: CleaningRecipe;
}

/**
 * Looks through a table; changes nothing. The recipe leaves out repeated rows and columns, and those that are constant.
 * Outliers, gaps and shared conditions are named only: whether they are wrong, the table does not tell.
 * @throws TwinError TABLE_INVALID as `learningTable`
 */
export function cleaningReport(
  table: CsvTable,
  target: string,
  group: string,
  dataSha256: string,
): CleaningReport {
  const read = learningTable(table, target, group);
  const { table: columns, target: values, groups } = read.rows;
  const found = tableFindings(columns, values, groups, target);
  const lineOf = (row: number): number => table.rows[row]!.line;
  const left = (kinds: readonly TableFinding['kind'][]) =>
    found.filter(({ kind }) => kinds.includes(kind));
  const constants = read.constant.map((column) => ({ column, reason: 'it never varies' }));
  return {
    findings: [
      ...constants.map(({ column, reason }) => ({
        kind: 'constant' as const,
        column,
        lines: [],
        reason,
      })),
      ...found.map(({ rows, ...finding }) => ({ ...finding, lines: rows.map(lineOf) })),
    ],
    recipe: {
      formatVersion: 1,
      dataSha256,
      columns: [
        ...constants,
        ...left(['duplicateColumn']).map(({ column, reason }) => ({ column: column!, reason })),
      ],
      lines: left(['duplicateRow']).flatMap(({ rows, reason }) =>
        rows.map((row) => ({ line: lineOf(row), reason })),
      ),
    },
  };
}

/**
 * The table without what a recipe leaves out.
 * @throws TwinError CLEANING_INVALID for a recipe of another file, or a column or line that the table has not (data: found, allowed)
 */
export function cleanedTable(
  table: CsvTable,
  recipe: CleaningRecipe,
  dataSha256: string,
  kept: readonly string[],
): CsvTable {
  if (recipe.dataSha256 !== dataSha256) {
    throw invalid(
      `it is of another table: found sha256 ${recipe.dataSha256}, that of ${table.file} is ${dataSha256}; allowed is a recipe of the same file, as its lines are named`,
      { found: recipe.dataSha256, allowed: dataSha256 },
    );
  }
  for (const { column } of recipe.columns) {
    if (table.header.includes(column) && !kept.includes(column)) continue;
    const allowed = table.header.filter((name) => !kept.includes(name));
    throw invalid(`column '${column}' cannot be left out; allowed are ${allowed.join(', ')}`, {
      found: column,
      allowed,
    });
  }
  const known = new Set(table.rows.map(({ line }) => line));
  for (const { line } of recipe.lines) {
    if (known.has(line)) continue;
    throw invalid(`no row begins on line ${line}`, {
      found: line,
      allowed: [...known].slice(0, 3),
    });
  }
  const columns = new Set(recipe.columns.map(({ column }) => column));
  const lines = new Set(recipe.lines.map(({ line }) => line));
  const isKept = (_: string, at: number): boolean => !columns.has(table.header[at]!);
  return {
    file: table.file,
    header: table.header.filter(isKept),
    rows: table.rows
      .filter(({ line }) => !lines.has(line))
      .map(({ line, fields }) => ({ line, fields: fields.filter(isKept) })),
  };
}

/** A recipe as JSON holds it. @throws TwinError CLEANING_INVALID (data: file) */
export function cleaningRecipe(value: unknown, file: string): CleaningRecipe {
  const recipe = value as Partial<CleaningRecipe> | null;
  const isList = (list: unknown, key: string, type: string): boolean =>
    Array.isArray(list) &&
    list.every((entry) => typeof entry?.[key] === type && typeof entry?.reason === 'string');
  if (
    typeof recipe === 'object' &&
    recipe?.formatVersion === 1 &&
    typeof recipe.dataSha256 === 'string' &&
    isList(recipe.columns, 'column', 'string') &&
    isList(recipe.lines, 'line', 'number')
  ) {
    return recipe as CleaningRecipe;
  }
  const allowed = "what 'train --clean report --json' gives as recipe, each entry with its reason";
  throw invalid(`${file} is none; allowed is ${allowed}`, { file, allowed });
}

function invalid(what: string, data: Readonly<Record<string, unknown>>): TwinError {
  return new TwinError('CLEANING_INVALID', `the recipe of --clean: ${what}`, data);
}
