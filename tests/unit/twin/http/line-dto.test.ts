import { describe, expect, it } from 'vitest';
import type { TagId } from '../../../../twin/domain/sample.ts';
import type { Segment } from '../../../../twin/domain/segment.ts';
import { segmentDto, tagDto } from '../../../../twin/http/line-dto.ts';

const segment: Segment = {
  coil: 'C2',
  index: 16,
  from: 4,
  to: 4.25,
  knowledge: 'unknown',
  predictedAtStation: undefined,
  predictedAt: undefined,
  measuredAt: undefined,
  lanes: [],
  warnings: [],
};

describe('segmentDto', () => {
  it('says how far the middle of a segment of the present run is from the die', () => {
    expect(
      segmentDto(segment, { web: { coil: 'C2', metre: 5.125 }, virtual: true }).position_m,
    ).toBe(1);
  });

  it('says of no other segment where it is: of another coil, with no run, or not coated yet', () => {
    expect(
      segmentDto(segment, { web: { coil: 'C3', metre: 5.125 }, virtual: true }).position_m,
    ).toBeNull();
    expect(segmentDto(segment, { web: undefined, virtual: true }).position_m).toBeNull();
    expect(
      segmentDto(segment, { web: { coil: 'C2', metre: 4 }, virtual: true }).position_m,
    ).toBeNull();
  });
});

describe('tagDto', () => {
  it('shows the instrument behind a tag, and that it is used where or when it may not be', () => {
    const tag = 'a.b.c.gauge.thickness_um' as TagId;
    const instrument = { tag, calibrationDue: '2026-01-01', range: { min: 10, max: 50 } };
    const shown = (value: number, now: number) =>
      tagDto(
        tag,
        { tag, sourceTimestamp: 1, receivedTimestamp: 1, value, status: 0, flags: 0 },
        {
          state: 'live',
          reason: undefined,
          connector: undefined,
          samplingInterval_ms: undefined,
          virtual: false,
          description: undefined,
          instrument,
          now,
        },
      ).instrument;
    expect(shown(50, Date.UTC(2026, 0, 1, 23))).toMatchObject({
      calibrationOverdue: false,
      outOfRange: false,
      method: null,
    });
    expect(shown(50.1, Date.UTC(2026, 0, 2))).toMatchObject({
      calibrationOverdue: true,
      outOfRange: true,
    });
  });
});
