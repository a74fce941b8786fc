import { PhysicsError } from '../core/errors.ts';

/** Steps after which the search is given up; it takes three to eight. */
const mostSteps = 200;

/**
 * The root of a strictly falling function by Newton's steps, which are kept inside what the signs have shown: a step that
 * leaves it, or is not half of the one before it, halves the bracket; where one side is open it goes on by the size of the
 * argument.
 * @param evaluate - f and its derivative, f > 0 below the root
 * @param start - the nearer to the root, the fewer evaluations
 * @param low - known to be below the root; open where absent
 * @param tolerance - a step smaller than this is the last that is taken, > 0: what it misses is in proportion to its square
 * @throws PhysicsError PHY_NO_ROOT where f is not a number, or none is found (data: at, low, high)
 */
export function fallingRoot(
  evaluate: (argument: number) => { readonly value: number; readonly slope: number },
  {
    start,
    low = -Infinity,
    tolerance,
  }: { readonly start: number; readonly low?: number; readonly tolerance: number },
): number {
  let [below, above] = [low, Infinity];
  let x = start;
  let lastLength = Infinity;
  for (let step = 0; step < mostSteps; step++) {
    const { value, slope } = evaluate(x);
    if (value === 0) return x;
    if (value > 0) below = x;
    else if (value < 0) above = x;
    else break;
    let next = x - value / slope;
    // With no bound above, a step that shoots far over is cut.
    if (above === Infinity) next = Math.min(next, x + 1 + 2 * Math.abs(x));
    if (Math.abs(next - x) < tolerance) return next;
    const isOpen = below === -Infinity || above === Infinity;
    const isSlow = !isOpen && Math.abs(next - x) > lastLength / 2;
    if (isSlow || !(next > below && next < above)) next = beside(x, below, above);
    // The bracket is as narrow as numbers are.
    if (next === below || next === above) return x;
    lastLength = Math.abs(next - x);
    x = next;
  }
  throw new PhysicsError('PHY_NO_ROOT', `no root found at ${x}`, {
    at: x,
    low: below,
    high: above,
  });
}

function beside(x: number, below: number, above: number): number {
  if (below === -Infinity) return above - 1 - Math.abs(above);
  if (above === Infinity) return x + 1 + Math.abs(x);
  return below + (above - below) / 2;
}
