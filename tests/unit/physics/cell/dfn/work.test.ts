import { describe, expect, it, vi } from 'vitest';
import { cellAtRest } from '../../../../../physics/cell/cell-setup.ts';
import { presets } from '../../../../../physics/cell/presets.ts';
import { parseProtocol } from '../../../../../physics/cell/protocol/parse.ts';
import { runProtocol } from '../../../../../physics/cell/protocol/run-protocol.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { equalElements, runConstantCurrent } from './constant-current.ts';

/** Most steps, with those that were rejected, and solutions of a discharge: a tenth above what it took when this was written. */
const discharges = [
  { set: 'Chen2020', rate: 0.2, until: 18_000, steps: 65, solves: 76 },
  { set: 'Chen2020', rate: 1, until: 3500, steps: 64, solves: 86 },
  { set: 'Chen2020', rate: 2, until: 1680, steps: 64, solves: 86 },
  { set: 'Ecker2015', rate: 1, until: 3700, steps: 62, solves: 72 },
];

describe('work of the cell model', () => {
  it.each(discharges)('$set at $rate C: few steps, and few solutions a step', (discharge) => {
    const { set, rate, until, steps, solves } = discharge;
    const parameters = cellSet(set);
    const { integrator } = runConstantCurrent({
      parameters,
      mesh: {
        negative: equalElements(5),
        separator: equalElements(2),
        positive: equalElements(5),
        particles: { exponentials: 6, nodes: 6 },
        floor: 1e-4,
      },
      tolerance: 1e-3,
      current: (rate * parameters.nominalCapacity) / 3600,
      until,
    });
    expect(integrator.steps + integrator.rejections).toBeLessThanOrEqual(steps);
    expect(integrator.solves).toBeLessThanOrEqual(solves);
  });

  it.each([0.2, 1, 2])('the end of a discharge at %d C is located in three tries', (rate) => {
    const parameters = cellSet('Chen2020');
    const integrator = cellAtRest(parameters, {
      model: 'dfn',
      preset: 'fast',
      thermal: 'isothermal',
    });
    const tries = vi.spyOn(integrator, 'try');
    const protocol = parseProtocol(`discharge ${rate}C until 2.5V`, () => {
      throw new Error('no drive cycle is named');
    });
    const { depleted } = presets.fast;
    const { status } = runProtocol(integrator, protocol, { depleted, limits: { steps: 500 } }, []);
    expect(status).toBe('event');
    // The first step past the end and three that close in on it, of which the last is taken.
    const more = tries.mock.calls.length - integrator.steps - integrator.rejections;
    expect(more).toBeLessThanOrEqual(3);
  });
});
