import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLmdbSpool } from '../../line-connectors/spool/lmdb-spool.ts';
import { type ServedTwin, serveTwin } from '../support/served-twin.ts';
import { mayMount, onDiskOf } from '../support/small-disk.ts';
import { historyOf, type SourceOptions, SourceProcess } from '../support/source-process.ts';

let folder: string;
let spool: string;
let history: string;
const running: SourceProcess[] = [];
const start = (options: Partial<SourceOptions> = {}): SourceProcess => {
  const source = new SourceProcess({ spool, history, ...options });
  running.push(source);
  return source;
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spool-faults-'));
  spool = join(folder, 'spool');
  history = join(folder, 'history');
});
afterEach(async () => {
  for (const source of running.splice(0)) await source.kill();
  await rm(folder, { recursive: true });
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const rising = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** What a source sends again: all that it was not told of, and some that it was told of just before. */
function resumeAt({ acknowledged }: SourceProcess): number {
  return Math.max(0, Math.max(...acknowledged) - 20);
}

it('loses and doubles nothing when it is killed amid appending and delivering, again and again', async () => {
  let first = 0;
  let last = 0;
  for (const batches of [40, 90, 25]) {
    const source = start({ first });
    await source.untilAcknowledged(batches);
    await source.kill();
    first = resumeAt(source);
    last = Math.max(...source.acknowledged);
  }
  const source = start({ first });
  await source.untilAcknowledged(60);
  const { lostSamples, duplicates } = await source.end();
  last = Math.max(last, ...source.acknowledged);
  const { values, stored, gaps } = await historyOf(history);
  expect(rising(values)).toEqual(upTo((last + 1) * 200));
  expect([lostSamples, gaps]).toEqual([0, []]);
  expect(duplicates).toBeGreaterThan(0);
  expect(new Set(stored.map(({ sequence }) => sequence)).size).toBe(stored.length);
}, 120_000);

it('keeps ten minutes that the historian did not take, over a kill, and delivers them first and in order', async () => {
  // Half a second of twenty tags in ten samples each batch of 400: ten minutes are 60 batches.
  const source = start({ down: true, batchSize: 400 });
  await source.untilAcknowledged(60);
  await expect(
    openLmdbSpool({ folder: spool, capBytes: 1e9, clock: { now: () => 0 } }),
  ).rejects.toMatchObject({
    code: 'SPOOL_LOCKED',
    data: { path: spool, pid: source.child.pid },
  });
  await source.kill();
  const before = Math.max(...source.acknowledged);
  const again = start({ first: before + 1, batchSize: 400 });
  await again.untilAcknowledged(5);
  await again.end();
  const { values } = await historyOf(history);
  expect(values).toEqual(upTo((Math.max(...again.acknowledged) + 1) * 400));
}, 120_000);

it('at the cap loses exactly what it counts, and the history tells the gap after the historian is back', async () => {
  const source = start({ down: true, batchSize: 2000, capBytes: 1e6 });
  await source.untilAcknowledged(100);
  expect(source.lines.some((line) => line.startsWith('state full'))).toBe(true);
  source.say('up');
  const { lostSamples, gaps } = await source.end();
  const all = (Math.max(...source.acknowledged) + 1) * 2000;
  const { values, gaps: told } = await historyOf(history);
  expect(lostSamples).toBeGreaterThan(0);
  expect(values).toHaveLength(all - lostSamples);
  expect(values).toEqual(rising(values));
  expect(new Set(values).size).toBe(values.length);
  expect(told).toHaveLength(gaps);
  expect(told.reduce((sum, gap) => sum + gap.lostSamples, 0)).toBe(lostSamples);
}, 120_000);

it('tells a gap exactly although it was killed before it could', async () => {
  const source = start({ down: true, batchSize: 2000, capBytes: 1e6 });
  await source.untilAcknowledged(100);
  await source.kill();
  const before = Math.max(...source.acknowledged);
  const again = start({ first: before + 1, batchSize: 2000, capBytes: 1e6 });
  await again.untilAcknowledged(3);
  await again.end();
  const { values, gaps } = await historyOf(history);
  const all = (Math.max(...again.acknowledged) + 1) * 2000;
  expect(gaps.reduce((sum, { lostSamples }) => sum + lostSamples, 0)).toBe(all - values.length);
  expect(all).toBeGreaterThan(values.length);
}, 120_000);

it('keeps the twin from starting without durability, unless that is asked for', async () => {
  await writeFile(spool, 'in the way');
  const serve = (environment: NodeJS.ProcessEnv): Promise<ServedTwin> =>
    serveTwin(['--data', folder], { TWINLINE_VIRTUALLINE__PORT: '0', ...environment });
  await expect(serve({})).rejects.toThrow(spool);
  const twin = await serve({ TWINLINE_SPOOL__KIND: 'memory' });
  const status = await (await fetch(`${twin.url}/api/v1/status`)).json();
  expect(status).toMatchObject({ spool: { kind: 'memory', state: 'ok' } });
  await twin.stop();
}, 60_000);

describe('a full disk', () => {
  /** What every full disk costs: nothing. */
  const survives = async (source: SourceProcess, makeRoom: () => void): Promise<void> => {
    await source.until(({ lines }) => lines.some((line) => /^state degraded .*disk/.test(line)));
    const taken = source.acknowledged.length;
    expect(taken).toBeGreaterThan(10);
    makeRoom();
    await source.until(({ lines }) => lines.at(-1)!.startsWith('state ok'));
    await source.untilAcknowledged(taken + 20);
    const { lostSamples } = await source.end();
    const { values, gaps } = await historyOf(history);
    expect([lostSamples, gaps]).toEqual([0, []]);
    expect(values).toEqual(upTo((Math.max(...source.acknowledged) + 1) * 5000));
  };

  it.skipIf(!mayMount)(
    'makes sources wait until the historian has taken what fills it',
    async () => {
      await mkdir(spool);
      const under = onDiskOf(10, spool);
      const source = start({ down: true, batchSize: 5000, under });
      await survives(source, () => source.say('up'));
    },
    120_000,
  );

  it('by a limit of this user makes sources wait until the limit is raised', async () => {
    const under = ['bash', '-c', 'ulimit -S -f 10000 && exec "$0" "$@"'];
    const source = start({ down: true, batchSize: 5000, under });
    await survives(source, () => {
      execFileSync('prlimit', ['--pid', String(source.child.pid), '--fsize=unlimited']);
      source.say('up');
    });
  }, 120_000);
});
