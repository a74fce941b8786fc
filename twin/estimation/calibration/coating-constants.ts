import type { Prior } from '../../../ml/calibration/calibration-model.ts';
import type { NamedConstant } from './calibrated-model.ts';

/** A constant of coating and what is known of it before the data; all priors are assumed, with the reasons beside them. */
interface CoatingConstant extends NamedConstant {
  readonly prior: Prior;
}

export const pumpFactor: CoatingConstant = {
  name: 'pumpFactor',
  unit: '1',
  unitSize: 1,
  logarithmic: false,
  description: 'flow that arrives over flow that the pump shows',
  prior: { mean: 1, sd: 0.2 },
};

export const commaFilmScale: CoatingConstant = {
  name: 'commaFilmScale',
  unit: '1',
  unitSize: 1,
  logarithmic: true,
  description: 'film that the comma bar lays down over that of the flow under it',
  // The law meets measured graphite coatings within some 12 %; another bar and a rheology that is only assumed add to it.
  prior: { mean: 0, sd: 0.25 },
};

export const commaGapZero: CoatingConstant = {
  name: 'commaGapZero',
  unit: 'um',
  unitSize: 1e-6,
  logarithmic: false,
  description: 'gap that the machine shows where the bar touches the foil',
  // The foil, where the machine is zeroed on the bare roll; nothing where it is zeroed on the foil.
  prior: { mean: 10e-6, sd: 15e-6 },
};

/** The constant of a lane; those of all lanes of a table have the mean 1. */
export function dieFactor(lane: string): CoatingConstant {
  return {
    name: `dieFactor.${lane}`,
    unit: '1',
    unitSize: 1,
    logarithmic: false,
    description: 'flow of the lane over the mean of the lanes of the table',
    // Dies are built and set to some percent across the web.
    prior: { mean: 1, sd: 0.05 },
  };
}

/** A constant of coating by its name. */
export function coatingConstant(name: string): CoatingConstant | undefined {
  const lane = /^dieFactor\.(.+)$/.exec(name)?.[1];
  if (lane !== undefined) return dieFactor(lane);
  return [pumpFactor, commaFilmScale, commaGapZero].find((constant) => constant.name === name);
}
