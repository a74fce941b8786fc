import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openInfluxHistorian } from '../../line-connectors/historian/influx-historian.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { collect, describeHistorian, makeSample } from '../support/historian-contract.ts';
import { type Influxd, startInfluxd } from '../support/influxd.ts';
import { describeWith } from '../support/with-program.ts';

const clock = { now: () => Date.now() };
const everything = { from: -Infinity, to: Infinity };
const start = Date.UTC(2026, 0, 1);
const batchOf = (sequence: number, count: number, more: Partial<Sample> = {}) => ({
  sequence,
  samples: Array.from({ length: count }, (_, i) => makeSample(start + sequence + i, more)),
});
const numbers = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i);
const unavailable = { code: 'HISTORIAN_UNAVAILABLE' };

describeWith('influxd', 'with a real InfluxDB 1.x', () => {
  let server: Influxd;
  let databases = 0;
  let database: string;
  const opened: Historian[] = [];
  beforeAll(async () => {
    server = await startInfluxd();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    database = `plant-${databases++} "odd"`;
  });
  afterEach(async () => {
    for (const historian of opened.splice(0)) await historian.close();
  });
  const open = (more: Partial<Parameters<typeof openInfluxHistorian>[0]> = {}): Historian => {
    const historian = openInfluxHistorian({ url: server.url, database, clock, ...more });
    opened.push(historian);
    return historian;
  };
  /** What lies on the server, seen by a historian that has nothing in memory. */
  const stored = async (): Promise<number[]> =>
    (await collect(open(), { ...everything, order: 'sequence' })).map((s) => s.sequence);

  describeHistorian('the InfluxDB historian', (folder) =>
    Promise.resolve(openInfluxHistorian({ url: server.url, database: basename(folder), clock })),
  );

  it('a killed server loses nothing that was acknowledged, and is used again once it is back', async () => {
    const historian = open();
    let acknowledged = 0;
    const writing = (async () => {
      for (;;) {
        await historian.append(batchOf(acknowledged, 500));
        acknowledged += 500;
        if (acknowledged === 5_000) void server.kill();
      }
    })();
    await expect(writing).rejects.toMatchObject(unavailable);
    expect(acknowledged).toBeGreaterThanOrEqual(5_000);
    expect(historian.health()).toMatchObject({ state: 'degraded', ...unavailable });
    await expect(historian.append(batchOf(acknowledged, 1))).rejects.toMatchObject(unavailable);
    await server.restart();
    // The batch in flight may or may not be there: repeated, it is there once.
    await historian.append(batchOf(acknowledged, 500));
    expect(historian.health()).toMatchObject({ state: 'ok' });
    expect(await stored()).toEqual(numbers(0, acknowledged + 500));
    expect(await open().nextSequence()).toBe(acknowledged + 500);
  }, 30_000);

  it('opens while the server is away, and begins when it comes', async () => {
    await server.kill();
    const historian = open();
    await expect(historian.append(batchOf(0, 5))).rejects.toMatchObject(unavailable);
    await expect(historian.nextSequence()).rejects.toMatchObject(unavailable);
    await server.restart();
    await historian.append(batchOf(0, 5));
    expect(await historian.nextSequence()).toBe(5);
  }, 30_000);

  it('gives a server that hangs up in bounded time, and the repeat is there once', async () => {
    const historian = open({ patience_ms: 300 });
    await historian.append(batchOf(0, 5));
    server.signal('SIGSTOP');
    const begun = performance.now();
    await expect(historian.append(batchOf(5, 5))).rejects.toMatchObject(unavailable);
    expect(performance.now() - begun).toBeLessThan(5_000);
    server.signal('SIGCONT');
    await historian.append(batchOf(5, 5)).catch(() => historian.append(batchOf(5, 5)));
    expect(await stored()).toEqual(numbers(0, 10));
  }, 30_000);

  it('says that it waits for the first answer of a server that hangs', async () => {
    server.signal('SIGSTOP');
    const historian = open({ patience_ms: 300 });
    const asked = historian.nextSequence();
    expect(historian.health()).toMatchObject({
      state: 'degraded',
      reason: `waits for the first answer of the history at ${server.url} (database ${database})`,
    });
    await expect(asked).rejects.toMatchObject(unavailable);
    server.signal('SIGCONT');
    await expect.poll(() => historian.nextSequence().catch(() => undefined)).toBe(0);
    expect(historian.health().state).toBe('ok');
  }, 30_000);

  it('a repeat after a restart of the twin falls on itself', async () => {
    await open().append(batchOf(0, 300));
    const again = open();
    await again.append(batchOf(100, 400));
    expect(await stored()).toEqual(numbers(0, 500));
    expect(await again.nextSequence()).toBe(500);
  });

  it('refuses exactly what the server refuses, wherever it lies in the batch', async () => {
    const historian = open();
    await historian.append(batchOf(0, 1));
    // Another program makes numbers of our truths: the server now takes no truth in this week.
    await fetch(`${server.url}/write?${new URLSearchParams({ db: database, precision: 'ms' })}`, {
      method: 'POST',
      body: `sample,tag_id=foreign b=1 ${start}`,
    });
    const { samples } = batchOf(1, 3_000);
    const bad = [7, 8, 1_500, 2_999];
    for (const at of bad) samples[at] = makeSample(start + 1 + at, { value: true });
    const refusal = await historian.append({ sequence: 1, samples }).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'HISTORIAN_BATCH_REFUSED', data: { count: 4 } });
    expect(refusal.data.refused[0].value).toContain('field type conflict');
    expect(historian.health().refusedSamples).toBe(4);
    const left = numbers(0, 3_001).filter((sequence) => !bad.includes(sequence - 1));
    const found = await collect(historian, { ...everything, tags: [makeSample(0).tag] });
    expect(found.map((s) => s.sequence)).toEqual(left);
    const { results } = await server.query('SELECT count(q) FROM sample', database);
    expect(results[0]!.series![0]!.values[0]![1]).toBe(left.length);
  });

  it('does not take a database whose measurement is of another program', async () => {
    await server.query(`CREATE DATABASE "${database.replaceAll('"', '\\"')}"`);
    await fetch(`${server.url}/write?${new URLSearchParams({ db: database })}`, {
      method: 'POST',
      body: 'sample v="text"',
    });
    await expect(open().append(batchOf(0, 1))).rejects.toMatchObject({
      code: 'HISTORIAN_SERVER_UNFIT',
      data: { detail: expect.stringContaining('v is string') },
    });
  });

  it('a database that was dropped is made again', async () => {
    const historian = open();
    await historian.append(batchOf(0, 5));
    await server.query(`DROP DATABASE "${database.replaceAll('"', '\\"')}"`);
    await expect(historian.append(batchOf(5, 5))).rejects.toMatchObject(unavailable);
    await historian.append(batchOf(5, 5));
    expect(await stored()).toEqual(numbers(5, 5));
  });

  it('the server forgets after the retention, also where it was another before', async () => {
    const now = Date.now();
    const day_ms = 86_400_000;
    const old = [makeSample(now - 100 * day_ms), makeSample(now - 1000)];
    await open().append({ sequence: 0, samples: old.slice(0, 1) });
    const historian = open({ retention_d: 90 });
    await historian.append({ sequence: 1, samples: old });
    expect(historian.health()).toMatchObject({ state: 'ok', expiredSamples: 1 });
    const { results } = await server.query(
      `SHOW RETENTION POLICIES ON "${database.replaceAll('"', '\\"')}"`,
    );
    expect(results[0]!.series![0]!.values.map((row) => row[1])).toContain('2160h0m0s');
    expect(await stored()).toContain(2);
  });

  it('splits what is too large for a request', async () => {
    const historian = open();
    await historian.append(batchOf(0, 25_000));
    // 120 texts of 60 kB are more than 5 MB.
    await historian.append(batchOf(25_000, 120, { value: 'x'.repeat(60_000) }));
    expect(await stored()).toHaveLength(25_120);
  }, 30_000);

  /** Answers by itself or hands on to the real server. */
  async function startFake(
    answer: (request: IncomingMessage, body: string, response: ServerResponse) => boolean,
  ): Promise<{ readonly url: string; close(): void }> {
    const fake = createServer((request, response) => {
      const body: Buffer[] = [];
      request.on('data', (block: Buffer) => body.push(block));
      request.on('end', async () => {
        const text = Buffer.concat(body).toString();
        if (answer(request, decodeURIComponent(text.replaceAll('+', ' ')), response)) return;
        const real = await fetch(`${server.url}${request.url}`, {
          method: request.method!,
          ...(text === '' ? {} : { body: text }),
          headers: { 'content-type': request.headers['content-type'] ?? 'text/plain' },
        });
        response.writeHead(real.status).end(Buffer.from(await real.arrayBuffer()));
      });
    });
    fake.listen(0, '127.0.0.1');
    await once(fake, 'listening');
    return {
      url: `http://127.0.0.1:${(fake.address() as AddressInfo).port}`,
      close: () => {
        fake.closeAllConnections();
        fake.close();
      },
    };
  }

  it('works with a server that knows no CREATE DATABASE and hides what it has', async () => {
    await server.query(`CREATE DATABASE "${database.replaceAll('"', '\\"')}"`);
    const fake = await startFake((_, body, response) => {
      if (!/q=(show databases|create database|show retention)/i.test(body)) return false;
      response.writeHead(400).end('{"error":"unimplemented"}');
      return true;
    });
    const historian = open({ url: fake.url, retention_d: 30 });
    const recent = [makeSample(Date.now())];
    await historian.append({ sequence: 0, samples: recent });
    expect(historian.health()).toMatchObject({
      state: 'degraded',
      reason: expect.stringContaining('samples are not forgotten'),
    });
    expect(await stored()).toEqual([0]);
    fake.close();
  });

  it('does not believe a server that answers every query with its databases', async () => {
    const list =
      '{"results":[{"series":[{"name":"databases","columns":["name"],"values":[["x"]]}]}]}';
    let writes = 0;
    const fake = await startFake((request, _, response) => {
      if (request.url!.startsWith('/write')) writes += 1;
      const isQuery = request.url!.startsWith('/query');
      response.writeHead(isQuery ? 200 : 204).end(isQuery ? list : undefined);
      return true;
    });
    const historian = open({ url: fake.url });
    await historian.append(batchOf(0, 10));
    expect(writes).toBeGreaterThan(1);
    const unfit = { code: 'HISTORIAN_SERVER_UNFIT' };
    expect(historian.health()).toMatchObject({ state: 'degraded', ...unfit });
    const tags = [makeSample(0).tag] as TagId[];
    const query = { tags, from: 0, to: 1, interval_ms: 1 };
    await expect(historian.aggregate(query)).rejects.toMatchObject(unfit);
    await expect(historian.nextSequence()).rejects.toMatchObject(unfit);
    fake.close();
  });

  it('does not wait for ever for the rest of an answer', async () => {
    const fake = await startFake((request, _, response) => {
      if (!request.url!.startsWith('/query')) return false;
      response.writeHead(200, { 'content-length': '1000' }).write('{"results":[');
      return true;
    });
    const historian = open({ url: fake.url, patience_ms: 50 });
    // Slow is not unfit: a start goes on without it.
    await expect(historian.nextSequence()).rejects.toMatchObject(unavailable);
    fake.close();
  });
});
