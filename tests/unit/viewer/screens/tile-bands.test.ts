import { describe, expect, it } from 'vitest';
import type { SegmentDto } from '../../../../twin/contract/api.ts';
import type { ModelStateDto } from '../../../../twin/contract/estimate.ts';
import { CoilHistory } from '../../../../viewer/src/data/coil-history.ts';
import { qualities } from '../../../../viewer/src/data/qualities.ts';
import { tileBands } from '../../../../viewer/src/screens/tile-bands.ts';
import { segmentOf } from '../segments.ts';

const bounds = (middle: number, from: 'constants' | 'measurements') => ({
  physics: middle,
  lower50: middle - 0.01,
  upper50: middle + 0.01,
  lower90: middle - 0.03,
  upper90: middle + 0.03,
  from,
});

function banded(changes: Partial<SegmentDto>, from: 'constants' | 'measurements') {
  const plain = segmentOf(3, changes);
  return {
    ...plain,
    lanes: plain.lanes.map((lane, i) => ({
      ...lane,
      predicted: {
        ...lane.predicted!,
        bands: {
          loading_g_per_m2: bounds(200, from),
          thickness_um: bounds(70, from),
          porosity_frac: bounds(0.3 + i / 100, from),
        },
      },
    })),
  };
}

function historyOf(segment: SegmentDto): CoilHistory {
  const history = new CoilHistory({ coil: 'C', lanes: 2, segmentLength_m: 0.25, capacity: 8 });
  history.write(segment, 1);
  return history;
}

const now = Date.parse('2026-01-01T00:01:00Z');
const model: ModelStateDto = {
  id: 'porosity.ahead',
  quality: 'porosity',
  place: 'ahead',
  health: 'doNotUse',
  serves: false,
  learnedAt: '2026-01-01T00:00:50.000Z',
};
const line = { models: [model], serverTime_ms: now };

describe('bands of a tile', () => {
  it('are the means of the bounds of the lanes, in the unit of the tile', () => {
    const history = historyOf(banded({ domain: 'inside', reasons: [] }, 'measurements'));
    const bands = tileBands(line, history, qualities.porosity, 3)!;
    expect([bands.words50, bands.words90]).toEqual(['29.5 to 31.5', '27.5 to 33.5']);
    expect(bands.source).toContain('gauge readings');
    expect(bands.model).toBe('correction do not use, 10 s ago');
    expect(bands.doubts).toEqual([]);
  });

  it('say that web is outside experience, and why', () => {
    const reason = "'line.webSpeed_m_per_min' is 9; web that gauges measured had 5 to 6";
    const history = historyOf(banded({ domain: 'outside', reasons: [reason] }, 'constants'));
    const bands = tileBands({ ...line, models: [] }, history, qualities.porosity, 3)!;
    expect(bands.doubts[0]).toBe('Outside experience');
    expect(bands.doubts).toContain(reason);
    expect(bands.doubts.at(-1)).toContain('nothing vouches');
    expect(bands.source).toContain('too little web has been measured');
    expect(bands.model).toBeNull();
  });

  it('are none where the twin tells none', () => {
    expect(tileBands(line, historyOf(segmentOf(3)), qualities.porosity, 3)).toBeNull();
  });
});
