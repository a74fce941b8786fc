import { once, setMaxListeners } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { randomStreams } from '../../physics/core/random.ts';

/** What the proxy does to the bytes that pass. All that is left out does nothing. */
export interface Faults {
  /** Every piece is held back so long; pieces stay in order. */
  readonly delay_ms?: number;
  /** Mean bytes between two that are flipped; where they lie depends on the seed and the bytes before, not on how they are cut into pieces. */
  readonly bytesPerFlip?: number;
  /** Nothing passes and nothing is closed, as behind a pulled cable. Bytes that come meanwhile pass when it ends. */
  readonly silent?: boolean;
  /** New connections are refused by closing them at once. */
  readonly refusing?: boolean;
}

/** A TCP proxy between a client and a server of a test, with faults that are the same for the same seed. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that were accepted so far, and bytes flipped. */
  readonly counts: { readonly connections: number; readonly flipped: number };
  /** Sets the faults of all connections, old and new; an empty object ends them. */
  set(faults: Faults): void;
  /** Cuts every connection at once, by a reset where asked. */
  cut(how?: 'reset'): void;
  close(): Promise<void>;
}

/** Starts a proxy on a free port of loopback. */
export async function startTcpProxy(
  target: { readonly host?: string; readonly port: number },
  { seed = 1, ...first }: Faults & { readonly seed?: number } = {},
): Promise<TcpProxy> {
  const streams = randomStreams(seed);
  const open = new Set<Socket>();
  const counts = { connections: 0, flipped: 0 };
  let faults: Faults = first;
  let changed = new AbortController();
  // Every piece that is held back listens.
  setMaxListeners(0, changed.signal);

  /** Flips bytes of one direction of one connection. */
  function flipper(name: string): (data: Buffer) => void {
    const random = streams.stream(name);
    const gap = (mean: number): number => Math.ceil(-mean * Math.log(1 - random.uniform()));
    let until: number | undefined;
    return (data) => {
      const { bytesPerFlip } = faults;
      if (bytesPerFlip === undefined) return;
      until ??= gap(bytesPerFlip);
      let at = until - 1;
      for (; at < data.length; at += gap(bytesPerFlip)) {
        data[at]! ^= 1 << Math.floor(8 * random.uniform());
        counts.flipped += 1;
      }
      until = at - data.length + 1;
    };
  }

  async function untilLoud(): Promise<void> {
    while (faults.silent === true) {
      const { signal } = changed;
      if (!signal.aborted) await once(signal, 'abort');
    }
  }

  /** Passes one direction on, piece by piece. */
  function pass(from: Socket, to: Socket, name: string): void {
    const flip = flipper(name);
    let last: Promise<unknown> = Promise.resolve();
    from.on('data', (data) => {
      const held = faults.delay_ms === undefined ? undefined : wait(faults.delay_ms);
      last = last.then(async () => {
        await held;
        await untilLoud();
        flip(data);
        if (!to.destroyed) to.write(data);
      });
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      open.delete(from);
      void last.then(async () => {
        await untilLoud();
        to.destroy();
      });
    });
  }

  const server = createServer((client) => {
    const name = `connection/${counts.connections}`;
    counts.connections += 1;
    if (faults.refusing === true) {
      client.destroy();
      return;
    }
    const upstream = connect({ host: target.host ?? '127.0.0.1', port: target.port });
    for (const socket of [client, upstream]) open.add(socket.setNoDelay());
    pass(client, upstream, `${name}/up`);
    pass(upstream, client, `${name}/down`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = (how?: 'reset'): void => {
    for (const socket of open) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
  };
  const set = (next: Faults): void => {
    faults = next;
    changed.abort();
    changed = new AbortController();
    setMaxListeners(0, changed.signal);
  };
  return {
    port: (server.address() as { port: number }).port,
    counts,
    set,
    cut,
    async close() {
      set({});
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
