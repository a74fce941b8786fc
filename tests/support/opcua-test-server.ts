import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

/** One variable below Objects/Line; `name` is `<parent>/<name>` and also its node id `ns=1;s=<name>`. */
export interface ServerVariable {
  readonly name: string;
  readonly unit?: { readonly code: string; readonly label: string };
  /** `Any` takes a number, text or truth value. */
  readonly type?: 'Double' | 'String' | 'Array' | 'Any';
  readonly description?: string;
}

/** What a test server is made from. */
export interface ServerOptions {
  readonly pkiFolder: string;
  readonly variables: readonly ServerVariable[];
  /** Port to use again; a free one where absent. */
  readonly port?: number;
  /** Accept any client certificate; true where absent. */
  readonly acceptClients?: boolean;
  /** Every variable counts up with this period. */
  readonly ticking?: { readonly period_ms: number };
  /** The server keeps what its variables were and gives it by HistoryRead. */
  readonly history?: boolean;
  /** Values that the server keeps of an item between two publishings. */
  readonly longestQueue?: number;
  /** The server's clock is so much ahead of ours. */
  readonly ahead_ms?: number;
}

/** What a test can ask of the running server. */
export type ServerCommand =
  | { readonly kind: 'add'; readonly variable: ServerVariable }
  /** Answers with the number of sessions that are open. */
  | { readonly kind: 'sessions' }
  | {
      readonly kind: 'set';
      readonly name: string;
      /** An array for a variable of type `Array`. */
      readonly value: number | string | boolean | readonly number[];
      /** Name of a status code; Good where absent. */
      readonly status?: string;
      readonly sourceTimestamp: number;
      /**
       * Answers after so long. Longer than the sampling interval: whoever samples has seen the value, however slow the
       * machine is, for timers of one process run in the order in which they are due.
       */
      readonly stands_ms?: number;
    };

/** The server stamps a value that a test sets this long after its source did [ms]. */
export const serverLag_ms = 20;

/** A real OPC UA server in a process of its own, so that it can be killed and stopped. */
export interface TestServer {
  readonly port: number;
  readonly endpoint: string;
  send(command: ServerCommand): Promise<unknown>;
  freeze(): void;
  thaw(): void;
  /** kill -9. */
  kill(): Promise<void>;
}

const root = new URL('../../', import.meta.url);

/** Starts a server and resolves when it listens. */
export async function startTestServer(options: ServerOptions): Promise<TestServer> {
  const port = options.port ?? (await freePort());
  const child: ChildProcess = fork(
    fileURLToPath(new URL('tests/support/opcua-test-server-process.ts', root)),
    [],
    {
      execArgv: ['--import', new URL('register.mjs', root).href],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // Keeps NaN and infinity.
      serialization: 'advanced',
    },
  );
  // Not as an argument: thousands of variables are too long for one.
  child.send({ ...options, port });
  const waiting = new Map<number, (answer: unknown) => void>();
  let sent = 0;
  const answer = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(id, resolve);
      child.once('exit', (code) => reject(new Error(`the test server ended with ${code}`)));
    });
  child.on('message', ({ id, answer: said }: { id: number; answer?: unknown }) =>
    waiting.get(id)?.(said),
  );
  child.setMaxListeners(0);
  await answer(0);
  return {
    port,
    endpoint: `opc.tcp://127.0.0.1:${port}/line`,
    async send(command) {
      sent += 1;
      const id = sent;
      const done = answer(id);
      child.send({ ...command, id });
      return done;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
