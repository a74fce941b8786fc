import { PhysicsError } from '../../core/errors.ts';

/** Longest excerpt of the text that a message repeats, in characters. */
const longestExcerpt = 40;

/** The error of a protocol: its place (character, from 1), what stands there, and what may stand there. */
export function protocolError(at: number, found: string, allowed: string): PhysicsError {
  const shown = found.length > longestExcerpt ? `${found.slice(0, longestExcerpt)}...` : found;
  const character = at + 1;
  const what = shown === '' ? 'the end of the text' : `'${shown}'`;
  return new PhysicsError(
    'PHY_PROTOCOL_INVALID',
    `protocol, character ${character}: found ${what}; allowed is ${allowed}`,
    { character, found: shown, allowed },
  );
}

/** Reads a text from its start to its end, piece by piece; blanks and `#` comments to the end of a line are skipped. */
export class Scanner {
  readonly text: string;
  /** Where the next piece starts, blanks skipped. */
  #at = 0;
  /** Where the last piece ended. */
  #end = 0;

  constructor(text: string) {
    this.text = text;
    this.#skip();
  }

  get at(): number {
    return this.#at;
  }

  get end(): number {
    return this.#end;
  }

  get atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** Whether a line ended between the last piece and the next one. */
  get onNewLine(): boolean {
    return this.text.slice(this.#end, this.#at).includes('\n');
  }

  /** The match of a sticky pattern here, or undefined; taken when it matches. */
  take(pattern: RegExp): string | undefined {
    const found = this.peek(pattern);
    if (found === undefined) return undefined;
    this.#at += found.length;
    this.#end = this.#at;
    this.#skip();
    return found;
  }

  /** As `take`, but leaves it where it is. */
  peek(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text)?.[0];
  }

  /** Takes a keyword, in capitals or not; a longer word that begins with it is another one. */
  takeWord(word: string): boolean {
    if (this.peek(/[a-z]+/iy)?.toLowerCase() !== word) return false;
    this.take(/[a-z]+/iy);
    return true;
  }

  /** What stands at a place, for a message: the text up to the next blank, `;` or brace. */
  excerpt(from = this.#at): string {
    const pattern = /[;{}]|[^\s;{}]+/y;
    pattern.lastIndex = from;
    return pattern.exec(this.text)?.[0] ?? '';
  }

  /** The error that something else is needed here. */
  refuse(allowed: string): PhysicsError {
    return protocolError(this.#at, this.excerpt(), allowed);
  }

  #skip(): void {
    const blanks = /(?:\s+|#[^\n]*)*/y;
    blanks.lastIndex = this.#at;
    this.#at += blanks.exec(this.text)?.[0].length ?? 0;
  }
}
