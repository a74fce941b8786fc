import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePayload,
  encodePayload,
  type MetricToSend,
  metricValue,
  type SparkplugPayload,
} from '../../../../line-connectors/mqtt/sparkplug-codec.ts';
import { type SparkplugType, typeName } from '../../../../line-connectors/mqtt/sparkplug-types.ts';

interface Vectors {
  readonly values: readonly { name: string; hex: string; want: unknown }[];
  readonly full: string;
}
const { values, full } = JSON.parse(
  readFileSync(new URL('../../../fixtures/sparkplug/vectors.json', import.meta.url), 'utf8'),
) as Vectors;
const time = 1_767_225_600_000;

function decoded(bytes: Uint8Array): SparkplugPayload {
  const payload = decodePayload(bytes);
  if (typeof payload === 'string') throw new Error(payload);
  return payload;
}

/** The value of the only metric of a message. */
function valueIn(bytes: Uint8Array): unknown {
  const [metric] = decoded(bytes).metrics;
  const read = metricValue(metric!, typeName(metric!.datatype!)!);
  return 'value' in read ? read.value : 'refused';
}

describe('decodePayload', () => {
  it.each(values)('reads $name as another encoder wrote it', ({ hex, want }) => {
    expect(valueIn(Buffer.from(hex, 'hex'))).toEqual(want);
  });

  it('reads sequence number, alias 0, history, quality and unit as another encoder wrote them', () => {
    const payload = decoded(Buffer.from(full, 'hex'));
    expect(payload).toMatchObject({
      timestamp: time,
      seq: 255,
      metrics: [
        {
          name: 'Oven/Air',
          alias: 0,
          timestamp: time + 2,
          datatype: 10,
          historical: true,
          quality: 500,
          engUnit: '°C',
        },
      ],
    });
  });

  it('says why, and never throws, on a message cut off anywhere', () => {
    const bytes = Buffer.from(full, 'hex');
    const reasons = Array.from({ length: bytes.length }, (_, length) =>
      decodePayload(bytes.subarray(0, length)),
    );
    // Cut between two fields a message is whole, only shorter.
    const cut = reasons.filter((reason) => typeof reason === 'string');
    expect(cut.length).toBeGreaterThan(bytes.length - 5);
    expect(cut.every((reason) => reason.startsWith('no Sparkplug payload: '))).toBe(true);
  });

  it('takes any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const payload = decodePayload(bytes);
        if (typeof payload === 'string') return payload.length > 0;
        return payload.metrics.every((metric) => metricValue(metric, 'Double') !== undefined);
      }),
    );
  });
});

/** Values of each type that a reader must find again as they were. */
const sendable: Partial<Record<SparkplugType, fc.Arbitrary<NonNullable<MetricToSend['value']>>>> = {
  Int8: fc.integer({ min: -128, max: 127 }),
  Int16: fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
  Int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  Int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  UInt8: fc.integer({ min: 0, max: 255 }),
  UInt16: fc.integer({ min: 0, max: 2 ** 16 - 1 }),
  UInt32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  UInt64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  Float: fc.float({ noNaN: true, noDefaultInfinity: true }),
  Double: fc.double({ noNaN: true, noDefaultInfinity: true }),
  Boolean: fc.boolean(),
  String: fc.string({ unit: 'grapheme' }),
  Text: fc.string(),
  UUID: fc.uuid(),
};

describe('encodePayload', () => {
  it.each(Object.entries(sendable))('brings every %s back', (type, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const bytes = encodePayload({
          metrics: [{ name: 'm', type: type as SparkplugType, value }],
        });
        const found = valueIn(bytes);
        const number = typeof value === 'bigint' ? Number(value) : value;
        const want =
          typeof value === 'bigint' && !Number.isSafeInteger(number) ? value.toString() : number;
        return Object.is(found, want) || (found === 0 && want === 0);
      }),
    );
  });

  it('brings everything around the value back', () => {
    const metric = fc.record(
      {
        name: fc.string({ minLength: 1 }),
        alias: fc.nat(),
        timestamp: fc.nat({ max: 2 ** 42 }),
        historical: fc.boolean(),
        quality: fc.constantFrom(0, 192, 500),
        engUnit: fc.string({ minLength: 1 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(metric), fc.nat({ max: 255 }), (metrics, seq) => {
        const sent = metrics.map((each) => ({ ...each, type: 'Double' as const, value: 1 }));
        const payload = decoded(encodePayload({ timestamp: time, seq, metrics: sent }));
        expect(payload.seq).toBe(seq);
        expect(payload.metrics.map(({ wire: _, datatype: __, ...rest }) => rest)).toEqual(
          metrics.map((each) => ({ historical: false, ...each })),
        );
      }),
    );
  });

  it('writes a null metric as such', () => {
    expect(valueIn(encodePayload({ metrics: [{ name: 'm', type: 'Int32', value: null }] }))).toBe(
      null,
    );
  });
});
