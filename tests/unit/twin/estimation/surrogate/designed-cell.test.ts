import { describe, expect, it } from 'vitest';
import type { Electrode } from '../../../../../physics/cell/cell-parameters.ts';
import { checkCell } from '../../../../../physics/cell/check-cell.ts';
import { sites } from '../../../../../physics/cell/initial-state.ts';
import { chen2020 } from '../../../../../physics/cell/sets/chen2020.ts';
import { designInputs, drawnDesigns } from '../../../../../twin/estimation/surrogate/design-box.ts';
import {
  designedCell,
  surrogateColumns,
  surrogateRow,
} from '../../../../../twin/estimation/surrogate/designed-cell.ts';
import {
  infeasibleBecause,
  solveDesign,
} from '../../../../../twin/estimation/surrogate/solve-design.ts';
import {
  designFrame,
  equilibriumCharge,
} from '../../../../../twin/estimation/surrogate/surrogate-cells.ts';
import {
  outputNames,
  outputScales,
} from '../../../../../twin/estimation/surrogate/surrogate-outputs.ts';
import { expectClose } from '../../../../support/close.ts';

const frame = designFrame('Chen2020');
const designs = drawnDesigns(16, 3, 'test');
const never = (): boolean => false;
/** The cell of the set itself: 75.6 um of a cathode without additive. */
const loadingOfSet = 0.1 * 75.6e-6 * (1 - 0.335) * frame.activeDensity * 1000;
const designOfSet = [0.335, loadingOfSet, 1.5, 0.18, 1, 5.22, 0.25, 1.5];

describe('designs', () => {
  it('lie in the box, evenly by half, the same for a seed and others for another', () => {
    for (const [i, { low, high, isLogarithmic }] of designInputs.entries()) {
      const values = designs.map((design) => design[i]!);
      for (const value of values) expect(value >= low && value <= high).toBe(true);
      const middle = isLogarithmic ? Math.sqrt(low * high) : (low + high) / 2;
      expect(values.filter((value) => value < middle)).toHaveLength(8);
    }
    expect(drawnDesigns(16, 3, 'test')).toEqual(designs);
    expect(drawnDesigns(16, 4, 'test')).not.toEqual(designs);
    expect(drawnDesigns(16, 3, 'other')).not.toEqual(designs);
  });

  it('begin with those of a shorter list', () => {
    expect(drawnDesigns(32, 3, 'test').slice(0, 16)).toEqual(designs);
  });
});

describe('a designed cell', () => {
  it('is that of the set for the numbers of the set', () => {
    const { parameters } = designedCell(frame, designOfSet);
    const of = ({ thickness, porosity, conductivity, materials }: Electrode): number[] => [
      thickness,
      porosity,
      conductivity,
      materials[0]!.volumeFraction,
      materials[0]!.particleRadius,
    ];
    for (const side of ['negative', 'positive'] as const) {
      const [made, set] = [of(parameters[side] as Electrode), of(chen2020[side] as Electrode)];
      for (const [i, value] of made.entries()) {
        expectClose(value, set[i]!, { rtol: 1e-12, atol: 0 });
      }
    }
    expectClose(parameters.nominalCapacity, chen2020.nominalCapacity, { rtol: 1e-12, atol: 0 });
  });

  it.each(designs.map((design, i) => [i, design]))(
    '%i keeps masses, volumes and balance',
    (_, design) => {
      const { parameters, activeLoading, currentAt1C } = designedCell(frame, design);
      checkCell(parameters);
      const { positive } = parameters;
      const negative = parameters.negative as Electrode;
      const loading = design[1]! / 100;
      expectClose(activeLoading, loading * design[4]!, { rtol: 1e-12, atol: 0 });
      const ofVolume =
        positive.materials[0]!.volumeFraction * positive.thickness * frame.activeDensity;
      expectClose(ofVolume, activeLoading, { rtol: 1e-12, atol: 0 });
      // What is neither pores nor active material weighs what is left of the loading.
      const rest =
        (1 - positive.porosity - positive.materials[0]!.volumeFraction) * positive.thickness;
      expectClose(rest * 1840, loading * (1 - design[4]!), { rtol: 1e-9, atol: 0 });
      const balance = sites(negative) / sites(positive);
      const setBalance = sites(chen2020.negative as Electrode) / sites(chen2020.positive);
      expectClose(balance, setBalance, { rtol: 1e-12, atol: 0 });
      const perSite = currentAt1C / sites(positive);
      const setPerSite = chen2020.nominalCapacity / chen2020.area / 3600 / sites(chen2020.positive);
      expectClose(perSite, setPerSite, { rtol: 1e-12, atol: 0 });
    },
  );

  it('has features by their formula, at 25 degC 25.69 mV of thermal voltage', () => {
    const row = surrogateRow(frame, designOfSet);
    expect(row).toHaveLength(surrogateColumns.length);
    expect(row.slice(0, 3)).toEqual(designOfSet.slice(0, 3));
    expect(row[3]).toBe(Math.log(0.18));
    const current = 5 / chen2020.area;
    const thermalVoltage = (8.314462618 * 298.15) / 96485.33212;
    // Nyman2008 at 1 mol/l, c in mol/l: 0.1297 c^3 - 2.51 c^1.5 + 3.329 c.
    const kappa = 0.1297 - 2.51 + 3.329;
    const expected = [
      Math.log((current * 75.6e-6) / (0.335 ** 1.5 * kappa * thermalVoltage)),
      Math.log((current * 85.2e-6) / (0.25 ** 1.5 * kappa * thermalVoltage)),
      Math.log((current * 75.6e-6) / (0.18 * thermalVoltage)),
      0,
    ];
    for (const [i, value] of expected.entries()) {
      expectClose(row[8 + i]!, value, { rtol: 1e-8, atol: 1e-8 });
    }
  });

  it('is refused of a set that the box is not about', () => {
    expect(() => designFrame('Prada2013')).toThrow(
      expect.objectContaining({ code: 'PHY_UNKNOWN_CELL_SET' }),
    );
    expect(() => designFrame('toString')).toThrow();
  });
});

describe('a solved design', () => {
  it('gives less the faster it is discharged, and never more than at no current', () => {
    const solved = solveDesign(frame, designOfSet, never)!;
    const most = equilibriumCharge(frame) / 3600;
    const charges = solved.outputs!.slice(0, 4);
    expect([...charges].sort((a, b) => b - a)).toEqual(charges);
    expect(charges[0]).toBeLessThan(most);
    // LG M50: 5.09 Ah of 25.3 g of NMC 811 at C/3, and about 3.6 V.
    const [, , , , energy, resistance] = solved.outputs!;
    const perArea = (energy! * 1000) / (charges[0]! * loadingOfSet * 10);
    expect(perArea).toBeGreaterThan(3.5);
    expect(perArea).toBeLessThan(3.8);
    expect(resistance).toBeGreaterThan(10);
    expect(infeasibleBecause(solved)).toBeUndefined();
    // The charge at 2C per area, counted by mass and by the nominal 5 Ah of the set.
    const perMass = charges[2]! * 1e-3 * (loadingOfSet * 10) * chen2020.area;
    expectClose(solved.nominalShare2C!, perMass / 5, { rtol: 1e-12, atol: 0 });
  });

  it('ends without a result where it is cancelled', () => {
    expect(solveDesign(frame, designOfSet, () => true)).toBeUndefined();
  });

  it('says why a cell cannot be', () => {
    const solved = solveDesign(frame, designOfSet.with(0, -0.1), never)!;
    expect(solved.outputs).toBeUndefined();
    expect(infeasibleBecause(solved)).toBe(solved.cause);
    expect(solved.cause).toMatch(/^(PHY|CELL)_/);
  });

  it('is infeasible with less than half of its nominal capacity at 2C', () => {
    const design = designOfSet;
    expect(infeasibleBecause({ design, outputs: [], nominalShare2C: 0.499 })).toBe('noCapacity2C');
    expect(infeasibleBecause({ design, outputs: [], nominalShare2C: 0.5 })).toBeUndefined();
    const cause = 'CELL_ELECTROLYTE_DEPLETED';
    expect(infeasibleBecause({ design, cause })).toBe(cause);
  });
});

it('scales of outputs turn back what they learn, and keep capacities possible', () => {
  const scales = outputScales(frame);
  expect(scales).toHaveLength(outputNames.length);
  for (const { learned, told } of scales) {
    for (const value of [0.5, 20, 180]) {
      expectClose(told(learned(value)), value, { rtol: 1e-12, atol: 0 });
    }
    expect(learned(20)).toBeLessThan(learned(20.1));
  }
  const most = equilibriumCharge(frame) / 3600;
  expectClose(scales[2]!.told(1000), most, { rtol: 1e-12, atol: 0 });
  expect(scales[2]!.told(-1000)).toBe(0);
});
