import type { Rng } from '../../physics/core/random.ts';
import { latinHypercube } from './latin-hypercube.ts';

/** Power of the distances in the criterion: the nearest pairs decide, the others break ties. */
const power = 50;
/** Share of the criterion by which a swap may make it worse at the start; cooled down to a thousandth of it. */
const warmth = 0.03;

/**
 * A Latin hypercube whose points keep far from each other: coordinates of two points are exchanged, worse ones accepted
 * less and less, and the best is kept. Points lie in the middle of their slices.
 * @param count - of points, 1 or more
 * @param axes - of the unit cube
 * @param rng - the same stream gives the same points
 * @param swaps - exchanges that are tried; each costs count x axes
 * @see Morris1995, J. Stat. Plan. Inference 43, 381-402 (criterion phi_p and annealing), doi:10.1016/0378-3758(94)00035-T
 */
export function maximinLatinHypercube(
  count: number,
  axes: number,
  rng: Rng,
  swaps = 200 * count,
): number[][] {
  const points = latinHypercube(count, axes, rng).map((point) =>
    point.map((value) => (Math.floor(value * count) + 0.5) / count),
  );
  if (count < 3) return points;
  let best = points.map((point) => [...point]);
  let now = nearnessOfAll(points, count);
  let least = now;
  const cooling = 1e-3 ** (1 / swaps);
  let temperature = warmth;
  for (let swap = 0; swap < swaps; swap++, temperature *= cooling) {
    const axis = Math.floor(rng.uniform() * axes);
    const a = Math.floor(rng.uniform() * count);
    const b = (a + 1 + Math.floor(rng.uniform() * (count - 1))) % count;
    const before = nearnessOf(points, a, count) + nearnessOf(points, b, count);
    exchange(points[a]!, points[b]!, axis);
    const after = nearnessOf(points, a, count) + nearnessOf(points, b, count);
    // The root makes it a distance again, so that one warmth serves all sizes.
    const next = now - before + after;
    const worse = (Math.max(next, 0) / now) ** (1 / power) - 1;
    if (worse > 0 && rng.uniform() >= Math.exp(-worse / temperature)) {
      exchange(points[a]!, points[b]!, axis);
      continue;
    }
    // Sums of differences lose digits where a near pair parts: the sum is made anew now and then.
    now = next < 0.5 * now ? nearnessOfAll(points, count) : next;
    if (now < least * (1 - 1e-9)) {
      least = now;
      best = points.map((point) => [...point]);
    }
  }
  return best;
}

function exchange(one: number[], other: number[], axis: number): void {
  const value = one[axis]!;
  one[axis] = other[axis]!;
  other[axis] = value;
}

/** Sum over all other points of distance^-power, distances in slices. */
function nearnessOf(points: readonly (readonly number[])[], i: number, count: number): number {
  const own = points[i]!;
  let sum = 0;
  for (let j = 0; j < points.length; j++) {
    if (j === i) continue;
    const other = points[j]!;
    let square = 0;
    for (let k = 0; k < own.length; k++) square += (own[k]! - other[k]!) ** 2;
    sum += (count * count * square) ** (-power / 2);
  }
  return sum;
}

function nearnessOfAll(points: readonly (readonly number[])[], count: number): number {
  return points.reduce((sum, _, i) => sum + nearnessOf(points, i, count), 0) / 2;
}
