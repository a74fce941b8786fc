import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';
import { TwinError } from '../domain/errors.ts';

/** Time that answers under way get when the server stops [ms]. */
const grace_ms = 2_000;

/** A server that listens; `close` resolves when the port is free. */
interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const data = { host, port, reason: cause.code };
  const elsewhere = 'choose another by http.port in the configuration or TWINLINE_HTTP__PORT';
  switch (cause.code) {
    case 'EADDRINUSE':
      return new TwinError(
        'PORT_IN_USE',
        `port ${port} on ${host} is taken by another program; end that program, or ${elsewhere} (0 takes a free one)`,
        data,
        { cause },
      );
    case 'EACCES':
      return new TwinError(
        'PORT_IN_USE',
        `port ${port} on ${host} may not be opened by this user; ${elsewhere}, 1024 or above`,
        data,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new TwinError(
        'CONFIG_INVALID',
        `http.host: found '${host}', allowed is an address of this machine such as 127.0.0.1`,
        { key: 'http.host', found: host, allowed: 'an address of this machine' },
        { cause },
      );
    default:
      return cause;
  }
}

/**
 * Returns the close of a server: connections without a request under way end at once, also those that a browser opened
 * ahead and never used (Node counts them as busy), the others with their answer or after the time of grace.
 */
function closing(server: Server): () => Promise<void> {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let stopping = false;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    busy.add(socket);
    response.once('close', () => {
      busy.delete(socket);
      if (stopping) socket.end();
    });
  });
  return () =>
    new Promise((resolve) => {
      stopping = true;
      const timer = setTimeout(() => server.closeAllConnections(), grace_ms);
      server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      for (const socket of open) {
        if (!busy.has(socket)) socket.destroy();
      }
    });
}

/** An address that a browser on this machine can open: the loopback where every address is listened on. */
function urlHost(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}

/**
 * Serves the application; port 0 takes a free one. Close the face first, so that its streams end.
 * @throws TwinError PORT_IN_USE (data: host, port, reason) when the port is taken or not permitted,
 *   CONFIG_INVALID (data: key, found, allowed) when the host is not an address of this machine
 */
export async function listen(
  app: Express,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const server = createServer(app);
  const close = closing(server);
  await new Promise<void>((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void => reject(listenError(cause, host, port));
    server.once('error', refuse);
    server.listen({ host, port }, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${urlHost(address.address)}:${address.port}`,
    close,
  };
}
