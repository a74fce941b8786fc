import { describe, expect, it } from 'vitest';
import { type PresetName, presets } from '../../../physics/cell/presets.ts';
import { cellSet } from '../../../physics/cell/sets/by-name.ts';
import { expectClose } from '../../support/close.ts';
import { runConstantCurrent } from '../../unit/physics/cell/dfn/constant-current.ts';
import {
  type Inventory,
  inventoryOf,
  movedLithium,
} from '../../unit/physics/cell/dfn/inventory.ts';

/** Part of the initial salt concentration at which the run goes on with the mesh for depletion. */
const scarce = 0.15;

interface Balance {
  readonly remeshedAt: number | undefined;
  readonly salt: number;
  readonly lithium: number;
  readonly charge: number;
}

/** Largest relative errors of the balances over a discharge. */
function balanceOf(name: string, rate: number, until: number, preset: PresetName): Balance {
  const parameters = cellSet(name);
  const { mesh, tolerance, depleted } = presets[preset];
  const current = (rate * parameters.nominalCapacity) / 3600;
  const density = current / parameters.area;
  let start: { readonly time: number; readonly has: Inventory } | undefined;
  let remeshedAt: number | undefined;
  let [salt, lithium, charge] = [0, 0, 0];
  runConstantCurrent({
    parameters,
    mesh,
    tolerance,
    current,
    until,
    after: (integrator) => {
      const has = inventoryOf(integrator.cell);
      start ??= { time: integrator.time, has };
      salt = Math.max(salt, Math.abs(has.salt / start.has.salt - 1));
      const moved = movedLithium(density, integrator.time - start.time);
      for (const [e, inside] of has.lithium.entries()) {
        const sign = e === has.lithium.length - 1 ? 1 : -1;
        const before = start.has.lithium[e]!;
        lithium = Math.max(lithium, Math.abs((inside - before - sign * moved) / before));
        charge = Math.max(charge, Math.abs(has.current[e]! / (-sign * density) - 1));
      }
      if (remeshedAt === undefined && integrator.cell.leastSalt() < scarce) {
        remeshedAt = integrator.time;
        expect(integrator.remesh(depleted, undefined)).toBe(true);
      }
      return false;
    },
  });
  return { remeshedAt, salt, lithium, charge };
}

function expectKept({ salt, lithium, charge }: Balance): void {
  // The bars of the cell model: round-off of some hundred steps.
  expectClose(lithium, 0, { rtol: 0, atol: 1e-12 });
  expectClose(salt, 0, { rtol: 0, atol: 1e-11 });
  expectClose(charge, 0, { rtol: 0, atol: 1e-10 });
}

describe('a discharge keeps lithium, salt and charge', () => {
  it.each([
    ['Chen2020', 1, 3500, 'fast'],
    ['Chen2020', 1, 3500, 'accurate'],
    ['Marquis2019', 3, 1100, 'fast'],
    ['Marquis2019', 3, 1100, 'accurate'],
    ['Ecker2015', 1, 3600, 'fast'],
    ['Ecker2015', 3, 1200, 'fast'],
    ['Xu2019', 2, 2600, 'accurate'],
    ['ORegan2022', 1, 3000, 'fast'],
  ] as const)('%s at %dC for %d s, %s', (name, rate, until, preset) => {
    const balance = balanceOf(name, rate, until, preset);
    expect(balance.remeshedAt).toBeUndefined();
    expectKept(balance);
  });

  it.each([
    [2, 1650],
    [3, 550],
  ])('Chen2020 at %dC for %d s, fast, through a change of mesh', (rate, until) => {
    const balance = balanceOf('Chen2020', rate, until, 'fast');
    expect(balance.remeshedAt).toBeGreaterThan(0);
    expectKept(balance);
  });

  it.each([
    ['Chen2020', 2, 1650, 'accurate'],
    ['Chen2020', 3, 550, 'accurate'],
    ['Chen2020_composite', 0.5, 6000, 'fast'],
    ['Ecker2015', 1, 3600, 'accurate'],
  ] as const)('%s at %dC for %d s, %s', (name, rate, until, preset) => {
    expectKept(balanceOf(name, rate, until, preset));
  });
});
