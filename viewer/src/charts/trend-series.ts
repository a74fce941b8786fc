import type { CoilHistory } from '../data/coil-history.ts';
import type { Quality } from '../data/qualities.ts';

/** Columns of one quality along the web, in its shown unit; null where there is no value. */
export interface TrendSeries {
  /** Middle of each segment along the coil [m]. */
  readonly metre: readonly number[];
  readonly segment: readonly number[];
  readonly predicted: readonly (number | null)[];
  readonly gauge: readonly (number | null)[];
  readonly gaugeStandardError: readonly (number | null)[];
}

/**
 * The newest segments of a coil as a trend of lane means. The standard error shown is the mean of the lanes' standard
 * errors, which bounds that of the mean whatever the lanes' errors have in common.
 */
export function trendSeries(
  history: CoilHistory | null,
  quality: Quality,
  segments: number,
): TrendSeries {
  const metre: number[] = [];
  const numbers: number[] = [];
  const predicted: (number | null)[] = [];
  const gauge: (number | null)[] = [];
  const gaugeStandardError: (number | null)[] = [];
  const newest = history?.newestIndex ?? -1;
  for (let index = Math.max(0, newest - segments + 1); index <= newest; index++) {
    const facts = history?.facts(index);
    if (history === null || facts === undefined) continue;
    const shown = (field: Quality['gaugeStandardError']): number | null => {
      const value = field === null ? Number.NaN : history.laneMean(field, index);
      return Number.isNaN(value) ? null : value * quality.factor;
    };
    metre.push((facts.from_m + facts.to_m) / 2);
    numbers.push(facts.segment);
    predicted.push(shown(quality.predicted));
    gauge.push(shown(quality.gauge));
    gaugeStandardError.push(shown(quality.gaugeStandardError));
  }
  return { metre, segment: numbers, predicted, gauge, gaugeStandardError };
}

const unitNames: Readonly<Record<string, string>> = {
  '%': 'percent',
  'g/m²': 'g_per_m2',
  µm: 'um',
};

/** The trend as CSV, with the unit in each name; a column says so when the line is virtual. */
export function trendCsv(series: TrendSeries, quality: Quality, virtual: boolean): string {
  const unit = unitNames[quality.unit] ?? quality.unit;
  const name = (origin: string): string => `${quality.id}${origin}_${unit}`;
  const gauge = quality.gaugeOrigin === 'derived' ? 'Derived' : 'Measured';
  const head = ['metre_m', 'segment_1', name('Predicted'), name(gauge)];
  if (quality.gaugeStandardError !== null) head.push(name(`${gauge}StandardError`));
  if (virtual) head.push('virtual');
  const cell = (value: number | null): string => (value === null ? '' : String(value));
  const rows = series.metre.map((metre, i) => {
    const row = [String(metre), String(series.segment[i]), cell(series.predicted[i]!)];
    row.push(cell(series.gauge[i]!));
    if (quality.gaugeStandardError !== null) row.push(cell(series.gaugeStandardError[i]!));
    if (virtual) row.push('true');
    return row.join(',');
  });
  return `${[head.join(','), ...rows].join('\n')}\n`;
}
