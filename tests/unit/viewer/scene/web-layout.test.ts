import { describe, expect, it } from 'vitest';
import { labelRows, layoutWeb, xAt } from '../../../../viewer/src/scene/web-layout.ts';
import { expectClose } from '../../../support/close.ts';
import { lineOf } from '../segments.ts';

describe('layoutWeb', () => {
  const { path } = lineOf();

  it('draws every line as long, whatever its length', () => {
    const short = layoutWeb(path);
    const long = layoutWeb({ ...path, length_m: 30 });
    // The same constants are added and subtracted: equal to round-off.
    expectClose(short.right - short.left, long.right - long.left, { rtol: 1e-12, atol: 0 });
  });

  it('puts stations in the order and at the place that the path gives', () => {
    const layout = layoutWeb(path);
    expect(layout.stations.map(({ id }) => id)).toEqual(['coater', 'calender', 'thicknessGauge']);
    expect(layout.stations[1]!.x).toBe(xAt(layout, 2));
    expect(layout.stations[2]!.x).toBeLessThan(layout.right);
  });

  it('gives a station with a length its length', () => {
    const stations = [{ ...path.stations[0]!, position_m: 1, length_m: 1.5 }];
    const layout = layoutWeb({ ...path, stations });
    expect(layout.stations[0]!.x).toBe(xAt(layout, 1.75));
    expect(layout.stations[0]!.width).toBeGreaterThan(1.4 * layout.scale);
  });
});

describe('labelRows', () => {
  it('uses one row when all have room', () => {
    expect(labelRows([0, 100, 200], [80, 80, 80])).toEqual([0, 0, 0]);
  });

  it('never lets two labels of a row touch', () => {
    const centres = [0, 30, 60, 64, 200];
    const widths = [50, 50, 50, 50, 50];
    const rows = labelRows(centres, widths);
    for (let i = 0; i < centres.length; i++) {
      for (let j = 0; j < i; j++) {
        if (rows[i] === rows[j]) expect(centres[i]! - centres[j]!).toBeGreaterThanOrEqual(56);
      }
    }
    expect(rows[4]).toBe(0);
  });
});
