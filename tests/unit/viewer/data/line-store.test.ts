import { describe, expect, it } from 'vitest';
import type { SegmentDto, TagDto } from '../../../../twin/contract/api.ts';
import { LineStore } from '../../../../viewer/src/data/line-store.ts';
import { cellRowOf, lineWithCells } from '../cells.ts';
import { lineOf, segmentOf, unknownSegmentOf } from '../segments.ts';
import { snapshotOf } from '../snapshot.ts';

const tag: TagDto = {
  tag: 's.a.l.calender.lineLoad_N_per_mm',
  unit: 'calender',
  name: 'lineLoad',
  boundaryUnit: 'N_per_mm',
  unitLabel: 'N/mm',
  description: 'roll force per width',
  value: 800,
  quality: 'good',
  status: 0,
  state: 'stale',
  stale: true,
  connector: 'opcua-1',
  samplingInterval_ms: 100,
  sourceTimestamp: '2026-01-01T00:00:10.000Z',
  receivedTimestamp: '2026-01-01T00:00:10.000Z',
  virtual: true,
};
function started(line = lineOf({ segments: [segmentOf(10), segmentOf(11)] })): LineStore {
  const store = new LineStore();
  store.apply({ kind: 'snapshot', snapshot: snapshotOf(line, [tag]) });
  return store;
}

function sample(
  store: LineStore,
  value: number | null,
  sourceTimestamp: string,
  quality: TagDto['quality'] = 'good',
): void {
  const serverTime = '2026-01-01T00:00:12.000Z';
  const samples = [{ tag: tag.tag, value, quality, sourceTimestamp }];
  store.apply({ kind: 'event', event: { name: 'sample', data: { serverTime, samples } } });
}

/** A segment event of coil C. */
function tell(store: LineStore, ...segments: SegmentDto[]): void {
  const data = {
    serverTime: lineOf().serverTime,
    coil: 'C',
    coated_m: 5,
    segments,
    adviceWithheld: null,
  };
  store.apply({ kind: 'event', event: { name: 'segment', data } });
}

describe('LineStore', () => {
  it('makes no second point of a segment when the snapshot comes again', () => {
    const store = started();
    const { history } = store;
    store.apply({
      kind: 'snapshot',
      snapshot: snapshotOf(lineOf({ segments: [segmentOf(11), segmentOf(12)] }), [tag]),
    });
    expect(store.history).toBe(history);
    expect(store.history?.size).toBe(3);
  });

  it('begins a new history for another coil and when the line starts from the beginning', () => {
    const store = started();
    store.apply({
      kind: 'event',
      event: {
        name: 'segment',
        data: {
          serverTime: lineOf().serverTime,
          coil: 'D',
          coated_m: 0.25,
          segments: [],
          adviceWithheld: null,
        },
      },
    });
    expect(store.history?.coil).toBe('D');
    const again = started();
    again.apply({
      kind: 'snapshot',
      snapshot: snapshotOf(lineOf({ coated_m: 0.5, segments: [segmentOf(0)] })),
    });
    expect(again.history?.size).toBe(1);
  });

  it('takes a newer sample, clears its staleness, and drops one that is out of order', () => {
    const store = started();
    sample(store, 820, '2026-01-01T00:00:11.000Z');
    sample(store, 1, '2026-01-01T00:00:09.000Z');
    expect(store.findTag('lineLoad', 'calender')).toMatchObject({ value: 820, stale: false });
  });

  it('shows a hole as stale, as /tags does, until a value comes', () => {
    const store = started();
    sample(store, null, '2026-01-01T00:00:11.000Z', 'bad');
    expect(store.tags.get(tag.tag)).toMatchObject({ value: null, quality: 'bad', stale: true });
    sample(store, 820, '2026-01-01T00:00:12.000Z', 'uncertain');
    expect(store.tags.get(tag.tag)).toMatchObject({ value: 820, stale: false });
  });

  it('shows no prediction that the twin has taken back, in an event or in a new snapshot', () => {
    const store = started();
    tell(store, unknownSegmentOf(10));
    expect(store.history?.knowledge(10)).toBe('unknown');
    expect(store.history?.laneMean('predictedPorosity_frac', 10)).toBeNaN();
    const line = lineOf({ segments: [unknownSegmentOf(11)] });
    store.apply({ kind: 'snapshot', snapshot: snapshotOf(line, [tag]) });
    expect(store.history?.knowledge(11)).toBe('unknown');
  });

  it('lets history fill what no event has told since the snapshot, and nothing else', () => {
    const store = started();
    tell(store, unknownSegmentOf(10));
    const after = store.line!.serverTime;
    const history = {
      kind: 'history',
      coil: 'C',
      segments: [segmentOf(9), segmentOf(10)],
    } as const;
    store.apply({ ...history, after: '2025-12-31T00:00:00.000Z' });
    expect(store.history?.knowledge(9)).toBe('none');
    store.apply({ ...history, after });
    expect(store.history?.knowledge(9)).toBe('predicted');
    expect(store.history?.knowledge(10)).toBe('unknown');
  });

  it('shows the row of cells that was told last, by an event or by a new snapshot', () => {
    const store = started(lineWithCells({ cellsWithheld: 'no web yet' }));
    expect([store.cells, store.cellsWithheld]).toEqual([null, 'no web yet']);
    store.takeChanges();
    const row = cellRowOf();
    const data = { serverTime: '2026-01-01T00:00:12.000Z', row, changed: [], cellsWithheld: null };
    store.apply({ kind: 'event', event: { name: 'cells', data } });
    expect([store.cells, store.cellsWithheld]).toEqual([row, null]);
    expect([...store.takeChanges()]).toEqual(['cells']);
    expect(store.lastData_ms).toBe(Date.parse('2026-01-01T00:00:10.000Z'));
    const newer = cellRowOf({ cell: 51 });
    store.apply({ kind: 'snapshot', snapshot: snapshotOf(lineWithCells({ cells: newer })) });
    expect(store.cells).toBe(newer);
  });

  it('says which parts changed, once', () => {
    const store = started();
    store.takeChanges();
    sample(store, 820, '2026-01-01T00:00:11.000Z');
    expect([...store.takeChanges()]).toEqual(['tags']);
    expect(store.hasChanges).toBe(false);
  });

  it('counts a heartbeat as a sign of life but not as data', () => {
    const store = started();
    const serverTime = '2026-01-01T00:01:00.000Z';
    store.apply({ kind: 'event', event: { name: 'heartbeat', data: { serverTime } } });
    expect(store.serverTime_ms).toBe(Date.parse(serverTime));
    expect(store.lastData_ms).toBe(Date.parse('2026-01-01T00:00:10.000Z'));
    expect(store.hasChanges).toBe(true);
  });

  it('does not take a tag of a longer name for the one asked', () => {
    const store = new LineStore();
    const other = { ...tag, tag: 's.a.l.calender.lineLoadSetpoint_N_per_mm' };
    store.apply({ kind: 'snapshot', snapshot: snapshotOf(lineOf(), [other, tag]) });
    expect(store.findTag('lineLoad', 'calender')?.tag).toBe(tag.tag);
    expect(store.findTag('lineLoad', 'coater')).toBeUndefined();
  });
});
