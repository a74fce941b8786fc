import type { LaneDto, SegmentDto } from '../../../twin/contract/api.ts';

/** Whose word the shown value of a segment is. */
export type Knowledge = 'none' | SegmentDto['knowledge'];

type Bands = NonNullable<NonNullable<LaneDto['predicted']>['bands']>;

function band(
  { predicted }: LaneDto,
  quality: keyof Bands,
  end: 'lower50' | 'upper50' | 'lower90' | 'upper90',
): number | undefined {
  return predicted?.bands?.[quality][end] ?? undefined;
}

const laneReaders = {
  predictedPorosity_frac: (lane: LaneDto) => lane.predicted?.porosity_frac,
  predictedLoading_g_per_m2: (lane: LaneDto) => lane.predicted?.loading_g_per_m2,
  predictedThickness_um: (lane: LaneDto) => lane.predicted?.thickness_um,
  predictedPorosityStandardError_frac: (lane: LaneDto) =>
    lane.predicted?.porosityStandardError_frac ?? undefined,
  predictedLoadingStandardError_g_per_m2: (lane: LaneDto) =>
    lane.predicted?.loadingStandardError_g_per_m2 ?? undefined,
  predictedThicknessStandardError_um: (lane: LaneDto) =>
    lane.predicted?.thicknessStandardError_um ?? undefined,
  predictedPorosityLower50_frac: (lane: LaneDto) => band(lane, 'porosity_frac', 'lower50'),
  predictedPorosityUpper50_frac: (lane: LaneDto) => band(lane, 'porosity_frac', 'upper50'),
  predictedPorosityLower90_frac: (lane: LaneDto) => band(lane, 'porosity_frac', 'lower90'),
  predictedPorosityUpper90_frac: (lane: LaneDto) => band(lane, 'porosity_frac', 'upper90'),
  predictedLoadingLower50_g_per_m2: (lane: LaneDto) => band(lane, 'loading_g_per_m2', 'lower50'),
  predictedLoadingUpper50_g_per_m2: (lane: LaneDto) => band(lane, 'loading_g_per_m2', 'upper50'),
  predictedLoadingLower90_g_per_m2: (lane: LaneDto) => band(lane, 'loading_g_per_m2', 'lower90'),
  predictedLoadingUpper90_g_per_m2: (lane: LaneDto) => band(lane, 'loading_g_per_m2', 'upper90'),
  predictedThicknessLower50_um: (lane: LaneDto) => band(lane, 'thickness_um', 'lower50'),
  predictedThicknessUpper50_um: (lane: LaneDto) => band(lane, 'thickness_um', 'upper50'),
  predictedThicknessLower90_um: (lane: LaneDto) => band(lane, 'thickness_um', 'lower90'),
  predictedThicknessUpper90_um: (lane: LaneDto) => band(lane, 'thickness_um', 'upper90'),
  measuredLoading_g_per_m2: (lane: LaneDto) => lane.measured?.loading_g_per_m2,
  measuredTotalThickness_um: (lane: LaneDto) => lane.measured?.totalThickness_um,
  derivedPorosity_frac: (lane: LaneDto) => lane.derived?.porosity_frac,
  derivedPorosityStandardError_frac: (lane: LaneDto) => lane.derived?.porosityStandardError_frac,
  derivedThickness_um: (lane: LaneDto) => lane.derived?.thickness_um,
  derivedThicknessStandardError_um: (lane: LaneDto) => lane.derived?.thicknessStandardError_um,
} as const;

/** A number kept per segment and lane; absent is NaN, never 0. */
export type LaneField = keyof typeof laneReaders;
const laneFields = Object.keys(laneReaders) as readonly LaneField[];

/** What is known of a segment as a whole. */
export interface SegmentFacts {
  readonly segment: number;
  readonly from_m: number;
  readonly to_m: number;
  /** Distance from the die; null where it is not on the web of the present run. */
  readonly position_m: number | null;
  readonly knowledge: Knowledge;
  readonly predictedAtStation: string | null;
  readonly predictedAt: string | null;
  readonly measuredAt: string | null;
  readonly warnings: SegmentDto['warnings'];
  /** Whether such web was measured before, and why not; absent where the twin has not said it. */
  readonly domain?: SegmentDto['domain'];
  readonly reasons?: SegmentDto['reasons'];
  /** Of the porosity of the first lane that has bands: what they are made of. */
  readonly bandsFrom?: Bands['porosity_frac']['from'];
}

/**
 * The newest metres of one coil as typed-array rings. A segment lies at `index = round(from_m / segmentLength_m)`;
 * writing it again replaces it, so that a replay or a reconnect makes no second point.
 */
export class CoilHistory {
  readonly coil: string;
  readonly lanes: number;
  readonly segmentLength_m: number;
  readonly capacity: number;
  readonly #indexOfSlot: Int32Array;
  /** Order of the message that wrote each slot last. */
  readonly #order: Float64Array;
  readonly #values: Readonly<Record<LaneField, Float64Array>>;
  readonly #facts: (SegmentFacts | undefined)[];
  readonly #indexOfSegment = new Map<number, number>();
  #newest = -1;
  #count = 0;

  constructor(options: {
    readonly coil: string;
    readonly lanes: number;
    readonly segmentLength_m: number;
    readonly capacity: number;
  }) {
    this.coil = options.coil;
    this.lanes = options.lanes;
    this.segmentLength_m = options.segmentLength_m;
    this.capacity = options.capacity;
    this.#indexOfSlot = new Int32Array(this.capacity).fill(-1);
    this.#order = new Float64Array(this.capacity);
    this.#facts = new Array<SegmentFacts | undefined>(this.capacity).fill(undefined);
    this.#values = Object.fromEntries(
      laneFields.map((field) => [
        field,
        new Float64Array(this.capacity * this.lanes).fill(Number.NaN),
      ]),
    ) as Record<LaneField, Float64Array>;
  }

  /** Highest index written, or -1. */
  get newestIndex(): number {
    return this.#newest;
  }

  /** Number of segments held. */
  get size(): number {
    return this.#count;
  }

  /**
   * Keeps a segment as a message tells it. Only the order of messages counts, never what they say: the twin may know
   * less of a segment than before, and takes a prediction back. What comes late is dropped: a segment that fell out of
   * the ring, or one of an earlier message than wrote it last.
   * @param order - of the message; the store numbers them
   * @returns whether anything was kept
   */
  write(segment: SegmentDto, order: number): boolean {
    const index = Math.round(segment.from_m / this.segmentLength_m);
    if (!(index >= 0) || index <= this.#newest - this.capacity) return false;
    const slot = index % this.capacity;
    if (this.#indexOfSlot[slot] !== index) this.#claim(slot, index, segment.segment);
    else if (order < this.#order[slot]!) return false;
    this.#order[slot] = order;
    this.#clear(slot);
    this.#facts[slot] = {
      segment: segment.segment,
      from_m: segment.from_m,
      to_m: segment.to_m,
      position_m: segment.position_m,
      knowledge: segment.knowledge,
      predictedAtStation: segment.predictedAtStation,
      predictedAt: segment.predictedAt,
      measuredAt: segment.measuredAt,
      warnings: segment.warnings,
      ...experienceOf(segment),
    };
    for (const lane of segment.lanes) {
      if (lane.lane > this.lanes) continue;
      for (const field of laneFields) {
        this.#values[field][slot * this.lanes + lane.lane - 1] =
          laneReaders[field](lane) ?? Number.NaN;
      }
    }
    this.#newest = Math.max(this.#newest, index);
    return true;
  }

  /** Index of the segment with this number, or -1. */
  indexOf(segment: number): number {
    return this.#indexOfSegment.get(segment) ?? -1;
  }

  /** What is known of the segment at an index, if it is held. */
  facts(index: number): SegmentFacts | undefined {
    const slot = this.#slot(index);
    return slot < 0 ? undefined : this.#facts[slot];
  }

  knowledge(index: number): Knowledge {
    return this.facts(index)?.knowledge ?? 'none';
  }

  /** Value of a lane, counted from 1; NaN where there is none. */
  value(field: LaneField, index: number, lane: number): number {
    const slot = this.#slot(index);
    return slot < 0 ? Number.NaN : this.#values[field][slot * this.lanes + lane - 1]!;
  }

  /** Mean over the lanes that have a value; NaN where none has. */
  laneMean(field: LaneField, index: number): number {
    let sum = 0;
    let count = 0;
    for (let lane = 1; lane <= this.lanes; lane++) {
      const value = this.value(field, index, lane);
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return count === 0 ? Number.NaN : sum / count;
  }

  #slot(index: number): number {
    if (index < 0) return -1;
    const slot = index % this.capacity;
    return this.#indexOfSlot[slot] === index ? slot : -1;
  }

  #claim(slot: number, index: number, segment: number): void {
    const replaced = this.#facts[slot];
    if (replaced === undefined) this.#count++;
    else this.#indexOfSegment.delete(replaced.segment);
    this.#indexOfSlot[slot] = index;
    this.#indexOfSegment.set(segment, index);
  }

  #clear(slot: number): void {
    for (const field of laneFields) {
      this.#values[field].fill(Number.NaN, slot * this.lanes, (slot + 1) * this.lanes);
    }
  }
}

function experienceOf({
  domain,
  reasons,
  lanes,
}: SegmentDto): Pick<SegmentFacts, 'domain' | 'reasons' | 'bandsFrom'> {
  const from = lanes.find(({ predicted }) => predicted?.bands !== undefined)?.predicted?.bands
    ?.porosity_frac.from;
  return {
    ...(domain === undefined ? {} : { domain }),
    ...(reasons === undefined ? {} : { reasons }),
    ...(from === undefined ? {} : { bandsFrom: from }),
  };
}
