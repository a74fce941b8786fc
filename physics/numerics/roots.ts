import { PhysicsError } from '../core/errors.ts';

/**
 * A root of a continuous function in a bracket, by Chandrupatla's choice between inverse quadratic interpolation and
 * bisection; converges for every bracket with a change of sign.
 * @param evaluate - f, of opposite sign at `low` and `high`, or zero at one of them
 * @param tolerance - half-width of the final bracket, in units of the argument, > 0
 * @returns the root, within `tolerance` or round-off
 * @throws PhysicsError PHY_NO_ROOT when the ends have one sign or are not a number (data: low, high, atLow, atHigh), or
 *   where f is not a number inside the bracket (data: low, high, at)
 * @see Chandrupatla1997, Adv. Eng. Softw. 28(3), 145-149, doi:10.1016/S0965-9978(96)00051-8
 */
export function findRoot(
  evaluate: (argument: number) => number,
  { low, high, tolerance }: { readonly low: number; readonly high: number; tolerance: number },
): number {
  let [b, a] = [low, high];
  let [fb, fa] = [evaluate(b), evaluate(a)];
  if (fb === 0) return b;
  if (fa === 0) return a;
  if (!(fa * fb < 0)) {
    throw new PhysicsError('PHY_NO_ROOT', `no change of sign between ${low} and ${high}`, {
      low,
      high,
      atLow: fb,
      atHigh: fa,
    });
  }
  let fraction = 0.5;
  for (;;) {
    const x = a + fraction * (b - a);
    const fx = evaluate(x);
    if (Number.isNaN(fx)) {
      throw new PhysicsError('PHY_NO_ROOT', `the function has no value at ${x}`, {
        low,
        high,
        at: x,
      });
    }
    let [c, fc] = [a, fa];
    if (Math.sign(fx) !== Math.sign(fa)) {
      [c, fc] = [b, fb];
      [b, fb] = [a, fa];
    }
    [a, fa] = [x, fx];
    const [best, residual] = Math.abs(fa) < Math.abs(fb) ? [a, fa] : [b, fb];
    const limit = (2 * Number.EPSILON * Math.abs(best) + tolerance) / Math.abs(b - a);
    if (residual === 0 || limit > 0.5) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const interpolate = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    fraction = interpolate
      ? (fa / (fb - fa)) * (fc / (fb - fc)) +
        ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb))
      : 0.5;
    fraction = Math.min(1 - limit, Math.max(limit, fraction));
  }
}
