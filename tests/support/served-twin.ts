import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Root of this working tree. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A twin that runs in a process of its own, as a user starts it. */
export interface ServedTwin {
  readonly url: string;
  /** Of the command that was started. */
  readonly pid: number;
  /** Ends it cleanly, by force after ten seconds; gives the exit code. */
  stop(): Promise<number | null>;
  /** Ends it without a word (SIGKILL), and waits for its end. */
  kill(): Promise<void>;
}

const patience_ms = 120_000;
const stopPatience_ms = 10_000;

/**
 * Starts the twin on a free port.
 * @param options - of `serve`
 * @param command - program and arguments in front of the options
 */
export function serveTwin(
  options: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  command: readonly [string, ...string[]] = [process.execPath, 'bin/twinline.mjs', 'serve'],
): Promise<ServedTwin> {
  return startTwinProcess([...command, ...options], {
    cwd: root,
    environment: { ...process.env, TWINLINE_HTTP__PORT: '0', ...environment },
    wholeGroup: false,
  });
}

/**
 * Starts a command that serves a twin; resolves with the address that it prints.
 * @param options - `wholeGroup`: a signal goes to all that the command started, such as what npm starts
 */
export async function startTwinProcess(
  [program, ...args]: readonly [string, ...string[]],
  options: {
    readonly cwd: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly wholeGroup: boolean;
  },
): Promise<ServedTwin> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.environment,
    detached: options.wholeGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const signal = (name: NodeJS.Signals): void => {
    if (options.wholeGroup) signalGroup(child, name);
    else child.kill(name);
  };
  const onExit = (): void => signal('SIGKILL');
  process.once('exit', onExit);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const stop = async (): Promise<number | null> => {
    const timer = setTimeout(() => signal('SIGKILL'), stopPatience_ms);
    signal('SIGTERM');
    const [code] = await closed;
    clearTimeout(timer);
    process.off('exit', onExit);
    return code;
  };
  const kill = async (): Promise<void> => {
    signal('SIGKILL');
    await closed;
    process.off('exit', onExit);
  };
  try {
    return { url: await firstUrl(child), pid: child.pid!, stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, name);
  } catch {
    // It has ended by itself.
  }
}

/** npm prints its banner before our first line. */
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
