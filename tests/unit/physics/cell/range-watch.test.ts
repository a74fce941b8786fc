import { describe, expect, it } from 'vitest';
import type { CellParameters } from '../../../../physics/cell/cell-parameters.ts';
import { cellAtRest } from '../../../../physics/cell/cell-setup.ts';
import { parseProtocol } from '../../../../physics/cell/protocol/parse.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import {
  type SimulationOptions,
  simulateCell,
  simulateFrom,
} from '../../../../physics/cell/simulate.ts';
import type { ModelWarning } from '../../../../physics/core/errors.ts';
import { expectClose } from '../../../support/close.ts';

type Options = Partial<SimulationOptions>;

const plain: SimulationOptions = {
  model: 'dfn',
  preset: 'fast',
  thermal: 'isothermal',
  fields: false,
  limits: { steps: 20_000 },
};

function protocolOf(text: string) {
  return parseProtocol(text, () => {
    throw new Error('no drive cycle here');
  });
}

function run(cell: CellParameters, text: string, options: Options = {}) {
  return simulateCell(cell, protocolOf(text), { ...plain, ...options });
}

function outside(warnings: readonly ModelWarning[], property: string): ModelWarning | undefined {
  return warnings.find(
    ({ code, data }) =>
      code === 'CELL_OUTSIDE_MEASURED_RANGE' && String(data['property']).includes(property),
  );
}

const chen2020 = cellSet('Chen2020');

describe('a run outside of what its set was measured in', () => {
  it.each(['dfn', 'spme', 'spm'] as const)('says so of the cold, by %s', (model) => {
    const { warnings } = run(chen2020, 'discharge 0.1C for 60s', { model, temperature: 213.15 });
    const rates = outside(warnings, 'negative.particleDiffusivity');
    expect(rates!.data).toMatchObject({ value: -60, low: 15, high: 35, unit: 'degC', time_s: 0 });
    expect(outside(warnings, 'negative.exchangeCurrent')!.data).toMatchObject({ low: -20 });
    expect(outside(warnings, 'electrolyte.conductivity') === undefined).toBe(model === 'spm');
  });

  it.each(['dfn', 'spme', 'spm'] as const)('says nothing within it, by %s', (model) => {
    const { warnings } = run(chen2020, 'discharge 0.1C for 10min', { model, temperature: 293.15 });
    expect(warnings).toEqual([]);
  });

  it.each(['dfn', 'spme'] as const)(
    'says once how far the salt goes, and when it leaves, by %s',
    (model) => {
      const { fields, warnings } = run(
        chen2020,
        'discharge 1C for 20min; rest for 1min; discharge 1C for 10min',
        {
          model,
          fields: model === 'dfn',
        },
      );
      expect(warnings.length).toBe(1);
      const { data } = outside(warnings, 'electrolyte.diffusivity, electrolyte.conductivity')!;
      expect(data).toMatchObject({ low: 200, high: 2000, unit: 'mol/m3' });
      expect(Number(data['value'])).toBeGreaterThan(2000);
      if (fields === undefined) return;
      const most = fields.electrolyteConcentration.map((row) => Math.max(...row));
      // What is told is rounded to 12 digits.
      expectClose(Number(data['value']), Math.max(...most), { rtol: 1e-11, atol: 0 });
      const after = most.findIndex((value) => value > 2000);
      expect(Number(data['time_s'])).toBeGreaterThan(fields.time[after - 1]!);
      expect(Number(data['time_s'])).toBeLessThanOrEqual(fields.time[after]!);
    },
  );

  it.each(['dfn', 'spme', 'spm'] as const)(
    'says which surface empties beyond its diffusivity, by %s',
    (model) => {
      const { warnings } = run(cellSet('Ecker2015'), 'discharge 1C until 2.5V', { model });
      expect(warnings.length).toBe(1);
      const { data, message } = outside(warnings, 'negative.particleDiffusivity')!;
      expect(data).toMatchObject({ low: 0.043, high: 0.998, unit: '1' });
      expect(Number(data['value'])).toBeLessThan(0.043);
      expect(Number(data['time_s'])).toBeGreaterThan(3000);
      expect(message).toContain('outside of 0.043 to 0.998 from');
    },
  );

  it('says when a cell warms itself out of it', () => {
    const { series, warnings } = run(chen2020, 'discharge 3C until 2.5V', {
      thermal: 'lumped',
      heatTransferCoefficient: 0,
      grid: 1,
    });
    const { data } = outside(warnings, 'positive.particleDiffusivity')!;
    const after = series.temperature.findIndex((value) => value > 308.15);
    // Both are on straight lines between the steps of the solver.
    expectClose(Number(data['time_s']), series.time[after]!, { rtol: 0, atol: 1 });
    expect(data['high']).toBe(35);
  });

  it('follows a cell that goes on with another mesh', () => {
    const options = { ...plain, temperature: 298.15 };
    const integrator = cellAtRest(chen2020, options);
    const salt = { most: 0, remeshed: false, mostSince: 0 };
    const look = (): void => {
      const most = 1000 * Math.max(...integrator.cell.c!);
      salt.most = Math.max(salt.most, most);
      if (salt.remeshed) salt.mostSince = Math.max(salt.mostSince, most);
    };
    const watcher = {
      began: look,
      stepped: look,
      remeshed: () => {
        salt.remeshed = true;
      },
      ended: () => undefined,
    };
    const protocol = protocolOf('discharge 5C until 2.5V');
    const { warnings } = simulateFrom(integrator, protocol, options, [watcher]);
    expect(salt.mostSince).toBe(salt.most);
    expectClose(Number(outside(warnings, 'electrolyte')!.data['value']), salt.most, {
      // What is told is rounded to 12 digits.
      rtol: 1e-11,
      atol: 0,
    });
  });
});
