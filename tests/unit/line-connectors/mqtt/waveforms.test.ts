import { describe, expect, it } from 'vitest';
import {
  encodePayload,
  type MetricToSend,
} from '../../../../line-connectors/mqtt/sparkplug-codec.ts';
import { createSparkplugHost } from '../../../../line-connectors/mqtt/sparkplug-host.ts';
import { dataSetType } from '../../../../line-connectors/mqtt/sparkplug-schema.ts';
import type { SparkplugType } from '../../../../line-connectors/mqtt/sparkplug-types.ts';
import { typeNumber } from '../../../../line-connectors/mqtt/sparkplug-types.ts';
import { createTopicReader } from '../../../../line-connectors/mqtt/topic-reader.ts';
import { statusCodes, type TagId } from '../../../../twin/domain/sample.ts';
import { expectClose } from '../../../support/close.ts';
import { recordOutput } from './reader-output.ts';

const received = 1_767_225_600_000;
const vibration = 'lab.pilot.line1.press.vibration_m_per_s2' as TagId;
const force = 'lab.pilot.line1.press.force_N' as TagId;

describe('a list in JSON', () => {
  function make(address: string, sourceUnit?: string) {
    const recorded = recordOutput([vibration]);
    const reader = createTopicReader(
      [vibration, force].map((tag, i) => ({
        tag,
        address: i === 0 ? address : `other#${address.slice(address.indexOf('#') + 1)}`,
        ...(sourceUnit === undefined ? {} : { sourceUnit: i === 0 ? sourceUnit : 'N' }),
        samplingInterval_ms: 1000,
      })),
      recorded.output,
    );
    const send = (message: unknown, topic = 'bearing'): void =>
      reader.take({
        topic,
        payload: Buffer.from(JSON.stringify(message)),
        retained: false,
        received,
      });
    return { ...recorded, reader, send };
  }

  it('is a piece of a waveform, with time, unit and quality of the message', () => {
    const { send, pieces, samples } = make('bearing#/v;time=/t;unit=/u;quality=/q');
    send({ v: [1, null, 2], t: received - 1000, u: 'gn', q: 'uncertain' });
    expect(samples).toEqual([]);
    expect(pieces).toMatchObject([
      {
        tag: vibration,
        values: [1, null, 2],
        sourceTimestamp: received - 1000,
        receivedTimestamp: received,
        status: statusCodes.uncertain,
      },
    ]);
    expectClose(pieces[0]!.convert!(2), 2 * 9.806_65, { rtol: 1e-12, atol: 0 });
  });

  it('may be the whole message', () => {
    const { send, pieces } = make('bearing#', 'm_per_s2');
    send([1, 2, 3]);
    expect(pieces).toMatchObject([{ values: [1, 2, 3], status: 0 }]);
    expect(pieces[0]!.convert).toBeUndefined();
  });

  it('is refused for another tag, in another unit, and without a time that is one', () => {
    const { send, pieces, refusals } = make('bearing#/v;time=/t;unit=/u');
    send({ v: [1], t: received, u: 'N' }, 'other');
    send({ v: [1], t: received, u: 'N' });
    send({ v: [1], t: 'now', u: 'gn' });
    expect(pieces).toEqual([]);
    expect(refusals.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/a list is no value/),
      expect.stringMatching(/measures something else/),
      expect.stringMatching(/the time is "now"/),
    ]);
  });
});

describe('a Sparkplug metric of many values', () => {
  function make(type: SparkplugType, tag = vibration) {
    const recorded = recordOutput([vibration]);
    const host = createSparkplugHost(
      {
        map: [
          { tag, address: 'plant/edge#Bearing', sourceUnit: 'm_per_s2', samplingInterval_ms: 1000 },
        ],
        reorder_ms: 5000,
        rebirth: true,
        random: () => 0,
      },
      recorded.output,
    );
    let seq = 0;
    const send = (kind: 'NBIRTH' | 'NDATA', metric: Partial<MetricToSend>): void => {
      const bdSeq: MetricToSend = { name: 'bdSeq', type: 'UInt64', value: 0 };
      const sent: MetricToSend = { name: 'Bearing', ...metric };
      const metrics = kind === 'NBIRTH' ? [bdSeq, sent] : [sent];
      const payload = encodePayload({ timestamp: received, seq, metrics });
      seq += 1;
      host.take({
        topic: `spBv1.0/plant/${kind}/edge`,
        payload: Buffer.from(payload),
        retained: false,
        received,
      });
    };
    send('NBIRTH', { type, value: null });
    return { ...recorded, host, send };
  }
  const bytes = (array: ArrayBufferView): Uint8Array =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const last = ({ pieces }: ReturnType<typeof make>): unknown[] =>
    Array.from(pieces.at(-1)!.values);

  it.each<[SparkplugType, ArrayBufferView, number[]]>([
    ['Int8Array', Int8Array.of(-1, 127), [-1, 127]],
    ['UInt8Array', Uint8Array.of(255), [255]],
    ['Int16Array', Int16Array.of(-300, 300), [-300, 300]],
    ['UInt16Array', Uint16Array.of(65_535), [65_535]],
    ['Int32Array', Int32Array.of(-(2 ** 31)), [-(2 ** 31)]],
    ['UInt32Array', Uint32Array.of(2 ** 32 - 1), [2 ** 32 - 1]],
    ['Int64Array', BigInt64Array.of(-5n, 2n ** 40n), [-5, 2 ** 40]],
    ['UInt64Array', BigUint64Array.of(2n ** 53n), [2 ** 53]],
    ['FloatArray', Float32Array.of(0.5, -2), [0.5, -2]],
    ['DoubleArray', Float64Array.of(0.1, Number.NaN), [0.1, Number.NaN]],
  ])('is read as %s', (type, array, values) => {
    const made = make(type);
    made.send('NDATA', { type, value: bytes(array), timestamp: received - 50, quality: 500 });
    expect(made.pieces.at(-1)).toMatchObject({
      tag: vibration,
      sourceTimestamp: received - 50,
      serverTimestamp: received,
      status: statusCodes.uncertainLastUsable,
    });
    expect(last(made)).toEqual(values);
    expect(made.refusals).toEqual([]);
  });

  const dataSet = (types: readonly SparkplugType[], rows: readonly object[][]): Uint8Array =>
    dataSetType
      .encode({
        columns: types.map((_, i) => `column${i}`),
        types: types.map(typeNumber),
        rows: rows.map((elements) => ({ elements })),
      })
      .finish();

  it('is read as the only column of a data set', () => {
    const made = make('DataSet');
    const value = dataSet(
      ['Int16'],
      [[{ int: 7 }], [{ int: 0xffff_fffe }], [{ int: 0xfffe }], [{}]],
    );
    made.send('NDATA', { type: 'DataSet', value });
    expect(last(made)).toEqual([7, -2, -2, null]);
    made.send('NDATA', { type: 'DataSet', value: dataSet(['Double'], [[{ double: 0.25 }]]) });
    expect(last(made)).toEqual([0.25]);
  });

  it.each<[string, SparkplugType, Uint8Array | string | null, RegExp]>([
    ['half a number', 'FloatArray', Uint8Array.of(1, 2, 3, 4, 5), /5 bytes are no FloatArray/],
    ['text', 'FloatArray', 'abc', /in bytes/],
    ['no data set', 'DataSet', Uint8Array.of(255, 255), /no data set/],
    ['two columns', 'DataSet', dataSet(['Double', 'Double'], []), /2 columns \(column0, column1\)/],
    ['texts', 'DataSet', dataSet(['String'], []), /one column of numbers/],
    ['a broken row', 'DataSet', dataSet(['Double'], [[{ double: 1 }], []]), /row 2 .* 0 elements/],
  ])('is refused with %s, and the next is taken', (_, type, value, reason) => {
    const made = make(type);
    const before = made.pieces.length;
    made.send('NDATA', { type, value });
    expect(made.pieces).toHaveLength(before);
    expect(made.refusals).toMatchObject([{ code: 'MQTT_VALUE_REFUSED' }]);
    expect(made.refusals[0]!.reason).toMatch(reason);
    const good =
      type === 'DataSet' ? dataSet(['Double'], [[{ double: 1 }]]) : bytes(Float32Array.of(1));
    made.send('NDATA', { type, value: good });
    expect(last(made)).toEqual([1]);
  });

  it('that is null is bad, and one for a plain tag is refused at birth', () => {
    const made = make('FloatArray');
    made.send('NDATA', { type: 'FloatArray', value: null });
    expect(made.pieces.at(-1)).toMatchObject({ status: statusCodes.badDataUnavailable });
    expect(last(made)).toEqual([]);
    expect(make('FloatArray', force).host.refused()).toEqual({
      [force]: 'values of type FloatArray are not kept',
    });
  });
});
