import { durationUnits } from '../contract/queries.ts';
import { badQuery } from './parse-query.ts';

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

/** Greatest instant of ECMAScript time [ms]. */
const lastInstant = 8.64e15;

/**
 * Start and end of a range [ms]; the texts have passed the schema.
 * @throws TwinError HTTP_BAD_QUERY where one is no time of the calendar, or the range is empty (data: parameter, found, allowed)
 */
export function rangeOf(
  query: { readonly from: string; readonly to: string },
  now: number,
  fixed: { readonly from?: number; readonly to?: number } = {},
): { readonly from: number; readonly to: number } {
  const from = fixed.from ?? instantOf(query.from, now);
  const to = fixed.to ?? instantOf(query.to, now);
  if (Math.abs(from) > lastInstant) throw badQuery('from', query.from, 'a time of this calendar');
  if (Math.abs(to) > lastInstant) throw badQuery('to', query.to, 'a time of this calendar');
  if (from >= to) {
    throw badQuery('to', query.to, `a time after 'from' (${new Date(from).toISOString()})`);
  }
  return { from, to };
}
