import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EdgeListener,
  type EdgeMessage,
  EdgeOrder,
} from '../../../../line-connectors/mqtt/edge-order.ts';
import { decodePayload, encodePayload } from '../../../../line-connectors/mqtt/sparkplug-codec.ts';
import type { SparkplugKind } from '../../../../line-connectors/mqtt/sparkplug-topic.ts';

const reorder_ms = 5000;

/**
 * One message: kind, sequence number, when it was published and received [ms], and the number of its certificate. Its
 * only metric besides is named after the time of publication.
 */
function message(
  kind: SparkplugKind,
  seq: number | undefined,
  at: number,
  {
    received = at,
    bdSeq,
    device = 'd',
  }: { received?: number; bdSeq?: number; device?: string } = {},
): EdgeMessage {
  const metrics = [
    ...(bdSeq === undefined ? [] : [{ name: 'bdSeq', type: 'UInt64' as const, value: bdSeq }]),
    { name: `at ${at}`, type: 'Boolean' as const, value: true },
  ];
  const bytes = encodePayload({ timestamp: at, ...(seq === undefined ? {} : { seq }), metrics });
  const payload = decodePayload(bytes);
  if (typeof payload === 'string') throw new Error(payload);
  return { kind, payload, received, ...(kind.startsWith('D') ? { device } : {}) };
}

/** An edge node and all that was told of it, in a few words each. */
function make() {
  const told: string[] = [];
  const say =
    (word: string) =>
    ({ payload, device }: EdgeMessage): void => {
      told.push(`${word}${device === undefined ? '' : ` ${device}`} ${payload.timestamp}`);
    };
  const listener: EdgeListener = {
    birth: say('birth'),
    data: say('data'),
    death: say('death'),
    lost: ({ from, to, count }) => told.push(`lost ${count ?? 'unknown'} ${from}-${to}`),
    wantBirth: (delay) => told.push(`want ${delay}`),
    refuse: (_, reason) => told.push(`refuse: ${reason}`),
  };
  const order = new EdgeOrder(reorder_ms, listener);
  return {
    told,
    order,
    send: (...messages: EdgeMessage[]) => {
      for (const each of messages) order.take(each);
    },
  };
}

describe('EdgeOrder', () => {
  it('passes on what comes in order, over the turn from 255 to 0', () => {
    const { told, send } = make();
    send(message('NBIRTH', 254, 1, { bdSeq: 0 }), message('NDATA', 255, 2), message('NDATA', 0, 3));
    expect(told).toEqual(['birth 1', 'data 2', 'data 3']);
  });

  it('accepts a birth whose sequence number is not 0', () => {
    const { told, send } = make();
    send(message('NBIRTH', 17, 1), message('NDATA', 18, 2));
    expect(told).toEqual(['birth 1', 'data 2']);
  });

  it('holds what comes too early until what is before it has come', () => {
    const { told, send, order } = make();
    send(message('NBIRTH', 0, 1), message('NDATA', 1, 2), message('NDATA', 3, 4));
    send(message('NDATA', 4, 5));
    order.tick(4 + reorder_ms - 1);
    expect(told).toEqual(['birth 1', 'data 2']);
    send(message('NDATA', 2, 3, { received: 100 }));
    expect(told).toEqual(['birth 1', 'data 2', 'data 3', 'data 4', 'data 5']);
    order.tick(1e9);
    expect(told).toHaveLength(5);
  });

  it('gives up what is missing after the reorder time, tells how much, and wants a birth', () => {
    const { told, send, order } = make();
    send(message('NBIRTH', 0, 1), message('NDATA', 3, 4), message('NDATA', 6, 7));
    order.tick(4 + reorder_ms);
    expect(told).toEqual(['birth 1', 'lost 2 1-4', 'data 4', 'lost 2 4-7', 'data 7', 'want 0']);
    send(message('NDATA', 7, 8));
    expect(told.at(-1)).toBe('data 8');
  });

  it('still takes what was given up when it comes at last', () => {
    const { told, send, order } = make();
    send(message('NBIRTH', 0, 1), message('NDATA', 2, 3));
    order.tick(3 + reorder_ms);
    send(message('NDATA', 1, 2), message('NDATA', 3, 4));
    expect(told.slice(-2)).toEqual(['data 2', 'data 4']);
  });

  it('drops what is delivered twice: data, early data, births', () => {
    const { told, send } = make();
    send(message('NBIRTH', 0, 1), message('NDATA', 1, 2), message('NDATA', 1, 2));
    send(message('NDATA', 3, 4), message('NDATA', 3, 4), message('NBIRTH', 0, 1));
    send(message('NDATA', 2, 3));
    expect(told).toEqual(['birth 1', 'data 2', 'data 3', 'data 4']);
  });

  it('takes a rebirth in the middle, behind what was held before it', () => {
    const { told, send } = make();
    send(message('NBIRTH', 0, 1, { bdSeq: 3 }), message('NDATA', 1, 2), message('NDATA', 3, 4));
    send(message('NBIRTH', 0, 10, { bdSeq: 3 }), message('NDATA', 1, 11));
    expect(told).toEqual(['birth 1', 'data 2', 'lost 1 2-4', 'data 4', 'birth 10', 'data 11']);
  });

  it('accepts the birth of a device a little before that of its edge node', () => {
    for (const known of [[], [message('NBIRTH', 0, 1), message('NDATA', 1, 2)]]) {
      const { told, send } = make();
      send(...known);
      told.length = 0;
      send(message('DBIRTH', 1, 101), message('NBIRTH', 0, 100), message('DDATA', 2, 102));
      expect(told.filter((word) => !word.startsWith('want'))).toEqual([
        'birth 100',
        'birth d 101',
        'data d 102',
      ]);
    }
  });

  it('ignores the death of another session and takes that of its own', () => {
    const { told, send, order } = make();
    send(message('NBIRTH', 0, 1, { bdSeq: 4 }), message('NDEATH', undefined, 0, { bdSeq: 3 }));
    expect(order.online).toBe(true);
    send(message('NDEATH', undefined, 0, { bdSeq: 4 }));
    expect(told).toEqual(['birth 1', 'death 0']);
    expect(order.online).toBe(false);
  });

  it('accepts a birth just behind the death of the same number', () => {
    const { told, send } = make();
    send(message('NBIRTH', 0, 1, { bdSeq: 4 }), message('NDEATH', undefined, 0, { bdSeq: 4 }));
    send(message('NBIRTH', 0, 5, { bdSeq: 4 }), message('NDATA', 1, 6));
    expect(told).toEqual(['birth 1', 'death 0', 'birth 5', 'data 6']);
  });

  it('gives what was held before it ends with the death', () => {
    const { told, send } = make();
    send(message('NBIRTH', 0, 1), message('NDATA', 2, 3), message('NDEATH', undefined, 0));
    expect(told).toEqual(['birth 1', 'lost 1 1-3', 'data 3', 'death 0']);
  });

  it('keeps what comes before any birth and gives it behind the birth that it asks for', () => {
    const { told, send } = make();
    send(message('NDATA', 40, 1), message('NDATA', 41, 2), message('NBIRTH', 0, 10));
    expect(told).toEqual(['want 1000', 'want 1000', 'birth 10', 'data 1', 'data 2']);
  });

  it('refuses what waited for a birth when the node dies, for its aliases may be others then', () => {
    const { told, send } = make();
    send(message('NDATA', 40, 1), message('NDEATH', undefined, 0), message('NBIRTH', 0, 10));
    expect(told).toEqual([
      'want 1000',
      'refuse: the edge node died before it was born to us',
      'birth 10',
    ]);
  });

  it.each([undefined, 256, 1e9])('refuses the sequence number %s', (seq) => {
    const { told, send } = make();
    send(message('NBIRTH', 0, 1), message('NDATA', seq, 2), message('NDATA', 1, 3));
    expect(told[1]).toMatch(/^refuse: the message has .*sequence number/);
    expect(told.at(-1)).toBe('data 3');
  });

  it('tells the time without a link as lost when the node is born again', () => {
    const { told, send, order } = make();
    send(message('NBIRTH', 0, 1), message('NDATA', 1, 2));
    order.linkLost();
    send(message('NBIRTH', 0, 50));
    expect(told).toEqual(['birth 1', 'data 2', 'lost unknown 2-50', 'birth 50']);
  });

  it('keeps at most 1,000 messages of a node that is never born', () => {
    const { told, send } = make();
    for (let i = 0; i < 1100; i++) send(message('NDATA', i % 256, i));
    expect(told.filter((word) => word.startsWith('refuse'))).toHaveLength(100);
  });

  it('tells every message once and in order, however the network shuffles and repeats within its reach', () => {
    const shuffled = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.boolean()), {
      minLength: 1,
      maxLength: 600,
    });
    fc.assert(
      fc.property(shuffled, (steps) => {
        const { told, send } = make();
        send(message('NBIRTH', 0, 0));
        const sent = steps.map(([shift, twice], i) => ({ i: i + 1, rank: i + shift, twice }));
        const arrived = [...sent].sort((left, right) => left.rank - right.rank);
        for (const { i, twice } of arrived) {
          const each = message('NDATA', i % 256, i);
          send(each, ...(twice ? [each] : []));
        }
        expect(told).toEqual(['birth 0', ...sent.map(({ i }) => `data ${i}`)]);
      }),
      { numRuns: 50 },
    );
  });
});
