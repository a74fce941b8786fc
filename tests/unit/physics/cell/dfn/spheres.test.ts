import { describe, expect, it } from 'vitest';
import { hermiteTable } from '../../../../../physics/cell/dfn/hermite-table.ts';
import type { Particles } from '../../../../../physics/cell/dfn/particles.ts';
import { SphereMemory } from '../../../../../physics/cell/dfn/sphere-memory.ts';
import { SphereProfile } from '../../../../../physics/cell/dfn/sphere-profile.ts';
import { sphereResponse } from '../../../../../physics/cell/dfn/sphere-response.ts';
import { ringSize, setStep, stepFormula } from '../../../../../physics/cell/dfn/step-formula.ts';
import { findRoot } from '../../../../../physics/numerics/roots.ts';
import { expectClose } from '../../../../support/close.ts';

/** Roots of tan(z) = z. */
const roots = Array.from({ length: 3000 }, (_, n) => {
  const middle = (n + 1.5) * Math.PI;
  const f = (z: number): number => Math.sin(z) - z * Math.cos(z);
  return findRoot(f, { low: middle - 1.5, high: middle, tolerance: 1e-12 });
});

/** How far the surface lags behind the mean after a step of flux, over its final value 1/5 (Crank 1975, eq. 6.45). */
function exactLag(time: number): number {
  let sum = 0.2;
  for (const z of roots) sum -= (2 * Math.exp(-z * z * time)) / (z * z);
  return sum;
}

describe('sphereResponse', () => {
  /** Largest error of the answer to a step of flux over its final lag, from a time in R^2/D on. */
  const worst = (count: 6 | 8 | 12, from: number): number => {
    const { rates, shares } = sphereResponse(count);
    let most = 0;
    for (let exponent = Math.log10(from); exponent <= 0.5; exponent += 0.05) {
      const time = 10 ** exponent;
      const lag = shares.reduce(
        (sum, share, m) => sum + share * (1 - Math.exp(-rates[m]! * time)),
        0,
      );
      most = Math.max(most, Math.abs(lag - exactLag(time)) / 0.2);
    }
    return most;
  };

  it.each([
    [6, 4e-4],
    [8, 7e-5],
    [12, 1.5e-6],
  ] as const)('with %i exponentials follows the series to %d of the final lag', (count, most) => {
    expect(worst(count, 1e-4)).toBeLessThan(most);
    // The square root at the very start is no sum of few exponentials.
    expect(worst(count, 1e-6)).toBeLessThan(5e-3);
    const sum = sphereResponse(count).shares.reduce((total, share) => total + share, 0);
    // Digits that the fits are given with.
    expectClose(sum, 0.2, { rtol: 0, atol: 1e-9 });
  });
});

const radius = 5e-6;
const diffusivity = 1e-14;
const inverseCapacity = 1e-4;
const rate = diffusivity / radius ** 2;
const current = 2;
const start = 0.8;

/** Constant current through one particle for so many equal steps of first order; w(s) = D s where it is asked for. */
function discharge(particles: Particles, until: number, steps: number): number {
  const formula = stepFormula();
  const times = new Float64Array(ringSize);
  const currents = new Float64Array(ringSize).fill(current);
  const [surface, byCurrent] = [new Float64Array(1), new Float64Array(1)];
  const j = Float64Array.of(current);
  particles.reset(start);
  for (let step = 0; step < steps; step++) {
    const head = step & (ringSize - 1);
    setStep(formula, 1, until / steps, times, head, Math.min(step + 1, ringSize - 1));
    particles.respond(surface, byCurrent, formula, 1, j, currents, head);
    particles.accept(j, formula, currents, head);
    times[(head + 1) & (ringSize - 1)] = (until * (step + 1)) / steps;
  }
  return particles.surface(0);
}

/** s0 - gain j (R^2/D) (T + lag(T)/3) with T = t D/R^2 and the lag of the series. */
function exactSurface(time: number): number {
  const scaled = time * rate;
  return start - (inverseCapacity * current * (scaled + exactLag(scaled) / 3)) / rate;
}

describe.each([
  ['SphereMemory', () => new SphereMemory(1, 12, rate, inverseCapacity), 1, 1e-5],
  [
    'SphereProfile',
    () =>
      new SphereProfile(
        1,
        10,
        hermiteTable((s) => diffusivity * s, 1, 64),
        radius,
        inverseCapacity,
      ),
    2000,
    1e-3,
  ],
] as const)('%s', (_, make, steps, accuracy) => {
  it('follows the series for a constant current', () => {
    for (const scaled of [0.02, 0.1, 0.5]) {
      const time = scaled / rate;
      const lag = (inverseCapacity * current) / (15 * rate);
      // Of the final lag: the fit for memory, which needs one step; first order in time for the profile.
      expectClose(discharge(make(), time, steps), exactSurface(time), {
        rtol: 0,
        atol: accuracy * lag * 5,
      });
    }
  });

  it('gives up as much lithium as the current carries', () => {
    const particles = make();
    const time = 0.3 / rate;
    discharge(particles, time, 50);
    // Round-off of 50 steps.
    expectClose(particles.mean(0), start - inverseCapacity * current * time, {
      rtol: 1e-13,
      atol: 0,
    });
  });
});
