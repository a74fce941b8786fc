import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { expectClose } from '../../../../support/close.ts';
import { run } from './run.ts';

interface Reference {
  readonly time_s: readonly number[];
  readonly voltage_V: readonly number[];
  readonly end_s: number;
  readonly ownError_mV: number;
}
const reference = JSON.parse(
  readFileSync(new URL('fixtures/chen2020-1c.json', import.meta.url), 'utf8'),
) as Record<'SPM' | 'SPMe', Reference>;

/** Root mean square difference in mV at the times of the reference, weighted by time. */
function score(
  name: 'SPM' | 'SPMe',
  preset: 'fast' | 'accurate',
): { rms: number; end: number; peer: number } {
  const { time_s, voltage_V, end_s, ownError_mV } = reference[name];
  const { series } = run(cellSet('Chen2020'), 'discharge 5A until 2.5V', {
    model: name === 'SPM' ? 'spm' : 'spme',
    preset,
    grid: Float64Array.from(time_s),
  });
  let sum = 0;
  let weights = 0;
  for (let i = 1; i + 1 < time_s.length; i++) {
    // The first of the series is the start.
    expect(series.time[i + 1]).toBe(time_s[i]);
    const weight = time_s[i + 1]! - time_s[i - 1]!;
    sum += weight * (1e3 * (series.voltage[i + 1]! - voltage_V[i]!)) ** 2;
    weights += weight;
  }
  return { rms: Math.sqrt(sum / weights), end: series.time.at(-1)! - end_s, peer: ownError_mV };
}

describe('single-particle models against extrapolated solutions of PyBaMM', () => {
  it('SPM agrees within 0.03 mV (accurate) and 0.1 mV (fast)', () => {
    const accurate = score('SPM', 'accurate');
    const fast = score('SPM', 'fast');
    expect(accurate.rms).toBeLessThan(0.03);
    expect(fast.rms).toBeLessThan(0.1);
    expect(fast.rms).toBeLessThan(accurate.peer);
    // Ends are located to 0.2 ms; the reference is good to some milliseconds.
    expectClose(accurate.end, 0, { rtol: 0, atol: 0.01 });
  });

  it('SPMe agrees within 0.1 mV (accurate) and 0.15 mV (fast)', () => {
    // 0.075 mV of it is PyBaMM's mean concentration: it takes mean(porosity c) mean(1/porosity), 1036 mol/m3 at rest.
    const accurate = score('SPMe', 'accurate');
    const fast = score('SPMe', 'fast');
    expect(accurate.rms).toBeLessThan(0.1);
    expect(fast.rms).toBeLessThan(0.15);
    expect(fast.rms).toBeLessThan(accurate.peer);
    // The same 0.075 mV over the steepest part of the discharge.
    expectClose(accurate.end, 0, { rtol: 0, atol: 0.03 });
  });
});
