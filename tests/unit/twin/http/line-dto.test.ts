import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../../twin/domain/segment.ts';
import { segmentDto } from '../../../../twin/http/line-dto.ts';

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
    expect(segmentDto(segment, { coil: 'C2', metre: 5.125 }, true).position_m).toBe(1);
  });

  it('says of no other segment where it is: of another coil, with no run, or not coated yet', () => {
    expect(segmentDto(segment, { coil: 'C3', metre: 5.125 }, true).position_m).toBeNull();
    expect(segmentDto(segment, undefined, true).position_m).toBeNull();
    expect(segmentDto(segment, { coil: 'C2', metre: 4 }, true).position_m).toBeNull();
  });
});
