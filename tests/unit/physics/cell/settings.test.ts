import { describe, expect, it } from 'vitest';
import {
  type CellParameters,
  type Electrode,
  surfacePerVolume,
} from '../../../../physics/cell/cell-parameters.ts';
import { checkCell } from '../../../../physics/cell/check-cell.ts';
import { fromSi, toSi } from '../../../../physics/cell/parameter-range.ts';
import { applySettings, cellSetting, settingKeys } from '../../../../physics/cell/settings.ts';
import { expectClose } from '../../../support/close.ts';
import { plainCell, plainElectrode, plainMaterial } from './plain-cell.ts';

function problemOf(act: () => unknown): { code: string; message: string; data: object } {
  try {
    act();
  } catch (error) {
    const { code, message, data } = error as { code: string; message: string; data: object };
    return { code, message, data };
  }
  throw new Error('it was taken');
}

const negative = (cell: CellParameters): Electrode => cell.negative as Electrode;
const material = (cell: CellParameters) => negative(cell).materials[0]!;

describe('settings', () => {
  it('reach what they name in SI, and leave everything else as it was', () => {
    const cell = plainCell();
    const [sample] = [material(cell)];
    const electrode = (change: Partial<Electrode>): CellParameters =>
      plainCell({ negative: { ...negative(cell), ...change } });
    const inMaterial = (change: object): CellParameters =>
      electrode({ materials: [{ ...sample, ...change }] });
    const wanted: Record<string, [number, CellParameters]> = {
      'negative.thickness_um': [100, electrode({ thickness: 1e-4 })],
      'negative.porosity_frac': [0.25, electrode({ porosity: 0.25 })],
      'negative.bruggeman_1': [2, electrode({ transport: { bruggemanExponent: 2 } })],
      'negative.tortuosityFactor_1': [3, electrode({ transport: { tortuosityFactor: 3 } })],
      'negative.conductivity_S_per_m': [10, electrode({ conductivity: 10 })],
      'negative.activeSurfaceFactor_1': [0.9, electrode({ activeSurfaceFactor: 0.9 })],
      'negative.activeFraction_frac': [0.5, inMaterial({ volumeFraction: 0.5 })],
      'negative.particleRadius_um': [8, inMaterial({ particleRadius: 8e-6 })],
      'negative.initialStoichiometry_1': [0.7, inMaterial({ initialStoichiometry: 0.7 })],
      'separator.thickness_um': [
        10,
        plainCell({ separator: { ...cell.separator, thickness: 1e-5 } }),
      ],
      'separator.porosity_frac': [
        0.4,
        plainCell({ separator: { ...cell.separator, porosity: 0.4 } }),
      ],
      'cell.contactResistance_mohm': [20, plainCell({ contactResistance: 0.02 })],
      'cell.area_m2': [0.2, plainCell({ area: 0.2 })],
      'cell.temperature_degC': [
        10,
        plainCell({ ambientTemperature: 283.15, initialTemperature: 283.15 }),
      ],
    };
    expect(settingKeys).toEqual(expect.arrayContaining(Object.keys(wanted)));
    const plain = (value: CellParameters) => JSON.stringify(value);
    for (const [key, [value, expected]] of Object.entries(wanted)) {
      expect([key, plain(applySettings(cell, { [key]: value }))]).toEqual([key, plain(expected)]);
    }
    expect(plain(cell)).toBe(plain(plainCell()));
    expect(applySettings(cell, {})).toBe(cell);
  });

  it('are read in SI as they were set', () => {
    for (const key of settingKeys) {
      const { value, range } = cellSetting(plainCell(), key);
      const other = 0.99 * fromSi(value!, range);
      const read = cellSetting(applySettings(plainCell(), { [key]: other }), key).value!;
      // Two roundings of the change of unit.
      expectClose(read, toSi(other, range), { rtol: 1e-14, atol: 0 });
    }
  });

  it('make a particle diffusivity constant, with the activation energy of the set', () => {
    const { diffusivity } = material(
      applySettings(plainCell(), { 'negative.particleDiffusivity_m2_per_s': 5e-15 }),
    );
    expect([diffusivity.at(0.1, 300), diffusivity.at(0.9, 250)]).toEqual([5e-15, 5e-15]);
    expect(diffusivity.activationEnergy).toBe(20_000);
  });

  it('carry an active surface that was derived, and leave one that was measured', () => {
    const surface = (given: number | undefined) => {
      const materials = [plainMaterial(given === undefined ? {} : { surfacePerVolume: given })];
      const cell = plainCell({ negative: plainElectrode({ materials }) });
      return surfacePerVolume(
        material(applySettings(cell, { 'negative.activeFraction_frac': 0.3 })),
      );
    };
    const spheres = (3 * 0.3) / 5e-6;
    for (const given of [undefined, (3 * 0.6) / 5e-6]) {
      // one rounding of the quotient
      expectClose(surface(given), spheres, { rtol: 1e-15, atol: 0 });
    }
    expect(surface(2e5)).toBe(2e5);
  });

  it('name the material of a blend, and only then reach it', () => {
    const materials = [
      plainMaterial({ name: 'graphite', volumeFraction: 0.5 }),
      plainMaterial({ name: 'silicon', volumeFraction: 0.1 }),
    ];
    const cell = plainCell({ negative: plainElectrode({ materials }) });
    const changed = applySettings(cell, { 'negative.silicon.particleRadius_um': 1 });
    expect(negative(changed).materials.map((own) => own.particleRadius)).toEqual([5e-6, 1e-6]);
    const { code, message } = problemOf(() =>
      applySettings(cell, { 'negative.particleRadius_um': 1 }),
    );
    expect(code).toBe('PHY_UNKNOWN_PARAMETER');
    expect(message).toContain('negative.silicon.particleRadius_um');
  });

  it('hand keys that the table lacks to a further reader', () => {
    const further = {
      apply: (cell: CellParameters, key: string, value: number) =>
        key === 'Electrode area [m2]' ? { ...cell, area: value } : undefined,
      what: 'a name of the format',
    };
    expect(applySettings(plainCell(), { 'Electrode area [m2]': 0.5 }, further).area).toBe(0.5);
    const problem = problemOf(() => applySettings(plainCell(), { other: 1 }, further));
    expect(problem.code).toBe('PHY_UNKNOWN_PARAMETER');
    expect(problem.message).toMatch(/cell\.temperature_degC; or a name of the format$/);
  });

  it.each(['negative.thicknes_um', 'thickness_um', 'cell.__proto__', 'anode.thickness_um', ''])(
    '%j is unknown, and what is known is listed',
    (key) => {
      const problem = problemOf(() => applySettings(plainCell(), { [key]: 1 }));
      expect(problem).toMatchObject({ code: 'PHY_UNKNOWN_PARAMETER', data: { parameter: key } });
      expect(problem.message).toMatch(/allowed is (negative|cell)\./);
    },
  );

  it('of a lithium-metal electrode are none', () => {
    const { exchangeCurrent } = plainMaterial();
    const cell = plainCell({
      negative: { kind: 'lithiumMetal', exchangeCurrent, seriesResistance: 0 },
    });
    checkCell(cell);
    const act = () => applySettings(cell, { 'negative.thickness_um': 1 });
    expect(problemOf(act).message).toContain('it is lithium metal');
  });

  it.each([
    ['negative.thickness_um', -5, 'above 0 to 10000 um'],
    ['negative.thickness_um', Number.NaN, 'above 0 to 10000 um'],
    ['negative.porosity_frac', 1, 'above 0 to below 1'],
    ['positive.initialStoichiometry_1', 1.2, 'above 0 to below 1'],
    ['positive.tortuosityFactor_1', 0.5, 'from 1 to 1000'],
    ['positive.activeSurfaceFactor_1', 1.1, 'above 0 to 1'],
    ['cell.area_m2', Number.POSITIVE_INFINITY, 'above 0 to 1000000 m2'],
    ['cell.temperature_degC', 298.15, 'from -60 to 150 degC'],
  ])('%s of %s is refused by name, value and range', (parameter, value, allowed) => {
    const problem = problemOf(() => applySettings(plainCell(), { [parameter]: value }));
    const shown = Number.isFinite(value) ? value : String(value);
    expect(problem).toMatchObject({
      code: 'PHY_PARAMETER_OUT_OF_RANGE',
      data: { parameter, value: shown, allowed },
    });
    expect(problem.message).toContain(`${parameter} is ${shown}`);
    expect(problem.message).toContain(allowed);
  });

  it('may not fill an electrode beyond its volume, nor say transport twice', () => {
    expect(problemOf(() => applySettings(plainCell(), { 'negative.porosity_frac': 0.5 }))).toEqual({
      code: 'PHY_PARAMETER_OUT_OF_RANGE',
      message:
        'negative.porosity_frac + negative.activeFraction_frac is 1.1 (0.5 + 0.6); allowed is from 0 to 1',
      data: expect.objectContaining({ value: 1.1, maximum: 1 }),
    });
    const both = { 'positive.bruggeman_1': 2, 'positive.tortuosityFactor_1': 3 };
    expect(problemOf(() => applySettings(plainCell(), both)).code).toBe(
      'PHY_PARAMETERS_CONTRADICT',
    );
  });
});

describe('a parameter set', () => {
  it('is taken when nothing is wrong', () => {
    expect(() => checkCell(plainCell())).not.toThrow();
  });

  const electrolyte = plainCell().electrolyte;
  it.each<[string, Partial<CellParameters>]>([
    ['cell.nominalCapacity_As', { nominalCapacity: 0 }],
    ['cell.initialTemperature_degC', { initialTemperature: 25 }],
    ['cell.upperCutoff_V', { upperCutoff: Number.NaN }],
    [
      'electrolyte.initialConcentration_mol_per_m3',
      { electrolyte: { ...electrolyte, initialConcentration: -1 } },
    ],
    [
      'electrolyte.transferenceNumber',
      { electrolyte: { ...electrolyte, transferenceNumber: { at: () => 1 } } },
    ],
    [
      'electrolyte.conductivity',
      { electrolyte: { ...electrolyte, conductivity: { at: (c) => 1.5 - c / 1000 } } },
    ],
    [
      'negative.window.full',
      {
        negative: plainElectrode({
          materials: [plainMaterial({ window: { empty: 0, full: 1.1 } })],
        }),
      },
    ],
    [
      'negative.exchangeCurrent.reference_A_per_m2',
      {
        negative: plainElectrode({
          materials: [
            plainMaterial({
              exchangeCurrent: { ...plainMaterial().exchangeCurrent, reference: 0 },
            }),
          ],
        }),
      },
    ],
    [
      'negative.openCircuitPotential_V',
      {
        negative: plainElectrode({
          materials: [plainMaterial({ openCircuitPotential: (s) => (s > 0.5 ? Number.NaN : 1) })],
        }),
      },
    ],
    [
      'negative.particleDiffusivity_m2_per_s',
      {
        negative: plainElectrode({
          materials: [plainMaterial({ diffusivity: { at: (s) => s - 0.5 } })],
        }),
      },
    ],
    [
      'separator.porosity_frac',
      { separator: { thickness: 1e-5, porosity: 1.5, transport: { bruggemanExponent: 1 } } },
    ],
    [
      'thermal.heatCapacity',
      {
        thermal: {
          heatCapacity: 0,
          layersThickness: 1,
          coolingArea: 1,
          volume: 1,
          heatTransferCoefficient: 1,
        },
      },
    ],
  ])('with a bad %s is refused by that name', (parameter, change) => {
    expect(problemOf(() => checkCell(plainCell(change)))).toMatchObject({
      code: 'PHY_PARAMETER_OUT_OF_RANGE',
      data: { parameter },
    });
  });

  it('says where on a curve a value is bad', () => {
    const conductivity = { at: (c: number) => (c > 1500 ? Number.NaN : 1) };
    const act = () => checkCell(plainCell({ electrolyte: { ...electrolyte, conductivity } }));
    expect(problemOf(act).message).toMatch(
      /^electrolyte.conductivity is NaN at 15\d\d(\.\d+)? mol\/m3 of salt; allowed is a finite number above 0$/,
    );
  });

  it('contradicts itself with cut-offs the wrong way round, or without a material', () => {
    for (const change of [{ lowerCutoff: 4.3 }, { positive: plainElectrode({ materials: [] }) }]) {
      expect(problemOf(() => checkCell(plainCell(change))).code).toBe('PHY_PARAMETERS_CONTRADICT');
    }
  });
});
