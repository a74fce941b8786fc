import { type BpxPath, bpxError } from './bpx-error.ts';
import { parseExpression } from './expression.ts';

/** Columns of a table; x increases. */
export interface BpxTable {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What a BPX file says where it allows a function: a constant, a formula in x, or a table. */
export type BpxFunctionSource = number | string | BpxTable;

/** A function of a BPX file, ready to call. */
export interface BpxFunction {
  readonly at: (x: number) => number;
  readonly source: BpxFunctionSource;
}

const sources = new WeakMap<(x: number) => number, BpxFunctionSource>();

/** The BPX text that a function was made from, where it was. */
export function sourceOf(at: (...arguments_: never[]) => number): BpxFunctionSource | undefined {
  return sources.get(at as (x: number) => number);
}

/**
 * A function from its BPX form. A table is read along straight lines, and goes on along its first and last line
 * outside, as PyBaMM does.
 * @throws PhysicsError BPX_INVALID_VALUE, BPX_INVALID_EXPRESSION, BPX_MISSING_FIELD, BPX_UNKNOWN_FIELD
 */
export function compileFunction(value: unknown, path: BpxPath): BpxFunction {
  const compiled = compile(value, path);
  sources.set(compiled.at, compiled.source);
  return compiled;
}

function compile(value: unknown, path: BpxPath): BpxFunction {
  if (typeof value === 'number' && Number.isFinite(value))
    return { at: () => value, source: value };
  if (typeof value === 'string') return { at: parseExpression(value, path).at, source: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bpxError('BPX_INVALID_VALUE', path, {
      found: value,
      allowed: 'a number, a formula in x as text, or a table {"x": [...], "y": [...]}',
    });
  }
  const table = readTable(value, path);
  checkIncreasing(table.x, [...path, 'x']);
  return { at: straightLines(table), source: table };
}

/** A table with columns of one length and finite numbers; x in any order. */
export function readTable(value: object, path: BpxPath): BpxTable {
  for (const key of Object.keys(value)) {
    if (key !== 'x' && key !== 'y') {
      throw bpxError('BPX_UNKNOWN_FIELD', [...path, key], { found: key, allowed: 'x and y' });
    }
  }
  const columns = value as { readonly x?: unknown; readonly y?: unknown };
  const x = readColumn(columns.x, [...path, 'x'], 2);
  const y = readColumn(columns.y, [...path, 'y'], 2);
  if (x.length !== y.length) {
    throw bpxError('BPX_INVALID_VALUE', [...path, 'y'], {
      found: `${y.length} values`,
      allowed: `as many as x has, ${x.length}`,
    });
  }
  return { x, y };
}

/** A list of finite numbers, at least `fewest`. */
export function readColumn(column: unknown, path: BpxPath, fewest: number): readonly number[] {
  if (column === undefined) {
    throw bpxError('BPX_MISSING_FIELD', path, { found: undefined, allowed: 'a list of numbers' });
  }
  if (!Array.isArray(column) || column.length < fewest) {
    const allowed = `a list of at least ${fewest} numbers`;
    throw bpxError('BPX_INVALID_VALUE', path, { found: column, allowed });
  }
  const wrong = column.findIndex((entry) => !Number.isFinite(entry));
  if (wrong >= 0) {
    const at = [...path, `entry ${wrong + 1}`];
    throw bpxError('BPX_INVALID_VALUE', at, { found: column[wrong], allowed: 'a finite number' });
  }
  return column as number[];
}

function checkIncreasing(x: readonly number[], path: BpxPath): void {
  const wrong = x.findIndex((entry, i) => i > 0 && entry <= x[i - 1]!);
  if (wrong < 0) return;
  throw bpxError('BPX_INVALID_VALUE', [...path, `entry ${wrong + 1}`], {
    found: x[wrong],
    allowed: `more than the entry before, ${x[wrong - 1]}: x must increase`,
  });
}

/** Straight lines between the points of a table, and on along the first and the last. */
function straightLines({ x, y }: BpxTable): (argument: number) => number {
  const xs = Float64Array.from(x);
  const ys = Float64Array.from(y);
  const last = xs.length - 2;
  return (argument) => {
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (xs[middle]! <= argument) low = middle;
      else high = middle - 1;
    }
    const slope = (ys[low + 1]! - ys[low]!) / (xs[low + 1]! - xs[low]!);
    return ys[low]! + slope * (argument - xs[low]!);
  };
}
