/** Where a row lies in the experience of a model; `edge` is a warning, `outside` means that nothing vouches for the prediction. */
export const standings = ['inside', 'edge', 'outside'] as const;
export type Standing = (typeof standings)[number];

/** What one check found that is not usual. */
export interface DomainReason {
  readonly check: 'box' | 'gap' | 'nearest rows' | 'leaves' | 'variance';
  readonly standing: 'edge' | 'outside';
  /** Columns that it is about, the one that counts most first. */
  readonly columns: readonly string[];
  /** One sentence with the columns, what was found and what is usual. */
  readonly text: string;
}

/** One way to ask whether a row is like the rows of training. */
export interface DomainCheck {
  /** @param row - numbers by column, NaN where one is missing */
  reasons(row: ArrayLike<number>): readonly DomainReason[];
}

/** The worst that any check found, and all that they say. */
export interface DomainVerdict {
  readonly standing: Standing;
  readonly reasons: readonly DomainReason[];
}

/** Asks all checks; a row is inside where none has anything to say. */
export function judgeRow(checks: readonly DomainCheck[], row: ArrayLike<number>): DomainVerdict {
  const reasons = checks.flatMap((check) => check.reasons(row));
  const worst = reasons.reduce(
    (most, { standing }) => Math.max(most, standings.indexOf(standing)),
    0,
  );
  return { standing: standings[worst]!, reasons };
}

/** A number as sentences show it: four digits. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
