import type { JsonPointer } from '../../twin/domain/mqtt-address.ts';
import { statusCodes } from '../../twin/domain/sample.ts';
import { statusOfQuality } from './quality.ts';

/** A value, or one sentence why it is none. */
export type Found<T> = { readonly value: T } | { readonly refusal: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a message. */
export function textOf(payload: Uint8Array): Found<string> {
  try {
    return { value: utf8.decode(payload) };
  } catch {
    return { refusal: 'the message is no UTF-8 text' };
  }
}

/** The document in a text. */
export function jsonOf(text: string): Found<unknown> {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { refusal: `the message is no JSON: ${(error as Error).message}` };
  }
}

/** What a pointer leads to (RFC 6901); undefined where the document has nothing there. */
export function atPointer(document: unknown, pointer: JsonPointer): unknown {
  let here: unknown = document;
  for (const step of pointer) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here;
}

/** Numbers below are seconds since 1970, from there on milliseconds: year 5138, or March 1973. */
const millisecondsFrom = 1e11;
const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** A time in ISO 8601 with its zone, or in seconds or milliseconds since 1970, as milliseconds. */
export function timeOf(found: unknown): Found<number> {
  if (typeof found === 'number' && Number.isFinite(found) && found >= 0) {
    return { value: found < millisecondsFrom ? Math.round(found * 1000) : Math.round(found) };
  }
  if (typeof found === 'string' && isoTime.test(found)) {
    const value = Date.parse(found.replace(',', '.'));
    if (Number.isFinite(value)) return { value };
  }
  const shown = JSON.stringify(found) ?? 'nothing';
  return {
    refusal: `the time is ${shown.slice(0, 60)}; ISO 8601 with a zone, or seconds or milliseconds since 1970 are allowed`,
  };
}

const qualityWords: Readonly<Record<string, number>> = {
  good: statusCodes.good,
  uncertain: statusCodes.uncertain,
  stale: statusCodes.uncertainLastUsable,
  bad: statusCodes.bad,
};

/** An OPC UA status from a word or from a number as Sparkplug and OPC Classic have it. */
export function qualityStatus(found: unknown): Found<number> {
  if (typeof found === 'number' && Number.isInteger(found)) {
    return { value: statusOfQuality(found) };
  }
  const word = typeof found === 'string' ? found.toLowerCase() : '';
  if (Object.hasOwn(qualityWords, word)) return { value: qualityWords[word]! };
  const shown = JSON.stringify(found) ?? 'nothing';
  return {
    refusal: `the quality is ${shown.slice(0, 60)}; ${Object.keys(qualityWords).join(', ')} or 192, 64, 0, 500 are allowed`,
  };
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A number written alone; NaN and infinity are none. */
export function bareNumber(text: string): Found<number> {
  const trimmed = text.trim();
  const value = decimal.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (Number.isFinite(value)) return { value };
  return { refusal: `'${text.slice(0, 60)}' is no finite number` };
}
