import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTopicReader } from '../../../../line-connectors/mqtt/topic-reader.ts';
import { statusCodes, type TagId } from '../../../../twin/domain/sample.ts';
import { recordOutput } from './reader-output.ts';

const received = 1_767_225_600_000;
const line = 'lab.pilot.line1';
const air = `${line}.oven.air_degC` as TagId;

function make(rows: readonly { tag: string; address: string; sourceUnit?: string }[]) {
  const recorded = recordOutput();
  const reader = createTopicReader(
    rows.map((row) => ({ ...row, tag: row.tag as TagId, samplingInterval_ms: 1000 })),
    recorded.output,
  );
  return {
    ...recorded,
    reader,
    send: (topic: string, payload: string | Uint8Array, retained = false) =>
      reader.take({ topic, payload: Buffer.from(payload as string), retained, received }),
  };
}

describe('createTopicReader', () => {
  it('reads value, time, unit and quality by their pointers', () => {
    const address = 'line/oven#/air/value;time=/at;unit=/air/unit;quality=/quality';
    const { send, samples, refusals } = make([{ tag: air, address }]);
    const message = (unit: string, value: number) =>
      JSON.stringify({
        air: { value, unit },
        at: '2025-12-31T23:59:00.250Z',
        quality: 'uncertain',
      });
    send('line/oven', message('K', 373.15));
    expect(refusals).toEqual([]);
    expect(samples).toEqual([
      {
        tag: air,
        sourceTimestamp: received - 59_750,
        receivedTimestamp: received,
        value: 100,
        status: statusCodes.uncertain,
        flags: 0,
      },
    ]);
    send('line/oven', message('m/min', 1));
    expect(refusals[0]?.reason).toMatch(/measures something else/);
    expect(samples[1]).toMatchObject({ value: null, status: statusCodes.badDataUnavailable });
  });

  it('reads a bare number where the tag names a unit, and the text as it stands elsewhere', () => {
    const { send, samples } = make([
      { tag: air, address: 'line/oven', sourceUnit: 'degC' },
      { tag: `${line}.press.recipe`, address: 'line/recipe' },
    ]);
    send('line/oven', ' 1.5e2\n');
    send('line/recipe', '0012');
    expect(samples.map(({ value }) => value)).toEqual([150, '0012']);
  });

  it('feeds one tag a capture, and none that a capture cannot name', () => {
    const { send, samples, reader, refusals, admitted } = make([
      { tag: `${line}.gauge.thicknessLane{2}_um`, address: 'line/+/lane/+#', sourceUnit: 'um' },
    ]);
    expect(reader.filters).toEqual(['line/+/lane/+']);
    expect(reader.tags()).toEqual([]);
    send('line/g1/lane/3', '71.5');
    send('line/g2/lane/3', '72.5');
    send('line/g1/lane/4', '73.5');
    const tags = [3, 4].map((lane) => `${line}.gauge.thicknessLane${lane}_um`);
    expect(samples.map(({ tag }) => tag)).toEqual([tags[0], tags[0], tags[1]]);
    expect(reader.tags()).toEqual(tags);
    expect(admitted).toEqual(tags);
    for (const hostile of ['a.b', '', '..', '{1}', 'ä', 'x'.repeat(65)]) {
      send(`line/g1/lane/${hostile}`, '1');
    }
    expect(refusals).toHaveLength(6);
    expect(reader.tags()).toEqual(tags);
  });

  it.each([
    ['1767225600', received],
    ['1767225600.5', received + 500],
    ['1767225600000', received],
    ['"2026-01-01T01:00:00+01:00"', received],
  ])('takes the time %s', (time, want) => {
    const { send, samples } = make([{ tag: `${line}.a.b`, address: 't#/v;time=/t' }]);
    send('t', `{"v": true, "t": ${time}}`);
    expect(samples[0]?.sourceTimestamp).toBe(want);
  });

  it.each(['"2026-01-01T00:00:00"', '"yesterday"', '-5', 'null', '1767225901000', '1e300', '{}'])(
    'refuses the time %s, which is none, has no zone or lies ahead',
    (time) => {
      const { send, samples, refusals } = make([{ tag: `${line}.a.b`, address: 't#/v;time=/t' }]);
      send('t', `{"v": 1, "t": ${time}}`);
      expect(samples).toEqual([]);
      expect(refusals).toMatchObject([{ topic: 't', code: 'MQTT_VALUE_REFUSED' }]);
    },
  );

  it.each<[string, string]>([
    ['NaN', 'MQTT_MESSAGE_REFUSED'],
    ['{"v": NaN}', 'MQTT_MESSAGE_REFUSED'],
    ['{"v": ', 'MQTT_MESSAGE_REFUSED'],
    ['{"v": "NaN"}', 'MQTT_VALUE_REFUSED'],
    ['{"v": "12"}', 'MQTT_VALUE_REFUSED'],
    ['{"v": 1e999}', 'MQTT_VALUE_REFUSED'],
    ['{"v": [1]}', 'MQTT_VALUE_REFUSED'],
    ['{"w": 1}', 'MQTT_VALUE_REFUSED'],
    ['{"__proto__": {"v": 1}}', 'MQTT_VALUE_REFUSED'],
    ['[1]', 'MQTT_VALUE_REFUSED'],
  ])('refuses the JSON %s for a number and goes on', (payload, code) => {
    const { send, samples, refusals } = make([{ tag: air, address: 't#/v', sourceUnit: 'degC' }]);
    send('t', payload);
    send('t', '{"v": 20}');
    expect(refusals).toMatchObject([{ topic: 't', code }]);
    expect(samples.at(-1)).toMatchObject({ value: 20, status: 0 });
  });

  it.each(['NaN', 'Infinity', '-inf', '1e999', '0x10', '', '12 V', '1,5'])(
    'refuses the bare value %j for a number',
    (payload) => {
      const { send, samples, refusals } = make([{ tag: air, address: 't', sourceUnit: 'degC' }]);
      send('t', payload);
      expect(refusals).toHaveLength(1);
      expect(samples).toMatchObject([{ value: null, status: statusCodes.badDataUnavailable }]);
    },
  );

  it('refuses another kind than a tag has had, a text of 10 MB and bytes that are no text', () => {
    const { send, samples, refusals } = make([{ tag: `${line}.a.b`, address: 't#/v' }]);
    send('t', '{"v": "run"}');
    send('t', '{"v": 5}');
    send('t', JSON.stringify({ v: 'x'.repeat(10 * 2 ** 20) }));
    send('t', Buffer.from([0xff, 0xfe]));
    send('t', '{"v": null}');
    expect(refusals.map(({ reason }) => reason)).toEqual([
      `${line}.a.b: a string is needed, 5 was sent`,
      `${line}.a.b: the text has 10485760 characters; at most 4096 are taken`,
      'the message is no UTF-8 text',
    ]);
    expect(samples.map(({ value }) => value)).toEqual(['run', null, null, null]);
  });

  it('calls a retained value without a time uncertain, for it may be of any age', () => {
    const { send, samples } = make([{ tag: air, address: 't', sourceUnit: 'degC' }]);
    send('t', '20', true);
    send('t', '21');
    expect(samples.map(({ status }) => status)).toEqual([statusCodes.uncertainLastUsable, 0]);
  });

  it('refuses a tag that names a unit and gets none, before any message', () => {
    const { reader } = make([
      { tag: air, address: 't' },
      { tag: `${line}.a.b`, address: 't/#bad' },
    ]);
    expect(reader.refused()[air]).toMatch(/names no unit/);
    expect(reader.refused()[`${line}.a.b` as TagId]).toMatch(/is no address/);
  });

  it('never throws and never makes up a value, whatever comes', () => {
    const { send, samples } = make([
      { tag: air, address: 't/+#/v;time=/t;quality=/q', sourceUnit: 'degC' },
    ]);
    fc.assert(
      fc.property(fc.string(), fc.json(), fc.uint8Array(), (topic, json, bytes) => {
        send(`t/${topic}`, json);
        send(`t/${topic}`, bytes);
        return samples.every(({ value }) => value === null || Number.isFinite(value));
      }),
    );
  });
});
