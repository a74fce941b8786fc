import { z } from 'zod';
import {
  keptRecordSchema,
  manualLabResultSchema,
  type RecordKind,
  recordOutcomeSchema,
  recordPaths,
  recordSchemas,
  recordsAnswerSchema,
} from '../../contract/mes.ts';
import { emptyQuerySchema } from '../../contract/queries.ts';
import type { Operation } from '../operations.ts';
import type { ProblemCode } from '../problem.ts';

/** What one kind of record is called, and one as an example. */
const kinds: Readonly<Record<RecordKind, { readonly name: string; readonly example: object }>> = {
  workOrder: {
    name: 'work order',
    example: { product: 'NMC622 pilot', recipe: 'NMC622-P1', quantity_m: 800, status: 'released' },
  },
  recipe: {
    name: 'recipe',
    example: { product: 'NMC622 pilot', parameters: { 'coater.webSpeed_m_per_min': 1 } },
  },
  batch: {
    name: 'batch',
    example: { order: 'WO-1', mixedAt: '2026-01-01T06:00:00Z', parameters: { solids_frac: 0.65 } },
  },
  coil: {
    name: 'coil',
    example: { unit: 'coater', from: '2026-01-01T07:00:00Z', order: 'WO-1', batch: 'B-1' },
  },
  defect: {
    name: 'defect of an inspection system',
    example: {
      seenAt: '2026-01-01T07:12:00Z',
      coil: 'C-1',
      metre_m: 31.4,
      lane: 2,
      class: 'pinhole',
      width_mm: 0.8,
    },
  },
  labResult: {
    name: 'laboratory result',
    example: {
      takenAt: '2026-01-01T09:30:00Z',
      coil: 'C-1',
      metre_m: 120,
      values: { porosity_frac: 0.324 },
      standardUncertainty: { porosity_frac: 0.006 },
    },
  },
};

const notTaken: readonly ProblemCode[] = [
  'HTTP_BAD_BODY',
  'HTTP_BODY_TOO_LARGE',
  'HTTP_UNSUPPORTED_MEDIA_TYPE',
  'RECORD_INVALID',
  'SAMPLES_GIVEN_UP',
  'HISTORIAN_UNAVAILABLE',
];

const outcomes: Operation['answers'] = {
  200: {
    description: 'Known already, or changed: a revision more.',
    content: { json: [recordOutcomeSchema] },
  },
  201: { description: 'Taken, and durable.', content: { json: [recordOutcomeSchema] } },
};

const idParameter = z.object({
  id: z.string().openapi({ param: { description: 'Id that the MES or the laboratory gave it.' } }),
});

/** What can be done with one record of a kind, and with all of them. */
export function recordOperations(
  kind: RecordKind,
): Readonly<Record<'list' | 'read' | 'put', Operation>> {
  const { name, example } = kinds[kind];
  const path = `/api/v1/mes/${recordPaths[kind]}`;
  return {
    list: {
      path,
      summary: `Every ${name}, as it was told last`,
      group: 'mes',
      query: emptyQuerySchema,
      answers: {
        200: { description: 'In the order of telling.', content: { json: [recordsAnswerSchema] } },
      },
      problems: ['HTTP_BAD_QUERY', 'HISTORIAN_UNAVAILABLE'],
    },
    read: {
      path: `${path}/{id}`,
      summary: `One ${name}`,
      group: 'mes',
      parameters: idParameter,
      query: emptyQuerySchema,
      answers: { 200: { description: 'As it is kept.', content: { json: [keptRecordSchema] } } },
      problems: ['HTTP_BAD_QUERY', 'HTTP_NOT_FOUND', 'HISTORIAN_UNAVAILABLE'],
    },
    put: {
      method: 'put',
      path: `${path}/{id}`,
      summary: `Tells of a ${name}; telling the same again changes nothing`,
      group: 'mes',
      parameters: idParameter,
      body: { schema: (recordSchemas[kind] as z.ZodObject).omit({ id: true }), example },
      answers: outcomes,
      problems: notTaken,
    },
  };
}

/** Entry by hand: the id is made of the content, so that sending it twice enters it once. */
export const enterLabResult: Operation = {
  path: `/api/v1/mes/${recordPaths.labResult}`,
  summary:
    'Enters a laboratory result by hand; the same content, or the same Idempotency-Key, is one result',
  group: 'mes',
  body: { schema: manualLabResultSchema, example: kinds.labResult.example },
  answers: outcomes,
  problems: notTaken,
};
