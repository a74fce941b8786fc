import type { ConnectorState } from './connector.ts';
import { qualityOf, type Sample, statusCodes } from './sample.ts';

/** Every state that a tag can be in, the best first. */
export const tagStates = ['live', 'backfilling', 'waiting', 'stale', 'bad', 'refused'] as const;
/**
 * How far the last value of a tag may be believed: `live`; `backfilling` (live, and what an outage left out is being
 * read); `waiting` (never heard); `stale` (its connector is not live, or nothing has come for too long); `bad` (the
 * source says so); `refused` (the source does not give it).
 */
export type TagState = (typeof tagStates)[number];

/** What the state of a tag is judged from. */
export interface TagFacts {
  /** Its last sample, where there is one. */
  readonly sample: Sample | undefined;
  /** Of the connector that feeds it; absent where none does. */
  readonly connector: { readonly state: ConnectorState; readonly reason?: string } | undefined;
  /** Why the source refuses it. */
  readonly refusal: string | undefined;
  /** Whether what an outage left out is being read from the source's history. */
  readonly backfilling: boolean;
  /**
   * Time within which the source tells an unchanged value again [ms]; absent where it tells changes only, and its
   * keep-alives vouch for what it does not tell.
   */
  readonly repeatedWithin_ms: number | undefined;
  /** Present time [ms]. */
  readonly now: number;
}

/** State of a tag, and one sentence why it is not live. */
export interface JudgedTag {
  readonly state: TagState;
  readonly reason?: string;
}

/** Silences longer than this many repetitions, and the time that a batch may be on its way, make a value old. */
const missedRepeats = 3;
const onItsWay_ms = 5_000;

const statusNames = new Map<number, string>(
  Object.entries(statusCodes).map(([name, code]) => [
    code,
    name.charAt(0).toUpperCase() + name.slice(1),
  ]),
);

function statusName(status: number): string {
  return statusNames.get(status) ?? `status 0x${(status >>> 0).toString(16).padStart(8, '0')}`;
}

/**
 * The one rule for the state of a tag. What is said first wins: refused by the source, never heard, connector not live,
 * bad status, too old, being backfilled. Age counts by our clock from the receipt: clocks of sources may be wrong.
 */
export function judgeTag(facts: TagFacts): JudgedTag {
  const { sample, connector, refusal, backfilling, repeatedWithin_ms, now } = facts;
  if (refusal !== undefined) return { state: 'refused', reason: refusal };
  const isCut = connector !== undefined && connector.state !== 'live';
  const cut = isCut ? `its connector is ${connector.state}${because(connector.reason)}` : undefined;
  if (sample === undefined) {
    return { state: 'waiting', reason: cut ?? 'nothing has come from the source yet' };
  }
  if (cut !== undefined) return { state: 'stale', reason: cut };
  if (qualityOf(sample.status) === 'bad') {
    return { state: 'bad', reason: statusName(sample.status) };
  }
  if (repeatedWithin_ms !== undefined) {
    const silence_ms = now - sample.receivedTimestamp;
    if (silence_ms > missedRepeats * repeatedWithin_ms + onItsWay_ms) {
      const reason = `nothing has come for ${Math.round(silence_ms / 1000)} s, and a value is due every ${repeatedWithin_ms / 1000} s`;
      return { state: 'stale', reason };
    }
  }
  return { state: backfilling ? 'backfilling' : 'live' };
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}
