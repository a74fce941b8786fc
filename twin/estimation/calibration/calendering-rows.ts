import { toUnit, type UnitName } from '../../../physics/core/units.ts';
import { poreFreeDensity } from '../../../physics/process/solids.ts';
import { calenderingColumns } from './calendering-columns.ts';
import type { MeasuredTable } from './calibrated-model.ts';
import { improvedCoatings } from './coating-before.ts';
import { headerName, tableError } from './columns.ts';
import {
  type LeaveOut,
  type MeasuredRow,
  nothingIn,
  type UsableRows,
  usableRows,
} from './measured-rows.ts';

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
  /** 1 where it was not told. */
  readonly coatedSides: 1 | 2;
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
/** Share of the solids that may be lost or badly weighed. */
const mostMissing = 0.05;
/** How much thicker than before a coating can be found behind the rolls: errors of two gauges, and what swells later. */
const mostThicker = { relative: 0.05, absolute: 2e-6 };
/** How much more porous it can be found. */
const mostMorePorous = 0.05;

/**
 * The rows of a table of calendering in SI. A row is left out that has neither gap nor line load, or nothing measured that
 * follows from them; a thickness or porosity is left out that is well above that in front of the rolls, which no press
 * makes.
 * @param material - tells the true density where a row does not
 * @throws TwinError TABLE_INVALID where a coating can not be: too dense or too light in front of the rolls, denser than its solids
 *   behind them (data: file, line, column, found, allowed); and where no row is left
 */
export function calenderingRows({
  file,
  rows: told,
  material,
}: MeasuredTable): UsableRows<CalenderingRow> {
  const { rows, warnings } = withWhatOthersTell(file, told, material !== undefined);
  const usable = usableRows(file, rows, calenderingColumns, (row, leaveOut) => {
    const { line, texts, numbers } = row;
    const { rollGap, lineLoad, foilThickness } = numbers;
    const trueDensity =
      numbers['trueDensity'] ??
      (material === undefined ? undefined : poreFreeDensity(material.solids));
    if (trueDensity === undefined) {
      return leaveOut(nothingIn(calenderingColumns.find(({ name }) => name === 'trueDensity')!));
    }
    if (rollGap === undefined && lineLoad === undefined) {
      const column = 'rollGap_um or lineLoad_N_per_mm';
      return leaveOut({ column, found: 'neither', allowed: 'one of them, or both' });
    }
    const [loading, thickness] = [numbers['coatWeight']!, numbers['thicknessBefore']!];
    const porosity = 1 - loading / (thickness * trueDensity);
    checkCoating(file, line, porosity, 'thicknessBefore_um');
    const thicknessAfter = behind(numbers['thicknessAfter'], {
      column: 'thicknessAfter_um',
      unit: 'um',
      before: thickness,
      most: thickness * (1 + mostThicker.relative) + mostThicker.absolute,
      leaveOut,
    });
    if (thicknessAfter !== undefined) {
      const least = 1 - ((1 - mostMissing) * loading) / (thicknessAfter * trueDensity);
      if (least < 0) checkCoating(file, line, least, 'thicknessAfter_um');
    }
    const porosityAfter = behind(numbers['porosityAfter'], {
      column: 'porosityAfter_frac',
      unit: 'frac',
      before: porosity,
      most: porosity + mostMorePorous,
      leaveOut,
    });
    const tellsPress = rollGap !== undefined && lineLoad !== undefined;
    if (thicknessAfter === undefined && porosityAfter === undefined && !tellsPress) {
      const column = 'thicknessAfter_um or porosityAfter_frac';
      return leaveOut({ column, found: 'neither', allowed: 'one of them, or both' });
    }
    return {
      pressState: texts['pressState'] ?? '',
      loading,
      thickness,
      trueDensity,
      rollTemperature: numbers['rollTemperature']!,
      passes: numbers['passes']!,
      coatedSides: numbers['coatedSides_count'] === 2 ? (2 as const) : (1 as const),
      rollGap: rollGap ?? Number.NaN,
      foilThickness: foilThickness ?? 0,
      lineLoad: lineLoad ?? Number.NaN,
      thicknessAfter: thicknessAfter ?? Number.NaN,
      porosityAfter: porosityAfter ?? Number.NaN,
    };
  });
  const improved = improvedCoatings(usable.read);
  return {
    ...usable,
    read: usable.read.map((row, i) => ({ ...row, ...improved[i]! })),
    warnings: [...warnings, ...usable.warnings],
  };
}

/** True density and press state of rows that lack them, where all other rows tell one and the same. */
function withWhatOthersTell(
  file: string,
  rows: readonly MeasuredRow[],
  materialNamed: boolean,
): { readonly rows: readonly MeasuredRow[]; readonly warnings: readonly string[] } {
  const columns = materialNamed ? ['pressState'] : ['trueDensity', 'pressState'];
  let filled = rows;
  const warnings = columns.flatMap((name) => {
    const lacking = rows.filter(({ texts }) => texts[name] === undefined);
    const telling = rows.filter(({ texts }) => texts[name] !== undefined);
    const isNumber = telling[0]?.numbers[name] !== undefined;
    const values = new Set(telling.map(({ texts, numbers }) => numbers[name] ?? texts[name]!));
    if (lacking.length === 0 || values.size !== 1) return [];
    const { texts, numbers } = telling[0]!;
    filled = filled.map((row) =>
      row.texts[name] === undefined
        ? {
            ...row,
            texts: { ...row.texts, [name]: texts[name]! },
            numbers: isNumber ? { ...row.numbers, [name]: numbers[name]! } : row.numbers,
          }
        : row,
    );
    const column = headerName(calenderingColumns.find((other) => other.name === name)!);
    const lines = lacking.map(({ line }) => line).join(', ');
    return [
      `${file}, line ${lines}, column ${column}: found nothing; taken is ${texts[name]!}, as all other rows have it`,
    ];
  });
  return { rows: filled, warnings };
}

/** What was measured behind the rolls, unless it is far above what was in front. */
function behind(
  value: number | undefined,
  {
    column,
    unit,
    before,
    most,
    leaveOut,
  }: {
    readonly column: string;
    readonly unit: UnitName;
    readonly before: number;
    readonly most: number;
    readonly leaveOut: LeaveOut;
  },
): number | undefined {
  if (value === undefined || value <= most) return value;
  const told = (number: number): string => String(Number(toUnit(number, unit).toPrecision(3)));
  return leaveOut({
    column,
    found: `${told(value)} ${unit} behind the rolls and ${told(before)} in front`,
    allowed: `at most ${told(most)}, for the coating of one side without foil`,
  });
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
