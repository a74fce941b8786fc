import { describe, expect, it } from 'vitest';
import type { ProposalDto, SegmentDto } from '../../../../twin/contract/api.ts';
import { LineStore } from '../../../../viewer/src/data/line-store.ts';
import { newestProposal } from '../../../../viewer/src/screens/newest-proposal.ts';
import { lineTiles } from '../../../../viewer/src/screens/tile-values.ts';
import { derivedSegmentOf, lineOf, segmentOf } from '../segments.ts';
import { snapshotOf } from '../snapshot.ts';

function tiles(segments: readonly SegmentDto[]) {
  const store = new LineStore();
  store.apply({ kind: 'snapshot', snapshot: snapshotOf(lineOf({ segments: [...segments] })) });
  return Object.fromEntries(lineTiles(store).map((tile) => [tile.id, tile]));
}

describe('lineTiles', () => {
  it('shows the newest web that has left the calender, as predicted, with its standard error', () => {
    const shown = tiles([
      derivedSegmentOf(2, { position_m: 3.1 }),
      segmentOf(6, { position_m: 2.1 }),
      segmentOf(8, { position_m: null }),
      segmentOf(9, { position_m: 1.4 }),
    ]);
    expect(shown['porosity']).toMatchObject({
      value: '31.5',
      unit: '%',
      origin: 'predicted',
      interval: '± 3.0 standard error',
      note: 'derived 32.0 ± 0.3 at metre 0.5',
    });
    expect(shown['loading']?.note).toBe('measured 201.0 at metre 0.5');
  });

  it('shows the nearest web on its way while none has reached the calender', () => {
    const late = { predictedAt: '2026-01-01T00:00:07.000Z' };
    const shown = tiles([
      segmentOf(6, { position_m: 1.1, ...late }),
      segmentOf(9, { position_m: 0.4 }),
    ]);
    expect(shown['porosity']?.time_ms).toBe(Date.parse(late.predictedAt));
  });

  it('shows a dash and no age while everything on the line is unknown', () => {
    const lanes = segmentOf(1).lanes.map((lane) => ({ ...lane, predicted: null }));
    const shown = tiles([segmentOf(1, { knowledge: 'unknown', predictedAt: null, lanes })]);
    expect(shown['porosity']).toMatchObject({
      value: '–',
      flag: null,
      note: 'gauge: no reading yet',
    });
    expect(shown['porosity']?.time_ms).toBeNaN();
  });

  it('flags a value outside its band', () => {
    const lanes = segmentOf(6).lanes.map((lane) => ({
      ...lane,
      predicted: {
        loading_g_per_m2: 200,
        thickness_um: 70,
        porosity_frac: 0.33,
        loadingStandardError_g_per_m2: 4,
        thicknessStandardError_um: 3,
        porosityStandardError_frac: 0.03,
      },
    }));
    const shown = tiles([segmentOf(6, { position_m: 2.1, lanes })]);
    expect([shown['porosity']?.flag, shown['loading']?.flag]).toEqual(['out of band', null]);
  });

  it('falls back to the speed of the line when no tag carries it', () => {
    expect(tiles([])['webSpeed']).toMatchObject({ value: '6.00', unit: 'm/min' });
    expect(tiles([])['lineLoad']?.note).toBe('not sent by the line');
  });
});

describe('newestProposal', () => {
  const proposal = (id: string, state: ProposalDto['state'], updatedAt: string) =>
    ({ id, state, updatedAt }) as ProposalDto;

  it('prefers one that stands to a later one that was withdrawn', () => {
    const open = proposal('a', 'open', '2026-01-01T00:00:00.000Z');
    const gone = proposal('b', 'withdrawn', '2026-01-01T00:01:00.000Z');
    expect(newestProposal([gone, open])).toBe(open);
    expect(newestProposal([gone])).toBe(gone);
    expect(newestProposal([])).toBeNull();
  });
});
