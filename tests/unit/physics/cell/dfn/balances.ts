import { expect } from 'vitest';
import { type CellSetup, cellAtRest } from '../../../../../physics/cell/cell-setup.ts';
import { DfnIntegrator } from '../../../../../physics/cell/dfn/dfn-integrator.ts';
import { presetOf } from '../../../../../physics/cell/plating-presets.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { inventoryOf } from './inventory.ts';

/** Currents as rates of the nominal capacity, each with how long it flows [s]. */
export type Plan = readonly (readonly [rate: number, time: number])[];

/** Largest relative errors on the way, and what side reactions hold at the end [mol]. */
export interface Balances {
  readonly lithium: number;
  readonly charge: number;
  readonly film: number;
  readonly plated: number;
  readonly dead: number;
  /** Least amount of plated lithium on the way [mol]. */
  readonly leastPlated: number;
}

/**
 * Takes a cell through a plan and follows its balances: lithium in particles, film and metal, and charge.
 * @param remeshAfter - when the cell goes on with its mesh for depletion [s]
 */
export function balances(
  set: string,
  setup: Pick<CellSetup, 'preset' | 'interphase' | 'plating' | 'stateOfCharge' | 'temperature'>,
  plan: Plan,
  remeshAfter = Infinity,
): Balances {
  const parameters = cellSet(set);
  const { nominalCapacity, area } = parameters;
  const integrator = cellAtRest(parameters, { model: 'dfn', thermal: 'isothermal', ...setup });
  if (!(integrator instanceof DfnIntegrator)) throw new Error('not the model dfn');
  const held = () => {
    const { plated = 0, dead = 0 } = integrator.metal() ?? {};
    return { film: integrator.film()?.lithiumLost ?? 0, plated, dead };
  };
  const has = (): number => {
    const { film, plated, dead } = held();
    const inside = inventoryOf(integrator.cell).lithium.reduce((sum, part) => sum + part);
    return inside + (film + plated + dead) / area;
  };
  const before = has();
  const perRate = nominalCapacity / 3600 / area;
  let [lithium, charge, leastPlated, isRemeshed] = [0, 0, 0, false];
  for (const [rate, duration] of plan) {
    const current = rate * perRate;
    expect(integrator.jump(current, undefined, 0.1)).toBe(true);
    const end = integrator.time + duration;
    while (integrator.time < end - 1e-6) {
      const step = Math.min(integrator.nextStep, end - integrator.time);
      const isSolved = integrator.try(step, current, undefined);
      if (!isSolved || !(integrator.attempt.error < 1)) {
        integrator.reject(isSolved);
        expect(integrator.tooShort).toBe(false);
        continue;
      }
      integrator.accept();
      if (!isRemeshed && integrator.time > remeshAfter) {
        isRemeshed = true;
        const { depleted } = presetOf(setup);
        expect(integrator.remesh(depleted, undefined)).toBe(true);
      }
      lithium = Math.max(lithium, Math.abs(has() / before - 1));
      leastPlated = Math.min(leastPlated, held().plated);
      for (const [e, leaving] of inventoryOf(integrator.cell).current.entries()) {
        charge = Math.max(charge, Math.abs(leaving - (e === 0 ? current : -current)) / perRate);
      }
    }
  }
  expect(isRemeshed).toBe(remeshAfter < Infinity);
  return { lithium, charge, leastPlated, ...held() };
}
