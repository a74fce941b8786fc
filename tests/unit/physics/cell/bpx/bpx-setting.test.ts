import { describe, expect, it } from 'vitest';
import { bpxSetting, bpxSettingNames } from '../../../../../physics/cell/bpx/bpx-setting.ts';
import { readBpx } from '../../../../../physics/cell/bpx/read-bpx.ts';
import type { CellParameters, Electrode } from '../../../../../physics/cell/cell-parameters.ts';
import { expectClose } from '../../../../support/close.ts';
import { changed, errorOf, exampleText } from './fixtures.ts';

const file = 'nmc_pouch_cell_BPX.json';
const cell = readBpx(exampleText(file), 'cell');
const round = { rtol: 1e-13, atol: 0 };

/** All numbers of a set, and its functions at a few points, by their place. */
function numbers(of: unknown, place = ''): Record<string, number> {
  if (typeof of === 'number') return { [place]: of };
  if (typeof of === 'function') {
    return Object.fromEntries([0.3, 0.6].map((x) => [`${place}(${x})`, of(x, 298.15) as number]));
  }
  if (typeof of !== 'object' || of === null) return {};
  return Object.assign(
    {},
    ...Object.entries(of).map(([name, part]) => numbers(part, `${place}.${name}`)),
  );
}

function expectSame(actual: CellParameters, expected: CellParameters): void {
  const [got, wanted] = [numbers(actual), numbers(expected)];
  expect(Object.keys(got).sort()).toEqual(Object.keys(wanted).sort());
  expect(Object.keys(wanted).length).toBeGreaterThan(60);
  for (const [place, value] of Object.entries(wanted)) expectClose(got[place]!, value, round);
}

describe('bpxSetting', () => {
  it.each<[path: string[], value: number | string]>([
    [['Negative electrode', 'Thickness [m]'], 7e-5],
    [['Negative electrode', 'Conductivity [S.m-1]'], 10],
    [['Negative electrode', 'Transport efficiency'], 0.2],
    [['Negative electrode', 'Maximum concentration [mol.m-3]'], 31_000],
    [['Negative electrode', 'Surface area per unit volume [m-1]'], 4e5],
    [['Negative electrode', 'Minimum stoichiometry'], 0.02],
    [['Positive electrode', 'Minimum stoichiometry'], 0.4],
    [['Positive electrode', 'Reaction rate constant [mol.m-2.s-1]'], 1e-5],
    [['Positive electrode', 'Reaction rate constant activation energy [J.mol-1]'], 40_000],
    [['Positive electrode', 'Diffusivity activation energy [J.mol-1]'], 40_000],
    [['Positive electrode', 'Diffusivity [m2.s-1]'], 5e-15],
    [['Positive electrode', 'OCP [V]'], '4.4 - x'],
    [['Positive electrode', 'Entropic change coefficient [V.K-1]'], '-1e-4 * x'],
    [['Separator', 'Thickness [m]'], 1.2e-5],
    [['Electrolyte', 'Cation transference number'], 0.4],
    [['Electrolyte', 'Conductivity [S.m-1]'], '1 - (x / 5000) ** 2'],
    [['Electrolyte', 'Diffusivity activation energy [J.mol-1]'], 9000],
    [['Cell', 'Nominal cell capacity [A.h]'], 10],
    [['Cell', 'Lower voltage cut-off [V]'], 3],
    [['Cell', 'Volume [m3]'], 2e-4],
    [['Cell', 'External surface area [m2]'], 0.05],
    [['Cell', 'Density [kg.m-3]'], 2000],
    [['Cell', 'Specific heat capacity [J.K-1.kg-1]'], 1000],
    [['Cell', 'Reference temperature [K]'], 300],
  ])('sets %j as the file would', (path, value) => {
    const expected = readBpx(changed(file, ['Parameterisation', ...path], value), 'cell');
    expectSame(bpxSetting(cell, path.join(' '), value)!, expected);
    expectSame(bpxSetting(cell, ['Parameterisation', ...path].join(' > '), value)!, expected);
  });

  it('sets the states of the cell', () => {
    const half = bpxSetting(cell, 'Initial conditions Initial state-of-charge', 0.5)!;
    const state = (half.negative as Electrode).materials[0]!.initialStoichiometry;
    expectClose(state, (0.005504 + 0.75668) / 2, round);
    const salt = bpxSetting(
      cell,
      'Initial conditions Initial electrolyte concentration [mol.m-3]',
      1200,
    )!;
    expect(salt.electrolyte.initialConcentration).toBe(1200);
    expect(salt.positive.materials[0]!.exchangeCurrent.electrolyteReference).toBe(1200);
    const warm = bpxSetting(cell, 'Thermal environment Ambient temperature [K]', 310)!;
    expect([warm.ambientTemperature, warm.initialTemperature]).toEqual([310, 298.15]);
    const joined = bpxSetting(cell, 'User-defined Contact resistance [Ohm]', 0.01)!;
    expect(joined.contactResistance).toBe(0.01);
  });

  it('leaves the active share when the radius changes, and heat when the area does', () => {
    const fine = bpxSetting(cell, 'Positive electrode Particle radius [m]', 1e-6)!;
    expect(fine.positive.materials[0]!.volumeFraction).toBe(
      cell.positive.materials[0]!.volumeFraction,
    );
    const wide = bpxSetting(cell, 'Cell Electrode area [m2]', 1)!;
    expectClose(wide.thermal!.layersThickness * wide.area, wide.thermal!.volume, round);
  });

  it('asks for the particle in a blend', () => {
    const name = 'nmc_pouch_cell_BPX_blended_electrode.json';
    const blend = readBpx(exampleText(name), name);
    expect(bpxSetting(blend, 'Positive electrode Particle radius [m]', 1e-6)).toBeUndefined();
    const set = bpxSetting(blend, 'Positive electrode Small Particles Particle radius [m]', 2e-6)!;
    expect(set.positive.materials.map(({ particleRadius }) => particleRadius)).toEqual([
      8e-6, 2e-6,
    ]);
  });

  it('does not know other names, and lists those that it knows', () => {
    expect(bpxSetting(cell, 'Negative electrode Colour', 1)).toBeUndefined();
    const names = bpxSettingNames(cell);
    expect(names).toContain('Negative electrode Thickness [m]');
    expect(names.length).toBeGreaterThan(40);
    const single = readBpx(exampleText('nmc_pouch_cell_BPX_SPM.json'), 'spm');
    expect(bpxSettingNames(single)).not.toContain('Separator Thickness [m]');
  });

  it.each<[name: string, value: number | string]>([
    ['Negative electrode Thickness [m]', -1],
    ['Negative electrode Thickness [m]', '1e-5'],
    ['Negative electrode Porosity', Number.NaN],
    ['Negative electrode Minimum stoichiometry', 0.9],
    ['Positive electrode Diffusivity [m2.s-1]', 'x - 2'],
    ['Electrolyte Conductivity [S.m-1]', 0],
  ])('refuses %s = %j', (name, value) => {
    const error = errorOf(() => bpxSetting(cell, name, value));
    expect(error.code).toBe('BPX_INVALID_VALUE');
    expect(error.message).toContain(name.split(' ')[0]);
  });

  it('says where a formula is wrong', () => {
    const error = errorOf(() => bpxSetting(cell, 'Positive electrode OCP [V]', '4 +* x'));
    expect(error.data).toMatchObject({ path: 'Positive electrode OCP [V]', position: 4 });
  });
});
