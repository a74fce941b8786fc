import { describe, expect, it } from 'vitest';
import {
  encodePayload,
  type MetricToSend,
} from '../../../../line-connectors/mqtt/sparkplug-codec.ts';
import { createSparkplugHost } from '../../../../line-connectors/mqtt/sparkplug-host.ts';
import { sampleFlags, statusCodes, type TagId } from '../../../../twin/domain/sample.ts';
import { expectClose } from '../../../support/close.ts';
import { recordOutput } from './reader-output.ts';

const start = 1_767_225_600_000;
const line = 'lab.pilot.line1';
const air = `${line}.oven.air_degC` as TagId;
const recipe = `${line}.press.recipe` as TagId;
const counter = `${line}.press.pieces_count` as TagId;

function row(tag: string, address: string, sourceUnit?: string) {
  return {
    tag: tag as TagId,
    address,
    samplingInterval_ms: 1000,
    ...(sourceUnit === undefined ? {} : { sourceUnit }),
  };
}
const map = [
  row(air, 'plant/gateway/oven#Air/Temperature'),
  row(recipe, 'plant/gateway#Recipe'),
  row(counter, 'plant/gateway/press#Pieces'),
];
const airBorn: MetricToSend = {
  name: 'Air/Temperature',
  alias: 3,
  type: 'Double',
  value: 212,
  engUnit: '°F',
};

/** A host, and an edge node that numbers its messages by itself. */
function make(options: { rebirth?: boolean; rows?: typeof map } = {}) {
  const recorded = recordOutput();
  const host = createSparkplugHost(
    {
      map: options.rows ?? map,
      reorder_ms: 5000,
      rebirth: options.rebirth ?? true,
      random: () => 0,
    },
    recorded.output,
  );
  let seq = 0;
  let now = start;
  function raw(topic: string, payload: Uint8Array, retained = false): void {
    host.take({
      topic: `spBv1.0/plant/${topic}`,
      payload: Buffer.from(payload),
      retained,
      received: now,
    });
  }
  return {
    ...recorded,
    host,
    raw,
    later: (time_ms: number) => {
      now += time_ms;
      host.tick(now);
    },
    /** Leaves a number out, as if a message were lost. */
    lose: () => {
      seq += 1;
    },
    send(kind: string, metrics: readonly MetricToSend[], device?: string): void {
      if (kind === 'NBIRTH') seq = 0;
      const stamped = metrics.map((metric) => ({ timestamp: now - 5, ...metric }));
      const numbered = kind === 'NDEATH' ? {} : { seq: seq++ % 256 };
      raw(
        `${kind}/gateway${device === undefined ? '' : `/${device}`}`,
        encodePayload({ timestamp: now, ...numbered, metrics: stamped }),
      );
      now += 10;
    },
    get now() {
      return now;
    },
  };
}

describe('createSparkplugHost', () => {
  it('subscribes to its edge nodes alone and asks each for its birth when a link opens', () => {
    const { host, published, later } = make();
    expect(host.filters).toEqual(['spBv1.0/plant/+/gateway/#']);
    host.linkOpened(start);
    later(1);
    expect(published).toEqual(['spBv1.0/plant/NCMD/gateway']);
  });

  it('never asks for a birth where it only listens', () => {
    const { host, published, later } = make({ rebirth: false });
    host.linkOpened(start);
    later(100_000);
    expect(published).toEqual([]);
  });

  it('asks a node that does not answer ever less often, never twice a second', () => {
    const { host, published, later } = make();
    host.linkOpened(start);
    const at: number[] = [];
    for (let time = 0; time < 130_000; time += 100) {
      const before = published.length;
      later(100);
      if (published.length > before) at.push(time);
    }
    const waits = at.slice(1).map((time, i) => time - at[i]!);
    expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(Math.max(...waits)).toBe(60_000);
  });

  it('reads births and data by alias, in the unit of the tag, with its times', () => {
    const { send, samples, refusals } = make();
    send('NBIRTH', [{ name: 'Recipe', type: 'String', value: 'A7' }]);
    send('DBIRTH', [airBorn], 'oven');
    send('DDATA', [{ alias: 3, value: 32, timestamp: start - 90_000 }], 'oven');
    expect(samples.map(({ tag, status }) => [tag, status])).toEqual([
      [recipe, 0],
      [air, 0],
      [air, 0],
    ]);
    expectClose(samples[1]!.value as number, 100, { rtol: 0, atol: 1e-9 });
    expectClose(samples[2]!.value as number, 0, { rtol: 0, atol: 1e-9 });
    expect(samples[2]).toMatchObject({
      sourceTimestamp: start - 90_000,
      serverTimestamp: start + 20,
      receivedTimestamp: start + 20,
    });
    expect(refusals).toEqual([]);
  });

  it.each([
    [192, statusCodes.good],
    [500, statusCodes.uncertainLastUsable],
    [0, statusCodes.bad],
    [64, statusCodes.uncertain],
    [777, statusCodes.bad],
  ])('gives quality %i the status %i', (quality, status) => {
    const { send, samples } = make();
    send('NBIRTH', [{ name: 'Recipe', type: 'String', value: 'A7', quality }]);
    expect(samples[0]?.status).toBe(status);
  });

  it('gives a null metric as a value that is not there', () => {
    const { send, samples, refusals } = make();
    send('NBIRTH', [{ name: 'Recipe', type: 'String', value: null }]);
    expect(samples[0]).toMatchObject({ value: null, status: statusCodes.badDataUnavailable });
    expect(refusals).toEqual([]);
  });

  it('passes historical values on, flagged, without calling them present', () => {
    const { send, samples, historical } = make();
    send('NBIRTH', []);
    send('DBIRTH', [airBorn], 'oven');
    send('DDATA', [{ alias: 3, value: 50, historical: true, timestamp: start - 3600_000 }], 'oven');
    expect(samples).toHaveLength(1);
    expect(historical).toMatchObject([
      { tag: air, sourceTimestamp: start - 3600_000, flags: sampleFlags.historical },
    ]);
  });

  it('ends all tags of a node with its death and those of a device with the death of that', () => {
    const { send, holes, host } = make();
    send('NBIRTH', [{ name: 'bdSeq', type: 'UInt64', value: 1 }]);
    send('DBIRTH', [airBorn], 'oven');
    expect(host.isAlive(air)).toBe(true);
    send('DDEATH', [], 'oven');
    expect(holes).toEqual([{ tags: [air], atSource: start + 20 }]);
    expect(host.isAlive(air)).toBe(false);
    send('NDEATH', [{ name: 'bdSeq', type: 'UInt64', value: 2 }]);
    expect(holes).toHaveLength(1);
    send('NDEATH', [{ name: 'bdSeq', type: 'UInt64', value: 1 }]);
    expect(holes[1]).toEqual({ tags: [air, recipe, counter], atSource: undefined });
  });

  it('keeps what an unknown alias says until the birth that it asks for, and gives it then', () => {
    const { send, samples, published, later } = make();
    send('NBIRTH', []);
    send('DDATA', [{ alias: 3, value: 32 }], 'oven');
    expect(samples).toEqual([]);
    later(0);
    expect(published).toHaveLength(1);
    send('NBIRTH', []);
    send('DBIRTH', [airBorn], 'oven');
    expect(samples.map(({ value }) => Math.round(value as number))).toEqual([100, 0]);
  });

  it('refuses what the birth that was asked for does not name either', () => {
    const { send, samples, refusals } = make();
    send('NBIRTH', []);
    send('DDATA', [{ alias: 99, value: 32 }], 'oven');
    send('NBIRTH', []);
    send('DBIRTH', [airBorn], 'oven');
    expect(samples).toHaveLength(1);
    expect(refusals).toMatchObject([{ code: 'MQTT_VALUE_REFUSED' }]);
  });

  it('asks for a birth and tells a gap when a message stays away', () => {
    const { send, lose, gaps, published, later, samples } = make();
    send('NBIRTH', []);
    send('DBIRTH', [airBorn], 'oven');
    lose();
    send('DDATA', [{ alias: 3, value: 32 }], 'oven');
    expect(samples).toHaveLength(1);
    later(5000);
    expect(samples).toHaveLength(2);
    expect(gaps).toMatchObject([{ from: start + 10, to: start + 20, lostMessages: 1 }]);
    expect(published).toHaveLength(1);
  });

  it('ends the tags of a device that a rebirth leaves out, and only those', () => {
    const { send, holes, later } = make();
    const pieces: MetricToSend = { name: 'Pieces', type: 'Int32', value: 5 };
    send('NBIRTH', []);
    send('DBIRTH', [airBorn], 'oven');
    send('DBIRTH', [pieces], 'press');
    send('NBIRTH', []);
    send('DBIRTH', [pieces], 'press');
    later(4000);
    expect(holes).toEqual([]);
    later(2000);
    expect(holes).toEqual([{ tags: [air], atSource: undefined }]);
  });

  it('refuses tags that a birth cannot feed, each with its reason, and takes them when it can', () => {
    const rows = [
      row(air, 'plant/gateway/oven#Air/Temperature'),
      row(`${line}.oven.speed_m_per_min`, 'plant/gateway/oven#Air/Temperature'),
      row(`${line}.oven.mode_1`, 'plant/gateway/oven#Mode'),
      row(`${line}.oven.missing`, 'plant/gateway/oven#Missing'),
      row(`${line}.oven.table`, 'plant/gateway/oven#Table'),
      row(`${line}.oven.bad`, 'no address'),
    ];
    const { send, host, samples } = make({ rows });
    send('NBIRTH', []);
    const others: MetricToSend[] = [
      { name: 'Mode', type: 'String', value: 'x' },
      { name: 'Table', type: 'DataSet', value: null },
    ];
    send('DBIRTH', [airBorn, ...others], 'oven');
    const refused = host.refused();
    expect(refused[air]).toBeUndefined();
    expect(refused[`${line}.oven.speed_m_per_min` as TagId]).toMatch(/measures something else/);
    expect(refused[`${line}.oven.mode_1` as TagId]).toMatch(
      /number in 1, the metric is of type String/,
    );
    expect(refused[`${line}.oven.missing` as TagId]).toMatch(/^SPARKPLUG_UNKNOWN_METRIC/);
    expect(refused[`${line}.oven.table` as TagId]).toMatch(/DataSet are not kept/);
    expect(refused[`${line}.oven.bad` as TagId]).toMatch(/no address; allowed: group/);
    expect(samples).toHaveLength(1);
    send('NBIRTH', []);
    send(
      'DBIRTH',
      [
        { ...airBorn, engUnit: 'm/min' },
        { name: 'Missing', type: 'Text', value: '' },
      ],
      'oven',
    );
    expect(Object.keys(host.refused())).not.toContain(`${line}.oven.speed_m_per_min`);
    expect(Object.keys(host.refused())).not.toContain(`${line}.oven.missing`);
    expect(host.refused()[air]).toMatch(/measures something else/);
  });

  it.each<[string, MetricToSend, RegExp]>([
    ['NaN', { alias: 3, type: 'Double', value: Number.NaN }, /NaN is no finite number/],
    ['infinity', { alias: 3, type: 'Double', value: -Infinity }, /-Infinity is no finite number/],
    ['NaN as text', { alias: 3, type: 'String', value: 'NaN' }, /type Double, the message String/],
    ['another type', { alias: 3, type: 'Int32', value: 5 }, /type Double, the message Int32/],
  ])('refuses %s, says where, and gives the tag a bad sample', (_, metric, reason) => {
    const { send, samples, refusals } = make();
    send('NBIRTH', []);
    send('DBIRTH', [airBorn], 'oven');
    send('DDATA', [metric], 'oven');
    expect(refusals).toMatchObject([
      { code: 'MQTT_VALUE_REFUSED', reason: expect.stringMatching(reason) },
    ]);
    expect(refusals[0]?.topic).toBe("plant/gateway DDATA oven, metric 'Air/Temperature'");
    expect(samples[1]).toMatchObject({ value: null, status: statusCodes.badDataUnavailable });
    send('DDATA', [{ alias: 3, value: 32 }], 'oven');
    expect(samples[2]?.status).toBe(0);
  });

  it('refuses a text of 10 MB and a whole number too large for a tag with a unit', () => {
    const { send, samples, refusals } = make();
    send('NBIRTH', [{ name: 'Recipe', alias: 1, type: 'String', value: 'A7' }]);
    send('DBIRTH', [{ name: 'Pieces', alias: 2, type: 'UInt64', value: 2n ** 53n - 1n }], 'press');
    expect(samples[1]?.value).toBe(2 ** 53 - 1);
    send('NDATA', [{ alias: 1, value: 'x'.repeat(10 * 2 ** 20) }]);
    send('DDATA', [{ alias: 2, type: 'UInt64', value: 2n ** 53n }], 'press');
    expect(refusals.map(({ reason }) => reason)).toEqual([
      'the text has 10485760 characters; at most 4096 are taken',
      '9007199254740992 is no number that can be kept exactly',
    ]);
  });

  it('refuses a time more than 5 min ahead and an alias that is given twice', () => {
    const { send, refusals, samples } = make();
    send('NBIRTH', [
      { name: 'Recipe', alias: 3, type: 'String', value: 'A7', timestamp: start + 301_000 },
    ]);
    send('DBIRTH', [airBorn], 'oven');
    expect(refusals.map(({ reason }) => reason)).toEqual([
      'the source time is 301 s ahead of our clock; at most 300 s are taken',
      "alias 3 is already that of 'Recipe'",
    ]);
    expect(samples.map(({ tag }) => tag)).toEqual([air]);
  });

  it('refuses malformed messages and topics and goes on', () => {
    const { raw, send, refusals, samples } = make();
    raw('NBIRTH/gateway', Buffer.from('0a0b', 'hex'));
    raw('NSTRANGE/gateway', Buffer.alloc(0));
    raw('NDATA/gateway/oven', Buffer.alloc(0));
    raw('DDATA/gateway', Buffer.alloc(0));
    raw('DDATA/gateway/oven/more', Buffer.alloc(0));
    raw('NBIRTH/gateway', encodePayload({ seq: 0, metrics: [] }), true);
    expect(refusals.map(({ code }) => code)).toEqual(new Array(6).fill('MQTT_MESSAGE_REFUSED'));
    raw('NCMD/gateway', Buffer.from('nonsense'));
    raw('NBIRTH/another', Buffer.from('nonsense'));
    expect(refusals).toHaveLength(6);
    send('NBIRTH', [{ name: 'Recipe', type: 'String', value: 'A7' }]);
    expect(samples).toHaveLength(1);
  });

  it.each(['__proto__', 'constructor', '../../etc/passwd', 'a#b;c=/d', '\u0000', '💥'.repeat(400)])(
    'takes the metric name %j for a name and nothing else',
    (name) => {
      const { send, samples } = make({ rows: [row(recipe, `plant/gateway#${name}`)] });
      send('NBIRTH', [{ name, type: 'String', value: 'A7' }]);
      expect(samples).toMatchObject([{ tag: recipe, value: 'A7' }]);
      expect(({} as Record<string, unknown>)['A7']).toBeUndefined();
    },
  );

  it('refuses a metric without a name and one whose name is too long', () => {
    const { send, refusals } = make();
    const long = { name: 'n'.repeat(1025), type: 'Int32' as const, value: 1 };
    send('NBIRTH', [{ type: 'Int32', value: 1 }, long]);
    expect(refusals.map(({ code }) => code)).toEqual([
      'MQTT_MESSAGE_REFUSED',
      'MQTT_MESSAGE_REFUSED',
    ]);
  });
});
