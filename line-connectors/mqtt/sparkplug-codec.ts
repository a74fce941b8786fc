import {
  payloadType,
  type WireLong,
  type WireMetric,
  type WirePayload,
  type WireProperty,
} from './sparkplug-schema.ts';
import { type SparkplugType, scalarKind, typeNumber, wholeNumberOf } from './sparkplug-types.ts';

/** A metric as it came; `metricValue` reads its value once its data type is known. */
export interface SparkplugMetric {
  readonly name?: string;
  /** A number, or digits where it is larger than a number can hold. */
  readonly alias?: number | string;
  /** When the value was taken [ms since 1970, UTC]. */
  readonly timestamp?: number;
  /** Number of its data type; only births must have it. */
  readonly datatype?: number;
  readonly historical: boolean;
  /** Property `Quality`: 192 good, 500 stale, 0 bad. */
  readonly quality?: number;
  /** Property `engUnit`. */
  readonly engUnit?: string;
  readonly wire: WireMetric;
}

/** A message of Sparkplug. */
export interface SparkplugPayload {
  /** When it was published [ms since 1970, UTC]. */
  readonly timestamp?: number;
  readonly seq?: number;
  readonly metrics: readonly SparkplugMetric[];
}

/** A value as it is kept, or one sentence why it is not. */
export type MetricValue =
  | { readonly value: number | boolean | string | null }
  | { readonly refusal: string };

const twoTo32 = 2n ** 32n;

function bigOf({ low, high }: WireLong): bigint {
  return BigInt(high >>> 0) * twoTo32 + BigInt(low >>> 0);
}

/** The nearest number; exact up to 2^53. */
function numberOf({ low, high }: WireLong): number {
  return (high >>> 0) * 2 ** 32 + (low >>> 0);
}

/** A number where it is exact, else its digits. */
function exact(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** The same for what was sent without a sign, quickly where it is small. */
function exactOf(long: WireLong): number | string {
  return long.high >>> 0 < 2 ** 21 ? numberOf(long) : exact(bigOf(long));
}

function own<T extends object, K extends keyof T>(object: T, key: K): T[K] | undefined {
  // What was not sent stands on the prototype of a decoded message, as the default of its field.
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function propertyOf(metric: WireMetric, key: string): WireProperty | undefined {
  const properties = own(metric, 'properties');
  const at = properties?.keys?.indexOf(key) ?? -1;
  return at < 0 ? undefined : properties?.values?.[at];
}

function metricOf(wire: WireMetric): SparkplugMetric {
  const alias = own(wire, 'alias');
  const timestamp = own(wire, 'timestamp');
  const quality = propertyOf(wire, 'Quality');
  const unit = propertyOf(wire, 'engUnit');
  const qualityLong = quality && own(quality, 'long');
  const qualityValue = quality && (own(quality, 'int') ?? (qualityLong && numberOf(qualityLong)));
  const engUnit = unit && own(unit, 'string');
  const name = own(wire, 'name');
  const datatype = own(wire, 'datatype');
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ...(alias === undefined ? {} : { alias: exactOf(alias) }),
    ...(timestamp === undefined ? {} : { timestamp: numberOf(timestamp) }),
    ...(datatype === undefined ? {} : { datatype }),
    historical: own(wire, 'isHistorical') === true,
    ...(qualityValue === undefined ? {} : { quality: qualityValue }),
    ...(engUnit === undefined || engUnit === '' ? {} : { engUnit }),
    wire,
  };
}

/** Reads a message, or says in one sentence why it is none of Sparkplug. */
export function decodePayload(bytes: Uint8Array): SparkplugPayload | string {
  let wire: WirePayload;
  try {
    wire = payloadType.decode(bytes) as unknown as WirePayload;
  } catch (error) {
    return `no Sparkplug payload: ${error instanceof Error ? error.message : String(error)}`;
  }
  const timestamp = own(wire, 'timestamp');
  const seq = own(wire, 'seq');
  return {
    ...(timestamp === undefined ? {} : { timestamp: numberOf(timestamp) }),
    ...(seq === undefined ? {} : { seq: numberOf(seq) }),
    metrics: (wire.metrics ?? []).map(metricOf),
  };
}

/**
 * The bits of a whole number as its type means them, sent in a field of `width` bits. Both ways of sending a short
 * negative one are met: with and without the sign in the upper bits.
 */
function wholeValue(
  sent: bigint,
  width: number,
  { bits, signed }: { bits: number; signed: boolean },
): MetricValue {
  const low = signed ? BigInt.asIntN(bits, sent) : BigInt.asUintN(bits, sent);
  const fits = BigInt.asUintN(bits, low) === sent || BigInt.asUintN(width, low) === sent;
  if (!fits) return { refusal: `${sent} is outside of ${signed ? 'Int' : 'UInt'}${bits}` };
  return { value: exact(low) };
}

/**
 * The value of a metric by its data type. Whole numbers that a number cannot hold come as digits, times as ISO 8601.
 * Data sets, templates, arrays, bytes and files are refused: a sample is one value (`metricValues` reads those of a waveform).
 * So are NaN and infinity.
 */
export function metricValue({ wire }: SparkplugMetric, type: SparkplugType): MetricValue {
  if (own(wire, 'isNull') === true) return { value: null };
  const kind = scalarKind(type);
  if (kind === undefined) return { refusal: `values of type ${type} are not kept` };
  const int = own(wire, 'int');
  const long = own(wire, 'long');
  if (kind === 'whole') {
    if (int !== undefined) {
      return int < 128 ? { value: int } : wholeValue(BigInt(int), 32, wholeNumberOf(type)!);
    }
    if (long !== undefined) return wholeValue(bigOf(long), 64, wholeNumberOf(type)!);
  } else if (kind === 'real') {
    const value = own(wire, 'double') ?? own(wire, 'float');
    if (value !== undefined) {
      return Number.isFinite(value) ? { value } : { refusal: `${value} is no finite number` };
    }
  } else if (kind === 'boolean') {
    const value = own(wire, 'boolean');
    if (value !== undefined) return { value };
  } else if (kind === 'text') {
    const value = own(wire, 'string');
    if (value !== undefined) return { value };
  } else if (long !== undefined) {
    const time = new Date(numberOf(long));
    if (Number.isFinite(time.getTime())) return { value: time.toISOString() };
    return { refusal: `${bigOf(long)} ms is no time` };
  }
  return { refusal: `a value of type ${type} is needed, the message holds ${sentKind(wire)}` };
}

function sentKind(wire: WireMetric): string {
  const kinds = ['int', 'long', 'float', 'double', 'boolean', 'string', 'bytes'] as const;
  return kinds.find((kind) => Object.hasOwn(wire, kind)) ?? 'none';
}

/** A metric to send; times as milliseconds since 1970. */
export interface MetricToSend {
  readonly name?: string;
  readonly alias?: number;
  readonly timestamp?: number;
  readonly type?: SparkplugType;
  /** Absent for a null metric. */
  readonly value?: number | bigint | boolean | string | Uint8Array | null;
  readonly historical?: boolean;
  readonly quality?: number;
  readonly engUnit?: string;
}

/** A message to send. */
export interface PayloadToSend {
  readonly timestamp?: number;
  readonly seq?: number;
  readonly metrics: readonly MetricToSend[];
}

function longOf(value: number | bigint): WireLong {
  const bits = BigInt.asUintN(64, BigInt(value));
  return { low: Number(bits % twoTo32), high: Number(bits / twoTo32) };
}

function valueField(
  type: SparkplugType | undefined,
  value: NonNullable<MetricToSend['value']>,
): Record<string, unknown> {
  if (value instanceof Uint8Array) return { [type === 'DataSet' ? 'dataset' : 'bytes']: value };
  if (typeof value === 'boolean') return { boolean: value };
  if (typeof value === 'string') return { string: value };
  const whole = type === undefined ? undefined : wholeNumberOf(type);
  if (type === 'DateTime' || whole?.bits === 64) return { long: longOf(value) };
  if (whole !== undefined) return { int: Number(BigInt.asUintN(32, BigInt(value))) };
  return { [type === 'Float' ? 'float' : 'double']: Number(value) };
}

function wireMetric(metric: MetricToSend): Record<string, unknown> {
  const { name, alias, timestamp, type, value, historical, quality, engUnit } = metric;
  const properties = [
    ...(quality === undefined ? [] : [['Quality', { type: typeNumber('Int32'), int: quality }]]),
    ...(engUnit === undefined
      ? []
      : [['engUnit', { type: typeNumber('String'), string: engUnit }]]),
  ];
  return {
    ...(name === undefined ? {} : { name }),
    ...(alias === undefined ? {} : { alias: longOf(alias) }),
    ...(timestamp === undefined ? {} : { timestamp: longOf(timestamp) }),
    ...(type === undefined ? {} : { datatype: typeNumber(type) }),
    ...(historical === true ? { isHistorical: true } : {}),
    ...(value === undefined || value === null ? { isNull: true } : valueField(type, value)),
    ...(properties.length === 0
      ? {}
      : {
          properties: {
            keys: properties.map(([key]) => key),
            values: properties.map(([, property]) => property),
          },
        }),
  };
}

/** The bytes of a message. */
export function encodePayload({ timestamp, seq, metrics }: PayloadToSend): Uint8Array {
  return payloadType
    .encode({
      ...(timestamp === undefined ? {} : { timestamp: longOf(timestamp) }),
      ...(seq === undefined ? {} : { seq: longOf(seq) }),
      metrics: metrics.map(wireMetric),
    })
    .finish();
}
