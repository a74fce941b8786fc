import { toUnit } from '../../physics/core/units.ts';
import { processVariables } from '../../physics/process/variables.ts';
import type { CellRowDto, PlannedCellDto, StatDto } from '../contract/api.ts';
import { cellRates, type PlannedCell, type RateOutcome } from '../domain/planned-cell.ts';
import { onceEach } from '../quality/once-each.ts';
import { isoTime, type PresentWeb, positionOf, warningDto } from './line-dto.ts';

/** Planned cells (SI) as the JSON of the contract. */

const { loading, thickness } = processVariables;

/** @param web - to say where the sheet is */
export function plannedCellDto(
  cell: PlannedCell,
  web: PresentWeb,
  virtual: boolean,
): PlannedCellDto {
  const { coating } = cell;
  return {
    coil: cell.coil,
    lane: cell.lane,
    cell: cell.cell,
    ...sheetMetres(cell, web),
    origin: cell.origin,
    restsOn: isoTime(cell.restsOn),
    electrode: {
      loading_g_per_m2: toUnit(coating.loading, loading.boundaryUnit),
      thickness_um: toUnit(coating.thickness, thickness.boundaryUnit),
      porosity_frac: coating.porosity,
      tortuosityFactor_1: cell.tortuosityFactor,
      conductivity_S_per_m: cell.conductivity,
    },
    rates: cell.rates.map(rateDto),
    resistance_mohm: cell.resistance === undefined ? null : 1000 * cell.resistance,
    warnings: cell.warnings.map(warningDto),
    virtual,
  };
}

/** Where a sheet lies, to a nanometre: its edges are sums of lengths. */
function sheetMetres(
  cell: PlannedCell,
  web: PresentWeb,
): Pick<PlannedCellDto, 'from_m' | 'to_m' | 'position_m'> {
  const position = positionOf(cell, web);
  return {
    from_m: toNanometre(cell.from),
    to_m: toNanometre(cell.to),
    position_m: position === null ? null : toNanometre(position),
  };
}

function toNanometre(metres: number): number {
  return Math.round(metres * 1e9) / 1e9;
}

function rateDto(outcome: RateOutcome): PlannedCellDto['rates'][number] {
  const { rate, status } = outcome;
  if (status === 'failed') {
    const { code, time } = outcome.cause;
    const none = { capacity_Ah: null, energy_Wh: null, meanVoltage_V: null };
    return { rate_C: rate, status, ...none, cause: { code, time_s: time } };
  }
  return {
    rate_C: rate,
    status,
    capacity_Ah: toUnit(outcome.charge, 'Ah'),
    energy_Wh: toUnit(outcome.energy, 'Wh'),
    meanVoltage_V: outcome.meanVoltage,
  };
}

/** The cells of one row; null where there is none. */
export function cellRowDto(
  cells: readonly PlannedCell[],
  web: PresentWeb,
  virtual: boolean,
): CellRowDto | null {
  const [first] = cells;
  if (first === undefined) return null;
  const dtos = cells.map((cell) => plannedCellDto(cell, web, virtual));
  return {
    coil: first.coil,
    cell: first.cell,
    ...sheetMetres(first, web),
    origin: cells.every(({ origin }) => origin === 'derived') ? 'derived' : 'predicted',
    restsOn: isoTime(Math.min(...cells.map(({ restsOn }) => restsOn))),
    cells: cells.length,
    failed: cells.filter(({ rates }) => rates.some(({ status }) => status === 'failed')).length,
    rates: cellRates.map((rate_C, i) => ({
      rate_C,
      capacity_Ah: statOf(dtos.map(({ rates }) => rates[i]!.capacity_Ah)),
      energy_Wh: statOf(dtos.map(({ rates }) => rates[i]!.energy_Wh)),
    })),
    resistance_mohm: statOf(dtos.map(({ resistance_mohm }) => resistance_mohm)),
    warnings: onceEach(cells.flatMap(({ warnings }) => warnings)).map(warningDto),
    virtual,
  };
}

/** Mean and extremes of the values that there are; null where there is none. */
function statOf(values: readonly (number | null)[]): StatDto | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return {
    mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    min: Math.min(...known),
    max: Math.max(...known),
  };
}
