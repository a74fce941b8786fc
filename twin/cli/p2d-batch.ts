import { availableParallelism } from 'node:os';
import { bpxSettings } from '../../physics/cell/bpx/bpx-setting.ts';
import { applySettings } from '../../physics/cell/settings.ts';
import { PhysicsError } from '../../physics/core/errors.ts';
import type { P2dAnswer, P2dSummary } from '../contract/p2d.ts';
import { csvField, csvRows } from '../domain/csv-records.ts';
import { TwinError } from '../domain/errors.ts';
import { runWithOwnThreads } from '../jobs/job-pool.ts';
import { jobRanges } from '../jobs/ranges.ts';
import type { BatchInput, BatchRow, CellBatch, CellRange } from './cell-batch.ts';
import type { FoundCell, PreparedRun } from './cell-run.ts';
import { parseJson, readInput } from './input-file.ts';
import { usageError } from './options.ts';

/** Columns that name a cell and set nothing. */
const labels: readonly string[] = ['id', 'cell', 'name'];

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
 * list of such objects. A column `id`, `cell` or `name` is handed through. Rows are counted as in the answer: the first
 * cell is row 1.
 * @throws TwinError INPUT_UNREADABLE; TABLE_INVALID (data: file, problems of row, column, found, allowed)
 */
export function readBatch(file: string): readonly BatchInput[] {
  const text = readInput(file, 'batch');
  const isJson = /\.json$/i.test(file);
  const rows = isJson ? jsonRows(parseJson(text, file, 'batch'), file) : csvRows(text, file);
  if (rows.length === 0) {
    throw bad(file, { row: 1, column: 'all', found: 'no row', allowed: 'one row a cell' });
  }
  return rows.map((fields, i) => {
    const row = i + 1;
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
  /** Read already, so that what is wrong with it is known before threads start. */
  readonly run: PreparedRun;
  /** The request of the run with the drive cycles that it names. */
  readonly batch: CellBatch;
  readonly cells: readonly BatchInput[];
  readonly threads: number;
  readonly stopwatch: () => number;
  readonly signal: AbortSignal;
  readonly stderr: (text: string) => void;
}

/**
 * Solves the cells on threads.
 * @returns undefined when the signal ended it
 * @throws PhysicsError PHY_UNKNOWN_PARAMETER for a column that sets nothing; TwinError JOB_FAILED
 */
export async function runBatch({
  found,
  run,
  batch,
  cells,
  threads,
  stopwatch,
  signal,
  stderr,
}: BatchRun): Promise<BatchAnswer | undefined> {
  checkKeys(found, [run.request.set ?? {}, ...cells.map(({ set }) => set)]);
  const start = stopwatch();
  const ranges = jobRanges(cells.length, threads);
  const pool = {
    script: new URL('./cell-batch-worker.ts', import.meta.url),
    threads: Math.min(threads, ranges.length),
    data: batch,
  };
  const tasks = ranges.map(({ from, to }) => ({ row: from + 1, cells: cells.slice(from, to) }));
  const onProgress = (done: number): void => stderr(`p2d: ${done} of ${cells.length} cells\n`);
  const solved = await runWithOwnThreads<CellRange, readonly BatchRow[]>(pool, tasks, {
    signal,
    onProgress,
  });
  const rows = solved?.flat();
  if (rows === undefined) return undefined;
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

/** A column that sets nothing is wrong in all rows: it is refused before the first cell is solved. */
function checkKeys(
  { parameters }: FoundCell,
  settings: readonly Readonly<Record<string, number>>[],
): void {
  const checked = new Set<string>();
  for (const [key, value] of settings.flatMap((set) => Object.entries(set))) {
    if (checked.has(key)) continue;
    checked.add(key);
    try {
      applySettings(parameters, { [key]: value }, bpxSettings);
    } catch (error) {
      // Any other is of the cell, and told with its row.
      if (error instanceof PhysicsError && error.code === 'PHY_UNKNOWN_PARAMETER') throw error;
    }
  }
}

const threadsAllowed = 'a whole number from 1 to 256';

/** How many threads `--threads` asks for; without it, all cores but one, which is left to the rest of the machine. */
export function threadCount(text: string | undefined): number {
  if (text === undefined) return Math.max(1, availableParallelism() - 1);
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= 256) return count;
  throw usageError(`--threads: found '${text}', allowed is ${threadsAllowed}`, {
    option: '--threads',
    found: text,
    allowed: threadsAllowed,
  });
}

const summaryColumns = [
  'capacity_Ah',
  'energy_Wh',
  'duration_s',
  'meanVoltage_V',
  'temperatureMax_degC',
] as const satisfies readonly (keyof P2dSummary)[];

/** What side reactions left at the end, by the reaction that they are told with. */
const sideColumns: Readonly<
  Record<'interphase' | 'plating', Readonly<Record<string, (row: BatchRow) => number | undefined>>>
> = {
  interphase: {
    interphaseThickness_nm: ({ interphase }) => interphase?.meanThickness_nm.at(-1),
    interphaseLost_Ah: ({ interphase }) => interphase?.capacityLost_Ah.at(-1),
  },
  plating: {
    plated_Ah: ({ plating }) => plating?.plated_Ah.at(-1),
    dead_Ah: ({ plating }) => plating?.dead_Ah.at(-1),
  },
};

/** A batch as CSV. */
export function batchText({ rows }: Pick<BatchAnswer, 'rows'>): string {
  const sides = (['interphase', 'plating'] as const)
    .filter((reaction) => rows.some((row) => row[reaction] !== undefined))
    .flatMap((reaction) => Object.entries(sideColumns[reaction]));
  const sideNames = sides.map(([name]) => name);
  const causeColumns = ['cause', 'causeTime_s', 'causeMessage', 'warnings'];
  const header = ['row', 'id', 'status', ...summaryColumns, ...sideNames, ...causeColumns];
  const lines = rows.map((cell) => {
    const { row, id = '', status, summary, cause, warnings } = cell;
    return [
      row,
      csvField(id),
      status,
      ...summaryColumns.map((name) => summary?.[name] ?? ''),
      ...sides.map(([, numberOf]) => numberOf(cell) ?? ''),
      cause?.code ?? '',
      cause?.time_s ?? '',
      csvField(cause?.message ?? ''),
      warnings.join(' '),
    ];
  });
  return [header, ...lines].map((fields) => `${fields.join(',')}\n`).join('');
}
