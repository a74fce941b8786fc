import { parentPort } from 'node:worker_threads';
import { answerCalls, type ThreadRequest } from '../source/thread-calls.ts';
import { LmdbStore } from './lmdb-store.ts';
import { explainFailure } from './spool-failure.ts';
import type { SpoolCalls } from './spool-protocol.ts';

// The one thread that owns LMDB; it lives as long as the spool.
const port = parentPort;
if (port === null) throw new Error('spool-worker.ts runs only as a worker thread');

let store: LmdbStore | undefined;
let folder = '';

function answer(message: ThreadRequest<SpoolCalls>): unknown {
  if (message.call === 'open') {
    folder = message.request.folder;
    store = new LmdbStore(message.request);
    return { tags: store.tags(), live: store.live };
  }
  if (store === undefined) throw new Error('the spool is not open');
  switch (message.call) {
    case 'append':
      return { losses: store.append(message.request), live: store.live };
    case 'read':
      return store.read(message.request);
    case 'condemn':
      return { losses: store.condemn(message.request), live: store.live };
    case 'hold':
      return store.hold(message.request);
    case 'forget':
      store.forget(message.request);
      return store.live;
    case 'losses':
      return store.losses();
    case 'lossesTold':
      return store.lossesTold(message.request);
    case 'nextSequence':
      return store.nextSequence;
    case 'close':
      return store.close();
  }
}

answerCalls<SpoolCalls>(port, answer, (cause) => explainFailure(cause, folder));
