import type { CellSeries } from '../../physics/cell/cell-result.ts';

/** Values over time of a reference; at the end of a protocol step its time appears twice, with both steps. */
export interface ReferenceCurve {
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Protocol step of each time; all of the first step where absent. */
  readonly steps?: readonly number[] | undefined;
}

/** How far a run is from a reference, in the unit of the values. */
export interface CurveError {
  readonly rootMeanSquare: number;
  /** Times that were compared, and those of the reference that the run does not have. */
  readonly compared: number;
  readonly missing: number;
}

/**
 * Root mean square difference at the times of the reference, each weighted with half the time between its neighbours.
 * The first and the last time are left out: one is the jump of the current, the other the cut-off.
 * @param series - with the times of the reference in its grid
 */
export function curveError(
  series: CellSeries,
  values: Float64Array,
  { times, values: expected, steps }: ReferenceCurve,
): CurveError {
  const key = (step: number, time: number): string => `${step}@${time.toFixed(9)}`;
  const places = new Map<string, number>();
  for (const [i, time] of series.time.entries()) places.set(key(series.step[i]!, time), i);
  let [squares, weights, compared, missing] = [0, 0, 0, 0];
  for (let i = 1; i < times.length - 1; i++) {
    const place = places.get(key(steps?.[i] ?? 0, times[i]!));
    if (place === undefined) {
      missing++;
      continue;
    }
    const weight = 0.5 * (times[i + 1]! - times[i - 1]!);
    squares += weight * (values[place]! - expected[i]!) ** 2;
    weights += weight;
    compared++;
  }
  return { rootMeanSquare: Math.sqrt(squares / weights), compared, missing };
}
