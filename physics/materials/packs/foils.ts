import type { ConstantOrigins } from '../constant-origins.ts';
import type { ElectrodeMaterial } from '../electrode-material.ts';

/** A current collector: the groups of a material that are the foil's, with their origins. */
type CollectorFoil = Pick<ElectrodeMaterial, 'foil' | 'foilMechanics' | 'origins'>;

const foilOrigins = (metal: string): ConstantOrigins => ({
  'foil.thickness': { origin: 'assumed', relativeSd: 0.03, source: 'usual battery foil' },
  foil: {
    origin: 'paper',
    relativeSd: 0.01,
    source: `${metal}: density times thickness, and specific heat, CRC Handbook of Chemistry and Physics (textbook value)`,
  },
});

/** Aluminium, hard as rolled, 15 um. */
export const aluminiumFoil: CollectorFoil = {
  foil: { thickness: 15e-6, arealMass: 0.0405, specificHeat: 897 },
  foilMechanics: {
    youngsModulus: 70e9,
    yieldStress: 160e6,
    stretchModulus: 14e9,
    elongationLimit: 0.01,
  },
  origins: {
    ...foilOrigins('aluminium, 2700 kg/m3'),
    'foilMechanics.youngsModulus': {
      origin: 'paper',
      relativeSd: 0.05,
      source: 'aluminium, CRC Handbook of Chemistry and Physics (textbook value)',
    },
    'foilMechanics.yieldStress': {
      origin: 'paper',
      relativeSd: 0.12,
      source:
        'aluminium 1235-H18, 160 to 200 MPa at 2 % proof strain by rate, Bonatti2015, thesis MIT, hdl 1721.1/101332 (abstract read)',
    },
    'foilMechanics.stretchModulus': {
      origin: 'assumed',
      relativeSd: 0.4,
      source: 'set for an elongation of 1 % at a peak of 110 MPa under hard round particles',
    },
    'foilMechanics.elongationLimit': {
      origin: 'paper',
      relativeSd: 0.3,
      source:
        'pressed aluminium electrodes are longer by about 1 %, batterydesign.net after Abdollahifar et al. 2023, Adv. Energy Mater. 13, 2300973 (as cited elsewhere, not read)',
    },
  },
};

/** Electrolytic copper, 10 um. */
export const copperFoil: CollectorFoil = {
  foil: { thickness: 10e-6, arealMass: 0.0896, specificHeat: 385 },
  foilMechanics: {
    youngsModulus: 70e9,
    yieldStress: 250e6,
    stretchModulus: 14e9,
    elongationLimit: 5e-3,
  },
  origins: {
    ...foilOrigins('copper, 8960 kg/m3'),
    'foilMechanics.youngsModulus': {
      origin: 'paper',
      relativeSd: 0.1,
      source:
        'electrolytic copper foil 70 GPa, rolled 50 GPa, Zhu, Feng, Guo 2014, RSC Adv. 4, 57671, doi:10.1039/c4ra07675c (abstract read)',
    },
    'foilMechanics.yieldStress': {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'below the 400 MPa that pure copper foils reach at most in tension',
    },
    'foilMechanics.stretchModulus': {
      origin: 'assumed',
      relativeSd: 0.5,
      source: 'as for aluminium: copper does not come so far',
    },
    'foilMechanics.elongationLimit': {
      origin: 'assumed',
      relativeSd: 0.5,
      source:
        'half of what aluminium electrodes show: copper electrodes are not longer behind the press',
    },
  },
};
