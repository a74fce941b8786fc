import type { SolidComponent } from '../../../materials/electrode-material.ts';
import type { WetFilm } from '../../coating.ts';
import { poreFreeDensity } from '../../solids.ts';
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

/** Sets of constants that a coater of slurry reads, beside its own. */
export const coatedFilmConstants = [
  'material.solids',
  'material.solvent',
  'material.rheology',
  'material.coating',
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

/**
 * What one standard deviation of the film's thickness does: all of the film goes with it.
 * @param relative - standard deviation over the mean [-]
 */
export function filmScatter(web: Values, relative: number): Values {
  const keys = [
    'wetThickness',
    'loading',
    'solventLoading',
    'wetThicknessLeft',
    'wetThicknessRight',
  ];
  return Object.fromEntries(keys.map((key) => [key, relative * web[key]!]));
}

/**
 * What one standard deviation of the solids per volume of slurry does to a film of the same thickness: they take the place of
 * solvent.
 * @param relative - standard deviation over the mean [-]
 */
export function solidsScatter(
  web: Values,
  solids: readonly SolidComponent[],
  relative: number,
): Values {
  const [loading, solventLoading] = [web['loading']!, web['solventLoading']!];
  const solidsVolume = loading / poreFreeDensity(solids);
  const solventDensity = solventLoading / (web['wetThickness']! - solidsVolume);
  return {
    loading: relative * loading,
    solventLoading: -relative * solidsVolume * solventDensity,
  };
}
