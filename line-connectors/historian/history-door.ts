import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { TwinError } from '../../twin/domain/errors.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import { type DoorCall, encodeFrame, isDoorCall, readFrames } from './door-protocol.ts';

/** Longest question that is taken [bytes]: some 100,000 names of tags. */
const longestQuestion = 1 << 23;

/** What lets other processes of this user read a history that is open here. */
export interface HistoryDoor {
  close(): Promise<void>;
}

/** Longest path that the system takes for a socket [bytes]. */
const longestPath = 103;

/**
 * Answers who asks at a socket beside the history; only reading is answered. The history must be held by this process, so
 * that a socket that is there already is a leftover.
 * @returns undefined where the path is too long for a socket: then others must wait until the history is closed
 */
export async function openHistoryDoor(
  historian: Historian,
  path: string,
): Promise<HistoryDoor | undefined> {
  if (Buffer.byteLength(path) > longestPath) return undefined;
  await rm(path, { force: true });
  const visitors = new Set<Socket>();
  const server = createServer((socket) => {
    visitors.add(socket);
    socket.once('close', () => visitors.delete(socket));
    // Who hangs up has what it wanted.
    socket.on('error', () => undefined);
    void receive(historian, socket);
  });
  await listening(server, path);
  await chmod(path, 0o600);
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of visitors) socket.destroy();
      await closed;
    },
  };
}

async function listening(server: Server, path: string): Promise<void> {
  server.listen(path);
  await once(server, 'listening');
}

/** Answers the one call of a visitor: values, and nothing behind the last; or what failed. */
async function receive(historian: Historian, socket: Socket): Promise<void> {
  const tell = async (frame: Buffer): Promise<void> => {
    if (socket.destroyed) throw new Error('the visitor has left');
    if (!socket.write(frame)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  };
  try {
    const asked = socket.iterator({ destroyOnReturn: false });
    for await (const call of readFrames(asked, longestQuestion)) {
      if (!isDoorCall(call)) throw new TypeError('this is no question to a history');
      for await (const value of answersOf(historian, call)) await tell(encodeFrame({ value }));
      break;
    }
    await tell(encodeFrame('end'));
    socket.end();
  } catch (error) {
    const { code, message, data } =
      error instanceof TwinError
        ? error
        : { code: 'HISTORIAN_UNAVAILABLE' as const, message: String(error), data: {} };
    if (!socket.destroyed) socket.end(encodeFrame({ failure: { code, message, data } }));
  }
}

async function* answersOf(historian: Historian, call: DoorCall): AsyncGenerator<unknown> {
  switch (call.ask) {
    case 'range':
      yield* historian.range(call.query);
      return;
    case 'aggregate':
      yield await historian.aggregate(call.query);
      return;
    case 'last':
      yield await historian.last(call.tags);
      return;
    case 'tags':
      yield await historian.tags();
      return;
    case 'nextSequence':
      yield await historian.nextSequence();
  }
}
