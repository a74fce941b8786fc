import { describe, expect, test } from 'vitest';
import { randomStreams } from '../../../../physics/core/random.ts';
import { shortLine } from '../../../../physics/virtual-line/lines/short.ts';
import { createVirtualLine } from '../../../../physics/virtual-line/virtual-line.ts';
import { expectClose } from '../../../support/close.ts';
import { pick, randomSchedule } from '../../../support/random-schedule.ts';
import { smallPilot } from './small-pilot.ts';

describe('a line under random faults and setpoints, by seed', () => {
  const seeds = Array.from({ length: 16 }, (_, i) => i);

  test.each(seeds)('goes on, shows numbers and keeps its balances (seed %i)', (seed) => {
    const rng = randomStreams(seed).stream('schedule');
    const definition = seed % 2 === 0 ? smallPilot : shortLine;
    const truth = seed % 4 < 2 ? 'mismatched' : 'matched';
    const faults = randomSchedule(rng, definition, { count: 8, within_s: 1800 });
    const line = createVirtualLine(definition, { seed, truth, faults, tick_s: 1 });
    const setpoints = line.signals.filter(({ setpointOf }) => setpointOf !== undefined);
    for (let time = 120; time <= 3000; time += 120) {
      const { unit, key, low, high } = pick(rng, setpoints);
      line.setSetpoint(`${unit}.${key}`, low + (high - low) * rng.uniform());
      line.advanceTo(time);
      for (const { value } of line.readings().values()) {
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
      }
    }
    const rows = line.takeTruth();
    for (const key of ['loading', 'thickness', 'porosity', 'residualSolvent', 'peelStrength']) {
      const values = rows.values[line.truthVariables.findIndex((row) => row.key === key)]!;
      // Not a number says that a variable does not apply; what applies is finite and not negative.
      expect(values.every((value) => Number.isNaN(value) || (value >= 0 && value < 1e3))).toBe(
        true,
      );
    }
    const { fed, wound, kept, scrapped } = line.solidsBalance();
    // Round-off of some million additions.
    expectClose(wound + kept + scrapped, fed, { rtol: 1e-11, atol: 1e-12 });
    const { heaters, webIn, ...out } = line.heatBalance();
    const left = Object.values(out).reduce((sum, heat) => sum + heat, 0);
    expectClose(left, heaters + webIn, { rtol: 1e-10, atol: 0 });
  });
});
