import type { BpxTable } from './bpx-function.ts';

const startIntervals = 256;
/** Share of the bound that is used at the quarter points, for what lies between them. */
const caution = 0.8;
const mostPoints = 20_000;
/** Narrowest interval, as a share of the range; a jump is one such interval wide. */
const narrowest = 1e-9;
/** Ends that are not finite are left out by this share of the range, the least that will do. */
const margins = [0, 1e-9, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2];

/**
 * A table that follows a function within a bound along straight lines. Intervals are halved until the function lies
 * within the bound at their quarter points.
 * @param range - of the argument; an end where the function is not finite is moved inwards by up to 1 %
 * @param bound - largest difference allowed at a value y
 * @returns undefined where no table of 20,000 points does
 */
export function sampleTable(
  at: (x: number) => number,
  { low, high }: { readonly low: number; readonly high: number },
  bound: (y: number) => number,
): BpxTable | undefined {
  const width = high - low;
  const first = margins.map((margin) => low + margin * width).find((x) => Number.isFinite(at(x)));
  const last = margins.map((margin) => high - margin * width).find((x) => Number.isFinite(at(x)));
  if (first === undefined || last === undefined) return undefined;
  const x = [first];
  const y = [at(first)];
  // Right ends still to be reached, nearest on top.
  const waiting = Array.from(
    { length: startIntervals },
    (_, i) => last - ((last - first) * i) / startIntervals,
  );
  for (let right = waiting.pop(); right !== undefined; right = waiting.pop()) {
    const [left, atLeft, atRight] = [x.at(-1)!, y.at(-1)!, at(right)];
    const straight = [0.25, 0.5, 0.75].every((share) => {
      const value = at(left + share * (right - left));
      return Math.abs(atLeft + share * (atRight - atLeft) - value) <= caution * bound(value);
    });
    if (straight || right - left <= narrowest * width) {
      if (!Number.isFinite(atRight)) return undefined;
      x.push(right);
      y.push(atRight);
      if (x.length > mostPoints) return undefined;
    } else {
      waiting.push(right, left + (right - left) / 2);
    }
  }
  return { x, y };
}
