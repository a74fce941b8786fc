import { describe, expect, it } from 'vitest';
import { type Descent, limitedMemoryBfgs } from '../../../../ml/optimise/limited-memory-bfgs.ts';
import { expectClose } from '../../../support/close.ts';

/** A curved valley whose lowest point is (1, 1), where it is 0. @see Nocedal2006, eq. 2.22 */
const rosenbrock: Descent = (at, gradient) => {
  const [x, y] = [at[0]!, at[1]!];
  gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
  gradient[1] = 200 * (y - x * x);
  return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
};
const limits = { iterations: 100, leastGain: 1e-12, longestStep: 1 };

describe('limitedMemoryBfgs', () => {
  it('finds the end of a curved valley', () => {
    const { at, value, isAtRest } = limitedMemoryBfgs(rosenbrock, Float64Array.of(-1.2, 1), limits);
    expect(isAtRest).toBe(true);
    expect(value).toBeLessThan(1e-9);
    for (const x of at) expectClose(x, 1, { rtol: 1e-4, atol: 0 });
  });

  it('goes on with the curvature as if it had not stopped', () => {
    const start = Float64Array.of(-1.2, 1);
    const whole = limitedMemoryBfgs(rosenbrock, start, { ...limits, iterations: 20 });
    const part = limitedMemoryBfgs(rosenbrock, start, { ...limits, iterations: 7 });
    const rest = limitedMemoryBfgs(
      rosenbrock,
      part.at,
      { ...limits, iterations: 13 },
      part.curvature,
    );
    expect(part.isAtRest).toBe(false);
    expect(rest.at).toEqual(whole.at);
    // The point where it went on was looked at twice.
    expect(part.evaluations + rest.evaluations).toBe(whole.evaluations + 1);
  });

  it('looks at a lowest point once', () => {
    const end = limitedMemoryBfgs(rosenbrock, Float64Array.of(1, 1), limits);
    expect([end.evaluations, end.isAtRest, end.value]).toEqual([1, true, 0]);
  });
});
