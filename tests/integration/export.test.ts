import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckdbHistorian } from '../../line-connectors/historian/duckdb-historian.ts';
import { openInfluxHistorian } from '../../line-connectors/historian/influx-historian.ts';
import { createMemoryHistorian } from '../../line-connectors/historian/memory-historian.ts';
import { openParquetFiles } from '../../line-connectors/parquet/parquet-files.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { makeSample } from '../support/historian-contract.ts';
import { startInfluxd } from '../support/influxd.ts';
import { runCommand } from '../support/run-command.ts';
import { hasProgram } from '../support/with-program.ts';

const start = Date.UTC(2026, 0, 1);
const state = 'site.area.line.unit.stateName' as TagId;
const samples: readonly Sample[] = [
  makeSample(start, { value: 0.1 + 0.2, serverTimestamp: start + 1, flags: 8 }),
  makeSample(start + 1, { value: -0 }),
  makeSample(start + 2, { tag: state, value: 'said "no", then\nleft' }),
  makeSample(start + 3, { tag: state, value: true }),
  makeSample(start + 4, { value: null, status: 0x8031_0000 }),
  makeSample(start + 60_000),
];
const csv = [
  'tag,unit,sourceTimestamp,serverTimestamp,receivedTimestamp,value,text,status,flags,sequence,order,batch,coil,metre_m',
  'site.area.line.unit.temperature_degC,degC,2026-01-01T00:00:00.000Z,2026-01-01T00:00:00.001Z,2026-01-01T00:00:00.020Z,0.30000000000000004,,0,8,5,,,,',
  'site.area.line.unit.temperature_degC,degC,2026-01-01T00:00:00.001Z,,2026-01-01T00:00:00.021Z,-0,,0,0,6,,,,',
  'site.area.line.unit.stateName,,2026-01-01T00:00:00.002Z,,2026-01-01T00:00:00.022Z,,"said ""no"", then\nleft",0,0,7,,,,',
  'site.area.line.unit.stateName,,2026-01-01T00:00:00.003Z,,2026-01-01T00:00:00.023Z,,true,0,0,8,,,,',
  'site.area.line.unit.temperature_degC,degC,2026-01-01T00:00:00.004Z,,2026-01-01T00:00:00.024Z,,,2150694912,0,9,,,,',
  '',
].join('\r\n');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A historian with the samples, and how to end it. */
type Stored = () => Promise<{ open: () => Promise<Historian>; end?: () => Promise<void> }>;
const kinds: Readonly<Record<string, Stored>> = {
  memory: async () => {
    const historian = createMemoryHistorian();
    return { open: async () => historian };
  },
  DuckDB: async () => ({ open: () => openDuckdbHistorian({ folder: join(folder, 'history') }) }),
  InfluxDB: async () => {
    const { url, stop } = await startInfluxd();
    const clock = { now: () => Date.now() };
    return { open: async () => openInfluxHistorian({ url, database: 'plant', clock }), end: stop };
  },
};

function exportTo(
  out: string,
  openHistory: () => Promise<Historian>,
  more: readonly string[] = [],
  signal = new AbortController().signal,
) {
  const range = ['--from', '2026-01-01T00:00:00Z', '--to', '2026-01-01T01:01:00+01:00'];
  return runCommand(['export', '--tags', 'all', ...range, '--out', out, ...more], {
    signal,
    export: async () => ({
      openHistory,
      openTables: openParquetFiles,
      stopwatch: () => 0,
      version: '0.0.0-test',
    }),
  });
}

for (const [kind, store] of Object.entries(kinds)) {
  const isMissing =
    kind === 'InfluxDB' && !hasProgram('influxd') && process.env['CI'] === undefined;
  describe.skipIf(isMissing)(`from ${kind}`, () => {
    it('CSV and Parquet hold the same samples', async () => {
      const { open, end } = await store();
      const historian = await open();
      await historian.append({ sequence: 5, samples });
      if (kind !== 'memory') await historian.close();
      const file = join(folder, 'out.csv');
      const { code, stdout, stderr } = await exportTo(file, open, ['--json']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ file, format: 'csv', samples: 5 });
      expect(await readFile(file, 'utf8')).toBe(csv);
      const parquet = join(folder, 'out.parquet');
      await exportTo(parquet, open, ['--format', 'parquet']);
      const instance = await DuckDBInstance.create(':memory:');
      const connection = await instance.connect();
      const rows = await connection.runAndReadAll(
        `SELECT tag, unit, epoch_ms(sourceTimestamp)::DOUBLE, epoch_ms(serverTimestamp)::DOUBLE, value, text, status::DOUBLE, flags::DOUBLE, sequence::DOUBLE FROM '${parquet}'`,
      );
      expect(rows.getRows()).toEqual(
        samples
          .slice(0, 5)
          .map((s, i) => [
            s.tag,
            s.tag === state ? null : 'degC',
            s.sourceTimestamp,
            s.serverTimestamp ?? null,
            typeof s.value === 'number' ? s.value : null,
            s.value === null || typeof s.value === 'number' ? null : String(s.value),
            s.status,
            s.flags,
            5 + i,
          ]),
      );
      connection.closeSync();
      instance.closeSync();
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
      await end?.();
    }, 30_000);

    it('every row names the order, batch, coil and metre that it belongs to', async () => {
      const { open, end } = await store();
      const historian = await open();
      const line = 'demo.electrode.line1';
      const at = (s: number, tag: string, value: Sample['value']): Sample =>
        makeSample(start + s * 1000, { tag: `${line}.${tag}` as TagId, value });
      const batch = { id: 'B-1', order: 'WO-1', lots: [], parameters: {} };
      const told = { kind: 'batch', revision: 1, recordedAt: '2026-01-01T00:00:00Z' };
      const kept = JSON.stringify({ ...told, origin: 'api', unknown: [], record: batch });
      await historian.append({
        sequence: 0,
        samples: [
          at(0, 'line.coilId', 'C-1'),
          at(0, 'line.batchId', 'B-1'),
          // 1 m/s: the calender stands 12 m behind the die.
          ...Array.from({ length: 41 }, (_, s) => at(s, 'line.webLength_m', s)),
          at(20, 'line.coilId', 'C-2'),
          at(25, 'coater.webSpeed_m_per_min', 60),
          at(25, 'calender.lineLoad_N_per_mm', 100),
          at(35, 'calender.lineLoad_N_per_mm', 101),
          at(3_000, 'mes.batch', kept),
        ],
      });
      if (kind !== 'memory') await historian.close();
      const file = join(folder, 'named.csv');
      expect(await exportTo(file, open)).toMatchObject({ code: 0 });
      const rows = (await readFile(file, 'utf8')).split('\r\n').map((row) => row.split(','));
      const named = rows.flatMap((row) =>
        /webSpeed|lineLoad/.test(row[0]!) ? [[row[5], ...row.slice(-4)]] : [],
      );
      expect(named).toEqual([
        ['60', 'WO-1', 'B-1', 'C-2', '25'],
        ['100', 'WO-1', 'B-1', 'C-1', '13'],
        ['101', 'WO-1', 'B-1', 'C-2', '23'],
      ]);
      await end?.();
    }, 30_000);
  });
}

it('leaves nothing, and what stood there as it was, when it is cancelled or fails', async () => {
  const stop = new AbortController();
  const historian = createMemoryHistorian();
  await historian.append({ sequence: 0, samples });
  const cancelling: Historian = {
    ...historian,
    async *range(query) {
      yield* historian.range(query);
      stop.abort();
      yield* historian.range(query);
    },
  };
  for (const format of ['csv', 'parquet']) {
    const file = join(folder, 'out');
    const cancelled = await exportTo(
      file,
      async () => cancelling,
      ['--format', format],
      stop.signal,
    );
    expect(cancelled).toMatchObject({ code: 130, stdout: '' });
    const broken: Historian = {
      ...historian,
      // biome-ignore lint/correctness/useYield: it fails before the first page.
      async *range() {
        throw new Error('cut off');
      },
    };
    await expect(exportTo(file, async () => broken, ['--format', format])).rejects.toThrow(
      'cut off',
    );
    expect(await readdir(folder)).toEqual([]);
  }
});

it('says what is wrong with what was asked for', async () => {
  const historian = createMemoryHistorian();
  await historian.append({ sequence: 0, samples });
  const file = join(folder, 'out.csv');
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [['--tags', 'site.area.line.unit.none'], '--tags'],
    [['--tags', 'a,,b'], '--tags'],
    [['--from', '2026-01-01'], '--from'],
    [['--to', '2025-01-01T00:00:00Z'], '--to'],
    [['--format', 'xlsx'], '--format'],
  ];
  for (const [more, option] of wrong) {
    const { code, stderr } = await exportTo(file, async () => historian, more);
    expect(code).toBe(2);
    expect(stderr).toContain(option);
  }
  const nowhere = await exportTo(join(folder, 'none', 'out.csv'), async () => historian);
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be written') });
});
