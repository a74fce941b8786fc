import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import { openParquetFiles } from '../../line-connectors/parquet/parquet-files.ts';
import { LineLoop } from '../../twin/advisor/line-loop.ts';
import { loadConfiguration } from '../../twin/cli/configuration.ts';
import { lineFromConfiguration } from '../../twin/cli/line-from-configuration.ts';
import { SegmentFile } from '../../twin/cli/segment-file.ts';
import type { StoredSample } from '../../twin/domain/historian.ts';
import { sampleFlags } from '../../twin/domain/sample.ts';
import { openWrittenHistory } from '../../twin/opened-historian.ts';
import { replayHeadless } from '../../twin/replay.ts';
import { lateBatches } from '../support/late-batches.ts';
import { runCommand } from '../support/run-command.ts';
import { historyOf } from '../support/source-process.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const clock = { now: () => Date.now() };
const program = fileURLToPath(new URL('../../bin/twinline.mjs', import.meta.url));
/** The short line, on which web is soon at its end. */
const environment = { TWINLINE_PLANT__LINE__PATH: 'short', TWINLINE_VIRTUALLINE__LINE: 'short' };
const recordTag = 'demo.electrode.line1.replay.replay';
let folder: string;
let names = 0;
const place = (name: string): string => join(folder, `${names++}-${name}`);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinline-replay-'));
});
afterAll(() => rm(folder, { recursive: true }));

const tools = {
  replay: async () => ({
    replay: (job: Parameters<typeof replayHeadless>[0]) => replayHeadless(job, clock),
    stopwatch: () => 0,
  }),
};
const replay = (argv: readonly string[], more: Parameters<typeof runCommand>[1] = {}) =>
  runCommand(['replay', ...argv, '--json'], { environment, ...tools, ...more });

/** What a data folder holds in the order of arrival, but for what is told of replays. */
async function samplesIn(data: string): Promise<StoredSample[]> {
  const { stored } = await historyOf(join(data, 'history'));
  return stored.filter(({ tag }) => tag !== recordTag);
}
async function recordsIn(data: string): Promise<{ event: string; shift_ms: number }[]> {
  const { stored } = await historyOf(join(data, 'history'));
  return stored.flatMap(({ tag, value }) =>
    tag === recordTag ? [JSON.parse(value as string)] : [],
  );
}
const plain = ({ sequence: _, flags: __, ...sample }: StoredSample): object => sample;

describe('twinline replay of what a line has said', () => {
  let live: string;
  let liveSegments: string;
  let liveSamples: StoredSample[];
  beforeAll(async () => {
    live = place('live');
    const historian = await openDuckdbHistorian({ folder: join(live, 'history') });
    const { model, scope } = lineFromConfiguration(loadConfiguration(undefined, environment));
    const loop = new LineLoop(model, scope);
    const file = new SegmentFile(join(folder, 'live.csv'));
    for (const batch of lateBatches(120)) {
      file.take(loop.accept(batch).segments);
      await historian.append(batch);
    }
    expect(file.keep().byKnowledge.derived).toBeGreaterThan(20);
    await historian.close();
    liveSegments = await readFile(join(folder, 'live.csv'), 'utf8');
    liveSamples = await samplesIn(live);
    const times = liveSamples.map(({ sourceTimestamp }) => sourceTimestamp);
    expect(times.some((time, i) => i > 0 && time < times[i - 1]! - 900)).toBe(true);
  });

  /** Replays a source into a new folder: the segments must be those of the live run to the byte. */
  async function expectSame(source: string): Promise<string> {
    const data = place('data');
    const out = place('segments.csv');
    const { code, stdout, stderr } = await replay([source, '--data', data, '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      samples: { played: liveSamples.length, storedBefore: 0, rejected: 0, refused: 0 },
    });
    expect(await readFile(out, 'utf8')).toBe(liveSegments);
    return data;
  }

  it('gives from a history the same segments and samples, and doubles nothing on a second run', async () => {
    const data = await expectSame(live);
    const first = await samplesIn(data);
    expect(first.map(plain)).toEqual(liveSamples.map(plain));
    expect(new Set(first.map(({ flags }) => flags))).toEqual(
      new Set([sampleFlags.simulated | sampleFlags.replay]),
    );
    const out = place('segments.csv');
    const again = await replay([live, '--data', data, '--out', out]);
    expect(JSON.parse(again.stdout)).toMatchObject({
      samples: { played: liveSamples.length, storedBefore: liveSamples.length, repeated: 0 },
    });
    expect(await samplesIn(data)).toEqual(first);
    expect(await readFile(out, 'utf8')).toBe(liveSegments);
    expect((await recordsIn(data)).map(({ event }) => event)).toEqual([
      'begun',
      'done',
      'begun',
      'done',
    ]);
  });

  it.each(['csv', 'parquet'])(
    'gives from an export as %s the same segments and samples',
    async (format) => {
      const out = place(`export.${format}`);
      const range = ['--from', '2026-01-01T00:00:00Z', '--to', '2026-01-02T00:00:00Z'];
      const argv = ['export', '--data', live, '--tags', 'all', ...range, '--format', format];
      const exported = await runCommand([...argv, '--out', out], {
        export: async () => ({
          openHistory: (configuration, dataFolder) =>
            openWrittenHistory(configuration, { dataFolder, clock }),
          openTables: openParquetFiles,
          stopwatch: () => 0,
          version: '0',
        }),
      });
      expect([exported.code, exported.stderr]).toEqual([0, '']);
      const samples = await samplesIn(await expectSame(out));
      expect(samples.map(plain)).toEqual(liveSamples.map(plain));
    },
  );

  it('gives from the sealed days of a history the same segments and samples', async () => {
    const historian = await openDuckdbHistorian({ folder: join(live, 'history') });
    await historian.upkeep(Date.now());
    await historian.close();
    expect(await readdir(join(live, 'history', 'sealed'))).toContain('manifest.json');
    const samples = await samplesIn(await expectSame(join(live, 'history', 'sealed')));
    expect(samples.map(plain)).toEqual(liveSamples.map(plain));
  });

  it('plays a range, and what a history holds once more at the present time', async () => {
    const data = place('data');
    const range = ['--from', '2026-01-01T00:00:30Z', '--to', '2026-01-01T00:01:00+00:00'];
    const ranged = JSON.parse((await replay([live, '--data', data, ...range])).stdout);
    const inRange = liveSamples.filter(
      ({ sourceTimestamp: time }) =>
        time >= Date.UTC(2026, 0, 1, 0, 0, 30) && time < Date.UTC(2026, 0, 1, 0, 1),
    );
    expect(ranged.samples.played).toBe(inRange.length);
    expect((await replay(['history', '--data', data])).code).toBe(2);
    const moved = await replay(['history', '--data', data, ...range, '--shift', 'now']);
    const { shift_ms } = JSON.parse(moved.stdout);
    const copies = (await samplesIn(data)).slice(inRange.length);
    expect(copies.map(({ sourceTimestamp }) => sourceTimestamp - shift_ms)).toEqual(
      inRange.map(({ sourceTimestamp }) => sourceTimestamp),
    );
    expect(Math.abs(Date.UTC(2026, 0, 1, 0, 1) + shift_ms - Date.now())).toBeLessThan(120_000);
    expect((await recordsIn(data)).map((record) => record.shift_ms)).toEqual([
      0,
      0,
      shift_ms,
      shift_ms,
    ]);
  });

  it('is cancelled with exit code 130, and another run goes on', async () => {
    const data = place('data');
    const stop = new AbortController();
    let time = 0;
    const cancelled = await replay([live, '--data', data], {
      signal: stop.signal,
      stderr: () => stop.abort(),
      replay: async () => ({ ...(await tools.replay()), stopwatch: () => (time += 100) }),
    });
    expect([cancelled.code, cancelled.stdout]).toEqual([130, '']);
    const before = (await samplesIn(data)).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(liveSamples.length);
    const { samples } = JSON.parse((await replay([live, '--data', data])).stdout);
    expect(samples).toMatchObject({ played: liveSamples.length, storedBefore: before });
    expect((await samplesIn(data)).map(plain)).toEqual(liveSamples.map(plain));
  });
});

describe('twinline replay of a simulation', () => {
  it('keeps virtual what is virtual', async () => {
    const out = place('run');
    await runCommand(['simulate', '--hours', '0.01', '--out', out]);
    const data = place('data');
    const { code, stdout } = await replay([out, '--data', data]);
    const answer = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ virtual: true, firstTimestamp: '2026-01-01T00:00:00.000Z' });
    const stored = await samplesIn(data);
    expect(stored.length).toBe(answer.samples.played);
    expect(stored.length).toBeGreaterThan(1000);
    expect(new Set(stored.map(({ flags }) => flags))).toEqual(
      new Set([sampleFlags.simulated | sampleFlags.replay]),
    );
    expect(stored.some(({ value }) => typeof value === 'string')).toBe(true);
  });
});

describe('twinline replay of a CSV', () => {
  const line = 'demo.electrode.line1';
  async function csv(text: string): Promise<string> {
    const file = place('rows.csv');
    await writeFile(file, text);
    return file;
  }

  it('takes the good rows, and says of each bad one where and why', async () => {
    const at = '2026-01-01T00:00:0';
    const rows: readonly (readonly [row: string, problem: RegExp | undefined])[] = [
      [`${line}.coater.pumpFlow_mL_per_min,${at}1Z,175,,0`, undefined],
      [`${line}.coater.pumpFlow_mL_per_min,${at}2+00:00,,,2150694912`, undefined],
      [`${line}.line.coilId,${at}2Z,,"COIL, 1",`, undefined],
      [`no.tag,${at}1Z,1,,0`, /no tag/],
      [`${line}.coater.pumpFlow_mL_per_min,1767225601000,1,,0`, /ISO 8601/],
      [`${line}.coater.pumpFlow_mL_per_min,2026-02-30T00:00:00Z,1,,0`, /ISO 8601/],
      [`${line}.coater.pumpFlow_mL_per_min,2026-01-01T00:00:00,1,,0`, /zone/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,NaN,,0`, /finite number/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,Infinity,,0`, /finite number/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,1e999,,0`, /finite number/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,"1,5",,0`, /finite number with a point/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,0x10,,0`, /finite number/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,,on,0`, /names a unit/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,,,`, /found nothing/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,1,one,0`, /both/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,1,,-1`, /32 bits/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,1`, /3 fields; allowed are 5/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}3Z,1,"x"y,0`, /quote/],
      [`${line}.line.coilId,${at}3Z,,${'x'.repeat(70_000)},0`, /70000 characters/],
      [`${line}.coater.pumpFlow_mL_per_min,${at}4Z,176,,0`, undefined],
    ];
    const file = await csv(
      `tag,sourceTimestamp,value,text,status\n${rows.map(([row]) => `${row}\n`).join('')}`,
    );
    const data = place('data');
    const { code, stdout } = await replay([file, '--data', data]);
    expect(code).toBe(0);
    const { rejections, samples } = JSON.parse(stdout);
    const expected = rows.flatMap(([, problem], i) => (problem ? [{ line: i + 2, problem }] : []));
    expect(rejections.map(({ place: where }: { place: string }) => where)).toEqual(
      expected.map((row) => `line ${row.line}`),
    );
    for (const [i, { problem }] of expected.entries())
      expect(rejections[i].reason).toMatch(problem);
    expect(samples).toMatchObject({ played: 4, rejected: expected.length });
    const stored = await samplesIn(data);
    expect(stored.map(({ value, status }) => [value, status])).toEqual([
      [175, 0],
      [null, 2_150_694_912],
      ['COIL, 1', 0],
      [176, 0],
    ]);
    const aside = await readFile(join(data, 'quarantine', 'replay', 'newest.jsonl'), 'utf8');
    const entries = aside
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(entries).toHaveLength(expected.length);
    expect(Buffer.from(entries[0].raw, 'base64').toString()).toBe(rows[3]![0]);
  });

  it('reads a wide table by a map, and converts units once', async () => {
    const map = place('map.csv');
    await writeFile(
      map,
      [
        'tag,connector,address,sourceUnit,samplingInterval_ms',
        `${line}.calender.rollTemperature_degC,any,roll_K,,1000`,
        `${line}.line.webSpeed_m_per_min,any,speed,m_per_s,1000`,
        `${line}.line.coilId,any,coil,,1000`,
        '',
      ].join('\n'),
    );
    const file = await csv(
      [
        '\uFEFFtime,roll_K,speed,coil,remark',
        '2026-01-01T00:00:00Z,373.15,0.5,C-1,begin',
        '2026-01-01T00:00:01Z,,0.5,,',
        '2026-01-01T00:00:02Z,hot,1,C-1,',
        'soon,373.15,1,C-1,',
        '',
      ].join('\r\n'),
    );
    const data = place('data');
    const { stdout } = await replay([file, '--map', map, '--data', data, '--virtual']);
    const { samples, rejections } = JSON.parse(stdout);
    expect(samples).toMatchObject({ played: 6, rejected: 2, unmapped: 1 });
    expect(rejections).toMatchObject([
      { place: 'line 4', reason: expect.stringMatching(/roll_K: found 'hot'/) },
      { place: 'line 5', reason: expect.stringMatching(/time: found 'soon'/) },
    ]);
    const stored = await samplesIn(data);
    expect(stored.map(({ tag, value }) => [tag.slice(line.length + 1), value])).toEqual([
      ['calender.rollTemperature_degC', 100],
      ['line.webSpeed_m_per_min', 30],
      ['line.coilId', 'C-1'],
      ['line.webSpeed_m_per_min', 30],
      ['line.webSpeed_m_per_min', 60],
      ['line.coilId', 'C-1'],
    ]);
    expect(new Set(stored.map(({ flags }) => flags))).toEqual(new Set([40]));
  });

  it.each([
    ['', /is empty/],
    ['tag;sourceTimestamp;value\n', /semicolons/],
    ['tag,value\n', /sourceTimestamp/],
    ['tag,sourceTimestamp,value,colour\n', /colour/],
    ['time,temperature_degC\n', /temperature_degC/],
    ['when,a,b\n1,2,3\n', /allowed is tag and sourceTimestamp/],
    ['tag,sourceTimestamp,value\nx,y,1\n', /nothing can be replayed.*line 2: tag/],
    ['tag,sourceTimestamp,value\n', /no sample in the range/],
  ])('refuses %j with exit code 3, code and file', async (text, problem) => {
    const file = await csv(text);
    const { code, stdout } = await replay([file, '--data', place('data')]);
    const { code: problemCode, detail, data } = JSON.parse(stdout);
    expect([code, problemCode, data.file]).toEqual([3, 'TABLE_INVALID', file]);
    expect(detail).toMatch(problem);
  });

  it('refuses what is not there, is no Parquet, or is asked for wrongly', async () => {
    const data = ['--data', place('data')];
    expect((await replay([join(folder, 'gone.csv'), ...data])).code).toBe(3);
    const file = await csv('PAR1 is how it begins');
    const { code, stdout } = await replay([file, ...data]);
    expect([code, JSON.parse(stdout).code]).toEqual([3, 'INPUT_UNREADABLE']);
    for (const argv of [[], ['a', 'b'], ['a', '--speed', '0'], ['a', '--speed', 'fast']]) {
      expect((await replay([...argv, ...data])).code).toBe(2);
    }
    for (const argv of [
      ['--from', 'x'],
      ['--shift', '3'],
      ['--from', '2026-01-02T00:00:00Z', '--to', '2026-01-01T00:00:00Z'],
    ]) {
      expect((await replay(['a', ...argv, ...data])).code).toBe(2);
    }
  });

  it('loses and doubles nothing over kill -9 in the middle, also with moved times', async () => {
    const rows = 100_000;
    let text = 'tag,sourceTimestamp,value\n';
    for (let i = 0; i < rows; i += 1) {
      const time = new Date(Date.UTC(2026, 0, 1) + i).toISOString();
      text += `${line}.extra.signal${i % 20}_1,${time},${i}\n`;
    }
    const file = await csv(text);
    const data = place('data');
    const argv = ['replay', file, '--data', data, '--speed', '20', '--shift', 'now'];
    const child = spawn(process.execPath, [program, ...argv], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit');
    // Progress is told as it plays: at the second time, some of it is stored.
    let told = '';
    for await (const text of child.stderr) {
      told += String(text);
      if ((told.match(/samples, up to/g) ?? []).length < 2) continue;
      child.kill('SIGKILL');
      break;
    }
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
    const { code, stdout } = await replay([file, '--data', data, '--shift', 'now']);
    expect(code).toBe(0);
    const { samples, shift_ms } = JSON.parse(stdout);
    expect(samples.storedBefore).toBeGreaterThan(0);
    expect(samples.storedBefore).toBeLessThan(rows);
    const stored = await samplesIn(data);
    expect(stored).toHaveLength(rows);
    expect(stored.map(({ value }) => value)).toEqual(Array.from({ length: rows }, (_, i) => i));
    expect(stored[0]!.sourceTimestamp - shift_ms).toBe(Date.UTC(2026, 0, 1));
  });
});
