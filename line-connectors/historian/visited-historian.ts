import { once } from 'node:events';
import { connect } from 'node:net';
import { TwinError } from '../../twin/domain/errors.ts';
import type { Bucket, Historian, StoredSample } from '../../twin/domain/historian.ts';
import type { TagId } from '../../twin/domain/sample.ts';
import { type DoorAnswer, type DoorCall, encodeFrame, readFrames } from './door-protocol.ts';

/**
 * A history that another process holds open, read through the door beside it: the same answers, nothing can be written.
 * @throws TwinError `locked` where nobody answers there; HISTORIAN_UNAVAILABLE where the other ends amid an answer
 */
export async function visitHistorian(path: string, locked: TwinError): Promise<Historian> {
  const ask = (call: DoorCall): AsyncGenerator<unknown> => answers(path, call, locked);
  const one = async <T>(call: DoorCall): Promise<T> => {
    let found: unknown;
    for await (const value of ask(call)) found = value;
    return found as T;
  };
  // Whether somebody is there.
  await one<number>({ ask: 'nextSequence' });
  const refuse = (): Promise<never> => Promise.reject(locked);
  return {
    capabilities: { sql: false, parquet: true, retention: false, dedupe: false, durable: true },
    append: refuse,
    range: (query) => ask({ ask: 'range', query }) as AsyncGenerator<readonly StoredSample[]>,
    aggregate: (query) => one<readonly Bucket[]>({ ask: 'aggregate', query }),
    last: (tags) => one<readonly StoredSample[]>({ ask: 'last', tags }),
    tags: () => one<readonly TagId[]>({ ask: 'tags' }),
    nextSequence: () => one<number>({ ask: 'nextSequence' }),
    health: () => ({ state: 'ok', refusedSamples: 0, expiredSamples: 0 }),
    upkeep: refuse,
    close: () => Promise.resolve(),
  };
}

async function* answers(path: string, call: DoorCall, locked: TwinError): AsyncGenerator<unknown> {
  const socket = connect(path);
  try {
    await once(socket, 'connect').catch(() => {
      throw locked;
    });
    socket.write(encodeFrame(call));
    for await (const frame of readFrames(socket)) {
      const answer = frame as DoorAnswer;
      if (answer === 'end') return;
      if ('failure' in answer) {
        const { code, message, data } = answer.failure;
        throw new TwinError(code, message, data as ConstructorParameters<typeof TwinError>[2]);
      }
      yield answer.value;
    }
    throw cutOff(path);
  } catch (error) {
    throw error instanceof TwinError ? error : cutOff(path, error);
  } finally {
    socket.destroy();
  }
}

function cutOff(path: string, cause?: unknown): TwinError {
  return new TwinError(
    'HISTORIAN_UNAVAILABLE',
    'The twin that holds the history ended while it was read. Run the command again: it then reads the file itself, or asks the twin that runs by then.',
    { path },
    { cause },
  );
}
