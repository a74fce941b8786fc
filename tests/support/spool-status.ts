import type { StatusDto } from '../../twin/contract/api.ts';

/** A spool that does well. */
export const spool: StatusDto['spool'] = {
  kind: 'lmdb',
  state: 'ok',
  samples: 3,
  live_MB: 0.5,
  cap_MB: 1024,
  filling: false,
  timeLeft_h: 14,
  gaps: 1,
  duplicateSamples: 2,
  refusedSamples: 0,
  notFiniteSamples: 0,
};
