import type { CellSeries } from './cell-result.ts';

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

/** Open-circuit part of a voltage from the two surface stoichiometries [V]. */
export type OpenPart = (negativeSurface: number, positiveSurface: number) => number;

/** Points that an interpolated value goes through. */
const interpolationPoints = 5;
/** Least distance of two of them, over the interval between them. */
const crowding = 0.02;

/** A stretch of solver steps between jumps and changes of mesh; values are interpolated inside it. */
interface Stretch {
  readonly step: number;
  readonly points: TracePoint[];
}

/** The solver's steps of a protocol, and values between them. */
export class Trace {
  readonly #stretches: Stretch[] = [];

  /** Begins a step of the protocol. */
  beginStep(): void {
    this.#stretches.push({ step: (this.#stretches.at(-1)?.step ?? -1) + 1, points: [] });
  }

  /** Begins a stretch inside the step, whose first point is the last one of the stretch before on another mesh. */
  beginMesh(): void {
    this.#stretches.push({ step: this.#stretches.at(-1)!.step, points: [] });
  }

  add(point: TracePoint): void {
    this.#stretches.at(-1)!.points.push(point);
  }

  get last(): TracePoint {
    return this.#stretches.at(-1)!.points.at(-1)!;
  }

  /** The multiples of an interval up to the end. */
  grid(interval: number): Float64Array {
    const count = Math.floor(this.last.time / interval);
    return Float64Array.from({ length: count }, (_, k) => (k + 1) * interval);
  }

  voltageRange(): readonly [lowest: number, highest: number] {
    let [lowest, highest] = [Infinity, -Infinity];
    for (const { points } of this.#stretches) {
      for (const { voltage } of points) {
        lowest = Math.min(lowest, voltage);
        highest = Math.max(highest, voltage);
      }
    }
    return [lowest, highest];
  }

  solverSteps(): CellSeries {
    const points: TracePoint[] = [];
    const steps: number[] = [];
    for (const [index, { step, points: own }] of this.#stretches.entries()) {
      const continued = this.#stretches[index - 1]?.step === step;
      for (const [i, point] of own.entries()) if (i > 0 || !continued) points.push(point);
      while (steps.length < points.length) steps.push(step);
    }
    return this.#series(points, steps);
  }

  /**
   * Values at given times, at the start and at the end of each step. Potentials bend most with the surface
   * stoichiometries: those and the smooth rest are interpolated, not the voltage.
   */
  at(times: Iterable<number>, openPart: OpenPart): CellSeries {
    const points: TracePoint[] = [];
    const steps: number[] = [];
    for (const [index, { step, points: own }] of this.#stretches.entries()) {
      if (own.length === 0) continue;
      const [from, to] = [own[0]!.time, own.at(-1)!.time];
      const first = this.#stretches[index - 1]?.step !== step;
      const final = this.#stretches[index + 1]?.step !== step;
      if (first) points.push(own[0]!);
      const slack = 1e-9 * Math.max(1, to);
      let behind = 1;
      for (const time of times) {
        if (first ? time <= from + slack : time <= from) continue;
        if (final ? time >= to - slack : time > to) break;
        while (behind < own.length - 1 && own[behind]!.time < time) behind++;
        points.push(between(own, behind, time, openPart));
      }
      if (final && own.length > 1) points.push(own.at(-1)!);
      while (steps.length < points.length) steps.push(step);
    }
    return this.#series(points, steps);
  }

  #series(points: readonly TracePoint[], steps: readonly number[]): CellSeries {
    const column = (of: (point: TracePoint) => number): Float64Array => {
      const values = new Float64Array(points.length);
      for (let i = 0; i < values.length; i++) values[i] = of(points[i]!);
      return values;
    };
    return {
      time: column(({ time }) => time),
      voltage: column(({ voltage }) => voltage),
      current: column(({ current }) => current),
      temperature: column(({ temperature }) => temperature),
      step: Int32Array.from(steps),
    };
  }
}

/** The polynomial through the points around a time. */
function between(
  own: readonly TracePoint[],
  behind: number,
  time: number,
  openPart: OpenPart,
): TracePoint {
  const chosen = around(own, behind);
  const sums = { rest: 0, current: 0, temperature: 0, negativeSurface: 0, positiveSurface: 0 };
  for (const point of chosen) {
    let weight = 1;
    for (const other of chosen) {
      if (other !== point) weight *= (time - other.time) / (point.time - other.time);
    }
    sums.rest += weight * (point.voltage - point.open);
    sums.current += weight * point.current;
    sums.temperature += weight * point.temperature;
    sums.negativeSurface += weight * point.negativeSurface;
    sums.positiveSurface += weight * point.positiveSurface;
  }
  const open = openPart(sums.negativeSurface, sums.positiveSurface);
  return {
    time,
    voltage: sums.rest + open,
    current: sums.current,
    temperature: sums.temperature,
    open,
    negativeSurface: sums.negativeSurface,
    positiveSurface: sums.positiveSurface,
  };
}

/**
 * The points around the interval that ends at `behind`: its own two and the nearest on either side, but none much
 * closer to one already chosen than the interval is long: crowded points make a polynomial swing between others.
 */
function around(own: readonly TracePoint[], behind: number): readonly TracePoint[] {
  const chosen = [own[behind - 1]!, own[behind]!];
  const least = crowding * (own[behind]!.time - own[behind - 1]!.time);
  let [before, after] = [behind - 2, behind + 1];
  // Behind a jump steps grow and the past bends most: there the side of the future comes first.
  const grows =
    before >= 0 && chosen[0]!.time - own[before]!.time < 0.5 * (chosen[1]!.time - chosen[0]!.time);
  const turn = grows ? 1 : 0;
  let [first, last] = [chosen[0]!, chosen[1]!];
  while (chosen.length < interpolationPoints && (before >= 0 || after < own.length)) {
    const takeBefore = before >= 0 && (after >= own.length || chosen.length % 2 === turn);
    const point = takeBefore ? own[before--]! : own[after++]!;
    if (takeBefore ? first.time - point.time < least : point.time - last.time < least) continue;
    chosen.push(point);
    if (takeBefore) first = point;
    else last = point;
  }
  return chosen;
}
