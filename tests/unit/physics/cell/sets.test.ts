import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type ActiveMaterial,
  type CellParameters,
  type Electrode,
  type ExchangeCurrent,
  type Property,
  surfacePerVolume,
  transportFactor,
} from '../../../../physics/cell/cell-parameters.ts';
import { cellSet, cellSetNames } from '../../../../physics/cell/sets/by-name.ts';
import { gasConstant } from '../../../../physics/core/constants.ts';
import { expectClose } from '../../../support/close.ts';

type Rows = readonly (readonly number[])[];

interface MaterialValues {
  readonly volumeFraction: number;
  readonly particleRadius: number;
  readonly maximumConcentration: number;
  readonly initialStoichiometry: number;
  readonly initialPotential_V: number;
  readonly potential: Rows;
  readonly entropicChange: Rows;
  readonly diffusivity: Rows;
  readonly exchangeCurrent: Rows;
}

interface ElectrodeValues {
  readonly thickness: number;
  readonly porosity: number;
  readonly transportFactor: number;
  readonly conductivity: number;
  readonly surfacePerVolume: readonly number[];
  readonly materials: readonly MaterialValues[];
}

interface SetValues {
  readonly area: number;
  readonly nominalCapacity: number;
  readonly lowerCutoff: number;
  readonly upperCutoff: number;
  readonly referenceTemperature: number;
  readonly ambientTemperature: number;
  readonly initialTemperature: number;
  readonly contactResistance: number;
  readonly separator: Pick<ElectrodeValues, 'thickness' | 'porosity' | 'transportFactor'>;
  readonly electrolyte: { readonly initialConcentration: number } & Readonly<
    Record<'diffusivity' | 'conductivity' | 'transferenceNumber' | 'thermodynamicFactor', Rows>
  >;
  readonly thermal: Readonly<Record<string, number>> | null;
  readonly interphase: Readonly<Record<string, number>> | null;
  readonly plating: {
    readonly kinetics: Readonly<Record<string, number>>;
    readonly transferCoefficient: number;
  } | null;
  readonly negative:
    | ElectrodeValues
    | { readonly exchangeCurrent: Rows; readonly seriesResistance: number };
  readonly positive: ElectrodeValues;
  readonly openCircuitVoltageOfModel_V: number;
}

const fixture = new URL('../../../fixtures/cell-sets/pybamm-values.json', import.meta.url);
const expected: Readonly<Record<string, SetValues>> = JSON.parse(
  readFileSync(fixture, 'utf8'),
).sets;

/**
 * Round-off: the formulas are the same, summed in another order. Exponents of Arrhenius reach 35, and so lose 35 units
 * in the last place (8e-15); powers and quotients add a few.
 */
const sameFormula = { rtol: 5e-14, atol: 0 };
/** Round-off of sums that cancel: the terms of a potential reach 600 V (the polynomial of NCA), 1.3e-13 V each. */
const samePotential = { rtol: 0, atol: 5e-13 };
/** The same for V/K: the terms of Mohtat2020 reach 5 V/K, 1.1e-15 each, and Ai2020 divides by a sum that cancels. */
const sameEntropicChange = { rtol: 0, atol: 1e-14 };
/** The same for numbers of the electrolyte: the polynomials of Landesfeind2019 have terms up to 60, 1.3e-14 each. */
const samePolynomial = { rtol: 5e-14, atol: 5e-14 };

function arrhenius(energy: number | undefined, set: CellParameters, temperature: number): number {
  return Math.exp(((energy ?? 0) / gasConstant) * (1 / set.referenceTemperature - 1 / temperature));
}

function evaluate(property: Property, set: CellParameters, x: number, temperature: number) {
  return property.activationEnergy === undefined
    ? property.at(x, temperature)
    : property.at(x, set.referenceTemperature) *
        arrhenius(property.activationEnergy, set, temperature);
}

function exchangeCurrentAt(
  law: ExchangeCurrent,
  set: CellParameters,
  [c, s, temperature]: readonly [number, number, number],
): number {
  return (
    law.reference *
    (c / law.electrolyteReference) ** law.electrolyteExponent *
    s ** law.lithiationExponent *
    (1 - s) ** law.vacancyExponent *
    (law.factor?.(s) ?? 1) *
    arrhenius(law.activationEnergy, set, temperature)
  );
}

function expectMaterial(material: ActiveMaterial, values: MaterialValues, set: CellParameters) {
  expectClose(material.volumeFraction, values.volumeFraction, sameFormula);
  expectClose(material.particleRadius, values.particleRadius, sameFormula);
  expectClose(material.maximumConcentration, values.maximumConcentration, sameFormula);
  expectClose(material.initialStoichiometry, values.initialStoichiometry, sameFormula);
  for (const [s, potential] of values.potential) {
    expectClose(material.openCircuitPotential(s!), potential!, samePotential);
  }
  for (const [s, change] of values.entropicChange) {
    expectClose(material.entropicChange(s!), change!, sameEntropicChange);
  }
  for (const [s, temperature, diffusivity] of values.diffusivity) {
    expectClose(evaluate(material.diffusivity, set, s!, temperature!), diffusivity!, sameFormula);
  }
  for (const [c, s, temperature, current] of values.exchangeCurrent) {
    expectClose(
      exchangeCurrentAt(material.exchangeCurrent, set, [c!, s!, temperature!]),
      current!,
      sameFormula,
    );
  }
}

function expectElectrode(electrode: Electrode, values: ElectrodeValues, set: CellParameters) {
  expectClose(electrode.thickness, values.thickness, sameFormula);
  expectClose(electrode.porosity, values.porosity, sameFormula);
  expectClose(
    transportFactor(electrode.porosity, electrode.transport),
    values.transportFactor,
    sameFormula,
  );
  expectClose(electrode.conductivity, values.conductivity, sameFormula);
  expect(electrode.activeSurfaceFactor).toBe(1);
  expect(electrode.materials).toHaveLength(values.materials.length);
  for (const [i, material] of electrode.materials.entries()) {
    expectClose(surfacePerVolume(material), values.surfacePerVolume[i]!, sameFormula);
    expectMaterial(material, values.materials[i]!, set);
  }
}

function potentialAtStart(material: ActiveMaterial, set: CellParameters): number {
  const s = material.initialStoichiometry;
  return (
    material.openCircuitPotential(s) +
    (set.initialTemperature - set.referenceTemperature) * material.entropicChange(s)
  );
}

function expectRecord(actual: object | undefined, values: Readonly<Record<string, number>> | null) {
  if (values === null) {
    expect(actual).toBeUndefined();
    return;
  }
  expect(Object.keys(actual ?? {}).sort()).toEqual(Object.keys(values).sort());
  for (const [key, value] of Object.entries(actual ?? {})) {
    expectClose(value, values[key]!, sameFormula);
  }
}

describe('cell parameter sets', () => {
  it('are those that the fixture was made for, in alphabetical order', () => {
    expect(cellSetNames).toEqual(Object.keys(expected));
    expect(cellSetNames).toHaveLength(12);
  });

  it('refuse a name that is not theirs and say which there are', () => {
    expect(() => cellSet('Chen2021')).toThrow(
      expect.objectContaining({
        code: 'PHY_UNKNOWN_CELL_SET',
        data: { name: 'Chen2021', allowed: cellSetNames },
      }),
    );
  });

  describe.each(cellSetNames)('%s', (name) => {
    const set = cellSet(name);
    const values = expected[name]!;

    it('has the numbers of its source', () => {
      for (const key of [
        'area',
        'nominalCapacity',
        'lowerCutoff',
        'upperCutoff',
        'referenceTemperature',
        'ambientTemperature',
        'initialTemperature',
        'contactResistance',
      ] as const) {
        expectClose(set[key], values[key], sameFormula);
      }
      expectClose(set.separator.thickness, values.separator.thickness, sameFormula);
      expectClose(set.separator.porosity, values.separator.porosity, sameFormula);
      expectClose(
        transportFactor(set.separator.porosity, set.separator.transport),
        values.separator.transportFactor,
        sameFormula,
      );
      expectRecord(set.thermal, values.thermal);
      expectRecord(set.interphase, values.interphase);
      expectRecord(set.plating?.kinetics, values.plating?.kinetics ?? null);
      expect(set.plating?.transferCoefficient).toBe(values.plating?.transferCoefficient);
    });

    it('has the laws of its electrodes', () => {
      expectElectrode(set.positive, values.positive, set);
      if (set.negative.kind === 'porous') {
        expectElectrode(set.negative, values.negative as ElectrodeValues, set);
      } else {
        const metal = values.negative as Extract<
          SetValues['negative'],
          { seriesResistance: number }
        >;
        expectClose(set.negative.seriesResistance, metal.seriesResistance, sameFormula);
        expect(metal.exchangeCurrent.length).toBeGreaterThan(0);
        for (const [c, temperature, current] of metal.exchangeCurrent) {
          const at = exchangeCurrentAt(set.negative.exchangeCurrent, set, [c!, 0.5, temperature!]);
          expectClose(at, current!, sameFormula);
        }
      }
    });

    it('has the laws of its electrolyte', () => {
      expect(set.electrolyte.initialConcentration).toBe(values.electrolyte.initialConcentration);
      for (const [key, tolerance] of [
        ['diffusivity', sameFormula],
        ['conductivity', sameFormula],
        ['transferenceNumber', samePolynomial],
        ['thermodynamicFactor', samePolynomial],
      ] as const) {
        expect(values.electrolyte[key].length).toBeGreaterThan(0);
        for (const [c, temperature, value] of values.electrolyte[key]) {
          expectClose(evaluate(set.electrolyte[key], set, c!, temperature!), value!, tolerance);
        }
      }
    });

    it('has no more solid than its pores leave', () => {
      for (const electrode of [set.negative, set.positive]) {
        if (electrode.kind !== 'porous') continue;
        const active = electrode.materials.reduce(
          (sum, { volumeFraction }) => sum + volumeFraction,
          0,
        );
        // round-off of fractions that add up to 1
        expect(active + electrode.porosity).toBeLessThanOrEqual(1 + 1e-15);
      }
    });

    it('rests at the voltage of its source', () => {
      const positive = potentialAtStart(set.positive.materials[0]!, set);
      expectClose(positive, values.positive.materials[0]!.initialPotential_V, samePotential);
      const negative =
        set.negative.kind === 'porous' ? potentialAtStart(set.negative.materials[0]!, set) : 0;
      // the model adds asymptotes at stoichiometries 0 and 1, 4e-12 V for the nearest (Prada2013)
      // round-off: Mohtat2020 starts at its upper cut-off, known to ten digits
      expect(positive - negative).toBeLessThanOrEqual(set.upperCutoff + 1e-8);
      expectClose(positive - negative, values.openCircuitVoltageOfModel_V, {
        rtol: 0,
        atol: 1e-11,
      });
    });
  });
});
