import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDuckdbClient } from '../../line-connectors/historian/duckdb-client.ts';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import { collect, describeHistorian, makeSample } from '../support/historian-contract.ts';

describeHistorian('the DuckDB historian', (folder) => openDuckdbHistorian({ folder }));

const start = Date.UTC(2026, 0, 1);
const everything = { from: -Infinity, to: Infinity };
const batchOf = (sequence: number, count: number) => ({
  sequence,
  samples: Array.from({ length: count }, (_, i) => makeSample(start + (sequence + i) * 100)),
});
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'historian-'));
  file = join(folder, 'history.duckdb');
});
afterEach(() => rm(folder, { recursive: true }));

/** Starts a process that appends for ever and says the sequence that is durable. */
function startWriter() {
  const script = fileURLToPath(new URL('./historian-crash-writer.ts', import.meta.url));
  const loader = new URL('../../register.mjs', import.meta.url).href;
  const writer = spawn(process.execPath, ['--import', loader, script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { writer, lines: createInterface({ input: writer.stdout }) };
}

it('finds every acknowledged sample after kill -9 amid writing, and says who holds the file before', async () => {
  const { writer, lines } = startWriter();
  let acknowledged = 0;
  for await (const line of lines) {
    const first = acknowledged === 0;
    acknowledged = Number(line);
    if (first) {
      await expect(openDuckdbHistorian({ folder })).rejects.toMatchObject({
        code: 'HISTORIAN_LOCKED',
        data: { path: file, pid: writer.pid },
      });
    }
    if (acknowledged >= 20_000) writer.kill('SIGKILL');
  }
  if (writer.signalCode === null) await once(writer, 'exit');
  expect(writer.signalCode).toBe('SIGKILL');
  const historian = await openDuckdbHistorian({ folder });
  const found = await collect(historian, { ...everything, order: 'sequence' });
  const next = await historian.nextSequence();
  await historian.close();
  expect(acknowledged).toBeGreaterThanOrEqual(20_000);
  expect(next).toBeGreaterThanOrEqual(acknowledged);
  expect(found.map((s) => s.sequence)).toEqual(Array.from({ length: next }, (_, i) => i));
}, 30_000);

it('keeps samples, last values, gaps and the next sequence over a restart', async () => {
  const first = await openDuckdbHistorian({ folder });
  await first.append(batchOf(0, 300));
  await first.append(batchOf(400, 100));
  const last = await first.last([makeSample(0).tag]);
  await first.close();
  const second = await openDuckdbHistorian({ folder });
  expect(await second.nextSequence()).toBe(500);
  expect(await second.last([makeSample(0).tag])).toStrictEqual(last);
  await second.append(batchOf(290, 120));
  const found = await collect(second, { ...everything, order: 'sequence' });
  await second.close();
  expect(found.map((s) => s.sequence)).toEqual(Array.from({ length: 500 }, (_, i) => i));
});

it('refuses to open one file twice in one process', async () => {
  const historian = await openDuckdbHistorian({ folder });
  await expect(openDuckdbHistorian({ folder })).rejects.toMatchObject({
    code: 'HISTORIAN_LOCKED',
    data: { pid: process.pid },
  });
  await historian.close();
  await (await openDuckdbHistorian({ folder })).close();
});

const damages: Record<string, () => Promise<void>> = {
  'a file that is no database': () => writeFile(file, 'not a database '.repeat(1000)),
  'an empty file': () => writeFile(file, ''),
  'a file cut short': () => truncate(file, 9000),
  'a database of another program': async () => {
    await rm(file);
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    await connection.run('CREATE TABLE other (a INTEGER)');
    connection.closeSync();
    instance.closeSync();
  },
};
for (const [damage, doDamage] of Object.entries(damages)) {
  it(`names ${damage} as damaged and leaves it as it is`, async () => {
    const historian = await openDuckdbHistorian({ folder });
    await historian.append(batchOf(0, 5000));
    await historian.close();
    await doDamage();
    const before = await readFile(file);
    await expect(openDuckdbHistorian({ folder })).rejects.toMatchObject({
      code: 'HISTORIAN_DAMAGED',
      message: expect.stringContaining('move it'),
      data: { path: file },
    });
    expect((await readFile(file)).equals(before)).toBe(true);
  });
}

it('says that a folder which is a file cannot be used', async () => {
  const notFolder = join(folder, 'file');
  await writeFile(notFolder, '');
  await expect(openDuckdbHistorian({ folder: notFolder })).rejects.toMatchObject({
    code: 'HISTORIAN_UNAVAILABLE',
  });
});

const deaths = {
  'dies at work':
    'import { parentPort } from "node:worker_threads"; parentPort.once("message", () => { throw new Error("crash"); });',
  'cannot load its module': 'import "no-such-native-module";',
};
for (const [death, script] of Object.entries(deaths)) {
  it(`rejects what waits, and all that comes later, when its thread ${death}`, async () => {
    const client = startDuckdbClient(file, new URL(`data:text/javascript,${script}`));
    const unavailable = { code: 'HISTORIAN_UNAVAILABLE', data: { path: file } };
    const open = { path: file, sealedFolder: folder, memoryLimit_MB: 256, threads: 1 };
    await expect(client.call('open', open)).rejects.toMatchObject(unavailable);
    await expect(client.call('close', null)).rejects.toMatchObject(unavailable);
    await client.end();
  });
}

it('stores what was appended before close, and refuses what comes after', async () => {
  const historian = await openDuckdbHistorian({ folder });
  const appended = Array.from({ length: 50 }, (_, k) => historian.append(batchOf(k * 10, 10)));
  await historian.close();
  await Promise.all(appended);
  await expect(historian.append(batchOf(500, 1))).rejects.toMatchObject({
    code: 'HISTORIAN_UNAVAILABLE',
  });
  const again = await openDuckdbHistorian({ folder });
  expect(await again.nextSequence()).toBe(500);
  await again.close();
});
