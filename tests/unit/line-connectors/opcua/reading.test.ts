import { DataType, DataValue, StatusCodes, Variant, VariantArrayType } from 'node-opcua';
import { describe, expect, it } from 'vitest';
import { pieceOf, sampleOf } from '../../../../line-connectors/opcua/reading.ts';
import type { TagId } from '../../../../twin/domain/sample.ts';

const tag = 'site.area.line.unit.force_N' as TagId;
const reading = { tag, convert: undefined };

function data(dataType: DataType, value: unknown, statusCode = StatusCodes.Good): DataValue {
  return new DataValue({
    value: new Variant({ dataType, arrayType: VariantArrayType.Scalar, value }),
    statusCode,
    sourceTimestamp: new Date(1000),
    serverTimestamp: new Date(2000),
  });
}

describe('sampleOf', () => {
  it('keeps the three times apart and the status whatever it is', () => {
    const bad = data(DataType.Double, 1, StatusCodes.BadSensorFailure);
    expect(sampleOf(reading, bad, 3000, 64)).toEqual({
      tag,
      sourceTimestamp: 1000,
      serverTimestamp: 2000,
      receivedTimestamp: 3000,
      value: 1,
      status: 0x808c_0000,
      flags: 64,
    });
  });

  it('falls back to the server time, then to ours, where the source gives none', () => {
    const server = new DataValue({
      statusCode: StatusCodes.BadWaitingForInitialData,
      serverTimestamp: new Date(2000),
    });
    expect(sampleOf(reading, server, 3000, 0)).toMatchObject({
      sourceTimestamp: 2000,
      value: null,
    });
    const none = new DataValue({ statusCode: StatusCodes.BadWaitingForInitialData });
    expect(sampleOf(reading, none, 3000, 0)).toMatchObject({ sourceTimestamp: 3000, value: null });
  });

  it('reads 64-bit integers, texts and times, and gives null for what is no value', () => {
    const value = (type: DataType, content: unknown) =>
      sampleOf(reading, data(type, content), 3000, 0).value;
    expect(value(DataType.UInt64, [1, 2])).toBe(4_294_967_298);
    expect(value(DataType.Int64, [0xffff_ffff, 0xffff_ffff])).toBe(-1);
    expect(value(DataType.LocalizedText, { text: 'Execute' })).toBe('Execute');
    expect(value(DataType.DateTime, new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(value(DataType.Boolean, false)).toBe(false);
  });

  it('calls a number that is none bad, and leaves what the source calls bad itself', () => {
    const none = data(DataType.Double, Number.POSITIVE_INFINITY);
    expect(sampleOf(reading, none, 3000, 0)).toMatchObject({
      value: Infinity,
      status: StatusCodes.BadSensorFailure.value,
    });
    none.statusCode = StatusCodes.BadOutOfRange;
    expect(sampleOf(reading, none, 3000, 0)).toMatchObject({
      value: null,
      status: StatusCodes.BadOutOfRange.value,
    });
  });

  it('converts numbers only', () => {
    const doubling = { tag, convert: (number: number) => 2 * number };
    expect(sampleOf(doubling, data(DataType.Double, 4), 3000, 0).value).toBe(8);
    expect(sampleOf(doubling, data(DataType.String, '4'), 3000, 0).value).toBe('4');
  });
});

describe('pieceOf', () => {
  const array = (dataType: DataType, value: unknown, arrayType = VariantArrayType.Array) =>
    new DataValue({
      value: new Variant({
        dataType,
        arrayType,
        value,
        ...(arrayType === VariantArrayType.Matrix ? { dimensions: [2, 2] } : {}),
      }),
      statusCode: StatusCodes.UncertainLastUsableValue,
      sourceTimestamp: new Date(1000),
    });
  const valuesOf = (value: DataValue): unknown[] =>
    Array.from(pieceOf(reading, value, 3000, 8).values);

  it('has the values of an array with its times, status and flags', () => {
    const convert = (value: number): number => 2 * value;
    const value = array(DataType.Float, Float32Array.from([0.5, -1]));
    const { values, ...rest } = pieceOf({ tag, convert }, value, 3000, 8);
    expect(Array.from(values)).toEqual([0.5, -1]);
    expect(rest).toEqual({
      tag,
      convert,
      sourceTimestamp: 1000,
      receivedTimestamp: 3000,
      status: StatusCodes.UncertainLastUsableValue.value,
      flags: 8,
    });
  });

  it('reads 64-bit integers, and one value as an array of one', () => {
    const long = [
      [0, 7],
      [0xffff_ffff, 0xffff_fffe],
    ];
    expect(valuesOf(array(DataType.Int64, long))).toEqual([7, -2]);
    expect(valuesOf(data(DataType.Double, 4.5))).toEqual([4.5]);
    expect(valuesOf(data(DataType.Double, Number.NaN))).toEqual([Number.NaN]);
  });

  it('gives nothing that could be taken for numbers of a matrix or of texts', () => {
    const matrix = array(DataType.Double, Float64Array.of(1, 2, 3, 4), VariantArrayType.Matrix);
    expect(valuesOf(matrix).every((value) => typeof value === 'object')).toBe(true);
    expect(valuesOf(array(DataType.String, ['1', '2']))).toEqual(['1', '2']);
    const none = new DataValue({ statusCode: StatusCodes.BadSensorFailure });
    expect(pieceOf(reading, none, 3000, 0)).toMatchObject({
      values: [null],
      status: StatusCodes.BadSensorFailure.value,
    });
  });
});
