import type { SpoolStatusDto } from '../contract/connections.ts';
import type { IntakeHealth } from '../ingest/sample-intake.ts';

/**
 * The spool, and what the door before it kept out, as `/api/v1/status` and the stream tell it.
 * @param filling - whether more waits than before
 */
export function spoolDto(
  kind: string,
  { spool, gaps, screening }: Pick<IntakeHealth, 'spool' | 'gaps' | 'screening'>,
  filling: boolean,
): SpoolStatusDto {
  const { state, reason, samples, liveBytes, capBytes, secondsLeft } = spool;
  return {
    kind,
    state,
    ...(reason === undefined ? {} : { reason }),
    samples,
    live_MB: liveBytes / 1e6,
    cap_MB: capBytes / 1e6,
    filling,
    ...(secondsLeft === undefined ? {} : { timeLeft_h: secondsLeft / 3600 }),
    gaps,
    duplicateSamples: screening.duplicates,
    refusedSamples: screening.refused,
    notFiniteSamples: screening.notFinite,
  };
}
