import type { ProposalDto } from '../../../twin/contract/api.ts';

/** The proposal to show: an open or unreachable one before a withdrawn one, the latest of them. */
export function newestProposal(proposals: readonly ProposalDto[]): ProposalDto | null {
  const rank = (proposal: ProposalDto): number => (proposal.state === 'withdrawn' ? 0 : 1);
  const sorted = [...proposals].sort(
    (a, b) => rank(b) - rank(a) || Date.parse(b.updatedAt) - Date.parse(a.updatedAt),
  );
  return sorted[0] ?? null;
}
