import { contradictionOf } from './contradictions.ts';
import type { Control, End, Protocol, ProtocolStep } from './protocol.ts';
import { type Quantity, takeQuantity } from './quantity.ts';
import { protocolError, Scanner } from './scanner.ts';

/** Current over time of a drive cycle [s], [A]; discharge positive. */
export interface DriveCycle {
  readonly time: Float64Array;
  readonly current: Float64Array;
}

/** Steps of a protocol after its repeats are unrolled, at most. */
export const maximumSteps = 100_000;
/** Repeats within repeats, at most. */
const maximumDepth = 16;

const verbs = 'discharge, charge, hold, rest, drive or repeat';
const clauses = '`for TIME` or `until END`';
const separators = '`;` before the next step, or the end of the text';

/**
 * Reads the protocol language: steps joined by `;` or by lines, each `discharge X`, `charge X` (X a current, C-rate,
 * power or resistance), `hold V`, `rest` or `drive FILE.csv`, then `for TIME` and/or `until END or END`; and
 * `repeat N { ... }`, also nested. Words may be written in capitals, `at` may stand before an amount, and a `#` begins a
 * comment to the end of its line. A drive cycle ends with its file; every other step says how it ends.
 *
 * @param readDrive - current over time of a drive cycle by the name in the text; may throw its own errors
 * @returns the steps in SI, repeats unrolled
 * @throws PhysicsError PHY_PROTOCOL_INVALID (data: character from 1, found, allowed)
 */
export function parseProtocol(text: string, readDrive: (file: string) => DriveCycle): Protocol {
  const reader = new ProtocolReader(new Scanner(text), readDrive);
  return reader.read();
}

class ProtocolReader {
  readonly #scanner: Scanner;
  readonly #readDrive: (file: string) => DriveCycle;

  constructor(scanner: Scanner, readDrive: (file: string) => DriveCycle) {
    this.#scanner = scanner;
    this.#readDrive = readDrive;
  }

  read(): Protocol {
    if (this.#scanner.atEnd) throw this.#scanner.refuse(`a step: ${verbs}`);
    const steps = this.#block(0);
    if (!this.#scanner.atEnd) throw this.#scanner.refuse(`no \`}\` without a \`repeat N {\``);
    return steps;
  }

  /** Steps up to the end of the text or a closing brace. */
  #block(depth: number): readonly ProtocolStep[] {
    const scanner = this.#scanner;
    const steps: ProtocolStep[] = [];
    while (!scanner.atEnd && scanner.peek(/\}/y) === undefined) {
      if (scanner.take(/;/y) !== undefined) continue;
      const at = scanner.at;
      const read = scanner.takeWord('repeat') ? this.#repeat(depth) : [this.#step()];
      if (steps.length + read.length > maximumSteps) throw tooMany(at, scanner);
      for (const step of read) steps.push(step);
      const parted = scanner.atEnd || scanner.onNewLine || scanner.peek(/[;}]/y) !== undefined;
      if (!parted) throw scanner.refuse(`${clauses}, ${separators}`);
    }
    return steps;
  }

  #repeat(depth: number): readonly ProtocolStep[] {
    const scanner = this.#scanner;
    const at = scanner.at;
    if (depth === maximumDepth) {
      throw scanner.refuse(`at most ${maximumDepth} repeats within one another`);
    }
    const digits = scanner.take(/\d+(?![\d.])/y);
    const count = Number(digits ?? 0);
    if (count < 1) {
      const allowed = 'a whole number of repeats from 1, as in `repeat 3 { ... }`';
      throw protocolError(at, scanner.excerpt(at), allowed);
    }
    scanner.take(/(?:times|x|×)(?![a-z])/iy);
    if (scanner.take(/\{/y) === undefined) throw scanner.refuse('`{` with the steps to repeat');
    const once = this.#block(depth + 1);
    if (scanner.take(/\}/y) === undefined) throw scanner.refuse('`}` at the end of the repeat');
    if (once.length === 0) throw protocolError(at, `${digits} {}`, 'at least one step to repeat');
    if (count * once.length > maximumSteps) throw tooMany(at, scanner);
    return Array.from({ length: count }, () => once).flat();
  }

  #step(): ProtocolStep {
    const scanner = this.#scanner;
    const at = scanner.at;
    const control = this.#control();
    const ends = this.#ends();
    const text = scanner.text.slice(at, scanner.end).replace(/\s+/g, ' ');
    if (control.kind === 'drive') addEndOfDrive(control.time, ends, at, text);
    if (ends.length === 0) {
      const isParted = scanner.atEnd || scanner.onNewLine || scanner.peek(/[;}]/y) !== undefined;
      const allowed = `${clauses}: this step has no end`;
      throw isParted ? protocolError(at, text, allowed) : scanner.refuse(allowed);
    }
    const contradiction = contradictionOf(control, ends);
    if (contradiction !== undefined) throw protocolError(at, text, contradiction);
    return { control, ends, text };
  }

  #control(): Control {
    const scanner = this.#scanner;
    if (scanner.takeWord('discharge')) return this.#load(1);
    if (scanner.takeWord('charge')) return this.#load(-1);
    if (scanner.takeWord('rest')) return { kind: 'current', value: 0 };
    if (scanner.takeWord('hold')) {
      scanner.takeWord('at');
      const held = above(0, takeQuantity(scanner, ['voltage']), 'a voltage above 0 V');
      return { kind: 'voltage', value: held.value };
    }
    if (scanner.takeWord('drive')) return this.#drive();
    throw scanner.refuse(`a step: ${verbs}`);
  }

  #load(sign: 1 | -1): Control {
    this.#scanner.takeWord('at');
    const amount = takeQuantity(this.#scanner, ['cRate', 'current', 'power', 'resistance']);
    const opposite = sign === 1 ? 'charge' : 'discharge';
    above(
      0,
      amount,
      `an amount above 0 (\`${opposite}\` for the other direction, \`rest\` for none)`,
    );
    return { kind: amount.kind as 'current', value: sign * amount.value };
  }

  #drive(): Control {
    const scanner = this.#scanner;
    const at = scanner.at;
    const word = scanner.take(/"[^"\n]+"|'[^'\n]+'|[^\s;{}"']+/y);
    if (word === undefined || /^(?:for|until)$/i.test(word)) {
      throw protocolError(at, scanner.excerpt(at), 'the file of a drive cycle');
    }
    const { time, current } = this.#readDrive(word.replace(/^["']|["']$/g, ''));
    const wrong = wrongOfDrive(time, current);
    if (wrong !== undefined) throw protocolError(at, word, `a drive cycle with ${wrong}`);
    return { kind: 'drive', time, current };
  }

  #ends(): End[] {
    const scanner = this.#scanner;
    const ends: End[] = [];
    for (;;) {
      const joined = ends.length > 0 && scanner.takeWord('or');
      if (scanner.takeWord('for')) {
        ends.push(this.#duration());
      } else if (scanner.takeWord('until')) {
        ends.push(this.#end());
      } else if (joined) {
        ends.push(this.#end());
      } else if (ends.length > 0 && scanner.takeWord('and')) {
        if (scanner.peek(/(?:for|until)\b/iy) !== undefined) continue;
        throw scanner.refuse('`or` between ends: the first that is met ends the step');
      } else {
        return ends;
      }
    }
  }

  /** `30min`, `1h 30min`. */
  #duration(): End {
    let value = 0;
    const at = this.#scanner.at;
    do {
      value += above(0, takeQuantity(this.#scanner, ['time']), 'a time above 0 s').value;
    } while (this.#scanner.peek(/[\d.]/y) !== undefined && !this.#scanner.onNewLine);
    if (Number.isFinite(value)) return { kind: 'time', value };
    throw protocolError(at, this.#scanner.excerpt(at), 'a finite time');
  }

  #end(): End {
    const kinds = ['voltage', 'current', 'cRate', 'capacity', 'time', 'temperature'] as const;
    const end = takeQuantity(this.#scanner, kinds);
    if (end.kind === 'voltage') {
      if (end.value < 0) throw protocolError(end.at, end.text, 'a voltage from 0 V');
    } else if (end.kind === 'temperature') {
      above(0, end, 'a temperature above -273.15 degC');
    } else {
      above(0, end, 'an amount above 0: ends on current and capacity are magnitudes');
    }
    return { kind: end.kind as 'voltage', value: end.value };
  }
}

function above(limit: number, quantity: Quantity, allowed: string): Quantity {
  if (quantity.value > limit) return quantity;
  throw protocolError(quantity.at, quantity.text, allowed);
}

function tooMany(at: number, scanner: Scanner): Error {
  const allowed = `at most ${maximumSteps} steps in all, repeats unrolled`;
  return protocolError(at, scanner.excerpt(at), allowed);
}

/** What a drive cycle lacks to be one, or undefined. */
function wrongOfDrive(time: Float64Array, current: Float64Array): string | undefined {
  if (time.length !== current.length) return 'as many currents as times';
  if (time.length < 2) return 'two rows or more';
  if (time[0] !== 0) return `a first time of 0 s, not ${time[0]}`;
  const odd = time.findIndex((value, i) => i > 0 && !(value > time[i - 1]!));
  if (odd > 0) return `times that increase, which row ${odd + 1} does not`;
  const bad = [...time].findIndex(
    (value, i) => !Number.isFinite(value) || !Number.isFinite(current[i]),
  );
  return bad < 0 ? undefined : `finite numbers, which row ${bad + 1} is not`;
}

/** A drive cycle ends with its last row, or earlier; an end after it would never be met. */
function addEndOfDrive(time: Float64Array, ends: End[], at: number, text: string): void {
  const last = time.at(-1)!;
  const own = ends.find((end) => end.kind === 'time');
  if (own === undefined) {
    ends.push({ kind: 'time', value: last });
  } else if (own.value > last) {
    throw protocolError(at, text, `a time of at most ${last} s, where the drive cycle ends`);
  }
}
