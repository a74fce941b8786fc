import { describe, expect, it } from 'vitest';
import { presets } from '../../../../../physics/cell/presets.ts';
import { SaltProfile } from '../../../../../physics/cell/single-particle/salt-profile.ts';
import { faradayConstant } from '../../../../../physics/core/constants.ts';
import { expectClose } from '../../../../support/close.ts';
import { plainCell } from '../plain-cell.ts';

const metal = {
  kind: 'lithiumMetal',
  exchangeCurrent: {
    reference: 10,
    electrolyteReference: 1000,
    electrolyteExponent: 0.5,
    lithiationExponent: 0,
    vacancyExponent: 0,
  },
  seriesResistance: 0,
} as const;

/** Salt per area [kmol/m3 m]. */
function saltOf({ c, regions }: SaltProfile): number {
  let sum = 0;
  for (const { mesh, thickness, porosity, first } of regions) {
    for (let k = 0; k < mesh.points; k++) {
      sum += thickness * porosity * mesh.weights[k]! * c[first + k]!;
    }
  }
  return sum;
}

/** Implicit Euler steps under a current. */
function settle(profile: SaltProfile, current: number, steps: number, step: number): void {
  const past = new Float64Array(profile.c.length);
  for (let i = 0; i < steps; i++) {
    for (let k = 0; k < past.length; k++) past[k] = -profile.c[k]! / step;
    expect(profile.solve(current, 1 / step, past)).toBe(true);
  }
}

describe('SaltProfile', () => {
  const current = 20;
  /** (1 - t+) I / (F D) [mol/m4], without the factor of the pores. */
  const slope = (0.7 * current) / (faradayConstant * 3e-10);

  it('settles to a line in the separator and parabolas in the electrodes', () => {
    const profile = new SaltProfile(plainCell(), presets.accurate.mesh, 298.15);
    settle(profile, current, 30, 2000);
    const [negative, separator, positive] = profile.regions;
    const transport = [0.3 ** 1.5, 0.5 ** 1.5] as const;
    // From the middle of the separator, which keeps its concentration by symmetry.
    const half = (slope * 10e-6) / transport[1];
    for (let k = 0; k < separator!.mesh.points; k++) {
      const x = separator!.mesh.x[k]!;
      // The rest decays by a factor over 100 a step.
      expectClose(1000 * profile.c[separator!.first + k]!, 1000 + half * (1 - 2 * x), {
        rtol: 1e-7,
        atol: 0,
      });
    }
    for (const [region, sign] of [
      [negative!, 1],
      [positive!, -1],
    ] as const) {
      for (let k = 0; k < region.mesh.points; k++) {
        const x = sign > 0 ? region.mesh.x[k]! : 1 - region.mesh.x[k]!;
        const rise = (slope * 80e-6 * (1 - x * x)) / (2 * transport[0]);
        expectClose(1000 * profile.c[region.first + k]!, 1000 + sign * (half + rise), {
          rtol: 1e-7,
          atol: 0,
        });
      }
    }
  });

  it('keeps salt to round-off under changing currents, with a porous electrode or lithium', () => {
    for (const parameters of [plainCell(), plainCell({ negative: metal })]) {
      const profile = new SaltProfile(parameters, presets.fast.mesh, 298.15);
      const before = saltOf(profile);
      for (const [i, density] of [25, -10, 40, 0, -30].entries()) {
        settle(profile, density, 5, 3 + 7 * i);
      }
      expectClose(saltOf(profile), before, { rtol: 1e-12, atol: 0 });
    }
  });

  it('at lithium metal has the slope that migration leaves to diffusion', () => {
    const profile = new SaltProfile(plainCell({ negative: metal }), presets.accurate.mesh, 298.15);
    settle(profile, current, 30, 2000);
    const { mesh, first } = profile.regions[0]!;
    const fall = (1000 * (profile.saltAtMetal() - profile.c[first]!)) / (mesh.x[0]! * 20e-6);
    // The Kirchhoff potential is linear in concentration here.
    expectClose(fall, slope / 0.5 ** 1.5, { rtol: 1e-6, atol: 0 });
  });

  it('has no solution once salt runs out', () => {
    const profile = new SaltProfile(plainCell(), presets.fast.mesh, 298.15);
    const past = profile.c.map((c) => -c / 1000);
    expect(profile.solve(500, 1 / 1000, past)).toBe(false);
  });

  it('without a gradient takes the ohmic part of the voltage only', () => {
    const profile = new SaltProfile(plainCell(), presets.fast.mesh, 298.15);
    const resistance = (2 * 80e-6) / (3 * 0.3 ** 1.5) + 20e-6 / 0.5 ** 1.5;
    // Concentrations below the floor of 0.1 mol/m3 are rounded off: 1e-9 relative.
    expectClose(profile.voltage(current, 298.15), -current * resistance, { rtol: 1e-8, atol: 0 });
  });
});
