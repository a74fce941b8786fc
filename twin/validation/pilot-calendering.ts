import { linearValue, ordinaryLeastSquares } from '../../ml/linear/ordinary-least-squares.ts';
import { fromUnit, toUnit } from '../../physics/core/units.ts';
import { csvNumber, csvRows } from '../domain/csv-records.ts';
import type { CsvTable } from '../domain/csv-table.ts';
import { calibrateTable } from '../estimation/calibration/calibrate-table.ts';
import type { CalibrationResult } from '../estimation/calibration/calibration-result.ts';

/** One measured condition; what lies behind the rolls is never an input of a prediction. */
export interface PilotCondition {
  readonly name: string;
  /** [kg.m-2], before the rolls */
  readonly loading: number;
  /** Loading that the coating run aimed at [kg.m-2]; an input of the baseline only. */
  readonly targetLoading: number;
  /** [m], before the rolls */
  readonly thickness: number;
  /** [m], shown by the machine */
  readonly rollGap: number;
  /** [K] */
  readonly rollTemperature: number;
  readonly passes: number;
  /** Measured behind the rolls, porosity [-] and thickness [m]. */
  readonly measured: Behind;
}

/** The two scored quantities. */
export interface Behind {
  readonly porosity: number;
  readonly thickness: number;
}

/** True density that the source computed its porosities with [kg.m-3]. */
const trueDensity = 4450;

/** The conditions of the table, in SI. */
export function pilotConditions(text: string, file: string): PilotCondition[] {
  return csvRows(text, file).map((row, i) => ({
    name: `condition ${i + 1}`,
    loading: fromUnit(csvNumber(row, 'pre_calendering_coating_weight_gsm'), 'g_per_m2'),
    targetLoading: fromUnit(csvNumber(row, 'target_coating_weight_gsm'), 'g_per_m2'),
    thickness: fromUnit(csvNumber(row, 'pre_calendering_thickness_um'), 'um'),
    rollGap: fromUnit(csvNumber(row, 'roll_gap_um'), 'um'),
    rollTemperature: fromUnit(csvNumber(row, 'roll_temperature_c'), 'degC'),
    passes: csvNumber(row, 'number_of_passes'),
    measured: {
      porosity: fromUnit(csvNumber(row, 'calendered_porosity_pct'), 'percent'),
      thickness: fromUnit(csvNumber(row, 'calendered_thickness_um'), 'um'),
    },
  }));
}

/** The conditions as the table that `calibrate` takes: the 120 degC runs are those of another press state. */
export function pilotTable(conditions: readonly PilotCondition[], file: string): CsvTable {
  const header =
    'condition,pressState,coatWeight_g_per_m2,thicknessBefore_um,trueDensity_kg_per_m3,rollTemperature_degC,rollGap_um,passes,thicknessAfter_um,porosityAfter_frac';
  const rows = conditions.map((condition, i) => {
    const { name, loading, thickness, rollGap, rollTemperature, passes, measured } = condition;
    const temperature = toUnit(rollTemperature, 'degC');
    const values = [
      toUnit(loading, 'g_per_m2'),
      toUnit(thickness, 'um'),
      trueDensity,
      temperature,
      toUnit(rollGap, 'um'),
      passes,
      toUnit(measured.thickness, 'um'),
      measured.porosity,
    ];
    const state = temperature === 120 ? '120degC' : 'other';
    return { line: i + 2, fields: [name, state, ...values.map(String)] };
  });
  return { file, header: header.split(','), rows };
}

/** The product's calendering law, calibrated as a user would. */
export function calibratePilot(
  conditions: readonly PilotCondition[],
  file: string,
): CalibrationResult {
  return calibrateTable({ model: 'calendering', table: pilotTable(conditions, file) });
}

/** Columns of the baseline: intercept, gap, two temperature dummies, loading, passes. */
function baselineRow(condition: PilotCondition): number[] {
  const temperature = toUnit(condition.rollTemperature, 'degC');
  return [
    1,
    toUnit(condition.rollGap, 'um'),
    temperature === 120 ? 1 : 0,
    temperature === 145 ? 1 : 0,
    toUnit(condition.targetLoading, 'g_per_m2'),
    condition.passes,
  ];
}

/** Number of constants of the baseline, per quantity. */
export const baselineParameters = 6;

/** Ordinary least squares of each quantity on the same inputs, fitted to some conditions, at others. */
export function fitBaseline(
  conditions: readonly PilotCondition[],
): (condition: PilotCondition) => Behind {
  const coefficientsOf = (quantity: keyof Behind): number[] =>
    ordinaryLeastSquares(
      conditions.map(baselineRow),
      conditions.map(({ measured }) => measured[quantity]),
    );
  const [porosity, thickness] = [coefficientsOf('porosity'), coefficientsOf('thickness')];
  return (condition) => ({
    porosity: linearValue(porosity, baselineRow(condition)),
    thickness: linearValue(thickness, baselineRow(condition)),
  });
}
