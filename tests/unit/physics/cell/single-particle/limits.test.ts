import { describe, expect, it } from 'vitest';
import { initialState, openCircuitVoltage } from '../../../../../physics/cell/initial-state.ts';
import { presets } from '../../../../../physics/cell/presets.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import {
  SingleParticleCell,
  type SingleParticleModel,
} from '../../../../../physics/cell/single-particle/single-particle-cell.ts';
import { expectClose } from '../../../../support/close.ts';
import { plainCell } from '../plain-cell.ts';
import { run } from './run.ts';

const models: readonly SingleParticleModel[] = ['spm', 'spme'];

/** Largest difference in mV of a model to the full one. */
function gap(set: string, model: SingleParticleModel, protocol: string, grid: number): number {
  const parameters = cellSet(set);
  const full = run(parameters, protocol, { model: 'dfn', grid }).series;
  const own = run(parameters, protocol, { model, grid }).series;
  expect(own.time).toEqual(full.time);
  return Math.max(...full.voltage.map((v, i) => 1e3 * Math.abs(v - own.voltage[i]!)));
}

describe('limits of single-particle models', () => {
  it('at open circuit the voltage is the difference of the open-circuit potentials', () => {
    for (const set of ['Chen2020', 'Ecker2015', 'Xu2019']) {
      for (const model of models) {
        const parameters = cellSet(set);
        const cell = new SingleParticleCell(
          parameters,
          model,
          presets.fast.mesh,
          parameters.referenceTemperature,
        );
        const state = initialState(parameters);
        cell.reset(state);
        cell.freeze(0);
        // Open-circuit potentials are cubics between 1024 points of their formulas.
        expectClose(cell.solve(0), openCircuitVoltage(parameters, state), { rtol: 0, atol: 2e-5 });
      }
    }
  });

  it('at C/100 both are the full model within 0.5 mV', () => {
    expect(gap('Marquis2019', 'spm', 'discharge 0.01C for 80 h', 7200)).toBeLessThan(0.5);
    expect(gap('Chen2020', 'spme', 'discharge 0.01C for 80 h', 7200)).toBeLessThan(0.5);
  });

  it('at C/5 SPMe is far closer to the full model than SPM', () => {
    const protocol = 'discharge 0.2C for 4 h';
    const [without, within] = models.map((model) => gap('Marquis2019', model, protocol, 600));
    expect(within!).toBeLessThan(0.3 * without!);
  });

  it('a lithium-metal half-cell follows the full model: SPMe within 2 mV at C/10', () => {
    expect(gap('Xu2019', 'spme', 'discharge 0.1C for 6 h', 600)).toBeLessThan(2);
  });

  it('the voltage just after a jump falls by the overpotentials of even reactions', () => {
    const parameters = plainCell();
    const cell = new SingleParticleCell(parameters, 'spme', presets.fast.mesh, 298.15);
    cell.reset(initialState(parameters));
    cell.freeze(0);
    const open = cell.solve(0);
    const current = 20;
    cell.freeze(current);
    // Exchange currents of the plain cell at 1000 mol/m3, and twice the thermal voltage.
    const twiceThermal = (2 * 8.314462618 * 298.15) / 96485.33212;
    const perArea = current / (80e-6 * ((3 * 0.6) / 5e-6));
    const kinetic = [0.8, 0.3].map(
      (s) => twiceThermal * Math.asinh(perArea / (2 * Math.sqrt(s * (1 - s)))),
    );
    const ohmic =
      current * ((2 * 80e-6) / (3 * 0.3 ** 1.5) + 20e-6 / 0.5 ** 1.5 + (2 * 80e-6) / (3 * 100));
    // Tables of linear properties are exact.
    expectClose(open - cell.solve(current), kinetic[0]! + kinetic[1]! + ohmic, {
      rtol: 1e-7,
      atol: 0,
    });
  });
});
