import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../line-connectors/historian/memory-historian.ts';
import { p2dThreads } from '../../twin/cli/p2d-threads.ts';
import { createHttpFace } from '../../twin/http/http-face.ts';
import { listen } from '../../twin/http/listen.ts';
import { FakeLine } from './http-fake-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'twinline-cancel-'));
afterAll(() => rmSync(folder, { recursive: true }));

const program = fileURLToPath(new URL('../../bin/twinline.mjs', import.meta.url));
const long = 'repeat 20000 { discharge 1C for 30min; charge 1C for 30min }';

describe('p2d in a shell', () => {
  const batch = join(folder, 'cells.csv');
  writeFileSync(batch, 'negative.thickness_um\n80\n81\n82\n');

  it.each([
    ['SIGINT', 'one cell', ['--plot', join(folder, 'cell.png')]],
    ['SIGTERM', 'one cell', ['--plot', join(folder, 'cell.svg')]],
    ['SIGINT', 'a batch', ['--batch', batch]],
  ] as const)(
    'ends within a second of %s in the middle of %s, and leaves its files as they were',
    async (signal, _, more) => {
      const out = join(folder, 'result.json');
      writeFileSync(out, 'of before');
      const before = readdirSync(folder);
      const argv = ['p2d', '--parameters', 'Chen2020', '--protocol', long, '--grid_s', '1000'];
      const child = spawn(process.execPath, [program, ...argv, '--json', '--out', out, ...more], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (text: Buffer) => {
        stdout += text;
      });
      const begun = new Promise<void>((resolve) => {
        child.stderr.on('data', (text: Buffer) => {
          stderr += text;
          resolve();
        });
      });
      const closed = once(child, 'close');
      await begun;
      const asked = performance.now();
      child.kill(signal);
      expect(await closed).toEqual([130, null]);
      expect(performance.now() - asked).toBeLessThan(1_000);
      expect(stdout).toBe('');
      expect(stderr.trimEnd().split('\n').slice(1)).toEqual(['p2d: cancelled; nothing is written']);
      expect(readdirSync(folder)).toEqual(before);
      expect(readFileSync(out, 'utf8')).toBe('of before');
    },
  );
});

it('p2d ends in peace when its reader has read enough', async () => {
  const protocol = 'discharge 1C for 50min';
  const argv = ['p2d', '--parameters', 'Chen2020', '--protocol', protocol, '--grid_s', '0.1'];
  const child = spawn(process.execPath, [program, ...argv, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => {
    stderr += text;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(stderr).not.toContain('EPIPE');
});

describe('a client of /api/v1/p2d that hangs up', () => {
  it('ends its cell on the thread within a second, and the next one is solved there', async () => {
    const threads = p2dThreads(1);
    const historian = createMemoryHistorian();
    const begun: Promise<unknown>[] = [];
    let heard: () => void = () => undefined;
    const face = createHttpFace({
      view: new FakeLine(),
      historian,
      clock: { now: () => 0 },
      viewerFolder: '/nonexistent',
      log: pino({ level: 'silent' }),
      p2d: (body, signal) => {
        const solved = threads.solve(body, signal);
        begun.push(solved);
        heard();
        return solved;
      },
    });
    const server = await listen(face.app, { host: '127.0.0.1', port: 0 });
    const url = `${server.url}/api/v1/p2d`;
    const headers = { 'Content-Type': 'application/json' };
    const bodyOf = (protocol: string): string =>
      JSON.stringify({ parameters: 'Chen2020', protocol, grid_s: 1000 });
    const solve = async (): Promise<unknown> => {
      const body = bodyOf('discharge 1C until 2.5V');
      return (await fetch(url, { method: 'POST', headers, body })).json();
    };
    try {
      expect(await solve()).toMatchObject({ status: 'event' });
      const arrived = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const client = request(url, { method: 'POST', headers });
      client.on('error', () => undefined);
      client.end(bodyOf(long));
      await arrived;
      const asked = performance.now();
      client.destroy();
      expect(await begun.at(-1)).toBeUndefined();
      expect(performance.now() - asked).toBeLessThan(1_000);
      expect(await solve()).toMatchObject({ status: 'event' });
    } finally {
      face.close();
      await server.close();
      await threads.close();
      await historian.close();
    }
  });
});
