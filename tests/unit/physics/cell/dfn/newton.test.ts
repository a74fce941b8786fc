import { expect, it } from 'vitest';
import { DfnIntegrator } from '../../../../../physics/cell/dfn/dfn-integrator.ts';
import { terminalVoltage } from '../../../../../physics/cell/dfn/terminal-voltage.ts';
import { initialState } from '../../../../../physics/cell/initial-state.ts';
import { presets } from '../../../../../physics/cell/presets.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';

/** By how much the voltage of a first step at 2C changes once it is linearised at its own solution [V]. */
function leftBy(step: number): number {
  const cell = cellSet('Chen2020');
  const { initialTemperature, nominalCapacity, area } = cell;
  // The tolerance is far below what is left.
  const { mesh } = presets.fast;
  const integrator = new DfnIntegrator(cell, mesh, 1e-11, initialTemperature, undefined);
  integrator.reset(initialState(cell));
  const current = (2 * nominalCapacity) / 3600 / area;
  expect(integrator.jump(current, undefined, step)).toBe(true);
  expect(integrator.try(step, current, undefined)).toBe(true);
  expect(integrator.cell.solveAgain(current, 1e-10)).toBe(true);
  return Math.abs(integrator.attempt.voltage - terminalVoltage(integrator.cell, current));
}

it('what a step leaves unsolved is of second order in the salt that it moves', () => {
  const [long, short] = [leftBy(0.4), leftBy(0.2)];
  expect(short).toBeGreaterThan(1e-8);
  // A quarter, were the salt that moves as the length of the step; it moves a little less.
  expect(long / short).toBeGreaterThan(3);
});
