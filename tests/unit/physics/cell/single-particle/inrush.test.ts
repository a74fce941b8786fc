import { describe, expect, it } from 'vitest';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { expectClose } from '../../../../support/close.ts';
import { run } from './run.ts';

describe('inrush of a voltage that the cell is far from', () => {
  /** Currents of PyBaMM's SPM with 800 shells in each particle, from 1 s on [A]. */
  const cases = [
    {
      set: 'Ecker2015',
      hold: 'hold 3.7V for 5min',
      stateOfCharge: 0.001,
      currents: {
        1: -4.23401,
        2: -3.27343,
        5: -2.34171,
        10: -1.82909,
        30: -1.20005,
        120: -0.39628,
      },
      // Steps of 0.2 mV, and the front of the first seconds.
      rtol: 2e-3,
    },
    {
      set: 'Ecker2015',
      hold: 'hold 3.5V for 5min',
      stateOfCharge: 0.9,
      // A front runs through graphite, whose diffusivity has wells: PyBaMM with 200 shells is 1 % off at 10 s, too.
      currents: { 10: 4.14065, 30: 2.30724, 60: 1.57513, 120: 1.1111, 300: 0.42874 },
      rtol: 1.2e-2,
    },
    {
      set: 'ORegan2022',
      hold: 'hold 3.5V for 5min',
      stateOfCharge: 0.9,
      // PyBaMM with 200 shells is 7 % off at 10 s and 2 % at 60 s.
      currents: { 60: 23.38753, 120: 16.0553, 300: 8.92068 },
      rtol: 1.2e-2,
    },
  ] as const;

  it.each(cases)('$set, $hold: the current falls as in PyBaMM', (test) => {
    const { set, hold, stateOfCharge, currents, rtol } = test;
    const times = Float64Array.from(Object.keys(currents), Number);
    const { status, series } = run(cellSet(set), hold, {
      model: 'spm',
      stateOfCharge,
      grid: times,
    });
    expect(status).toBe('end');
    for (const [time, expected] of Object.entries(currents)) {
      const at = series.time.indexOf(Number(time));
      expectClose(series.current[at]!, expected, { rtol, atol: 0 });
      // Solved to 2 nV at the steps, interpolated between them.
      expectClose(series.voltage[at]!, Number(/[\d.]+/.exec(hold)![0]), { rtol: 0, atol: 2e-4 });
    }
  });

  it('goes on where a surface turns over: PyBaMM with 800 shells, from 2 min on', () => {
    const { status, series } = run(cellSet('ORegan2022'), 'hold 4.02V for 5min', {
      model: 'spm',
      stateOfCharge: 0.1,
      grid: 60,
    });
    expect(status).toBe('end');
    // The exchange current of graphite rises with lithium over a flat potential: at 180 A its surface jumps.
    expectClose(series.current[series.time.indexOf(120)]!, -19.8179, { rtol: 5e-3, atol: 0 });
    expectClose(series.current[series.time.indexOf(300)]!, -11.0206, { rtol: 5e-3, atol: 0 });
  });

  it('follows currents of thousands of amperes, where nothing but kinetics resists', () => {
    // Also after a day, when the first steps are not much longer than the round-off of the time.
    const protocol = 'rest for 30h; hold 3V for 1min';
    const { status, series } = run(cellSet('NCA_Kim2011'), protocol, {
      model: 'spm',
      stateOfCharge: 0.9,
      grid: 1,
    });
    expect(status).toBe('end');
    const held = [...series.current.keys()].filter((i) => series.step[i] === 1);
    for (const i of held.slice(1)) {
      expect(series.current[i]).toBeLessThan(series.current[i - 1]!);
      // Solved to 2 nV at the steps, interpolated between them.
      expectClose(series.voltage[i]!, 3, { rtol: 0, atol: 1e-3 });
    }
    expect(held.length).toBeGreaterThan(60);
  });

  it('a full surface under a hold needs no short steps', () => {
    const { status, work } = run(cellSet('Chen2020_composite'), 'hold 2.84V for 10min', {
      model: 'spm',
      stateOfCharge: 0.9,
    });
    expect(status).toBe('end');
    expect(work.steps).toBeLessThan(1000);
  });
});
