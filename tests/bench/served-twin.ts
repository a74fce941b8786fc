import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of this working tree. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A twin that runs in a process of its own. */
interface ServedTwin {
  readonly url: string;
  /** Of the command that was started. */
  readonly pid: number;
  /** `performance.now()` when the process was asked for. */
  readonly begun: number;
  /** From there to the line with the address [s]. */
  readonly urlAfter_s: number;
  /** Ends it cleanly, by force after ten seconds. */
  stop(): Promise<void>;
}

const patience_ms = 120_000;
const stopPatience_ms = 10_000;

/** Starts a command that serves the demonstration line on free ports; resolves with the address that it prints. */
export async function startTwin(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<ServedTwin> {
  const begun = performance.now();
  // A process group of its own, so that what npm starts ends with it.
  const child = spawn(command, args, {
    cwd,
    env: environment(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killAll = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // It has ended by itself.
    }
  };
  const onExit = (): void => killAll('SIGKILL');
  process.once('exit', onExit);
  const closed = once(child, 'close');
  const stop = async (): Promise<void> => {
    const timer = setTimeout(() => killAll('SIGKILL'), stopPatience_ms);
    killAll('SIGTERM');
    await closed;
    clearTimeout(timer);
    process.off('exit', onExit);
  };
  try {
    const url = await firstUrl(child);
    return { url, pid: child.pid!, begun, urlAfter_s: (performance.now() - begun) / 1000, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Serves this working tree's demonstration line with its data in `folder`. */
export function serveHere(folder: string): Promise<ServedTwin> {
  const args = [join(root, 'bin/twinline.mjs'), 'serve', '--data', join(folder, 'data')];
  return startTwin(process.execPath, args, folder);
}

/** Gives the work a new folder, which is removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'twinline-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Free ports, and nothing of the npm run that the benchmarks themselves may run under. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|TWINLINE_)/.test(name));
  return {
    ...Object.fromEntries(own),
    TWINLINE_HTTP__PORT: '0',
    TWINLINE_VIRTUALLINE__PORT: '0',
  };
}

function firstUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let [out, log] = ['', ''];
    const fail = (reason: string): void =>
      reject(new Error(`${reason}; it said: ${(out + log).slice(-2000)}`));
    const timer = setTimeout(() => fail('no address was printed'), patience_ms);
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4000);
    });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out = (out + text).slice(-4000);
      const found = /^(http:\/\/\S+)\n/m.exec(out)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('error', (error) => fail(error.message));
    child.once('close', (code) => {
      clearTimeout(timer);
      fail(`the process ended with ${code}`);
    });
  });
}
