import { describe, expect, it } from 'vitest';
import { CoilHistory } from '../../../../viewer/src/data/coil-history.ts';
import { colourOf } from '../../../../viewer/src/scene/palette.ts';
import {
  fillWebTexture,
  indexAt,
  knowledgeAlpha,
  webCell,
  webColumns,
  webPhase,
} from '../../../../viewer/src/scene/web-texture.ts';
import { derivedSegmentOf, segmentOf } from '../segments.ts';

const range = { low: 0.25, high: 0.35 };
const columns = 24;

function coil(newest: number): CoilHistory {
  const history = new CoilHistory({ coil: 'C', lanes: 2, segmentLength_m: 0.25, capacity: 64 });
  for (let segment = 0; segment <= newest; segment++) {
    if (segment < 2) history.write(segmentOf(segment, { knowledge: 'unknown' }), 1);
    else if (segment < 5) history.write(derivedSegmentOf(segment), 1);
    else history.write(segmentOf(segment), 1);
  }
  return history;
}

function texel(rgba: Uint8Array, index: number, lane: number): number[] {
  const at = ((lane - 1) * columns + (index % columns)) * 4;
  return [...rgba.slice(at, at + 4)];
}

describe('fillWebTexture', () => {
  it('marks unknown, predicted and derived apart and colours by value', () => {
    const history = coil(10);
    const rgba = new Uint8Array(columns * 2 * 4);
    fillWebTexture(rgba, { history, phase: webPhase(2.75, 0.25, columns), columns, range });
    expect(texel(rgba, 0, 1)).toEqual([0, 0, 0, knowledgeAlpha.unknown]);
    expect(texel(rgba, 3, 1)).toEqual([...colourOf(0.32, range)!, knowledgeAlpha.derived]);
    expect(texel(rgba, 9, 2)).toEqual([...colourOf(0.32, range)!, knowledgeAlpha.predicted]);
    expect(texel(rgba, 9, 1)).toEqual([...colourOf(0.31, range)!, knowledgeAlpha.predicted]);
  });

  it('leaves bare foil where no segment has been', () => {
    const rgba = new Uint8Array(columns * 2 * 4).fill(9);
    fillWebTexture(rgba, {
      history: coil(10),
      phase: webPhase(2.75, 0.25, columns),
      columns,
      range,
    });
    expect(texel(rgba, 12, 1)).toEqual([0, 0, 0, knowledgeAlpha.none]);
  });

  it('keeps a segment in its column while the web moves', () => {
    const history = coil(40);
    const before = new Uint8Array(columns * 2 * 4);
    const after = new Uint8Array(columns * 2 * 4);
    fillWebTexture(before, { history, phase: webPhase(10, 0.25, columns), columns, range });
    fillWebTexture(after, { history, phase: webPhase(10.25, 0.25, columns), columns, range });
    expect(texel(after, 30, 2)).toEqual(texel(before, 30, 2));
  });
});

describe('webCell', () => {
  it('is unknown in a lane that has no value though the segment has', () => {
    const history = coil(4);
    const lanes = [{ ...segmentOf(6).lanes[0]!, predicted: null }];
    history.write(segmentOf(6, { lanes }), 1);
    expect(webCell(history, 6, 1).knowledge).toBe('unknown');
  });
});

describe('indexAt', () => {
  it('counts back from the die by metres of web', () => {
    const phase = webPhase(2.6, 0.25, columns);
    expect(indexAt(0.05, phase, 0.25)).toBe(10);
    expect(indexAt(0.15, phase, 0.25)).toBe(9);
    expect(indexAt(2.55, phase, 0.25)).toBe(0);
    expect(indexAt(2.65, phase, 0.25)).toBe(-1);
  });

  it('agrees with the metre that is coated less the distance, all along the web', () => {
    for (let distance_m = 0.01; distance_m < 2.6; distance_m += 0.02) {
      const index = indexAt(distance_m, webPhase(2.6, 0.25, columns), 0.25);
      expect(index).toBe(Math.floor((2.6 - distance_m) / 0.25 + 1e-9));
    }
  });
});

describe('webColumns', () => {
  it('holds path, tail and the segment under the die', () => {
    expect(webColumns({ length_m: 13, segmentLength_m: 0.25 })).toBe(52 + 8 + 1);
  });
});
