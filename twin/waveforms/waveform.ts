import { qualityOf, type Sample, sampleFlags, statusCodes, type TagId } from '../domain/sample.ts';
import type { WaveformPiece } from '../domain/waveform.ts';
import {
  type FeatureTags,
  longestWindow,
  type WaveformDefinition,
  type WaveformFeature,
} from './definition.ts';
import { WindowFeatures } from './window-features.ts';

/** Part of a window that may be missing before nothing is told of it. */
const mostMissing_frac = 0.1;
/** Deviation of a value from its time that is no gap: 1.5 periods or the resolution of clocks [ms], and a part of the time gone by. */
const periodsTolerated = 1.5;
const resolution_ms = 2;
const rateTolerance = 1e-3;

/** Told why a piece, or what it completed, cannot be taken. */
export type RefuseWaveform = (piece: WaveformPiece, reason: string) => void;

/** One waveform: gathers values into windows of a fixed number of them and tells the features of each. */
export class Waveform {
  readonly #definition: WaveformDefinition;
  readonly #tags: FeatureTags;
  readonly #refuse: RefuseWaveform;
  readonly #features: WindowFeatures;
  readonly #period_ms: number;
  readonly #values: Float64Array;
  #filled = 0;
  #missing = 0;
  /** Time of the first place of the window and of the last value [ms]. */
  #begun = 0;
  #last = -Infinity;
  /** Worst status that is not bad, and worst of all. */
  #usable = 0;
  #worst = 0;
  #flags = 0;
  /** Windows since the start. */
  windows = 0;

  constructor(definition: WaveformDefinition, tags: FeatureTags, refuse: RefuseWaveform) {
    const { windowLength, samplingRate, bands, lowestFrequency } = definition;
    this.#definition = definition;
    this.#tags = tags;
    this.#refuse = refuse;
    this.#period_ms = 1000 / samplingRate;
    this.#values = new Float64Array(windowLength);
    this.#features = new WindowFeatures(windowLength, samplingRate, bands, lowestFrequency);
  }

  /** Butterflies since the start: a measure of work. */
  get butterflies(): number {
    return this.#features.butterflies;
  }

  /** Features of the windows that a piece has filled. */
  take(piece: WaveformPiece): readonly Sample[] {
    const { form, windowLength, arrayTime } = this.#definition;
    const { values, sourceTimestamp, status } = piece;
    const isBad = qualityOf(status) === 'bad';
    const isWindow = form === 'arrays';
    if (isWindow && !isBad && values.length !== windowLength) {
      return this.#refused(
        piece,
        `an array of ${values.length} values; windows have ${windowLength}`,
      );
    }
    if (values.length > longestWindow) {
      return this.#refused(
        piece,
        `an array of ${values.length} values; at most ${longestWindow} are taken`,
      );
    }
    const wrong = isBad ? undefined : whatIsNoNumber(values);
    if (wrong !== undefined) return this.#refused(piece, wrong);
    // A source that has nothing tells so without values.
    const count = isBad && isWindow ? windowLength : Math.max(1, values.length);
    const first =
      arrayTime === 'first' || count === 1
        ? sourceTimestamp
        : sourceTimestamp - (count - 1) * this.#period_ms;
    if (isWindow) this.#begin(first);
    else if (
      first < this.#last + 0.5 * this.#period_ms - resolution_ms &&
      !this.#startsAgain(piece)
    ) {
      // A new subscription repeats the value that it has.
      if (first === this.#last) return [];
      return this.#refused(piece, 'it came after later values of the waveform');
    }
    const told: Sample[] = [];
    if (!isWindow && this.#filled > 0) this.#place(first, piece, told);
    for (let i = 0; i < count; i++) {
      if (this.#filled === 0) this.#begin(first + i * this.#period_ms);
      this.#add(isBad ? undefined : values[i], piece);
      this.#last = first + i * this.#period_ms;
      if (this.#filled === windowLength) this.#close(piece, this.#last, told);
    }
    return told;
  }

  /** A clock that was set back: the source goes on at earlier times, and will not catch up soon. */
  #startsAgain({ sourceTimestamp, flags }: WaveformPiece): boolean {
    const isBack =
      this.#last - sourceTimestamp > this.#definition.windowLength * this.#period_ms &&
      (flags & sampleFlags.historical) === 0;
    if (isBack) this.#filled = 0;
    return isBack;
  }

  #begin(time: number): void {
    this.#begun = time;
    this.#filled = 0;
    this.#missing = 0;
    this.#usable = 0;
    this.#worst = 0;
    this.#flags = 0;
  }

  /** Counts what is missing before the next value, and ends a window that it does not belong to any more. */
  #place(time: number, piece: WaveformPiece, told: Sample[]): void {
    const expected = this.#begun + this.#filled * this.#period_ms;
    const ahead = time - expected;
    const tolerated =
      Math.max(periodsTolerated * this.#period_ms, resolution_ms) +
      rateTolerance * (time - this.#begun);
    if (ahead < -tolerated) {
      const every = (time - this.#begun) / this.#filled;
      this.#refuse(
        piece,
        `values come every ${every.toPrecision(3)} ms, faster than the ${this.#definition.samplingRate} Hz that are configured: the window is given up`,
      );
      this.#begin(time);
      return;
    }
    if (ahead <= tolerated) return;
    const missing = Math.round(ahead / this.#period_ms);
    const { windowLength } = this.#definition;
    const end = Math.min(windowLength, this.#filled + missing);
    this.#missing += end - this.#filled;
    this.#values.fill(Number.NaN, this.#filled, end);
    this.#filled = end;
    if (end < windowLength) return;
    const last = this.#begun + (windowLength - 1) * this.#period_ms;
    this.#close(piece, Math.min(last, time - this.#period_ms), told);
  }

  #add(value: unknown, { convert, status, flags }: WaveformPiece): void {
    const number = typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
    if (Number.isNaN(number)) this.#missing += 1;
    this.#values[this.#filled] = convert === undefined ? number : convert(number);
    this.#filled += 1;
    this.#worst = Math.max(this.#worst, status);
    if (qualityOf(status) !== 'bad') this.#usable = Math.max(this.#usable, status);
    this.#flags |= flags;
  }

  /** Tells a full window. */
  #close(piece: WaveformPiece, end: number, told: Sample[]): void {
    const { windowLength, keepWindows } = this.#definition;
    const missing = this.#missing;
    const isBad = missing > mostMissing_frac * windowLength;
    const badStatus =
      qualityOf(this.#worst) === 'bad' ? this.#worst : statusCodes.badDataUnavailable;
    const usable = missing === 0 ? this.#usable : Math.max(this.#usable, statusCodes.uncertain);
    const common = {
      sourceTimestamp: Math.round(end),
      ...(piece.serverTimestamp === undefined ? {} : { serverTimestamp: piece.serverTimestamp }),
      receivedTimestamp: piece.receivedTimestamp,
      flags: this.#flags,
    };
    const tell = (tag: TagId | undefined, value: number): void => {
      if (tag === undefined) return;
      const known = !isBad && Number.isFinite(value);
      const status = known ? usable : isBad ? badStatus : statusCodes.badDataUnavailable;
      told.push({ tag, ...common, value: known ? value : null, status });
    };
    if (!isBad) this.#features.take(this.#values);
    else if (qualityOf(this.#worst) !== 'bad') {
      this.#refuse(
        piece,
        `${missing} of ${windowLength} values of the window are missing: a gap, or a source slower than the ${this.#definition.samplingRate} Hz that are configured`,
      );
    }
    const { of, bands, window } = this.#tags;
    for (const [feature, tag] of Object.entries(of) as [WaveformFeature, TagId][]) {
      if (feature !== 'missing') tell(tag, this.#features[feature]);
      else told.push({ tag, ...common, value: missing, status: statusCodes.good });
    }
    for (const [i, tag] of bands.entries()) tell(tag, this.#features.bandRms[i]!);
    if (window !== undefined && keepWindows && !isBad) {
      told.push({ tag: window, ...common, value: this.#asText(), status: usable });
    }
    this.windows += 1;
    this.#filled = 0;
  }

  /** The window as JSON; seven digits are those of a 32-bit float. */
  #asText(): string {
    const values = Array.from(this.#values, (value) =>
      Number.isNaN(value) ? 'null' : String(Number(value.toPrecision(7))),
    );
    return `{"samplingRate_Hz":${this.#definition.samplingRate},"values":[${values.join(',')}]}`;
  }

  #refused(piece: WaveformPiece, reason: string): readonly Sample[] {
    this.#refuse(piece, reason);
    return [];
  }
}

/** The first value that is neither a number nor missing. */
function whatIsNoNumber(values: ArrayLike<unknown>): string | undefined {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'number' || value === null) continue;
    const shown = typeof value === 'object' ? 'an object' : `${JSON.stringify(value)}`.slice(0, 60);
    return `value ${i + 1} of ${values.length} is ${shown}; numbers and null are allowed`;
  }
  return undefined;
}
