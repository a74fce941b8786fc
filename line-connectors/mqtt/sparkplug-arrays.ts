import type { WireMetric } from './sparkplug-schema.ts';
import { dataSetType, type WireDataSet, type WireLong } from './sparkplug-schema.ts';
import { type SparkplugType, scalarKind, typeName } from './sparkplug-types.ts';

/** Values of a metric that is more than one, or one sentence why it has none. */
export type MetricValues =
  | { readonly values: ArrayLike<number | null> }
  | { readonly refusal: string };

type Reader = (view: DataView, at: number) => number;

/** Bytes and reader of each packed array of numbers, little endian (Eclipse Sparkplug 3.0, 6.4.17). */
const packed: Partial<Record<SparkplugType, readonly [number, Reader]>> = {
  Int8Array: [1, (view, at) => view.getInt8(at)],
  Int16Array: [2, (view, at) => view.getInt16(at, true)],
  Int32Array: [4, (view, at) => view.getInt32(at, true)],
  Int64Array: [8, (view, at) => Number(view.getBigInt64(at, true))],
  UInt8Array: [1, (view, at) => view.getUint8(at)],
  UInt16Array: [2, (view, at) => view.getUint16(at, true)],
  UInt32Array: [4, (view, at) => view.getUint32(at, true)],
  UInt64Array: [8, (view, at) => Number(view.getBigUint64(at, true))],
  FloatArray: [4, (view, at) => view.getFloat32(at, true)],
  DoubleArray: [8, (view, at) => view.getFloat64(at, true)],
};

/** Whether a metric of this type can hold the values of a waveform. */
export function holdsNumbers(type: SparkplugType): boolean {
  return type === 'DataSet' || packed[type] !== undefined;
}

/** The values of a metric that `holdsNumbers`; of a data set, those of its only column. */
export function metricValues(wire: WireMetric, type: SparkplugType): MetricValues {
  if (Object.hasOwn(wire, 'isNull') && wire.isNull === true) return { values: [] };
  if (type === 'DataSet') return columnOf(wire);
  const [width, read] = packed[type]!;
  const bytes = Object.hasOwn(wire, 'bytes') ? wire.bytes : undefined;
  if (bytes === undefined) return { refusal: `a value of type ${type} is needed, in bytes` };
  if (bytes.byteLength % width !== 0) {
    return {
      refusal: `${bytes.byteLength} bytes are no ${type}; a multiple of ${width} is allowed`,
    };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    values: Float64Array.from({ length: bytes.byteLength / width }, (_, i) =>
      read(view, i * width),
    ),
  };
}

function columnOf(wire: WireMetric): MetricValues {
  let set: WireDataSet;
  try {
    if (!Object.hasOwn(wire, 'dataset')) return { refusal: 'the message holds no data set' };
    set = dataSetType.decode(wire.dataset!) as unknown as WireDataSet;
  } catch (error) {
    return { refusal: `no data set: ${error instanceof Error ? error.message : String(error)}` };
  }
  const [types = [], columns = [], rows = []] = [set.types, set.columns, set.rows];
  const type = types.length === 1 ? typeName(types[0]!) : undefined;
  const kind = type === undefined ? undefined : scalarKind(type);
  if (type === undefined || (kind !== 'whole' && kind !== 'real')) {
    const said = columns.slice(0, 5).join(', ').slice(0, 60);
    return {
      refusal: `a data set of ${types.length} columns (${said}); one column of numbers is allowed`,
    };
  }
  const values: (number | null)[] = [];
  for (const [i, { elements = [] }] of rows.entries()) {
    if (elements.length !== 1) {
      return {
        refusal: `row ${i + 1} of the data set has ${elements.length} elements; 1 is allowed`,
      };
    }
    values.push(elementOf(elements[0]!, type));
  }
  return { values };
}

type Element = NonNullable<NonNullable<WireDataSet['rows']>[number]['elements']>[number];

function elementOf(element: Element, type: SparkplugType): number | null {
  const real = own(element, 'double') ?? own(element, 'float');
  if (real !== undefined) return real;
  const int = own(element, 'int');
  if (int !== undefined) {
    return type === 'Int8' || type === 'Int16' || type === 'Int32' ? signed(int, type) : int;
  }
  const long = own(element, 'long');
  return long === undefined ? null : longNumber(long, type === 'Int64');
}

/** Short signed numbers are met with and without the sign in the upper bits. */
function signed(int: number, type: 'Int8' | 'Int16' | 'Int32'): number {
  const empty = { Int8: 24, Int16: 16, Int32: 0 }[type];
  return (int << empty) >> empty;
}

function longNumber({ low, high }: WireLong, isSigned: boolean): number {
  return (isSigned ? high | 0 : high >>> 0) * 2 ** 32 + (low >>> 0);
}

function own<T extends object, K extends keyof T>(object: T, key: K): T[K] | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
