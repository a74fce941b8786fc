import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';

let echo: Server;
let port: number;
const proxies: TcpProxy[] = [];

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  port = (echo.address() as { port: number }).port;
});
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
  echo.close();
});

async function through(options: Parameters<typeof startTcpProxy>[1] = {}) {
  const proxy = await startTcpProxy({ port }, options);
  proxies.push(proxy);
  const client = connect({ host: '127.0.0.1', port: proxy.port });
  client.on('error', () => undefined);
  await once(client, 'connect');
  return { proxy, client };
}

/** What comes back, as many bytes as were sent. */
async function echoed(client: Socket, sent: Buffer, pieces = 1): Promise<Buffer> {
  const got: Buffer[] = [];
  const whole = new Promise<void>((resolve) => {
    client.on('data', (data) => {
      got.push(data);
      if (Buffer.concat(got).length >= sent.length) resolve();
    });
  });
  const size = Math.ceil(sent.length / pieces);
  for (let at = 0; at < sent.length; at += size) client.write(sent.subarray(at, at + size));
  await whole;
  return Buffer.concat(got);
}

const sent = Buffer.alloc(20_000, 0);

describe('the TCP proxy of the tests', () => {
  it('passes what it gets', async () => {
    const { client } = await through();
    expect((await echoed(client, Buffer.from('abc'))).toString()).toBe('abc');
  });

  it('flips the same bytes for the same seed, however they are cut into pieces', async () => {
    const flipped: Buffer[] = [];
    for (const [seed, pieces] of [
      [5, 1],
      [5, 40],
      [6, 1],
    ] as const) {
      const { client, proxy } = await through({ seed, bytesPerFlip: 1000 });
      flipped.push(await echoed(client, sent, pieces));
      expect(proxy.counts.flipped).toBeGreaterThan(10);
    }
    const [one, cutUp, other] = flipped as [Buffer, Buffer, Buffer];
    expect(one.equals(sent)).toBe(false);
    expect(one.equals(cutUp)).toBe(true);
    expect(one.equals(other)).toBe(false);
  });

  it('holds everything back while silent, loses nothing, and cuts when told', async () => {
    const { client, proxy } = await through({ silent: true });
    let came = '';
    client.on('data', (data) => {
      came += data.toString();
    });
    client.write('held');
    // A connection of its own that is cut tells that the proxy had time to pass the bytes on.
    const second = connect({ host: '127.0.0.1', port: proxy.port });
    await once(second, 'connect');
    expect(came).toBe('');
    proxy.set({});
    await once(client, 'data');
    expect(came).toBe('held');
    proxy.cut();
    await once(client, 'close');
    proxy.set({ refusing: true });
    const refused = connect({ host: '127.0.0.1', port: proxy.port });
    refused.on('error', () => undefined);
    await once(refused, 'close');
    second.destroy();
  });

  it('delays', async () => {
    const { client } = await through({ delay_ms: 50 });
    const begun = performance.now();
    await echoed(client, Buffer.from('abc'));
    expect(performance.now() - begun).toBeGreaterThanOrEqual(95);
  });
});
