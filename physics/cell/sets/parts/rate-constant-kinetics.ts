import type { ExchangeCurrent } from '../../cell-parameters.ts';

/**
 * Exchange current of symmetric Butler-Volmer kinetics, from the form in which papers print it,
 * j0 = k sqrt(c_e c_s (c_max - c_s)), in ours: reference = k c_max sqrt(c_ref).
 * @param rateConstant - k at the reference temperature of the set [A.m-2.(m3.mol-1)^1.5]
 * @param maximumConcentration - c_max of the material [mol.m-3]
 * @param activationEnergy - Arrhenius's [J.mol-1]; none where absent
 */
export function rateConstantKinetics({
  rateConstant,
  maximumConcentration,
  activationEnergy,
}: {
  readonly rateConstant: number;
  readonly maximumConcentration: number;
  readonly activationEnergy?: number;
}): ExchangeCurrent {
  const electrolyteReference = 1000;
  return {
    reference: rateConstant * maximumConcentration * Math.sqrt(electrolyteReference),
    electrolyteReference,
    electrolyteExponent: 0.5,
    lithiationExponent: 0.5,
    vacancyExponent: 0.5,
    ...(activationEnergy === undefined ? {} : { activationEnergy }),
  };
}
