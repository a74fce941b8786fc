import type { Segment } from '../../domain/segment.ts';
import { channels } from './corrected-quality.ts';

/** Segments that are remembered: more than eight hours of web of a quarter of a metre at 6 m/min, for what a laboratory finds late. */
export const keptRecords = 12_000;

/** Numbers of a lane: of each channel what physics predicted and what was told; then what gauges measured of each quality. */
const perLane = 2 * channels.length + 3;

/** What is remembered of a segment to judge it when it is measured. */
export class SegmentRecord {
  readonly coil: string;
  readonly from: number;
  readonly to: number;
  /** By lane; NaN where there is none. */
  readonly #numbers: Float64Array;
  /** Lowest and highest conditions that it was told with on its way to the gauge. */
  #ranges: { readonly low: Float64Array; readonly high: Float64Array } | undefined;
  /** Whether its conditions were outside experience when it was told last. */
  outside = false;
  /** By channel, what conditions said of the error of physics when it was told. */
  readonly #residuals = new Float64Array(channels.length);
  /** What its loading was measured above physics; NaN where it was not. */
  aboveLoading = Number.NaN;
  hasLearnedLoading = false;
  hasLearnedGauge = false;

  constructor({ coil, from, to, lanes }: Pick<Segment, 'coil' | 'from' | 'to' | 'lanes'>) {
    this.coil = coil;
    this.from = from;
    this.to = to;
    this.#numbers = new Float64Array(perLane * lanes.length).fill(Number.NaN);
  }

  /** Takes conditions that it is told with. */
  meet(conditions: Float64Array): void {
    if (this.hasLearnedGauge) return;
    this.#ranges ??= { low: conditions.slice(), high: conditions.slice() };
    const { low, high } = this.#ranges;
    for (let i = 0; i < conditions.length; i++) {
      if (conditions[i]! < low[i]!) low[i] = conditions[i]!;
      if (conditions[i]! > high[i]!) high[i] = conditions[i]!;
    }
  }

  /** The ranges that it met; they are forgotten here. */
  takeRanges(): { readonly low: Float64Array; readonly high: Float64Array } | undefined {
    const ranges = this.#ranges;
    this.#ranges = undefined;
    return ranges;
  }

  get lanes(): number {
    return this.#numbers.length / perLane;
  }

  /** What physics predicted of a lane, from 0, on a channel. */
  predicted(lane: number, channel: number): number {
    return this.#numbers[lane * perLane + 2 * channel]!;
  }

  /** The same with the correction as it was told; NaN where none had been learned. */
  told(lane: number, channel: number): number {
    return this.#numbers[lane * perLane + 2 * channel + 1]!;
  }

  tell(lane: number, channel: number, predicted: number, told: number): void {
    const at = lane * perLane + 2 * channel;
    this.#numbers[at] = predicted;
    this.#numbers[at + 1] = told;
  }

  residual(channel: number): number {
    return this.#residuals[channel]!;
  }

  tellResidual(channel: number, value: number): void {
    this.#residuals[channel] = value;
  }

  /** What gauges measured of a quality, by its place in `correctedQualities`. */
  measured(lane: number, quality: number): number {
    return this.#numbers[lane * perLane + 2 * channels.length + quality]!;
  }

  measure(lane: number, quality: number, value: number): void {
    this.#numbers[lane * perLane + 2 * channels.length + quality] = value;
  }
}

/** The newest segments by coil, side and number. */
export class SegmentRecords {
  readonly #records = new Map<string, SegmentRecord>();

  /** The record of a segment, a new one where there is none; the oldest give way. */
  of(segment: Segment): SegmentRecord {
    const key = keyOf(segment);
    let record = this.#records.get(key);
    if (record === undefined) {
      record = new SegmentRecord(segment);
      this.#records.set(key, record);
      if (this.#records.size > keptRecords) {
        this.#records.delete(this.#records.keys().next().value!);
      }
    }
    return record;
  }

  /** A new record of a segment: the web at that place was coated anew. */
  begin(segment: Segment): SegmentRecord {
    this.#records.delete(keyOf(segment));
    return this.of(segment);
  }

  find(segment: Pick<Segment, 'coil' | 'side' | 'index'>): SegmentRecord | undefined {
    return this.#records.get(keyOf(segment));
  }

  /** The newest that holds a metre of a coil. */
  holding(coil: string, metre: number): SegmentRecord | undefined {
    let found: SegmentRecord | undefined;
    for (const record of this.#records.values()) {
      if (record.coil === coil && metre >= record.from && metre < record.to) found = record;
    }
    return found;
  }

  get size(): number {
    return this.#records.size;
  }
}

function keyOf({ coil, side, index }: Pick<Segment, 'coil' | 'side' | 'index'>): string {
  return `${coil}/${side ?? ''}/${index}`;
}
