import { describe, expect, it } from 'vitest';
import { readBpx } from '../../../../../physics/cell/bpx/read-bpx.ts';
import { writeBpx } from '../../../../../physics/cell/bpx/write-bpx.ts';
import {
  type CellParameters,
  constant,
  type Electrode,
  type Property,
  surfacePerVolume,
  transportFactor,
} from '../../../../../physics/cell/cell-parameters.ts';
import { expectClose } from '../../../../support/close.ts';
import { errorOf, exampleText, fileNames } from './fixtures.ts';

/** Products and quotients of the conversion, no more. */
const round = { rtol: 1e-13, atol: 1e-16 };
const read = (name: string) => readBpx(exampleText(name), name);
const again = (cell: CellParameters) => readBpx(JSON.stringify(writeBpx(cell)), cell.name);

function expectSameElectrode(actual: Electrode, expected: Electrode): void {
  expectClose(actual.thickness, expected.thickness, round);
  expectClose(actual.porosity, expected.porosity, round);
  expectClose(actual.conductivity, expected.conductivity, round);
  expectClose(
    transportFactor(actual.porosity, actual.transport),
    transportFactor(expected.porosity, expected.transport),
    round,
  );
  expect(actual.materials).toHaveLength(expected.materials.length);
  for (const [i, material] of expected.materials.entries()) {
    const got = actual.materials[i]!;
    expectClose(got.volumeFraction, material.volumeFraction, round);
    expectClose(surfacePerVolume(got), surfacePerVolume(material), round);
    expectClose(got.initialStoichiometry, material.initialStoichiometry, round);
    expectClose(got.exchangeCurrent.reference, material.exchangeCurrent.reference, round);
    expect(got.exchangeCurrent.activationEnergy).toBe(material.exchangeCurrent.activationEnergy);
    expect(got.maximumConcentration).toBe(material.maximumConcentration);
  }
}

/** A cell with functions that no BPX file gave; 273 to 323 K by Arrhenius, but not said so. */
function ownCell(changes: Partial<CellParameters> = {}): CellParameters {
  const cell = read('nmc_pouch_cell_BPX.json');
  const negative = cell.negative as Electrode;
  const electrode = (of: Electrode, slope: number, top: number): Electrode => ({
    ...of,
    transport: { bruggemanExponent: 1.5 },
    materials: of.materials.map(({ window: _, ...material }) => ({
      ...material,
      openCircuitPotential: (x) =>
        top - slope * x + 0.05 * Math.tanh(20 * (x - 0.5)) + 0.02 * Math.log((1 - x) / x),
      entropicChange: (x) => 1e-4 * Math.sin(6 * x),
      diffusivity: { at: (x) => 1e-14 * (1 + 0.5 * Math.cos(5 * x)) },
    })),
  });
  return {
    ...cell,
    // The lithium of these potentials does not reach 2.7 V.
    lowerCutoff: 3.3,
    contactResistance: 2e-3,
    negative: electrode(negative, 0.3, 0.4),
    positive: electrode(cell.positive, 0.9, 4.55),
    electrolyte: {
      ...cell.electrolyte,
      conductivity: {
        at: (c, temperature) =>
          0.9 *
          Math.exp(-(((c - 1100) / 900) ** 2)) *
          Math.exp(2000 * (1 / 298.15 - 1 / temperature)),
      },
    },
    ...changes,
  };
}

describe('writeBpx', () => {
  it.each(fileNames)('writes %s so that it reads as before', (name) => {
    const cell = read(name);
    const copy = again(cell);
    expectSameElectrode(copy.negative as Electrode, cell.negative as Electrode);
    expectSameElectrode(copy.positive, cell.positive);
    expectClose(copy.area, cell.area, round);
    expectClose(copy.nominalCapacity, cell.nominalCapacity, round);
    for (const [key, value] of Object.entries(cell.thermal!)) {
      expectClose(copy.thermal![key as keyof typeof copy.thermal], value, round);
    }
    for (const x of [0.1, 0.45, 0.9]) {
      const [a, b] = [copy.positive.materials[0]!, cell.positive.materials[0]!];
      expect(a.openCircuitPotential(x)).toBe(b.openCircuitPotential(x));
      expect(a.entropicChange(x)).toBe(b.entropicChange(x));
      expect(a.diffusivity.at(x, 298.15)).toBe(b.diffusivity.at(x, 298.15));
    }
  });

  it('keeps formulas as text and tables as they were', () => {
    const text = exampleText('lfp_18650_cell_BPX.json');
    const old = JSON.parse(text).Parameterisation;
    const { Parameterisation: written, Header: header } = writeBpx(readBpx(text, 'LFP'));
    for (const [section, field] of [
      ['Electrolyte', 'Conductivity [S.m-1]'],
      ['Negative electrode', 'OCP [V]'],
      ['Positive electrode', 'Entropic change coefficient [V.K-1]'],
      ['Positive electrode', 'Diffusivity activation energy [J.mol-1]'],
    ] as const) {
      expect(written[section]![field]).toEqual(old[section][field]);
    }
    expect(header['Description']).not.toContain('Tables');
    expect(header['BPX']).toBe('1.1.0');
  });

  it('follows functions by tables within the bound that its description states', () => {
    const cell = ownCell();
    const document = writeBpx(cell);
    expect(document.Header['Description']).toContain('within 0.00001 V, 1e-8 V/K and 0.00001');
    const copy = readBpx(JSON.stringify(document), cell.name);
    let compared = 0;
    for (const side of ['negative', 'positive'] as const) {
      const [a, b] = [
        (copy[side] as Electrode).materials[0]!,
        (cell[side] as Electrode).materials[0]!,
      ];
      for (let i = 1; i < 5000; i++) {
        const x = 1e-4 + ((1 - 2e-4) * i) / 5000;
        const bound = (atol: number, rtol = 0) => ({ atol, rtol });
        expectClose(a.openCircuitPotential(x), b.openCircuitPotential(x), bound(1e-5));
        expectClose(a.entropicChange(x), b.entropicChange(x), bound(1e-8));
        expectClose(a.diffusivity.at(x, 298.15), b.diffusivity.at(x, 298.15), bound(0, 1e-5));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(9000);
    const conductivity: Property = copy.electrolyte.conductivity;
    // The bound of a table.
    expectClose(conductivity.at(777, 298.15), cell.electrolyte.conductivity.at(777, 298.15), {
      rtol: 1e-5,
      atol: 0,
    });
    // 2000 K times the gas constant, found from two temperatures.
    expectClose(conductivity.activationEnergy!, 2000 * 8.314462618, { rtol: 1e-9, atol: 0 });
    expect(copy.contactResistance).toBe(2e-3);
    expectSameElectrode(copy.positive, cell.positive);
  });

  it('keeps hysteresis and blends', () => {
    const document = writeBpx(read('nmc_pouch_cell_BPX_blended_electrode.json'));
    const particles = document.Parameterisation['Positive electrode']!['Particle'];
    const hysteresis = { 'OCP (lithiation) [V]': '4 - x', 'OCP hysteresis decay constant': 0.02 };
    Object.assign((particles as Record<string, object>)['Small Particles']!, hysteresis);
    const state = 'Initial hysteresis state: Positive electrode';
    Object.assign(document.State['Initial conditions']!, {
      [state]: { 'Large Particles': 0, 'Small Particles': 1 },
    });
    const copy = writeBpx(readBpx(JSON.parse(JSON.stringify(document)), 'blend'));
    expect(copy.Parameterisation['Positive electrode']!['Particle']).toMatchObject({
      'Small Particles': hysteresis,
    });
    expect(copy.State['Initial conditions']![state]).toEqual({
      'Large Particles': 0,
      'Small Particles': 1,
    });
  });

  it('finds limits of a set without them where the open-circuit voltage meets the cut-offs', () => {
    const cell = ownCell();
    const copy = again(cell);
    const voltage = (end: 'full' | 'empty') => {
      const [n, p] = [(copy.negative as Electrode).materials[0]!, copy.positive.materials[0]!];
      return p.openCircuitPotential(p.window![end]) - n.openCircuitPotential(n.window![end]);
    };
    const bound = { rtol: 0, atol: 2e-5 }; // two tables, 1e-5 V each
    expectClose(voltage('full'), cell.upperCutoff, bound);
    expectClose(voltage('empty'), cell.lowerCutoff, bound);
  });

  it('keeps the temperature of layers that are not the volume of the cell', () => {
    const { thermal, area } = read('nmc_pouch_cell_BPX.json');
    const cell = ownCell({
      thermal: { ...thermal!, layersThickness: 1.5e-4, heatTransferCoefficient: 10 },
    });
    const copy = again(cell).thermal!;
    const cooling = (of: typeof copy) =>
      (of.heatTransferCoefficient * of.coolingArea) / (of.volume * of.heatCapacity);
    expectClose(copy.heatCapacity * copy.layersThickness, thermal!.heatCapacity * 1.5e-4, round);
    expectClose(cooling(copy), cooling(cell.thermal!), round);
    expectClose(copy.volume, 1.5e-4 * area, round);
  });

  it('names everything that BPX cannot say, and drops nothing', () => {
    const cell = ownCell();
    const [material] = cell.positive.materials;
    const positive: Electrode = {
      ...cell.positive,
      activeSurfaceFactor: 0.8,
      materials: [
        {
          ...material!,
          surfacePerVolume: 1e5,
          exchangeCurrent: { ...material!.exchangeCurrent, vacancyExponent: 0.4, factor: (s) => s },
          openCircuitPotential: (x) => (x > 0.4 ? Number.NaN : 4),
        },
      ],
    };
    const electrolyte = {
      ...cell.electrolyte,
      transferenceNumber: { at: (c: number) => 0.3 + c / 1e5 },
      thermodynamicFactor: constant(1.2),
      diffusivity: { at: (_: number, temperature: number) => 1e-12 * temperature },
    };
    const window = material!.window ?? { empty: 0.9621, full: 0.42424 };
    const withWindows = (electrode: Electrode, of: { empty: number; full: number }): Electrode => ({
      ...electrode,
      materials: electrode.materials.map((one) => ({
        ...one,
        window: of,
        initialStoichiometry: of.full,
      })),
    });
    const error = errorOf(() =>
      writeBpx({
        ...cell,
        electrolyte,
        positive: withWindows(positive, window),
        negative: withWindows(cell.negative as Electrode, { empty: 0.01, full: 0.75 }),
        interphase: {
          initialThickness: 5e-9,
          resistivity: 2e5,
          partialMolarVolume: 1e-4,
          lithiumPerFilmMolecule: 2,
          openCircuitPotential: 0.4,
          reactionExchangeCurrent: 1e-7,
          interstitialDiffusivity: 1e-20,
          interstitialReferenceConcentration: 15,
          solventDiffusivity: 2.5e-22,
          solventConcentration: 2636,
          activationEnergy: 0,
        },
        plating: { kinetics: { exchangeCurrent: 1e-3 }, transferCoefficient: 0.5 },
      }),
    );
    expect(error.code).toBe('BPX_CANNOT_EXPRESS');
    for (const what of [
      'interphase',
      'plating',
      'active surface factor',
      'surface per volume',
      'vacancy exponent',
      'factor of the exchange current',
      'OCP [V]',
      'Cation transference number',
      'thermodynamic factor',
      'Electrolyte > Diffusivity [m2.s-1]: it depends on temperature',
    ]) {
      expect(error.message).toContain(what);
    }
  });

  it('leaves out what the caller names, and says so', () => {
    const cell = ownCell();
    const diffusivity = { at: (_: number, temperature: number) => 1e-12 * temperature };
    const odd = { ...cell, electrolyte: { ...cell.electrolyte, diffusivity } };
    const { Header: header, Parameterisation: parts } = writeBpx(odd, {
      without: ['temperatureDependence'],
    });
    expect(parts['Electrolyte']!['Diffusivity [m2.s-1]']).toBe(1e-12 * 298.15);
    expect(header['Description']).toContain('As they are at the reference temperature');
  });

  it('refuses a set whose lithium does not reach its cut-offs, and gives no limits', () => {
    const error = errorOf(() => writeBpx(ownCell({ lowerCutoff: 1 })));
    expect(error.code).toBe('BPX_CANNOT_EXPRESS');
    expect(error.message).toContain('Minimum and maximum stoichiometry');
  });

  it('refuses lithium metal', () => {
    const cell = ownCell();
    const { exchangeCurrent } = cell.positive.materials[0]!;
    const metal = { kind: 'lithiumMetal', exchangeCurrent, seriesResistance: 0 } as const;
    expect(errorOf(() => writeBpx({ ...cell, negative: metal })).message).toContain(
      'lithium metal',
    );
  });
});
