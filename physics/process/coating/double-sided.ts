import { checkBetween } from '../../materials/check-between.ts';

/** One coated side under the second coater. */
export interface CoatedSide {
  /** Thickness that runs on the backing roll [m]. */
  readonly thickness: number;
  /** Thickness at which the gap of the second side was set [m]. */
  readonly thicknessAtSetting: number;
}

/**
 * Gap that the second side meets: the first side runs on the backing roll, so what it is thicker than at setting is taken
 * from the gap. A self-metered coater therefore lays down less where the first side is thick; a slot die only moves in
 * its window.
 * @param setGap - gap over the first side as set [m]
 * @returns [m], > 0
 * @throws PhysicsError PHY_OUT_OF_RANGE where the first side closes the gap
 */
export function gapOnSecondSide(setGap: number, first: CoatedSide): number {
  return checkBetween(
    'gap over the first side',
    setGap - (first.thickness - first.thicknessAtSetting),
    { min: 1e-6, max: 5e-3, unit: 'm' },
  );
}

/** Both sides of a sheet together. */
export interface DoubleSided {
  /** Solids of both sides per area of foil, where both are coated [kg.m-2]. */
  readonly loading: number;
  /** Difference of the sides over their mean, first less second [-]. */
  readonly imbalance: number;
  /** Length coated on both sides [m]. */
  readonly coveredLength: number;
  /** Length coated on one side only, at both ends together [m]. */
  readonly singleLength: number;
}

/**
 * Two sides of one patch over each other.
 * @param sides - loading of first and second side [kg.m-2]
 * @param register - patchLength of each side [m], offset of the second against the first in web direction [m]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function doubleSided(
  sides: readonly [number, number],
  register: { readonly patchLengths: readonly [number, number]; readonly offset: number },
): DoubleSided {
  const [first, second] = sides.map((loading) =>
    checkBetween('loading of a side', loading, { min: 0, max: 2, unit: 'kg.m-2' }),
  ) as [number, number];
  const [front, back] = register.patchLengths;
  const begin = Math.max(0, register.offset);
  const end = Math.min(front, register.offset + back);
  const coveredLength = Math.max(0, end - begin);
  return {
    loading: first + second,
    imbalance: first + second === 0 ? 0 : (2 * (first - second)) / (first + second),
    coveredLength,
    singleLength: front + back - 2 * coveredLength,
  };
}
