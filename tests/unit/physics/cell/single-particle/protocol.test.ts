import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBpx } from '../../../../../physics/cell/bpx/read-bpx.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { expectClose } from '../../../../support/close.ts';
import { type Case, sensitive, slopesBetween } from '../sensitivity/runs.ts';
import { run } from './run.ts';

const chen = cellSet('Chen2020');
const models = ['spm', 'spme'] as const;

describe('single-particle models under protocols', () => {
  it('hold a voltage until the current has fallen to the end of the step', () => {
    for (const model of models) {
      const { status, event, series } = run(
        chen,
        'discharge 1C for 20 min; charge 1C until 4.2V; hold 4.2V until 0.05C',
        { model, grid: 60 },
      );
      expect(status).toBe('event');
      expect(event?.kind).toBe('current');
      const held = Array.from(series.step.keys()).filter((i) => series.step[i] === 2);
      expect(held.length).toBeGreaterThan(10);
      for (const i of held.slice(1, -1)) {
        // Solved to 1e-7 V at the solver's steps, interpolated between them.
        expectClose(series.voltage[i]!, 4.2, { rtol: 0, atol: 2e-4 });
        expect(Math.abs(series.current[i]!)).toBeLessThan(Math.abs(series.current[i - 1]!));
      }
      // Ends are located to 0.2 ms.
      expectClose(series.current.at(-1)!, -0.25, { rtol: 1e-4, atol: 0 });
    }
  });

  it('deliver a power', () => {
    for (const model of models) {
      const { event, solverSteps } = run(chen, 'discharge 15W until 2.5V', { model });
      expect(event?.kind).toBe('voltage');
      for (const [i, voltage] of solverSteps.voltage.entries()) {
        // Solved to 1e-7 V at a current of some ampere.
        expectClose(voltage * solverSteps.current[i]!, 15, { rtol: 1e-6, atol: 0 });
      }
    }
  });

  it('warm the cell as PyBaMM does', () => {
    // PyBaMM at 10 W/(m2.K), with 40 points in each electrode and 100 in each particle.
    for (const [model, end, peak, within] of [
      ['spm', 1741.84, 318.206, 0.02],
      // PyBaMM's mean salt concentration is too high by 3.6 % in SPMe, so its ohmic heat is a little lower.
      ['spme', 1727.05, 337.878, 0.1],
    ] as const) {
      const cooled = run(chen, 'discharge 2C until 2.5V', {
        model,
        thermal: 'lumped',
        heatTransferCoefficient: 10,
      });
      expectClose(cooled.series.time.at(-1)!, end, { rtol: 0, atol: 0.1 });
      expectClose(Math.max(...cooled.solverSteps.temperature), peak, { rtol: 0, atol: within });
    }
  });

  it('end at a temperature', () => {
    const { event, series } = run(chen, 'discharge 2C until 303 K', {
      model: 'spme',
      thermal: 'lumped',
      heatTransferCoefficient: 10,
    });
    expect(event?.kind).toBe('temperature');
    expectClose(series.temperature.at(-1)!, 303, { rtol: 1e-6, atol: 0 });
  });

  it('say when salt has run out or a surface is full', () => {
    const depleted = run(chen, 'discharge 3C until 2.5V', { model: 'spme' });
    expect(depleted.failure?.code).toBe('CELL_ELECTROLYTE_DEPLETED');
    expect(depleted.failure!.time).toBeGreaterThan(10);
    const full = run(chen, 'discharge 10C for 10min', { model: 'spm' });
    expect(full.failure?.code).toBe('CELL_SURFACE_SATURATED');
    expect(full.failure!.data).toMatchObject({ electrode: 'positive' });
  });

  it('SPM runs a cell without electrolyte data, other models refuse it', () => {
    const file = new URL('../../../../fixtures/bpx/nmc_pouch_cell_BPX_SPM.json', import.meta.url);
    const cell = readBpx(JSON.parse(readFileSync(file, 'utf8')), 'pouch');
    const protocol = `discharge 1C until ${cell.lowerCutoff}V`;
    const { event, series } = run(cell, protocol, { model: 'spm' });
    expect(event?.kind).toBe('voltage');
    expectClose(series.voltage.at(-1)!, cell.lowerCutoff, { rtol: 1e-5, atol: 0 });
    for (const model of ['spme', 'dfn'] as const) {
      expect(() => run(cell, protocol, { model })).toThrow(
        expect.objectContaining({ code: 'BPX_MODEL_INCOMPLETE' }),
      );
    }
  });

  it('a blended electrode and a half-cell run to their cut-off', () => {
    for (const set of ['Chen2020_composite', 'Xu2019']) {
      const cell = cellSet(set);
      for (const model of models) {
        const { event, series } = run(cell, `discharge 0.5C until ${cell.lowerCutoff}V`, { model });
        expect(event?.kind).toBe('voltage');
        expectClose(series.voltage.at(-1)!, cell.lowerCutoff, { rtol: 1e-5, atol: 0 });
      }
    }
  });

  it('a blend starts at every state of charge, and is charged and held', () => {
    const blend = cellSet('Chen2020_composite');
    for (const model of models) {
      for (const stateOfCharge of [1, 0.95, 0.9, 0.7]) {
        const { event, series } = run(blend, 'discharge 1C until 2.5V', { model, stateOfCharge });
        expect(event?.kind).toBe('voltage');
        // 1C takes somewhat more than the hour of the nominal capacity, over the window of the cut-offs.
        expect(series.time.at(-1)).toBeGreaterThan(3600 * stateOfCharge);
        expect(series.time.at(-1)).toBeLessThan(4500 * stateOfCharge);
      }
      const cycle = 'discharge 1C until 2.5V; charge C/2 until 4.2V; hold 4.2V until C/20';
      expect(run(blend, cycle, { model }).event?.kind).toBe('current');
    }
  });

  it('follow steps of the current to any tolerance, also while the cell warms', () => {
    const protocol = 'rest for 1min; discharge 2C for 1min; rest for 1min; charge 1C for 1min';
    for (const set of ['Chen2020', 'Ecker2015', 'ORegan2022', 'Xu2019']) {
      for (const model of models) {
        for (const thermal of ['isothermal', 'lumped'] as const) {
          if (set === 'Xu2019' && thermal === 'lumped') continue;
          const options = { model, thermal, stateOfCharge: 0.5 };
          const fine = run(cellSet(set), protocol, { ...options, tolerance: 1e-7 });
          expect(fine.status, `${set}, ${model}, ${thermal}`).toBe('end');
          const usual = run(cellSet(set), protocol, options);
          const last = fine.series.voltage.at(-1)!;
          // Accurate runs are within 0.1 mV.
          expectClose(usual.series.voltage.at(-1)!, last, { rtol: 0, atol: 1e-4 });
        }
      }
    }
  });

  it('give sensitivities through a hold, whose steps are of changing order', () => {
    const key = 'positive.particleRadius_um';
    const hold: Case = {
      set: 'Chen2020',
      protocol: 'discharge 1C for 20min; hold 3.75V for 10min',
      options: { model: 'spm', stateOfCharge: 0.95, tolerance: 3e-5 },
    };
    const { sensitivities } = sensitive(hold, [key]);
    const sharp = { ...hold, options: { ...hold.options, tolerance: 2e-6 } };
    const { summary } = slopesBetween(sharp, key, 5.2, 5.24);
    // The difference of the runs is of second order in 0.4 %, and their tolerance tells in it.
    expectClose(sensitivities[0]!.summary.dischargedCharge, summary.dischargedCharge, {
      rtol: 1e-3,
      atol: 0,
    });
  });
});
