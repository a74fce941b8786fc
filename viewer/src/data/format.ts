import type { TagDto } from '../../../twin/contract/api.ts';
import type { Quality } from './qualities.ts';

/** Printed where there is no value; never a zero. */
export const noValue = '–';

/** A stored value of a quality in its shown unit, without the unit. */
export function formatQuality(quality: Quality, value: number): string {
  return formatNumber(value * quality.factor, quality.decimals);
}

/** A number with fixed decimals and the true minus sign; a dash where it is not finite. */
export function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return noValue;
  return value
    .toFixed(decimals)
    .replace(/^-(?=[\d.]*[1-9])/, '−')
    .replace(/^-/, '');
}

/** Value of a tag as text: at most four significant digits, words for switches. */
export function formatTagValue({ value }: Pick<TagDto, 'value'>): string {
  if (value === null) return noValue;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return noValue;
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude < -4 || magnitude > 7) return value.toExponential(3);
  return formatNumber(value, Math.min(4, decimalsFor(value, 4)));
}

/** Decimals that show a number, and others of its size, with so many significant digits. */
export function decimalsFor(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  return Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
}

/** A C-rate as people say it: C/3, 1C, 2C. */
export function formatRate(rate_C: number): string {
  const hours = Math.round(1 / rate_C);
  const isPart = rate_C < 1 && Math.abs(rate_C * hours - 1) < 1e-3;
  return isPart ? `C/${hours}` : `${Number(rate_C.toPrecision(3))}C`;
}

/** Age in words; a time in the future by clock offset counts as now. */
export function formatAge(age_ms: number): string {
  if (!Number.isFinite(age_ms)) return 'no time';
  const seconds = Math.max(0, age_ms) / 1000;
  if (seconds < 1) return 'now';
  if (seconds < 90) return `${Math.floor(seconds)} s ago`;
  if (seconds < 5400) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

/** Clock time hh:mm:ss in the zone of the browser. */
export function formatClock(time_ms: number | null): string {
  if (time_ms === null) return 'never';
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }).format(time_ms);
}

/** Date and clock time with the zone of the browser, such as `22 Nov 2026, 05:10:03 CET`. */
export function formatTime(time: string | null | undefined): string {
  const instant = Date.parse(time ?? '');
  if (Number.isNaN(instant)) return 'not known';
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(instant);
}
