import { z } from 'zod';
import {
  bucketSchema,
  plannedCellSchema,
  proposalSchema,
  sampleSchema,
  segmentSchema,
  tagSchema,
} from './api.ts';
import { tagStateSchema } from './connections.ts';

/**
 * Query parameters of `/api/v1` and the envelopes of its answers. Every rule carries, as its message, what is allowed;
 * a refused query hands that message to the client.
 */

/** Units in which a duration may be written in a query, in milliseconds. */
export const durationUnits = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const duration = '\\d+(?:\\.\\d+)?(?:ms|s|min|h|d)';
const allowedTime =
  'ISO 8601 time with zone (2026-01-01T00:00:00Z), "now", or a time relative to now (-15min; units ms, s, min, h, d)';
const allowedDuration = 'a duration above zero such as 10s or 1min (units ms, s, min, h, d)';
const allowedTags =
  'tag names, repeated (?tag=a&tag=b) or separated by commas (?tag=a,b), none of them empty';

const timeText = z.union(
  [z.iso.datetime({ offset: true }), z.string().regex(new RegExp(`^(?:now|-${duration})$`))],
  { error: allowedTime },
);

const numberText = (allowed: string) =>
  z
    .string({ error: allowed })
    .regex(/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i, { error: allowed })
    .transform(Number);

const whole = (allowed: string, min: number, max = Number.MAX_SAFE_INTEGER) =>
  numberText(allowed).refine(
    (value) => Number.isInteger(value) && value >= min && value <= max,
    allowed,
  );

const metre = numberText('a number of metres, once');

const names = (allowed: string) =>
  z
    .union([z.string(), z.array(z.string())], { error: allowed })
    .transform((value) => [value].flat().flatMap((part) => part.split(',')))
    .refine((list) => list.every((name) => name.length > 0), { error: allowed });

/** Greatest number of samples in one answer. */
const maximumSampleLimit = 10_000;
const allowedLimit = `a whole number from 1 to ${maximumSampleLimit}`;

/** Query of `/samples`: raw samples page by page, or one row an interval with `aggregate`. */
export const samplesQuerySchema = z.strictObject({
  tag: names(allowedTags).openapi({
    type: 'array',
    items: { type: 'string' },
    param: { description: `Required: ${allowedTags}.`, style: 'form', explode: true },
  }),
  from: timeText.default('-15min').openapi({
    type: 'string',
    param: { description: `Start of source time, inclusive: ${allowedTime}.` },
  }),
  to: timeText.default('now').openapi({
    type: 'string',
    param: { description: `End of source time, exclusive: ${allowedTime}.` },
  }),
  aggregate: z
    .string({ error: allowedDuration })
    .regex(new RegExp(`^${duration}$`), { error: allowedDuration })
    .optional()
    .openapi({
      param: {
        description: `Length of the intervals that good samples are summarised over: ${allowedDuration}.`,
      },
    }),
  limit: numberText(allowedLimit)
    .refine(
      (value) => Number.isInteger(value) && value >= 1 && value <= maximumSampleLimit,
      allowedLimit,
    )
    .default(1_000)
    .openapi({
      type: 'integer',
      param: { description: `Samples in one answer: ${allowedLimit}. Not with aggregate.` },
    }),
  cursor: z
    .string({ error: 'a nextCursor of an earlier answer' })
    .optional()
    .openapi({
      param: {
        description: 'nextCursor of the answer before, with the same tags. Not with aggregate.',
      },
    }),
});

/** One coil, a range of metres on it, or both; without either, all that is kept. */
export const coilRangeSchema = z.strictObject({
  coil: z
    .string({ error: 'one coil name' })
    .min(1, { error: 'one coil name' })
    .optional()
    .openapi({ param: { description: 'Only segments of this coil.' } }),
  from_m: metre
    .optional()
    .openapi({ type: 'number', param: { description: 'First metre of the coil, inclusive.' } }),
  to_m: metre
    .optional()
    .openapi({ type: 'number', param: { description: 'Last metre of the coil, exclusive.' } }),
});

/** What is kept of a line is less than this. */
const mostSegments = 20_000;
const usualSegments = 2_500;
const allowedSegments = `a whole number from 1 to ${mostSegments}`;

/** Query of `/segments`. */
export const segmentsQuerySchema = coilRangeSchema.extend({
  limit: whole(allowedSegments, 1, mostSegments)
    .default(usualSegments)
    .openapi({
      type: 'integer',
      param: {
        description: `Segments in one answer, the newest: ${allowedSegments}; ${usualSegments} without it.`,
      },
    }),
});

const allowedLane = 'a whole number from 1, once';

/** Query of `/cells`: one lane of a range. */
export const cellsQuerySchema = coilRangeSchema.extend({
  lane: numberText(allowedLane)
    .refine((value) => Number.isInteger(value) && value >= 1, allowedLane)
    .optional()
    .openapi({ type: 'integer', param: { description: 'Only cells of this lane.' } }),
});

/** Least and greatest rate of a live stream [Hz]. */
const streamRate = { min: 0.2, default: 4, max: 10 } as const;
const allowedRate = `a number of deliveries a second from ${streamRate.min} to ${streamRate.max}`;

/** Query of `/stream`. */
export const streamQuerySchema = z.strictObject({
  tags: names(allowedTags.replaceAll('tag=', 'tags='))
    .optional()
    .openapi({
      type: 'array',
      items: { type: 'string' },
      param: {
        description:
          'Samples of these tags only: full names, or beginnings of names marked by a trailing * (plant.coating.*); all tags when absent.',
        style: 'form',
        explode: true,
      },
    }),
  rate: numberText(allowedRate)
    .refine((value) => value >= streamRate.min && value <= streamRate.max, allowedRate)
    .default(streamRate.default)
    .openapi({
      type: 'number',
      param: {
        description: `Deliveries a second; between two, only the latest value of a tag is kept: ${allowedRate}.`,
      },
    }),
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, { error: 'the id of an event, a whole number' })
    .transform(Number)
    .optional()
    .openapi({
      type: 'integer',
      param: {
        description:
          'Resume after this event, for clients that cannot send the header Last-Event-ID (which wins).',
      },
    }),
});

const mostTags = 10_000;
const allowedTagLimit = `a whole number from 1 to ${mostTags}`;
const allowedOffset = 'a whole number from 0';
const allowedStates = `states, repeated or separated by commas: ${tagStateSchema.options.join(', ')}`;
const oneConnector = z
  .string({ error: 'one id of a connector' })
  .min(1, { error: 'one id of a connector' });

/** Query of `/tags`: all, or those of a state, a connector, with some words in the name, page by page. */
export const tagsQuerySchema = z.strictObject({
  state: z
    .union([z.string(), z.array(z.string())], { error: allowedStates })
    .transform((value) => [value].flat().flatMap((part) => part.split(',')))
    .pipe(z.array(tagStateSchema, { error: allowedStates }))
    .optional()
    .openapi({
      type: 'array',
      items: { type: 'string' },
      param: { description: `Only tags in these ${allowedStates}.`, style: 'form', explode: true },
    }),
  connector: oneConnector
    .optional()
    .openapi({ param: { description: 'Only tags that this connector feeds.' } }),
  search: z
    .string({ error: 'words, once' })
    .max(200, { error: 'words of at most 200 letters in all' })
    .optional()
    .openapi({
      param: { description: 'Only tags with all of these words in their name or description.' },
    }),
  offset: whole(allowedOffset, 0)
    .optional()
    .openapi({
      type: 'integer',
      param: { description: 'Tags that are passed over, in the order of the answer.' },
    }),
  limit: whole(allowedTagLimit, 1, mostTags)
    .optional()
    .openapi({
      type: 'integer',
      param: { description: `Tags in one answer: ${allowedTagLimit}; all without it.` },
    }),
});

const mostGaps = 1_000;
const allowedGaps = `a whole number from 1 to ${mostGaps}`;

/** Query of `/gaps`. */
export const gapsQuerySchema = z.strictObject({
  from: timeText.default('-7d').openapi({
    type: 'string',
    param: { description: `Gaps that end from here on: ${allowedTime}.` },
  }),
  to: timeText.default('now').openapi({
    type: 'string',
    param: { description: `Gaps that end before: ${allowedTime}.` },
  }),
  connector: oneConnector
    .optional()
    .openapi({ param: { description: 'Only gaps of this connector, or of the spool (spool).' } }),
  limit: whole(allowedGaps, 1, mostGaps)
    .default(100)
    .openapi({
      type: 'integer',
      param: { description: `Gaps in one answer, the newest: ${allowedGaps}.` },
    }),
});

const mostEntries = 100;
const allowedEntries = `a whole number from 1 to ${mostEntries}`;

/** Query of `/quarantine`. */
export const quarantineQuerySchema = z.strictObject({
  connector: oneConnector.optional().openapi({
    param: {
      description:
        'Only entries of this connector, or of the historian (historian); the newest of all without it.',
    },
  }),
  limit: whole(allowedEntries, 1, mostEntries)
    .default(20)
    .openapi({
      type: 'integer',
      param: { description: `Entries in one answer, the newest: ${allowedEntries}.` },
    }),
});

/** Query of an operation that takes none. */
export const emptyQuerySchema = z.strictObject({});

export const tagsAnswerSchema = z
  .object({
    tags: z.array(tagSchema),
    total: z.int().openapi({ description: 'tags that were asked for, on all pages' }),
  })
  .openapi('Tags');

export const samplesAnswerSchema = z
  .object({
    samples: z.array(sampleSchema),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'pass as cursor for the samples that follow; null at the end' }),
  })
  .openapi('Samples');

export const bucketsAnswerSchema = z.object({ buckets: z.array(bucketSchema) }).openapi('Buckets');

export const segmentsAnswerSchema = z
  .object({
    segments: z.array(segmentSchema),
    total: z.int().openapi({
      description:
        'segments that were asked for and are kept; where it is more than the limit, the oldest are left out',
    }),
  })
  .openapi('Segments');

export const cellsAnswerSchema = z.object({ cells: z.array(plannedCellSchema) }).openapi('Cells');

export const proposalsAnswerSchema = z
  .object({ proposals: z.array(proposalSchema) })
  .openapi('Proposals');

export const healthSchema = z.object({ state: z.literal('ok') }).openapi('Health');

const readinessState = z.enum(['ok', 'degraded', 'down']);

export const readinessSchema = z
  .object({
    state: readinessState.openapi({ description: 'the worst of the components' }),
    components: z.array(
      z.object({
        component: z.string(),
        state: readinessState,
        reason: z.string().optional(),
        code: z.string().optional().openapi({ description: 'of docs/errors.md' }),
      }),
    ),
  })
  .openapi('Readiness');

export type SamplesQuery = z.infer<typeof samplesQuerySchema>;
export type GapsQuery = z.infer<typeof gapsQuerySchema>;
export type QuarantineQuery = z.infer<typeof quarantineQuerySchema>;
export type StreamQuery = z.infer<typeof streamQuerySchema>;
export type SamplesAnswerDto = z.infer<typeof samplesAnswerSchema>;
export type BucketsAnswerDto = z.infer<typeof bucketsAnswerSchema>;
export type ReadinessDto = z.infer<typeof readinessSchema>;
