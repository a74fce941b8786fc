import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** One request as it came. */
export interface ModbusRequest {
  readonly unit: number;
  readonly functionCode: number;
  readonly first: number;
  readonly count: number;
}

/** How a request is met. */
export type Behaviour =
  | 'answer'
  | 'silence'
  | 'wrongTransaction'
  | 'wrongUnit'
  | 'wrongFunction'
  | 'shortFrame'
  | 'halfFrame'
  | 'wrongByteCount'
  | 'noise'
  | 'close'
  | { readonly exception: number };

/** A Modbus TCP server within the test's process that can lie. Register and bit n hold what `value` says. */
export interface LyingModbusServer {
  readonly port: number;
  readonly requests: readonly ModbusRequest[];
  close(): Promise<void>;
}

/** Starts a server on a free port of loopback. */
export async function startLyingModbusServer(
  behave: (request: ModbusRequest, number: number) => Behaviour,
  value: (request: ModbusRequest, register: number) => number = (_request, register) => register,
): Promise<LyingModbusServer> {
  const requests: ModbusRequest[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    let gathered = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      gathered = Buffer.concat([gathered, data]);
      while (gathered.length >= 12) {
        const transaction = gathered.readUInt16BE(0);
        const request: ModbusRequest = {
          unit: gathered[6]!,
          functionCode: gathered[7]!,
          first: gathered.readUInt16BE(8),
          count: gathered.readUInt16BE(10),
        };
        gathered = gathered.subarray(12);
        requests.push(request);
        const behaviour = behave(request, requests.length);
        if (behaviour === 'close') socket.destroy();
        else socket.write(told(behaviour, transaction, request, value));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    requests,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}

function frame(transaction: number, unit: number, pdu: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt16BE(transaction, 0);
  head.writeUInt16BE(pdu.length + 1, 4);
  head[6] = unit;
  return Buffer.concat([head, pdu]);
}

function values(
  request: ModbusRequest,
  value: (request: ModbusRequest, register: number) => number,
): Buffer {
  const { functionCode, first, count } = request;
  if (functionCode <= 2) {
    const bytes = Buffer.alloc(Math.ceil(count / 8));
    for (let i = 0; i < count; i++) {
      bytes[i >> 3]! |= (value(request, first + i) & 1) << (i & 7);
    }
    return bytes;
  }
  const bytes = Buffer.alloc(2 * count);
  for (let i = 0; i < count; i++) bytes.writeUInt16BE(value(request, first + i) & 0xffff, 2 * i);
  return bytes;
}

function told(
  behaviour: Exclude<Behaviour, 'close'>,
  transaction: number,
  request: ModbusRequest,
  value: (request: ModbusRequest, register: number) => number,
): Buffer {
  const { unit, functionCode } = request;
  const bytes = values(request, value);
  const pdu = Buffer.concat([Buffer.of(functionCode, bytes.length), bytes]);
  if (typeof behaviour === 'object') {
    return frame(transaction, unit, Buffer.of(functionCode | 0x80, behaviour.exception));
  }
  switch (behaviour) {
    case 'answer':
      return frame(transaction, unit, pdu);
    case 'silence':
      return Buffer.alloc(0);
    case 'wrongTransaction':
      return frame((transaction + 77) & 0xffff, unit, pdu);
    case 'wrongUnit':
      return frame(transaction, unit + 1, pdu);
    case 'wrongFunction':
      return frame(
        transaction,
        unit,
        Buffer.concat([Buffer.of(functionCode ^ 7), pdu.subarray(1)]),
      );
    case 'shortFrame':
      return frame(transaction, unit, pdu.subarray(0, -1));
    case 'halfFrame':
      return frame(transaction, unit, pdu).subarray(0, -3);
    case 'wrongByteCount':
      return frame(
        transaction,
        unit,
        Buffer.concat([Buffer.of(functionCode, bytes.length + 2), bytes]),
      );
    case 'noise':
      return Buffer.alloc(40, 0xa5);
  }
}
