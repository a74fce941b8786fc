import type { ConnectorStatusDto, HistorianStatusDto } from '../../twin/contract/connections.ts';

/** A historian that has all that it was given. */
export const historian: HistorianStatusDto = {
  kind: 'memory',
  state: 'ok',
  pendingSamples: 0,
  lostSamples: 0,
  refusedSamples: 0,
};

/** A connector in a state, with what else a test wants of it. */
export function connectorStatus(
  state: ConnectorStatusDto['state'],
  more: Partial<ConnectorStatusDto> = {},
): ConnectorStatusDto {
  return {
    id: 'opcua-1',
    state,
    endpoint: 'opc.tcp://127.0.0.1:4840/twinline',
    reconnects: 0,
    refusedTags: {},
    tags: { live: 8, backfilling: 0, waiting: 0, stale: 0, bad: 0, refused: 0 },
    rejected: 0,
    quarantined: 0,
    clockSuspect: false,
    gaps: 0,
    ...more,
  };
}
