import type { HalfCellForm } from './nmc622-half-cell.ts';
import { contactResistance } from './rate-constants.ts';
import { continuedRatio, type DischargePair, dischargePair, rateRatio } from './rate-ratio.ts';
import type { HalfCellCondition } from './wmg-half-cells.ts';

/** Forms of the model that are compared; the documented one where absent. */
export interface RateModelForm extends HalfCellForm {
  /** Whose current is 1C [A.s.kg-1]. */
  readonly specificCharge?: number;
}

/** Exponents between which the model is asked [-]. */
const exponents = { least: 1, most: 5 };
/** The half-cells of some conditions as functions of the fitted constants; keeps the discharges it has solved. */
export class RateModel {
  readonly #specificCharge: number;
  readonly #form: RateModelForm;
  readonly #pairs = new Map<string, DischargePair>();

  /** @param specificCharge - whose current is 1C [A.s.kg-1] */
  constructor(specificCharge: number, form: RateModelForm = {}) {
    this.#specificCharge = form.specificCharge ?? specificCharge;
    this.#form = form;
  }

  /**
   * Ratio of a condition as a cell shows it.
   * @param point - constants in the scale that they are fitted in, in the order of `rateConstants`
   */
  ratio(condition: HalfCellCondition, point: readonly number[]): number {
    return rateRatio(this.#pair(condition, point), contactResistance(condition.porosity, point));
  }

  /** The ratio, gone on below 0, or undefined where the constants lie outside of what the model is asked. */
  continued(condition: HalfCellCondition, point: readonly number[]): number | undefined {
    const [, , , electrode, separator] = point;
    const { least, most } = exponents;
    if (!(Math.min(electrode!, separator!) >= least && Math.max(electrode!, separator!) <= most)) {
      return undefined;
    }
    const pair = this.#pair(condition, point);
    const ratio = continuedRatio(pair, contactResistance(condition.porosity, point));
    return Number.isFinite(ratio) ? ratio : undefined;
  }

  #pair(condition: HalfCellCondition, point: readonly number[]): DischargePair {
    const [diffusivity, , , electrodeExponent, separatorExponent] = point as [
      number,
      number,
      number,
      number,
      number,
    ];
    const key = `${condition.id} ${diffusivity} ${electrodeExponent} ${separatorExponent}`;
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const pair = dischargePair(
      condition,
      this.#specificCharge,
      { diffusivity: Math.exp(diffusivity), electrodeExponent, separatorExponent },
      this.#form,
    );
    this.#pairs.set(key, pair);
    return pair;
  }
}
