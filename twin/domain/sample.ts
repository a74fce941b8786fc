/** Name of a tag, `site.area.line.unit.<name>_<unit>`; its value is stored in that unit. */
export type TagId = string & { readonly __brand: 'TagId' };

/** What a machine, gauge or laboratory said about one tag at one time. */
export interface Sample {
  readonly tag: TagId;
  /** When the source took the value [ms since 1970, UTC]; never rewritten. */
  readonly sourceTimestamp: number;
  /** When the source's server stamped it [ms], if it did. */
  readonly serverTimestamp?: number;
  /** When it reached us [ms]. */
  readonly receivedTimestamp: number;
  /** In the unit that the tag names; null when the source has none. */
  readonly value: number | boolean | string | null;
  /** OPC UA status code, 32 bit. */
  readonly status: number;
  /** Sum of `sampleFlags`. */
  readonly flags: number;
}

/** Bits of `Sample.flags`. */
export const sampleFlags = {
  historical: 1,
  backfilled: 2,
  substituted: 4,
  simulated: 8,
  late: 16,
  replay: 32,
  clockSuspect: 64,
} as const;

/** OPC UA status codes that we write ourselves (OPC UA Part 6, annex A.2). */
export const statusCodes = {
  good: 0x0000_0000,
  uncertain: 0x4000_0000,
  uncertainLastUsable: 0x4090_0000,
  bad: 0x8000_0000,
  badTimeout: 0x800a_0000,
  badNoCommunication: 0x8031_0000,
  badWaitingForInitialData: 0x8032_0000,
  badOutOfRange: 0x803c_0000,
  badNotSupported: 0x803d_0000,
  badDeviceFailure: 0x808b_0000,
  badSensorFailure: 0x808c_0000,
  badDataUnavailable: 0x809e_0000,
} as const;

/** Quality of a status code by its two severity bits. */
export type Quality = 'good' | 'uncertain' | 'bad';

/** Quality of an OPC UA status code: 00 good, 01 uncertain, 10 and 11 bad (OPC UA Part 4, 7.39). */
export function qualityOf(status: number): Quality {
  const severity = status >>> 30;
  return severity === 0 ? 'good' : severity === 1 ? 'uncertain' : 'bad';
}

/** A batch as the engine, the screens and the historian see it: in this order, under this number. */
export interface SequencedBatch {
  /** Number of the first sample; sample i of the batch has `sequence + i`. */
  readonly sequence: number;
  readonly samples: readonly Sample[];
}
