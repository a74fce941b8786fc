import { Cusum, type CusumState } from '../../../ml/drift/cusum.ts';
import { cusumThresholdFor } from '../../../ml/drift/cusum-run-length.ts';
import {
  afterRecalibration,
  healthy,
  type ModelHealth,
  nextHealth,
} from '../../../ml/drift/model-health.ts';
import {
  type AdaptiveLevelState,
  adaptiveLevel,
  withMeasured,
} from '../../../ml/intervals/adaptive-level.ts';
import { conformalQuantile } from '../../../ml/intervals/conformal-quantile.ts';
import { ErrorWindow } from './error-window.ts';
import { LaneBiases, type LaneBiasesState } from './lane-biases.ts';

/** Errors that the bands are made of: a hundred segments of five lanes. */
const keptErrors = 500;
/** Fewest errors with which the correction serves: enough for a 90 % band with something to spare. */
export const leastErrors = 40;
/** Step of the levels for each measured lane, of which there are some each second: level and coverage swing by some percent. */
const levelRate = 0.005;
/** Measured lanes over which health looks at the coverage. */
const judgedLanes = 100;
/** Share that a segment has in the mean square of the innovations of the lanes together. */
const forgetting = 0.02;
const reference = 0.5;
/** Charts of a line, segments of a shift, and how often one of the charts may call by chance in a shift. */
const load = { charts: 5, valuesPerPeriod: 11_520, falseAlarmsPerPeriod: 1 };

/** All that a channel remembers, as plain data. */
export interface ChannelState {
  /** Standard error of the model before any measurement (SI). */
  readonly prior: number;
  readonly biases: LaneBiasesState;
  readonly errors: readonly number[];
  readonly levels: readonly [AdaptiveLevelState, AdaptiveLevelState];
  readonly chart: CusumState;
  readonly square: number;
  /** Newest judged lanes, 1 where the 90 % band held. */
  readonly held: readonly number[];
  readonly health: ModelHealth;
  readonly segments: number;
  readonly learnedAt: number | undefined;
}

/** One lane of a segment that was measured, and what had been told of it (SI). */
export interface JudgedLane {
  /** From 0. */
  readonly lane: number;
  readonly measured: number;
  /** Prediction without the bias. */
  readonly predicted: number;
  /** What had been told with the bias that was known then; NaN where none was. */
  readonly told: number;
}

/**
 * The correction of one quality at one place of the way of a segment: bias by lane, the bands about what is told, and how
 * far it may be relied on. Bands are quantiles of what was off before, at levels that measurements correct, so that they
 * hold their share whatever the errors are like.
 */
export class QualityChannel {
  readonly #lanes: number;
  readonly #biases: LaneBiases;
  readonly #errors: ErrorWindow;
  readonly #chart: Cusum;
  readonly #prior: number;
  #levels: [AdaptiveLevelState, AdaptiveLevelState];
  #square: number;
  readonly #held: number[];
  #health: ModelHealth;
  #segments: number;
  #learnedAt: number | undefined;
  /** Half widths of the bands; undefined where there is none. */
  #half50: number | undefined;
  #half90: number | undefined;

  /**
   * @param scatter - standard deviation of a measurement about what is true, > 0 (SI)
   * @param prior - standard error of the model before any measurement, > 0 (SI)
   */
  constructor(lanes: number, scatter: number, prior: number, state?: ChannelState) {
    this.#lanes = lanes;
    this.#prior = state?.prior ?? prior;
    this.#biases = new LaneBiases(lanes, scatter, this.#prior, state?.biases);
    this.#errors = new ErrorWindow(keptErrors, state?.errors);
    const alarm = cusumThresholdFor(reference, load);
    this.#chart = new Cusum({ reference, alarm, warning: alarm / 2 }, state?.chart);
    this.#levels = [
      state?.levels[0] ?? adaptiveLevel(0.5, levelRate),
      state?.levels[1] ?? adaptiveLevel(0.9, levelRate),
    ];
    this.#square = state?.square ?? 0;
    this.#held = [...(state?.held ?? [])];
    this.#health = state?.health ?? healthy;
    this.#segments = state?.segments ?? 0;
    this.#learnedAt = state?.learnedAt;
    this.#measureBands();
  }

  /** Whether what it tells may be shown: it has errors enough, and its health allows it. */
  get serves(): boolean {
    return this.#errors.count >= leastErrors && this.#health.health !== 'doNotUse';
  }

  get health(): ModelHealth {
    return this.#health;
  }

  /** Segments that it has learned from. */
  get segments(): number {
    return this.#segments;
  }

  /** Errors that its bands rest on. */
  get errors(): number {
    return this.#errors.count;
  }

  /** Source time of the newest measurement that it learned from [ms]. */
  get learnedAt(): number | undefined {
    return this.#learnedAt;
  }

  /** Measured lanes since the start and how many of them the bands of 50 and 90 % held. */
  get coverage(): { readonly measured: number; readonly held50: number; readonly held90: number } {
    const [half, most] = this.#levels;
    return { measured: most.measured, held50: half.held, held90: most.held };
  }

  /** Half widths of the bands of 50 and 90 % (SI); undefined where errors are too few for one. */
  get half50(): number | undefined {
    return this.#half50;
  }

  get half90(): number | undefined {
    return this.#half90;
  }

  /** What is to be added to a prediction of a lane, from 0. */
  bias(lane: number): number {
    return this.#biases.bias(lane);
  }

  /** Standard deviation of that. */
  biasDeviation(lane: number): number {
    return Math.sqrt(this.#biases.variance(lane));
  }

  /** What is added to predictions: the mean over lanes. */
  get meanBias(): number {
    let sum = 0;
    for (let lane = 0; lane < this.#lanes; lane++) sum += this.#biases.bias(lane);
    return sum / this.#lanes;
  }

  /** Mean square of what measurements of a lane are off by, with the bias in it. */
  get meanSquare(): number {
    return this.#biases.meanSquare;
  }

  /** Whether it has seen any measurement. */
  get hasLearned(): boolean {
    return this.#segments > 0;
  }

  /** Takes the measured lanes of one segment. @param time - source time of the measurement [ms] */
  learn(lanes: readonly JudgedLane[], time: number, outside: number): void {
    if (lanes.length === 0) return;
    let sum = 0;
    for (const { lane, measured, predicted, told } of lanes) {
      this.#judge(measured, told);
      sum += this.#biases.update(lane, measured - predicted);
    }
    const first = this.#segments === 0;
    this.#segments += 1;
    this.#learnedAt = Math.max(this.#learnedAt ?? time, time);
    this.#measureBands();
    if (!first) this.#look(sum / Math.sqrt(lanes.length), outside);
  }

  /** Another model predicts from now on: what was learned of the one before is no evidence of it. */
  modelChanged(what: string): void {
    this.#biases.raise();
    this.#chart.reset();
    this.#health = afterRecalibration(what);
  }

  state(): ChannelState {
    return {
      prior: this.#prior,
      biases: this.#biases.state(),
      errors: this.#errors.inOrder(),
      levels: [...this.#levels],
      chart: this.#chart.state(),
      square: this.#square,
      held: [...this.#held],
      health: this.#health,
      segments: this.#segments,
      learnedAt: this.#learnedAt,
    };
  }

  #judge(measured: number, told: number): void {
    if (Number.isNaN(told)) return;
    const error = Math.abs(measured - told);
    if (this.#errors.count >= leastErrors) {
      const scores = this.#errors.rising;
      const [half, most] = this.#levels;
      this.#held.push(this.#half90 === undefined || error <= this.#half90 ? 1 : 0);
      if (this.#held.length > judgedLanes) this.#held.shift();
      this.#levels = [withMeasured(half, scores, error), withMeasured(most, scores, error)];
    }
    this.#errors.add(error);
  }

  #measureBands(): void {
    const [half, most] = this.#levels;
    const rising = this.#errors.rising;
    const [inner, outer] = [half, most].map(({ level }) => conformalQuantile(rising, level));
    this.#half50 = inner === undefined ? undefined : Math.max(0, inner);
    this.#half90 = outer === undefined ? undefined : Math.max(this.#half50 ?? 0, outer);
  }

  /** @param innovation - of the lanes together, as of one */
  #look(innovation: number, outside: number): void {
    if (this.#square === 0) this.#square = this.#biases.meanSquare;
    const verdict = this.#chart.add(innovation / Math.sqrt(this.#square));
    this.#square += forgetting * (innovation ** 2 - this.#square);
    if (verdict === 'alarm') {
      this.#biases.raise();
      this.#chart.reset();
    }
    const held = this.#held.reduce((sum, one) => sum + one, 0);
    this.#health = nextHealth(
      this.#health,
      {
        residuals: { CUSUM: verdict },
        bias: { bias: this.meanBias, deviation: this.#prior },
        coverage: { held, of: this.#held.length },
        outside,
      },
      { outsideMost: Number.POSITIVE_INFINITY },
    );
  }
}
