import { gasConstant, standardAtmosphere } from '../core/constants.ts';

/** Molar mass of dry air [kg.mol-1]. */
export const airMolarMass = 0.028_965;
/** Heat capacity of dry air at constant pressure, within 1 % from 230 to 430 K and 2.6 % at 523 K [J.kg-1.K-1]. */
export const airSpecificHeat = 1008;

/** Transport properties of dry air at one temperature. */
interface AirProperties {
  /** [kg.m-3] */
  readonly density: number;
  /** [m2.s-1] */
  readonly kinematicViscosity: number;
  /** [W.m-1.K-1] */
  readonly conductivity: number;
  /** [m2.s-1] */
  readonly thermalDiffusivity: number;
  /** [-] */
  readonly prandtl: number;
}

/**
 * Dry air at one atmosphere: ideal gas, viscosity by Sutherland, and a power law of conductivity,
 *
 *   mu = 1.716e-5 (T / 273.15)^1.5 (273.15 + 110.4) / (T + 110.4) Pa.s,  k = 0.0241 (T / 273)^0.81 W/(m.K).
 *
 * From 230 to 600 K both are within 2 % of the reference equations of Lemmon and Jacobsen; a test holds them to that.
 * @param temperature - T [K], 230 to 600
 * @see Sutherland1893, Phil. Mag. 36, 507-531 (form of mu); Lemmon and Jacobsen 2004, Int. J. Thermophys. 25, 21-69,
 *   doi:10.1023/B:IJOT.0000022327.04529.f3 (accuracy); Lemmon, Jacobsen, Penoncello, Friend 2000, J. Phys. Chem. Ref. Data 29, 331-385 (accuracy of the heat capacity)
 */
export function dryAir(temperature: number): AirProperties {
  const density = (standardAtmosphere * airMolarMass) / (gasConstant * temperature);
  const viscosity =
    (1.716e-5 * (temperature / 273.15) ** 1.5 * (273.15 + 110.4)) / (temperature + 110.4);
  const kinematicViscosity = viscosity / density;
  const conductivity = 0.0241 * (temperature / 273) ** 0.81;
  const thermalDiffusivity = conductivity / (density * airSpecificHeat);
  return {
    density,
    kinematicViscosity,
    conductivity,
    thermalDiffusivity,
    prandtl: kinematicViscosity / thermalDiffusivity,
  };
}
