import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeFrame, readFrames } from '../../line-connectors/historian/door-protocol.ts';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import { openHistoryDoor } from '../../line-connectors/historian/history-door.ts';
import { visitHistorian } from '../../line-connectors/historian/visited-historian.ts';
import { openParquetFiles } from '../../line-connectors/parquet/parquet-files.ts';
import { TwinError } from '../../twin/domain/errors.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import { openWrittenHistory } from '../../twin/opened-historian.ts';
import { makeSample } from '../support/historian-contract.ts';
import { runCommand } from '../support/run-command.ts';
import { serveTwin } from '../support/served-twin.ts';

const start = Date.UTC(2026, 0, 1);
const clock = { now: () => start };
const count = 25_000;
const samples = Array.from({ length: count }, (_, i) =>
  makeSample(start + i, { value: i % 3 === 0 ? -0 : i % 3 === 1 ? 0.1 * i : `t${i}` }),
);

let folder: string;
let history: string;
let door: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'door-'));
  history = join(folder, 'history');
  door = join(history, 'door.sock');
});
afterEach(() => rm(folder, { recursive: true }));

async function exported(name: string, ...more: readonly string[]) {
  const file = join(folder, name);
  const range = ['--from', '2026-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z'];
  const result = await runCommand(
    ['export', '--data', folder, '--tags', 'all', ...range, '--out', file, ...more],
    {
      export: async () => ({
        openHistory: (configuration, dataFolder) =>
          openWrittenHistory(configuration, { dataFolder, clock }),
        openTables: openParquetFiles,
        stopwatch: () => 0,
        version: '0.0.0-test',
      }),
    },
  );
  return { ...result, file };
}

/** A history with the samples, open here. */
async function held(): Promise<Historian> {
  const historian = await openDuckdbHistorian({ folder: history });
  await historian.append({ sequence: 0, samples });
  return historian;
}

it('what is exported while the history is held is the same, byte by byte, as afterwards', async () => {
  const historian = await held();
  await writeFile(door, 'left by a crash');
  const open = (await openHistoryDoor(historian, door))!;
  expect((await stat(door)).mode & 0o777).toBe(0o600);
  const whileHeld = await exported('held.csv', '--json');
  expect(whileHeld).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(whileHeld.stdout)).toMatchObject({ samples: count });
  const parquetHeld = await exported('held.parquet', '--format', 'parquet');
  await open.close();
  await historian.close();
  const afterwards = await exported('free.csv');
  expect(await readFile(whileHeld.file)).toEqual(await readFile(afterwards.file));
  const parquetFree = await exported('free.parquet', '--format', 'parquet');
  expect(await readFile(parquetHeld.file)).toEqual(await readFile(parquetFree.file));
}, 60_000);

it('says who holds the history where nobody answers', async () => {
  const historian = await held();
  const refused = await exported('none.csv');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(String(process.pid));
  await historian.close();
}, 60_000);

it('writes nothing where the holder ends amid the answer', async () => {
  const historian = await held();
  let pages = 0;
  const ending: Historian = {
    ...historian,
    async *range(query) {
      for await (const page of historian.range(query)) {
        if (query.tags === undefined && pages++ === 2) void open.close();
        yield page;
      }
    },
  };
  const open = (await openHistoryDoor(ending, door))!;
  const cut = await exported('cut.csv');
  expect(cut).toMatchObject({ code: 1, stdout: '' });
  expect(cut.stderr).toContain('ended while it was read');
  expect(await readdir(folder)).toEqual(['history']);
  await historian.close();
}, 60_000);

it('answers every question as the historian does, passes its refusals on, and writes nothing', async () => {
  const historian = await held();
  const open = (await openHistoryDoor(historian, door))!;
  const locked = new TwinError('HISTORIAN_LOCKED', 'held');
  const visited = await visitHistorian(door, locked);
  const { tag } = samples[0]!;
  expect(await visited.tags()).toEqual(await historian.tags());
  expect(await visited.last([tag])).toEqual(await historian.last([tag]));
  expect(await visited.nextSequence()).toBe(count);
  const buckets = { tags: [tag], from: start, to: start + count, interval_ms: 1000 };
  expect(await visited.aggregate(buckets)).toEqual(await historian.aggregate(buckets));
  for await (const [first] of visited.range({ from: -Infinity, to: Infinity })) {
    expect(first!.value).toBe(-0);
    break;
  }
  const wrong = { from: Number.NaN, to: 1 };
  const refusal = await historian
    .range(wrong)
    [Symbol.asyncIterator]()
    .next()
    .catch((e) => e);
  await expect(visited.range(wrong)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: refusal.code,
    message: refusal.message,
  });
  await expect(visited.append({ sequence: count, samples })).rejects.toBe(locked);
  await expect(visited.upkeep(start)).rejects.toBe(locked);
  await open.close();
  await expect(visitHistorian(door, locked)).rejects.toBe(locked);
  await historian.close();
}, 60_000);

const nonsense = {
  'another question': encodeFrame({ ask: 'append' }),
  'bytes that are no value': Buffer.from([4, 0, 0, 0, 1, 2, 3, 4]),
  'a question without end': Buffer.from([0xff, 0xff, 0xff, 0xff]),
};
for (const [what, bytes] of Object.entries(nonsense)) {
  it(`refuses ${what}, and answers the next`, async () => {
    const historian = await held();
    const open = (await openHistoryDoor(historian, door))!;
    const socket = connect(door);
    await once(socket, 'connect');
    socket.write(bytes);
    const told: unknown[] = [];
    for await (const answer of readFrames(socket)) told.push(answer);
    expect(told).toMatchObject([{ failure: { code: 'HISTORIAN_UNAVAILABLE' } }]);
    const visited = await visitHistorian(door, new TwinError('HISTORIAN_LOCKED', 'held'));
    expect(await visited.nextSequence()).toBe(count);
    await open.close();
    await historian.close();
  }, 60_000);
}

it('a path that is too long for a socket has none', async () => {
  const historian = await held();
  expect(await openHistoryDoor(historian, join(history, 'x'.repeat(120)))).toBeUndefined();
  await historian.close();
}, 60_000);

it('a twin that runs is exported from by another process', async () => {
  const twin = await serveTwin(['--data', folder], { TWINLINE_VIRTUALLINE__PORT: '0' });
  try {
    let samplesWritten = 0;
    while (samplesWritten === 0) {
      const { code, stdout, stderr } = await exported('live.csv', '--json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      samplesWritten = JSON.parse(stdout).samples;
    }
  } finally {
    await twin.stop();
  }
}, 180_000);
