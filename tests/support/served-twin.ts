import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A twin that runs as its own process, as a user starts it. */
export interface ServedTwin {
  readonly url: string;
  readonly stderr: () => string;
  /** SIGTERM, then the exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts the twin and waits for the line with its URL.
 * @param command - program and arguments in front of the options of `serve`
 */
export async function serveTwin(
  options: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  [program, ...first]: readonly string[] = [process.execPath, 'bin/twinline.mjs', 'serve'],
): Promise<ServedTwin> {
  const child = spawn(program!, [...first, ...options], {
    cwd: root,
    env: { ...process.env, TWINLINE_HTTP__PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const url = await firstUrl(child);
  if (url === undefined) {
    const [code] = await exited;
    throw new Error(`the twin ended with ${code} before it listened:\n${stderr}`);
  }
  return {
    url,
    stderr: () => stderr,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}

/** npm prints its banner before our first line. */
async function firstUrl(child: ChildProcess): Promise<string | undefined> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('http://')) {
      child.stdout!.resume();
      return line.trim();
    }
  }
  return undefined;
}
