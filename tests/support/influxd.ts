import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const startPatience_ms = 15_000;

/** A real InfluxDB 1.x of a test, in a folder of its own on loopback. */
export interface Influxd {
  readonly url: string;
  /** The server asked directly, not by the code under test. */
  query(statement: string, database?: string): Promise<InfluxAnswer>;
  signal(name: NodeJS.Signals): void;
  /** Kills it without a word, and waits for its end. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}
interface InfluxAnswer {
  readonly results: readonly {
    readonly series?: readonly { readonly columns: string[]; readonly values: unknown[][] }[];
    readonly error?: string;
  }[];
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function configurationOf(folder: string, http: number, rpc: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  index-version = "tsi1"
  query-log-enabled = false
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
[logging]
  level = "info"
`;
}

/** Resolves when the server says that it listens. */
async function startIn(folder: string): Promise<ChildProcess> {
  const server = spawn('influxd', ['-config', join(folder, 'influxdb.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  const late = setTimeout(() => server.kill('SIGKILL'), startPatience_ms);
  const lines = createInterface({ input: server.stderr! });
  const listens = await new Promise<boolean>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes('Listening on HTTP')) resolve(true);
    });
    lines.on('close', () => resolve(false));
  });
  clearTimeout(late);
  if (!listens) throw new Error(`influxd did not start:\n${said.join('\n')}`);
  return server;
}

/** Starts influxd in a temporary folder, with free ports. */
export async function startInfluxd(): Promise<Influxd> {
  const folder = await mkdtemp(join(tmpdir(), 'influxd-'));
  const [http, rpc] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${http}`;
  await writeFile(join(folder, 'influxdb.conf'), configurationOf(folder, http, rpc));
  let server = await startIn(folder);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    // One that was stopped hears nothing else.
    server.kill('SIGCONT');
    await ended;
  };
  return {
    url,
    async query(statement, database) {
      const query = new URLSearchParams({ q: statement, ...(database ? { db: database } : {}) });
      const answer = await fetch(`${url}/query`, { method: 'POST', body: query });
      return (await answer.json()) as InfluxAnswer;
    },
    signal: (name) => void server.kill(name),
    kill: () => end('SIGKILL'),
    async restart() {
      server = await startIn(folder);
    },
    async stop() {
      await end('SIGKILL');
      await rm(folder, { recursive: true });
    },
  };
}
