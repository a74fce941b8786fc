import type { WetFilm } from '../../coating.ts';
import type { Values } from '../step.ts';

/** Variables of the web that a coater of slurry makes. */
export const coatedFilmKeys = [
  'wetThickness',
  'loading',
  'solventLoading',
  'filmTemperature',
  'slurryViscosity',
  'thicknessScatter',
  'restViscosity',
  'coatingGap',
  'wetThicknessLeft',
  'wetThicknessRight',
] as const;

/** Lanes that are looked at for the two outer ones. */
export const coaterLanes = 5;

/**
 * What the web takes on behind a coater.
 * @param film - of the whole width
 * @param lanes - films of the lanes, left to right
 * @param scatter - standard deviation of the film's thickness over its mean, from piece to piece [-]
 * @param gap - that the film left [m]
 */
export function coatedFilm(
  film: WetFilm & { readonly restViscosity: number },
  lanes: readonly Pick<WetFilm, 'wetThickness'>[],
  { scatter, gap }: { readonly scatter: number; readonly gap: number },
): Values {
  const { wetThickness, loading, solventLoading, slurryViscosity, temperature } = film;
  return {
    wetThickness,
    loading,
    solventLoading,
    slurryViscosity,
    filmTemperature: temperature,
    thicknessScatter: scatter,
    restViscosity: film.restViscosity,
    coatingGap: gap,
    wetThicknessLeft: lanes[0]!.wetThickness,
    wetThicknessRight: lanes.at(-1)!.wetThickness,
  };
}
