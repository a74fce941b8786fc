import { gasConstant } from '../core/constants.ts';
import { checkBetween } from './check-between.ts';
import type { Liquid, Solvent } from './electrode-material.ts';

function checkTemperature(
  solvent: Pick<Solvent, 'name' | 'validTemperature'>,
  temperature: number,
): number {
  const { min, max } = solvent.validTemperature;
  if (temperature >= min && temperature <= max) return temperature;
  return checkBetween(`temperature of ${solvent.name}`, temperature, {
    ...solvent.validTemperature,
    unit: 'K',
  });
}

/**
 * Saturation pressure by the Antoine equation, log10 p = a - b / (T + c).
 * @param temperature - T [K], inside the solvent's valid range
 * @returns [Pa]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function saturationPressure(solvent: Solvent, temperature: number): number {
  return uncheckedSaturationPressure(solvent, checkTemperature(solvent, temperature));
}

/** As `saturationPressure`, for trial states of a solver that checks the states it keeps. */
export function uncheckedSaturationPressure(solvent: Solvent, temperature: number): number {
  const { a, b, c } = solvent.antoine;
  return Math.exp(Math.LN10 * (a - b / (temperature + c)));
}

/**
 * Latent heat from the same Antoine equation by Clausius and Clapeyron for an ideal vapour,
 *
 *   dh_v = (R T^2 / M) d(ln p)/dT = R ln(10) b (T / (T + c))^2 / M,
 *
 * so that pressure and heat can not contradict each other.
 * @param temperature - T [K], inside the solvent's valid range
 * @returns [J.kg-1]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function latentHeat(solvent: Solvent, temperature: number): number {
  return uncheckedLatentHeat(solvent, checkTemperature(solvent, temperature));
}

/** As `latentHeat`, for trial states of a solver that checks the states it keeps. */
export function uncheckedLatentHeat(solvent: Solvent, temperature: number): number {
  const { b, c } = solvent.antoine;
  const ratio = temperature / (temperature + c);
  return (gasConstant * Math.LN10 * b * ratio * ratio) / solvent.molarMass;
}

/**
 * Density of the liquid, d0 + d1 T + d2 T^2.
 * @param temperature - T [K], inside the solvent's valid range
 * @returns [kg.m-3]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function liquidDensity(solvent: Liquid, temperature: number): number {
  return uncheckedLiquidDensity(solvent, checkTemperature(solvent, temperature));
}

/** As `liquidDensity`, for trial states of a solver that checks the states it keeps. */
export function uncheckedLiquidDensity(solvent: Liquid, temperature: number): number {
  const { densityPolynomial } = solvent;
  return (
    densityPolynomial[0] + temperature * (densityPolynomial[1] + densityPolynomial[2] * temperature)
  );
}

/**
 * Viscosity of the liquid, eta_ref exp(E / R (1/T - 1/T_ref)) (Arrhenius).
 * @param temperature - T [K], inside the solvent's valid range
 * @returns [Pa.s]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function liquidViscosity(solvent: Liquid, temperature: number): number {
  const inverse = 1 / checkTemperature(solvent, temperature) - 1 / solvent.referenceTemperature;
  return solvent.viscosity * Math.exp((solvent.viscosityActivationEnergy / gasConstant) * inverse);
}

/**
 * Diffusivity of the vapour in air at one atmosphere, D_ref (T / T_ref)^1.75.
 * @param temperature - T [K], > 0
 * @returns [m2.s-1]
 * @see Fuller, Schettler, Giddings 1966, Ind. Eng. Chem. 58(5), 18-27, doi:10.1021/ie50677a007 (exponent of T)
 */
export function vapourDiffusivity(solvent: Solvent, temperature: number): number {
  return solvent.vapourDiffusivity * (temperature / solvent.referenceTemperature) ** 1.75;
}
