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

const viscosityFactorName = {
  name: 'viscosityFactor',
  unit: '1',
  unitSize: 1,
  logarithmic: true,
  description:
    'viscosity of the slurry under the comma bar over the assumed one, at the reference solids content',
} as const;

const viscosityPerSolidsName = {
  name: 'viscosityPerSolids',
  unit: '1',
  unitSize: 1,
  logarithmic: false,
  description: 'rise of the logarithm of viscosityFactor with the solids content',
} as const;

const viscosityPerActiveName = {
  name: 'viscosityPerActive',
  unit: '1',
  unitSize: 1,
  logarithmic: false,
  description: 'rise of the logarithm of viscosityFactor with the active material over solids',
} as const;

/**
 * What is not known of the flow of a slurry that was not measured: its level, which also stands for the depth of the pool, and how it
 * goes with solids and with what of them is active material.
 * @param materialNamed - whether the assumed flow is that of a material
 */
export function viscosityConstants(materialNamed: boolean): {
  readonly factor: CoatingConstant;
  readonly perSolids: CoatingConstant;
  readonly perActive: CoatingConstant;
} {
  return {
    // Of slurries that bars coat, most have 0.5 to 18 Pa.s at 100 s-1; a pack knows its own to a factor of some 3, as lots and mixing differ.
    factor: { ...viscosityFactorName, prior: { mean: 0, sd: Math.log(materialNamed ? 3 : 6) } },
    // The packs rise by 13 (NMC in NMP, 0.5 to 0.7 solids) and 18 (graphite in water, 0.4 to 0.55).
    perSolids: { ...viscosityPerSolidsName, prior: { mean: materialNamed ? 0 : 15, sd: 8 } },
    // Binder and carbon thicken: the packs fall by 45 to 60 (NMC in NMP) and by 65 to 75 (graphite in water) at one solids content.
    perActive: { ...viscosityPerActiveName, prior: { mean: -50, sd: 30 } },
  };
}

/** Name under which a calibration says at what solids `viscosityFactor` holds. */
export const solidsReference = 'referenceSolidsContent_frac';

/** Name under which a calibration says at what share of active material `viscosityFactor` holds. */
export const activeReference = 'referenceActiveMassFraction_frac';

/** The constant of a lane; those of all lanes of a table, and of the start that it goes on from, have the mean 1. */
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
  const { factor, perSolids, perActive } = viscosityConstants(false);
  return [pumpFactor, commaFilmScale, commaGapZero, factor, perSolids, perActive].find(
    (constant) => constant.name === name,
  );
}
