import { z } from 'zod';
import { number, positive, wholeNumber } from './bounded-number.ts';
import { connectorSchema } from './connectors/connector.ts';
import { faultSchema } from './fault-schedule.ts';
import { historianSchema } from './historian.ts';
import { identifier } from './identifier.ts';
import { waveformSchema } from './waveform.ts';

/** Shape of `twinline.yaml`; units stand in the names. What is left out takes its default; recipes must be given. */

/** Products that a recipe may name (twin/cli/recipe-materials.ts has their parameters). */
const recipeMaterialNames = [
  'nmc622-demonstration',
  'nmc622-dry',
  'lfp-nmp',
  'graphite-water',
  'layered-oxide-nmp',
  'layered-oxide-p2-nmp',
  'hard-carbon-water',
] as const;
export type RecipeMaterialName = (typeof recipeMaterialNames)[number];

const port = () => wholeNumber({ min: 0, max: 65535 });

const band = z
  .strictObject({ min: number(), target: number(), max: number() })
  .refine(({ min, target, max }) => min < target && target < max, 'min < target < max');
const station = z.strictObject({
  id: identifier,
  kind: z.enum(['coater', 'dryerZone', 'weightGauge', 'calender', 'thicknessGauge']),
  name: z.string().min(1),
  position_m: number({ min: 0 }),
  length_m: number({ min: 0 }).default(0),
});

const segments = {
  segmentLength_m: positive(),
  lanes: wholeNumber({ min: 1, max: 64 }),
};
/** A machine with a drive and winders of its own; its id is the unit of its speed, lengths and coils. */
const machine = z.strictObject({
  id: identifier,
  /** By their distance from where the web enters the machine, which is the die of the coating machine. */
  stations: z.array(station).min(1),
});

/** Cell that the electrode of the line becomes; without it, no cells are calculated. */
const cell = z.strictObject({
  /** Name of a built-in set (`twinline p2d` lists them), or path of a BPX file (.json): all that is not said below. */
  parameters: z.string().min(1, 'the name of a parameter set, or the path of a BPX file (.json)'),
  nominalCapacity_Ah: positive(),
  temperature_degC: number({ min: -60, max: 150 }).default(25),
  /** Along the web; the lane is the width of a sheet. */
  sheetLength_mm: positive().default(200),
  /** Lithium that the first cycles bind, over the sites of the positive electrode. */
  formationLoss_frac: number({ min: 0, max: 0.9 }),
  counterElectrode: z.strictObject({
    thickness_um: positive(),
    porosity_frac: number({ above: 0, max: 0.99 }),
    activeFraction_frac: number({ above: 0, max: 0.99 }),
    tortuosityFactor_1: number({ min: 1 }).exactOptional(),
    conductivity_S_per_m: positive().exactOptional(),
  }),
  /** Where it is not that of the set. */
  separator: z
    .strictObject({
      thickness_um: positive().exactOptional(),
      porosity_frac: number({ above: 0, max: 1 }).exactOptional(),
      tortuosityFactor_1: number({ min: 1 }).exactOptional(),
    })
    .prefault({}),
});

/** A tag that is calculated from others. */
const derivedTag = z.strictObject({
  tag: z.string().min(1),
  /** As `(gross - foil) / thickness`, in the units of the tags; `twin/derived/formula.ts` says what may stand in it. */
  formula: z.string().min(1),
  /** Tag of every name in the formula. */
  inputs: z
    .record(z.string().regex(/^[A-Za-z]\w*$/, 'a name of letters, digits and _'), z.string().min(1))
    .refine((inputs) => Object.keys(inputs).length > 0, 'at least one input'),
});

const day = z.iso.date({ error: 'a day as 2026-01-31' });
/** What is known of the instrument behind a tag; numbers in the unit of the tag. */
const instrument = z
  .strictObject({
    /** One without lane stands for all lanes of that name. */
    tag: z.string().min(1),
    method: z.string().min(1).exactOptional(),
    serial: z.string().min(1).exactOptional(),
    calibratedOn: day.exactOptional(),
    calibrationDue: day.exactOptional(),
    standardUncertainty: positive().exactOptional(),
    range: z
      .strictObject({ min: number(), max: number() })
      .refine(({ min, max }) => min < max, 'min < max')
      .exactOptional(),
  })
  .refine(
    ({ calibratedOn, calibrationDue }) =>
      calibratedOn === undefined || calibrationDue === undefined || calibratedOn < calibrationDue,
    'calibratedOn before calibrationDue',
  );

export const configurationSchema = z.strictObject({
  plant: z
    .strictObject({
      site: identifier.default('demo'),
      area: identifier.default('electrode'),
      line: z
        .strictObject({
          id: identifier.default('line1'),
          name: z.string().default('Demonstration line'),
          path: z
            .union([
              z.enum(['demonstration', 'short', 'pilot']),
              z.strictObject({ ...segments, stations: z.array(station).min(1) }),
              z.strictObject({
                ...segments,
                /** The coating machine and the calendering machine. */
                machines: z.tuple([machine, machine]),
                /** Whether coils are turned between the sides, so that lane 1 becomes the last lane. */
                lanesSwapped: z.boolean(),
              }),
            ])
            .default('demonstration'),
          coatedWidth_mm: positive().default(300),
          foilWidth_mm: positive().default(320),
          weightGauge: z
            .strictObject({
              repeatability_g_per_m2: positive().default(0.6),
              calibration_g_per_m2: positive().default(0.4),
            })
            .prefault({}),
          thicknessGauge: z
            .strictObject({
              repeatability_um: positive().default(0.4),
              calibration_um: positive().default(0.3),
            })
            .prefault({}),
          foilThicknessStandardError_um: positive().default(0.2),
          poreFreeDensityStandardError_frac: positive().default(0.01),
        })
        .prefault({}),
    })
    .prefault({}),
  connectors: z.array(connectorSchema).default([]),
  derivedTags: z.array(derivedTag).default([]),
  waveforms: z.array(waveformSchema).default([]),
  instruments: z.array(instrument).default([]),
  virtualLine: z
    .strictObject({
      line: z.enum(['demo', 'short', 'pilot', 'pilot-gap']).default('demo'),
      seed: wholeNumber({ min: 0 }).default(7),
      port: port().default(4840),
      /** Instead of the faults that the line plays by itself. */
      faults: z.array(faultSchema).optional(),
    })
    .optional(),
  historian: historianSchema.prefault({}),
  spool: z
    .strictObject({
      /** `memory` gives up durability: what the historian has not taken is lost with the process. */
      kind: z.enum(['lmdb', 'memory']).default('lmdb'),
      cap_MB: wholeNumber({ min: 16 }).default(1024),
    })
    .prefault({}),
  recipes: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        material: z.enum(recipeMaterialNames),
        /** Of solids whose share is not that of the material; all must sum to 1. */
        massFractions_frac: z.record(z.string(), number({ min: 0, max: 1 })).default({}),
        porosity_frac: band,
        loading_g_per_m2: band,
        thickness_um: band,
        /** Solvent over solids that the product may keep. */
        residualSolvent_kg_per_kg: z.strictObject({ max: positive() }).default({ max: 0.005 }),
        /** Steps that make the product, in the order of the web (`twinline process`). */
        route: z
          .array(z.string().min(1))
          .min(1)
          .default(['slurryFeed', 'slotDie', 'drying', 'forceCalendering']),
        /** What the machines of the route are set to, by `<unit>.<variable>_<unit of measure>`. */
        settings: z.record(z.string(), number()).default({}),
        cell: cell.optional(),
      }),
    )
    .length(1, 'exactly one recipe'),
  models: z
    .strictObject({
      /** What `calibrate --out` wrote; one a model. Its constants take the place of those of material and machines. */
      calibrations: z.array(z.string().min(1, 'the path of a calibration')).default([]),
      /** State that the press is in now, as `pressState` of the table; needed where a calibration knows several. */
      pressState: z.string().min(1).exactOptional(),
    })
    .prefault({}),
  advisor: z
    .strictObject({
      lineLoad_N_per_mm: z
        .strictObject({
          min: number({ min: 0 }).default(40),
          max: positive().default(300),
          step: positive().default(1),
        })
        .refine(({ min, max, step }) => min + step <= max, 'min + step <= max')
        .prefault({}),
    })
    .prefault({}),
  http: z
    .strictObject({
      /** Loopback only while no authentication is configured. */
      host: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
      port: port().default(8080),
    })
    .prefault({}),
});

export type Configuration = z.infer<typeof configurationSchema>;
export type ConfigurationInput = z.input<typeof configurationSchema>;
