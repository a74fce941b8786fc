import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

extendZodWithOpenApi(z);

/**
 * One cell under a protocol: the request to `/api/v1/p2d`, which the command line builds from its options, and the
 * answer of both. Every rule carries, as its message, what is allowed. Discharge current is positive.
 */

const aNumber = 'a number';
const numberOf = (description: string) =>
  z.number({ error: aNumber }).optional().openapi({ description });

export const p2dModels = ['dfn', 'spme', 'spm'] as const;
export const p2dPresets = ['fast', 'accurate'] as const;
export const p2dThermals = ['isothermal', 'lumped'] as const;
export const p2dInterphases = ['none', 'reaction', 'interstitial', 'solvent'] as const;
export const p2dPlatings = ['none', 'irreversible', 'reversible', 'partiallyReversible'] as const;

const choice = <const T extends readonly [string, ...string[]]>(options: T) =>
  z.enum(options, { error: options.join(' or ') });

/** Each costs about twice the time of the cell itself. */
const maximumSensitivities = 40;

const driveCycleSchema = z
  .strictObject(
    {
      time_s: z.array(z.number({ error: aNumber }), { error: 'a list of numbers' }),
      current_A: z.array(z.number({ error: aNumber }), { error: 'a list of numbers' }),
    },
    { error: 'an object with time_s and current_A' },
  )
  .openapi('DriveCycle', {
    description: 'Current over time, straight between its points; the first time is 0.',
  });

const aSet = { error: 'the name of a parameter set, or a BPX document' };

/** What to solve. Without a temperature or state of charge, those of the parameter set stand. */
export const p2dRequestSchema = z
  .strictObject(
    {
      parameters: z
        .union([z.string().min(1, aSet), z.record(z.string(), z.unknown())], aSet)
        .openapi({
          description: 'Name of a parameter set (Chen2020), or a BPX document.',
          example: 'Chen2020',
        }),
      protocol: z
        .string({ error: 'the text of a protocol' })
        .openapi({ description: 'Steps joined by `;`.', example: 'discharge 1C until 2.5V' }),
      driveCycles: z
        .record(z.string(), driveCycleSchema, { error: 'drive cycles by name' })
        .optional()
        .openapi({ description: 'The cycles that the protocol names in `drive NAME`.' }),
      set: z
        .record(z.string(), z.number({ error: aNumber }), { error: 'numbers by key' })
        .optional()
        .openapi({
          description: 'Numbers of the parameter set to replace, in the unit of their key.',
          example: { 'negative.thickness_um': 90 },
        }),
      model: choice(p2dModels).default('dfn'),
      preset: choice(p2dPresets).default('accurate'),
      thermal: choice(p2dThermals).default('isothermal'),
      interphase: choice(p2dInterphases).default('none').openapi({
        description:
          'What the film on the negative electrode grows by, with model dfn and a set that has its data.',
      }),
      plating: choice(p2dPlatings).default('none').openapi({
        description:
          'What becomes of lithium that plates on the negative electrode, with model dfn and a set that has its data.',
      }),
      temperature_degC: numberOf('Ambient and initial temperature; the one of the set without it.'),
      soc_frac: numberOf('State of charge at the start; the initial state of the set without it.'),
      heatTransfer_W_per_m2K: numberOf('With thermal lumped; the one of the set without it.'),
      grid_s: z
        .number({ error: aNumber })
        .default(10)
        .openapi({ description: 'Interval of the series; the end of each step is added.' }),
      fields: z.boolean({ error: 'true or false' }).default(false).openapi({
        description: 'Whether profiles over the thickness are given too.',
      }),
      sensitivities: z
        .array(z.string().min(1), { error: 'a list of keys of set' })
        .max(maximumSensitivities, { error: `at most ${maximumSensitivities} keys` })
        .optional()
        .openapi({
          description: 'Keys of `set` by which voltage and summary are differentiated.',
          example: ['negative.thickness_um'],
        }),
    },
    { error: 'an object' },
  )
  .openapi('P2dRequest');

const numbers = z.array(z.number());
const byKey = z.record(z.string(), z.number());
const profile = z.array(numbers);
const profileOfParticles = z.array(z.array(z.number().nullable()));
const cause = z.object({
  code: z.string(),
  message: z.string(),
  time_s: z.number(),
  data: z.record(z.string(), z.union([z.number(), z.string()])),
});

export const p2dSummarySchema = z
  .object({
    capacity_Ah: z.number().openapi({ description: 'Net charge drawn: discharged less charged.' }),
    energy_Wh: z.number().openapi({ description: 'Net energy drawn: discharged less charged.' }),
    dischargedCapacity_Ah: z.number(),
    chargedCapacity_Ah: z.number(),
    dischargedEnergy_Wh: z.number(),
    chargedEnergy_Wh: z.number(),
    duration_s: z.number(),
    meanVoltage_V: z.number().nullable().openapi({
      description:
        'Energy over charge that moved, either way; the mean over time at rest. Null of a cell that could not begin.',
    }),
    temperatureMax_degC: z
      .number()
      .nullable()
      .openapi({ description: 'Null of a cell that could not begin.' }),
  })
  .openapi('P2dSummary');

/** What became of the cell: also one that could not go on is a valid answer, with `status` failed and its cause. */
export const p2dAnswerSchema = z
  .object({
    formatVersion: z.literal(1),
    model: z.enum(p2dModels),
    preset: z.enum(p2dPresets),
    parameters: z.object({
      name: z.string(),
      source: z.string(),
      sha256: z.string().openapi({
        description: 'Of the set before its settings: of the file, or of its canonical JSON.',
      }),
      notes: z.array(z.string()),
    }),
    set: z.record(z.string(), z.number()),
    status: z.enum(['end', 'event', 'failed']),
    event: z.object({ kind: z.string(), time_s: z.number() }).optional(),
    cause: cause.optional(),
    summary: p2dSummarySchema,
    series: z.object({
      time_s: numbers,
      voltage_V: numbers,
      current_A: numbers,
      temperature_degC: numbers,
      step: z.array(z.int()),
    }),
    fields: z
      .object({
        x_um: numbers,
        time_s: numbers,
        electrolyteConcentration_mol_per_m3: profile,
        electrolytePotential_V: profile,
        reactionCurrent_A_per_m3: profile,
        surfaceStoichiometry_1: profileOfParticles,
        meanStoichiometry_1: profileOfParticles,
      })
      .optional()
      .openapi({
        description: 'Rows by time, columns by x; stoichiometries are null in the separator.',
      }),
    interphase: z
      .object({
        time_s: numbers,
        meanThickness_nm: numbers,
        lithiumLost_mol: numbers,
        capacityLost_Ah: numbers,
      })
      .optional()
      .openapi({
        description:
          'With an interphase that grows: its film at the end of each protocol step, losses since the start.',
      }),
    plating: z
      .object({
        time_s: numbers,
        plated_mol: numbers,
        dead_mol: numbers,
        plated_Ah: numbers,
        dead_Ah: numbers,
      })
      .optional()
      .openapi({
        description:
          'With plating: lithium metal at the end of each protocol step, that in contact and that which has lost it.',
      }),
    sensitivities: z
      .object({
        keys: z.array(z.string()),
        voltage_V_per_unit: z.record(z.string(), numbers).openapi({
          description: 'In each row of the series, as long after the start of its step.',
        }),
        capacity_Ah_per_unit: byKey,
        energy_Wh_per_unit: byKey,
        dischargedCapacity_Ah_per_unit: byKey,
        chargedCapacity_Ah_per_unit: byKey,
        dischargedEnergy_Wh_per_unit: byKey,
        chargedEnergy_Wh_per_unit: byKey,
        duration_s_per_unit: byKey,
        meanVoltage_V_per_unit: byKey,
        temperatureMax_K_per_unit: byKey,
      })
      .optional()
      .openapi({
        description:
          'With keys of sensitivities: derivatives per unit of each key. A key that is missing here has a warning.',
      }),
    work: z.object({ steps: z.int(), rejections: z.int(), solves: z.int() }),
    elapsed_ms: z.number(),
    warnings: z.array(
      z.object({
        code: z.string(),
        message: z.string(),
        data: z.record(z.string(), z.union([z.number(), z.string()])),
      }),
    ),
  })
  .openapi('P2dAnswer');

/** As read, defaults filled in. */
export type P2dRequest = z.output<typeof p2dRequestSchema>;
export type P2dAnswer = z.output<typeof p2dAnswerSchema>;
export type P2dSummary = z.output<typeof p2dSummarySchema>;
