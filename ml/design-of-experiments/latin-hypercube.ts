import type { Rng } from '../../physics/core/random.ts';

/**
 * Points in the unit cube, one in each of `count` equal slices of every axis: starts of a search that leave no slice of
 * any axis out.
 * @param count - of points, 1 or more
 * @param axes - of the cube
 * @param rng - the same stream gives the same points
 * @see McKay1979, Technometrics 21, 239-245, doi:10.1080/00401706.1979.10489755
 */
export function latinHypercube(count: number, axes: number, rng: Rng): number[][] {
  const columns = Array.from({ length: axes }, () => {
    const slices = shuffled(count, rng);
    return slices.map((slice) => (slice + rng.uniform()) / count);
  });
  return Array.from({ length: count }, (_, i) => columns.map((column) => column[i]!));
}

/** 0 to count - 1 in an order drawn by Fisher and Yates. */
function shuffled(count: number, rng: Rng): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(rng.uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
