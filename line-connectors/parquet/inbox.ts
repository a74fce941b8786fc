import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { ParquetRequest } from './parquet-protocol.ts';

/**
 * Messages that a thread takes one at a time and waits for without returning to its event loop: it is asked for rows by
 * DuckDB, which does not wait for promises.
 */
export interface Inbox {
  take(): ParquetRequest;
}

/** The thread's end. */
export function openInbox(port: MessagePort, sent: SharedArrayBuffer): Inbox {
  const count = new Int32Array(sent);
  return {
    take() {
      for (;;) {
        const seen = Atomics.load(count, 0);
        const received = receiveMessageOnPort(port);
        if (received !== undefined) return received.message as ParquetRequest;
        Atomics.wait(count, 0, seen);
      }
    },
  };
}

/** The other end: sends a message and wakes the thread. */
export function sendTo(
  port: MessagePort,
  sent: SharedArrayBuffer,
  message: ParquetRequest,
  moved: readonly ArrayBuffer[] = [],
): void {
  const count = new Int32Array(sent);
  port.postMessage(message, moved);
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}
