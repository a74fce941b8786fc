import { describe, expect, it } from 'vitest';
import { presets } from '../../../../../physics/cell/presets.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { SingleParticleCell } from '../../../../../physics/cell/single-particle/single-particle-cell.ts';
import { expectClose } from '../../../../support/close.ts';
import { plainCell, plainElectrode, plainMaterial } from '../plain-cell.ts';

const blend = plainCell({
  negative: plainElectrode({
    materials: [
      plainMaterial({ volumeFraction: 0.5 }),
      plainMaterial({
        name: 'silicon',
        volumeFraction: 0.1,
        particleRadius: 1e-6,
        openCircuitPotential: (s) => 1.1 - 0.6 * s,
      }),
    ],
  }),
});

describe('ParticleKinetics', () => {
  it('shares a current among the materials of a blend so that all have one potential', () => {
    const cell = new SingleParticleCell(blend, 'spme', presets.fast.mesh, 298.15);
    cell.reset({ negative: [0.7, 0.6], positive: [0.4] });
    for (const current of [0, 30, -30]) {
      cell.freeze(current);
      const kinetics = cell.electrodes[0]!.kinetics;
      const phi = kinetics.solve(current);
      const salt = blend.electrolyte.initialConcentration / 1000;
      let sum = 0;
      for (const material of kinetics.materials) {
        // Newton's method stops at changes of 1e-10 V.
        expectClose(material.phi(0, material.j[0]!, salt), phi, { rtol: 0, atol: 1e-9 });
        sum += material.surfaceArea * material.j[0]!;
      }
      // The sum is an equation of each iteration: round-off of the shares.
      expectClose(sum * 80e-6, current, { rtol: 1e-12, atol: 1e-11 });
    }
  });

  it('lets the materials of a blend exchange lithium at rest where their potentials differ', () => {
    const cell = new SingleParticleCell(blend, 'spm', presets.fast.mesh, 298.15);
    cell.reset({ negative: [0.7, 0.2], positive: [0.4] });
    cell.freeze(0);
    expect(Number.isFinite(cell.solve(0))).toBe(true);
    const [graphite, silicon] = cell.electrodes[0]!.kinetics.materials;
    // Graphite is at 0.3 V, silicon at 0.98 V: lithium goes from graphite to silicon.
    expect(graphite!.j[0]).toBeGreaterThan(0);
    expect(silicon!.j[0]).toBeLessThan(0);
  });

  it('finds the shares of a blend from any state, where tangents mislead', () => {
    const parameters = cellSet('Chen2020_composite');
    const cell = new SingleParticleCell(parameters, 'spm', presets.fast.mesh, 298.15);
    const salt = parameters.electrolyte.initialConcentration / 1000;
    const perArea = parameters.nominalCapacity / 3600 / parameters.area;
    for (const [graphite, silicon] of [
      [0.9993, 0.9],
      [0.5, 0.01],
      [0.01, 0.98],
    ] as const) {
      cell.reset({ negative: [graphite, silicon], positive: [0.4] });
      for (const rate of [-3, 0, 0.01, 1, 100]) {
        cell.freeze(rate * perArea);
        const { kinetics, parameters: electrode } = cell.electrodes[0]!;
        const phi = kinetics.solve(rate * perArea);
        let sum = 0;
        for (const material of kinetics.materials) {
          // Newton's method stops at changes of 1e-10 V.
          expectClose(material.phi(0, material.j[0]!, salt), phi, { rtol: 0, atol: 1e-9 });
          sum += electrode.thickness * material.surfaceArea * material.j[0]!;
        }
        // Round-off of shares that may be far larger than their sum.
        expectClose(sum, rate * perArea, { rtol: 1e-9, atol: 1e-8 });
      }
    }
  });

  it('has no solution for a surface that is full or empty', () => {
    const cell = new SingleParticleCell(plainCell(), 'spm', presets.fast.mesh, 298.15);
    cell.reset({ negative: [0.5], positive: [1] });
    cell.freeze(10);
    expect(cell.solve(10)).toBeNaN();
  });
});
