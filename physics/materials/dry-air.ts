import { gasConstant, standardAtmosphere } from '../core/constants.ts';

/** Molar mass of dry air [kg.mol-1]. */
const molarMass = 0.028_965;
/** Heat capacity of dry air at constant pressure, within 0.5 % from 270 to 420 K [J.kg-1.K-1]. */
const specificHeat = 1008;

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
 * Dry air at one atmosphere: ideal gas, and power laws of viscosity and conductivity,
 * mu = 1.716e-5 (T/273)^0.666 Pa.s and k = 0.0241 (T/273)^0.81 W/(m.K).
 * @param temperature - T [K], 230 to 600
 * @see White, Viscous Fluid Flow, tables 1-2 and 1-3 (errors under 4 %)
 */
export function dryAir(temperature: number): AirProperties {
  const density = (standardAtmosphere * molarMass) / (gasConstant * temperature);
  const kinematicViscosity = (1.716e-5 * (temperature / 273) ** 0.666) / density;
  const conductivity = 0.0241 * (temperature / 273) ** 0.81;
  const thermalDiffusivity = conductivity / (density * specificHeat);
  return {
    density,
    kinematicViscosity,
    conductivity,
    thermalDiffusivity,
    prandtl: kinematicViscosity / thermalDiffusivity,
  };
}
