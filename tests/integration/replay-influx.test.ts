import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openInfluxHistorian } from '../../line-connectors/historian/influx-historian.ts';
import { LineLoop } from '../../twin/advisor/line-loop.ts';
import { loadConfiguration } from '../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../twin/cli/line-from-configuration.ts';
import { SegmentFile } from '../../twin/cli/segment-file.ts';
import type { StoredSample } from '../../twin/domain/historian.ts';
import { sampleFlags } from '../../twin/domain/sample.ts';
import { replayHeadless } from '../../twin/replay.ts';
import { type Influxd, startInfluxd } from '../support/influxd.ts';
import { lateBatches } from '../support/late-batches.ts';
import { runCommand } from '../support/run-command.ts';
import { describeWith } from '../support/with-program.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const clock = { now: () => Date.now() };
const recordTag = 'demo.electrode.line1.replay.replay';
const range = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1, 0, 3) };
const rangeOptions = ['--from', '2026-01-01T00:00:00Z', '--to', '2026-01-01T00:03:00Z'];
/** A new spool begins its numbers at the present time in ms times 1000. */
const farAhead = 1.77e15;

describeWith('influxd', 'twinline replay of a history in InfluxDB', () => {
  let folder: string;
  let influxd: Influxd;
  let environment: Record<string, string>;
  let liveSegments: string;
  let live: readonly StoredSample[];

  /** What the history holds from the range on, in the order of arrival, but for what is told of replays. */
  async function stored(): Promise<StoredSample[]> {
    const historian = openInfluxHistorian({ url: influxd.url, database: 'plant', clock });
    const found: StoredSample[] = [];
    const query = { from: range.from, to: Infinity, order: 'sequence' } as const;
    for await (const page of historian.range(query)) found.push(...page);
    await historian.close();
    return found.filter(({ tag }) => tag !== recordTag);
  }
  const replay = (data: string, more: readonly string[] = []) =>
    runCommand(
      ['replay', 'history', '--data', join(folder, data), ...rangeOptions, '--json', ...more],
      {
        environment,
        replay: async () => ({
          replay: (job) => replayHeadless(job, clock),
          stopwatch: () => 0,
        }),
      },
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinline-replay-influx-'));
    influxd = await startInfluxd();
    environment = {
      TWINLINE_PLANT__LINE__PATH: 'short',
      TWINLINE_VIRTUALLINE__LINE: 'short',
      TWINLINE_HISTORIAN__KIND: 'influx',
      TWINLINE_HISTORIAN__URL: influxd.url,
      TWINLINE_HISTORIAN__DATABASE: 'plant',
    };
    const historian = openInfluxHistorian({ url: influxd.url, database: 'plant', clock });
    const { model, scope } = lineFromConfiguration(loadConfiguration(undefined, environment));
    const loop = new LineLoop(model, scope);
    const file = new SegmentFile(join(folder, 'live.csv'));
    for (const batch of lateBatches(120)) {
      file.take(loop.accept(batch).segments);
      const isLater = batch.samples[0]!.sourceTimestamp > range.from + 60_000;
      await historian.append({ ...batch, sequence: batch.sequence + (isLater ? farAhead : 0) });
    }
    expect(file.keep().byKnowledge.derived).toBeGreaterThan(20);
    await historian.close();
    liveSegments = await readFile(join(folder, 'live.csv'), 'utf8');
    live = await stored();
    expect(live.length).toBeGreaterThan(10_000);
    expect(live.at(-1)!.sequence - live[0]!.sequence).toBeGreaterThan(1e15);
  });
  afterAll(async () => {
    await influxd?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives the same segments and samples at the present time, in the order in which they came', async () => {
    const out = join(folder, 'segments.csv');
    const { code, stdout, stderr } = await replay('data', ['--shift', 'now', '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      samples: { played: live.length, storedBefore: 0, repeated: 0, rejected: 0, refused: 0 },
    });
    const all = await stored();
    expect(all.slice(0, live.length)).toEqual(live);
    const copies = all.slice(live.length);
    const { shift_ms } = answer;
    expect(copies.map(({ tag, value, status }) => ({ tag, value, status }))).toEqual(
      live.map(({ tag, value, status }) => ({ tag, value, status })),
    );
    expect(copies.map(({ sourceTimestamp }) => sourceTimestamp - shift_ms)).toEqual(
      live.map(({ sourceTimestamp }) => sourceTimestamp),
    );
    expect(copies.every(({ flags }) => (flags & sampleFlags.replay) !== 0)).toBe(true);
    expect(await readFile(out, 'utf8')).toBe(liveSegments);
  });
});
