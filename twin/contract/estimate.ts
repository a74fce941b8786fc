import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

extendZodWithOpenApi(z);

/** Bands of values and the state of what corrects them: JSON shapes of the API. */

const bound = z.number().nullable();
const bounds = { lower50: bound, upper50: bound, lower90: bound, upper90: bound } as const;

/** Bands of a prediction, in the unit of its name, to five digits. */
const predictedBands = z.object({
  physics: z.number().openapi({ description: 'mean by physics alone, without the correction' }),
  ...bounds,
  from: z.enum(['constants', 'measurements']).openapi({
    description:
      'measurements: quantiles of what predictions were off by where the line measured the same, so that the band holds that share of gauge readings; constants: by the standard error, until there are enough of them',
  }),
});

/** Bands of what gauges say, by its standard error. */
const gaugedBands = z.object(bounds);

const domain = z.enum(['inside', 'edge', 'outside']).openapi({
  description:
    'whether gauges of this line have measured web that was made under such conditions: inside, at the edge of it, or outside, where nothing vouches for the prediction',
});

/** Of a predicted lane; absent where the twin has told none. */
export const lanePredictionBands = z
  .object({
    loading_g_per_m2: predictedBands,
    thickness_um: predictedBands,
    porosity_frac: predictedBands,
  })
  .exactOptional();
/** Of a weighed lane, and of one behind the thickness gauge. */
export const weighedBands = z.object({ loading_g_per_m2: gaugedBands }).exactOptional();
export const derivedBands = z
  .object({ thickness_um: gaugedBands, porosity_frac: gaugedBands })
  .exactOptional();

/** Of a segment whose prediction has bands. */
export const segmentExperience = {
  domain: domain.exactOptional(),
  reasons: z
    .array(z.string())
    .exactOptional()
    .openapi({ description: 'of the domain, one sentence each' }),
} as const;

const health = z.enum(['ok', 'watch', 'recalibrate', 'doNotUse']);
const isoTime = z.iso.datetime();

/** What corrects one quality at one place of its way, in short. */
export const modelStateSchema = z
  .object({
    id: z.string().openapi({ description: '<quality>.<place>' }),
    quality: z.enum(['loading', 'thickness', 'porosity']),
    place: z.enum(['ahead', 'weighed']).openapi({
      description: 'ahead: web that the weight gauge has not read; weighed: web that it has',
    }),
    health: health.openapi({
      description:
        'ok; watch: its errors may have moved; recalibrate: they have, and it learns anew; doNotUse: predictions are shown without it',
    }),
    serves: z.boolean().openapi({ description: 'whether predictions are shown with it' }),
    learnedAt: isoTime
      .nullable()
      .openapi({ description: 'newest measurement that it learned from; null before the first' }),
  })
  .openapi('ModelState');

/** Of a line, where its predictions are corrected. */
export const modelStates = z.array(modelStateSchema).exactOptional();

/** The same with all that is known of it. */
export const modelSchema = modelStateSchema
  .extend({
    reasons: z.array(z.string()).openapi({ description: 'of the state, one sentence each' }),
    unit: z.string(),
    bias: z.number().nullable().openapi({ description: 'that it adds, mean over lanes' }),
    halfWidth50: bound,
    halfWidth90: bound,
    segments: z.int().openapi({ description: 'measured segments that it learned from' }),
    errors: z.int().openapi({ description: 'newest errors that its bands are quantiles of' }),
    measured: z.int().openapi({ description: 'measurements that its bands were judged by' }),
    held50: z.int(),
    held90: z.int(),
    residual: z
      .object({
        kind: z.string().openapi({ description: 'what learned it, such as forest or ridge' }),
        trainedAt: isoTime.openapi({ description: 'newest measurement that it was trained on' }),
        rows: z.int(),
        rmseBefore: z.number(),
        rmse: z.number().openapi({ description: 'on web left out, like rmseBefore' }),
      })
      .nullable()
      .openapi({
        description: 'what is added by the conditions of the web; null where bias is all',
      }),
    gate: z.string().nullable().openapi({
      description: 'what became of the newest residual that wanted to serve; null before any',
    }),
  })
  .openapi('Model');

export const lineModelsSchema = z.object({
  serverTime: isoTime,
  models: z.array(modelSchema).openapi({ description: 'what corrects predictions of the line' }),
  labValues: z.int().openapi({ description: 'results of the laboratory that were learned from' }),
  virtual: z.boolean(),
});

export type ModelStateDto = z.infer<typeof modelStateSchema>;
export type ModelDto = z.infer<typeof modelSchema>;
export type LineModelsDto = z.infer<typeof lineModelsSchema>;
