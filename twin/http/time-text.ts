import { durationUnits } from '../contract/queries.ts';

/** Milliseconds of a duration such as `10s` or `1.5min`; the text has passed the schema. */
export function durationOf(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|min|h|d)$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new RangeError(`'${text}' is not a duration`);
  }
  return Number(amount) * durationUnits[unit as keyof typeof durationUnits];
}

/** Epoch milliseconds of `now`, `-15min` or an ISO 8601 time; the text has passed the schema. */
export function instantOf(text: string, now: number): number {
  if (text === 'now') return now;
  if (text.startsWith('-')) return Math.round(now - durationOf(text.slice(1)));
  return Date.parse(text);
}
