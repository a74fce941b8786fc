import { setImmediate } from 'node:timers/promises';
import { CodedError } from '../../physics/core/errors.ts';
import type { P2dAnswer, P2dSummary } from '../contract/p2d.ts';
import { isCellInputCode, TwinError } from '../domain/errors.ts';
import { csvRows } from '../validation/csv.ts';
import {
  type CellRunLimits,
  type CellRunSurroundings,
  type FoundCell,
  type PreparedRun,
  runCell,
} from './cell-run.ts';
import { parseJson, readInput } from './input-file.ts';

/** Columns that name a cell and set nothing. */
const labels: readonly string[] = ['id', 'cell', 'name'];
/** How often progress is told [ms]. */
const progressInterval = 1_000;

/** One row of a batch. */
interface BatchCell {
  readonly label: string | undefined;
  readonly set: Readonly<Record<string, number>>;
}

/** What became of one cell of a batch. */
interface BatchRow {
  /** From 1, in the order of the input. */
  readonly row: number;
  readonly id?: string;
  readonly status: P2dAnswer['status'];
  readonly event?: P2dAnswer['event'];
  /** Why it failed: of the solver with a time, of its own numbers without one. */
  readonly cause?: {
    readonly code: string;
    readonly time_s?: number;
    readonly message?: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
  readonly summary?: P2dSummary;
  readonly set: Readonly<Record<string, number>>;
}

/** What became of all cells of a batch. */
interface BatchAnswer {
  readonly formatVersion: 1;
  readonly model: P2dAnswer['model'];
  readonly preset: P2dAnswer['preset'];
  readonly parameters: { readonly name: string; readonly source: string; readonly sha256: string };
  readonly rows: readonly BatchRow[];
  readonly failed: number;
  readonly elapsed_ms: number;
}

/**
 * The cells of a batch file: CSV with keys of `--set` as columns (an empty field leaves the number of the set), or JSON, a
 * list of such objects. A column `id`, `cell` or `name` is handed through.
 * @throws TwinError INPUT_UNREADABLE; TABLE_INVALID (data: file, problems of row, column, found, allowed)
 */
export function readBatch(file: string): readonly BatchCell[] {
  const text = readInput(file, 'batch');
  const isJson = /\.json$/i.test(file);
  const rows = isJson ? jsonRows(parseJson(text, file, 'batch'), file) : csvRows(text, file);
  if (rows.length === 0) {
    throw bad(file, { row: 1, column: 'all', found: 'no row', allowed: 'one row a cell' });
  }
  return rows.map((fields, i) => {
    const row = isJson ? i + 1 : i + 2;
    const named = labels.find((name) => Object.hasOwn(fields, name));
    const set = Object.entries(fields).flatMap(([column, found]) => {
      if (labels.includes(column) || found === '' || found === null) return [];
      return [[column, numberAt(found, { file, row, column })] as const];
    });
    return {
      label: named === undefined ? undefined : String(fields[named]),
      set: Object.fromEntries(set),
    };
  });
}

function jsonRows(value: unknown, file: string): readonly Readonly<Record<string, unknown>>[] {
  const allowed = 'a list of objects with keys of --set';
  if (!Array.isArray(value))
    throw bad(file, { row: 1, column: 'all', found: typeof value, allowed });
  for (const [i, row] of value.entries()) {
    if (typeof row === 'object' && row !== null && !Array.isArray(row)) continue;
    throw bad(file, { row: i + 1, column: 'all', found: JSON.stringify(row), allowed });
  }
  return value;
}

interface Place {
  readonly file: string;
  readonly row: number;
  readonly column: string;
}

/** A number, of a text too; `NaN` is one, which the cell is then refused for. */
function numberAt(found: unknown, { file, row, column }: Place): number {
  if (typeof found === 'number') return found;
  const text = typeof found === 'string' ? found.trim() : '';
  const value = Number(text);
  if (text !== '' && (Number.isFinite(value) || /^nan$/i.test(text))) return value;
  const what = { row, column, found: JSON.stringify(found), allowed: 'a number' };
  throw bad(file, what);
}

function bad(
  file: string,
  problem: { row: number; column: string; found: string; allowed: string },
): TwinError {
  const { row, column, found, allowed } = problem;
  return new TwinError(
    'TABLE_INVALID',
    `the batch ${file}: row ${row}, ${column}: found ${found}; allowed: ${allowed}`,
    { file, problems: [problem] },
  );
}

/** What a batch is run with. */
interface BatchRun {
  readonly found: FoundCell;
  readonly run: PreparedRun;
  readonly cells: readonly BatchCell[];
  readonly surroundings: CellRunSurroundings & {
    readonly limits: CellRunLimits;
    readonly signal: AbortSignal;
  };
  readonly stderr: (text: string) => void;
}

/** Solves the cells one after the other; undefined when the signal ended it. */
export async function runBatch({
  found,
  run,
  cells,
  surroundings,
  stderr,
}: BatchRun): Promise<BatchAnswer | undefined> {
  const { stopwatch, signal } = surroundings;
  const start = stopwatch();
  let told = start;
  const rows: BatchRow[] = [];
  for (const [i, cell] of cells.entries()) {
    rows.push(batchRow(i + 1, cell, { found, run, surroundings }));
    // Signals are heard between two cells only.
    await setImmediate();
    if (signal.aborted) return undefined;
    if (stopwatch() - told < progressInterval) continue;
    told = stopwatch();
    stderr(`p2d: ${i + 1} of ${cells.length} cells\n`);
  }
  const { name, source } = found.parameters;
  return {
    formatVersion: 1,
    model: run.options.model,
    preset: run.options.preset,
    parameters: { name, source, sha256: found.sha256 },
    rows,
    failed: rows.filter(({ status }) => status === 'failed').length,
    elapsed_ms: stopwatch() - start,
  };
}

function batchRow(
  row: number,
  { label, set: ofRow }: BatchCell,
  { found, run, surroundings }: Pick<BatchRun, 'found' | 'run' | 'surroundings'>,
): BatchRow {
  const set = { ...run.request.set, ...ofRow };
  const head = { row, ...(label === undefined ? {} : { id: label }) };
  try {
    const { status, event, cause, summary } = runCell(found, set, run, surroundings);
    return {
      ...head,
      status,
      ...(event === undefined ? {} : { event }),
      ...(cause === undefined ? {} : { cause }),
      summary,
      set,
    };
  } catch (error) {
    // A cell that cannot be is a row like any other; an unknown column, or an error of the program, is none.
    if (!(error instanceof CodedError) || !isCellInputCode(error.code)) throw error;
    if (error.code === 'PHY_UNKNOWN_PARAMETER') throw error;
    const { code, message, data } = error;
    return { ...head, status: 'failed', cause: { code, message, data }, set };
  }
}

const summaryColumns = [
  'capacity_Ah',
  'energy_Wh',
  'duration_s',
  'meanVoltage_V',
  'temperatureMax_degC',
] as const satisfies readonly (keyof P2dSummary)[];

/** A batch as CSV. */
export function batchText({ rows }: BatchAnswer): string {
  const header = ['row', 'id', 'status', ...summaryColumns, 'cause', 'causeTime_s'];
  const lines = rows.map(({ row, id = '', status, summary, cause }) => [
    row,
    quoted(id),
    status,
    ...summaryColumns.map((name) => summary?.[name] ?? ''),
    cause === undefined ? '' : quoted(cause.message ?? cause.code),
    cause?.time_s ?? '',
  ]);
  return [header, ...lines].map((fields) => `${fields.join(',')}\n`).join('');
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
