import type { DataValue } from 'node-opcua-client';
import { qualityOf, type Sample, statusCodes, type TagId } from '../../twin/domain/sample.ts';
import type { WaveformPiece } from '../../twin/domain/waveform.ts';

/** How one tag's values become samples. */
export interface Reading {
  readonly tag: TagId;
  /** From the source's unit to the tag's; absent where they are the same. */
  readonly convert: ((value: number) => number) | undefined;
}

/** 64-bit integers arrive as two words. */
function isWordPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isInteger);
}

function fromWords([high, low]: readonly [number, number], signed: boolean): number {
  return Number(
    signed ? BigInt(high | 0) * 2n ** 32n + BigInt(low) : BigInt(high) * 2n ** 32n + BigInt(low),
  );
}

/** OPC UA built-in types (Part 6, 5.1.2) that differ from their JavaScript form. */
const int64 = 8;
const uint64 = 9;

function plainValue({ value }: DataValue): Sample['value'] {
  const content: unknown = value?.value;
  if (content === null || content === undefined) return null;
  const type = value.dataType as number;
  if ((type === int64 || type === uint64) && isWordPair(content)) {
    return fromWords(content, type === int64);
  }
  if (typeof content === 'number') return content;
  if (typeof content === 'boolean' || typeof content === 'string') return content;
  if (content instanceof Date) return content.toISOString();
  if (typeof content === 'object' && 'text' in content && typeof content.text === 'string') {
    return content.text;
  }
  return null;
}

/**
 * One data value as a sample. The value is null where the source has none or one that is no number, text or truth value
 * (arrays, structures), and the status stays whatever it is. NaN and infinity are BadSensorFailure, for the door to put
 * aside; where the source calls them bad itself they are null, as it says. A missing source time falls back to the server's, then ours.
 */
export function sampleOf(
  { tag, convert }: Reading,
  data: DataValue,
  receivedTimestamp: number,
  flags: number,
): Sample {
  const serverTimestamp = data.serverTimestamp?.getTime();
  const isKnownBad = isNotFinite(data) && qualityOf(data.statusCode.value >>> 0) === 'bad';
  const plain = isKnownBad ? null : plainValue(data);
  return {
    tag,
    sourceTimestamp: data.sourceTimestamp?.getTime() ?? serverTimestamp ?? receivedTimestamp,
    ...(serverTimestamp === undefined ? {} : { serverTimestamp }),
    receivedTimestamp,
    value: convert !== undefined && typeof plain === 'number' ? convert(plain) : plain,
    status: statusOf(data),
    flags,
  };
}

/** A number that is none is not good, whatever its source says. */
function statusOf(data: DataValue): number {
  const status = data.statusCode.value >>> 0;
  if (!isNotFinite(data)) return status;
  return qualityOf(status) === 'bad' ? status : statusCodes.badSensorFailure;
}

function isNotFinite({ value }: DataValue): boolean {
  const content: unknown = value?.value;
  return typeof content === 'number' && !Number.isFinite(content);
}

/** Forms of an OPC UA value (Part 6, 5.2.2.16), as the library numbers them. */
const arrayForm = 1;

/** One data value of a waveform: an array of numbers, or one; a matrix is neither. */
export function pieceOf(
  { tag, convert }: Reading,
  data: DataValue,
  receivedTimestamp: number,
  flags: number,
): WaveformPiece {
  const { value, ...common } = sampleOf(
    { tag, convert: undefined },
    data,
    receivedTimestamp,
    flags,
  );
  return {
    ...common,
    values: valuesOf(data) ?? [value],
    ...(convert === undefined ? {} : { convert }),
  };
}

function valuesOf({ value }: DataValue): ArrayLike<unknown> | undefined {
  const content: unknown = value?.value;
  const form = (value?.arrayType ?? 0) as number;
  if (form === 0 || content === null || content === undefined) return undefined;
  if (form !== arrayForm) return [content];
  const type = value.dataType as number;
  if (type !== int64 && type !== uint64) return content as ArrayLike<unknown>;
  return (content as readonly unknown[]).map((item) =>
    isWordPair(item) ? fromWords(item, type === int64) : item,
  );
}
