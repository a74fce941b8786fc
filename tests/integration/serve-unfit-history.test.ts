import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { root } from '../support/served-twin.ts';

let folder: string;
let server: Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinline-unfit-'));
  // It takes every point, and answers every query with its databases.
  const list =
    '{"results":[{"series":[{"name":"databases","columns":["name"],"values":[["x"]]}]}]}';
  server = createServer((request, response) => {
    const isQuery = request.url!.startsWith('/query');
    request.resume().on('end', () => {
      response.writeHead(isQuery ? 200 : 204).end(isQuery ? list : undefined);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

it('serve ends with exit code 2 and says why before a server that cannot give back what it is given', async () => {
  const child = spawn(process.execPath, ['bin/twinline.mjs', 'serve', '--data', folder], {
    cwd: root,
    env: {
      ...process.env,
      TWINLINE_HTTP__PORT: '0',
      TWINLINE_HISTORIAN__KIND: 'influx',
      TWINLINE_HISTORIAN__URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      TWINLINE_HISTORIAN__DATABASE: 'plant',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', log: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.log += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  expect(said.out).toBe('');
  expect(said.log).toContain('cannot serve as history: a point that was written did not come back');
  expect(code).toBe(2);
}, 60_000);
