import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { csvField } from '../domain/csv-records.ts';
import { type CsvTable, csvTable } from '../domain/csv-table.ts';
import { TwinError } from '../domain/errors.ts';
import {
  type SignalFeatures,
  type SignalFile,
  signalFeatures,
} from '../estimation/signals/signal-features.ts';
import { readInput } from './input-file.ts';
import { type CommandLine, usageError } from './options.ts';
import { writeResult } from './write-result.ts';

/** What the command takes from outside. */
interface FeatureSurroundings {
  readonly signal: AbortSignal;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/**
 * Makes a table of numbers of spectra and curves, one row a cell, and writes it as CSV. What was left out is told on stderr
 * and in the JSON.
 * @returns whether all was done; false when the signal ended it, and then nothing was written
 */
export async function runFeatures(
  { own, json, out }: CommandLine,
  { signal, stdout, stderr }: FeatureSurroundings,
): Promise<boolean> {
  const { eis = [], curves = [], labels, like } = own;
  if (eis.length + curves.length === 0) {
    throw usageError("'features' needs --eis or --curves with a file or folder");
  }
  const told = labels === undefined ? undefined : labelTable(labels);
  const request = {
    spectra: filesOf(eis),
    curves: filesOf(curves),
    ...(like === undefined ? {} : { like: csvTable(readInput(like, 'table'), like).header }),
  };
  let cells = 0;
  const goesOn = async (): Promise<boolean> => {
    await setImmediate();
    cells += 1;
    if (cells % 10 === 0) stderr(`features: ${cells} signals\n`);
    return !signal.aborted;
  };
  const found = await signalFeatures(request, goesOn);
  if (found === undefined) {
    stderr('features: cancelled; nothing is written\n');
    return false;
  }
  const answer = told === undefined ? found : labelled(found, told);
  for (const { message } of answer.leftOut) stderr(`features: left out: ${message}\n`);
  for (const { cell, warnings } of answer.rows) {
    for (const warning of warnings) stderr(`features: warning: cell '${cell}': ${warning}\n`);
  }
  if (answer.droppedColumns.length > 0) {
    stderr(`features: columns that not all rows have: ${answer.droppedColumns.join(', ')}\n`);
  }
  const text = csvText(answer);
  if (out !== undefined) writeResult('--out', out, text);
  stdout(json ? `${JSON.stringify(answer)}\n` : text);
  return true;
}

/** Files as they are named, and those of folders by name; hidden ones are no signals. */
function filesOf(paths: readonly string[]): SignalFile[] {
  const files = paths.flatMap((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => join(path, name))
      .sort();
  });
  return files.map((file) => ({ file, read: () => readInput(file, 'signal') }));
}

/** Columns of another table by cell: what is to be learned. */
interface LabelTable extends CsvTable {
  readonly columns: readonly string[];
  /** Fields of `columns`, by cell. */
  readonly byCell: ReadonlyMap<string, readonly string[]>;
}

function labelTable(file: string): LabelTable {
  const table = csvTable(readInput(file, 'table of labels'), file);
  const at = table.header.indexOf('cell');
  const refused = (line: number, found: string, allowed: string) =>
    new TwinError(
      'TABLE_INVALID',
      `${file}, line ${line}, column 'cell': found '${found}', allowed is ${allowed}`,
      { file, line, column: 'cell', found, allowed },
    );
  if (at < 0) throw refused(1, table.header.join(', '), 'a column cell');
  const byCell = new Map<string, readonly string[]>();
  for (const { line, fields } of table.rows) {
    const cell = fields[at]!.trim();
    if (byCell.has(cell)) throw refused(line, cell, 'each cell once');
    byCell.set(
      cell,
      fields.filter((_, i) => i !== at),
    );
  }
  return { ...table, columns: table.header.filter((_, i) => i !== at), byCell };
}

type Labelled = Omit<SignalFeatures, 'rows'> & {
  readonly labels?: readonly string[];
  readonly rows: readonly (SignalFeatures['rows'][number] & {
    readonly labels?: readonly string[];
  })[];
};

/** The rows of cells with a label; the others are left out. */
function labelled(found: SignalFeatures, { file, columns, byCell }: LabelTable): Labelled {
  const twice = columns.find((name) => found.columns.includes(name));
  if (twice !== undefined) {
    const message = `${file}: the column '${twice}' is a feature too; allowed is another name`;
    throw new TwinError('TABLE_INVALID', message, { file, column: twice });
  }
  const without = found.rows.filter(({ cell }) => !byCell.has(cell));
  const leftOut = without.map(({ cell }) => ({
    file,
    cell,
    message: `${file}: there is no cell '${cell}'; allowed are the cells of the signals`,
    data: {},
  }));
  const rows = found.rows.flatMap((row) => {
    const labels = byCell.get(row.cell);
    return labels === undefined ? [] : [{ ...row, labels }];
  });
  if (rows.length === 0) {
    const message = `${file}: none of the cells has a label; allowed are names as of the signals: ${found.rows.map(({ cell }) => cell).join(', ')}`;
    throw new TwinError('TABLE_INVALID', message, { file, column: 'cell' });
  }
  return { ...found, labels: columns, rows, leftOut: [...found.leftOut, ...leftOut] };
}

function csvText({ columns, labels = [], rows }: Labelled): string {
  const lines = rows.map(({ cell, labels: told = [], values }) =>
    [csvField(cell), ...told.map(csvField), ...values].join(','),
  );
  return [['cell', ...labels, ...columns].join(','), ...lines].map((line) => `${line}\n`).join('');
}
