import { describe, expect, it } from 'vitest';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { simulateCell } from '../../../../../physics/cell/simulate.ts';
import { Trace } from '../../../../../physics/cell/trace.ts';
import { expectClose } from '../../../../support/close.ts';

/** A trace of a straight voltage with some noise, at given times. */
function straight(times: readonly number[], noise: number): Trace {
  const trace = new Trace();
  trace.beginStep();
  for (const [i, time] of times.entries()) {
    trace.add({
      time,
      voltage: 3 - 0.001 * time + (i % 2 === 0 ? noise : -noise),
      current: 1,
      temperature: 298.15,
      open: 0,
      negativeSurface: 0,
      positiveSurface: 0,
    });
  }
  return trace;
}

describe('values between the steps of the solver', () => {
  it('are those of the polynomial through the steps around', () => {
    const { time, voltage } = straight([0, 10, 25, 40, 70, 90], 0).at([5, 33, 80], () => 0);
    for (const [i, at] of time.entries()) {
      // Round-off.
      expectClose(voltage[i]!, 3 - 0.001 * at, { rtol: 1e-14, atol: 0 });
    }
  });

  it('are those of the solver at its own times, also while the cell warms', () => {
    const run = (grid?: Float64Array) =>
      simulateCell(
        cellSet('Mohtat2020'),
        parseProtocol('discharge 1C until 3V', () => {
          throw new Error('no drive cycle here');
        }),
        {
          model: 'dfn',
          preset: 'fast',
          thermal: 'lumped',
          fields: false,
          limits: { steps: 1000 },
          ...(grid === undefined ? {} : { grid }),
        },
      );
    const { solverSteps } = run();
    const { series } = run(solverSteps.time.slice(1, -1));
    expect(series.time).toEqual(solverSteps.time);
    expect(series.temperature.at(-1)! - series.temperature[0]!).toBeGreaterThan(2);
    for (const [row, voltage] of series.voltage.entries()) {
      // Round-off.
      expectClose(voltage, solverSteps.voltage[row]!, { rtol: 1e-12, atol: 0 });
    }
  });

  it('are left out where a grid needs more rows than there may be', () => {
    const rowsOf = (gridRows: number) =>
      simulateCell(
        cellSet('Mohtat2020'),
        parseProtocol('discharge 1C for 100s', () => {
          throw new Error('no drive cycle here');
        }),
        {
          model: 'spm',
          preset: 'fast',
          thermal: 'isothermal',
          fields: false,
          limits: { steps: 1000 },
          grid: 10,
          gridRows,
        },
      ).series.time.length;
    expect([rowsOf(10), rowsOf(9)]).toEqual([11, 2]);
  });

  it('stay near the steps where the solver has crowded them together', () => {
    const trace = straight([0, 10, 20, 30, 30.0000003, 30.0000006], 2e-5);
    const { time, voltage } = trace.at([22, 25, 28], () => 0);
    for (const [i, at] of time.entries()) {
      // The noise, a few times over.
      expectClose(voltage[i]!, 3 - 0.001 * at, { rtol: 0, atol: 2e-4 });
    }
  });
});
