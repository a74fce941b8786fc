import { deserialize, serialize } from 'node:v8';
import type { TwinErrorCode } from '../../twin/domain/errors.ts';
import type { AggregateQuery, RangeQuery } from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';

/** What one connection asks; it is for one question. */
export type DoorCall =
  | { readonly ask: 'range'; readonly query: RangeQuery }
  | { readonly ask: 'aggregate'; readonly query: AggregateQuery }
  | { readonly ask: 'last'; readonly tags: readonly TagId[] }
  | { readonly ask: 'tags' }
  | { readonly ask: 'nextSequence' };

/** What comes back: any number of values, then the end; or, at any place, a failure. Without one of both it was cut off. */
export type DoorAnswer =
  | { readonly value: unknown }
  | 'end'
  | {
      readonly failure: {
        readonly code: TwinErrorCode;
        readonly message: string;
        readonly data: Readonly<Record<string, unknown>>;
      };
    };

const asks: readonly string[] = ['range', 'aggregate', 'last', 'tags', 'nextSequence'];
const lengthBytes = 4;

/** Whether somebody asked what there is to ask; the historian itself checks bounds. */
export function isDoorCall(value: unknown): value is DoorCall {
  if (typeof value !== 'object' || value === null || !('ask' in value)) return false;
  const { ask } = value;
  if (ask === 'last') return 'tags' in value && Array.isArray(value.tags);
  const hasQuery = 'query' in value && typeof value.query === 'object' && value.query !== null;
  return asks.includes(String(ask)) && (hasQuery || (ask !== 'range' && ask !== 'aggregate'));
}

/** A value with its length in front, as structured clone has it: every double as it is, -0 and infinities too. */
export function encodeFrame(value: unknown): Buffer {
  const body = serialize(value);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(body.length);
  return Buffer.concat([length, body]);
}

/**
 * The values of a stream of bytes; what is cut off at its end is left out.
 * @param longest - longest value that is taken [bytes]
 * @throws Error where a value is longer, or none
 */
export async function* readFrames(
  stream: AsyncIterable<Uint8Array>,
  longest = Infinity,
): AsyncGenerator<unknown> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let wanted = lengthBytes;
  let isLength = true;
  for await (const part of stream) {
    parts.push(part);
    held += part.length;
    while (held >= wanted) {
      const bytes = Buffer.concat(parts);
      const frame = bytes.subarray(0, wanted);
      parts = [bytes.subarray(wanted)];
      held -= wanted;
      if (isLength) {
        wanted = frame.readUInt32LE();
        if (wanted > longest) throw new RangeError(`${wanted} bytes; allowed are ${longest}`);
      } else {
        wanted = lengthBytes;
        yield deserialize(frame);
      }
      isLength = !isLength;
    }
  }
}
