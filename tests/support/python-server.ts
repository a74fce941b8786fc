import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

/** Programs of the Python of the tests (`python3 -m venv .venv`), for tests that are skipped where one is missing. */
const programs = fileURLToPath(new URL('../../.venv/bin', import.meta.url));
process.env['PATH'] = `${process.env['PATH'] ?? ''}${delimiter}${programs}`;

/** A server in a Python process of its own, so that it can be killed and stopped. */
interface PythonServer {
  readonly port: number;
  freeze(): void;
  thaw(): void;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Starts a server of this folder and resolves when it listens. */
export async function startPythonServer(
  name: 'pymodbus-server' | 'asyncua-server',
  port?: number,
): Promise<PythonServer> {
  const script = fileURLToPath(new URL(`${name}.py`, import.meta.url));
  const at = port ?? (await freePort());
  const child = spawn(join(programs, 'python'), [script, `${at}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}`);
  });
  ended.catch(() => undefined);
  await Promise.race([once(child.stdout, 'data'), ended]);
  return {
    port: at,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
}
