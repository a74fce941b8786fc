import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StreamEventName, streamEvents } from '../../twin/contract/api.ts';
import { problemSchema } from '../../twin/contract/problem.ts';
import type { StreamLimits } from '../../twin/http/stream/stream-hub.ts';
import { historian } from '../support/connection-status.ts';
import { spool } from '../support/spool-status.ts';
import { EventReader, type ReceivedEvent } from './http-event-reader.ts';
import { connector, proposal } from './http-fake-line.ts';
import { type Harness, startFace } from './http-harness.ts';

let face: Harness;
const readers: EventReader[] = [];

async function restart(limits: Partial<StreamLimits>): Promise<void> {
  await face.end();
  face = await startFace(limits);
}

/** Opens a stream and reads its first heartbeat, after which every event is its. */
async function join(
  query = '?rate=10',
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const reader = await EventReader.open(`${face.url}/api/v1/stream${query}`, headers);
  readers.push(reader);
  if (headers['Last-Event-ID'] === undefined) await reader.nextNamed('heartbeat');
  return reader;
}

async function upToHeartbeat(reader: EventReader): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for (;;) {
    const event = await reader.next();
    if (event === undefined) throw new Error('the stream ended before its heartbeat');
    if (event.name === 'heartbeat') return events;
    events.push(event);
  }
}

function values(event: ReceivedEvent): Record<string, unknown> {
  const { samples } = streamEvents.sample.parse(event.data);
  return Object.fromEntries(samples.map((row) => [row.tag, row.value]));
}

beforeEach(async () => {
  face = await startFace();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await face.end();
});

describe('events', () => {
  it('come in the order of the line, with rising ids and data as their schemas say', async () => {
    const reader = await join();
    face.line.sample({ a: 1 });
    face.line.move(3);
    face.line.events.next({
      name: 'state',
      data: { serverTime: proposal.createdAt, connectors: [connector], historian, spool },
    });
    face.line.events.next({ name: 'proposal', data: proposal });
    const events = [];
    for (let i = 0; i < 4; i += 1) events.push((await reader.next())!);
    expect(events.map((event) => event.name)).toEqual(['sample', 'segment', 'state', 'proposal']);
    const first = events[0]!.id;
    expect(events.map((event) => event.id - first)).toEqual([0, 1, 2, 3]);
    for (const event of events) {
      const schema = streamEvents[event.name as StreamEventName];
      expect(schema.parse(event.data)).toEqual(event.data);
    }
  });

  it('are neither compressed nor buffered by a proxy', async () => {
    const abort = new AbortController();
    const response = await face.get('/api/v1/stream', { signal: abort.signal });
    expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('X-Accel-Buffering')).toBe('no');
    expect(response.headers.get('Content-Encoding')).toBeNull();
    abort.abort();
  });

  it('of samples are conflated to the latest of each tag', async () => {
    const reader = await join();
    for (let i = 0; i < 50; i += 1) face.line.sample({ a: i, [`b${i % 2}`]: i });
    const seen: Record<string, unknown>[] = [];
    while (seen.at(-1)?.['a'] !== 49) seen.push(values(await reader.nextNamed('sample')));
    expect(Object.assign({}, ...seen)).toEqual({ a: 49, b0: 48, b1: 49 });
    expect(seen.flatMap((row) => Object.keys(row)).sort()).toEqual(['a', 'b0', 'b1']);
  });

  it('of samples keep to the tags asked for, by name or beginning; others come all', async () => {
    const reader = await join('?rate=10&tags=line.a,oven.*');
    face.line.sample({ 'line.a': 1, 'line.ab': 2, 'oven.t': 3 });
    face.line.sample({ 'line.ab': 4 });
    face.line.move(1);
    expect(values((await reader.next())!)).toEqual({ 'line.a': 1, 'oven.t': 3 });
    expect((await reader.next())!.name).toBe('segment');
  });

  it('include a heartbeat that carries the last id seen', async () => {
    await restart({ heartbeat_ms: 20 });
    const reader = await join('?rate=10&tags=none');
    face.line.move(1);
    const { id } = await reader.nextNamed('segment');
    expect((await reader.nextNamed('heartbeat')).id).toBe(id);
    face.line.sample({ other: 1 });
    const beat = await reader.nextNamed('heartbeat');
    expect(beat.id === id + 1 || (await reader.nextNamed('heartbeat')).id === id + 1).toBe(true);
    streamEvents.heartbeat.parse(beat.data);
  });
});

describe('resume', () => {
  it('gives exactly the events missed while away, then goes on', async () => {
    const before = await join();
    face.line.move(1);
    const { id } = await before.nextNamed('segment');
    before.close();
    face.line.sample({ a: 1, b: 1 });
    face.line.move(2);
    face.line.sample({ a: 2 });
    const after = await join('?rate=10', { 'Last-Event-ID': String(id) });
    const missed = await upToHeartbeat(after);
    expect(missed.map((event) => [event.name, event.id - id])).toEqual([
      ['sample', 1],
      ['segment', 2],
      ['sample', 3],
    ]);
    expect([values(missed[0]!), values(missed[2]!)]).toEqual([{ b: 1 }, { a: 2 }]);
    face.line.move(3);
    expect((await after.next())!.id - id).toBe(4);
  });

  it('gives nothing when nothing was missed, also by the query parameter', async () => {
    const first = await join();
    face.line.move(1);
    const { id } = await first.nextNamed('segment');
    const again = await EventReader.open(`${face.url}/api/v1/stream?lastEventId=${id}`);
    readers.push(again);
    expect(await upToHeartbeat(again)).toEqual([]);
  });

  it('is one resync when the missed events are no longer kept', async () => {
    await restart({ replay: 2_000 });
    const first = await join();
    face.line.move(1);
    const { id } = await first.nextNamed('segment');
    for (let i = 0; i < 50; i += 1) face.line.move(i);
    const again = await join('?rate=10', { 'Last-Event-ID': String(id) });
    const events = await upToHeartbeat(again);
    expect(events.map((event) => event.name)).toEqual(['resync']);
    expect(events[0]!.id).toBe(id + 50);
    streamEvents.resync.parse(events[0]!.data);
  });

  it('is one resync when the missed events are too much to send at once', async () => {
    await restart({ unsent: 4_000 });
    const first = await join();
    face.line.move(1);
    const { id } = await first.nextNamed('segment');
    first.close();
    for (let i = 0; i < 50; i += 1) face.line.move(i);
    const again = await join('?rate=10', { 'Last-Event-ID': String(id) });
    expect((await upToHeartbeat(again)).map((event) => event.name)).toEqual(['resync']);
  });

  it.each(['12', '999999999999999', 'of another server'])(
    'after the foreign id %s is one resync',
    async (id) => {
      face.line.move(1);
      const reader = await join('?rate=10', { 'Last-Event-ID': id });
      expect((await upToHeartbeat(reader)).map((event) => event.name)).toEqual(['resync']);
    },
  );
});

describe('limits', () => {
  it('refuse a client too many with a problem, and take the next when one has gone', async () => {
    await restart({ clients: 1, heartbeat_ms: 20 });
    const only = await join();
    const refused = await face.get('/api/v1/stream');
    expect(problemSchema.parse(await refused.json())).toMatchObject({
      status: 503,
      code: 'HTTP_TOO_MANY_CLIENTS',
      data: { limit: 1 },
    });
    only.close();
    await expect
      .poll(async () => (await (await face.get('/metrics')).text()).includes('sse_clients 0'))
      .toBe(true);
    await join();
  });

  it('close a client that does not read, and leave the others alone', async () => {
    const reading = await join();
    const { hostname, port } = new URL(face.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /api/v1/stream?rate=10 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'readable');
    const text = 'x'.repeat(800_000);
    const isClosed = async (): Promise<boolean> => {
      face.line.events.next({ name: 'proposal', data: { ...proposal, reason: text } });
      await reading.nextNamed('proposal');
      return (await (await face.get('/metrics')).text()).includes('sse_slow_closed_total 1');
    };
    await expect.poll(isClosed, { timeout: 10_000, interval: 1 }).toBe(true);
    socket.destroy();
    face.line.move(7);
    expect((await reading.nextNamed('segment')).data['coated_m']).toBe(1.75);
  }, 15_000);

  it('end every stream on close, with what was pending, and take no more', async () => {
    const reader = await join('?rate=0.2');
    face.line.move(1);
    face.face.close();
    expect((await reader.next())?.name).toBe('segment');
    expect(await reader.next()).toBeUndefined();
    expect((await face.get('/api/v1/stream')).status).toBe(503);
  });
});
