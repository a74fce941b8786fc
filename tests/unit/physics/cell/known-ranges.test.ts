import { describe, expect, it } from 'vitest';
import { constant } from '../../../../physics/cell/cell-parameters.ts';
import { type KnownRange, knownRanges } from '../../../../physics/cell/known-ranges.ts';
import { cellSet } from '../../../../physics/cell/sets/by-name.ts';
import { plainCell, plainElectrode, plainMaterial } from './plain-cell.ts';

const electrolyte = plainCell().electrolyte;

function temperatures(ranges: readonly KnownRange[]) {
  return ranges
    .filter(({ of }) => of === 'temperature')
    .map(({ properties, low, high }) => ({ properties, low, high }));
}

describe('the ranges that a set is known in', () => {
  it('are those that its properties state, one for all that share it', () => {
    const range = [200, 2000] as const;
    const wider = [100, 2000] as const;
    const ranges = knownRanges(
      plainCell({
        electrolyte: {
          ...electrolyte,
          diffusivity: { ...electrolyte.diffusivity, range },
          conductivity: { ...electrolyte.conductivity, range },
          transferenceNumber: { ...electrolyte.transferenceNumber, range: wider },
        },
      }),
      true,
    );
    expect(ranges.filter(({ of }) => of === 'salt')).toEqual([
      {
        properties: ['electrolyte.diffusivity', 'electrolyte.conductivity'],
        of: 'salt',
        low: 200,
        high: 2000,
      },
      { properties: ['electrolyte.transferenceNumber'], of: 'salt', low: 100, high: 2000 },
    ]);
  });

  it('are those of each material at its own surface, and none of particles of lithium metal', () => {
    const range = [0.1, 0.9] as const;
    const potentialRange = [0.2, 0.95] as const;
    const ranged = plainMaterial({ diffusivity: { ...constant(1e-14), range }, potentialRange });
    const blend = [plainMaterial({ name: 'graphite' }), { ...ranged, name: 'silicon' }];
    const positive = plainElectrode({ materials: [ranged] });
    const surfaces = (ranges: readonly KnownRange[]) =>
      ranges.filter(({ of }) => typeof of === 'object');
    const blended = plainCell({ negative: plainElectrode({ materials: blend }), positive });
    expect(surfaces(knownRanges(blended, true))).toMatchObject([
      {
        properties: ['negative.silicon.particleDiffusivity'],
        of: { electrode: 0, material: 1 },
        low: 0.1,
      },
      { properties: ['negative.silicon.openCircuitPotential'], low: 0.2, high: 0.95 },
      { properties: ['positive.particleDiffusivity'], of: { electrode: 1, material: 0 } },
      { properties: ['positive.openCircuitPotential'], of: { electrode: 1, material: 0 } },
    ]);
    const half = { ...cellSet('Xu2019'), positive };
    expect(surfaces(knownRanges(half, true))).toMatchObject([
      { properties: ['positive.particleDiffusivity'], of: { electrode: 0, material: 0 } },
      { properties: ['positive.openCircuitPotential'], of: { electrode: 0, material: 0 } },
    ]);
  });

  it('end 10 K from the reference temperature for a rate without a law of temperature, at -20 and 60 degC for one with a law', () => {
    expect(temperatures(knownRanges(cellSet('Chen2020'), true))).toEqual([
      {
        properties: [
          'electrolyte.diffusivity',
          'electrolyte.conductivity',
          'negative.particleDiffusivity',
          'positive.particleDiffusivity',
        ],
        low: 288.15,
        high: 308.15,
      },
      {
        properties: ['negative.exchangeCurrent', 'positive.exchangeCurrent'],
        low: 253.15,
        high: 333.15,
      },
    ]);
  });

  it('take a property that depends on temperature itself for one with a law, and an energy of 0 for none', () => {
    const [law] = temperatures(knownRanges(cellSet('Xu2019'), true));
    expect(law!.properties).toEqual(['electrolyte.diffusivity', 'electrolyte.conductivity']);
    const flat = plainCell({ electrolyte: { ...electrolyte, conductivity: constant(1, 0) } });
    const near = temperatures(knownRanges(flat, true)).find(({ low }) => low === 288.15);
    expect(near!.properties).toContain('electrolyte.conductivity');
  });

  it('leave the electrolyte out where only its concentration is asked for', () => {
    const names = knownRanges(cellSet('Chen2020'), false).flatMap(({ properties }) => properties);
    expect(names.filter((name) => name.startsWith('electrolyte'))).toEqual([]);
  });
});
