import { BoxCheck } from '../../../ml/domain/box.ts';
import type { ExperienceVerdict } from '../../domain/estimate.ts';

/** Least half width of a range over its middle: a change below this counts as none. */
const leastShare = 0.005;
/** Segments from which on ranges say something. */
const leastSegments = 8;

/** Ranges as plain data. */
export interface ExperienceState {
  readonly names: readonly string[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly segments: number;
}

const inside: ExperienceVerdict = { domain: 'inside', reasons: [] };

/** Conditions of web that gauges have measured: what is predicted for others, nobody has checked. */
export class Experience {
  readonly #names: readonly string[];
  readonly #low: number[];
  readonly #high: number[];
  #segments: number;
  #check: BoxCheck | undefined;

  /** @param names - of the conditions, in words for sentences */
  constructor(names: readonly string[], state?: ExperienceState) {
    this.#names = names;
    const isSame = state !== undefined && state.names.join() === names.join();
    this.#low = isSame ? [...state.low] : names.map(() => Number.POSITIVE_INFINITY);
    this.#high = isSame ? [...state.high] : names.map(() => Number.NEGATIVE_INFINITY);
    this.#segments = isSame ? state.segments : 0;
  }

  /** Takes the ranges of conditions that a segment was told with on its way to the gauge. */
  learn(lowest: ArrayLike<number>, highest: ArrayLike<number>): void {
    let moved = false;
    for (let i = 0; i < this.#names.length; i++) {
      if (!Number.isFinite(lowest[i]!)) continue;
      const least = lowest[i]! - leastShare * Math.abs(lowest[i]!);
      const most = highest[i]! + leastShare * Math.abs(highest[i]!);
      if (least < this.#low[i]!) {
        this.#low[i] = least;
        moved = true;
      }
      if (most > this.#high[i]!) {
        this.#high[i] = most;
        moved = true;
      }
    }
    this.#segments += 1;
    // What is free beyond a range shrinks with the number of segments, and hardly any more beyond some hundreds.
    if (moved || this.#segments < 200) this.#check = undefined;
  }

  judge(conditions: ArrayLike<number> | undefined): ExperienceVerdict {
    if (this.#segments < leastSegments) {
      const reason = `gauges have measured ${this.#segments} segments that were predicted, ${leastSegments} are needed to know what is usual`;
      return { domain: 'edge', reasons: [reason] };
    }
    if (conditions === undefined) return inside;
    this.#check ??= this.#boxCheck();
    const reasons = this.#check.reasons(conditions);
    if (reasons.length === 0) return inside;
    const isOutside = reasons.some(({ standing }) => standing === 'outside');
    return {
      domain: isOutside ? 'outside' : 'edge',
      reasons: reasons.map(({ text }) =>
        text.replace('in training it was', 'web that gauges measured had'),
      ),
    };
  }

  state(): ExperienceState {
    const finite = (value: number): number => (Number.isFinite(value) ? value : 0);
    return {
      names: this.#names,
      low: this.#low.map(finite),
      high: this.#high.map(finite),
      segments: this.#segments,
    };
  }

  #boxCheck(): BoxCheck {
    const known = this.#low.map((low, i) => low <= this.#high[i]!);
    return new BoxCheck({
      names: this.#names,
      rows: this.#segments,
      low: this.#low.map((low, i) => (known[i] ? low : Number.NaN)),
      high: this.#high.map((high, i) => (known[i] ? high : Number.NaN)),
      hasGaps: this.#names.map(() => true),
    });
  }
}
