import type { CellIntegrator } from './cell-integrator.ts';
import type { CellSeries } from './cell-result.ts';
import { LocalPolynomial } from './local-polynomial.ts';

/** What is kept of a solver step. */
export interface TracePoint {
  readonly time: number;
  readonly voltage: number;
  readonly current: number;
  readonly temperature: number;
  /** The part of the voltage that is open-circuit potential at the two surfaces nearest the separator [V]. */
  readonly open: number;
  readonly negativeSurface: number;
  readonly positiveSurface: number;
}

/** The present state of a model. */
export function tracePoint(integrator: CellIntegrator): TracePoint {
  const { negative, positive } = integrator.surfaces('tried');
  const { time, voltage, current, temperature, parameters } = integrator;
  return {
    time,
    voltage,
    current: current * parameters.area,
    temperature,
    open: integrator.openPart(negative, positive, temperature),
    negativeSurface: negative,
    positiveSurface: positive,
  };
}

/** Open-circuit part of a voltage from the two surface stoichiometries and the temperature [V]. */
export type OpenPart = (
  negativeSurface: number,
  positiveSurface: number,
  temperature: number,
) => number;

/** Quantities over the points of a trace. */
interface Columns {
  readonly time: Float64Array;
  readonly voltage: Float64Array;
  /** Those that are interpolated, in the order below. */
  readonly smooth: readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
}

/** Voltage without its open-circuit part, and what else is interpolated. */
const [rest, negativeSurface, positiveSurface, current, temperature] = [0, 1, 2, 3, 4] as const;

function columns(length: number): Columns {
  const column = (): Float64Array => new Float64Array(length);
  return {
    time: column(),
    voltage: column(),
    smooth: [column(), column(), column(), column(), column()],
  };
}

/** The same with room for more. */
function longer({ time, voltage, smooth }: Columns): Columns {
  const grown = columns(2 * time.length);
  grown.time.set(time);
  grown.voltage.set(voltage);
  for (const [i, column] of grown.smooth.entries()) column.set(smooth[i]!);
  return grown;
}

/** Points of a trace at first; it grows. */
const firstLength = 128;

/** A stretch of points between jumps and changes of mesh; values are interpolated inside it. */
interface Stretch {
  readonly step: number;
  /** Indices of its first point and behind its last. */
  readonly from: number;
  to: number;
}

/** The solver's steps of a protocol, and values between them. */
export class Trace {
  readonly #stretches: Stretch[] = [];
  #columns = columns(firstLength);
  #length = 0;
  readonly #polynomial = new LocalPolynomial(5);

  /** Begins a step of the protocol. */
  beginStep(): void {
    this.#begin((this.#stretches.at(-1)?.step ?? -1) + 1);
  }

  /** Begins a stretch inside the step, whose first point is the last one of the stretch before on another mesh. */
  beginMesh(): void {
    this.#begin(this.#stretches.at(-1)!.step);
  }

  #begin(step: number): void {
    this.#stretches.push({ step, from: this.#length, to: this.#length });
  }

  add(point: TracePoint): void {
    const i = this.#length++;
    if (i === this.#columns.time.length) this.#columns = longer(this.#columns);
    const { time, voltage, smooth } = this.#columns;
    time[i] = point.time;
    voltage[i] = point.voltage;
    smooth[rest][i] = point.voltage - point.open;
    smooth[negativeSurface][i] = point.negativeSurface;
    smooth[positiveSurface][i] = point.positiveSurface;
    smooth[current][i] = point.current;
    smooth[temperature][i] = point.temperature;
    this.#stretches[this.#stretches.length - 1]!.to = this.#length;
  }

  /** Time of the last point [s]; 0 without any. */
  get end(): number {
    return this.#columns.time[this.#length - 1] ?? 0;
  }

  /** The multiples of an interval up to the end. */
  grid(interval: number): Float64Array {
    const times = new Float64Array(Math.floor(this.end / interval));
    for (let k = 0; k < times.length; k++) times[k] = (k + 1) * interval;
    return times;
  }

  solverSteps(): CellSeries {
    const rows = new Rows(this.#length);
    let before = -1;
    for (const { step, from, to } of this.#stretches) {
      for (let i = step === before ? from + 1 : from; i < to; i++) {
        rows.copy(this.#columns, i, step);
      }
      before = step;
    }
    return rows.series();
  }

  /**
   * Values at given times, at the start and at the end of each step. Potentials bend most with the surface
   * stoichiometries: those and the smooth rest are interpolated, not the voltage.
   * @param times - increasing
   */
  at(times: ArrayLike<number>, openPart: OpenPart): CellSeries {
    const stretches = this.#stretches;
    const { time, smooth } = this.#columns;
    const rows = new Rows(times.length + 2 * stretches.length);
    const polynomial = this.#polynomial;
    let next = 0;
    for (const [index, { step, from, to }] of stretches.entries()) {
      if (to === from) continue;
      const isFirst = stretches[index - 1]?.step !== step;
      const isLast = stretches[index + 1]?.step !== step;
      if (isFirst) rows.copy(this.#columns, from, step);
      const end = time[to - 1]!;
      const slack = 1e-9 * Math.max(1, end);
      const after = time[from]! + (isFirst ? slack : 0);
      while (next < times.length && times[next]! <= after) next++;
      let behind = from;
      for (; next < times.length; next++) {
        const at = times[next]!;
        if (isLast ? at >= end - slack : at > end) break;
        if (behind === from || time[behind]! < at) {
          if (behind === from) behind++;
          while (behind < to - 1 && time[behind]! < at) behind++;
          polynomial.choose(time, from, to, behind);
          polynomial.take(time, smooth, behind);
        }
        const values = polynomial.at(at);
        const voltage = voltageOf(values, openPart);
        rows.add(at, voltage, values[current]!, values[temperature]!, step);
      }
      if (isLast && to - from > 1) rows.copy(this.#columns, to - 1, step);
    }
    return rows.series();
  }

  /**
   * The voltage of another trace as long after the start of each step as the rows of a series of this one are. The other
   * has the same steps, of nearly the same length: the same of them are interpolated between, and beyond its last one the
   * polynomial goes on.
   * @returns a value for each row [V]
   */
  voltageBeside(other: Trace, { time, step }: CellSeries, openPart: OpenPart): Float64Array {
    const own = this.#columns.time;
    const others = other.#columns.time;
    const polynomial = this.#polynomial;
    let index = 0;
    let shift = 0;
    let behind = -1;
    return time.map((at, row) => {
      if (row === 0 || step[row] !== step[row - 1]) {
        index = this.#stretches.findIndex((stretch) => stretch.step === step[row]);
        shift = others[other.#stretches[index]!.from]! - own[this.#stretches[index]!.from]!;
        behind = -1;
      }
      while (
        own[this.#stretches[index]!.to - 1]! < at &&
        this.#stretches[index + 1]?.step === step[row]
      ) {
        index++;
        behind = -1;
      }
      const { from, to } = this.#stretches[index]!;
      const otherFrom = other.#stretches[index]!.from;
      if (to - from === 1) return other.#columns.voltage[otherFrom]!;
      if (behind < 0) behind = from + 1;
      while (behind < to - 1 && own[behind]! < at) behind++;
      polynomial.choose(own, from, to, behind);
      polynomial.take(others, other.#columns.smooth, behind - from + otherFrom);
      return voltageOf(polynomial.at(at + shift), openPart);
    });
  }
}

/** Of interpolated quantities. */
function voltageOf(values: Float64Array, openPart: OpenPart): number {
  const open = openPart(values[negativeSurface]!, values[positiveSurface]!, values[temperature]!);
  return values[rest]! + open;
}

/** Rows of a series that is being written. */
class Rows {
  readonly #time: Float64Array;
  readonly #voltage: Float64Array;
  readonly #current: Float64Array;
  readonly #temperature: Float64Array;
  readonly #step: Int32Array;
  #length = 0;

  /** @param most - rows that may come */
  constructor(most: number) {
    this.#time = new Float64Array(most);
    this.#voltage = new Float64Array(most);
    this.#current = new Float64Array(most);
    this.#temperature = new Float64Array(most);
    this.#step = new Int32Array(most);
  }

  add(time: number, voltage: number, current: number, temperature: number, step: number): void {
    const row = this.#length++;
    this.#time[row] = time;
    this.#voltage[row] = voltage;
    this.#current[row] = current;
    this.#temperature[row] = temperature;
    this.#step[row] = step;
  }

  copy({ time, voltage, smooth }: Columns, i: number, step: number): void {
    this.add(time[i]!, voltage[i]!, smooth[current][i]!, smooth[temperature][i]!, step);
  }

  series(): CellSeries {
    return {
      time: this.#filled(this.#time),
      voltage: this.#filled(this.#voltage),
      current: this.#filled(this.#current),
      temperature: this.#filled(this.#temperature),
      step: this.#length === this.#step.length ? this.#step : this.#step.slice(0, this.#length),
    };
  }

  #filled(column: Float64Array): Float64Array {
    return this.#length === column.length ? column : column.slice(0, this.#length);
  }
}
