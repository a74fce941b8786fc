import { describe, expect, it } from 'vitest';
import { lackingFields, requireModel } from '../../../../../physics/cell/bpx/model-needs.ts';
import { readBpx } from '../../../../../physics/cell/bpx/read-bpx.ts';
import {
  type ActiveMaterial,
  type CellParameters,
  type Electrode,
  type Property,
  transportFactor,
} from '../../../../../physics/cell/cell-parameters.ts';
import { gasConstant } from '../../../../../physics/core/constants.ts';
import { expectClose } from '../../../../support/close.ts';
import { changed, errorOf, exampleText, fileNames, type Json } from './fixtures.ts';

interface Curves {
  readonly stoichiometry: number[];
  readonly openCircuitPotential: number[];
  readonly diffusivity: number[];
  readonly entropicChange: number[];
}
interface OfMaterial {
  readonly volumeFraction: number;
  readonly exchangeCurrent: number[][];
  readonly diffusivity: number[][];
}
interface OfFile {
  readonly initialVoltage: number;
  readonly negative: Record<string, Curves>;
  readonly positive: Record<string, Curves>;
  readonly pybamm: {
    readonly salt: number[];
    readonly temperatures: number[];
    readonly electrolyteDiffusivity: number[][];
    readonly electrolyteConductivity: number[][];
    readonly separatorEfficiency: number;
    readonly Negative: OfMaterial;
    readonly Positive?: OfMaterial;
    readonly 'Primary: Positive'?: OfMaterial;
    readonly 'Secondary: Positive'?: OfMaterial;
  } | null;
}
const values = (JSON.parse(exampleText('values.json')) as { files: Record<string, OfFile> }).files;

/** Round-off between the libm of Python and of this engine; the potentials are differences of terms up to 5e4 V. */
const round = { rtol: 1e-12, atol: 1e-11 };
/** The same where values are far from 1, and where the two gas constants differ in the tenth digit. */
const relative = { rtol: 1e-9, atol: 0 };

const read = (name: string) => readBpx(exampleText(name), name);
const negativeOf = (cell: CellParameters) => cell.negative as Electrode;
const initialPotential = ({ materials: [material] }: Electrode) =>
  material!.openCircuitPotential(material!.initialStoichiometry);
function valueAt(property: Property, x: number, temperature: number): number {
  const inverse = 1 / 298.15 - 1 / temperature;
  return (
    property.at(x, 298.15) * Math.exp(((property.activationEnergy ?? 0) * inverse) / gasConstant)
  );
}

describe.each(fileNames)('%s', (name) => {
  const cell = read(name);
  const expected = values[name]!;

  it('has the potentials, diffusivities and entropic changes of the bpx package', () => {
    for (const side of ['negative', 'positive'] as const) {
      const { materials } = cell[side] as Electrode;
      const curves = Object.values(expected[side]);
      expect(curves).toHaveLength(materials.length);
      for (const [i, { stoichiometry, ...columns }] of curves.entries()) {
        const material = materials[i]!;
        for (const [row, x] of stoichiometry.entries()) {
          expectClose(material.openCircuitPotential(x), columns.openCircuitPotential[row]!, round);
          expectClose(material.diffusivity.at(x, 298.15), columns.diffusivity[row]!, relative);
          expectClose(material.entropicChange(x), columns.entropicChange[row]!, {
            rtol: 1e-12,
            atol: 1e-18,
          });
        }
      }
    }
  });

  it('starts at the open-circuit voltage of full charge', () => {
    const voltage = initialPotential(cell.positive) - initialPotential(negativeOf(cell));
    expectClose(voltage, expected.initialVoltage, round);
  });

  it('has the effective values that PyBaMM makes of it, where it has an electrolyte', () => {
    expect(expected.pybamm === null).toBe(lackingFields(cell).length > 0);
    if (!expected.pybamm) return;
    const { salt, temperatures, ...of } = expected.pybamm;
    const { electrolyte } = cell;
    for (const [i, temperature] of temperatures.entries()) {
      for (const [k, c] of salt.entries()) {
        const { diffusivity, conductivity } = electrolyte;
        expectClose(
          valueAt(diffusivity, c, temperature),
          of.electrolyteDiffusivity[i]![k]!,
          relative,
        );
        expectClose(
          valueAt(conductivity, c, temperature),
          of.electrolyteConductivity[i]![k]!,
          relative,
        );
      }
    }
    const { porosity, transport } = cell.separator;
    expectClose(transportFactor(porosity, transport), of.separatorEfficiency, relative);
    const pairs: [ActiveMaterial | undefined, OfMaterial | undefined][] = [
      [negativeOf(cell).materials[0], of.Negative],
      [cell.positive.materials[0], of.Positive ?? of['Primary: Positive']],
      [cell.positive.materials[1], of['Secondary: Positive']],
    ];
    let compared = 0;
    for (const [material, theirs] of pairs) {
      expect(material === undefined).toBe(theirs === undefined);
      if (!material || !theirs) continue;
      compared += 1;
      expectClose(material.volumeFraction, theirs.volumeFraction, relative);
      const { exchangeCurrent } = material;
      for (const [i, temperature] of temperatures.entries()) {
        const rate = valueAt({ at: () => 1, ...exchangeCurrent }, 0, temperature);
        for (const [k, s] of [0.2, 0.6].entries()) {
          const share = ((700 / exchangeCurrent.electrolyteReference) * s * (1 - s)) ** 0.5;
          expectClose(
            exchangeCurrent.reference * rate * share,
            theirs.exchangeCurrent[i]![k]!,
            relative,
          );
          expectClose(
            valueAt(material.diffusivity, s, temperature),
            theirs.diffusivity[i]![k]!,
            relative,
          );
        }
      }
    }
    expect(compared).toBeGreaterThanOrEqual(2);
  });
});

describe('readBpx', () => {
  it('takes area, capacity and heat from the cell', () => {
    const cell = read('nmc_pouch_cell_BPX.json');
    expect(cell).toMatchObject({
      area: 0.016808 * 34,
      nominalCapacity: 12.5 * 3600,
      lowerCutoff: 2.7,
      upperCutoff: 4.2,
      contactResistance: 0,
    });
    const thermal = cell.thermal!;
    const round = { rtol: 1e-15, atol: 0 }; // one product
    expectClose(thermal.heatCapacity, 1847 * 913, round);
    expectClose(thermal.layersThickness * cell.area, thermal.volume, round);
    expect(thermal).toMatchObject({ coolingArea: 0.0379, heatTransferCoefficient: 0 });
    expect(cell.notes.join()).toContain('adiabatic');
  });

  it('reads a table along straight lines, and on along its ends', () => {
    const { entropicChange } = read('lfp_18650_cell_BPX.json').positive.materials[0]!;
    const round = { rtol: 1e-12, atol: 0 }; // one interpolation
    expectClose(entropicChange(0.025), (0.0001 + 4.7145e-5) / 2, round);
    expectClose(entropicChange(1.05), -0.00022539 - (0.00022539 - 0.00010921), round);
  });

  it('knows a potential and a diffusivity as far as their tables go, and formulas without an end', () => {
    const name = 'nmc_pouch_cell_BPX.json';
    const formulas = read(name).positive.materials[0]!;
    expect(formulas.potentialRange).toBeUndefined();
    expect(formulas.diffusivity.range).toBeUndefined();
    const side = ['Parameterisation', 'Positive electrode'];
    const x = [0.4, 0.7, 0.97];
    const table = changed(name, [...side, 'OCP [V]'], { x, y: [4.2, 3.9, 3.5] });
    expect(readBpx(table, name).positive.materials[0]).toMatchObject({
      potentialRange: [0.4, 0.97],
    });
    const diffusing = changed(name, [...side, 'Diffusivity [m2.s-1]'], {
      x,
      y: [1e-14, 2e-14, 1e-14],
    });
    expect(readBpx(diffusing, name).positive.materials[0]!.diffusivity.range).toEqual([0.4, 0.97]);
  });

  it('reads a document as it reads its text, and leaves it as it was', () => {
    const text = exampleText('nmc_pouch_cell_BPX.json');
    const document: unknown = JSON.parse(text);
    expect(JSON.stringify(readBpx(document, 'cell'))).toBe(JSON.stringify(readBpx(text, 'cell')));
    expect(document).toEqual(JSON.parse(text));
  });

  it('names each particle of a blend', () => {
    const { materials } = read('nmc_pouch_cell_BPX_blended_electrode.json').positive;
    expect(materials.map(({ name }) => name)).toEqual(['Large Particles', 'Small Particles']);
    // Round-off of a product.
    expectClose(materials[1]!.volumeFraction, (496883 * 1e-6) / 3, { rtol: 1e-15, atol: 0 });
  });

  it('lets a file for the single-particle model run as such only', () => {
    const cell = read('nmc_pouch_cell_BPX_SPM.json');
    expect(lackingFields(cell)).toContain('Parameterisation > Separator');
    expect(() => requireModel({ ...cell, name: 'copy' }, 'spm')).not.toThrow();
    for (const model of ['spme', 'dfn'] as const) {
      const error = errorOf(() => requireModel(cell, model));
      expect(error.code).toBe('BPX_MODEL_INCOMPLETE');
      expect(error.message).toContain('Parameterisation > Electrolyte');
    }
    expect(errorOf(() => cell.electrolyte.conductivity.at(1000, 298.15)).code).toBe(
      'BPX_MODEL_INCOMPLETE',
    );
    expect(() => requireModel(read('nmc_pouch_cell_BPX.json'), 'dfn')).not.toThrow();
  });

  it.each([
    ['0.1', 0.1],
    ['0.4', '0.4'],
    ['0.5', '0.5.0'],
  ])('reads version %s', (_, version) => {
    const document = changed('nmc_pouch_cell_BPX.json', ['Header', 'BPX'], version);
    expect(readBpx(document, 'cell').nominalCapacity).toBe(45_000);
  });
});

describe('BPX v1', () => {
  const state = {
    'Initial conditions': {
      'Initial state-of-charge': 0.5,
      'Initial temperature [K]': 300,
      'Initial electrolyte concentration [mol.m-3]': 1100,
    },
    'Thermal environment': {
      'Ambient temperature [K]': 290,
      'Heat transfer coefficient [W.m-2.K-1]': 12,
    },
  };
  function version1(
    change: (parts: Record<string, Json>, document: Json) => void = () => {},
  ): Json {
    const document = JSON.parse(exampleText('nmc_pouch_cell_BPX.json')) as Json;
    const parts = document['Parameterisation'] as Record<string, Json>;
    (document['Header'] as Json)['BPX'] = '1.1.0';
    delete parts['Cell']!['Ambient temperature [K]'];
    delete parts['Cell']!['Initial temperature [K]'];
    delete parts['Cell']!['Thermal conductivity [W.m-1.K-1]'];
    delete parts['Electrolyte']!['Initial concentration [mol.m-3]'];
    document['State'] = structuredClone(state);
    change(parts, document);
    return document;
  }

  it('starts from its State section', () => {
    const cell = readBpx(version1(), 'cell');
    expect(cell).toMatchObject({ initialTemperature: 300, ambientTemperature: 290 });
    expect(cell.electrolyte.initialConcentration).toBe(1100);
    expect(cell.positive.materials[0]!.exchangeCurrent.electrolyteReference).toBe(1100);
    expect(cell.thermal!.heatTransferCoefficient).toBe(12);
    const round = { rtol: 1e-15, atol: 0 }; // a mean
    expectClose(cell.positive.materials[0]!.initialStoichiometry, (0.42424 + 0.9621) / 2, round);
    expectClose(
      negativeOf(cell).materials[0]!.initialStoichiometry,
      (0.005504 + 0.75668) / 2,
      round,
    );
  });

  it('says what of State it had to do without', () => {
    const document = version1((_, all) => {
      const conditions = { 'Initial electrolyte concentration [mol.m-3]': 1000 };
      all['State'] = { 'Initial conditions': conditions };
    });
    const cell = readBpx(document, 'cell');
    expect(cell.initialTemperature).toBe(298.15);
    expect(cell.notes.join(' ')).toMatch(/state of charge.*ambient.*initial temperature/);
  });

  describe('of a material with hysteresis', () => {
    const branches = {
      'OCP (lithiation) [V]': '0.1 - 0.05 * x',
      'OCP (delithiation) [V]': { x: [0, 1], y: [0.2, 0.1] },
      'OCP hysteresis decay constant': 0.01,
    };
    const readWith = (fields: Partial<typeof branches>, initialState?: number) => {
      const document = version1((parts) => Object.assign(parts['Negative electrode']!, fields));
      if (initialState !== undefined) {
        (document['State'] as Record<string, Json>)['Initial conditions']![
          'Initial hysteresis state: Negative electrode'
        ] = initialState;
      }
      return readBpx(document, 'cell');
    };

    it('takes both branches, the decay constant and the initial state', () => {
      const cell = readWith(branches, -0.5);
      const { hysteresis } = negativeOf(cell).materials[0]!;
      expect(hysteresis).toMatchObject({ decayConstant: 0.01, initialState: -0.5 });
      expect(hysteresis!.lithiation(0.5)).toBe(0.1 - 0.05 * 0.5);
      // A table, read along its straight line.
      expectClose(hysteresis!.delithiation(0.5), 0.15, round);
      expect(cell.notes.join()).toContain('Hysteresis with one state');
      expect(cell.notes.join()).not.toContain('halfway');
    });

    it('says that it starts halfway where no initial state is given', () => {
      const cell = readWith(branches);
      expect(negativeOf(cell).materials[0]!.hysteresis!.initialState).toBe(0);
      expect(cell.notes.join()).toContain('halfway is taken: Negative electrode');
    });

    it('uses the mean potential and says so where a branch or the decay constant is missing', () => {
      for (const name of Object.keys(branches)) {
        const cell = readWith({ ...branches, [name]: undefined });
        expect(negativeOf(cell).materials[0]!.hysteresis).toBeUndefined();
        expect(cell.notes.join()).toContain('Hysteresis is kept but not modelled');
      }
    });

    it('refuses a state beyond the branches and a decay that grows', () => {
      expect(errorOf(() => readWith(branches, 1.5)).code).toBe('BPX_INVALID_VALUE');
      const growing = { ...branches, 'OCP hysteresis decay constant': -1 };
      expect(errorOf(() => readWith(growing)).code).toBe('BPX_INVALID_VALUE');
    });
  });

  it('uses the contact resistance of User-defined and names what it does not use', () => {
    const cell = readBpx(
      version1((parts) => {
        parts['User-defined'] = {
          description: 'own values',
          'Contact resistance [Ohm]': 1e-3,
          'Own table': { x: [1, 0], y: [0, 1] },
          Nested: { 'Own formula': 'x ** 2' },
        };
      }),
      'cell',
    );
    expect(cell.contactResistance).toBe(1e-3);
    expect(cell.notes.join()).toContain('User-defined, not used: Own table, Nested.');
  });

  it.each([
    ['Ambient temperature [K]', 'State > Thermal environment'],
    ['Initial temperature [K]', 'State > Initial conditions'],
    ['Thermal conductivity [W.m-1.K-1]', 'User-defined'],
  ])('says where %s went', (field, place) => {
    const document = version1((parts) => {
      parts['Cell']![field] = 298.15;
    });
    const error = errorOf(() => readBpx(document, 'cell'));
    expect(error.code).toBe('BPX_UNKNOWN_FIELD');
    expect(error.message).toContain(place);
  });

  it('refuses degradation that it does not model, and needs the salt concentration', () => {
    const aged = version1((_, document) => {
      (document['State'] as Json)['Degradation'] = {
        LLI: 5,
        'LAM: Positive electrode': 0,
        'LAM: Negative electrode': 0,
      };
    });
    expect(errorOf(() => readBpx(aged, 'cell')).data).toMatchObject({
      path: 'State > Degradation > LLI',
    });
    const bare = version1((_, document) => {
      delete document['State'];
    });
    expect(errorOf(() => readBpx(bare, 'cell')).data['path']).toBe(
      'State > Initial conditions > Initial electrolyte concentration [mol.m-3]',
    );
  });
});
