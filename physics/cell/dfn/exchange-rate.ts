import { rateFactor } from '../arrhenius.ts';
import type { ExchangeCurrent } from '../cell-parameters.ts';

/** Part of the way to an empty or full surface over which a factor of the exchange current is differenced. */
const differenceShare = 1e-5;

/** Exchange current density of a material at the temperature, as the solver takes it: twice, for salt in kmol/m3. */
export class ExchangeRate {
  /** Whether all exponents are one half and there is no factor: twice = twiceReference sqrt(salt s (1 - s)). */
  readonly symmetric: boolean;
  readonly electrolyteExponent: number;
  /** Twice the exchange current density without its dependence on concentrations [A/m2]. */
  twiceReference = 0;
  readonly #law: ExchangeCurrent;
  readonly #referenceTemperature: number;

  constructor(law: ExchangeCurrent, referenceTemperature: number) {
    const { electrolyteExponent, lithiationExponent, vacancyExponent, factor } = law;
    this.#law = law;
    this.#referenceTemperature = referenceTemperature;
    this.electrolyteExponent = electrolyteExponent;
    this.symmetric =
      electrolyteExponent === 0.5 &&
      lithiationExponent === 0.5 &&
      vacancyExponent === 0.5 &&
      factor === undefined;
  }

  setTemperature(temperature: number): void {
    const { reference, electrolyteReference, electrolyteExponent, activationEnergy } = this.#law;
    this.twiceReference =
      2 *
      reference *
      rateFactor(activationEnergy, temperature, this.#referenceTemperature) *
      (1000 / electrolyteReference) ** electrolyteExponent;
  }

  /** Twice the exchange current density [A/m2]. */
  twice(s: number, salt: number): number {
    if (this.symmetric) return this.twiceReference * Math.sqrt(salt * s * (1 - s));
    const { lithiationExponent, vacancyExponent, electrolyteExponent, factor } = this.#law;
    return (
      this.twiceReference *
      salt ** electrolyteExponent *
      s ** lithiationExponent *
      (1 - s) ** vacancyExponent *
      (factor === undefined ? 1 : factor(s))
    );
  }

  /** Derivative of its logarithm by the stoichiometry. */
  logSlope(s: number): number {
    const { lithiationExponent, vacancyExponent, factor } = this.#law;
    const base = lithiationExponent / s - vacancyExponent / (1 - s);
    if (factor === undefined) return base;
    const step = differenceShare * Math.min(s, 1 - s);
    return base + (factor(s + step) - factor(s - step)) / (2 * step * factor(s));
  }
}
