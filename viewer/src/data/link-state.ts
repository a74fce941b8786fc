import type { ConnectorStatusDto } from '../../../twin/contract/connections.ts';

/**
 * Whether what is on the screen is live, and if not, why, in words for the banner; `aside`: the line is live, but a
 * connector that feeds none of its stations is not.
 */
export interface LinkState {
  readonly kind: 'connecting' | 'live' | 'disconnected' | 'connector' | 'aside';
  readonly reason: string;
}

/** Silence after which values may no longer look live; with the check every 200 ms it stays under 2 s. */
export const silenceLimit_ms = 1600;

/**
 * Judges the link by what arrived, not by what the socket says: a socket that is open and silent is not live, and
 * neither is a stream behind which a connector has lost its machine.
 */
export function judgeLink(seen: {
  /** Anything from the server at all: heartbeat or data [ms, monotonic clock]; null before the first. */
  readonly lastMessage_ms: number | null;
  readonly now_ms: number;
  readonly closed: boolean;
  readonly connectors: readonly ConnectorStatusDto[];
  /** Whether values of the line's stations come from a connector. */
  readonly feedsLine: (connector: string) => boolean;
}): LinkState {
  if (seen.lastMessage_ms === null) {
    return seen.closed
      ? { kind: 'disconnected', reason: 'the server cannot be reached' }
      : { kind: 'connecting', reason: 'waiting for the server' };
  }
  if (seen.closed) return { kind: 'disconnected', reason: 'the connection to the server was lost' };
  if (seen.now_ms - seen.lastMessage_ms > silenceLimit_ms) {
    return { kind: 'disconnected', reason: 'the server has gone silent' };
  }
  const ill = seen.connectors.filter(({ state }) => state !== 'live');
  if (ill.length > 0) {
    return {
      kind: ill.some(({ id }) => seen.feedsLine(id)) ? 'connector' : 'aside',
      reason: ill
        .map(({ id, state, reason }) => `${id} is ${state}${reason ? ` (${reason})` : ''}`)
        .join('; '),
    };
  }
  return { kind: 'live', reason: '' };
}
