import { describe, expect, it } from 'vitest';
import { CoilHistory } from '../../../../viewer/src/data/coil-history.ts';
import { derivedSegmentOf, segmentOf, unknownSegmentOf } from '../segments.ts';

const make = (capacity = 8) =>
  new CoilHistory({ coil: 'C', lanes: 2, segmentLength_m: 0.25, capacity });

describe('CoilHistory', () => {
  it('holds a segment once however often it comes', () => {
    const history = make();
    history.write(segmentOf(3), 1);
    history.write(segmentOf(3), 1);
    expect(history.size).toBe(1);
  });

  it('gives NaN, never 0, where there is no value', () => {
    const history = make();
    history.write(segmentOf(3), 1);
    expect(history.value('derivedPorosity_frac', 3, 1)).toBeNaN();
    expect(history.value('predictedPorosity_frac', 4, 1)).toBeNaN();
    expect(history.laneMean('measuredLoading_g_per_m2', 3)).toBeNaN();
  });

  it('does not let an earlier message replace what a later one said, whatever they say', () => {
    const history = make();
    history.write(derivedSegmentOf(3), 2);
    expect(history.write(segmentOf(3), 1)).toBe(false);
    expect(history.value('derivedPorosity_frac', 3, 1)).toBe(0.32);
    history.write(unknownSegmentOf(4), 2);
    expect(history.write(segmentOf(4), 1)).toBe(false);
    expect(history.knowledge(4)).toBe('unknown');
  });

  it('takes a prediction back when a later message knows less, and keeps none of its numbers', () => {
    const history = make();
    history.write(segmentOf(3), 1);
    expect(history.write(unknownSegmentOf(3), 2)).toBe(true);
    expect(history.knowledge(3)).toBe('unknown');
    expect(history.laneMean('predictedPorosity_frac', 3)).toBeNaN();
    history.write(segmentOf(3), 3);
    history.write(segmentOf(3, { knowledge: 'unknown', lanes: [] }), 4);
    expect(history.laneMean('predictedPorosity_frac', 3)).toBeNaN();
  });

  it('forgets the oldest metres when the ring is full and refuses them afterwards', () => {
    const history = make(4);
    for (let segment = 0; segment < 6; segment++) history.write(segmentOf(segment), 1);
    expect(history.knowledge(1)).toBe('none');
    expect(history.indexOf(1)).toBe(-1);
    expect(history.knowledge(2)).toBe('predicted');
    expect(history.write(segmentOf(1), 1)).toBe(false);
    expect(history.size).toBe(4);
  });

  it('clears the values of the segment whose place it takes', () => {
    const history = make(4);
    history.write(derivedSegmentOf(0), 1);
    history.write(segmentOf(4), 1);
    expect(history.value('derivedPorosity_frac', 4, 1)).toBeNaN();
  });

  it('ignores lanes that the path does not have', () => {
    const history = make();
    const lanes = [{ ...segmentOf(1).lanes[0]!, lane: 9 }];
    history.write(segmentOf(1, { lanes }), 1);
    history.write(segmentOf(5), 1);
    expect(history.value('predictedPorosity_frac', 1, 1)).toBeNaN();
    expect(history.value('predictedPorosity_frac', 5, 1)).toBe(0.31);
  });
});
