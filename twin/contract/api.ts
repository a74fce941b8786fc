import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import {
  connectorStatusSchema,
  historianStatusSchema,
  quarantineCountSchema,
  spoolStatusSchema,
  tagStateSchema,
} from './connections.ts';
import {
  derivedBands,
  lanePredictionBands,
  modelStates,
  segmentExperience,
  weighedBands,
} from './estimate.ts';

extendZodWithOpenApi(z);

/**
 * JSON shapes of `/api/v1`. Units stand in the names; times are ISO 8601 UTC; lanes count from 1. Every shown number
 * has an origin: measured by a gauge, derived from measurements, predicted by the model, assumed.
 */

const isoTime = z.iso.datetime().openapi({ example: '2026-01-01T00:00:00.000Z' });
const lane = z.int().min(1);

export const qualitySchema = z.enum(['good', 'uncertain', 'bad']);

export const statusSchema = z
  .object({
    version: z.string(),
    startedAt: isoTime,
    serverTime: isoTime,
    virtual: z.boolean().openapi({ description: 'true when the line is simulated' }),
    connectors: z.array(connectorStatusSchema),
    historian: historianStatusSchema,
    spool: spoolStatusSchema,
    quarantine: z.array(quarantineCountSchema),
    samplesReceived: z.int(),
    /** Where the demonstration machines listen, when we serve them. */
    virtualLineEndpoint: z.string().optional(),
  })
  .openapi('Status');

export const tagSchema = z
  .object({
    tag: z.string(),
    /** Station of the web path, or the line itself. */
    unit: z.string(),
    name: z.string(),
    boundaryUnit: z.string(),
    unitLabel: z.string(),
    description: z.string(),
    value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
    quality: qualitySchema,
    status: z.int(),
    state: tagStateSchema,
    /** Why it is not live. */
    reason: z.string().optional(),
    stale: z.boolean().openapi({ description: 'true unless the state is live or backfilling' }),
    connector: z.string().nullable().openapi({
      description: 'that feeds it; null for what the MES, the laboratory or a formula tells',
    }),
    samplingInterval_ms: z.number().nullable(),
    sourceTimestamp: isoTime.nullable(),
    receivedTimestamp: isoTime.nullable(),
    virtual: z.boolean(),
    /** The instrument behind it, where the configuration names one; numbers in the unit of the tag. */
    instrument: z
      .object({
        method: z.string().nullable(),
        serial: z.string().nullable(),
        calibratedOn: z.string().nullable(),
        calibrationDue: z.string().nullable(),
        /** Whether the day on which its calibration was due has passed. */
        calibrationOverdue: z.boolean(),
        standardUncertainty: z.number().nullable(),
        range: z.object({ min: z.number(), max: z.number() }).nullable(),
        /** Whether the value lies where the instrument may not be used. */
        outOfRange: z.boolean(),
      })
      .exactOptional(),
  })
  .openapi('Tag');

/** What a sample belongs to, as it is known when it is read; absent where it is not known. */
const identity = {
  order: z.string().optional(),
  batch: z.string().optional(),
  coil: z.string().optional().openapi({
    description:
      'coil that the web under the station is wound on; NAME~TIME for a name that machines gave before to another coil',
  }),
  metre_m: z.number().optional().openapi({ description: 'of the coil as it was coated' }),
};

export const sampleSchema = z
  .object({
    tag: z.string(),
    sourceTimestamp: isoTime,
    serverTimestamp: isoTime.optional(),
    receivedTimestamp: isoTime,
    value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
    status: z.int(),
    quality: qualitySchema,
    flags: z.int(),
    sequence: z.int(),
    ...identity,
  })
  .openapi('Sample');

export const bucketSchema = z
  .object({
    tag: z.string(),
    from: isoTime,
    count: z.int(),
    bad: z.int(),
    mean: z.number().nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
    last: z.number().nullable().openapi({ description: 'value of the newest by source time' }),
  })
  .openapi('Bucket');

export const warningSchema = z
  .object({ code: z.string(), message: z.string(), data: z.record(z.string(), z.unknown()) })
  .openapi('Warning');

const standardError = z.number().nullable().openapi({
  description:
    "by what is not known of the model's constants and of the readings that it rests on; null where physics gives no derivative",
});

/** What the model expects of a lane at the calender exit, and what gauges later said of the same metre. */
export const laneSchema = z
  .object({
    lane,
    predicted: z
      .object({
        loading_g_per_m2: z.number().openapi({
          description: 'behind the nip, where the foil is longer than at the weight gauge',
        }),
        thickness_um: z.number(),
        porosity_frac: z.number(),
        loadingStandardError_g_per_m2: standardError,
        thicknessStandardError_um: standardError,
        porosityStandardError_frac: standardError,
        bands: lanePredictionBands,
      })
      .nullable(),
    measured: z
      .object({
        loading_g_per_m2: z.number().optional(),
        /** Foil and coating together, as the gauge reads it. */
        totalThickness_um: z.number().optional(),
        bands: weighedBands,
      })
      .nullable(),
    derived: z
      .object({
        thickness_um: z.number(),
        thicknessStandardError_um: z.number(),
        porosity_frac: z.number(),
        porosityStandardError_frac: z.number(),
        bands: derivedBands,
      })
      .nullable(),
  })
  .openapi('Lane');

export const segmentSchema = z
  .object({
    coil: z.string(),
    order: z.string().optional().openapi({ description: 'work order, where it is known' }),
    batch: z.string().optional().openapi({ description: 'batch of slurry, where it is known' }),
    side: z.enum(['A', 'B']).optional().openapi({
      description:
        'side of the foil, A is coated first; only on a line whose coating and calendering machines stand by themselves, where a segment is expected to be what leaves the machine that winds its coil',
    }),
    segment: z.int(),
    from_m: z.number(),
    to_m: z.number(),
    position_m: z.number().nullable().openapi({
      description:
        "distance of the segment's middle from the coating die; null where it is not on the web of the present run, so that nothing says where it is, and of coils of a calendering machine of its own, which has no die (how far that machine is says machines of /api/v1/line)",
    }),
    knowledge: z.enum(['unknown', 'predicted', 'derived']),
    predictedAtStation: z.string().nullable(),
    predictedAt: isoTime.nullable(),
    measuredAt: isoTime.nullable(),
    lanes: z.array(laneSchema),
    ...segmentExperience,
    warnings: z.array(warningSchema),
    virtual: z.boolean(),
  })
  .openapi('Segment');

export const stationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['coater', 'dryerZone', 'weightGauge', 'calender', 'thicknessGauge']),
    name: z.string(),
    position_m: z.number(),
    length_m: z.number(),
    machineState: z.string().nullable().openapi({ description: 'PackML state name' }),
  })
  .openapi('Station');

export const bandSchema = z.object({ min: z.number(), target: z.number(), max: z.number() });

export const proposalSchema = z
  .object({
    id: z.string(),
    state: z.enum(['open', 'withdrawn', 'unreachable']).openapi({
      description:
        'open: make this change; withdrawn: no longer needed; unreachable: out of band and no setting within limits brings it back',
    }),
    createdAt: isoTime,
    updatedAt: isoTime,
    tag: z.string(),
    unit: z.string(),
    order: z.string().optional(),
    batch: z.string().optional(),
    coil: z.string().optional().openapi({
      description:
        'coil at the unit when the proposal was made or changed, where it is known; so are order and batch',
    }),
    boundaryUnit: z.string(),
    from: z.number(),
    to: z.number(),
    limits: z.object({ min: z.number(), max: z.number(), step: z.number() }),
    quality: z.literal('porosity_frac'),
    band: bandSchema,
    before: z
      .number()
      .openapi({ description: 'predicted mean of the coming metres as things stand' }),
    after: z
      .number()
      .openapi({ description: 'the same with the change, by the full forward chain' }),
    comingSegments: z.int(),
    reason: z.string(),
    /** First metre that the change can reach, where and when it will show at the thickness gauge. */
    shows: z
      .object({ coil: z.string(), metre_m: z.number(), gauge: z.string(), at: isoTime })
      .nullable(),
    withdrawnReason: z.string().optional(),
    virtual: z.boolean(),
  })
  .openapi('Proposal');

const originSchema = z.enum(['predicted', 'derived']);

/** One sheet of one lane as the cell that it becomes, by the full physics (P2D). */
export const plannedCellSchema = z
  .object({
    coil: z.string(),
    lane,
    cell: z.int().openapi({ description: 'number along the coil: one sheet length each, from 0' }),
    from_m: z.number(),
    to_m: z.number(),
    position_m: z.number().nullable().openapi({
      description: "distance of the sheet's middle from the coating die; null as for a segment",
    }),
    origin: originSchema.openapi({
      description: 'derived: gauges have spoken over the whole sheet; predicted: not yet',
    }),
    restsOn: isoTime.openapi({
      description: 'newest source time of the predictions or readings that the cell rests on',
    }),
    /** The electrode of the line as it stands in this cell, behind the nip. */
    electrode: z.object({
      loading_g_per_m2: z.number(),
      thickness_um: z.number(),
      porosity_frac: z.number(),
      tortuosityFactor_1: z.number(),
      conductivity_S_per_m: z.number(),
    }),
    rates: z.array(
      z.object({
        rate_C: z.number(),
        status: z.enum(['event', 'end', 'failed']),
        capacity_Ah: z.number().nullable(),
        energy_Wh: z.number().nullable(),
        meanVoltage_V: z.number().nullable(),
        cause: z.object({ code: z.string(), time_s: z.number() }).optional(),
      }),
    ),
    resistance_mohm: z.number().nullable().openapi({
      description:
        'between the lowest and the highest rate at half of the capacity of the lowest: fall of voltage over rise of current',
    }),
    warnings: z.array(warningSchema),
    virtual: z.boolean(),
  })
  .openapi('PlannedCell');

export const statSchema = z
  .object({ mean: z.number(), min: z.number(), max: z.number() })
  .openapi('Stat');

/** The cells of all lanes at the same metres. */
export const cellRowSchema = z
  .object({
    coil: z.string(),
    cell: z.int(),
    from_m: z.number(),
    to_m: z.number(),
    position_m: z.number().nullable(),
    origin: originSchema.openapi({ description: 'derived only where all of its cells are' }),
    restsOn: isoTime.openapi({ description: 'the oldest of its cells' }),
    cells: z.int(),
    failed: z.int().openapi({ description: 'cells that failed at one rate or more' }),
    rates: z.array(
      z.object({
        rate_C: z.number(),
        capacity_Ah: statSchema.nullable(),
        energy_Wh: statSchema.nullable(),
      }),
    ),
    resistance_mohm: statSchema.nullable(),
    warnings: z.array(warningSchema).openapi({ description: 'each code once' }),
    virtual: z.boolean(),
  })
  .openapi('CellRow');

const lineCells = cellRowSchema.nullable().openapi({
  description:
    'the last row of cells that has passed the calender, or the nearest on its way to it; null where there is none',
});

const cellsWithheld = z.string().nullable().openapi({
  description: 'why there are no cells; null where there are some',
});

const adviceWithheld = z.string().nullable().openapi({
  description: 'why nothing can be advised at present; null while the coming web is judged',
});

export const lineSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    virtual: z.boolean(),
    serverTime: isoTime,
    recipe: z.object({
      name: z.string(),
      porosity_frac: bandSchema,
      loading_g_per_m2: bandSchema,
      thickness_um: bandSchema,
      cell: z
        .object({
          parameters: z.string().openapi({ description: 'set that the cell is completed from' }),
          nominalCapacity_Ah: z.number(),
          rates_C: z.array(z.number()),
          sheetLength_mm: z.number(),
          counterElectrode: z.string(),
        })
        .nullable(),
    }),
    path: z.object({
      length_m: z.number(),
      segmentLength_m: z.number(),
      lanes: z.int(),
      stations: z.array(stationSchema),
    }),
    coil: z.string().nullable(),
    /** Metres of this coil that have passed the coating die. */
    coated_m: z.number(),
    webSpeed_m_per_min: z.number().nullable(),
    machines: z
      .array(
        z.object({
          machine: z.string(),
          coil: z.string(),
          input: z.string(),
          side: z.enum(['A', 'B']).optional(),
          pass: z.int().optional(),
          entered_m: z.number(),
          webSpeed_m_per_min: z.number(),
        }),
      )
      .openapi({
        description:
          'machines with winders of their own that have web now: the coil that each winds, the roll or coil that it unwinds, and the web of it that has entered; empty on a line of one web',
      }),
    segments: z
      .array(segmentSchema)
      .openapi({ description: 'web between the die and the last gauge' }),
    proposals: z.array(proposalSchema),
    models: modelStates,
    adviceWithheld,
    cells: lineCells,
    cellsWithheld,
  })
  .openapi('Line');

/** Data of the server-sent events of `/api/v1/stream`; each event has an id, and Last-Event-ID resumes. */
export const streamEvents = {
  /** The latest value of each tag that changed since the last event. */
  sample: z.object({
    serverTime: isoTime,
    samples: z.array(
      z.object({
        tag: z.string(),
        value: z.union([z.number(), z.boolean(), z.string(), z.null()]),
        quality: qualitySchema,
        sourceTimestamp: isoTime,
        ...identity,
      }),
    ),
  }),
  /** Segments that are new, were predicted again, moved past a gauge or left the line; position of the web with it. */
  segment: z.object({
    serverTime: isoTime,
    coil: z.string(),
    coated_m: z.number(),
    segments: z.array(segmentSchema),
    models: modelStates,
    adviceWithheld,
  }),
  /** Cells that were calculated since the last of these events; at most a few a second. */
  cells: z.object({
    serverTime: isoTime,
    row: lineCells,
    /** Metres whose cells are new. */
    changed: z.array(z.object({ coil: z.string(), from_m: z.number(), to_m: z.number() })),
    cellsWithheld,
  }),
  /**
   * Connections, spool and historian: at once when the state of one changes; where only a count does, at most once a
   * second.
   */
  state: z.object({
    serverTime: isoTime,
    connectors: z.array(connectorStatusSchema),
    historian: historianStatusSchema,
    spool: spoolStatusSchema,
  }),
  proposal: proposalSchema,
  /** The client missed events that are no longer kept: read `/line` and `/tags` anew. */
  resync: z.object({ serverTime: isoTime, reason: z.string() }),
  heartbeat: z.object({ serverTime: isoTime }),
} as const;

export type StatusDto = z.infer<typeof statusSchema>;
export type TagDto = z.infer<typeof tagSchema>;
export type SampleDto = z.infer<typeof sampleSchema>;
export type LaneDto = z.infer<typeof laneSchema>;
export type SegmentDto = z.infer<typeof segmentSchema>;
export type StationDto = z.infer<typeof stationSchema>;
export type ProposalDto = z.infer<typeof proposalSchema>;
export type PlannedCellDto = z.infer<typeof plannedCellSchema>;
export type StatDto = z.infer<typeof statSchema>;
export type CellRowDto = z.infer<typeof cellRowSchema>;
export type LineDto = z.infer<typeof lineSchema>;
export type StreamEventName = keyof typeof streamEvents;
export type StreamEventDto = { [N in StreamEventName]: z.infer<(typeof streamEvents)[N]> };
