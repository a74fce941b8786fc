/**
 * Fundamental constants, CODATA 2018 recommended values.
 * @see Tiesinga, Mohr, Newell, Taylor 2021, Rev. Mod. Phys. 93, 025010, doi:10.1103/RevModPhys.93.025010
 */

/** Avogadro constant, exact [mol-1]. */
export const avogadroConstant = 6.022_140_76e23;
/** Boltzmann constant, exact [J.K-1]. */
export const boltzmannConstant = 1.380_649e-23;
/** Elementary charge, exact [C]. */
export const elementaryCharge = 1.602_176_634e-19;
/** Molar gas constant, exact product of Avogadro and Boltzmann constants [J.mol-1.K-1]. */
export const gasConstant = 8.314_462_618_153_24;
/** Faraday constant, exact product of Avogadro constant and elementary charge [C.mol-1]. */
export const faradayConstant = 96_485.332_123_310_01;
/** Stefan-Boltzmann constant, exact in the SI and rounded here to ten digits [W.m-2.K-4]. */
export const stefanBoltzmannConstant = 5.670_374_419e-8;
/** Standard atmosphere, exact [Pa]. */
export const standardAtmosphere = 101_325;
/** Zero of the Celsius scale, exact [K]. */
export const zeroCelsius = 273.15;
