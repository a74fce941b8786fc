/** One record of a CSV text. */
export interface CsvRecord {
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** As it stands, without the end of its line; cut where it is too long. */
  readonly text: string;
  /** Undefined where it is no record, and then `problem` says why. */
  readonly fields: readonly string[] | undefined;
  readonly problem?: string;
}

/** Longest record [characters]: a quote that is never closed must not swallow the file. */
const longestRecord = 262_144;
const longestShown = 4096;

type Quoted =
  | { readonly fields: readonly string[]; readonly next: number }
  | { readonly problem: string }
  | 'unfinished';

/**
 * Cuts a CSV text into records piece by piece (RFC 4180: fields in double quotes may hold commas, quotes twice and line
 * ends; blank lines count for nothing). A malformed record costs its first line alone.
 */
export class CsvScanner {
  #rest = '';
  #line = 1;
  #isSkipping = false;

  /** Records that are whole now; with `isEnd`, the last one too. */
  *push(text: string, isEnd = false): Generator<CsvRecord> {
    const all = this.#rest + text;
    let at = 0;
    while (at < all.length) {
      const found = all.indexOf('\n', at);
      if (found < 0 && !isEnd) {
        if (all.length - at <= longestRecord) break;
        if (!this.#isSkipping) yield this.#bad(all.slice(at), tooLong);
        this.#isSkipping = true;
        at = all.length;
        break;
      }
      const end = found < 0 ? all.length : found;
      if (this.#isSkipping) {
        this.#isSkipping = false;
        this.#line += 1;
        at = end + 1;
        continue;
      }
      const line = all.slice(at, end > at && all[end - 1] === '\r' ? end - 1 : end);
      if (!line.includes('"')) {
        if (line.length > longestRecord) yield this.#bad(line, tooLong);
        else if (line.trim() !== '')
          yield { line: this.#line, text: line, fields: line.split(',') };
        this.#line += 1;
        at = end + 1;
        continue;
      }
      let quoted = quotedRecord(all, at, isEnd);
      if (quoted === 'unfinished') {
        if (all.length - at <= longestRecord) break;
        quoted = { problem: 'a quote is not closed' };
      }
      if ('problem' in quoted) {
        yield this.#bad(line, quoted.problem);
        this.#line += 1;
        at = end + 1;
        continue;
      }
      const { fields, next } = quoted;
      const taken = all.slice(at, next);
      yield { line: this.#line, text: taken.trimEnd(), fields };
      this.#line += taken.split('\n').length - 1;
      at = next;
    }
    this.#rest = all.slice(at);
  }

  #bad(text: string, problem: string): CsvRecord {
    return { line: this.#line, text: text.slice(0, longestShown), fields: undefined, problem };
  }
}

const tooLong = `the row is longer than ${longestRecord} characters`;

/** The record that begins at a place and has quotes; `next` is behind the end of its line. */
function quotedRecord(text: string, start: number, isEnd: boolean): Quoted {
  const fields: string[] = [];
  for (let at = start; ; ) {
    if (text[at] !== '"') {
      const comma = text.indexOf(',', at);
      const found = text.indexOf('\n', at);
      const lineEnd = found < 0 ? text.length : found;
      const isLast = comma < 0 || comma > lineEnd;
      if (isLast && found < 0 && !isEnd) return 'unfinished';
      const field = text.slice(at, isLast ? lineEnd : comma);
      if (field.includes('"'))
        return { problem: 'a quote stands inside a field that does not begin with one' };
      fields.push(isLast ? field.replace(/\r$/, '') : field);
      if (isLast) return { fields, next: Math.min(lineEnd + 1, text.length) };
      at = comma + 1;
      continue;
    }
    let from = at + 1;
    let close = text.indexOf('"', from);
    while (close >= 0 && text[close + 1] === '"') {
      from = close + 2;
      close = text.indexOf('"', from);
    }
    // What comes behind the last character may be the second quote of two.
    if (close < 0) return isEnd ? { problem: 'a quote is not closed' } : 'unfinished';
    if (close + 2 >= text.length && !isEnd) return 'unfinished';
    fields.push(text.slice(at + 1, close).replaceAll('""', '"'));
    at = close + 1;
    if (text[at] === ',') {
      at += 1;
      continue;
    }
    if (text[at] === '\r') at += 1;
    if (at >= text.length || text[at] === '\n') {
      return { fields, next: Math.min(at + 1, text.length) };
    }
    return { problem: 'a quote is closed inside a field' };
  }
}
