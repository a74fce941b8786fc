/** Sequence numbers from `from` up to, not including, `to`. */
export interface SequenceSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Which sequence numbers are stored: all below `next` but the gaps. It is exact, not a high-water mark: a batch
 * that failed while a later one was stored can be repeated and is then stored, not taken for a repeat. Immutable.
 */
export interface SequenceLedger {
  /** One above the greatest stored, 0 when empty. */
  readonly next: number;
  /** Spans below `next` that are not stored, in rising order. */
  readonly gaps: readonly SequenceSpan[];
}

/** Nothing stored yet. */
export const emptyLedger: SequenceLedger = { next: 0, gaps: [] };

/** What of a span is not stored yet, and the ledger once it is. */
export function claimSpan(
  ledger: SequenceLedger,
  { from, to }: SequenceSpan,
): { readonly claims: readonly SequenceSpan[]; readonly ledger: SequenceLedger } {
  const claims: SequenceSpan[] = [];
  const gaps: SequenceSpan[] = [];
  for (const gap of ledger.gaps) {
    const claim = { from: Math.max(gap.from, from), to: Math.min(gap.to, to) };
    if (claim.from >= claim.to) {
      gaps.push(gap);
      continue;
    }
    claims.push(claim);
    if (gap.from < claim.from) gaps.push({ from: gap.from, to: claim.from });
    if (claim.to < gap.to) gaps.push({ from: claim.to, to: gap.to });
  }
  const { next } = ledger;
  if (to <= next || to <= from) return { claims, ledger: { next, gaps } };
  if (from > next) gaps.push({ from: next, to: from });
  claims.push({ from: Math.max(from, next), to });
  return { claims, ledger: { next: to, gaps } };
}
