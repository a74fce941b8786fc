import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

extendZodWithOpenApi(z);

/** JSON shapes of what the twin says of its connections: connectors, spool, historian, gaps and quarantine. */

const isoTime = z.iso.datetime().openapi({ example: '2026-01-01T00:00:00.000Z' });

export const tagStateSchema = z
  .enum(['live', 'backfilling', 'waiting', 'stale', 'bad', 'refused'])
  .openapi({
    description:
      'live; backfilling: live, and what an outage left out is being read; waiting: never heard; stale: its connector is not live, or nothing came for too long; bad: the source says so; refused: the source does not give it',
  });

/** A time of which something is missing, as the history tells it. */
const gapSchema = z
  .object({
    connector: z.string().openapi({ description: 'id of a connector, or spool' }),
    from: isoTime.nullable(),
    to: isoTime.nullable(),
    source: z.string().openapi({ description: 'the part of the source that it concerns' }),
    reason: z.string(),
    cause: z
      .string()
      .optional()
      .openapi({ description: 'of a gap of the spool: full, damaged, notTaken' }),
    lostSamples: z.int().optional(),
    lostMessages: z.int().optional().openapi({ description: 'at least' }),
    notedAt: isoTime.openapi({ description: 'when the twin noticed it' }),
  })
  .openapi('Gap');

const tagCountsSchema = z
  .object({
    live: z.int(),
    backfilling: z.int(),
    waiting: z.int(),
    stale: z.int(),
    bad: z.int(),
    refused: z.int(),
  })
  .openapi('TagCounts');

export const connectorStatusSchema = z
  .object({
    id: z.string(),
    state: z.enum(['connecting', 'live', 'stale', 'failed', 'done', 'stopped']),
    reason: z.string().optional(),
    code: z.string().optional(),
    endpoint: z.string(),
    lastData: isoTime.optional(),
    lastKeepAlive: isoTime.optional(),
    reconnects: z.int(),
    refusedTags: z.record(z.string(), z.string()).openapi({
      description: 'with reason; at most 100 of them, all by /api/v1/tags?state=refused',
    }),
    tags: tagCountsSchema.openapi({ description: 'how many of its tags are in each state' }),
    /** What it sent and could not be taken, since start; `quarantined` of these stand in quarantine, kept or counted. */
    rejected: z.int(),
    quarantined: z.int(),
    clockOffset_ms: z.number().optional(),
    clockSuspect: z.boolean().openapi({ description: 'the clocks are more than 30 s apart' }),
    pendingCertificate: z.string().optional(),
    backfillingTags: z.array(z.string()).optional().openapi({ description: 'at most 100 of them' }),
    backfilledSamples: z.int().optional(),
    roundTrip_ms: z.number().optional(),
    skippedScans: z.int().optional(),
    gaps: z.int().openapi({ description: 'gaps that it told since start' }),
    lastGap: gapSchema.optional(),
  })
  .openapi('ConnectorStatus');

export const historianStatusSchema = z
  .object({
    kind: z.string(),
    state: z.enum(['ok', 'degraded']),
    reason: z.string().optional(),
    code: z.string().optional(),
    pendingSamples: z.int(),
    /** When it last confirmed that it has what it was given. */
    lastFlush: isoTime.optional(),
    /** Samples that reached the engine but never the store. */
    lostSamples: z.int(),
    /** Samples that the store refused for what is in them; they are in quarantine. */
    refusedSamples: z.int(),
  })
  .openapi('HistorianStatus');

export const spoolStatusSchema = z
  .object({
    kind: z.string(),
    state: z.enum(['ok', 'degraded', 'full']),
    reason: z.string().optional(),
    /** Samples that are not yet with the historian. */
    samples: z.int(),
    live_MB: z.number(),
    cap_MB: z.number(),
    filling: z.boolean().openapi({
      description:
        'more waits than before: timeLeft_h counts. False while the historian takes what comes: as things are, the spool lasts for ever',
    }),
    /** Until the cap at the present rate of arrival, if the historian took nothing; absent before there is a rate. */
    timeLeft_h: z.number().optional(),
    /** Gaps that the history tells, or will tell. */
    gaps: z.int(),
    /** Readings that came before. */
    duplicateSamples: z.int(),
    /** Samples put in quarantine at the door: text too long, a time of the future, a field that cannot be kept. */
    refusedSamples: z.int(),
    /** Numbers that are none (NaN, infinite), stored as null. */
    notFiniteSamples: z.int(),
  })
  .openapi('SpoolStatus');

/** Entries in quarantine since start, kept or counted. */
export const quarantineCountSchema = z.object({
  connector: z.string(),
  code: z.string(),
  entries: z.int(),
});

const quarantineEntrySchema = z
  .object({
    connector: z.string(),
    time: isoTime,
    source: z.string().openapi({ description: 'topic, metric, address or row that it came from' }),
    code: z.string().openapi({ description: 'of docs/errors.md' }),
    reason: z.string(),
    bytes: z.int().optional().openapi({ description: 'length of what was received' }),
    raw: z.string().optional().openapi({ description: 'its first 4,096 bytes, base64' }),
    left: z
      .int()
      .optional()
      .openapi({ description: 'entries only counted since the one before, in a flood' }),
  })
  .openapi('QuarantineEntry');

export const quarantineAnswerSchema = z
  .object({
    connectors: z.array(z.string()).openapi({ description: 'of which anything is kept' }),
    entries: z.array(quarantineEntrySchema).openapi({ description: 'newest first' }),
  })
  .openapi('QuarantineEntries');

export const gapsAnswerSchema = z
  .object({
    gaps: z.array(gapSchema).openapi({ description: 'newest first by the end of the gap' }),
    total: z
      .int()
      .openapi({ description: 'gaps in the range; more than are given where over limit' }),
  })
  .openapi('Gaps');

export type TagCountsDto = z.infer<typeof tagCountsSchema>;
export type ConnectorStatusDto = z.infer<typeof connectorStatusSchema>;
export type HistorianStatusDto = z.infer<typeof historianStatusSchema>;
export type SpoolStatusDto = z.infer<typeof spoolStatusSchema>;
export type GapDto = z.infer<typeof gapSchema>;
export type GapsAnswerDto = z.infer<typeof gapsAnswerSchema>;
export type QuarantineEntryDto = z.infer<typeof quarantineEntrySchema>;
export type QuarantineAnswerDto = z.infer<typeof quarantineAnswerSchema>;
