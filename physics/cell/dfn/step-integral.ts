import { type StepFormula, stride } from './step-formula.ts';

/** Integrals over the step of the polynomials that are 1 at one point of the step formula and 0 at the others [s]. */
export function integralWeights(
  { order, step, polynomials }: StepFormula,
  weights: Float64Array,
): void {
  for (let point = 0; point <= order; point++) {
    let sum = 0;
    for (let power = 0, sign = 1; power <= order; power++, sign = -sign) {
      sum += (sign * polynomials[point * stride + power]!) / (power + 1);
    }
    weights[point] = step * sum;
  }
}
