import type { CellRowDto, LineDto, PlannedCellDto } from '../../../twin/contract/api.ts';
import { lineOf } from './segments.ts';

const cell: NonNullable<LineDto['recipe']['cell']> = {
  parameters: 'P',
  nominalCapacity_Ah: 0.5,
  rates_C: [1 / 3, 1, 2],
  sheetLength_mm: 200,
  counterElectrode: 'graphite',
};

/** The short line with a recipe that says what its cells are. */
export function lineWithCells(changes: Partial<LineDto> = {}): LineDto {
  return lineOf({ recipe: { ...lineOf().recipe, cell }, ...changes });
}

/** Cell 50 of a lane of coil C, metre 10.0 to 10.2, good at every rate unless told otherwise. */
export function plannedCellOf(lane: number, changes: Partial<PlannedCellDto> = {}): PlannedCellDto {
  return {
    coil: 'C',
    lane,
    cell: 50,
    from_m: 10,
    to_m: 10.2,
    position_m: 2.1,
    origin: 'predicted',
    restsOn: '2026-01-01T00:00:05.000Z',
    electrode: {
      loading_g_per_m2: 200,
      thickness_um: 70,
      porosity_frac: 0.3,
      tortuosityFactor_1: 1.8,
      conductivity_S_per_m: 0.2,
    },
    rates: cell.rates_C.map((rate_C) => ({
      rate_C,
      status: 'event',
      capacity_Ah: 0.49 - 0.05 * rate_C,
      energy_Wh: 1.8,
      meanVoltage_V: 3.7,
    })),
    resistance_mohm: 210,
    warnings: [],
    virtual: true,
    ...changes,
  };
}

/** Row 50 of two lanes. */
export function cellRowOf(changes: Partial<CellRowDto> = {}): CellRowDto {
  return {
    coil: 'C',
    cell: 50,
    from_m: 10,
    to_m: 10.2,
    position_m: 2.1,
    origin: 'predicted',
    restsOn: '2026-01-01T00:00:05.000Z',
    cells: 2,
    failed: 0,
    rates: [
      {
        rate_C: 1 / 3,
        capacity_Ah: { mean: 0.48, min: 0.4751, max: 0.4849 },
        energy_Wh: { mean: 1.8, min: 1.78, max: 1.82 },
      },
      {
        rate_C: 1,
        capacity_Ah: { mean: 0.4312, min: 0.43, max: 0.4324 },
        energy_Wh: { mean: 1.58, min: 1.57, max: 1.59 },
      },
      {
        rate_C: 2,
        capacity_Ah: { mean: 0.3777, min: 0.37, max: 0.385 },
        energy_Wh: { mean: 1.32, min: 1.31, max: 1.33 },
      },
    ],
    resistance_mohm: { mean: 213.4, min: 210.2, max: 216.6 },
    warnings: [],
    virtual: true,
    ...changes,
  };
}
