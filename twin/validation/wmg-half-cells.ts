import { fromUnit } from '../../physics/core/units.ts';
import { csvNumber, csvRows } from '../domain/csv-records.ts';
import { TwinError } from '../domain/errors.ts';

/** Table of the cells, one row each; the table of conditions says how their electrodes came out of the calender. */
export const wmgHalfCellsFile = 'wmg-nmc622-half-cells.csv';

/** The half-cells of one calendered electrode. */
export interface HalfCellCondition {
  readonly id: string;
  readonly loadingRegime: 'LOW' | 'HIGH';
  /** [degC] */
  readonly rollTemperature: number;
  /** That the operators aimed at [kg.m-3]; a name, no input of the model. */
  readonly targetDensity: number;
  /** Of the coating behind the rolls: [kg.m-2], [m], [-]. */
  readonly loading: number;
  readonly thickness: number;
  readonly porosity: number;
  /** Capacity at 5C over capacity at C/5, of each cell [-]. */
  readonly ratios: readonly number[];
  /** Capacity at C/5 over active mass, of each cell [A.s.kg-1]. */
  readonly specificCharges: readonly number[];
}

/** Discharge capacities at 5C above this are per mass; below, the source gave them per cell [mAh]. */
const leastPerMass = 3;

/**
 * The conditions with their cells.
 * @param conditions - text of the table of conditions
 * @param cells - text of the table of cells
 * @throws TwinError TABLE_INVALID, also for a condition without cells (data: file, condition)
 */
export function halfCellConditions(
  conditions: string,
  conditionsFile: string,
  cells: string,
): HalfCellCondition[] {
  const cellRows = csvRows(cells, wmgHalfCellsFile);
  return csvRows(conditions, conditionsFile).map((row) => {
    const id = row['experiment_id'] ?? '';
    const own = cellRows.filter((cell) => cell['experiment_id'] === id);
    if (own.length === 0) {
      throw new TwinError('TABLE_INVALID', `${wmgHalfCellsFile}: condition '${id}' has no cells`, {
        file: wmgHalfCellsFile,
        condition: id,
      });
    }
    return {
      id,
      loadingRegime: row['loading_regime'] === 'HIGH' ? 'HIGH' : 'LOW',
      rollTemperature: csvNumber(row, 'roll_temperature_c'),
      targetDensity: 1000 * csvNumber(row, 'target_density_g_cm3'),
      loading: fromUnit(csvNumber(row, 'calendered_coating_weight_gsm'), 'g_per_m2'),
      thickness: fromUnit(csvNumber(row, 'calendered_thickness_um'), 'um'),
      porosity: fromUnit(csvNumber(row, 'calendered_porosity_pct'), 'percent'),
      ratios: own.map((cell) => csvNumber(cell, 'rate_performance_5c_over_0_2c')),
      specificCharges: own.map(specificCharge),
    };
  });
}

/** The column of C/5 capacities is per volume of coating; per mass follows from 5C and the ratio. */
function specificCharge(cell: Record<string, string>): number {
  const given = csvNumber(cell, 'discharge_capacity_5c_mah_g');
  const mass = csvNumber(cell, 'active_mass_g');
  const charge = isPerMass(cell) ? given : given / mass;
  return (3600 * charge) / csvNumber(cell, 'rate_performance_5c_over_0_2c');
}

/** Of one condition (EXP_14) the source gives the 5C capacity in mAh: less than 3 mAh/g would be a ratio below 0.02. */
function isPerMass(cell: Record<string, string>): boolean {
  return csvNumber(cell, 'discharge_capacity_5c_mah_g') > leastPerMass;
}

/** Mean. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of the mean. */
export function standardError(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
