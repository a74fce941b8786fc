import type { LineDto, TagDto } from '../../../twin/contract/api.ts';
import type { LineSnapshot } from '../../../viewer/src/data/line-message.ts';
import { historian } from '../../support/connection-status.ts';
import { spool } from '../../support/spool-status.ts';

/** What one read of the server tells of a line that has no connector. */
export function snapshotOf(line: LineDto, tags: readonly TagDto[] = []): LineSnapshot {
  return {
    line,
    tags,
    status: {
      version: '0',
      startedAt: '2026-01-01T00:00:00.000Z',
      serverTime: line.serverTime,
      virtual: true,
      connectors: [],
      historian,
      spool,
      quarantine: [],
      samplesReceived: 0,
    },
  };
}
