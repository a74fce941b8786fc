import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLmdbSpool } from '../../line-connectors/spool/lmdb-spool.ts';
import type { SequencedBatch } from '../../twin/domain/sample.ts';
import type { Spool } from '../../twin/domain/spool.ts';
import { batchAt, describeSpool, readAll } from '../support/spool-contract.ts';

describeSpool('the LMDB spool', (folder, capBytes, clock) =>
  openLmdbSpool({ folder, capBytes, clock }),
);

const clock = { now: () => 0 };
let folder: string;
let file: string;
const open = (more: { capBytes?: number; fileBytes?: number; script?: URL } = {}): Promise<Spool> =>
  openLmdbSpool({ folder, capBytes: 64e6, clock, ...more });
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-'));
  file = join(folder, 'data.mdb');
});
afterEach(() => rm(folder, { recursive: true }));

/** A batch whose bytes in the file begin with a text that can be found. */
function marked(sequence: number, mark: string): SequencedBatch {
  const batch = batchAt(sequence, 10);
  const [first, ...rest] = batch.samples;
  return { sequence, samples: [{ ...first!, value: mark.repeat(300) }, ...rest] };
}

/** Turns one bit of every copy of a text in the file. */
async function damage(text: string): Promise<void> {
  const bytes = await readFile(file);
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
    bytes[at] = bytes[at]! ^ 1;
  }
  await writeFile(file, bytes);
}

describe('after a restart', () => {
  it('holds what was appended, its losses, its totals and the next number', async () => {
    const first = await open({ capBytes: 100e3 });
    for (let round = 0; round < 60; round += 1) await first.append([batchAt(round * 500, 500)]);
    const losses = await first.losses();
    const { liveBytes, samples } = first.health();
    const kept = await readAll(first);
    await first.close();
    const second = await open({ capBytes: 100e3 });
    expect(losses).toHaveLength(1);
    expect(await second.losses()).toEqual(losses);
    expect(second.health()).toMatchObject({ liveBytes, samples });
    expect(await readAll(second)).toStrictEqual(kept);
    expect(await second.nextSequence()).toBe(30_000);
    await second.forget(30_000);
    await second.close();
    const third = await open();
    expect(await third.nextSequence()).toBe(30_000);
    expect(third.health().samples).toBe(0);
    await third.close();
  });

  it('skips a damaged record, names exactly what it held, and gives the others', async () => {
    const first = await open();
    await first.append([marked(0, 'first'), marked(10, 'second'), marked(20, 'third')]);
    await first.close();
    await damage('secondsecond');
    const second = await open();
    const { batches, losses } = await second.read(0, 1000);
    expect(batches).toStrictEqual([marked(0, 'first'), marked(20, 'third')]);
    const times = batchAt(10, 10).samples.map(({ sourceTimestamp }) => sourceTimestamp);
    const loss = {
      from: 10,
      to: 20,
      samples: 10,
      sourceFrom: times[0],
      sourceTo: times[9],
      reason: 'damaged',
    };
    expect(losses).toEqual([loss]);
    expect(await second.losses()).toEqual([loss]);
    expect(second.health().samples).toBe(20);
    await second.close();
  });

  it('does without batches whose tag it no longer knows', async () => {
    const first = await open();
    await first.append([batchAt(0, 10)]);
    await first.close();
    await damage('site.area.line.unit.temperature_degC');
    const second = await open();
    const { batches, losses } = await second.read(0, 1000);
    expect(batches).toEqual([]);
    expect(losses).toMatchObject([{ from: 0, to: 10, samples: 10, reason: 'damaged' }]);
    await second.append([batchAt(10, 10)]);
    expect(await readAll(second)).toStrictEqual([batchAt(10, 10)]);
    await second.close();
  });
});

it('says that its file has no room, keeps what it has, and takes again when there is room', async () => {
  const spool = await open({ fileBytes: 4 * 2 ** 20 });
  let taken = 0;
  const fill = async (): Promise<void> => {
    for (;;) {
      await spool.append([batchAt(taken, 5000)]);
      taken += 5000;
    }
  };
  await expect(fill()).rejects.toMatchObject({
    code: 'SPOOL_UNAVAILABLE',
    message: expect.stringContaining('reached its'),
    data: { path: folder },
  });
  expect(taken).toBeGreaterThan(50_000);
  expect(spool.health()).toMatchObject({ state: 'degraded', samples: taken });
  expect((await readAll(spool)).flatMap(({ samples }) => samples)).toHaveLength(taken);
  await spool.forget(taken - 5000);
  await spool.forget(taken - 5000);
  await spool.append([batchAt(taken, 5000)]);
  expect(spool.health()).toMatchObject({ state: 'ok', samples: 10_000 });
  await spool.close();
});

it('uses the room of what is forgotten, so that its file stays as it is', async () => {
  const spool = await open();
  const sizes = new Set<number>();
  for (let round = 0; round < 200; round += 1) {
    await spool.append([batchAt(round * 5000, 5000)]);
    await spool.forget(round * 5000);
    sizes.add((await stat(file)).size);
  }
  expect(Math.max(...sizes)).toBeLessThan(40e6);
  await spool.close();
});

describe('is not opened', () => {
  it('twice in one process', async () => {
    const spool = await open();
    await expect(open()).rejects.toMatchObject({
      code: 'SPOOL_LOCKED',
      data: { pid: process.pid },
    });
    await spool.close();
    await (await open()).close();
  });

  it('where its folder cannot be made', async () => {
    for (const path of [join(folder, 'file', 'spool'), '/sys/twinline/spool']) {
      await writeFile(join(folder, 'file'), '');
      await expect(openLmdbSpool({ folder: path, capBytes: 1e6, clock })).rejects.toMatchObject({
        code: 'SPOOL_UNAVAILABLE',
        message: expect.stringContaining(path),
        data: { path },
      });
    }
  });

  it.each([
    ['is another', async () => writeFile(file, 'this is no spool '.repeat(1000))],
    ['is cut short', async () => truncate(file, 9000)],
    ['is cut off in its head', async () => truncate(file, 100)],
  ])('where its file %s, which stays as it is', async (_, doDamage) => {
    const spool = await open();
    await spool.append([batchAt(0, 5000)]);
    await spool.close();
    await doDamage();
    const before = await readFile(file);
    await expect(open()).rejects.toMatchObject({
      code: 'SPOOL_DAMAGED',
      message: expect.stringContaining(folder),
    });
    expect((await readFile(file)).equals(before)).toBe(true);
  });

  it('where LMDB cannot be loaded', async () => {
    const script = new URL('data:text/javascript,import "no-such-native-module";');
    await expect(open({ script })).rejects.toMatchObject({
      code: 'SPOOL_UNAVAILABLE',
      message: expect.stringContaining(folder),
    });
  });
});
