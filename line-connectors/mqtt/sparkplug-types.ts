/** Data types of Sparkplug metrics by their number (Eclipse Sparkplug 3.0, 6.4.16; tck-id-payloads-metric-datatype-value). */
const typeNames = [
  'Unknown',
  'Int8',
  'Int16',
  'Int32',
  'Int64',
  'UInt8',
  'UInt16',
  'UInt32',
  'UInt64',
  'Float',
  'Double',
  'Boolean',
  'String',
  'DateTime',
  'Text',
  'UUID',
  'DataSet',
  'Bytes',
  'File',
  'Template',
  'PropertySet',
  'PropertySetList',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Int64Array',
  'UInt8Array',
  'UInt16Array',
  'UInt32Array',
  'UInt64Array',
  'FloatArray',
  'DoubleArray',
  'BooleanArray',
  'StringArray',
  'DateTimeArray',
] as const;
export type SparkplugType = (typeof typeNames)[number];

/** Bits of the whole-number types; negative where the type has a sign. */
const wholeNumberBits: Partial<Record<SparkplugType, number>> = {
  Int8: -8,
  Int16: -16,
  Int32: -32,
  Int64: -64,
  UInt8: 8,
  UInt16: 16,
  UInt32: 32,
  UInt64: 64,
};

/** How values of a type are kept. */
type ScalarKind = 'whole' | 'real' | 'boolean' | 'text' | 'time';

/** Name of a data type by its number. */
export function typeName(number: number): SparkplugType | undefined {
  return typeNames[number];
}

/** Number of a data type. */
export function typeNumber(name: SparkplugType): number {
  return typeNames.indexOf(name);
}

/** Bits and sign of a whole-number type. */
export function wholeNumberOf(
  type: SparkplugType,
): { readonly bits: number; readonly signed: boolean } | undefined {
  const bits = wholeNumberBits[type];
  return bits === undefined ? undefined : { bits: Math.abs(bits), signed: bits < 0 };
}

/** How values of a type are kept; undefined where one is more than a single number, truth value or text. */
export function scalarKind(type: SparkplugType): ScalarKind | undefined {
  if (wholeNumberBits[type] !== undefined) return 'whole';
  switch (type) {
    case 'Float':
    case 'Double':
      return 'real';
    case 'Boolean':
      return 'boolean';
    case 'String':
    case 'Text':
    case 'UUID':
      return 'text';
    case 'DateTime':
      return 'time';
    default:
      return undefined;
  }
}
