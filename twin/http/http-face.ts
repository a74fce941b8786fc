import { fileURLToPath } from 'node:url';
import express, { type Express, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { RegisteredModelDto } from '../contract/models.ts';
import type { P2dAnswer, P2dRequest } from '../contract/p2d.ts';
import { emptyQuerySchema } from '../contract/queries.ts';
import type { Clock } from '../domain/clock.ts';
import { TwinError } from '../domain/errors.ts';
import type { Historian } from '../domain/historian.ts';
import type { IdentityReader } from '../domain/identity.ts';
import type { QuarantineReader } from '../domain/quarantine.ts';
import type { ProductionRecords } from '../production/production-records.ts';
import { docsPage } from './docs-page.ts';
import { answerGaps } from './gaps.ts';
import { historianMetrics } from './historian-metrics.ts';
import type { LineView } from './line-view.ts';
import { refuseOtherHosts } from './loopback-host.ts';
import { mesHandlers, mesOperations } from './mes/mes-handlers.ts';
import { faceMetrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { methodOf, type Operation, type OperationName, operations } from './operations.ts';
import { parseQuery } from './parse-query.ts';
import { problemHandler } from './problem.ts';
import { answerQuarantine } from './quarantine.ts';
import { parseBody, readJsonBody } from './read-body.ts';
import { componentReader, readinessDto } from './readiness.ts';
import { answerSamples } from './samples.ts';
import { compressAnswers, refuseOtherMethods, securityHeaders } from './security.ts';
import { segmentRange } from './segment-range.ts';
import { defaultStreamLimits, StreamHub, type StreamLimits } from './stream/stream-hub.ts';
import { answerStream } from './stream/stream-route.ts';

/** What the face is made of. */
interface HttpFaceOptions {
  readonly view: LineView;
  readonly historian: Historian;
  readonly clock: Clock;
  /** Folder of the built viewer; it may still be empty. */
  readonly viewerFolder: string;
  readonly log: Logger;
  /** Solves one cell, or gives nothing once the signal ended it; without it nothing is at `/api/v1/p2d`. */
  readonly p2d?: (request: P2dRequest, signal: AbortSignal) => Promise<P2dAnswer | undefined>;
  /** What the MES says; without it nothing is below `/api/v1/mes`. */
  readonly records?: ProductionRecords;
  /** Trained models; without them there is none. `show` throws TwinError MODEL_UNKNOWN. */
  readonly models?: {
    list(): readonly RegisteredModelDto[];
    show(name: string): RegisteredModelDto;
  };
  /** What stored samples belong to; without it, nothing is said of it. */
  readonly identities?: IdentityReader;
  /** What a person may look at; without it nothing is kept. */
  readonly quarantine?: QuarantineReader;
  readonly metrics?: Registry;
  readonly streamLimits?: Partial<StreamLimits>;
}

/** The application and its end: `close` ends every stream and leaves no timer. */
export interface HttpFace {
  readonly app: Express;
  close(): void;
}

type Handler = (request: Request, response: Response) => void | Promise<void>;

const docsFolder = fileURLToPath(new URL('docs-page/', import.meta.url));

/** Answers what was read, to a query without parameters. */
function plain(read: () => object): Handler {
  return (request, response) => {
    parseQuery(emptyQuerySchema, request.query);
    response.json(read());
  };
}

function notFound(request: Request): never {
  const path = request.baseUrl + request.path;
  throw new TwinError(
    'HTTP_NOT_FOUND',
    path === '/'
      ? 'the viewer is not built: stop, run `npm start`, which builds it, and load this page again'
      : `nothing is at ${path}; /docs lists what there is`,
    { path },
  );
}

/** Builds the HTTP face: `/api/v1`, its documentation, health, metrics and the viewer. */
export function createHttpFace(options: HttpFaceOptions): HttpFace {
  const { view, historian, clock, log, quarantine } = options;
  const registry = options.metrics ?? new Registry();
  const hub = new StreamHub(view.events, clock, {
    ...defaultStreamLimits,
    ...options.streamLimits,
  });
  const components = componentReader({ view, historian, clock });
  const metrics = faceMetrics(registry, { view, components, hub });
  historianMetrics(registry, historian);
  const docs = docsPage(docsFolder);
  const document = JSON.stringify(openApiDocument(view.status().version));

  const handlers: Record<OperationName, Handler> = {
    status: plain(() => view.status()),
    line: plain(() => view.line()),
    tags: (request, response) => {
      const { state, ...others } = parseQuery(operations.tags.query, request.query);
      response.json(view.tagPage({ ...others, states: state }));
    },
    proposals: plain(() => ({ proposals: view.proposals() })),
    segments: (request, response) => {
      const { limit, ...range } = parseQuery(operations.segments.query, request.query);
      response.json(view.segments({ ...segmentRange(range), limit }));
    },
    cells: (request, response) => {
      const { lane, ...range } = parseQuery(operations.cells.query, request.query);
      const chosen = { ...segmentRange(range), ...(lane === undefined ? {} : { lane }) };
      response.json({ cells: view.cells(chosen) });
    },
    samples: async (request, response) => {
      const query = parseQuery(operations.samples.query, request.query);
      const known = new Set(view.tagNames());
      const { identities } = options;
      const now = clock.now();
      response.json(await answerSamples(query, { historian, identities, known, now }));
    },
    gaps: async (request, response) => {
      const query = parseQuery(operations.gaps.query, request.query);
      const parts = { historian, gapTags: view.gapTags(), now: clock.now() };
      response.json(await answerGaps(query, parts));
    },
    quarantine: async (request, response) => {
      const query = parseQuery(operations.quarantine.query, request.query);
      response.json(await answerQuarantine(query, quarantine, view));
    },
    stream: (request, response) =>
      answerStream(parseQuery(operations.stream.query, request.query), request, response, hub),
    p2d: async (request, response) => {
      if (options.p2d === undefined) notFound(request);
      const body = parseBody(operations.p2d.body.schema, await readJsonBody(request, response));
      const hungUp = new AbortController();
      if (response.closed) hungUp.abort();
      response.once('close', () => hungUp.abort());
      const answer = await options.p2d(body, hungUp.signal);
      if (answer !== undefined) response.json(answer);
    },
    models: plain(() => ({ ...view.models(), trained: options.models?.list() ?? [] })),
    model: (request, response) => {
      parseQuery(emptyQuerySchema, request.query);
      if (options.models === undefined) notFound(request);
      response.json(options.models.show(String(request.params['name'])));
    },
    openapi: (_, response) => void response.type('json').send(document),
    docs: (_, response) => void response.type('html').send(docs),
    health: (_, response) => void response.json({ state: 'ok' }),
    readiness: async (_, response) => {
      const readiness = readinessDto(await components());
      response.status(readiness.state === 'down' ? 503 : 200).json(readiness);
    },
    metrics: async (_, response) => {
      const text = await registry.metrics();
      response.set('Content-Type', registry.contentType).send(text);
    },
  };

  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(
    metrics.timing,
    securityHeaders(),
    refuseOtherHosts,
    refuseOtherMethods,
    compressAnswers(),
  );
  const all: Readonly<Record<string, Handler>> = {
    ...handlers,
    ...(options.records === undefined ? {} : mesHandlers(options.records)),
  };
  for (const [name, operation] of Object.entries<Operation>({ ...operations, ...mesOperations })) {
    const answer = all[name];
    if (answer === undefined) continue;
    app[methodOf(operation)](
      operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      (request, response) => {
        response.set('Cache-Control', 'no-cache');
        return answer(request, response);
      },
    );
  }
  app.use('/docs', express.static(docsFolder, { index: false, redirect: false }));
  app.use('/api', notFound);
  app.use(
    express.static(options.viewerFolder, {
      setHeaders: (response, file) => {
        const named = /[\\/]assets[\\/]/.test(file);
        response.set('Cache-Control', named ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    }),
  );
  app.use(notFound);
  app.use(problemHandler(log, clock));
  return {
    app,
    close: () => {
      hub.close();
      metrics.close();
    },
  };
}
