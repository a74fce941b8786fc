import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, type ServedTwin, startTwinProcess } from '../support/served-twin.ts';

/** A twin whose start is timed. */
interface TimedTwin extends ServedTwin {
  /** `performance.now()` when the process was asked for. */
  readonly begun: number;
  /** From there to the line with the address [s]. */
  readonly urlAfter_s: number;
}

/** Starts a command that serves the demonstration line on free ports; resolves with the address that it prints. */
export async function startTwin(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<TimedTwin> {
  const begun = performance.now();
  const twin = await startTwinProcess([command, ...args], {
    cwd,
    environment: ownEnvironment(),
    wholeGroup: true,
  });
  return { ...twin, begun, urlAfter_s: (performance.now() - begun) / 1000 };
}

/** Serves this working tree's demonstration line with its data in `folder`. */
export function serveHere(folder: string): Promise<TimedTwin> {
  const twinline = join(root, 'bin/twinline.mjs');
  const args = [twinline, 'serve', '--data', join(folder, 'data')];
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
function ownEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|TWINLINE_)/.test(name));
  return {
    ...Object.fromEntries(own),
    TWINLINE_HTTP__PORT: '0',
    TWINLINE_VIRTUALLINE__PORT: '0',
  };
}
