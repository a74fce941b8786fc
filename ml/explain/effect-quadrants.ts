import { MlError } from '../errors.ts';

/**
 * What is known of an effect by its size and its p-value: `proven` is large and sure; `small` is sure but does little;
 * `unproven` looks large but may be chance, so more runs would tell; `negligible` is neither.
 */
export type EffectClass = 'proven' | 'small' | 'unproven' | 'negligible';

/** An effect, such as a standardised coefficient or a partial eta squared, and how it came out by chance. */
export interface Effect {
  readonly name: string;
  readonly effect: number;
  /** In [0, 1]. */
  readonly p: number;
}

/** Where the chart of effects against p-values is divided. */
export interface QuadrantLimits {
  /** Least size of a large effect, without its sign; above 0. */
  readonly effect: number;
  /** An effect is sure where its p-value is below; in (0, 1). */
  readonly p: number;
}

/** An effect with its quadrant. */
export interface ClassifiedEffect extends Effect {
  readonly class: EffectClass;
}

/**
 * The quadrant of each effect in the chart of size against p-value, in the order given.
 * @throws MlError ML_OPTION_OUT_OF_RANGE for limits out of their range (data: option, found); ML_NOT_FINITE for an effect or
 *   p-value that is no number (data: name)
 * @see Wasserstein2016, The American Statistician 70, 129-133, doi:10.1080/00031305.2016.1154108: a p-value does not
 *   measure the size of an effect, so both are told (not read)
 */
export function effectQuadrants(
  effects: readonly Effect[],
  limits: QuadrantLimits,
): ClassifiedEffect[] {
  for (const [option, found, most] of [
    ['effect', limits.effect, Number.POSITIVE_INFINITY],
    ['p', limits.p, 1],
  ] as const) {
    if (!(found > 0 && found < most)) {
      const message = `limit of ${option}: found ${found}, allowed is a number above 0 and below ${most}`;
      throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found });
    }
  }
  return effects.map((each) => {
    if (!Number.isFinite(each.effect) || !(each.p >= 0 && each.p <= 1)) {
      const message = `effect '${each.name}': found size ${each.effect} and p ${each.p}; allowed are a number and one in [0, 1]`;
      throw new MlError('ML_NOT_FINITE', message, { name: each.name });
    }
    const isLarge = Math.abs(each.effect) >= limits.effect;
    const isSure = each.p < limits.p;
    const found = isSure ? (isLarge ? 'proven' : 'small') : isLarge ? 'unproven' : 'negligible';
    return { name: each.name, effect: each.effect, p: each.p, class: found };
  });
}
