import { connect, type Socket } from 'node:net';
import { TwinError } from '../../twin/domain/errors.ts';
import { isBitTable, type ModbusTable } from './address.ts';
import type { Span } from './blocks.ts';
import { endpointOf, type ModbusSource } from './options.ts';

/** What a device says to a request. */
export type Answer =
  | {
      readonly kind: 'data';
      readonly bytes: Uint8Array;
      /** By our clock [ms]. */
      readonly sent: number;
      readonly received: number;
      readonly roundTrip_ms: number;
    }
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'timeout' };

/** An open connection. Requests must come one after the other: devices answer no faster to several at once. */
export interface ModbusLink {
  /**
   * Asks a unit for a piece of a table.
   * @throws TwinError MODBUS_UNREACHABLE when the connection is gone; MODBUS_BAD_FRAME when what came is no answer. After either the connection is closed
   */
  read(unit: number, span: Span): Promise<Answer>;
  close(): void;
}

/** Bytes of an answer kept for a person to look at: the longest there is. */
const keptBytes = 260;

type ClientRead = 'writeFC1' | 'writeFC2' | 'writeFC3' | 'writeFC4';
const requests: Readonly<Record<ModbusTable, ClientRead>> = {
  coil: 'writeFC1',
  discrete: 'writeFC2',
  holding: 'writeFC3',
  input: 'writeFC4',
};

/** The class of the client library, loaded on first use; under ESM its default export lies within that of the module. */
async function loadClient() {
  return (await import('modbus-serial')).default.default;
}
type Client = InstanceType<Awaited<ReturnType<typeof loadClient>>>;

/**
 * Opens a connection.
 * @throws TwinError MODBUS_UNREACHABLE
 */
export async function openModbusLink(
  source: ModbusSource,
  signal: AbortSignal,
): Promise<ModbusLink> {
  const Client = await loadClient();
  const socket = await connected(source, signal);
  const client = new Client();
  client.setTimeout(source.timeout_ms);
  // The client library is told of an open socket, so that connecting, its time-out and its end are ours.
  await client.linkTCP(socket, {} as Parameters<typeof client.linkTCP>[1]);
  return linkOn(socket, client, source);
}

function connected({ host, port, timeout_ms }: ModbusSource, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true });
    const stop = (): void => void socket.destroy(new Error('stopped'));
    const timer = setTimeout(
      () => socket.destroy(new Error(`no connection within ${timeout_ms} ms`)),
      timeout_ms,
    );
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      settle();
      reject(unreachable({ host, port }, reasonOf(error), error));
    });
  });
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is unknown';
  return message;
}

function unreachable(
  place: Pick<ModbusSource, 'host' | 'port'>,
  why: string,
  cause?: unknown,
): TwinError {
  const endpoint = endpointOf(place);
  return new TwinError(
    'MODBUS_UNREACHABLE',
    `Modbus device ${endpoint} cannot be reached: ${why}`,
    { endpoint },
    { cause },
  );
}

/** An error of the client library, as its callbacks give it. */
interface ClientError {
  readonly name?: string;
  readonly message?: string;
  /** Exception code of the device. */
  readonly modbusCode?: number;
}

function linkOn(socket: Socket, client: Client, source: ModbusSource): ModbusLink {
  const endpoint = endpointOf(source);
  /** What came since the request, and ends the read when the connection does. */
  let came = Buffer.alloc(0);
  let giveUp: (error: TwinError) => void = () => undefined;
  let lost: TwinError | undefined;
  // Before the library's own listener, which answers at once.
  socket.prependListener('data', (data: Buffer) => {
    if (came.length < keptBytes) came = Buffer.concat([came, data]).subarray(0, keptBytes);
  });
  const lose = (why: string): void => {
    lost ??= unreachable(source, why);
    giveUp(lost);
  };
  socket.on('error', ({ message }) => lose(message));
  socket.on('close', () => lose('the connection was closed'));

  function badFrame(why: string): TwinError {
    const reason = `${endpoint} sent what is no answer to the request: ${why}`;
    const error = new TwinError('MODBUS_BAD_FRAME', reason, { endpoint });
    source.quarantine?.put({
      connector: source.id,
      source: endpoint,
      reason,
      code: 'MODBUS_BAD_FRAME',
      receivedTimestamp: source.clock.now(),
      ...(came.length === 0 ? {} : { raw: came }),
    });
    lost = error;
    socket.destroy();
    return error;
  }

  return {
    read: (unit, { table, first, count }) =>
      new Promise((resolve, reject) => {
        if (lost !== undefined) return reject(lost);
        giveUp = reject;
        came = Buffer.alloc(0);
        const sent = source.clock.now();
        const begun = performance.now();
        client[requests[table]](unit, first, count, (error: ClientError | null, result) => {
          if (error === null) {
            const bytes = result.buffer;
            const wanted = isBitTable(table) ? Math.ceil(count / 8) : 2 * count;
            // The library takes the number of bytes from the frame without a look at what was asked.
            if (bytes.length !== wanted) {
              return reject(badFrame(`${bytes.length} bytes of values, asked were ${wanted}`));
            }
            const roundTrip_ms = performance.now() - begun;
            return resolve({
              kind: 'data',
              bytes,
              sent,
              received: source.clock.now(),
              roundTrip_ms,
            });
          }
          if (error.modbusCode !== undefined) {
            return resolve({ kind: 'exception', code: error.modbusCode });
          }
          if (error.name !== 'TransactionTimedOutError') {
            return reject(badFrame(error.message ?? String(error)));
          }
          // Silence leaves the stream in step; half a frame, or one of another request, does not.
          if (came.length === 0) return resolve({ kind: 'timeout' });
          reject(badFrame('half a frame, or one of another transaction'));
        });
      }),
    close: () => void socket.destroy(),
  };
}
