import { badQuery } from './parse-query.ts';

/** Where a page of samples ended: the last sample given, and the end of the range as the first page fixed it. */
export interface SampleCursor {
  readonly sourceTimestamp: number;
  readonly sequence: number;
  readonly to: number;
}

/** The cursor as opaque text that is safe in a URL. */
export function encodeCursor({ sourceTimestamp, sequence, to }: SampleCursor): string {
  return Buffer.from(`1:${sourceTimestamp}:${sequence}:${to}`).toString('base64url');
}

/**
 * Reads a cursor back.
 * @throws TwinError HTTP_BAD_QUERY when we did not write it
 */
export function decodeCursor(text: string): SampleCursor {
  const [version, ...parts] = Buffer.from(text, 'base64url').toString('latin1').split(':');
  const numbers = parts.map((part) => (part === '' ? Number.NaN : Number(part)));
  if (version !== '1' || numbers.length !== 3 || !numbers.every(Number.isFinite)) {
    throw badQuery('cursor', text, 'a nextCursor of an earlier answer');
  }
  const [sourceTimestamp, sequence, to] = numbers as [number, number, number];
  return { sourceTimestamp, sequence, to };
}
