import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryHistorian } from '../../../../line-connectors/historian/memory-historian.ts';
import { writeBpx } from '../../../../physics/cell/bpx/write-bpx.ts';
import { simulateWithSensitivities } from '../../../../physics/cell/sensitivity/sensitivities.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { solveP2d } from '../../../../twin/cli/p2d-service.ts';
import { requestLimits } from '../../../../twin/cli/p2d-threads.ts';
import { p2dAnswerSchema } from '../../../../twin/contract/p2d.ts';
import { problemSchema } from '../../../../twin/contract/problem.ts';
import { createHttpFace } from '../../../../twin/http/http-face.ts';
import { listen } from '../../../../twin/http/listen.ts';
import { FakeLine } from '../../../integration/http-fake-line.ts';
import { type Asked, ohmicCell } from '../cli/ohmic-cell.ts';

const asked: Asked[] = [];
let now = 0;
let url = '';
let end: () => Promise<void>;

beforeAll(async () => {
  const simulateCell = ohmicCell(asked);
  const historian = createMemoryHistorian();
  const face = createHttpFace({
    view: new FakeLine(),
    historian,
    clock: { now: () => 0 },
    viewerFolder: '/nonexistent',
    log: pino({ level: 'silent' }),
    p2d: (request) =>
      Promise.resolve({ request, limits: requestLimits(request) }).then((job) =>
        solveP2d(job, { simulateCell, simulateWithSensitivities, stopwatch: () => now }),
      ),
  });
  const server = await listen(face.app, { host: '127.0.0.1', port: 0 });
  url = `${server.url}/api/v1/p2d`;
  end = async () => {
    face.close();
    await server.close();
    await historian.close();
  };
});
afterAll(() => end());

const chen = { parameters: 'Chen2020', protocol: 'discharge 5A until 2.5V' };

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
  });
}

async function answerOf(body: unknown) {
  const response = await post(body);
  expect([response.status, response.headers.get('Content-Type')]).toEqual([
    200,
    'application/json; charset=utf-8',
  ]);
  return p2dAnswerSchema.strict().parse(await response.json());
}

async function problemOf(answer: Promise<Response>) {
  const response = await answer;
  expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return { ...problem, allow: response.headers.get('Allow') };
}

describe('POST /api/v1/p2d', () => {
  it('answers as the command line does', async () => {
    const answer = await answerOf({ ...chen, grid_s: 600, set: { 'negative.thickness_um': 90 } });
    expect(answer).toMatchObject({
      parameters: { name: 'Chen2020' },
      status: 'event',
      event: { kind: 'voltage', time_s: 3600 },
      set: { 'negative.thickness_um': 90 },
    });
    expect(asked.at(-1)?.parameters.negative).toMatchObject({ thickness: 90 / 1e6 });
  });

  it('takes drive cycles and a BPX document with the request', async () => {
    const { interphase: _, ...expressible } = cellSet('Chen2020');
    const parameters = JSON.parse(JSON.stringify(writeBpx(expressible)));
    const driveCycles = { us06: { time_s: [0, 1, 2], current_A: [0, 5, -5] } };
    await answerOf({ parameters, protocol: 'drive us06', driveCycles });
    expect(asked.at(-1)?.protocol[0]?.control).toEqual({
      kind: 'drive',
      time: Float64Array.of(0, 1, 2),
      current: Float64Array.of(0, 5, -5),
    });
  });

  it('answers a cell that could not go on with its cause', async () => {
    const answer = await answerOf({ ...chen, set: { 'cell.contactResistance_mohm': 2000 } });
    expect([answer.status, answer.cause?.code]).toEqual(['failed', 'CELL_VOLTAGE_COLLAPSED']);
  });

  it('bounds steps and time of a request', async () => {
    await answerOf({ ...chen, fields: true });
    const withFields = asked.at(-1)!.options.limits.steps;
    await answerOf(chen);
    const { limits, cancelled } = asked.at(-1)!.options;
    expect(limits.steps).toBeLessThanOrEqual(100_000);
    expect(withFields).toBeLessThan(limits.steps);
    expect(cancelled?.()).toBe(false);
    now += 60_000;
    expect(cancelled?.()).toBe(true);
  });

  it('refuses a grid that turns out too fine for the time that the cell runs', async () => {
    const before = asked.length;
    const problem = await problemOf(post({ ...chen, grid_s: 0.001 }));
    expect([problem.code, asked.length - before]).toEqual(['PHY_PARAMETERS_CONTRADICT', 1]);
    const dead = { ...chen, grid_s: 0.001, set: { 'cell.contactResistance_mohm': 2000 } };
    expect((await answerOf(dead)).status).toBe('failed');
  });

  it.each([
    ['PHY_UNKNOWN_CELL_SET', { ...chen, parameters: 'Chen2021' }],
    ['PHY_PROTOCOL_INVALID', { ...chen, protocol: '3.4V cutoff' }],
    ['PHY_PROTOCOL_INVALID', { ...chen, protocol: 'drive us06' }],
    ['PHY_PROTOCOL_INVALID', { ...chen, protocol: 'drive __proto__' }],
    ['PHY_UNKNOWN_PARAMETER', { ...chen, set: { 'negative.size_um': 1 } }],
    ['PHY_PARAMETER_OUT_OF_RANGE', { ...chen, set: { 'negative.porosity_frac': 0.9 } }],
    ['PHY_PARAMETERS_CONTRADICT', { ...chen, protocol: 'rest for 9000h', grid_s: 0.001 }],
    ['BPX_MISSING_FIELD', { ...chen, parameters: {} }],
  ])('refuses with 422 and %s: %j', async (code, body) => {
    const before = asked.length;
    const problem = await problemOf(post(body));
    expect([problem.status, problem.code, problem.type]).toEqual([422, code, `/docs#${code}`]);
    expect(asked.length).toBe(before);
  });

  it.each([
    ['parameters', 'nothing', { protocol: 'rest for 1h' }],
    ['parameters', '""', { ...chen, parameters: '' }],
    ['protocol', '5', { ...chen, protocol: 5 }],
    ['model', '"p4d"', { ...chen, model: 'p4d' }],
    ['set.cell.area_m2', '"1"', { ...chen, set: { 'cell.area_m2': '1' } }],
    ['driveCycles.a', '[]', { ...chen, driveCycles: { a: [] } }],
    ['(top level)', '[]', []],
  ])("refuses with 400 the field '%s' that holds %s", async (field, found, body) => {
    const problem = await problemOf(post(body));
    expect([problem.status, problem.code]).toEqual([400, 'HTTP_BAD_BODY']);
    expect(problem.data).toEqual({
      field,
      found,
      allowed: expect.stringMatching(/^[a-z]\w*,? \w+/),
    });
  });

  it('refuses a field that it does not know, and lists those it knows', async () => {
    const problem = await problemOf(post({ ...chen, grid: 5 }));
    expect([problem.code, problem.data?.['field']]).toEqual(['HTTP_BAD_BODY', 'grid']);
    expect(problem.detail).toContain('grid_s');
  });

  it('refuses what is nested so deeply that reading it would break', async () => {
    const nested = (open: string, close: string): Promise<Response> =>
      post(Buffer.from(`{"parameters":${open.repeat(50_000)}1${close.repeat(50_000)}}`));
    for (const answer of [nested('[', ']'), nested('{"a":', '}')]) {
      expect(await problemOf(answer)).toMatchObject({
        status: 400,
        code: 'HTTP_BAD_BODY',
        data: { allowed: expect.stringContaining('levels') },
      });
    }
  });

  it('refuses what is no JSON, not announced as JSON, or too large', async () => {
    expect(await problemOf(post(Buffer.from('{')))).toMatchObject({ code: 'HTTP_BAD_BODY' });
    expect(await problemOf(fetch(url, { method: 'POST', body: 'a=1' }))).toMatchObject({
      status: 415,
      code: 'HTTP_UNSUPPORTED_MEDIA_TYPE',
    });
    expect(await problemOf(fetch(url, { method: 'POST' }))).toMatchObject({ status: 415 });
    const large = { ...chen, protocol: ' '.repeat(3_000_000) };
    for (const answer of [
      post(large),
      post(gzipSync(JSON.stringify(large)), { 'Content-Encoding': 'gzip' }),
    ]) {
      expect(await problemOf(answer)).toMatchObject({
        status: 413,
        code: 'HTTP_BODY_TOO_LARGE',
        data: { limit_bytes: expect.any(Number) },
      });
    }
  });

  it('is asked by POST only', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect(await problemOf(fetch(url, { method }))).toMatchObject({
        status: 405,
        allow: 'POST, OPTIONS',
      });
    }
    const options = await fetch(url, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('Allow')]).toEqual([204, 'POST, OPTIONS']);
  });
});
