import { describe, expect, it } from 'vitest';
import type { CellResult } from '../../../../../physics/cell/cell-result.ts';
import type { PresetName } from '../../../../../physics/cell/presets.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { type SimulationOptions, simulateCell } from '../../../../../physics/cell/simulate.ts';
import { expectClose } from '../../../../support/close.ts';

function run(
  protocol: string,
  preset: PresetName,
  more: Partial<SimulationOptions> = {},
): CellResult {
  const steps = parseProtocol(protocol, () => {
    throw new Error('no drive cycle');
  });
  return simulateCell(cellSet('Chen2020'), steps, {
    model: 'dfn',
    preset,
    thermal: 'isothermal',
    fields: false,
    limits: { steps: 20_000 },
    ...more,
  });
}

/** Voltage, current and time of each solver step of a protocol step. */
function stepsOf({ solverSteps }: CellResult, step: number) {
  const { time, voltage, current } = solverSteps;
  return [...time]
    .map((at, i) => ({ at, voltage: voltage[i]!, current: current[i]! }))
    .filter((_, i) => solverSteps.step[i] === step);
}

describe.each(['fast', 'accurate'] as const)('controls, %s', (preset) => {
  it('a held voltage stays within 1e-6 V', () => {
    const result = run('charge 0.5C until 4.15V; hold 4.15V until 0.05C', preset);
    expect(result.status).toBe('event');
    const held = stepsOf(result, 1);
    expect(held.length).toBeGreaterThan(10);
    for (const { voltage } of held) expectClose(voltage, 4.15, { rtol: 0, atol: 1e-6 });
  });

  it('a power is the product of voltage and current', () => {
    for (const [protocol, power] of [
      ['discharge 15W for 30min', 15],
      ['charge 3W for 10min', -3],
    ] as const) {
      const held = stepsOf(run(protocol, preset), 0);
      expect(held.length).toBeGreaterThan(10);
      // The tolerance on a voltage, 1e-7 V, over 3 V.
      for (const { voltage, current } of held) {
        expectClose(voltage * current, power, { rtol: 1e-6, atol: 0 });
      }
    }
  });

  it('a resistance is the ratio of voltage and current', () => {
    const held = stepsOf(run('discharge 0.8ohm for 30min', preset), 0);
    expect(held.length).toBeGreaterThan(10);
    // As above.
    for (const { voltage, current } of held) {
      expectClose(voltage / current, 0.8, { rtol: 1e-6, atol: 0 });
    }
  });
});

describe.each(['fast', 'accurate'] as const)('ends, %s, are located to a millisecond', (preset) => {
  /** How late an end is by the value that the run ended with and the slope just before. */
  function lateness(
    result: CellResult,
    of: (at: { voltage: number; current: number }) => number,
    goal: number,
  ): number {
    const last = stepsOf(result, result.solverSteps.step.at(-1)!);
    const [before, end] = [last.at(-2)!, last.at(-1)!];
    return (of(end) - goal) / ((of(end) - of(before)) / (end.at - before.at));
  }

  it.each([
    ['discharge 1C until 2.5V', 2.5],
    ['discharge 3C until 3.2V', 3.2],
    ['discharge 1C for 30min; charge 0.5C until 4.1V', 4.1],
    ['discharge 2C until 3V', 3],
  ])('%s', (protocol, goal) => {
    const result = run(protocol, preset);
    expect(result.event?.kind).toBe('voltage');
    expect(result.event!.time).toBe(result.solverSteps.time.at(-1));
    // The bar. The slope at the end is steeper than this one on a discharge: the true lateness is less.
    expectClose(
      lateness(result, ({ voltage }) => voltage, goal),
      0,
      { rtol: 0, atol: 1e-3 },
    );
  });

  it('a slow taper', () => {
    const result = run(
      'discharge 1C for 30min; charge 0.5C until 4.15V; hold 4.15V until 0.02C',
      preset,
    );
    expect(result.event?.kind).toBe('current');
    const late = lateness(result, ({ current }) => Math.abs(current), 0.1);
    expectClose(late, 0, { rtol: 0, atol: 1e-3 });
  });

  it('a charge moved and a time are met exactly under a constant current', () => {
    const moved = run('discharge 1C until 1.25Ah', preset);
    expect(moved.event?.kind).toBe('capacity');
    expectClose(moved.event!.time, 900, { rtol: 0, atol: 1e-3 });
    const timed = run('discharge 1C for 1234.5s', preset);
    expect(timed.status).toBe('end');
    expectClose(timed.solverSteps.time.at(-1)!, 1234.5, { rtol: 1e-12, atol: 0 });
  });

  it('a charge moved under a held power agrees with the integral of the current', () => {
    const result = run('discharge 15W until 2Ah', preset);
    const all = stepsOf(result, 0);
    let sum = 0;
    for (let i = 1; i < all.length; i++) {
      const [left, right] = [all[i - 1]!, all[i]!];
      sum += 0.5 * (right.at - left.at) * (left.current + right.current);
    }
    // A millisecond at 4 A, and the trapezoidal rule over steps of a minute.
    expectClose(sum, 7200, { rtol: 1e-4, atol: 0 });
  });

  it('a temperature is met under lumped heat', () => {
    const result = run('discharge 2C until 35degC or 2.5V', preset, {
      thermal: 'lumped',
      heatTransferCoefficient: 10,
    });
    expect(result.event?.kind).toBe('temperature');
    const { temperature, time } = result.solverSteps;
    const slope = (temperature.at(-1)! - temperature.at(-2)!) / (time.at(-1)! - time.at(-2)!);
    expectClose((temperature.at(-1)! - 308.15) / slope, 0, { rtol: 0, atol: 1e-3 });
  });
});
