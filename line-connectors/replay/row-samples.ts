import { parseIsoTime } from '../../twin/domain/iso-time.ts';
import { sampleFlags, statusCodes } from '../../twin/domain/sample.ts';
import type { CsvForm, LongColumn } from './csv-columns.ts';
import type { RecordedSample } from './replay-source.ts';
import type { SourceNames } from './source-names.ts';

/** What became of one row. */
export interface ReadRow {
  readonly samples: readonly RecordedSample[];
  /** Why the row, or cells of it, cannot be taken. */
  readonly problems: readonly string[];
  readonly unmapped: number;
}

const allowedTime = 'a time by ISO 8601 with its zone, such as 2026-01-01T00:00:00Z';
/** Greatest distance of a time from 1970 that a history holds [ms]. */
const longestTime = 9.2e12;
const longestText_bytes = 65_535;
/** Longest part of a field that a problem quotes. */
const shownCharacters = 80;
const shown = (text: string): string =>
  text.length <= shownCharacters ? `'${text}'` : `'${text.slice(0, shownCharacters)}...'`;

/** A decimal number; NaN where it is none, as `NaN`, `Infinity` and what is too large for a number are not. */
export function decimal(text: string): number {
  const value = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text)
    ? Number(text)
    : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

class RowProblem extends Error {}

function timeOf(text: string, column: string): number {
  const time = parseIsoTime(text);
  if (Math.abs(time) <= longestTime) return time;
  throw new RowProblem(`${column}: found ${shown(text)}; allowed is ${allowedTime}`);
}

function numberOf(text: string, column: string): number {
  const value = decimal(text);
  if (Number.isNaN(value)) {
    throw new RowProblem(
      `${column}: found ${shown(text)}; allowed is a finite number with a point`,
    );
  }
  return value;
}

function unsignedOf(text: string, column: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >>> 0 === value) return value;
  throw new RowProblem(`${column}: found ${shown(text)}; allowed is a whole number of 32 bits`);
}

/** A truth is written as the text true or false. */
export function textValue(text: string): string | boolean {
  return text === 'true' ? true : text === 'false' ? false : text;
}

/** Why a text cannot be kept, or undefined. */
export function textProblem(text: string): string | undefined {
  const isShort =
    text.length * 3 <= longestText_bytes || Buffer.byteLength(text) <= longestText_bytes;
  if (isShort) return undefined;
  return `found a text of ${text.length} characters; allowed are ${longestText_bytes} bytes`;
}

/** The samples of a row, as far as it can be read. */
export function rowSamples(form: CsvForm, fields: readonly string[], names: SourceNames): ReadRow {
  if (fields.length !== form.columns) {
    const problem = `the row has ${fields.length} fields; allowed are ${form.columns}, as in the header`;
    return { samples: [], problems: [problem], unmapped: 0 };
  }
  try {
    return form.kind === 'long' ? longRow(form, fields, names) : wideRow(form, fields);
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    return { samples: [], problems: [error.message], unmapped: 0 };
  }
}

function longRow(
  { places }: CsvForm & { kind: 'long' },
  fields: readonly string[],
  names: SourceNames,
): ReadRow {
  const field = (column: LongColumn): string => fields[places[column]] ?? '';
  const named = names.find(field('tag'), field('unit'));
  if (named === undefined) return { samples: [], problems: [], unmapped: 1 };
  if ('refusal' in named) throw new RowProblem(`tag: ${named.refusal}`);
  const sourceTimestamp = timeOf(field('sourceTimestamp'), 'sourceTimestamp');
  const server = field('serverTimestamp');
  const received = field('receivedTimestamp');
  const status = field('status') === '' ? undefined : unsignedOf(field('status'), 'status');
  const flags = field('flags') === '' ? 0 : unsignedOf(field('flags'), 'flags');
  return {
    samples: [
      {
        tag: named.tag,
        sourceTimestamp,
        ...(server === '' ? {} : { serverTimestamp: timeOf(server, 'serverTimestamp') }),
        ...(received === '' ? {} : { receivedTimestamp: timeOf(received, 'receivedTimestamp') }),
        value: longValue(field('value'), field('text'), status, named),
        status: status ?? statusCodes.good,
        flags: flags | sampleFlags.replay,
      },
    ],
    problems: [],
    unmapped: 0,
  };
}

function longValue(
  value: string,
  text: string,
  status: number | undefined,
  {
    isNumber,
    convert,
  }: { readonly isNumber: boolean; readonly convert: ((value: number) => number) | undefined },
): RecordedSample['value'] {
  if (value !== '' && text !== '') {
    throw new RowProblem(`value and text: found both; allowed is one of them`);
  }
  if (value !== '') {
    const number = numberOf(value, 'value');
    return convert === undefined ? number : convert(number);
  }
  if (text !== '') {
    const problem = textProblem(text);
    if (problem !== undefined) throw new RowProblem(`text: ${problem}`);
    const given = textValue(text);
    if (isNumber && typeof given === 'string') {
      throw new RowProblem(
        `text: found ${shown(text)}; allowed is a value, for the tag names a unit`,
      );
    }
    return given;
  }
  if (status === undefined) {
    throw new RowProblem(
      'value: found nothing; allowed is a value, a text, or a status that says why there is none',
    );
  }
  return null;
}

/** An empty cell is no sample; a bad one costs itself alone. */
function wideRow({ time, tags }: CsvForm & { kind: 'wide' }, fields: readonly string[]): ReadRow {
  const sourceTimestamp = timeOf(fields[time]!, 'time');
  const samples: RecordedSample[] = [];
  const problems: string[] = [];
  let unmapped = 0;
  for (const { place, name, named } of tags) {
    const cell = fields[place]!;
    if (cell.trim() === '') continue;
    if (named === undefined || 'refusal' in named) {
      unmapped += 1;
      continue;
    }
    const { tag, isNumber, convert } = named;
    const number = isNumber ? decimal(cell) : Number.NaN;
    if (isNumber && Number.isNaN(number)) {
      problems.push(
        `${name}: found ${shown(cell)}; allowed is a finite number with a point, or nothing`,
      );
      continue;
    }
    const problem = isNumber ? undefined : textProblem(cell);
    if (problem !== undefined) {
      problems.push(`${name}: ${problem}`);
      continue;
    }
    samples.push({
      tag,
      sourceTimestamp,
      value: !isNumber ? textValue(cell) : convert === undefined ? number : convert(number),
      status: statusCodes.good,
      flags: sampleFlags.replay,
    });
  }
  return { samples, problems, unmapped };
}
