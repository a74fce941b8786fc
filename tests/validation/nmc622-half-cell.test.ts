import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkCell } from '../../physics/cell/check-cell.ts';
import { presets } from '../../physics/cell/presets.ts';
import { nmc622Potential } from '../../physics/cell/sets/parts/nmc622-potential.ts';
import { simulateCell } from '../../physics/cell/simulate.ts';
import { constantsOf } from '../../physics/materials/constant-origins.ts';
import { nmc622HalfCell } from '../../physics/materials/nmc622-half-cell.ts';
import { type Coating, halfCellOf } from '../../twin/validation/nmc622-half-cell.ts';
import {
  continuedRatio,
  dischargePair,
  rateRatio,
  slowCapacity,
} from '../../twin/validation/rate-ratio.ts';
import {
  halfCellConditions,
  meanOf,
  standardError,
  wmgHalfCellsFile,
} from '../../twin/validation/wmg-half-cells.ts';
import { expectClose } from '../support/close.ts';
import { runConstantCurrent } from '../unit/physics/cell/dfn/constant-current.ts';
import { type Inventory, inventoryOf, movedLithium } from '../unit/physics/cell/dfn/inventory.ts';

const read = (file: string): string =>
  readFileSync(new URL(`../../twin/validation/data/${file}`, import.meta.url), 'utf8');
const tables = ['wmg-nmc622-calendering.csv', wmgHalfCellsFile].map(read) as [string, string];
const conditions = halfCellConditions(tables[0], 'conditions', tables[1]);
/** [A.s.kg-1] */
const specificCharge = 162 * 3600;
const transport = { diffusivity: 1e-14, electrodeExponent: 2.4, separatorExponent: 2.5 };
/** [ohm.m2] */
const resistance = 2e-3;
const thick: Coating = { loading: 0.18, thickness: 62e-6, porosity: 0.345 };

const ratioOf = (change: Partial<typeof transport> = {}, coating = thick): number =>
  rateRatio(dischargePair(coating, specificCharge, { ...transport, ...change }), resistance);

describe('the cells of the source', () => {
  it('are 54 of 18 conditions with one capacity at C/5', () => {
    expect(conditions).toHaveLength(18);
    expect(conditions.flatMap(({ ratios }) => ratios)).toHaveLength(54);
    for (const { specificCharges } of conditions) {
      for (const charge of specificCharges) {
        expect(charge / 3600).toBeGreaterThan(159);
        expect(charge / 3600).toBeLessThan(166);
      }
    }
    expectClose(standardError([1, 2, 3]), Math.sqrt(1 / 3), { rtol: 1e-14, atol: 0 });
  });

  it('are missed where a condition has none', () => {
    const lost = tables[1].replaceAll(',EXP_07,', ',EXP_70,');
    expect(() => halfCellConditions(tables[0], 'conditions', lost)).toThrow(
      expect.objectContaining({ code: 'TABLE_INVALID' }),
    );
  });
});

describe('the half-cell', () => {
  it('is within every range, and each of its numbers has an origin', () => {
    checkCell(halfCellOf(thick, specificCharge, transport));
    expect(constantsOf(nmc622HalfCell).length).toBeGreaterThan(10);
    expect(nmc622HalfCell.coating.activeMassFraction).toBeLessThan(1);
  });

  it('has the potential of the published curve', () => {
    // Points of the table that the curve was fitted to; its largest difference is 0.27 mV.
    for (const [s, potential] of [
      [0.3, 4.476_2],
      [0.406_060_6, 4.200_94],
      [0.597_979_8, 3.859_54],
      [0.802_020_2, 3.692_98],
      [0.978_787_9, 3.611_28],
      [1, 2.502_2],
    ] as const) {
      expectClose(nmc622Potential(s), potential, { rtol: 0, atol: 3e-4 });
    }
    for (let s = 0.3; s < 0.88; s += 0.01) {
      expect(nmc622Potential(s)).toBeGreaterThan(nmc622Potential(s + 0.01));
    }
  });

  it('keeps lithium and salt while the oxide takes up what the metal gives', () => {
    const parameters = halfCellOf(thick, specificCharge, transport);
    const current = parameters.nominalCapacity / 3600;
    let start: { readonly time: number; readonly has: Inventory } | undefined;
    let steps = 0;
    runConstantCurrent({
      parameters,
      mesh: presets.accurate.mesh,
      tolerance: presets.accurate.tolerance,
      current,
      until: 2500,
      after: (integrator) => {
        const has = inventoryOf(integrator.cell);
        start ??= { time: integrator.time, has };
        steps++;
        const first = start.has.lithium[0]!;
        const moved = movedLithium(current / parameters.area, integrator.time - start.time);
        // Round-off of some hundred steps.
        expectClose(has.lithium[0]! - first, moved, { rtol: 0, atol: 1e-12 * first });
        expectClose(has.salt, start.has.salt, { rtol: 1e-11, atol: 0 });
        return false;
      },
    });
    expect(steps).toBeGreaterThan(20);
  });

  it('has the measured capacity at C/5 within 2 % on every electrode', () => {
    for (const condition of conditions) {
      const pair = dischargePair(condition, specificCharge, transport);
      const measured = meanOf(condition.specificCharges) / specificCharge;
      expectClose(slowCapacity(pair, resistance), measured, { rtol: 0.02, atol: 0 });
    }
  });
});

describe('the ratio of capacities at 5C and C/5', () => {
  it('falls with contact resistance and rises with diffusivity', () => {
    const pair = dischargePair(thick, specificCharge, transport);
    const ratios = [0, 1e-3, 2e-3, 4e-3].map((value) => rateRatio(pair, value));
    for (const [i, ratio] of ratios.slice(1).entries()) expect(ratio).toBeLessThan(ratios[i]!);
    const diffusing = [5e-15, 1e-14, 2e-14].map((diffusivity) => ratioOf({ diffusivity }));
    for (const [i, ratio] of diffusing.slice(1).entries()) {
      expect(ratio).toBeGreaterThan(diffusing[i]!);
    }
  });

  it('falls with the exponents of pore transport and with the coat weight', () => {
    const base = ratioOf();
    expect(ratioOf({ electrodeExponent: 2.8 })).toBeLessThan(base);
    expect(ratioOf({ separatorExponent: 3 })).toBeLessThan(base);
    const half = { ...thick, loading: thick.loading / 2, thickness: thick.thickness / 2 };
    expect(ratioOf({}, half)).toBeGreaterThan(base);
  });

  it('goes on below 0 where 5C ends at once, and shows 0', () => {
    const pair = dischargePair(thick, specificCharge, transport);
    const [high, higher] = [continuedRatio(pair, 2e-2), continuedRatio(pair, 3e-2)] as const;
    expect(high).toBeLessThan(0);
    expect(higher).toBeLessThan(high);
    expect(rateRatio(pair, 2e-2)).toBe(0);
    // Just where the voltage at the start meets the cut-off, both sides give 0.
    const atStart = pair.fast.voltage[pair.fast.charge.lastIndexOf(0)]!;
    const limit = (atStart - pair.lowerCutoff) / pair.fast.currentDensity;
    for (const near of [limit * (1 - 1e-6), limit * (1 + 1e-6)]) {
      expectClose(continuedRatio(pair, near), 0, { rtol: 0, atol: 1e-4 });
    }
  });

  it('is that of a cell with the resistance inside', () => {
    const cell = halfCellOf(thick, specificCharge, transport);
    const capacity = (rate: number): number => {
      const { series } = simulateCell(
        { ...cell, contactResistance: resistance / cell.area },
        [
          {
            control: { kind: 'cRate', value: rate },
            ends: [{ kind: 'voltage', value: cell.lowerCutoff }],
            text: `discharge ${rate}C`,
          },
        ],
        {
          model: 'dfn',
          preset: 'accurate',
          thermal: 'isothermal',
          fields: false,
          limits: { steps: 20_000 },
        },
      );
      return series.time.at(-1)! * rate;
    };
    // The curve is joined by straight lines between 200 points of a discharge.
    expectClose(ratioOf(), capacity(5) / capacity(0.2), { rtol: 0, atol: 1e-3 });
  });
});
