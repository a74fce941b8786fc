import type { ConstantOrigins } from '../constant-origins.ts';

/** Origins of what press and transport take, as far as the products share them: what no source was found for, and what is a convention. */
export const calenderingOrigins: ConstantOrigins = {
  'compaction.loadingExponent': {
    origin: 'assumed',
    relativeSd: 0.2,
    source: 'resistance in proportion to areal mass, as in the fit to the pilot data of NMC622',
  },
  'compaction.sidesExponent': {
    origin: 'assumed',
    sd: 0.25,
    source:
      'pressure counts, and round rolls touch two sides on an arc longer by the root of 2: docs/adr/0008; 0 where line load counts, 1 where each side takes its share of it; nothing measured was found',
  },
  'compaction.referenceLoading': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'where the resistance is given',
  },
  'compaction.referenceTemperature': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'where the resistance is given',
  },
  'compaction.fittedLineLoad': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'loads of pilot presses; nothing is fitted yet',
  },
  'compaction.fittedTemperature': {
    origin: 'assumed',
    relativeSd: 0,
    source:
      'from cold rolls up to where softening was measured on NMC622, 85 to 145 degC, doi:10.17632/wwhm2frfmy.1; water-based binders up to 120 degC',
  },
  'compaction.softening': {
    origin: 'assumed',
    relativeSd: 0.5,
    source: 'of the order of that of NMC622 with PVDF; less where the binder is soft already',
  },
  compaction: {
    origin: 'assumed',
    relativeSd: 0.35,
    source:
      'set for a usual density at 100 to 200 N/mm; no constant of Meyer 2017 and 2019 could be read, so calibrate before use',
  },
  'transport.percolationExponent': {
    origin: 'paper',
    relativeSd: 0.1,
    source:
      'conductivity in three dimensions, Stauffer and Aharony 1994, ISBN 0-7484-0253-5 (textbook value)',
  },
  'transport.contactPorosity': {
    origin: 'assumed',
    relativeSd: 0,
    source: 'where the resistance is given',
  },
  'transport.contactExponent': {
    origin: 'fitted',
    relativeSd: 0.3,
    source:
      'between the 2.7 by which an arc of LFP on aluminium halves from porosity 0.49 to 0.34 and the more than 6 by which it is gone at 0.27, Landesfeind2016, fig. 12, doi:10.1149/2.1141607jes (as cited elsewhere, not read)',
  },
  'transport.contactPerBinder': {
    origin: 'assumed',
    relativeSd: 0.5,
    source:
      'paths in proportion to the carbon at the foil, which is taken to move with the binder; that fast drying raises resistivity: Westphal et al. 2014, doi:10.1149/06422.0057ecst (abstract read)',
  },
  'transport.thermalConductivity': {
    origin: 'paper',
    relativeSd: 0.4,
    source:
      'dry electrodes 0.13 to 0.61 W/(m.K), Richter, Kjelstrup, Vie, Burheim 2017, J. Power Sources 359, 592-600 (abstract read)',
  },
  'transport.conductivityPerKelvin': {
    origin: 'assumed',
    relativeSd: 0.8,
    source:
      'that roll temperature raises conductivity is published for NMC; its size was not found',
  },
  transport: {
    origin: 'assumed',
    relativeSd: 0.5,
    source: 'carbon black as in the NMC622 demonstration cathode',
  },
  'pressed.tensileRetention': {
    origin: 'assumed',
    relativeSd: 0.1,
    source: 'that measured on NMC622, doi:10.17632/wwhm2frfmy.1',
  },
  'pressed.peelRetention': {
    origin: 'assumed',
    relativeSd: 0.3,
    source: 'that of the strength across the plane of NMC622; no peel strengths were at hand',
  },
  'pressed.wettedShare': {
    origin: 'assumed',
    relativeSd: 0.1,
    source: 'additive and binder of some per cent cover some of the particles',
  },
  'pressed.packingDensity': {
    origin: 'assumed',
    sd: 0.04,
    source: 'solids of the coating as dried, whose porosity is known as well',
  },
  'pressed.foilPressureFactor': {
    origin: 'assumed',
    relativeSd: 0.25,
    source: 'by hardness and shape of the particles: 1 for soft plates, 3 for hard spheres',
  },
  'pressed.crackedShareLimit': { origin: 'assumed', relativeSd: 0, source: 'limit of a warning' },
  pressed: {
    origin: 'assumed',
    relativeSd: 0.5,
    source: 'by hardness and shape of the particles beside NMC622; nothing measured was at hand',
  },
  solids: {
    origin: 'assumed',
    relativeSd: 0.03,
    source: 'usual recipe; handbook densities',
  },
  side: { origin: 'assumed', relativeSd: 0, source: 'definition' },
};
