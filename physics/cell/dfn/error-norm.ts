import { saltShare, stoichiometryShare, temperatureShare } from '../tolerance-shares.ts';
import type { DfnCell } from './dfn-cell.ts';

/** Concentration below which the salt error counts absolutely [kmol/m3]. */
const saltFloor = 0.02;

/**
 * Root mean square over all unknowns of the difference between the present solution and a prediction, over the tolerance:
 * of a current by what it changes of the surface stoichiometry and of the open-circuit potential there.
 * @param tolerance - [V]
 * @param of - prediction of the currents to compare with
 * @param salt - that of the salt concentrations
 * @param warmed - difference of the temperature to its prediction [K]; counts as much as all points of the electrolyte
 */
export function errorNorm(
  { c, materials }: DfnCell,
  tolerance: number,
  of: 'predicted' | 'other',
  salt: Float64Array,
  warmed: number,
): number {
  let saltSum = 0;
  for (let i = 0; i < c.length; i++) {
    const error = (c[i]! - salt[i]!) / (Math.abs(c[i]!) + saltFloor);
    saltSum += error * error;
  }
  const warmth = warmed / temperatureShare;
  const shared = saltSum / (saltShare * saltShare) + warmth * warmth * c.length;
  const perStoichiometry = 1 / stoichiometryShare;
  let sum = 0;
  let count = c.length;
  for (let m = 0; m < materials.length; m++) {
    const material = materials[m]!;
    const { j, byCurrent, voltageByCurrent } = material;
    const expected = of === 'predicted' ? material.predicted : material.predictedOther;
    for (let i = 0; i < j.length; i++) {
      const difference = j[i]! - expected[i]!;
      const surface = byCurrent[i]! * perStoichiometry;
      const volt = voltageByCurrent[i]!;
      sum += difference * difference * (surface * surface + volt * volt);
    }
    count += j.length;
  }
  return Math.sqrt((shared + sum) / count) / tolerance;
}
