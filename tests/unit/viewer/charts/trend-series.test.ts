import { describe, expect, it } from 'vitest';
import { trendCsv, trendSeries } from '../../../../viewer/src/charts/trend-series.ts';
import { CoilHistory } from '../../../../viewer/src/data/coil-history.ts';
import { qualities } from '../../../../viewer/src/data/qualities.ts';
import { expectClose } from '../../../support/close.ts';
import { derivedSegmentOf, segmentOf } from '../segments.ts';

function coil(): CoilHistory {
  const history = new CoilHistory({ coil: 'C', lanes: 2, segmentLength_m: 0.25, capacity: 64 });
  history.write(derivedSegmentOf(4), 1);
  history.write(segmentOf(5), 1);
  history.write(segmentOf(7), 1);
  return history;
}

describe('trendSeries', () => {
  it('has one point a segment, none for a segment that is not held, and null where there is no gauge', () => {
    const series = trendSeries(coil(), qualities.porosity, 100);
    expect(series.segment).toEqual([4, 5, 7]);
    expect(series.metre).toEqual([1.125, 1.375, 1.875]);
    expect(series.gauge.slice(1)).toEqual([null, null]);
  });

  it('shows means over the lanes in percent, with a standard error that is not shrunk by averaging', () => {
    const series = trendSeries(coil(), qualities.porosity, 100);
    // Two additions and a division by 2: round-off.
    expectClose(series.predicted[0]!, 31.5, { rtol: 1e-12, atol: 0 });
    expectClose(series.gaugeStandardError[0]!, 0.3, { rtol: 1e-12, atol: 0 });
  });

  it('keeps to the newest segments', () => {
    expect(trendSeries(coil(), qualities.loading, 2).segment).toEqual([7]);
    expect(trendSeries(null, qualities.loading, 2).segment).toEqual([]);
  });
});

describe('trendCsv', () => {
  it('writes units in the names, empty cells for missing values and a column that says virtual', () => {
    const csv = trendCsv(trendSeries(coil(), qualities.thickness, 2), qualities.thickness, true);
    expect(csv.split('\n')).toEqual([
      'metre_m,segment_1,thicknessPredicted_um,thicknessDerived_um,thicknessDerivedStandardError_um,virtual',
      '1.875,7,70,,,true',
      '',
    ]);
  });

  it('calls the loading of the weight gauge measured and gives it no error', () => {
    const csv = trendCsv(trendSeries(coil(), qualities.loading, 100), qualities.loading, false);
    expect(csv.split('\n').slice(0, 2)).toEqual([
      'metre_m,segment_1,loadingPredicted_g_per_m2,loadingMeasured_g_per_m2',
      '1.125,4,200,201',
    ]);
  });
});
