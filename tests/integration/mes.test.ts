import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryHistorian } from '../../line-connectors/historian/memory-historian.ts';
import { createDropFolder } from '../../line-connectors/mes/drop-folder.ts';
import { createMemorySpool } from '../../line-connectors/spool/memory-spool.ts';
import type { Connector } from '../../twin/domain/connector.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import { createHttpFace } from '../../twin/http/http-face.ts';
import { listen } from '../../twin/http/listen.ts';
import type { SampleIntake } from '../../twin/ingest/sample-intake.ts';
import { ProductionRecords } from '../../twin/production/production-records.ts';
import { readTold } from '../../twin/production/told-records.ts';
import { memoryIntake } from '../support/memory-intake.ts';
import { FakeLine } from './http-fake-line.ts';

const clock = { now: () => Date.UTC(2026, 0, 1, 12) };
const line = 'demo.electrode.line1';
let historian: Historian;
let folder: string;
let intake: SampleIntake;
let records: ProductionRecords;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinline-mes-'));
  historian = createMemoryHistorian();
  const told = await readTold(line, historian, createMemorySpool({ capBytes: 1e6, clock }));
  intake = memoryIntake({ historian, clock });
  records = new ProductionRecords({ line, sink: intake.sink(0), clock });
  records.restore(told);
});
afterEach(async () => {
  await intake.close();
  await rm(folder, { recursive: true });
});

describe('/api/v1/mes', () => {
  /** Asks a face over the records; gives status and JSON. */
  async function asking<T>(
    use: (
      ask: (
        method: string,
        path: string,
        body?: unknown,
        headers?: object,
      ) => Promise<[number, never]>,
    ) => Promise<T>,
  ): Promise<T> {
    const log = pino({ level: 'silent' });
    const view = new FakeLine();
    const face = createHttpFace({ view, historian, clock, viewerFolder: folder, log, records });
    const server = await listen(face.app, { host: '127.0.0.1', port: 0 });
    try {
      return await use(async (method, path, body, headers = {}) => {
        const response = await fetch(`${server.url}/api/v1/mes/${path}`, {
          method,
          headers: { 'Content-Type': 'application/json', ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return [response.status, (await response.json()) as never];
      });
    } finally {
      face.close();
      await server.close();
    }
  }

  it('takes an order by PUT, once, and gives it back', async () => {
    await asking(async (ask) => {
      const order = { product: 'NMC622', quantity_m: 800 };
      expect(await ask('PUT', 'work-orders/WO-9', order)).toMatchObject([201, { revision: 1 }]);
      expect(await ask('PUT', 'work-orders/WO-9', { ...order, id: 'WO-9' })).toMatchObject([
        200,
        { outcome: 'unchanged' },
      ]);
      expect(await ask('GET', 'work-orders/WO-9')).toMatchObject([
        200,
        { origin: 'api', record: { ...order, id: 'WO-9', status: 'planned' } },
      ]);
      const [, { records: all }] = await ask('GET', 'work-orders');
      expect(all).toHaveLength(1);
    });
  });

  it('enters a result of the laboratory by hand, and once, whoever presses twice', async () => {
    await asking(async (ask) => {
      const body = { takenAt: '2026-01-01T09:00:00Z', values: { porosity_frac: 0.31 } };
      const [status, first] = await ask('POST', 'lab-results', body);
      expect([status, await ask('POST', 'lab-results', body)]).toMatchObject([
        201,
        [200, { ...(first as object), outcome: 'unchanged' }],
      ]);
      const key = { 'Idempotency-Key': 'abc' };
      expect(await ask('POST', 'lab-results', body, key)).toMatchObject([201, {}]);
      await vi.waitFor(async () => {
        const stored = await historian.last([`${line}.lab.porosity_frac` as never]);
        expect(stored).toMatchObject([{ value: 0.31, sourceTimestamp: Date.UTC(2026, 0, 1, 9) }]);
      });
    });
  });

  it.each([
    ['PUT', 'coils/C1', { unit: 'coater' }, 422, 'RECORD_INVALID', /field from/],
    ['PUT', 'coils/C1', [1], 400, 'HTTP_BAD_BODY', /one object/],
    ['PUT', 'coils/C1', { id: 'C2' }, 400, 'HTTP_BAD_BODY', /allowed is 'C1' as in the path/],
    ['PUT', 'coils/..%2Fx', {}, 422, 'RECORD_INVALID', /field id/],
    ['POST', 'lab-results', { id: 'x' }, 400, 'HTTP_BAD_BODY', /'id' is not allowed/],
    ['POST', 'coils', {}, 405, 'HTTP_METHOD_NOT_ALLOWED', /use GET, HEAD/],
    ['DELETE', 'coils/C1', undefined, 405, 'HTTP_METHOD_NOT_ALLOWED', /use GET, HEAD, PUT/],
    ['GET', 'coils/none', undefined, 404, 'HTTP_NOT_FOUND', /nobody has told of 'none' in coils/],
    ['GET', 'machines', undefined, 404, 'HTTP_NOT_FOUND', /nothing is at/],
  ])('refuses %s %s %j', async (method, path, body, status, code, detail) => {
    await asking(async (ask) => {
      expect(await ask(method, path, body)).toMatchObject([
        status,
        { code, detail: expect.stringMatching(detail) },
      ]);
    });
  });
});

describe('the drop folder', () => {
  const drop = () => join(folder, 'drop');
  const put = (name: string, text: string) => writeFile(join(drop(), name), text);
  const settled = 20;

  /** Runs a drop folder while something is done with it. */
  async function running(use: (connector: Connector) => Promise<void>): Promise<void> {
    const connector = createDropFolder({
      id: 'mes',
      folder: drop(),
      ledgerFolder: join(folder, 'ledger'),
      pollInterval_ms: settled,
      records,
      clock,
      log: () => undefined,
    });
    const stop = new AbortController();
    const run = connector.run(intake.sink(0), stop.signal);
    try {
      await use(connector);
    } finally {
      stop.abort();
      await run;
    }
  }

  /** The reports in a folder below the drop folder, once there are so many. */
  async function reports(where: 'done' | 'error', count: number) {
    const names = await vi.waitFor(async () => {
      const found = (await readdir(join(drop(), where))).filter((name) => name.endsWith('.json'));
      const said = found.filter((name) => name.endsWith('.report.json'));
      expect(said).toHaveLength(count);
      return said.sort();
    }, 5_000);
    const texts = names.map((name) => readFile(join(drop(), where, name), 'utf8'));
    return (await Promise.all(texts)).map((text) => JSON.parse(text) as Record<string, unknown>);
  }

  beforeEach(() => mkdir(drop()));

  it('imports what is right, reports what is not by its line, and goes on', async () => {
    await put('batches.csv', 'id,mass_kg,solids_frac\nX1,12,0.65\nX2,heavy,0.65\nX3,14,0.66\n');
    await put('coils.csv', 'id,colour\nC1,red\n');
    await put('lab-results.csv', 'id,takenAt,porosity_frac\nQ1,2026-01-01T09:00:00Z,0.3\n');
    await running(async (connector) => {
      const [first, second] = await reports('error', 2);
      expect(first).toMatchObject({
        file: 'batches.csv',
        created: 2,
        rejected: [{ place: 'line 3', code: 'RECORD_INVALID' }],
      });
      expect(second).toMatchObject({ file: 'coils.csv', refused: { code: 'TABLE_INVALID' } });
      expect(await reports('done', 1)).toMatchObject([{ file: 'lab-results.csv', created: 1 }]);
      expect(records.list('batch').map(({ record }) => record.id)).toEqual(['X1', 'X3']);
      expect(connector.health()).toMatchObject({ state: 'live', rejected: 2 });
    });
  });

  it('does not let a file that comes again undo what came later, after a restart either', async () => {
    const old = 'id,mass_kg\nZ1,12\n';
    await put('batches-1.csv', old);
    await running(() => reports('done', 1).then(() => undefined));
    await records.put('batch', { id: 'Z1', mass_kg: 13 }, 'api');
    await put('batches-2.csv', old);
    await running(async () => {
      expect((await reports('done', 2)).map(({ importedBefore }) => importedBefore)).toContain(
        true,
      );
    });
    expect(records.get('batch', 'Z1')).toMatchObject({ record: { mass_kg: 13 } });
  });

  it('leaves a file alone while it grows, and takes it at once where its marker lies', async () => {
    const connector = createDropFolder({
      id: 'mes',
      folder: drop(),
      ledgerFolder: join(folder, 'ledger'),
      // Nothing is seen twice in the time of the test: only the marker counts.
      pollInterval_ms: 3_600_000,
      records,
      clock,
      log: () => undefined,
    });
    await put('batches-a.csv', 'id\nM1\n');
    await put('batches-b.csv', 'id\nM2\n');
    await put('batches-b.csv.ok', '');
    const stop = new AbortController();
    const run = connector.run(intake.sink(0), stop.signal);
    await reports('done', 1);
    expect((await readdir(drop())).sort()).toEqual(['batches-a.csv', 'done']);
    stop.abort();
    await run;
    expect(records.get('batch', 'M1')).toBeUndefined();
    expect(records.get('batch', 'M2')).toMatchObject({ revision: 1, origin: 'batches-b.csv' });
  });

  it('says why it is not live where the folder is missing, and takes up when it is there', async () => {
    await rm(drop(), { recursive: true });
    await running(async (connector) => {
      await vi.waitFor(() => expect(connector.health().state).toBe('failed'));
      expect(connector.health().reason).toContain(drop());
      await mkdir(drop());
      await vi.waitFor(() => expect(connector.health()).toMatchObject({ state: 'live' }));
    });
  });
});
