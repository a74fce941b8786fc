import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** Columns of a tag map, in the order in which they are written. */
export const tagMapColumns = [
  'tag',
  'connector',
  'address',
  'sourceUnit',
  'samplingInterval_ms',
] as const;
export type TagMapColumn = (typeof tagMapColumns)[number];

/** One field of a tag map that is not allowed; `row` is its line of the file, counted from 1. */
export interface TagMapProblem {
  readonly row: number;
  readonly column: string;
  readonly found: string;
  readonly allowed: string;
}

/** A row as it stands in a file. */
export interface WrittenRow {
  /** Line on which it begins. */
  readonly row: number;
  readonly field: Readonly<Record<TagMapColumn, string>>;
}

/** What is in a file: rows, and places that are none. */
export interface WrittenMap {
  readonly rows: readonly WrittenRow[];
  readonly problems: readonly TagMapProblem[];
}

/** Rows of a text, which is JSON where it begins as a list or an object, else CSV. */
export function writtenRows(text: string): WrittenMap {
  return /^\s*[[{]/.test(text) ? jsonRows(text) : csvRows(text);
}

const all = 'all';
const header = tagMapColumns.join(',');

/** Fields of a text with their lines; a field in double quotes may hold separators and line ends. */
function recordsOf(
  text: string,
  separator: string,
): { records: { row: number; fields: string[] }[]; open: number | undefined } {
  const records: { row: number; fields: string[] }[] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const record = { row: line, fields: [] as string[] };
    records.push(record);
    for (let more = true; more; ) {
      let field = '';
      if (text[at] === '"') {
        const quoted = /"((?:[^"]|"")*)"/y;
        quoted.lastIndex = at;
        const [found, content] = quoted.exec(text) ?? [];
        if (found === undefined || content === undefined) return { records, open: record.row };
        at += found.length;
        line += content.split(/\r\n|\n|\r/).length - 1;
        field = content.replaceAll('""', '"');
      }
      // A quote within a field that has none at its beginning is a character as any other.
      const start = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r')
        at += 1;
      record.fields.push(field + text.slice(start, at));
      more = text[at] === separator;
      if (more) at += 1;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    at += 1;
    line += 1;
  }
  return { records, open: undefined };
}

function csvRows(text: string): WrittenMap {
  // Excel says so in the first line, where the separator is not that of its language.
  const [said, named] = /^sep=([,;\t])\r?\n/i.exec(text) ?? [];
  const body = text.slice(said?.length ?? 0);
  const first = body.split(/\r\n|\n|\r/).find((line) => line.trim() !== '') ?? '';
  const separator = named ?? [',', ';', '\t'].find((sign) => first.includes(sign)) ?? ',';
  const { records, open } = recordsOf(body, separator);
  const before = said === undefined ? 0 : 1;
  const filled = records
    .filter(({ fields }) => fields.some((field) => field.trim() !== ''))
    .map(({ row, fields }) => ({ row: row + before, fields }));
  const [head, ...others] = filled;
  const names = (head?.fields ?? []).map((name) => name.trim());
  const missing = tagMapColumns.filter((column) => !names.includes(column));
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) < i);
  const headRow = head?.row ?? 1;
  if (open !== undefined) {
    const found = 'a double quote that is never closed';
    const allowed = 'a second one behind it; within a field in quotes they are doubled';
    return { rows: [], problems: [{ row: open + before, column: all, found, allowed }] };
  }
  if (missing.length > 0 || twice !== undefined) {
    const found = twice === undefined ? names.join(separator) || 'nothing' : `"${twice}" twice`;
    return { rows: [], problems: [{ row: headRow, column: 'header', found, allowed: header }] };
  }
  if (others.length === 0) {
    const found = 'no row below a header';
    return { rows: [], problems: [{ row: headRow, column: 'header', found, allowed: header }] };
  }
  const rows: WrittenRow[] = [];
  const problems: TagMapProblem[] = [];
  for (const { row, fields } of others) {
    if (fields.length !== names.length) {
      const found = `${fields.length} fields`;
      problems.push({ row, column: all, found, allowed: `${names.length}, as the header has` });
      continue;
    }
    const of = (column: TagMapColumn): string => fields[names.indexOf(column)]!;
    const interval = of('samplingInterval_ms');
    rows.push({
      row,
      field: {
        tag: of('tag').trim(),
        connector: of('connector').trim(),
        address: of('address'),
        sourceUnit: of('sourceUnit').trim(),
        // Where semicolons part the columns, numbers have commas.
        samplingInterval_ms: separator === ',' ? interval : interval.replace(',', '.'),
      },
    });
  }
  return { rows, problems };
}

/** A list of rows, or an object with the key `rows`; its key `connector` counts for rows that name none. */
function jsonRows(text: string): WrittenMap {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'json',
    maxAliasCount: 0,
  } as Parameters<typeof parseDocument>[1]) as Document;
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const failure = jsonFailure(text) ?? document.errors[0];
  if (failure !== undefined) {
    const row = document.errors[0] === undefined ? 1 : lineAt(document.errors[0].pos[0]);
    const found = failure.message.split('\n')[0]!;
    return { rows: [], problems: [{ row, column: all, found, allowed: 'JSON' }] };
  }
  const root = document.contents;
  const list = isMap(root) ? root.get('rows', true) : root;
  const common = isMap(root) ? root.get('connector') : undefined;
  if (!isSeq(list) || list.items.length === 0) {
    const allowed = 'a list of rows, or an object with such a list as rows';
    return { rows: [], problems: [{ row: 1, column: all, found: 'no row', allowed }] };
  }
  const rows: WrittenRow[] = [];
  const problems: TagMapProblem[] = [];
  for (const item of list.items) {
    const row = lineAt((item as { range?: readonly number[] }).range?.[0] ?? 0);
    if (!isMap(item)) {
      problems.push({ row, column: all, found: 'no object', allowed: `an object with ${header}` });
      continue;
    }
    const field: Record<string, string> = { sourceUnit: '', connector: '' };
    if (typeof common === 'string') field['connector'] = common;
    for (const { key, value } of item.items) {
      const column = isScalar(key) ? String(key.value) : '';
      const content = isScalar(value) ? value.value : undefined;
      const isKnown = (tagMapColumns as readonly string[]).includes(column);
      const fits = typeof content === (column === 'samplingInterval_ms' ? 'number' : 'string');
      if (isKnown && fits) field[column] = String(content);
      else {
        const found = isKnown ? (JSON.stringify(content) ?? 'no single value') : 'this key';
        const kind = column === 'samplingInterval_ms' ? 'a number' : 'a text';
        problems.push({ row, column, found, allowed: isKnown ? kind : header });
      }
    }
    const missing = tagMapColumns.filter((column) => field[column] === undefined);
    for (const column of missing) {
      const said = problems.some((problem) => problem.row === row && problem.column === column);
      if (!said) problems.push({ row, column, found: 'nothing', allowed: 'this key' });
    }
    if (missing.length === 0) {
      rows.push({ row, field: field as Readonly<Record<TagMapColumn, string>> });
    }
  }
  return { rows, problems };
}

/** The library also takes what is YAML only. */
function jsonFailure(text: string): Error | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
