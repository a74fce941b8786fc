import type { CellSeries } from '../cell-result.ts';

/** What a protocol took from a cell and gave to it; SI. */
export interface CellSummary {
  /** Charge drawn [A.s], and given by charging; both positive. */
  readonly dischargedCharge: number;
  readonly chargedCharge: number;
  /** Energy drawn [J], and given by charging; both positive. */
  readonly dischargedEnergy: number;
  readonly chargedEnergy: number;
  /** [s] */
  readonly duration: number;
  /** Energy over charge that moved, either way [V]; the mean over time where none moved; undefined without a step. */
  readonly meanVoltage: number | undefined;
  /** [K]; undefined without a step. */
  readonly highestTemperature: number | undefined;
}

/**
 * Sums up the solver's own steps. Integrals run over each step of the protocol by itself, for quantities jump between
 * two: each interval by the cubic through both ends whose slopes are those of the parabolas through neighbouring points
 * (fourth order), so that the sums do not hang on the output grid.
 *
 * @param series - the solver's own steps; times do not decrease
 */
export function summarise(series: CellSeries): CellSummary {
  const { time, voltage, current, temperature, step } = series;
  const sums = { drawn: 0, given: 0, drawnEnergy: 0, givenEnergy: 0, volts: 0 };
  const power = voltage.map((value, i) => value * current[i]!);
  for (let from = 0; from < time.length; ) {
    let to = from;
    while (to + 1 < time.length && step[to + 1] === step[from]) to += 1;
    const charge = integral(time, current, from, to);
    const energy = integral(time, power, from, to);
    sums.drawn += charge.positive;
    sums.given += charge.negative;
    sums.drawnEnergy += energy.positive;
    sums.givenEnergy += energy.negative;
    const volts = integral(time, voltage, from, to);
    sums.volts += volts.positive - volts.negative;
    from = to + 1;
  }
  const duration = time.length === 0 ? 0 : time.at(-1)! - time[0]!;
  const moved = sums.drawn + sums.given;
  const still = duration > 0 ? sums.volts / duration : voltage[0];
  return {
    dischargedCharge: sums.drawn,
    chargedCharge: sums.given,
    dischargedEnergy: sums.drawnEnergy,
    chargedEnergy: sums.givenEnergy,
    duration,
    meanVoltage: moved > 0 ? (sums.drawnEnergy + sums.givenEnergy) / moved : still,
    highestTemperature: temperature.length === 0 ? undefined : highest(temperature),
  };
}

function highest(values: Float64Array): number {
  return values.reduce((high, value) => Math.max(high, value));
}

/** Integral of the intervals where a quantity is positive, and minus that of the others. */
function integral(
  time: Float64Array,
  value: Float64Array,
  from: number,
  to: number,
): { positive: number; negative: number } {
  let positive = 0;
  let negative = 0;
  let before = to > from ? slope(time, value, from, from, to) : 0;
  for (let i = from; i < to; i += 1) {
    const width = time[i + 1]! - time[i]!;
    const after = slope(time, value, i + 1, from, to);
    const area =
      (width / 2) * (value[i]! + value[i + 1]!) + ((width * width) / 12) * (before - after);
    if (area > 0) positive += area;
    else negative -= area;
    before = after;
  }
  return { positive, negative };
}

/** Slope at a point of the parabola through it and its neighbours within [from, to]. */
function slope(
  time: Float64Array,
  value: Float64Array,
  at: number,
  from: number,
  to: number,
): number {
  const secant = (i: number): number => {
    const width = time[i + 1]! - time[i]!;
    return width > 0 ? (value[i + 1]! - value[i]!) / width : 0;
  };
  if (to - from === 1) return secant(from);
  const middle = Math.min(Math.max(at, from + 1), to - 1);
  const left = time[middle]! - time[middle - 1]!;
  const right = time[middle + 1]! - time[middle]!;
  if (!(left + right > 0)) return 0;
  const bend = (secant(middle) - secant(middle - 1)) / (left + right);
  const offset = 2 * time[at]! - time[middle]! - time[middle - 1]!;
  return secant(middle - 1) + bend * offset;
}
