import { describe, expect, it } from 'vitest';
import { bpxSetting, bpxSettingNames } from '../../../../../physics/cell/bpx/bpx-setting.ts';
import { readBpx } from '../../../../../physics/cell/bpx/read-bpx.ts';
import {
  cellRules,
  electrodeRules,
  electrolyteRules,
  initialConditionRules,
  particleRules,
  separatorRules,
  thermalEnvironmentRules,
} from '../../../../../physics/cell/bpx/schema.ts';
import { writeBpx } from '../../../../../physics/cell/bpx/write-bpx.ts';
import type { CellParameters, Electrode } from '../../../../../physics/cell/cell-parameters.ts';
import { initialState, stateAtCharge } from '../../../../../physics/cell/initial-state.ts';
import { cellSet } from '../../../../../physics/cell/sets/by-name.ts';
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
    const error = errorOf(() => bpxSetting(blend, 'Positive electrode Particle radius [m]', 1e-6));
    expect(error.code).toBe('PHY_UNKNOWN_PARAMETER');
    expect(error.data['allowed']).toBe(
      "'Positive electrode > Large Particles > Particle radius [m]', 'Positive electrode > Small Particles > Particle radius [m]'",
    );
    const set = bpxSetting(blend, 'Positive electrode Small Particles Particle radius [m]', 2e-6)!;
    expect(set.positive.materials.map(({ particleRadius }) => particleRadius)).toEqual([
      8e-6, 2e-6,
    ]);
  });

  it('takes a field without its section where only one section has it', () => {
    const set = bpxSetting(cell, 'Nominal cell capacity [A.h]', 10)!;
    expect(set.nominalCapacity).toBe(36_000);
    const error = errorOf(() => bpxSetting(cell, 'Thickness [m]', 1e-4));
    expect(error.code).toBe('PHY_UNKNOWN_PARAMETER');
    expect(error.data['allowed']).toBe(
      "'Separator > Thickness [m]', 'Negative electrode > Thickness [m]', 'Positive electrode > Thickness [m]'",
    );
  });

  it('says where a field of older versions went', () => {
    const old = 'Parameterisation > Electrolyte > Initial concentration [mol.m-3]';
    expect(errorOf(() => bpxSetting(cell, old, 900)).message).toContain(
      'State > Initial conditions > Initial electrolyte concentration [mol.m-3]',
    );
    const now = 'State > Initial conditions > Initial electrolyte concentration [mol.m-3]';
    expect(bpxSetting(cell, now, 900)!.electrolyte.initialConcentration).toBe(900);
  });

  it('sets area and number of electrode pairs, each of which leaves the other', () => {
    const field = 'Number of electrode pairs connected in parallel to make a cell';
    const path = ['Parameterisation', 'Cell'];
    const twenty = readBpx(changed(file, [...path, field], 20), 'cell');
    expectSame(bpxSetting(cell, field, 20)!, twenty);
    const area = 'Electrode area [m2]';
    const small = readBpx(changed(file, [...path, area], 0.01), 'cell');
    expectSame(bpxSetting(cell, `Cell ${area}`, 0.01)!, small);
  });

  it('starts a set without limits of stoichiometry at a state of charge between its cut-offs', () => {
    const chen = cellSet('Chen2020');
    const half = bpxSetting(chen, 'Initial state-of-charge', 0.5)!;
    const { negative, positive } = stateAtCharge(chen, 0.5);
    expect(initialState(half)).toEqual({ negative, positive });
  });

  it('has a name for every number of the schema', () => {
    const document = JSON.parse(exampleText(file));
    Object.assign(document.Parameterisation['Positive electrode'], {
      'OCP (lithiation) [V]': '4.1 - x',
      'OCP (delithiation) [V]': '4.2 - x',
      'OCP hysteresis decay constant': 0.02,
    });
    const hysteretic = readBpx(document, 'cell');
    const names = bpxSettingNames(hysteretic);
    const sections = {
      Cell: cellRules,
      Electrolyte: electrolyteRules,
      Separator: separatorRules,
      'Positive electrode': { ...electrodeRules, ...particleRules },
      'Initial conditions': initialConditionRules,
      'Thermal environment': thermalEnvironmentRules,
    };
    for (const [section, rules] of Object.entries(sections)) {
      const numbers = Object.entries(rules).filter(([, { kind }]) => kind === 'number');
      expect(names).toEqual(expect.arrayContaining(numbers.map(([name]) => `${section} ${name}`)));
    }
    const decay = bpxSetting(hysteretic, 'OCP hysteresis decay constant', 0.1)!;
    const state = 'Initial hysteresis state: Positive electrode';
    const both = bpxSetting(decay, state, -1)!;
    expect(both.positive.materials[0]!.hysteresis).toMatchObject({
      decayConstant: 0.1,
      initialState: -1,
    });
    const written = writeBpx(both);
    expect(written.State['Initial conditions']![state]).toBe(-1);
    expect(written.Parameterisation['Positive electrode']!['OCP hysteresis decay constant']).toBe(
      0.1,
    );
  });

  it('does not know other names, and lists those that it knows', () => {
    expect(bpxSetting(cell, 'negative.colour_1', 1)).toBeUndefined();
    const error = errorOf(() => bpxSetting(cell, 'Negative electrode > Colour', 1));
    expect(error.message).toMatch(/'Negative electrode > Thickness \[m\]', 'Negative electrode > /);
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
    expect(error.data).toMatchObject({ path: 'Positive electrode > OCP [V]', position: 4 });
  });
});
