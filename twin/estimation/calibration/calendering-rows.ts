import { toUnit } from '../../../physics/core/units.ts';
import type { CsvTable } from '../../domain/csv-table.ts';
import { improvedCoatings } from './coating-before.ts';
import { type MeasuredRow, tableError } from './columns.ts';

/** One measured row of calendering, in SI. */
export interface CalenderingRow {
  readonly pressState: string;
  /** In front of the rolls, improved by what the other rows say [kg.m-2]. */
  readonly loading: number;
  /** In front of the rolls, improved by what the other rows say [m]. */
  readonly thickness: number;
  /** Of the solids without pores [kg.m-3]. */
  readonly trueDensity: number;
  /** [K] */
  readonly rollTemperature: number;
  readonly passes: number;
  /** What the machine shows [m]; NaN where it was not told. */
  readonly rollGap: number;
  /** [m]; 0 where it was not told. */
  readonly foilThickness: number;
  /** [N.m-1]; NaN where it was not told. */
  readonly lineLoad: number;
  /** Behind the rolls [m]; NaN where not measured. */
  readonly thicknessAfter: number;
  /** Behind the rolls [-]; NaN where not measured. */
  readonly porosityAfter: number;
}

/** Porosities that a coating can have in front of the rolls [-]. */
const porosityBefore = { min: 0.05, max: 0.9 };

/**
 * The rows of a table of calendering in SI.
 * @throws TwinError TABLE_INVALID where a row has neither gap nor line load, nothing behind the rolls, or a coating that
 *   can not be (data: file, line, column, found, allowed)
 */
export function calenderingRows(
  { file }: Pick<CsvTable, 'file'>,
  rows: readonly MeasuredRow[],
): CalenderingRow[] {
  const raw = rows.map(({ line, texts, numbers }): CalenderingRow => {
    const { rollGap, lineLoad, thicknessAfter, porosityAfter, foilThickness } = numbers;
    if (rollGap === undefined && lineLoad === undefined) {
      const columns = 'rollGap_um or lineLoad_N_per_mm';
      throw tableError(file, { line, column: columns }, 'neither', 'one of them, or both');
    }
    if (thicknessAfter === undefined && porosityAfter === undefined) {
      const columns = 'thicknessAfter_um or porosityAfter_frac';
      throw tableError(file, { line, column: columns }, 'neither', 'one of them, or both');
    }
    const [loading, thickness] = [numbers['coatWeight']!, numbers['thicknessBefore']!];
    const trueDensity = numbers['trueDensity']!;
    checkCoating(file, line, 1 - loading / (thickness * trueDensity), 'thicknessBefore_um');
    if (thicknessAfter !== undefined) {
      // A twentieth of the solids may be lost or badly weighed.
      const porosity = 1 - (0.95 * loading) / (thicknessAfter * trueDensity);
      if (porosity < 0) checkCoating(file, line, porosity, 'thicknessAfter_um');
    }
    return {
      pressState: texts['pressState'] ?? '',
      loading,
      thickness,
      trueDensity,
      rollTemperature: numbers['rollTemperature']!,
      passes: numbers['passes']!,
      rollGap: rollGap ?? Number.NaN,
      foilThickness: foilThickness ?? 0,
      lineLoad: lineLoad ?? Number.NaN,
      thicknessAfter: thicknessAfter ?? Number.NaN,
      porosityAfter: porosityAfter ?? Number.NaN,
    };
  });
  const improved = improvedCoatings(raw);
  return raw.map((row, i) => ({ ...row, ...improved[i]! }));
}

function checkCoating(file: string, line: number, porosity: number, column: string): void {
  const { min, max } = porosityBefore;
  if (porosity >= min && porosity <= max) return;
  throw tableError(
    file,
    { line, column: `coatWeight_g_per_m2, ${column}, trueDensity_kg_per_m3` },
    `a coating of porosity ${toUnit(porosity, 'frac').toFixed(3)}`,
    `what gives a porosity from ${min} to ${max}, for the coating of one side without foil`,
  );
}
