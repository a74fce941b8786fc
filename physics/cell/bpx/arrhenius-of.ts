import { arrheniusExponent, arrheniusFactor } from '../arrhenius.ts';
import type { Property } from '../cell-parameters.ts';

/** Largest relative difference of a property from Arrhenius's law that is still called one. */
const closeness = 1e-6;

/**
 * The activation energy with which a property follows Arrhenius's law about the reference temperature [J/mol]; 0
 * where it does not depend on temperature, undefined where it does so in another way.
 *
 *   property(x, T) = property(x, Tref) exp(E/R (1/Tref - 1/T))
 *
 * @param arguments_ - x at which the law is tried, from 20 K below to 20 K above Tref
 */
export function arrheniusOf(
  { at, activationEnergy }: Property,
  referenceTemperature: number,
  arguments_: readonly number[],
): number | undefined {
  if (activationEnergy !== undefined) return activationEnergy;
  const hot = referenceTemperature + 20;
  const ratio = (x: number, temperature: number) =>
    at(x, temperature) / at(x, referenceTemperature);
  const energy =
    Math.log(ratio(arguments_[0]!, hot)) / arrheniusExponent(referenceTemperature, hot);
  const fits = arguments_.every((x) =>
    [-20, -10, 10, 20].every((difference) => {
      const temperature = referenceTemperature + difference;
      const law = arrheniusFactor(energy, referenceTemperature, temperature);
      return Math.abs(ratio(x, temperature) / law - 1) <= closeness;
    }),
  );
  if (!fits) return undefined;
  return Math.abs(energy) < 1e-3 ? 0 : energy;
}
