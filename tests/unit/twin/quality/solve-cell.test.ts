import { describe, expect, it } from 'vitest';
import type { Electrode } from '../../../../physics/cell/cell-parameters.ts';
import { nmc622Demonstration } from '../../../../physics/materials/nmc622-demonstration.ts';
import type { CellOutcome } from '../../../../twin/domain/planned-cell.ts';
import { cellOf } from '../../../../twin/quality/cell-recipe.ts';
import { solveCell } from '../../../../twin/quality/solve-cell.ts';
import { expectClose } from '../../../support/close.ts';
import { coatingOf, configuration, recipe, sitesOf } from './demonstration-cell.ts';

const solve = (loading?: number, porosity?: number): CellOutcome =>
  solveCell(recipe, coatingOf(loading, porosity), () => false);

/** Charge at each rate [A.s]; a cell that failed has none. */
const charges = ({ rates }: CellOutcome): readonly number[] =>
  rates.map((rate) => (rate.status === 'failed' ? Number.NaN : rate.charge));

describe('the cell of the demonstration line', () => {
  const nominal = solve();

  it('has the capacity that the recipe calls nominal: that at C/3 and the targets', () => {
    const { nominalCapacity_Ah } = configuration.recipes[0]!.cell!;
    // The recipe gives it to 1 mA.h.
    expectClose(charges(nominal)[0]! / 3600, nominalCapacity_Ah, { rtol: 0, atol: 1e-3 });
  });

  it('gives about 170 mA.h per gram of NMC at C/3, 3.7 V, and a resistance as of a pouch cell', () => {
    const { area } = recipe.frame;
    const [slow] = nominal.rates;
    if (slow?.status !== 'event') throw new Error('the cell does not reach its cut-off');
    // Charge between 3.0 and 4.2 V of published NMC 622 full cells: 165 to 178 mA.h/g.
    expectClose(slow.charge / 3.6 / (area * 0.96 * 180), 171, { rtol: 0.04, atol: 0 });
    expectClose(slow.energy / slow.charge, slow.meanVoltage, { rtol: 1e-9, atol: 0 });
    expectClose(slow.meanVoltage, 3.73, { rtol: 0.01, atol: 0 });
    // Cells of some 3 mA.h/cm2 have 10 to 40 ohm.cm2 over such times.
    expectClose(nominal.resistance! * area * 1e4, 20, { rtol: 0.3, atol: 0 });
  });

  it('has a negative electrode of 1.1 times the sites that the first charge fills', () => {
    const cell = cellOf(recipe, coatingOf());
    const removed = 1 - cell.positive.materials[0]!.initialStoichiometry;
    const ratio = sitesOf(cell.negative as Electrode) / (sitesOf(cell.positive) * removed);
    // The thickness of the recipe is a whole number of micrometres.
    expectClose(ratio, 1.1, { rtol: 0.01, atol: 0 });
  });

  it('takes the volume of active material from loading and thickness', () => {
    const coating = coatingOf(0.183, 0.29);
    const { massFraction, density } = nmc622Demonstration.solids[0]!;
    expectClose(
      cellOf(recipe, coating).positive.materials[0]!.volumeFraction,
      (coating.loading * massFraction) / (coating.thickness * density),
      { rtol: 1e-12, atol: 0 },
    );
  });

  it('says that NMC 532 of its set stands in for NMC 622', () => {
    expect(nominal.warnings).toMatchObject([
      {
        code: 'CELL_MATERIAL_STANDS_IN',
        data: { electrode: 'positive', material: 'NMC622', standIn: 'NMC 532', set: 'Mohtat2020' },
      },
    ]);
  });
});

it('capacity rises with loading and falls with rate', () => {
  const light = charges(solve(0.176));
  const heavy = charges(solve(0.184));
  for (const [i, charge] of light.entries()) expect(charge).toBeLessThan(heavy[i]!);
  for (const each of [light, heavy]) expect([...each].sort((a, b) => b - a)).toEqual(each);
});

it('resistance is least where ions and electrons share the loss: denser pores cost ions, loose coatings electrons', () => {
  const at = (porosity: number): number => solve(0.18, porosity).resistance!;
  const [dense, target, middle, loose] = [0.2, 0.32, 0.4, 0.5].map(at);
  expect(dense).toBeGreaterThan(target!);
  expect(target).toBeGreaterThan(middle!);
  expect(loose).toBeGreaterThan(middle!);
});

it('a cell that cannot be is failed at every rate, with its cause', () => {
  const bare = { ...nmc622Demonstration.transport, percolationThreshold: 0.5 };
  const material = { ...recipe.material, transport: bare };
  const { rates, resistance, warnings } = solveCell(
    { ...recipe, material },
    coatingOf(),
    () => false,
  );
  const cause = { code: 'PHY_PARAMETER_OUT_OF_RANGE', time: 0 };
  expect(rates.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
  expect(rates[0]).toMatchObject({ cause });
  expect(resistance).toBeUndefined();
  expect(warnings.at(-1)).toMatchObject({
    code: cause.code,
    message: expect.stringContaining('positive.conductivity_S_per_m'),
  });
});

it('a cell that dies before its cut-off says when and why', () => {
  const { rates, resistance } = solveCell(recipe, coatingOf(), () => true);
  expect(rates[1]).toMatchObject({
    rate: 1,
    status: 'failed',
    cause: { code: 'CELL_CANCELLED', time: expect.any(Number) },
  });
  expect(resistance).toBeUndefined();
});

it('the other electrode may be the one of the line', () => {
  const material = { ...recipe.material, side: 'negative' as const };
  const cell = cellOf({ ...recipe, material }, coatingOf());
  expect((cell.negative as Electrode).thickness).toBe(coatingOf().thickness);
  expect(cell.positive.thickness).toBe(recipe.frame.positive.thickness);
});
