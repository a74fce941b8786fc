import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { mlErrorCodes } from '../../ml/errors.ts';
import { modelWarningCodes, physicsErrorCodes } from '../../physics/core/errors.ts';
import { lineSchema, statusSchema } from '../../twin/contract/api.ts';
import { gapsAnswerSchema, quarantineAnswerSchema } from '../../twin/contract/connections.ts';
import { problemSchema } from '../../twin/contract/problem.ts';
import {
  bucketsAnswerSchema,
  cellsAnswerSchema,
  healthSchema,
  proposalsAnswerSchema,
  readinessSchema,
  samplesAnswerSchema,
  segmentsAnswerSchema,
  tagsAnswerSchema,
} from '../../twin/contract/queries.ts';
import {
  problemType,
  TwinError,
  type TwinErrorCode,
  twinErrorCodes,
} from '../../twin/domain/errors.ts';
import type { Historian } from '../../twin/domain/historian.ts';
import type { Sample, TagId } from '../../twin/domain/sample.ts';
import { listen } from '../../twin/http/listen.ts';
import { type Harness, startFace } from './http-harness.ts';

const speed = 'site.area.line.coater.webSpeed_m_per_min';

let face: Harness;
beforeEach(async () => {
  face = await startFace();
});
afterEach(() => face.end());

function sampleAt(instant: number, value: number): Sample {
  return {
    tag: speed as TagId,
    sourceTimestamp: instant,
    receivedTimestamp: instant + 5,
    value,
    status: 0,
    flags: 0,
  };
}

async function problem(path: string, init?: RequestInit) {
  const response = await face.get(path, init);
  expect(response.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
  const body = problemSchema.parse(await response.json());
  expect(body.status).toBe(response.status);
  return { response, ...body };
}

it('tells of trained models by name, and of none where there is none', async () => {
  expect(await (await face.get('/api/v1/models')).json()).toMatchObject({ trained: [] });
  expect(await problem('/api/v1/models/porosity')).toMatchObject({ code: 'HTTP_NOT_FOUND' });
  const model = { name: 'porosity', serving: null, versions: [], history: [] };
  const show = (name: string) => {
    if (name === 'porosity') return model;
    throw new TwinError('MODEL_UNKNOWN', `there is no model '${name}'`, { name });
  };
  const other = await startFace({}, undefined, { list: () => [model], show });
  try {
    expect(await (await other.get('/api/v1/models')).json()).toMatchObject({ trained: [model] });
    expect(await (await other.get('/api/v1/models/porosity')).json()).toEqual(model);
    const missing = await other.get('/api/v1/models/loading');
    expect([missing.status, problemSchema.parse(await missing.json()).code]).toEqual([
      404,
      'MODEL_UNKNOWN',
    ]);
    expect((await other.get('/api/v1/models?x=1')).status).toBe(400);
  } finally {
    await other.end();
  }
});

describe('answers', () => {
  const cases: [string, z.ZodType][] = [
    ['/api/v1/status', statusSchema],
    ['/api/v1/line', lineSchema],
    ['/api/v1/tags', tagsAnswerSchema],
    ['/api/v1/gaps', gapsAnswerSchema],
    ['/api/v1/quarantine', quarantineAnswerSchema],
    ['/api/v1/segments', segmentsAnswerSchema],
    ['/api/v1/cells', cellsAnswerSchema],
    ['/api/v1/proposals', proposalsAnswerSchema],
    [`/api/v1/samples?tag=${speed}`, samplesAnswerSchema],
    [`/api/v1/samples?tag=${speed}&aggregate=10s`, bucketsAnswerSchema],
    ['/healthz', healthSchema],
    ['/readyz', readinessSchema],
  ];
  it.each(cases)('%s answers as its schema says', async (path, schema) => {
    const response = await face.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/);
    const body: unknown = await response.json();
    expect(schema.parse(body)).toEqual(body);
  });

  it('hands coil, metres and lane of the query to the line as numbers', async () => {
    await face.get('/api/v1/segments?coil=C1&from_m=1.5&to_m=3');
    await face.get('/api/v1/cells?from_m=1.5&lane=2');
    expect(face.line.asked).toEqual([
      { coil: 'C1', from_m: 1.5, to_m: 3, limit: 2500 },
      { from_m: 1.5, lane: 2 },
    ]);
  });

  it('hands state, connector, words and page of the query for tags to the line', async () => {
    await face.get(
      '/api/v1/tags?state=bad,stale&state=refused&connector=m&search=a%20b&offset=5&limit=2',
    );
    expect(face.line.asked).toEqual([
      { states: ['bad', 'stale', 'refused'], connector: 'm', search: 'a b', offset: 5, limit: 2 },
    ]);
  });

  it('is ready though degraded, and not ready when a component is down', async () => {
    face.line.components = [{ component: 'historian', state: 'degraded', reason: 'slow' }];
    const degraded = await face.get('/readyz');
    expect([degraded.status, readinessSchema.parse(await degraded.json()).state]).toEqual([
      200,
      'degraded',
    ]);
    face.line.components.push({ component: 'engine', state: 'down', reason: 'stopped' });
    const down = await face.get('/readyz');
    expect([down.status, readinessSchema.parse(await down.json()).state]).toEqual([503, 'down']);
  });

  it('tells Prometheus what the line received, by names that begin with twinline_', async () => {
    await face.get('/api/v1/status');
    const response = await face.get('/metrics');
    const text = await response.text();
    expect(response.headers.get('Content-Type')).toMatch(/^text\/plain/);
    expect(text).toContain('twinline_samples_total 1234');
    expect(text).toContain('twinline_reconnect_total{connector="machines"} 2');
    expect(text).toContain('twinline_sse_clients 0');
    for (const row of [
      'twinline_connector_state{connector="machines",state="live"} 1',
      'twinline_connector_state{connector="machines",state="failed"} 0',
      'twinline_tags{connector="machines",state="live"} 8',
      'twinline_rejected_total{connector="machines"} 5',
      'twinline_quarantined_total{connector="machines",code="SAMPLE_REFUSED"} 3',
      'twinline_connector_gap_total{connector="machines"} 0',
      'twinline_connector_last_data_timestamp_seconds{connector="machines"} 1767225600',
      'twinline_clock_offset_seconds{connector="machines"} 0.004',
      'twinline_clock_suspect{connector="machines"} 0',
      'twinline_historian_up 1',
      'twinline_historian_pending_samples 3',
      'twinline_spool_capacity_bytes 1024000000',
      'twinline_spool_filling 0',
      'twinline_spool_state{state="full"} 0',
    ]) {
      expect(text.split('\n')).toContain(row);
    }
    // What the connector does not say has no row: none may stand for zero.
    expect(text).not.toMatch(/^twinline_connector_round_trip_seconds/m);
    expect(text).toContain('twinline_spool_bytes 500000');
    expect(text).toContain('twinline_spool_seconds_left 50400');
    expect(text).toContain('twinline_dropped_total 0');
    expect(text).toContain('twinline_duplicate_total 2');
    expect(text).toContain('twinline_gap_total 1');
    expect(text).toMatch(
      /request_duration_seconds_count\{method="GET",route="\/api\/v1\/status",status="200"\} 1/,
    );
    const names = text.split('\n').filter((row) => row !== '' && !row.startsWith('#'));
    expect(names.filter((row) => !row.startsWith('twinline_'))).toEqual([]);
  });
});

describe('samples', () => {
  it('gives every sample of the range once, page by page, also where source times are equal', async () => {
    const start = face.now - 60_000;
    const offsets = [0, 1_000, 1_000, 1_000, 2_000, 3_000, 3_000];
    const samples = offsets.map((offset, i) => sampleAt(start + offset, i));
    await face.historian.append({ sequence: 10, samples });
    const seen: unknown[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const response = await face.get(`/api/v1/samples?tag=${speed}&from=-2min&limit=2${more}`);
      const page = samplesAnswerSchema.parse(await response.json());
      seen.push(...page.samples.map((row) => row.value));
      cursor = page.nextCursor;
      pages += 1;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(pages).toBe(4);
  });

  it('takes ISO times and relative ones for the same range', async () => {
    const start = face.now - 60_000;
    await face.historian.append({ sequence: 0, samples: [sampleAt(start, 6)] });
    const iso = new Date(start).toISOString();
    const exact = await face.get(`/api/v1/samples?tag=${speed}&from=${iso}&to=now`);
    const relative = await face.get(`/api/v1/samples?tag=${speed}&from=-1min`);
    expect(await exact.json()).toEqual(await relative.json());
  });

  it('summarises intervals', async () => {
    const start = face.now - 60_000;
    const samples = [0, 1_000, 2_000].map((offset) => sampleAt(start + offset, offset / 1_000));
    await face.historian.append({ sequence: 0, samples });
    const response = await face.get(`/api/v1/samples?tag=${speed}&from=-1min&aggregate=1min`);
    const { buckets } = bucketsAnswerSchema.parse(await response.json());
    expect(buckets).toMatchObject([{ tag: speed, count: 3, mean: 1, min: 0, max: 2 }]);
  });

  it('gives what the history has of a tag that no connector feeds, as the gaps of the spool', async () => {
    const gap = { ...sampleAt(face.now - 1_000, 0), tag: 'site.area.line.spool.gap' as TagId };
    await face.historian.append({ sequence: 0, samples: [{ ...gap, value: '{}' }] });
    const response = await face.get(`/api/v1/samples?tag=${gap.tag}&from=-1min`);
    const { samples } = samplesAnswerSchema.parse(await response.json());
    expect(samples).toMatchObject([{ tag: gap.tag, value: '{}' }]);
  });

  it('names the nearest tags for one that it does not know', async () => {
    const { status, code, data } = await problem(
      '/api/v1/samples?tag=site.area.line.coater.webSped_m_per_min',
    );
    expect([status, code]).toEqual([404, 'HTTP_UNKNOWN_TAG']);
    expect(data).toMatchObject({ nearest: [speed, expect.any(String)] });
  });
});

describe('problems', () => {
  const range = `/api/v1/samples?tag=${speed}`;
  it.each([
    ['/api/v1/samples', 'tag', null],
    [`${range}&from=yesterday`, 'from', 'yesterday'],
    [`${range}&from=-5min&from=-1min`, 'from', ['-5min', '-1min']],
    [`${range}&from=2026-01-02T00:00:00Z`, 'to', 'now'],
    [`${range}&from=-999999999999d`, 'from', '-999999999999d'],
    [`${range}&aggregate=fast`, 'aggregate', 'fast'],
    [`${range}&aggregate=0s`, 'aggregate', '0s'],
    [`${range}&from=-365d&aggregate=1s`, 'aggregate', '1s'],
    [`${range}&limit=0`, 'limit', '0'],
    [`${range}&limit=1.5`, 'limit', '1.5'],
    [`${range}&cursor=abc`, 'cursor', 'abc'],
    [`${range},`, 'tag', `${speed},`],
    [`${range}&colour=red`, 'colour', 'red'],
    ['/api/v1/segments?from_m=', 'from_m', ''],
    ['/api/v1/segments?from_m=0x10', 'from_m', '0x10'],
    ['/api/v1/segments?from_m=3&to_m=3', 'to_m', 3],
    ['/api/v1/cells?lane=0', 'lane', '0'],
    ['/api/v1/tags?state=good', 'state', 'good'],
    ['/api/v1/tags?limit=0', 'limit', '0'],
    ['/api/v1/tags?offset=-1', 'offset', '-1'],
    ['/api/v1/tags?connector=', 'connector', ''],
    ['/api/v1/gaps?connector=nobody', 'connector', 'nobody'],
    ['/api/v1/gaps?from=now', 'to', 'now'],
    ['/api/v1/gaps?limit=1001', 'limit', '1001'],
    ['/api/v1/quarantine?limit=101', 'limit', '101'],
    ['/api/v1/cells?from_m=3&to_m=2', 'to_m', 2],
    ['/api/v1/status?verbose=1', 'verbose', '1'],
    ['/api/v1/stream?rate=11', 'rate', '11'],
    ['/api/v1/stream?lastEventId=x', 'lastEventId', 'x'],
  ])(
    '%s is refused, with the parameter, what was found and what is allowed',
    async (path, parameter, found) => {
      const { status, code, data } = await problem(path);
      expect([status, code]).toEqual([400, 'HTTP_BAD_QUERY']);
      expect(data).toEqual({ parameter, found, allowed: expect.stringMatching(/\w{3}/) });
    },
  );

  it.each(['/api', '/api/v1/nothing', '/api/v2/status', '/nothing.js', '/%E0%A4%A'])(
    '%s is not found',
    async (path) => {
      const { status, code } = await problem(path);
      expect([status, code]).toEqual([404, 'HTTP_NOT_FOUND']);
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is refused with Allow', async (method) => {
    const { response, code } = await problem('/api/v1/line', { method });
    expect([response.status, code]).toEqual([405, 'HTTP_METHOD_NOT_ALLOWED']);
    expect(response.headers.get('Allow')).toBe('GET, HEAD, OPTIONS');
  });

  /** Status and problem code of a request under a `Host` that fetch would not let us choose. */
  async function asked(host: string, path: string): Promise<readonly [number, unknown]> {
    const call = httpRequest(face.url + path, { headers: { host } });
    call.end();
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response) text += String(part);
    const isProblem = response.headers['content-type']?.startsWith('application/problem+json');
    return [response.statusCode!, isProblem ? problemSchema.parse(JSON.parse(text)).code : null];
  }

  it.each([
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    '192.0.2.1',
    'localhost.evil',
  ])("answers nothing to a page behind another name than loopback's: '%s'", async (host) => {
    for (const path of ['/api/v1/line', '/api/v1/stream', '/', '/healthz']) {
      expect(await asked(host, path)).toEqual([421, 'HTTP_HOST_REFUSED']);
    }
    expect(face.line.asked).toEqual([]);
  });

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1:9', '[::1]:8080', '[::1]', 'localhost.:80'])(
    "answers under loopback's name '%s'",
    async (host) => {
      expect(await asked(host, '/healthz')).toEqual([200, null]);
    },
  );

  it('refuses TRACE without reflecting the request', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      const call = httpRequest(`${face.url}/api/v1/line`, {
        method: 'TRACE',
        headers: { secret: 'x1y2' },
      });
      call.on('error', reject).on('response', (response) => {
        let text = `${response.statusCode} `;
        response.on('data', (part) => {
          text += String(part);
        });
        response.on('end', () => resolve(text));
      });
      call.end();
    });
    expect(body).toMatch(/^405 .*HTTP_METHOD_NOT_ALLOWED/);
    expect(body).not.toContain('x1y2');
  });

  it('hides an unknown error from the client and logs its stack under the id that it gives', async () => {
    face.line.failure = new Error('secret of the engine');
    const { status, code, instance, detail } = await problem('/api/v1/line');
    expect([status, code]).toEqual([500, 'HTTP_INTERNAL']);
    expect(detail).not.toContain('secret');
    const row = face.logged.find((text) => text.includes(`"id":"${instance}"`));
    expect(JSON.parse(row!).err).toMatchObject({
      message: 'secret of the engine',
      stack: expect.any(String),
    });
  });
});

describe('a historian that fails', () => {
  const failing = (code: TwinErrorCode): Promise<never> =>
    Promise.reject(new TwinError(code, `the history: ${code}`, { path: '/history.duckdb' }));

  it.each([
    ['HISTORIAN_BAD_QUERY', 400, null],
    ['HISTORIAN_BATCH_REFUSED', 422, null],
    ['HISTORIAN_LOCKED', 503, '5'],
    ['HISTORIAN_UNAVAILABLE', 503, '5'],
    ['HISTORIAN_WRITE_FAILED', 503, '5'],
    ['HISTORIAN_DAMAGED', 503, null],
  ] as const)(
    '%s of a read reaches the client with status %d',
    async (code, status, retryAfter) => {
      face.historian.aggregate = () => failing(code);
      const found = await problem(`/api/v1/samples?tag=${speed}&aggregate=10s`);
      expect([found.status, found.code, found.type]).toEqual([status, code, `/docs#${code}`]);
      expect(found.detail).toBe(`the history: ${code}`);
      expect(found.response.headers.get('Retry-After')).toBe(retryAfter);
      expect(face.logged.some((text) => text.includes(code))).toBe(true);
    },
  );

  it('HISTORIAN_DAMAGED of a later page reaches the client too', async () => {
    const broken: Pick<Historian, 'range'> = {
      async *range() {
        yield [];
        await failing('HISTORIAN_DAMAGED');
      },
    };
    face.historian.range = broken.range;
    expect((await problem(`/api/v1/samples?tag=${speed}`)).code).toBe('HISTORIAN_DAMAGED');
  });

  it.each(['HISTORIAN_LOCKED', 'HISTORIAN_DAMAGED', 'HISTORIAN_UNAVAILABLE'] as const)(
    'is not ready while a read gives %s, and says so in the metrics',
    async (code) => {
      face.historian.aggregate = () => failing(code);
      const response = await face.get('/readyz');
      expect(response.status).toBe(503);
      expect(readinessSchema.parse(await response.json())).toEqual({
        state: 'down',
        components: [
          { component: 'historian', state: 'down', reason: `the history: ${code}`, code },
        ],
      });
      const metrics = await (await face.get('/metrics')).text();
      expect(metrics).toContain('twinline_component_state{component="historian",state="down"} 1');
    },
  );

  it('tells what the historian says of itself: degraded with its reason, and its counts', async () => {
    face.historian.health = () => ({
      state: 'degraded',
      reason: 'the canary did not come back',
      code: 'HISTORIAN_SERVER_UNFIT',
      refusedSamples: 3,
      expiredSamples: 2,
      sealed: { files: 4, bytes: 5_000 },
      upkeep: { sealedFiles: 4, sealedSamples: 100, duplicates: 7, deletedFiles: 1 },
    });
    const response = await face.get('/readyz');
    expect(response.status).toBe(200);
    expect(readinessSchema.parse(await response.json()).components).toContainEqual({
      component: 'historian',
      state: 'degraded',
      reason: 'the canary did not come back',
      code: 'HISTORIAN_SERVER_UNFIT',
    });
    const metrics = await (await face.get('/metrics')).text();
    for (const line of [
      'refused_samples_total 3',
      'expired_samples_total 2',
      'sealed_samples_total 100',
      'duplicate_samples_total 7',
      'deleted_files_total 1',
      'sealed_bytes 5000',
    ]) {
      expect(metrics).toContain(`twinline_historian_${line}`);
    }
  });

  it('is not ready while it does not answer, and one question serves all who ask', async () => {
    let asked = 0;
    face.historian.aggregate = () => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const answers = await Promise.all([face.get('/readyz'), face.get('/readyz')]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    expect(await answers[0]!.json()).toMatchObject({
      components: [{ state: 'down', reason: 'it has not answered for 2 s' }],
    });
    await answers[1]!.arrayBuffer();
    expect(asked).toBe(1);
  });
});

describe('pages', () => {
  it('has a place for every error code, to which the type of a problem leads', async () => {
    const html = await (await face.get('/docs')).text();
    const codes = [...twinErrorCodes, ...physicsErrorCodes, ...mlErrorCodes, ...modelWarningCodes];
    expect(codes.length).toBeGreaterThan(30);
    for (const code of codes) {
      const url = new URL(problemType(code), face.url);
      expect(url.pathname).toBe('/docs');
      expect(html.split(`id="${url.hash.slice(1)}"`)).toHaveLength(2);
    }
    expect(html).toContain('<td>close one, or come back after <code>Retry-After</code></td>');
    expect(html).not.toMatch(/<td>[^<]*\]\(/);
  });

  it('serves the viewer with an ETag, and keeps only hashed assets for long', async () => {
    await writeFile(join(face.viewerFolder, 'index.html'), '<!doctype html>line');
    await mkdir(join(face.viewerFolder, 'assets'));
    await writeFile(join(face.viewerFolder, 'assets', 'app-1a2b.js'), 'export {};');
    const page = await face.get('/');
    expect(await page.text()).toBe('<!doctype html>line');
    expect(page.headers.get('Cache-Control')).toBe('no-cache');
    const etag = page.headers.get('ETag')!;
    const again = await face.get('/', {
      headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
    const asset = await face.get('/assets/app-1a2b.js');
    await asset.arrayBuffer();
    expect(asset.headers.get('Cache-Control')).toContain('immutable');
  });

  it('says what to do when the viewer is not built', async () => {
    expect((await problem('/')).detail).toContain('npm start');
  });

  it('allows pages nothing from outside', async () => {
    const page = await face.get('/docs');
    const policy = page.headers.get('Content-Security-Policy')!;
    expect(policy).toContain(
      "default-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:",
    );
    expect(policy).not.toMatch(/https?:/);
    const html = await page.text();
    const parts = [...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, path]) => path!);
    expect(parts).toHaveLength(2);
    for (const path of parts) {
      const part = await face.get(path);
      expect([path, part.status]).toEqual([path, 200]);
      await part.arrayBuffer();
    }
    expect(html).not.toMatch(/<script>|onclick|https?:/);
  });

  it('compresses large answers', async () => {
    const response = await face.get('/api/v1/openapi.json');
    await response.arrayBuffer();
    expect(response.headers.get('Content-Encoding')).toMatch(/gzip|br/);
  });
});

describe('listen', () => {
  it('names host, port and remedy when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(listen(face.face.app, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringMatching(new RegExp(`${port} on 127\\.0\\.0\\.1.*http\\.port`)),
      data: { host: '127.0.0.1', port, reason: 'EADDRINUSE' },
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('names the key when the host is not of this machine', async () => {
    await expect(listen(face.face.app, { host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      data: { key: 'http.host', found: '192.0.2.1' },
    });
  });
});
