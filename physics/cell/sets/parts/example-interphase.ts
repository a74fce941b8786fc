import type { InterphaseGrowth } from '../../cell-parameters.ts';

/**
 * Example values for growth of the solid-electrolyte interphase on graphite, fitted in other papers and to other
 * cells; many sets carry the same ones. Units as in `InterphaseGrowth`; no validity range is stated.
 * @see Ramadass2004, J. Electrochem. Soc. 151, A196, doi:10.1149/1.1634273
 * @see Ploehn2004, J. Electrochem. Soc. 151, A456
 * @see Safari2008, J. Electrochem. Soc. 156, A145
 * @see Yang2017, J. Power Sources 360, 28-40, doi:10.1016/j.jpowsour.2017.05.110
 * @see Single2018, ChemSusChem 11, 1950-1955
 */
export const exampleInterphase: InterphaseGrowth = {
  initialThickness: 5e-9,
  resistivity: 2e5,
  partialMolarVolume: 9.585e-5,
  lithiumPerFilmMolecule: 2,
  openCircuitPotential: 0.4,
  reactionExchangeCurrent: 1.5e-7,
  interstitialDiffusivity: 1e-20,
  interstitialReferenceConcentration: 15,
  solventDiffusivity: 2.5e-22,
  solventConcentration: 2636,
  activationEnergy: 0,
};

/** For the notes of the sets that carry `exampleInterphase`. */
export const exampleInterphaseNote =
  'interphase: example values fitted to other cells, not measured on this one';
