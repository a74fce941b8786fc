import { describe, expect, it } from 'vitest';
import type { PlannedCell } from '../../../../twin/domain/planned-cell.ts';
import { cellRowDto, plannedCellDto } from '../../../../twin/http/cell-dto.ts';
import { expectClose } from '../../../support/close.ts';

const warning = { code: 'CELL_MATERIAL_STANDS_IN', message: 'NMC 532 stands in', data: {} };

function cellOf(lane: number, changes: Partial<PlannedCell> = {}): PlannedCell {
  return {
    coil: 'C',
    lane,
    cell: 20,
    from: 4,
    to: 4.2,
    origin: 'derived',
    restsOn: 1000 * lane,
    coating: { loading: 0.18, thickness: 60e-6, porosity: 0.32 },
    tortuosityFactor: 2.06,
    conductivity: 0.48,
    rates: [
      { rate: 1 / 3, status: 'event', charge: 1260 + 36 * lane, energy: 4680, meanVoltage: 3.73 },
      { rate: 1, status: 'event', charge: 1200, energy: 4400, meanVoltage: 3.69 },
      { rate: 2, status: 'event', charge: 1100, energy: 4000, meanVoltage: 3.63 },
    ],
    resistance: 0.16,
    warnings: [warning],
    ...changes,
  };
}

/** A cell that was not solved at 2C. */
function depleted(lane: number): PlannedCell {
  const { rates, ...cell } = cellOf(lane, { resistance: undefined });
  const cause = { code: 'CELL_ELECTROLYTE_DEPLETED', time: 1200 };
  return { ...cell, rates: [...rates.slice(0, 2), { rate: 2, status: 'failed', cause }] };
}

const web = { coil: 'C', metre: 17.1 };
// Conversion of units.
const rounding = { rtol: 1e-12, atol: 0 };

describe('plannedCellDto', () => {
  it('gives ampere hours, watt hours, milliohms and the units of the names', () => {
    const dto = plannedCellDto(cellOf(1), web, true);
    expectClose(dto.position_m!, 13, rounding);
    expectClose(dto.rates[0]!.capacity_Ah!, 0.36, rounding);
    expectClose(dto.rates[0]!.energy_Wh!, 1.3, rounding);
    expectClose(dto.resistance_mohm!, 160, rounding);
    expectClose(dto.electrode.loading_g_per_m2, 180, rounding);
    expectClose(dto.electrode.thickness_um, 60, rounding);
    expect(dto).toMatchObject({ restsOn: '1970-01-01T00:00:01.000Z', virtual: true });
  });

  it('gives metres to a nanometre, without the tail of sums', () => {
    const tail = cellOf(1, { from: 10.200000000000001, to: 10.400000000000002 });
    const { from_m, to_m, position_m } = plannedCellDto(tail, web, true);
    expect([from_m, to_m, position_m]).toEqual([10.2, 10.4, 6.8]);
    const row = cellRowDto([tail], web, true);
    expect([row?.from_m, row?.to_m, row?.position_m]).toEqual([10.2, 10.4, 6.8]);
  });

  it('gives no numbers of a rate that failed, but its cause', () => {
    const dto = plannedCellDto(depleted(1), undefined, false);
    expect(dto.rates[2]).toEqual({
      rate_C: 2,
      status: 'failed',
      capacity_Ah: null,
      energy_Wh: null,
      meanVoltage_V: null,
      cause: { code: 'CELL_ELECTROLYTE_DEPLETED', time_s: 1200 },
    });
    expect([dto.resistance_mohm, dto.position_m]).toEqual([null, null]);
  });
});

describe('cellRowDto', () => {
  it('sums up the lanes: mean and extremes, the oldest word, each warning once', () => {
    const row = cellRowDto(
      [1, 2, 3].map((lane) => cellOf(lane)),
      web,
      true,
    )!;
    const { mean, min, max } = row.rates[0]!.capacity_Ah!;
    expectClose(mean, 0.37, rounding);
    expectClose(min, 0.36, rounding);
    expectClose(max, 0.38, rounding);
    expect(row).toMatchObject({
      cells: 3,
      failed: 0,
      origin: 'derived',
      restsOn: '1970-01-01T00:00:01.000Z',
      warnings: [warning],
    });
    expect(row.warnings.length).toBe(1);
  });

  it('is derived only where all of its cells are, and counts those that failed', () => {
    const row = cellRowDto([cellOf(1, { origin: 'predicted' }), depleted(2)], web, true)!;
    expect([row.origin, row.cells, row.failed]).toEqual(['predicted', 2, 1]);
    expectClose(row.rates[2]!.capacity_Ah!.mean, 1100 / 3600, rounding);
    expectClose(row.resistance_mohm!.mean, 160, rounding);
  });

  it('has no statistic of what no cell has, and is none without cells', () => {
    const row = cellRowDto([depleted(1)], web, true)!;
    expect([row.rates[2]!.capacity_Ah, row.resistance_mohm]).toEqual([null, null]);
    expect(cellRowDto([], web, true)).toBeNull();
  });
});
