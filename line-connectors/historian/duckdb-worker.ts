import { parentPort } from 'node:worker_threads';
import { explainFailure } from './duckdb-failure.ts';
import type { DuckdbReply, DuckdbRequest } from './duckdb-protocol.ts';
import { type DuckdbStore, openStore } from './duckdb-store.ts';
import { blockOf, type SampleColumns } from './sample-columns.ts';

// The one thread that owns DuckDB; it lives as long as the historian.
const port = parentPort;
if (port === null) throw new Error('duckdb-worker.ts runs only as a worker thread');

let store: DuckdbStore | undefined;
let path = '';

async function answer(message: DuckdbRequest): Promise<unknown> {
  if (message.call === 'open') {
    path = message.request.path;
    const opening = await openStore(message.request);
    store = opening.store;
    return opening.opened;
  }
  if (store === undefined) throw new Error('the file is not open');
  switch (message.call) {
    case 'write':
      return store.write(message.request);
    case 'openRange':
      return store.openRange(message.request);
    case 'nextPage':
      return store.nextPage(message.request);
    case 'closeRange':
      return store.closeRange(message.request);
    case 'aggregate':
      return store.aggregate(message.request);
    case 'upkeep':
      return store.upkeep(message.request);
    case 'close':
      return store.close(message.request);
  }
}

const running = new Set<Promise<void>>();

async function reply(message: DuckdbRequest): Promise<void> {
  const { id, call } = message;
  try {
    const answered = await answer(message);
    const moved = call === 'nextPage' && answered !== null;
    const sent: DuckdbReply = { id, reply: answered };
    port!.postMessage(sent, moved ? [blockOf(answered as SampleColumns)] : []);
  } catch (cause) {
    const sent: DuckdbReply = { id, failure: explainFailure(cause, call, path) };
    port!.postMessage(sent);
  }
}

async function end(): Promise<void> {
  await Promise.all(running);
  port!.close();
}

port.on('message', (message: DuckdbRequest | 'end') => {
  if (message === 'end') {
    void end();
    return;
  }
  const done = reply(message).finally(() => running.delete(done));
  running.add(done);
});
