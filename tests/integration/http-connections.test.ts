import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gapsAnswerSchema, quarantineAnswerSchema } from '../../twin/contract/connections.ts';
import { problemSchema } from '../../twin/contract/problem.ts';
import type { KeptEntry } from '../../twin/domain/quarantine.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { type Harness, startFace } from './http-harness.ts';

let face: Harness;
beforeEach(async () => {
  face = await startFace();
});
afterEach(() => face.end());

describe('gaps', () => {
  const record = (instant: number, id: string, value: string): Sample => ({
    tag: `site.area.line.${id}.gap` as TagId,
    sourceTimestamp: instant,
    receivedTimestamp: instant + 5,
    value,
    status: 0,
    flags: 0,
  });
  const text = (reason: string, more: object = {}) =>
    JSON.stringify({
      from: '2025-12-31T23:00:00.000Z',
      to: '2025-12-31T23:10:00.000Z',
      source: 'press',
      reason,
      ...more,
    });
  const read = async (query = '') =>
    gapsAnswerSchema.parse(await (await face.get(`/api/v1/gaps${query}`)).json());

  beforeEach(async () => {
    const at = face.now - 3_600_000;
    await face.historian.append({
      sequence: 0,
      samples: [
        record(at, 'machines', text('no history', { lostMessages: 3 })),
        record(at + 1, 'spool', text('full', { cause: 'full', lostSamples: 7 })),
        record(at + 2, 'machines', 'written by somebody else'),
        record(at + 3, 'unknown', text('not one of ours')),
        record(at - 30 * 86_400_000, 'machines', text('long ago')),
      ],
    });
  });

  it('are those of the history, newest first, with reason and count', async () => {
    const { gaps, total } = await read();
    expect(total).toBe(3);
    expect(gaps).toEqual([
      {
        connector: 'machines',
        from: null,
        to: null,
        source: 'machines',
        reason: 'written by somebody else',
        notedAt: expect.any(String),
      },
      expect.objectContaining({ connector: 'spool', cause: 'full', lostSamples: 7 }),
      expect.objectContaining({
        connector: 'machines',
        from: '2025-12-31T23:00:00.000Z',
        source: 'press',
        reason: 'no history',
        lostMessages: 3,
      }),
    ]);
  });

  it('can be asked by connector, range and number, the newest of more being given', async () => {
    expect((await read('?connector=spool')).gaps.map(({ reason }) => reason)).toEqual(['full']);
    expect((await read('?from=-60d')).total).toBe(4);
    const { gaps, total } = await read('?limit=1');
    expect([total, gaps.map(({ reason }) => reason)]).toEqual([3, ['written by somebody else']]);
  });
});

describe('quarantine', () => {
  const entry = (connector: string, second: number): KeptEntry => ({
    connector,
    time: new Date(1000 * second).toISOString(),
    source: 'a/b',
    code: 'MQTT_MESSAGE_REFUSED',
    reason: 'no JSON',
    bytes: 2,
    raw: 'aGk=',
  });
  const kept: Readonly<Record<string, KeptEntry[]>> = {
    edge: [entry('edge', 9), entry('edge', 3)],
    historian: [entry('historian', 5)],
  };

  beforeEach(async () => {
    await face.end();
    face = await startFace(
      {},
      {
        connectors: async () => Object.keys(kept),
        newest: async (connector, limit) => (kept[connector] ?? []).slice(0, limit),
      },
    );
  });

  it('gives the newest of all, or of one connector', async () => {
    const read = async (query: string) =>
      quarantineAnswerSchema.parse(await (await face.get(`/api/v1/quarantine${query}`)).json());
    const all = await read('?limit=2');
    expect(all.connectors).toEqual(['edge', 'historian']);
    expect(all.entries).toEqual([kept['edge']![0], kept['historian']![0]]);
    expect((await read('?connector=edge')).entries).toEqual(kept['edge']);
    expect((await read('?connector=machines')).entries).toEqual([]);
  });

  it('refuses a connector that there is not, and says which there are', async () => {
    const response = await face.get('/api/v1/quarantine?connector=..%2Fpki');
    expect(response.status).toBe(400);
    const { data } = problemSchema.parse(await response.json());
    expect(data).toEqual({
      parameter: 'connector',
      found: '../pki',
      allowed: 'one of edge, historian, machines',
    });
  });
});
