import { describe, expect, it } from 'vitest';
import {
  type CellParameters,
  constant,
  surfacePerVolume,
} from '../../../physics/cell/cell-parameters.ts';
import type { DfnIntegrator } from '../../../physics/cell/dfn/dfn-integrator.ts';
import { presets } from '../../../physics/cell/presets.ts';
import { cellSet } from '../../../physics/cell/sets/by-name.ts';
import { simulateCell } from '../../../physics/cell/simulate.ts';
import { faradayConstant, gasConstant } from '../../../physics/core/constants.ts';
import { expectClose } from '../../support/close.ts';
import { runConstantCurrent } from '../../unit/physics/cell/dfn/constant-current.ts';
import { plainCell, plainElectrode, plainMaterial } from '../../unit/physics/cell/plain-cell.ts';

const options = {
  preset: 'accurate',
  model: 'dfn',
  thermal: 'isothermal',
  fields: false,
  limits: { steps: 20_000 },
} as const;

describe('open circuit', () => {
  it.each(['Chen2020', 'Marquis2019', 'Ecker2015', 'Prada2013', 'Xu2019', 'Ai2020'])(
    '%s at rest has the difference of its open-circuit potentials, for hours',
    (name) => {
      const parameters = cellSet(name);
      const rest = { control: { kind: 'current', value: 0 }, text: 'rest for 5h' } as const;
      const { series } = simulateCell(
        parameters,
        [{ ...rest, ends: [{ kind: 'time', value: 18_000 }] }],
        { ...options, temperature: parameters.referenceTemperature },
      );
      const { negative, positive } = parameters;
      const own = (electrode: typeof negative): number => {
        if (electrode.kind !== 'porous') return 0;
        const { openCircuitPotential, initialStoichiometry } = electrode.materials[0]!;
        return openCircuitPotential(initialStoichiometry);
      };
      const expected = own(positive) - own(negative);
      for (const voltage of series.voltage) {
        // Tables of 1024 cells follow the curves to about 1 uV; measured tables bend more sharply.
        expectClose(voltage, expected, { rtol: 0, atol: 5e-6 });
      }
      expect(series.time.at(-1)).toBe(18_000);
    },
  );
});

describe('C/50', () => {
  it('is a single particle in quasi-steady state, with kinetics and ohmic drop', () => {
    const parameters = cellSet('Chen2020');
    const { negative, positive, separator, electrolyte, area } = parameters;
    if (negative.kind !== 'porous') throw new Error('a full cell was expected');
    const current = 0.1;
    const density = current / area;
    const temperature = parameters.referenceTemperature;
    const thermal = (gasConstant * temperature) / faradayConstant;
    const times = [36_000, 72_000, 108_000, 144_000];
    const { at } = runConstantCurrent({
      parameters,
      mesh: presets.accurate.mesh,
      tolerance: 1e-5,
      current,
      until: 145_000,
    });
    const voltages = at(times).voltage;
    const half = (electrode: typeof positive, sign: 1 | -1, time: number): number => {
      const [material] = electrode.materials;
      const { exchangeCurrent, maximumConcentration, particleRadius } = material!;
      const sites = electrode.thickness * material!.volumeFraction * maximumConcentration;
      const mean =
        material!.initialStoichiometry + (sign * density * time) / (faradayConstant * sites);
      const j = density / (electrode.thickness * surfacePerVolume(material!));
      const diffusivity = material!.diffusivity.at(mean, temperature);
      const lag = (j * particleRadius) / (5 * faradayConstant * diffusivity * maximumConcentration);
      const surface = mean + sign * lag;
      const exchange = exchangeCurrent.reference * Math.sqrt(surface * (1 - surface));
      const salt = (1000 / exchangeCurrent.electrolyteReference) ** 0.5;
      return (
        sign * material!.openCircuitPotential(surface) -
        2 * thermal * Math.asinh(j / (2 * exchange * salt))
      );
    };
    /** Of the pores, for a current that the electrodes take up evenly [m]. */
    const path =
      separator.thickness / separator.porosity ** 1.5 +
      negative.thickness / (3 * negative.porosity ** 1.5) +
      positive.thickness / (3 * positive.porosity ** 1.5);
    const leftBehind = 1 - electrolyte.transferenceNumber.at(1000, temperature);
    const resistance =
      path / electrolyte.conductivity.at(1000, temperature) +
      (2 * thermal * leftBehind ** 2 * path) /
        (faradayConstant * electrolyte.diffusivity.at(1000, temperature) * 1000) +
      positive.thickness / (3 * positive.conductivity);
    for (const [i, time] of times.entries()) {
      const expected = half(negative, -1, time) + half(positive, 1, time) - density * resistance;
      // What is left is uneven reaction, of second order in the current.
      expectClose(voltages[i + 1]!, expected, { rtol: 0, atol: 1e-4 });
    }
  });
});

const diffusivity = 3e-10;
const transference = 0.3;

/** Lithium metal, a layer of free electrolyte and an electrode so thin and so large that it is a plane that takes lithium. */
function planarCell(thickness: number): CellParameters {
  const exchangeCurrent = {
    reference: 100,
    electrolyteReference: 1000,
    electrolyteExponent: 0.5,
    lithiationExponent: 0.5,
    vacancyExponent: 0.5,
  };
  return plainCell({
    area: 1,
    nominalCapacity: 1e7,
    lowerCutoff: 1,
    upperCutoff: 6,
    negative: { kind: 'lithiumMetal', exchangeCurrent, seriesResistance: 0 },
    separator: { thickness, porosity: 1, transport: { bruggemanExponent: 1.5 } },
    positive: plainElectrode({
      thickness: 0.01e-6,
      materials: [
        plainMaterial({
          particleRadius: 1e-8,
          maximumConcentration: 1e9,
          diffusivity: constant(1e-14),
          openCircuitPotential: (s) => 4 - s,
          exchangeCurrent,
          initialStoichiometry: 0.3,
        }),
      ],
    }),
    electrolyte: {
      initialConcentration: 1000,
      diffusivity: constant(diffusivity),
      conductivity: constant(10),
      transferenceNumber: constant(transference),
      thermodynamicFactor: constant(1),
    },
  });
}

describe('salt in front of a plane that takes lithium', () => {
  const sand = 10;
  /** Current at which the salt at the plane is gone after `sand` seconds (Sand 1901, Phil. Mag. 1, 45). */
  const current =
    (faradayConstant * 1000 * Math.sqrt((Math.PI * diffusivity) / sand)) / (2 * (1 - transference));
  const layer = [1, 2, 4, 8, 8, 4, 2, 1].map((share) => ({ share, points: 4 }));
  const mesh = { ...presets.accurate.mesh, separator: layer };
  const run = (until: number, after: (integrator: DfnIntegrator) => boolean) =>
    runConstantCurrent({
      parameters: planarCell(400e-6),
      mesh,
      tolerance: 1e-5,
      current,
      until,
      after,
    });

  it('falls with the square root of time', () => {
    for (const share of [0.1, 0.25, 0.5, 0.8]) {
      const { integrator } = run(share * sand, () => false);
      // The plane is 0.01 um thick and the layer is not endless: 1e-3 of the initial salt.
      expectClose(integrator.cell.leastSalt(), 1 - Math.sqrt(share), { rtol: 0, atol: 1e-3 });
    }
  });

  it("is gone at Sand's time", () => {
    let [before, last] = [
      { time: 0, salt: 1 },
      { time: 0, salt: 1 },
    ];
    run(2 * sand, ({ time, cell }) => {
      [before, last] = [last, { time, salt: cell.leastSalt() }];
      return last.salt < 0.03;
    });
    const slope = (last.salt - before.salt) / (last.time - before.time);
    const at = last.time + (0.03 - last.salt) / slope;
    // The square root is taken for straight over the last step.
    expectClose(at, 0.97 ** 2 * sand, { rtol: 3e-3, atol: 0 });
  });
});

describe('limiting current of a layer of electrolyte', () => {
  const thickness = 100e-6;
  const cell = planarCell(thickness);
  /** 2 F D c / ((1 - t+) L): the steady straight profile that ends at zero. */
  const limit = (2 * faradayConstant * diffusivity * 1000) / ((1 - transference) * thickness);
  const hold = (current: number) =>
    simulateCell(
      cell,
      [
        {
          control: { kind: 'current', value: current },
          ends: [{ kind: 'time', value: 400 }],
          text: `discharge ${current}A for 400s`,
        },
      ],
      options,
    );

  it('is carried below', () => {
    const { status, series } = hold(0.96 * limit);
    expect(status).toBe('end');
    for (const voltage of series.voltage) expect(voltage).toBeGreaterThan(2);
  });

  it('is not carried above: the cell says so instead of going on with less than no salt', () => {
    for (const share of [1.04, 1.2, 2]) {
      const { status, failure, series } = hold(share * limit);
      expect(status, `${share} of the limit`).toBe('failed');
      expect(failure!.code).toBe('CELL_ELECTROLYTE_DEPLETED');
      // Steady within two times L^2 / D.
      expect(failure!.time).toBeLessThan((2 * thickness ** 2) / diffusivity);
      for (const voltage of series.voltage) expect(Number.isFinite(voltage)).toBe(true);
    }
  });

  it('has a straight profile of salt when steady', () => {
    const { integrator } = runConstantCurrent({
      parameters: cell,
      mesh: presets.fast.mesh,
      tolerance: 1e-4,
      current: 0.5 * limit,
      until: 400,
    });
    const { c, separatorMesh } = integrator.cell;
    for (const [k, x] of separatorMesh.x.entries()) {
      // Half the limit: 1.5 at the metal, 0.5 at the plane, whose own pores hold 1e-3 of the salt.
      expectClose(c[k]!, 1.5 - x, { rtol: 0, atol: 1e-3 });
    }
  });
});
