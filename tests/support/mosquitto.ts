import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A real broker on loopback. */
export interface Broker {
  readonly endpoint: string;
  readonly folder: string;
  /** Ends it as a power cut would (SIGKILL) and resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port with what it had kept. */
  start(): Promise<void>;
  /** Stops it in the middle of whatever it does (SIGSTOP), and lets it go on. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its folder. */
  dispose(): Promise<void>;
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts mosquitto in a folder of its own. It saves its sessions after each change, so that they survive a kill.
 * @param more - lines of its configuration besides
 * @param scheme - of the endpoint, where `more` makes it encrypted
 */
export async function startBroker(more: readonly string[] = [], scheme = 'mqtt'): Promise<Broker> {
  const folder = mkdtempSync(join(tmpdir(), 'twinline-mosquitto-'));
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(
    file,
    [
      `listener ${port} 127.0.0.1`,
      ...(more.some((line) => line.startsWith('allow_anonymous')) ? [] : ['allow_anonymous true']),
      'persistence true',
      `persistence_location ${folder}/`,
      'autosave_on_changes true',
      'autosave_interval 1',
      'max_queued_messages 100000',
      `user ${userInfo().username}`,
      'log_dest stderr',
      ...more,
      '',
    ].join('\n'),
  );
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn('mosquitto', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    const said: string[] = [];
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: started.stderr! }).on('line', (line) => {
        said.push(line);
        if (/ running$/.test(line)) resolve();
      });
      started.once('exit', () => reject(new Error(`mosquitto ended:\n${said.join('\n')}`)));
    });
  }

  async function kill(): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    endpoint: `${scheme}://127.0.0.1:${port}`,
    folder,
    kill,
    start,
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    async dispose() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
