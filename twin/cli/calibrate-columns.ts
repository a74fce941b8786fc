import { calenderingColumns } from '../estimation/calibration/calendering-columns.ts';
import { coatingColumns } from '../estimation/calibration/coating-columns.ts';
import { type Column, headerName } from '../estimation/calibration/columns.ts';
import { dryingColumns, mostZones } from '../estimation/calibration/drying-columns.ts';
import { wettingColumns } from '../estimation/calibration/wetting-columns.ts';

const tables: Readonly<Record<string, readonly Column[]>> = {
  calendering: calenderingColumns,
  coating: coatingColumns,
  drying: dryingColumns,
  wetting: wettingColumns,
};

/** Of the zones of a dryer, the first stands for all. */
const isShown = ({ name }: Column): boolean => !/^zone([2-9]|\d\d)/.test(name);

function columnLine(column: Column): string {
  const { presence, unit, min, max, description } = column;
  const name = presence === 'needed' ? headerName(column) : `[${headerName(column)}]`;
  const range = unit === undefined ? 'a name' : `${min} to ${max}`;
  return `    ${name.padEnd(30)} ${range.padEnd(14)} ${description}`;
}

/** The columns of the table of each model that can be calibrated, for the help. */
export function columnsHelp(): string {
  const listed = Object.entries(tables).map(([model, columns]) =>
    [`  ${model}:`, ...columns.filter(isShown).map(columnLine)].join('\n'),
  );
  return `Columns by model, with range and meaning; those in brackets may be missing, and a field may be empty where nothing was measured.
Of calendering needed are rollGap_um or lineLoad_N_per_mm, and thicknessAfter_um or porosityAfter_frac; of coating pumpFlow_mL_per_min or
commaGap_um, and loading_g_per_m2 or activeLoading_g_per_m2; of drying zone1 (and so on to zone${mostZones}), and one of the measured.
${listed.join('\n')}
`;
}
