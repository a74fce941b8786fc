import { PhysicsError } from '../core/errors.ts';
import { findRoot } from './roots.ts';

/** Work done by an integration: a cost that no clock disturbs. */
export interface IntegrationWork {
  readonly steps: number;
  readonly rejections: number;
  readonly rhsCalls: number;
  readonly factorisations: number;
}

/**
 * Stocks that flows fill and empty, x' = P f(x), with the incidence P (+1 where a flow fills a stock, -1 where it
 * empties it). Without an incidence every stock has one flow of its own: an ordinary initial value problem.
 */
export interface FlowProblem {
  /** Writes f(x) into `into`; a value that is not finite refuses the state and shortens the step. */
  readonly flows: (stocks: Float64Array, into: Float64Array) => void;
  /** Row by row, one row a stock and one column a flow. Default: the identity. */
  readonly incidence?: readonly (readonly number[])[];
  readonly initial: ArrayLike<number>;
  /** [s], >= 0 */
  readonly duration: number;
  readonly relativeTolerance: number;
  /** One per stock, in its unit. */
  readonly absoluteTolerance: readonly number[];
  /** Integration stops where this rises through zero. */
  readonly event?: (stocks: Float64Array) => number;
  /** Sees the start and the end of every step, with the flows there; must not keep or change the arrays. */
  readonly watch?: (time: number, stocks: Float64Array, flows: Float64Array) => void;
}

/** End of an integration. */
interface FlowResult {
  readonly status: 'end' | 'event';
  readonly stocks: Float64Array;
  /** Integral over time of every flow: stocks at the end less those at the start are P times these, to round-off. */
  readonly transferred: Float64Array;
  /** Time reached [s]. */
  readonly time: number;
  readonly work: IntegrationWork;
}

const gamma = 0.25;
const stages = 6;
/** Weights of earlier stages in the state of a stage, one row a stage; the last row is that of the step itself. */
// biome-ignore format: a table
const inState = Float64Array.of(
  0, 0, 0, 0, 0,
  1.544, 0, 0, 0, 0,
  0.946_678_528_081_582_6, 0.255_701_169_898_328_4, 0, 0, 0,
  3.314_825_187_068_521, 2.896_124_015_972_201, 0.998_641_913_997_781_7, 0, 0,
  1.221_224_509_226_641, 6.019_134_481_288_629, 12.537_083_329_320_87, -0.687_886_036_105_895, 0,
  1.221_224_509_226_641, 6.019_134_481_288_629, 12.537_083_329_320_87, -0.687_886_036_105_895, 1,
);
/** Weights of earlier stages on the right of a stage, over the step. */
// biome-ignore format: a table
const onRight = Float64Array.of(
  0, 0, 0, 0, 0,
  -5.6688, 0, 0, 0, 0,
  -2.430_093_356_833_875, -0.206_359_915_709_191_5, 0, 0, 0,
  -0.107_352_905_815_137_5, -9.594_562_251_023_355, -20.470_286_148_096_16, 0, 0,
  7.496_443_313_967_647, -10.246_804_314_643_52, -33.999_903_528_199_05, 11.708_908_932_061_6, 0,
  8.083_246_795_921_522, -7.981_132_988_064_893, -31.521_594_328_743_71, 16.319_305_431_231_36, -6.058_818_238_834_054,
);
const earlier = stages - 1;
const largestCount = 100_000;

/**
 * Integrates a small stiff system by the Rosenbrock method RODAS of order 4 with its embedded solution of order 3; both
 * are L-stable. The Jacobian is by forward differences. It runs on the flows, so that the balances of the stocks hold
 * to round-off whatever the tolerance.
 * @returns stocks and transferred amounts at `duration`, or at the event, and the work done
 * @throws PhysicsError PHY_STEP_TOO_SMALL when the error stays too large or the flows are not finite (data: time, step)
 * @see Hairer and Wanner 1996, Solving Ordinary Differential Equations II, 2nd ed., section VI.4, ISBN 3-540-60452-9
 *   (not read; the coefficients are those in circulation, and a test measures the order)
 */
export function integrateRosenbrock(problem: FlowProblem): FlowResult {
  const { duration, event, watch } = problem;
  const stepper = new RosenbrockStepper(problem);
  const { stocks, next } = stepper;
  let time = 0;
  let h = duration / 100;
  let before = event?.(stocks) ?? -1;
  stepper.begin();
  watch?.(0, stocks, stepper.flowsAtStart);
  while (duration - time > 1e-12 * duration) {
    stepper.linearise();
    for (;;) {
      h = Math.min(h, duration - time);
      if (!(h > 1e-13 * duration) || stepper.steps + stepper.rejections > largestCount) {
        throw new PhysicsError('PHY_STEP_TOO_SMALL', `integration stopped at ${time} s`, {
          time,
          step: h,
        });
      }
      const error = stepper.attempt(h);
      const factor = error === 0 ? 5 : 0.9 * error ** (-1 / 4);
      if (error <= 1) {
        const after = event?.(next) ?? -1;
        if (event !== undefined && before < 0 && after >= 0) {
          const part = findRoot(
            (share) => {
              if (share === 0) return before;
              stepper.attempt(share);
              return event(next);
            },
            { low: 0, high: h, tolerance: 1e-10 * h },
          );
          stepper.attempt(part);
          stepper.accept();
          watch?.(time + part, stocks, stepper.flowsAtStart);
          return { status: 'event', time: time + part, ...stepper.result() };
        }
        stepper.accept();
        before = after;
        time += h;
        watch?.(time, stocks, stepper.flowsAtStart);
        h *= Math.min(5, factor);
        break;
      }
      stepper.rejections += 1;
      h *= Number.isFinite(error) ? Math.max(0.2, factor) : 0.2;
    }
  }
  return { status: 'end', time: duration, ...stepper.result() };
}

/** One problem with its state and all its scratch space. */
class RosenbrockStepper {
  readonly stocks: Float64Array;
  readonly next: Float64Array;
  /** f at `stocks`. */
  readonly flowsAtStart: Float64Array;
  steps = 0;
  rejections = 0;
  readonly #problem: FlowProblem;
  readonly #n: number;
  readonly #m: number;
  readonly #incidence: Float64Array;
  readonly #transferred: Float64Array;
  readonly #transfer: Float64Array;
  /** df/dx, m x n. */
  readonly #jacobian: Float64Array;
  readonly #matrix: Float64Array;
  readonly #order: Int32Array;
  /** Stages in flows (6 x m) and in stocks (6 x n). */
  readonly #inFlows: Float64Array;
  readonly #inStocks: Float64Array;
  readonly #probe: Float64Array;
  readonly #flows: Float64Array;
  readonly #right: Float64Array;
  readonly #solution: Float64Array;
  #rhsCalls = 0;
  #factorisations = 0;

  constructor(problem: FlowProblem) {
    const n = problem.initial.length;
    const m = problem.incidence?.[0]?.length ?? n;
    this.#problem = problem;
    this.#n = n;
    this.#m = m;
    this.#incidence = new Float64Array(n * m);
    for (let i = 0; i < n; i++) {
      const row = problem.incidence?.[i];
      if (row === undefined) this.#incidence[i * m + i] = 1;
      else this.#incidence.set(row, i * m);
    }
    this.stocks = Float64Array.from(problem.initial);
    this.next = new Float64Array(n);
    this.flowsAtStart = new Float64Array(m);
    this.#transferred = new Float64Array(m);
    this.#transfer = new Float64Array(m);
    this.#jacobian = new Float64Array(m * n);
    this.#matrix = new Float64Array(n * n);
    this.#order = new Int32Array(n);
    this.#inFlows = new Float64Array(stages * m);
    this.#inStocks = new Float64Array(stages * n);
    this.#probe = new Float64Array(n);
    this.#flows = new Float64Array(m);
    this.#right = new Float64Array(m);
    this.#solution = new Float64Array(n);
  }

  result(): Pick<FlowResult, 'stocks' | 'transferred' | 'work'> {
    const work = {
      steps: this.steps,
      rejections: this.rejections,
      rhsCalls: this.#rhsCalls,
      factorisations: this.#factorisations,
    };
    return { stocks: this.stocks, transferred: this.#transferred, work };
  }

  begin(): void {
    this.#evaluate(this.stocks, this.flowsAtStart);
  }

  /** Jacobian of the flows at the start of a step, by forward differences. */
  linearise(): void {
    const n = this.#n;
    const m = this.#m;
    const probe = this.#probe;
    probe.set(this.stocks);
    for (let j = 0; j < n; j++) {
      const value = this.stocks[j]!;
      const scale = Math.max(Math.abs(value), this.#problem.absoluteTolerance[j]!);
      probe[j] = value + Math.sqrt(Number.EPSILON) * scale;
      const step = probe[j]! - value;
      this.#evaluate(probe, this.#flows);
      for (let i = 0; i < m; i++) {
        this.#jacobian[i * n + j] = (this.#flows[i]! - this.flowsAtStart[i]!) / step;
      }
      probe[j] = value;
    }
  }

  /** Tries a step of length h into `next`; returns its error over the tolerance, infinite where the step broke down. */
  attempt(h: number): number {
    const hGamma = h * gamma;
    if (!this.#factorise(hGamma)) return Number.POSITIVE_INFINITY;
    for (let stage = 0; stage < stages; stage++) {
      this.#rightOf(stage, h);
      this.#solve(hGamma);
      this.#keepStage(stage, hGamma);
    }
    return this.#endStep();
  }

  /** Right side of a stage in flows. */
  #rightOf(stage: number, h: number): void {
    const right = this.#right;
    if (stage === 0) {
      right.set(this.flowsAtStart);
      return;
    }
    const m = this.#m;
    const k = this.#inFlows;
    this.#stateOf(stage);
    this.#evaluate(this.next, right);
    for (let s = 0; s < stage; s++) {
      const weight = onRight[stage * earlier + s]! / h;
      for (let i = 0; i < m; i++) right[i] = right[i]! + weight * k[s * m + i]!;
    }
  }

  /** Stage in flows from the stage in stocks. */
  #keepStage(stage: number, hGamma: number): void {
    const n = this.#n;
    const m = this.#m;
    const solution = this.#solution;
    const jacobian = this.#jacobian;
    for (let j = 0; j < n; j++) this.#inStocks[stage * n + j] = solution[j]!;
    for (let i = 0; i < m; i++) {
      let flow = this.#right[i]!;
      for (let j = 0; j < n; j++) flow += jacobian[i * n + j]! * solution[j]!;
      this.#inFlows[stage * m + i] = hGamma * flow;
    }
  }

  /** State at the end of a step into `next`; returns its error over the tolerance. */
  #endStep(): number {
    const n = this.#n;
    const m = this.#m;
    const k = this.#inFlows;
    for (let i = 0; i < m; i++) {
      let sum = k[earlier * m + i]!;
      for (let s = 0; s < earlier; s++) sum += inState[earlier * earlier + s]! * k[s * m + i]!;
      this.#transfer[i] = sum;
    }
    const { absoluteTolerance, relativeTolerance } = this.#problem;
    let error = 0;
    for (let j = 0; j < n; j++) {
      let gain = 0;
      for (let i = 0; i < m; i++) gain += this.#incidence[j * m + i]! * this.#transfer[i]!;
      const begin = this.stocks[j]!;
      const end = begin + gain;
      this.next[j] = end;
      const size = Math.max(Math.abs(begin), Math.abs(end));
      const allowed = absoluteTolerance[j]! + relativeTolerance * size;
      const ratio = Math.abs(this.#inStocks[earlier * n + j]!) / allowed;
      if (!(ratio <= error)) error = Number.isFinite(ratio) ? ratio : Number.POSITIVE_INFINITY;
    }
    return error;
  }

  /** Takes the step that was tried last. */
  accept(): void {
    this.steps += 1;
    this.stocks.set(this.next);
    for (let i = 0; i < this.#m; i++) {
      this.#transferred[i] = this.#transferred[i]! + this.#transfer[i]!;
    }
    this.#evaluate(this.stocks, this.flowsAtStart);
  }

  #evaluate(stocks: Float64Array, into: Float64Array): void {
    this.#rhsCalls += 1;
    this.#problem.flows(stocks, into);
  }

  /** State of a stage, into `next`. */
  #stateOf(stage: number): void {
    const n = this.#n;
    for (let j = 0; j < n; j++) {
      let value = this.stocks[j]!;
      for (let s = 0; s < stage; s++) {
        value += inState[stage * earlier + s]! * this.#inStocks[s * n + j]!;
      }
      this.next[j] = value;
    }
  }

  /** LU factors of I - h gamma P df/dx with partial pivoting; false where it is singular or not finite. */
  #factorise(hGamma: number): boolean {
    this.#factorisations += 1;
    const n = this.#n;
    const m = this.#m;
    const a = this.#matrix;
    for (let i = 0; i < n; i++) {
      this.#order[i] = i;
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let f = 0; f < m; f++) {
          sum += this.#incidence[i * m + f]! * this.#jacobian[f * n + j]!;
        }
        a[i * n + j] = (i === j ? 1 : 0) - hGamma * sum;
      }
    }
    for (let column = 0; column < n; column++) {
      let pivot = column;
      for (let row = column + 1; row < n; row++) {
        if (Math.abs(a[row * n + column]!) > Math.abs(a[pivot * n + column]!)) pivot = row;
      }
      const value = a[pivot * n + column]!;
      if (!Number.isFinite(value) || value === 0) return false;
      if (pivot !== column) this.#swapRows(pivot, column);
      for (let row = column + 1; row < n; row++) {
        const factor = a[row * n + column]! / value;
        a[row * n + column] = factor;
        for (let j = column + 1; j < n; j++) {
          a[row * n + j] = a[row * n + j]! - factor * a[column * n + j]!;
        }
      }
    }
    return true;
  }

  #swapRows(left: number, right: number): void {
    const n = this.#n;
    const a = this.#matrix;
    const held = this.#order[left]!;
    this.#order[left] = this.#order[right]!;
    this.#order[right] = held;
    for (let j = 0; j < n; j++) {
      const value = a[left * n + j]!;
      a[left * n + j] = a[right * n + j]!;
      a[right * n + j] = value;
    }
  }

  /** Stage in stocks: z = (I - h gamma P df/dx)^-1 h gamma P right, into `solution`. */
  #solve(hGamma: number): void {
    const n = this.#n;
    const m = this.#m;
    const a = this.#matrix;
    const x = this.#solution;
    for (let row = 0; row < n; row++) {
      const source = this.#order[row]!;
      let sum = 0;
      for (let f = 0; f < m; f++) sum += this.#incidence[source * m + f]! * this.#right[f]!;
      sum *= hGamma;
      for (let j = 0; j < row; j++) sum -= a[row * n + j]! * x[j]!;
      x[row] = sum;
    }
    for (let row = n - 1; row >= 0; row--) {
      let sum = x[row]!;
      for (let j = row + 1; j < n; j++) sum -= a[row * n + j]! * x[j]!;
      x[row] = sum / a[row * n + row]!;
    }
  }
}
