import { z } from 'zod';
import { number, positive, wholeNumber } from './bounded-number.ts';

/** What the MES and the laboratory say: JSON shapes of `/api/v1/mes` and of files of the drop folder. */

const recordId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/,
    'letters, digits and . _ : -, beginning with a letter or digit, at most 128',
  );
const time = z.iso.datetime({
  offset: true,
  error: 'an ISO 8601 time with zone (2026-01-01T00:00:00Z)',
});
const word = z.string().min(1).max(256);
/** By `<name>_<unit>`; the unit is checked against the unit table where records are taken. */
const quantities = z.record(z.string(), number());

const workOrder = z.strictObject({
  id: recordId,
  product: word,
  recipe: recordId.exactOptional(),
  quantity_m: positive().exactOptional(),
  plannedStart: time.exactOptional(),
  plannedEnd: time.exactOptional(),
  status: z
    .enum(['planned', 'released', 'running', 'held', 'completed', 'cancelled'])
    .default('planned'),
});

const recipe = z.strictObject({
  id: recordId,
  product: word,
  version: word.exactOptional(),
  /** Set points by `<unit>.<name>_<unit of measure>` or `<name>_<unit of measure>`. */
  parameters: quantities.default({}),
});

const batch = z.strictObject({
  id: recordId,
  order: recordId.exactOptional(),
  recipe: recordId.exactOptional(),
  product: word.exactOptional(),
  mixedAt: time.exactOptional(),
  mass_kg: positive().exactOptional(),
  lots: z
    .array(z.strictObject({ material: word, lot: recordId, mass_kg: positive().exactOptional() }))
    .default([]),
  parameters: quantities.default({}),
});

const coil = z.strictObject({
  id: recordId,
  /** Unit of the line that winds it. */
  unit: word,
  from: time,
  /** Absent while it is being wound. */
  to: time.exactOptional(),
  order: recordId.exactOptional(),
  batch: recordId.exactOptional(),
  /** Lanes of the web that it is wound of; all where absent. */
  lanes: z
    .array(wholeNumber({ min: 1, max: 64 }))
    .min(1, 'at least one lane')
    .exactOptional(),
  /** Coil that it is wound from. */
  parent: recordId.exactOptional(),
  length_m: positive().exactOptional(),
});

const labResult = z.strictObject({
  id: recordId,
  takenAt: time,
  reportedAt: time.exactOptional(),
  order: recordId.exactOptional(),
  batch: recordId.exactOptional(),
  coil: recordId.exactOptional(),
  metre_m: number({ min: 0 }).exactOptional(),
  lane: wholeNumber({ min: 1, max: 64 }).exactOptional(),
  cell: recordId.exactOptional(),
  method: word.exactOptional(),
  instrument: word.exactOptional(),
  operator: word.exactOptional(),
  values: quantities.refine((values) => Object.keys(values).length > 0, 'at least one value'),
  /** By the names of `values`. */
  standardUncertainty: quantities.default({}),
});

/** A defect that an inspection system saw. */
const defect = z.strictObject({
  id: recordId,
  seenAt: time,
  coil: recordId.exactOptional(),
  metre_m: number({ min: 0 }),
  lane: wholeNumber({ min: 1, max: 64 }).exactOptional(),
  side: z.enum(['A', 'B']).exactOptional(),
  /** As the system calls it: pinhole, streak, agglomerate. */
  class: word,
  width_mm: positive().exactOptional(),
  length_mm: positive().exactOptional(),
  /** Where its picture is. */
  picture: z.url({ protocol: /^https?$/, error: 'an http or https address' }).exactOptional(),
  system: word.exactOptional(),
});

/** Schema of every kind of record. */
export const recordSchemas = { workOrder, recipe, batch, coil, labResult, defect } as const;

export type RecordKind = keyof typeof recordSchemas;
export type ProductionRecord<K extends RecordKind = RecordKind> = z.infer<
  (typeof recordSchemas)[K]
>;

export const recordKinds = Object.keys(recordSchemas) as readonly RecordKind[];

/** The last path segment of `/api/v1/mes/...` that holds records of a kind. */
export const recordPaths = {
  workOrder: 'work-orders',
  recipe: 'recipes',
  batch: 'batches',
  coil: 'coils',
  labResult: 'lab-results',
  defect: 'defects',
} as const satisfies Record<RecordKind, string>;

/** A record as it is kept: which time it was said, by whom, and what it names that nobody has told of yet. */
export const keptRecordSchema = z.object({
  kind: z.enum(recordKinds as [RecordKind, ...RecordKind[]]),
  /** From 1, one more with every change. */
  revision: z.int().min(1),
  recordedAt: z.iso.datetime(),
  /** Where it came from: `api`, or the file that held it. */
  origin: z.string(),
  record: z.union([workOrder, recipe, batch, coil, labResult, defect]),
  unknown: z.array(z.object({ field: z.string(), id: z.string() })),
});

export type KeptRecordDto = z.infer<typeof keptRecordSchema>;

export const recordsAnswerSchema = z.object({ records: z.array(keptRecordSchema) });

/** What became of a record. */
export const recordOutcomeSchema = z.object({
  outcome: z.enum(['created', 'changed', 'unchanged']),
  kind: z.string(),
  id: z.string(),
  revision: z.int().min(1),
  /** What may be wrong with it, in one sentence. */
  warning: z.string().exactOptional(),
});

export const manualLabResultSchema = labResult.omit({ id: true });
