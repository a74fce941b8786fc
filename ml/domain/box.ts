import type { FeatureTable } from '../data/feature-table.ts';
import { MlError } from '../errors.ts';
import { type DomainCheck, type DomainReason, shown } from './verdict.ts';

/** Steps of range / (rows - 1), the mean step between neighbours, by which a new row may pass the range without a word. */
const freeSteps = 3;
/** Largest share of the range that these steps are. */
const mostFree = 0.2;
/** Share of the range behind the free steps that is the edge; a row beyond is outside. */
const edgeShare = 0.1;

/** The ranges of columns in training. Plain data, for a manifest. */
export interface Box {
  readonly names: readonly string[];
  readonly rows: number;
  /** Least and largest value; both NaN for a column that never had one. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Whether the column had rows without a value. */
  readonly hasGaps: readonly boolean[];
}

/**
 * The ranges of the columns of a table.
 * @throws MlError ML_TOO_FEW_ROWS for fewer than 2 rows
 */
export function boxOf({ names, rows, columns }: FeatureTable): Box {
  if (rows < 2) {
    const message = `the table has ${rows} rows, allowed are 2 and more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows, allowed: 2 });
  }
  const present = columns.map((column) => column.filter((value) => !Number.isNaN(value)));
  const extreme = (pick: (a: number, b: number) => number): number[] =>
    present.map((values) => values.reduce((a, b) => pick(a, b), values[0] ?? Number.NaN));
  return {
    names,
    rows,
    low: extreme(Math.min),
    high: extreme(Math.max),
    hasGaps: present.map((values) => values.length < rows),
  };
}

/**
 * Whether each value lies in the range of its column. With few rows and many columns an ordinary new row often leaves a
 * range by a little, each end with probability 1 / (n + 1): three mean steps between rows are therefore free.
 */
export class BoxCheck implements DomainCheck {
  readonly #box: Box;

  constructor(box: Box) {
    this.#box = box;
  }

  reasons(row: ArrayLike<number>): readonly DomainReason[] {
    const found = this.#box.names.flatMap((_, f) => this.#reason(f, row[f]!) ?? []);
    return found.sort((a, b) => b.beyond - a.beyond).map(({ reason }) => reason);
  }

  #reason(
    f: number,
    value: number,
  ): { readonly beyond: number; readonly reason: DomainReason } | undefined {
    const { names, rows, low, high, hasGaps } = this.#box;
    const name = names[f]!;
    const [least, most] = [low[f]!, high[f]!];
    if (Number.isNaN(value)) {
      if (hasGaps[f]!) return undefined;
      const text = `'${name}' has no value; in training it always had one`;
      return {
        beyond: Infinity,
        reason: { check: 'gap', standing: 'outside', columns: [name], text },
      };
    }
    if (Number.isNaN(least)) {
      const text = `'${name}' is ${shown(value)}; in training it never had a value`;
      return {
        beyond: Infinity,
        reason: { check: 'gap', standing: 'outside', columns: [name], text },
      };
    }
    const range = most - least;
    const by = Math.max(least - value, value - most);
    const isConstant = range === 0;
    const beyond = isConstant ? (by > 1e-9 * Math.abs(most) ? Infinity : 0) : by / range;
    const free = Math.min(freeSteps / (rows - 1), mostFree);
    if (isConstant ? beyond === 0 : beyond <= free) return undefined;
    const standing = beyond > free + edgeShare ? 'outside' : 'edge';
    const usual = isConstant ? `always ${shown(most)}` : `${shown(least)} to ${shown(most)}`;
    const text = `'${name}' is ${shown(value)}; in training it was ${usual}`;
    return { beyond, reason: { check: 'box', standing, columns: [name], text } };
  }
}
