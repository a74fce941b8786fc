import { describe, expect, it } from 'vitest';
import { type Sample, statusCodes, type TagId } from '../../../../twin/domain/sample.ts';
import { judgeTag, type TagFacts } from '../../../../twin/domain/tag-state.ts';

const sample: Sample = {
  tag: 's.a.l.u.x_N' as TagId,
  sourceTimestamp: 0,
  receivedTimestamp: 100_000,
  value: 1,
  status: statusCodes.good,
  flags: 0,
};
const well: TagFacts = {
  sample,
  connector: { state: 'live' },
  refusal: undefined,
  backfilling: false,
  repeatedWithin_ms: undefined,
  now: 101_000,
};
const lost = { state: 'stale', reason: 'no keep-alive' } as const;
const bad = { ...sample, value: null, status: statusCodes.badSensorFailure };

describe('judgeTag', () => {
  it('is live with a good or uncertain value of a live connector, and backfilling while its past is read', () => {
    expect(judgeTag(well)).toEqual({ state: 'live' });
    const uncertain = { ...sample, status: statusCodes.uncertainLastUsable };
    expect(judgeTag({ ...well, sample: uncertain })).toEqual({ state: 'live' });
    expect(judgeTag({ ...well, backfilling: true })).toEqual({ state: 'backfilling' });
  });

  it('waits while nothing has come, with the trouble of its connector as the reason', () => {
    const waiting = judgeTag({ ...well, sample: undefined });
    expect(waiting).toEqual({ state: 'waiting', reason: 'nothing has come from the source yet' });
    expect(judgeTag({ ...well, sample: undefined, connector: lost })).toEqual({
      state: 'waiting',
      reason: 'its connector is stale: no keep-alive',
    });
  });

  it.each(['connecting', 'stale', 'failed', 'stopped'] as const)(
    'is stale, never live, while its connector is %s, whatever the value says',
    (state) => {
      for (const each of [sample, bad]) {
        const judged = judgeTag({ ...well, sample: each, connector: { state }, backfilling: true });
        expect(judged).toEqual({ state: 'stale', reason: `its connector is ${state}` });
      }
    },
  );

  it('is bad where the source says so, and names the status', () => {
    expect(judgeTag({ ...well, sample: bad })).toEqual({
      state: 'bad',
      reason: 'BadSensorFailure',
    });
    const other = { ...sample, status: 0x80ab_0000 };
    expect(judgeTag({ ...well, sample: other }).reason).toBe('status 0x80ab0000');
  });

  it('is refused above all, with the reason of the source', () => {
    const judged = judgeTag({ ...well, sample: bad, connector: lost, refusal: 'BadNodeIdUnknown' });
    expect(judged).toEqual({ state: 'refused', reason: 'BadNodeIdUnknown' });
  });

  it('grows old after three repetitions and 5 s without one, by the time of receipt', () => {
    const stateAfter = (silence_ms: number, repeatedWithin_ms: number | undefined) =>
      judgeTag({ ...well, repeatedWithin_ms, now: sample.receivedTimestamp + silence_ms }).state;
    expect(stateAfter(8_000, 1_000)).toBe('live');
    expect(stateAfter(8_001, 1_000)).toBe('stale');
    expect(stateAfter(185_000, 60_000)).toBe('live');
    expect(stateAfter(185_001, 60_000)).toBe('stale');
    // A source that tells changes only is vouched for by its keep-alives.
    expect(stateAfter(1e9, undefined)).toBe('live');
  });

  it('of no connector is live as long as its value is not bad', () => {
    expect(judgeTag({ ...well, connector: undefined, now: 1e12 })).toEqual({ state: 'live' });
    expect(judgeTag({ ...well, connector: undefined, sample: bad }).state).toBe('bad');
  });
});
