import { describe, expect, it } from 'vitest';
import type { LumpedCooling } from '../../../../../physics/cell/cell-integrator.ts';
import type { CellParameters } from '../../../../../physics/cell/cell-parameters.ts';
import { initialState } from '../../../../../physics/cell/initial-state.ts';
import { presets } from '../../../../../physics/cell/presets.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
import { SingleParticleIntegrator } from '../../../../../physics/cell/single-particle/single-particle-integrator.ts';
import { type TracePoint, tracePoint } from '../../../../../physics/cell/trace.ts';
import { faradayConstant } from '../../../../../physics/core/constants.ts';
import { expectClose } from '../../../../support/close.ts';

const { mesh, tolerance } = presets.fast;

function started(
  parameters: CellParameters,
  model: 'spm' | 'spme',
  own = tolerance,
  cooling?: LumpedCooling,
): SingleParticleIntegrator {
  const temperature = parameters.referenceTemperature;
  const integrator = new SingleParticleIntegrator(
    parameters,
    model,
    mesh,
    own,
    temperature,
    cooling,
  );
  integrator.reset(initialState(parameters));
  return integrator;
}

/** Follows a current, given over time, for some seconds. */
function follow(
  integrator: SingleParticleIntegrator,
  currentAt: (since: number) => number,
  duration: number,
  taken: () => void = () => {},
): void {
  const end = integrator.time + duration;
  expect(integrator.jump(currentAt(0), undefined, 0.3)).toBe(true);
  const began = integrator.time;
  while (integrator.time < end - 1e-9) {
    const h = Math.min(integrator.nextStep, end - integrator.time);
    const solved = integrator.try(h, currentAt(integrator.time + h - began), undefined);
    if (solved && integrator.attempt.error < 1) {
      integrator.accept();
      taken();
    } else integrator.reject(solved);
    expect(integrator.tooShort).toBe(false);
  }
}

/** Lithium in the particles of each electrode [A.s/m2]. */
function lithiumOf(integrator: SingleParticleIntegrator): number[] {
  return integrator.cell.electrodes.map(({ kinetics, parameters }) =>
    kinetics.materials.reduce(
      (sum, { particles, maximumConcentration, volumeFraction }) =>
        sum +
        parameters.thickness *
          volumeFraction *
          maximumConcentration *
          faradayConstant *
          particles.mean(0),
      0,
    ),
  );
}

describe('SingleParticleIntegrator', () => {
  it('moves as much lithium as the current, out of one electrode and into the other', () => {
    // With a diffusivity that is constant (Chen2020), that is not (Ecker2015), and in a blend.
    for (const set of ['Chen2020', 'Ecker2015', 'Chen2020_composite']) {
      const parameters = cellSet(set);
      const integrator = started(parameters, 'spme');
      const before = lithiumOf(integrator);
      const current = parameters.nominalCapacity / 3600 / parameters.area;
      follow(integrator, () => current, 600);
      follow(integrator, () => 0, 300);
      follow(integrator, () => -0.5 * current, 600);
      const after = lithiumOf(integrator);
      const moved = 300 * current;
      const total = before[0]! + before[1]!;
      // Round-off of the sums over some hundred steps, against all lithium.
      expectClose(after[0]! - before[0]!, -moved, { rtol: 0, atol: 1e-11 * total });
      expectClose(after[1]! - before[1]!, moved, { rtol: 0, atol: 1e-11 * total });
    }
  });

  it('keeps lithium together under a current that varies', () => {
    const parameters = cellSet('Chen2020');
    const integrator = started(parameters, 'spm');
    const total = (): number => lithiumOf(integrator).reduce((sum, value) => sum + value, 0);
    const before = total();
    follow(integrator, (t) => 40 + 30 * Math.sin(t / 60), 900);
    expectClose(total(), before, { rtol: 1e-12, atol: 0 });
  });

  it('keeps salt to round-off, in a cell with two electrodes and against lithium', () => {
    for (const set of ['Chen2020', 'Xu2019']) {
      const parameters = cellSet(set);
      const integrator = started(parameters, 'spme');
      const salt = (): number => {
        const { c, regions } = integrator.cell.salt!;
        return regions.reduce(
          (sum, { mesh: { weights }, thickness, porosity, first }) =>
            weights.reduce((own, w, k) => own + thickness * porosity * w * c[first + k]!, sum),
          0,
        );
      };
      const before = salt();
      const current = parameters.nominalCapacity / 3600 / parameters.area;
      follow(integrator, (t) => current * Math.cos(t / 200), 1200);
      follow(integrator, () => 0, 600);
      expectClose(salt(), before, { rtol: 1e-11, atol: 0 });
    }
  });

  it('warms by the energy that neither leaves as work nor through the surface', () => {
    const parameters = cellSet('Chen2020');
    const cooling = { heatCapacity: 2e6, areaPerVolume: 5000, lossPerVolume: 0, ambient: 298.15 };
    const integrator = started(parameters, 'spm', 1e-4, cooling);
    // In SPM without entropic heat that is I (U - V), with U at the surfaces of the particles.
    let [heat, before] = [0, 0];
    let previous: TracePoint | undefined;
    follow(
      integrator,
      () => 60,
      1500,
      () => {
        const point = tracePoint(integrator);
        const power = 60 * (point.open - point.voltage);
        if (previous !== undefined) heat += 0.5 * (power + before) * (point.time - previous.time);
        else heat += power * point.time;
        [previous, before] = [point, power];
      },
    );
    const rise = integrator.temperature - parameters.referenceTemperature;
    expect(rise).toBeGreaterThan(5);
    // The trapezoidal rule over some hundred steps.
    expectClose(rise * cooling.heatCapacity, heat * cooling.areaPerVolume, { rtol: 2e-3, atol: 0 });
  });

  it('has a smaller error with a smaller tolerance', () => {
    const parameters = cellSet('Chen2020');
    const voltageAfter = (own: number): number => {
      const integrator = started(parameters, 'spme', own);
      follow(integrator, (t) => 40 + 30 * Math.sin(t / 60), 900);
      return integrator.voltage;
    };
    const truth = voltageAfter(1e-6);
    const errors = [4e-3, 5e-4, 6e-5].map((own) => Math.abs(voltageAfter(own) - truth));
    expect(errors[1]).toBeLessThan(errors[0]!);
    expect(errors[2]).toBeLessThan(errors[1]!);
    expect(errors[2]).toBeLessThan(6e-5);
  });
});
