/** A peak of a curve on an even grid. */
export interface Peak {
  /** Place on the axis, by a parabola through the highest point and its neighbours. */
  readonly position: number;
  readonly height: number;
  /** Height above the higher of the two valleys beside it. */
  readonly prominence: number;
  /** Area under the curve between the valleys beside it. */
  readonly area: number;
  /** Where the curve falls below half of the height on either side, or the valley where it does not. */
  readonly halfFrom: number;
  readonly halfTo: number;
  /** Grid points of the valleys. */
  readonly from: number;
  readonly to: number;
}

/**
 * Local maxima that rise above the deeper ground beside them by a share of the highest one, from left to right. A shallower
 * one belongs to its higher neighbour, so that the areas of all peaks and the flat ends add up to that of the curve.
 * @param values - heights on the grid, >= 0
 * @param start - axis of the first grid point
 * @param step - of the axis between grid points, > 0
 * @param leastProminence - share of the highest value, in [0, 1)
 * @param isEnded - whether the curve is 0 beyond its ends, so that the first and last point may be peaks
 */
export function findPeaks(
  values: ArrayLike<number>,
  { start, step }: { readonly start: number; readonly step: number },
  leastProminence: number,
  isEnded = false,
): readonly Peak[] {
  const n = values.length;
  const at = (i: number): number => (i < 0 || i >= n ? (isEnded ? 0 : Infinity) : values[i]!);
  const highest = Array.from(values).reduce((most, value) => Math.max(most, value), 0);
  let tops: number[] = [];
  for (let i = 0; i < n; i++) {
    if (values[i]! > 0 && values[i]! > at(i - 1) && values[i]! >= at(i + 1)) tops.push(i);
  }
  // Valleys between neighbours; the shallowest peak goes first, into the neighbour across its higher valley.
  const least = leastProminence * highest;
  for (;;) {
    const valleys = valleysOf(values, tops);
    const depth = tops.map((top, k) => values[top]! - heightBeside(values, valleys, k));
    const shallow = depth.indexOf(Math.min(...depth));
    if (tops.length === 0 || depth[shallow]! >= least) {
      return tops.map((top, k) =>
        peakAt({
          values,
          start,
          step,
          top,
          from: valleys[k]!,
          to: valleys[k + 1]!,
          prominence: depth[k]!,
        }),
      );
    }
    tops = tops.filter((_, k) => k !== shallow);
  }
}

/** Lowest grid point on either side of each peak; the ends of the grid beside the first and last. */
function valleysOf(values: ArrayLike<number>, tops: readonly number[]): number[] {
  const bounds = [0, ...tops, values.length - 1];
  return bounds.slice(0, -1).map((from, k) => {
    let lowest = from;
    for (let i = from; i <= bounds[k + 1]!; i++) if (values[i]! < values[lowest]!) lowest = i;
    return lowest;
  });
}

/** The higher of the two valleys beside a peak; beyond the first and last peak only the inner one counts. */
function heightBeside(values: ArrayLike<number>, valleys: readonly number[], k: number): number {
  const inner: number[] = [];
  if (k > 0) inner.push(values[valleys[k]!]!);
  if (k + 2 < valleys.length) inner.push(values[valleys[k + 1]!]!);
  if (inner.length > 0) return Math.max(...inner);
  return Math.min(values[valleys[k]!]!, values[valleys[k + 1]!]!);
}

function peakAt({
  values,
  start,
  step,
  top,
  from,
  to,
  prominence,
}: {
  readonly values: ArrayLike<number>;
  readonly start: number;
  readonly step: number;
  readonly top: number;
  readonly from: number;
  readonly to: number;
  readonly prominence: number;
}): Peak {
  const [left, middle, right] = [values[top - 1], values[top]!, values[top + 1]];
  let shift = 0;
  let height = middle;
  if (left !== undefined && right !== undefined) {
    const bend = left - 2 * middle + right;
    if (bend < 0) {
      shift = (left - right) / (2 * bend);
      height = middle - ((left - right) * shift) / 4;
    }
  }
  let area = 0;
  for (let i = from; i < to; i++) area += ((values[i]! + values[i + 1]!) / 2) * step;
  const half = height / 2;
  const edge = (towards: -1 | 1, end: number): number => {
    for (let i = top; i !== end; i += towards) {
      const [inside, outside] = [values[i]!, values[i + towards]!];
      if (outside < half)
        return start + step * (i + (towards * (inside - half)) / (inside - outside));
    }
    return start + step * end;
  };
  return {
    position: start + step * (top + shift),
    height,
    prominence,
    area,
    halfFrom: edge(-1, from),
    halfTo: edge(1, to),
    from,
    to,
  };
}
