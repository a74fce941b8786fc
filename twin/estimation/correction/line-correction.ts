import { BiasFilter } from '../../../ml/drift/bias-filter.ts';
import type {
  Estimate,
  ExperienceVerdict,
  LabReading,
  LaneEstimate,
  SegmentEstimate,
} from '../../domain/estimate.ts';
import type { LaneState, PredictedLane, Segment, Uncertain } from '../../domain/segment.ts';
import {
  type Channel,
  type CorrectedQuality,
  channelAt,
  channels,
  correctedQualities,
  type Place,
} from './corrected-quality.ts';
import { Experience, type ExperienceState } from './experience.ts';
import { type KeptResidual, LearnedResiduals, type ResidualTrainer } from './learned-residuals.ts';
import { type ChannelState, type JudgedLane, QualityChannel } from './quality-channel.ts';
import { type SegmentRecord, SegmentRecords } from './segment-records.ts';

/** Standard normal quantiles of the bands of 50 and 90 %. */
const normal50 = 0.6744897501960817;
const normal90 = 1.6448536269514722;
/** Standard error over the value of a prediction for which physics gives none, before anything is measured. */
const unknownShare = 0.1;
/** Segments whose estimates are kept: those that the twin keeps behind the line, and those on it. */
const keptEstimates = 4000;
/** Segments over which the share outside experience is taken. */
const outsideMemory = 100;

/** A scatter for the first steps of a filter, until it has seen one [-]. */
const firstScatter = 0.005;

/** All that the correction has learned, as plain data. */
export interface CorrectionState {
  readonly lanes: number;
  readonly channels: readonly (ChannelState | null)[];
  readonly gaugeErrors: readonly number[];
  /** Of each quality: what the laboratory finds above the gauges. */
  readonly gaugeOffsets: readonly ({ readonly bias: number; readonly variance: number } | null)[];
  readonly labValues: number;
  readonly experience: ExperienceState;
  readonly residuals: readonly (KeptResidual | null)[];
}

/** How much was done since start. */
export interface CorrectionWork {
  /** Segments that were told, and that were learned from. */
  readonly told: number;
  readonly learned: number;
  /** Values of the laboratory that found their segment, and that did not. */
  readonly labPlaced: number;
  readonly labUnplaced: number;
}

/**
 * What measurements on a line say of its predictions: for each lane the physics and what gauges found it to be off by, with
 * bands that hold their share, and whether such web was measured before. A function of segments and laboratory values in
 * their order.
 */
export class LineCorrection {
  readonly #lanes: number;
  readonly #channels: (QualityChannel | undefined)[];
  /** Standard error of the newest measurement by channel (SI): what no averaging of readings removes. */
  readonly #gaugeErrors: Float64Array;
  /** Standard error that physics told last by channel (SI). */
  readonly #priors = new Float64Array(channels.length);
  readonly #offsets: (BiasFilter | undefined)[];
  readonly #experience: Experience;
  readonly #residuals: LearnedResiduals;
  /** What a segment was measured above physics, by channel. */
  readonly #above = new Float64Array(channels.length);
  readonly #records = new SegmentRecords();
  readonly #estimates = new Map<SegmentRecord, SegmentEstimate>();
  readonly #outside: boolean[] = [];
  readonly #work = { told: 0, learned: 0, labPlaced: 0, labUnplaced: 0 };
  #labValues: number;

  /**
   * @param conditions - names of what stands in the conditions of a segment
   * @param train - trains what conditions say of the error of physics; nothing is trained where absent
   */
  constructor(
    lanes: number,
    conditions: readonly string[],
    saved?: CorrectionState,
    train?: ResidualTrainer,
  ) {
    const state = saved?.lanes === lanes ? saved : undefined;
    this.#lanes = lanes;
    this.#channels = channels.map((_, c) => {
      const own = state?.channels[c] ?? null;
      return own === null ? undefined : new QualityChannel(lanes, 1, 1, own);
    });
    this.#gaugeErrors = Float64Array.from(state?.gaugeErrors ?? channels.map(() => 0));
    this.#offsets = correctedQualities.map((_, q) => {
      const own = state?.gaugeOffsets[q] ?? null;
      return own === null ? undefined : new BiasFilter(steady, own);
    });
    this.#labValues = state?.labValues ?? 0;
    this.#experience = new Experience(conditions, state?.experience);
    this.#residuals = new LearnedResiduals(conditions, train, state?.residuals);
  }

  get work(): CorrectionWork {
    return this.#work;
  }

  /** Values of the laboratory that it has learned from. */
  get labValues(): number {
    return this.#labValues;
  }

  /** What conditions say of the errors of physics. */
  get residuals(): LearnedResiduals {
    return this.#residuals;
  }

  /** What is known of a channel; undefined before its first measurement. */
  channel(at: number): QualityChannel | undefined {
    return this.#channels[at];
  }

  /** Takes segments that are new or changed: learns from what was measured of them, and tells what is expected. */
  take(segments: readonly Segment[]): void {
    for (const segment of segments) {
      const record = this.#recordOf(segment);
      this.#learn(segment, record);
      this.#tell(segment, record);
    }
  }

  /** What was told of a segment; undefined where it was not, or long ago. */
  estimateOf(segment: Segment): SegmentEstimate | undefined {
    const record = this.#records.find(segment);
    return record && this.#estimates.get(record);
  }

  /** What is added to predictions of a quality at a place: the mean over lanes (SI); 0 where nothing is. */
  meanCorrection(quality: CorrectedQuality, place: Place): number {
    const at = channelAt(quality, place);
    const channel = at === undefined ? undefined : this.#channels[at];
    if (channel?.serves !== true) return 0;
    return channel.meanBias + (this.#offsets[correctedQualities.indexOf(quality)]?.bias ?? 0);
  }

  /**
   * Takes a value of the laboratory, however late: what it finds above the gauges on the same web is the error of the gauges;
   * where no gauge measured, of the prediction.
   * @returns whether its segment was found
   */
  takeLab({ coil, metre, lane, takenAt, values }: LabReading): boolean {
    const record = this.#records.holding(coil, metre);
    if (record === undefined || (lane !== undefined && lane > record.lanes)) {
      this.#work.labUnplaced += 1;
      return false;
    }
    const lanes = lane === undefined ? allLanes(record.lanes) : [lane - 1];
    for (const [q, quality] of correctedQualities.entries()) {
      const value = values[quality];
      if (value === undefined) continue;
      const gauged = lanes.filter((at) => !Number.isNaN(record.measured(at, q)));
      if (gauged.length > 0) {
        const mean = gauged.reduce((sum, at) => sum + record.measured(at, q), 0) / gauged.length;
        this.#learnOffset(q, value, value.value - mean, gauged.length);
      } else this.#learnDirectly(record, quality, lanes, value, takenAt);
    }
    this.#work.labPlaced += 1;
    this.#labValues += 1;
    return true;
  }

  /** All that it has learned. */
  state(): CorrectionState {
    return {
      lanes: this.#lanes,
      channels: this.#channels.map((channel) => channel?.state() ?? null),
      gaugeErrors: [...this.#gaugeErrors],
      gaugeOffsets: this.#offsets.map((offset) => offset?.state() ?? null),
      labValues: this.#labValues,
      experience: this.#experience.state(),
      residuals: this.#residuals.kept(),
    };
  }

  #recordOf(segment: Segment): SegmentRecord {
    const record = this.#records.of(segment);
    const isAnew =
      record.hasLearnedLoading && segment.lanes.every((lane) => lane.measuredLoading === undefined);
    if (!isAnew) return record;
    this.#estimates.delete(record);
    return this.#records.begin(segment);
  }

  #learn(segment: Segment, record: SegmentRecord): void {
    const { lanes, measuredAt, conditions } = segment;
    if (measuredAt === undefined) return;
    if (!record.hasLearnedLoading && lanes.some((lane) => lane.measuredLoading !== undefined)) {
      record.hasLearnedLoading = true;
      this.#learnChannel({ quality: 'loading', place: 'ahead' }, lanes, record, measuredAt);
      record.aboveLoading = this.#above[0]!;
    }
    if (record.hasLearnedGauge || lanes.every((lane) => lane.derivedPorosity === undefined)) return;
    record.hasLearnedGauge = true;
    this.#work.learned += 1;
    this.#outside.push(record.outside);
    if (this.#outside.length > outsideMemory) this.#outside.shift();
    this.#above.fill(Number.NaN);
    for (const channel of channels) {
      if (channel.quality !== 'loading') this.#learnChannel(channel, lanes, record, measuredAt);
    }
    const met = record.takeRanges();
    if (met !== undefined) this.#experience.learn(met.low, met.high);
    if (conditions === undefined) return;
    this.#above[0] = record.aboveLoading;
    const { coil, index } = segment;
    const news = this.#residuals.learn(coil, index, measuredAt, conditions, this.#above);
    for (const c of news) this.#channels[c]?.modelChanged('what conditions say was learned anew');
  }

  #learnChannel(
    { quality, place }: Channel,
    lanes: readonly LaneState[],
    record: SegmentRecord,
    measuredAt: number,
  ): void {
    const c = channelAt(quality, place)!;
    const q = correctedQualities.indexOf(quality);
    const judged: JudgedLane[] = [];
    let error = 0;
    let above = 0;
    for (const [i, lane] of lanes.entries()) {
      const measured = measurementOf(lane, quality);
      if (measured === undefined) continue;
      record.measure(i, q, measured.value);
      const physics = record.predicted(i, c);
      if (Number.isNaN(physics)) continue;
      above += measured.value - physics;
      const predicted = physics + record.residual(c);
      error = Math.max(error, measured.standardError);
      const told = record.told(i, c);
      judged.push({ lane: i, measured: measured.value, predicted, told });
    }
    this.#above[c] = judged.length === 0 ? Number.NaN : above / judged.length;
    if (judged.length === 0) return;
    const scatter = firstScatter * Math.abs(judged[0]!.predicted);
    this.#channels[c] ??= new QualityChannel(this.#lanes, scatter, this.#priors[c]!);
    this.#gaugeErrors[c] = error;
    const outside = this.#outside.filter(Boolean).length / Math.max(1, this.#outside.length);
    this.#channels[c].learn(judged, measuredAt, this.#outside.length < outsideMemory ? 0 : outside);
  }

  #learnOffset(q: number, { standardError }: Uncertain, above: number, lanes: number): void {
    const known = channels.flatMap(({ quality }, c) =>
      quality === correctedQualities[q] && this.#channels[c] !== undefined ? [c] : [],
    );
    const c = known[0];
    if (c === undefined) return;
    this.#offsets[q] ??= new BiasFilter(steady, {
      bias: 0,
      variance: this.#gaugeErrors[c]! ** 2,
    });
    const scatter = this.#channels[c]!.meanSquare / lanes;
    this.#offsets[q].update(above, standardError ** 2 + scatter);
  }

  #learnDirectly(
    record: SegmentRecord,
    quality: CorrectedQuality,
    lanes: readonly number[],
    { value, standardError }: Uncertain,
    takenAt: number,
  ): void {
    for (const place of ['ahead', 'weighed'] as const) {
      const c = channelAt(quality, place);
      if (c === undefined) continue;
      const judged = lanes.flatMap((lane): JudgedLane[] => {
        const predicted = record.predicted(lane, c) + record.residual(c);
        if (Number.isNaN(predicted)) return [];
        return [{ lane, measured: value, predicted, told: record.told(lane, c) }];
      });
      if (judged.length === 0) continue;
      const scatter = Math.max(standardError, firstScatter * Math.abs(value));
      this.#channels[c] ??= new QualityChannel(this.#lanes, scatter, unknownShare * value);
      this.#gaugeErrors[c] ||= standardError;
      this.#channels[c].learn(judged, takenAt, 0);
    }
  }

  #tell(segment: Segment, record: SegmentRecord): void {
    this.#work.told += 1;
    if (segment.conditions !== undefined) record.meet(segment.conditions);
    const isWeighed = segment.lanes.some((lane) => lane.measuredLoading !== undefined);
    // What was told before the gauge spoke stays: it is history then.
    if (record.hasLearnedGauge && this.#estimates.has(record)) return;
    const place: Place = isWeighed ? 'weighed' : 'ahead';
    const verdict = this.#verdict(segment, place);
    record.outside = verdict.domain === 'outside';
    for (const [c, channel] of channels.entries()) {
      if (channel.place !== place) continue;
      record.tellResidual(c, this.#residuals.of(c, segment.conditions));
    }
    const lanes = segment.lanes.map(({ predicted }, i) =>
      predicted === undefined ? undefined : this.#laneEstimate(record, i, predicted, place),
    );
    this.#estimates.set(record, { lanes, verdict });
    if (this.#estimates.size > keptEstimates) {
      this.#estimates.delete(this.#estimates.keys().next().value!);
    }
  }

  #laneEstimate(
    record: SegmentRecord,
    lane: number,
    predicted: PredictedLane,
    place: Place,
  ): LaneEstimate {
    const of = (quality: CorrectedQuality): Estimate => {
      const physics = predicted[quality];
      const standardError = predicted.standardError?.[quality];
      const c = channelAt(quality, place);
      const channel = c === undefined ? undefined : this.#channels[c];
      if (c !== undefined) {
        // The gauge weighs the foil before the nip lengthens it.
        const onFoil = quality === 'loading' ? physics * (1 + predicted.elongation) : physics;
        this.#priors[c] = standardError ?? unknownShare * physics;
        const told =
          channel?.hasLearned === true
            ? onFoil + record.residual(c) + channel.bias(lane)
            : Number.NaN;
        record.tell(lane, c, onFoil, told);
      }
      if (channel === undefined || !channel.serves) return byConstants(physics, standardError);
      const stretch = quality === 'loading' ? 1 + predicted.elongation : 1;
      const q = correctedQualities.indexOf(quality);
      const offset = this.#offsets[q];
      const gauge = offset === undefined ? this.#gaugeErrors[c!]! : Math.sqrt(offset.variance);
      const { half50, half90 } = channel;
      const added = record.residual(c!) + channel.bias(lane) + (offset?.bias ?? 0);
      const mean = physics + added / stretch;
      return {
        mean,
        physics,
        ...bounds(mean, half50 && half50 / stretch, half90 && half90 / stretch),
        standardError: Math.hypot(channel.biasDeviation(lane), gauge) / stretch,
        from: 'measurements',
      };
    };
    return { loading: of('loading'), thickness: of('thickness'), porosity: of('porosity') };
  }

  #verdict({ conditions }: Segment, place: Place): ExperienceVerdict {
    const verdict = this.#experience.judge(conditions);
    const doubts = channels.flatMap(({ quality, place: own }, c) => {
      const health = this.#channels[c]?.health;
      if (own !== place || health === undefined) return [];
      if (health.health !== 'doNotUse' && health.health !== 'recalibrate') return [];
      const state = health.health === 'doNotUse' ? 'is not used' : 'needs recalibration';
      return [`the correction of ${quality} ${state}: ${health.reasons.join('; ')}`];
    });
    if (doubts.length === 0) return verdict;
    const domain = verdict.domain === 'outside' ? 'outside' : 'edge';
    return { domain, reasons: [...verdict.reasons, ...doubts] };
  }
}

/** A gauge keeps its error. */
const steady = { drift: 0, jump: 0 };

function allLanes(lanes: number): readonly number[] {
  return Array.from({ length: lanes }, (_, lane) => lane);
}

function measurementOf(lane: LaneState, quality: CorrectedQuality): Uncertain | undefined {
  switch (quality) {
    case 'loading':
      return lane.measuredLoading;
    case 'thickness':
      return lane.derivedThickness;
    case 'porosity':
      return lane.derivedPorosity;
  }
}

function byConstants(physics: number, standardError: number | undefined): Estimate {
  const [half50, half90] = [normal50, normal90].map((quantile) =>
    standardError === undefined ? undefined : quantile * standardError,
  );
  return {
    mean: physics,
    physics,
    ...bounds(physics, half50, half90),
    standardError,
    from: 'constants',
  };
}

/** None of the qualities can be below 0. */
function bounds(mean: number, half50: number | undefined, half90: number | undefined) {
  return {
    lower50: half50 === undefined ? undefined : Math.max(0, mean - half50),
    upper50: half50 === undefined ? undefined : mean + half50,
    lower90: half90 === undefined ? undefined : Math.max(0, mean - half90),
    upper90: half90 === undefined ? undefined : mean + half90,
  };
}
