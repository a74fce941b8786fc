import { describe, expect, it } from 'vitest';
import type { ConnectorStatusDto } from '../../../../twin/contract/connections.ts';
import { judgeLink, silenceLimit_ms } from '../../../../viewer/src/data/link-state.ts';
import { connectorStatus } from '../../../support/connection-status.ts';

const connector = (state: ConnectorStatusDto['state']) => connectorStatus(state);
const well = {
  lastMessage_ms: 1000,
  now_ms: 1200,
  closed: false,
  connectors: [connector('live')],
  feedsLine: () => true,
};

describe('judgeLink', () => {
  it('is live while messages come and every connector is live', () => {
    expect(judgeLink(well).kind).toBe('live');
  });

  it('is disconnected once the silence is longer than the limit, though the socket is open', () => {
    expect(judgeLink({ ...well, now_ms: 1000 + silenceLimit_ms }).kind).toBe('live');
    expect(judgeLink({ ...well, now_ms: 1001 + silenceLimit_ms }).kind).toBe('disconnected');
  });

  it('leaves room for the judging interval within two seconds', () => {
    expect(silenceLimit_ms + 200 + 100).toBeLessThan(2000);
  });

  it.each(['connecting', 'stale', 'failed', 'stopped'] as const)(
    'is not live when a connector is %s, and names it',
    (state) => {
      const { kind, reason } = judgeLink({ ...well, connectors: [connector(state)] });
      expect(kind).toBe('connector');
      expect(reason).toContain(`opcua-1 is ${state}`);
    },
  );

  it('waits quietly before the first message, and says so when the server refuses', () => {
    expect(judgeLink({ ...well, lastMessage_ms: null }).kind).toBe('connecting');
    expect(judgeLink({ ...well, lastMessage_ms: null, closed: true }).kind).toBe('disconnected');
  });

  it('stays live for the line where only a connector that feeds none of its stations is not', () => {
    const connectors = [connector('live'), { ...connector('failed'), id: 'press' }];
    const seen = { ...well, connectors, feedsLine: (id: string) => id === 'opcua-1' };
    expect(judgeLink(seen)).toEqual({ kind: 'aside', reason: 'press is failed' });
    const both = [connector('stale'), { ...connector('failed'), id: 'press' }];
    expect(judgeLink({ ...seen, connectors: both }).kind).toBe('connector');
  });
});
