import { faradayConstant, gasConstant } from '../core/constants.ts';
import { rateFactor } from './arrhenius.ts';
import type { LithiumMetal } from './cell-parameters.ts';
import { saltUnit } from './dfn/electrolyte-tables.ts';

/**
 * Potential difference between lithium metal and the electrolyte at it: Butler and Volmer's equation with equal transfer
 * coefficients, inverted, and the resistance in series [V].
 * @param current - per area, stripping positive [A/m2]
 * @param salt - concentration at the metal [kmol/m3]
 */
export function lithiumMetalPotential(
  { exchangeCurrent, seriesResistance }: LithiumMetal,
  current: number,
  salt: number,
  temperature: number,
  referenceTemperature: number,
): number {
  const { reference, activationEnergy, electrolyteReference, electrolyteExponent } =
    exchangeCurrent;
  const exchange =
    reference *
    rateFactor(activationEnergy, temperature, referenceTemperature) *
    ((salt * saltUnit) / electrolyteReference) ** electrolyteExponent;
  const thermalVoltage = (gasConstant * temperature) / faradayConstant;
  return 2 * thermalVoltage * Math.asinh(current / (2 * exchange)) + current * seriesResistance;
}
