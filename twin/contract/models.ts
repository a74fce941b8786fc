import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { lineModelsSchema } from './estimate.ts';

extendZodWithOpenApi(z);

/** JSON shapes of `/api/v1/models` and of `twinline model list|show`: trained models by name, and which of each serves. */

const isoTime = z.iso.datetime();

/** Why a file cannot be used, as the error that reading it gives. */
const fileProblemSchema = z.object({ code: z.string(), message: z.string() });

/** Error on groups left out, in the unit of the target. */
const scoreSchema = z.object({ rmse: z.number(), rmseSpread: z.number(), r2: z.number() });

export const modelVersionSchema = z
  .object({
    version: z.int().min(1),
    serves: z.boolean(),
    /** Absent where the folder cannot be read: then `problem` says why. */
    model: z
      .object({
        kind: z.string(),
        target: z.string(),
        unit: z.string(),
        group: z.string(),
        columns: z.array(z.string()),
        rows: z.int(),
        groups: z.int(),
        seed: z.number(),
        /** Of choosing and training together, on groups that neither has seen. */
        expected: scoreSchema,
        /** Share of rows in the 90 % band that other groups make; null where these are too few for a band. */
        coverage90: z.number().nullable(),
        candidates: z.array(
          z.object({
            name: z.string(),
            score: scoreSchema.optional(),
            leftOut: z.string().optional(),
          }),
        ),
        data: z.object({ file: z.string(), sha256: z.string() }),
        warnings: z.array(z.string()),
        sha256: z.string(),
      })
      .optional(),
    problem: fileProblemSchema.optional(),
  })
  .openapi('ModelVersion');

export const gateSchema = z
  .object({
    passes: z.boolean(),
    /** Root mean square errors on the rows of the challenger; the champion has not seen what it is judged by either. */
    champion: z.number().optional(),
    challenger: z.number().optional(),
    pValue: z.number().optional(),
    rows: z.int(),
    groups: z.int(),
    reasons: z.array(z.string()),
  })
  .openapi('ModelGate', { description: 'Whether a model may take over from the one that serves' });

export const promotionSchema = z
  .object({
    action: z.enum(['promote', 'rollback']),
    version: z.int().min(1),
    /** Version that served before; absent for the first. */
    from: z.int().min(1).optional(),
    at: isoTime,
    by: z.string(),
    /** Whether it serves against the gate; then there is a reason. */
    forced: z.boolean(),
    reason: z.string().optional(),
    gate: gateSchema.optional(),
  })
  .openapi('ModelPromotion');

export const registeredModelSchema = z
  .object({
    name: z.string(),
    serving: z.int().nullable(),
    versions: z.array(modelVersionSchema),
    history: z.array(promotionSchema),
    /** Of the file of promotions: which version serves is not known then. */
    problem: fileProblemSchema.optional(),
  })
  .openapi('RegisteredModel');

export const modelsAnswerSchema = lineModelsSchema
  .extend({
    trained: z
      .array(registeredModelSchema)
      .openapi({ description: 'by name, as `twinline model list`' }),
  })
  .openapi('Models');

export type ModelVersionDto = z.infer<typeof modelVersionSchema>;
export type ModelGateDto = z.infer<typeof gateSchema>;
export type PromotionDto = z.infer<typeof promotionSchema>;
export type RegisteredModelDto = z.infer<typeof registeredModelSchema>;
