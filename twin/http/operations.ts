import { z } from 'zod';
import { lineSchema, statusSchema } from '../contract/api.ts';
import { gapsAnswerSchema, quarantineAnswerSchema } from '../contract/connections.ts';
import { modelsAnswerSchema, registeredModelSchema } from '../contract/models.ts';
import { p2dAnswerSchema, p2dRequestSchema } from '../contract/p2d.ts';
import {
  bucketsAnswerSchema,
  cellsAnswerSchema,
  cellsQuerySchema,
  emptyQuerySchema,
  gapsQuerySchema,
  healthSchema,
  proposalsAnswerSchema,
  quarantineQuerySchema,
  readinessSchema,
  samplesAnswerSchema,
  samplesQuerySchema,
  segmentsAnswerSchema,
  segmentsQuerySchema,
  streamQuerySchema,
  tagsAnswerSchema,
  tagsQuerySchema,
} from '../contract/queries.ts';
import type { ProblemCode } from './problem.ts';

/** One operation of the face, as the document and the router both read it. */
export interface Operation {
  readonly path: string;
  readonly summary: string;
  readonly group: 'line' | 'history' | 'live' | 'mes' | 'models' | 'service';
  /** Of the path, where it names some in braces. */
  readonly parameters?: z.ZodObject;
  /** Checked strictly when present; other paths ignore what their callers add. */
  readonly query?: z.ZodObject;
  /** Where it is not POST, which operations with a body are asked by, or GET, by which the others are. */
  readonly method?: 'put';
  readonly body?: { readonly schema: z.ZodObject; readonly example: object };
  readonly answers: Readonly<
    Record<number, { readonly description: string; readonly content: Content }>
  >;
  readonly problems: readonly ProblemCode[];
}

/** Media type and schema of an answer; `events` are the server-sent ones. */
export type Content =
  | { readonly json: readonly z.ZodType[] }
  | { readonly text: string }
  | { readonly events: true };

function json(description: string, ...schemas: z.ZodType[]): Operation['answers'] {
  return { 200: { description, content: { json: schemas } } };
}

function text(description: string, type: string): Operation['answers'] {
  return { 200: { description, content: { text: type } } };
}

const badQuery = ['HTTP_BAD_QUERY'] as const;

/** Every operation, in the order of the document. */
export const operations = {
  status: {
    path: '/api/v1/status',
    summary: 'Version, connections, historian and what has been received',
    group: 'service',
    query: emptyQuerySchema,
    answers: json('State of the server.', statusSchema),
    problems: badQuery,
  },
  line: {
    path: '/api/v1/line',
    summary: 'The web path, the recipe and the web now on it',
    group: 'line',
    query: emptyQuerySchema,
    answers: json('The line.', lineSchema),
    problems: badQuery,
  },
  tags: {
    path: '/api/v1/tags',
    summary: 'Tags with their latest value, quality, age and state; all, or those asked for',
    group: 'line',
    query: tagsQuerySchema,
    answers: json('Tags in the order of the tag maps.', tagsAnswerSchema),
    problems: badQuery,
  },
  segments: {
    path: '/api/v1/segments',
    summary: 'Segments of a coil: predicted, derived from gauges, or unknown',
    group: 'line',
    query: segmentsQuerySchema,
    answers: json('Segments by coil and metre.', segmentsAnswerSchema),
    problems: badQuery,
  },
  cells: {
    path: '/api/v1/cells',
    summary: 'Planned cells of a coil by the full physics: capacity, energy and resistance',
    group: 'line',
    query: cellsQuerySchema,
    answers: json('Cells by coil and metre, then lane.', cellsAnswerSchema),
    problems: badQuery,
  },
  proposals: {
    path: '/api/v1/proposals',
    summary: 'Changes that the twin proposes; it never makes them',
    group: 'line',
    query: emptyQuerySchema,
    answers: json('Proposals, latest state of each.', proposalsAnswerSchema),
    problems: badQuery,
  },
  samples: {
    path: '/api/v1/samples',
    summary: 'Stored samples of tags, raw by page or summarised per interval',
    group: 'history',
    query: samplesQuerySchema,
    answers: json(
      'Samples in order of source time; with aggregate, intervals that hold samples.',
      samplesAnswerSchema,
      bucketsAnswerSchema,
    ),
    problems: [
      'HTTP_BAD_QUERY',
      'HISTORIAN_BAD_QUERY',
      'HTTP_UNKNOWN_TAG',
      'HISTORIAN_UNAVAILABLE',
      'HISTORIAN_LOCKED',
      'HISTORIAN_DAMAGED',
      'HISTORIAN_SERVER_UNFIT',
    ],
  },
  gaps: {
    path: '/api/v1/gaps',
    summary: 'Times of which something is missing for ever, with reason, as the history tells them',
    group: 'history',
    query: gapsQuerySchema,
    answers: json('The newest gaps of the range.', gapsAnswerSchema),
    problems: [
      'HTTP_BAD_QUERY',
      'HISTORIAN_BAD_QUERY',
      'HISTORIAN_UNAVAILABLE',
      'HISTORIAN_LOCKED',
      'HISTORIAN_DAMAGED',
      'HISTORIAN_SERVER_UNFIT',
    ],
  },
  quarantine: {
    path: '/api/v1/quarantine',
    summary: 'What could not be taken, with reason and the beginning of what came',
    group: 'history',
    query: quarantineQuerySchema,
    answers: json('The newest entries.', quarantineAnswerSchema),
    problems: badQuery,
  },
  stream: {
    path: '/api/v1/stream',
    summary: 'Live events; resume by Last-Event-ID',
    group: 'live',
    query: streamQuerySchema,
    answers: {
      200: {
        description: 'Server-sent events until either side closes.',
        content: { events: true },
      },
    },
    problems: ['HTTP_BAD_QUERY', 'HTTP_TOO_MANY_CLIENTS'],
  },
  p2d: {
    path: '/api/v1/p2d',
    summary: 'Solves the full physics (P2D) of one cell under a protocol',
    group: 'models',
    body: {
      schema: p2dRequestSchema,
      example: { parameters: 'Chen2020', protocol: 'discharge 1C until 2.5V', grid_s: 60 },
    },
    answers: json(
      'What became of the cell; one that could not go on has status failed and a cause.',
      p2dAnswerSchema,
    ),
    problems: [
      'HTTP_BAD_BODY',
      'HTTP_BODY_TOO_LARGE',
      'HTTP_UNSUPPORTED_MEDIA_TYPE',
      'PHY_UNKNOWN_CELL_SET',
      'PHY_PROTOCOL_INVALID',
      'PHY_UNKNOWN_PARAMETER',
      'PHY_PARAMETER_OUT_OF_RANGE',
      'PHY_PARAMETERS_CONTRADICT',
      'CELL_STATE_UNREACHABLE',
      'JOB_FAILED',
      'JOB_QUEUE_FULL',
      'BPX_UNKNOWN_VERSION',
      'BPX_UNKNOWN_FIELD',
      'BPX_MISSING_FIELD',
      'BPX_INVALID_VALUE',
      'BPX_INVALID_EXPRESSION',
      'BPX_MODEL_INCOMPLETE',
    ],
  },
  models: {
    path: '/api/v1/models',
    summary:
      'What corrects the predictions of the line, and trained models by name with their versions',
    group: 'models',
    query: emptyQuerySchema,
    answers: json('Models of the line, and trained ones.', modelsAnswerSchema),
    problems: badQuery,
  },
  model: {
    path: '/api/v1/models/{name}',
    summary: 'One trained model, and who promoted which version of it',
    group: 'models',
    parameters: z.object({
      name: z.string().openapi({ param: { description: 'Name that it was promoted under.' } }),
    }),
    query: emptyQuerySchema,
    answers: json('The model, as `twinline model show`.', registeredModelSchema),
    problems: ['HTTP_BAD_QUERY', 'MODEL_UNKNOWN'],
  },
  openapi: {
    path: '/api/v1/openapi.json',
    summary: 'This document (OpenAPI 3.1)',
    group: 'service',
    answers: text('The document.', 'application/json'),
    problems: [],
  },
  docs: {
    path: '/docs',
    summary: 'This document as a page to read and try',
    group: 'service',
    answers: text('The page.', 'text/html'),
    problems: [],
  },
  health: {
    path: '/healthz',
    summary: 'Whether the process answers',
    group: 'service',
    answers: json('It does.', healthSchema),
    problems: [],
  },
  readiness: {
    path: '/readyz',
    summary: 'Whether the twin can do its work, component by component',
    group: 'service',
    answers: {
      ...json('Ready; a degraded component is named with its reason.', readinessSchema),
      503: { description: 'A component is down.', content: { json: [readinessSchema] } },
    },
    problems: [],
  },
  metrics: {
    path: '/metrics',
    summary: 'Metrics in the text format of Prometheus',
    group: 'service',
    answers: text('Metrics, prefix twinline_.', 'text/plain'),
    problems: [],
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** Method by which an operation is asked. */
export function methodOf({ method, body }: Operation): 'get' | 'post' | 'put' {
  return method ?? (body === undefined ? 'get' : 'post');
}
