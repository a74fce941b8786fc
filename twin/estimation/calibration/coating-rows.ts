import { fromUnit } from '../../../physics/core/units.ts';
import type { ElectrodeMaterial } from '../../../physics/materials/electrode-material.ts';
import { nmc622Demonstration } from '../../../physics/materials/nmc622-demonstration.ts';
import { flowCurve, tangentPowerLaw } from '../../../physics/process/mixing/flow-curve.ts';
import { slurryDensity } from '../../../physics/process/slurry.ts';
import type { MeasuredTable } from './calibrated-model.ts';
import { coatingColumns } from './coating-columns.ts';
import {
  type CoatingRow,
  type CommaBarRow,
  powerLawsThrough,
  slurryOfBars,
} from './coating-law.ts';
import { tableError } from './columns.ts';
import { type LeaveOut, type MeasuredRow, type UsableRows, usableRows } from './measured-rows.ts';

/** A row with what was weighed on it. */
export interface WeighedRow {
  readonly coated: CoatingRow;
  /** Active material over solids [-]; 1 where it is not needed. */
  readonly activeShare: number;
  /** Dry solids, and active material, per area [kg.m-2]; one of the two is NaN. */
  readonly measured: readonly [number, number];
}

/** What is taken where a row of a comma bar does not tell it. */
const assumed = { webSpeed: 1 / 60, beadHeight: 0.01, slurryTemperature: fromUnit(25, 'degC') };

/**
 * The rows of a table of coating in SI. What a row does not tell of its slurry comes from the material, where one is named.
 * @throws TwinError TABLE_INVALID for a row of both a slot die and a comma bar, or a yield stress above the whole stress (data: file,
 *   line, column, found, allowed); and where no row is left
 */
export function coatingRows(table: MeasuredTable): UsableRows<WeighedRow> {
  const { file, rows } = table;
  const assumedFlow = assumedFlowOf(table.material);
  const usable = usableRows(file, rows, coatingColumns, (row, leaveOut): WeighedRow | undefined => {
    const weighed = weighing(row, table.material, leaveOut);
    const density = densityOf(row, table.material, leaveOut);
    if (weighed === undefined || density === undefined) return undefined;
    const coated = coatedBy(table, row, density, assumedFlow, leaveOut);
    return coated === undefined ? undefined : { coated, ...weighed };
  });
  return { ...usable, warnings: [...usable.warnings, ...assumptions(table, usable.rows)] };
}

/** Solids where they were weighed, else active material: both of one row are of one weighing, which counts once. */
function weighing(
  { numbers }: MeasuredRow,
  material: ElectrodeMaterial | undefined,
  leaveOut: LeaveOut,
): Pick<WeighedRow, 'activeShare' | 'measured'> | undefined {
  const { loading, activeLoading } = numbers;
  if (loading !== undefined) return { activeShare: 1, measured: [loading, Number.NaN] };
  if (activeLoading === undefined) {
    const column = 'loading_g_per_m2 or activeLoading_g_per_m2';
    return leaveOut({ column, found: 'neither', allowed: 'one of them, or both' });
  }
  const active = material?.solids.filter(({ role }) => role === 'active');
  const ofMaterial = active?.reduce((sum, { massFraction }) => sum + massFraction, 0);
  const activeShare = numbers['activeMassFraction'] ?? ofMaterial;
  if (activeShare !== undefined) return { activeShare, measured: [Number.NaN, activeLoading] };
  return leaveOut({
    column: 'activeMassFraction_frac',
    found: 'nothing',
    allowed: 'a number where only activeLoading_g_per_m2 is given, or --material',
  });
}

function densityOf(
  { numbers }: MeasuredRow,
  material: ElectrodeMaterial | undefined,
  leaveOut: LeaveOut,
): number | undefined {
  const { slurryDensity: measured, trueDensity, solventDensity, slurryTemperature } = numbers;
  const solidsContent = numbers['solidsContent']!;
  if (measured !== undefined) return measured;
  if (trueDensity !== undefined && solventDensity !== undefined) {
    return 1 / (solidsContent / trueDensity + (1 - solidsContent) / solventDensity);
  }
  if (material !== undefined) {
    const temperature = slurryTemperature ?? assumed.slurryTemperature;
    return slurryDensity(material, solidsContent, temperature);
  }
  return leaveOut({
    column: 'slurryDensity_kg_per_m3',
    found: 'nothing',
    allowed: 'a number, or trueDensity_kg_per_m3 and solventDensity_kg_per_m3, or --material',
  });
}

function coatedBy(
  { file, material = nmc622Demonstration }: MeasuredTable,
  row: MeasuredRow,
  density: number,
  assumedFlow: AssumedFlow,
  leaveOut: LeaveOut,
): CoatingRow | undefined {
  const { line, texts, numbers } = row;
  const { pumpFlow, commaGap, coatedWidth, webSpeed } = numbers;
  const slurry = { slurryDensity: density, solidsContent: numbers['solidsContent']! };
  const coaters = 'pumpFlow_mL_per_min or commaGap_um';
  if (pumpFlow !== undefined && commaGap !== undefined) {
    throw tableError(file, { line, column: coaters }, 'both', 'one of them');
  }
  if (commaGap !== undefined) {
    const beadHeight = numbers['beadHeight'] ?? assumed.beadHeight;
    if (beadHeight <= commaGap) {
      const column = 'beadHeight_mm, commaGap_um';
      throw tableError(file, { line, column }, 'a pool below the bar', 'a pool above the gap');
    }
    return {
      coater: 'commaBar',
      ...slurry,
      commaGap,
      beadHeight,
      webSpeed: webSpeed ?? assumed.webSpeed,
      surfaceTension: material.solvent.surfaceTension,
      flowTold: numbers['slurryViscosity'] !== undefined,
      activeMassFraction: numbers['activeMassFraction'] ?? Number.NaN,
      powerLawAt: powerLaws(file, row, commaGap, assumedFlow),
    };
  }
  if (pumpFlow === undefined) {
    return leaveOut({ column: coaters, found: 'neither', allowed: 'one of them' });
  }
  if (coatedWidth === undefined || webSpeed === undefined) {
    const column = 'coatedWidth_mm, webSpeed_m_per_min';
    return leaveOut({ column, found: 'nothing', allowed: 'a number of each with a pump' });
  }
  const lane = texts['lane'] ?? '';
  return { coater: 'slotDie', ...slurry, lane, pumpFlow, coatedWidth, webSpeed };
}

/** Flow of a slurry that was not measured, by solids content and temperature [K]. */
type AssumedFlow = (solidsContent: number, temperature: number) => CommaBarRow['powerLawAt'];

/** That of the material, one function for each state; that of slurries in general where none is named. */
function assumedFlowOf(material: ElectrodeMaterial | undefined): AssumedFlow {
  if (material === undefined) return () => slurryOfBars;
  const found = new Map<string, CommaBarRow['powerLawAt']>();
  return (solidsContent, temperature) => {
    const key = `${solidsContent} ${temperature}`;
    const before = found.get(key);
    if (before !== undefined) return before;
    let curve: ReturnType<typeof flowCurve> | undefined;
    const flow: CommaBarRow['powerLawAt'] = (rate) => {
      curve ??= flowCurve(material, { solidsContent, temperature });
      return tangentPowerLaw(curve, rate);
    };
    found.set(key, flow);
    return flow;
  };
}

/** Flow of the slurry of a row: through its measured viscosity, else as it is assumed. */
function powerLaws(
  file: string,
  { line, numbers }: MeasuredRow,
  commaGap: number,
  assumedFlow: AssumedFlow,
): CommaBarRow['powerLawAt'] {
  const { slurryViscosity: viscosity, flowIndex = 1, yieldStress = 0 } = numbers;
  const shearRate = (numbers['webSpeed'] ?? assumed.webSpeed) / commaGap;
  if (viscosity === undefined) {
    const temperature = numbers['slurryTemperature'] ?? assumed.slurryTemperature;
    return assumedFlow(numbers['solidsContent']!, temperature);
  }
  const whole = viscosity * shearRate;
  if (yieldStress < whole)
    return powerLawsThrough({ viscosity, shearRate, flowIndex, yieldStress });
  throw tableError(
    file,
    { line, column: 'yieldStress_Pa' },
    `${yieldStress} Pa`,
    `less than the whole stress, slurryViscosity times web speed over gap: ${whole.toPrecision(3)} Pa`,
  );
}

/** What was taken for granted of comma bars. */
function assumptions({ material }: MeasuredTable, rows: readonly MeasuredRow[]): string[] {
  const bars = rows.filter(({ numbers }) => numbers['commaGap'] !== undefined);
  if (bars.length === 0) return [];
  const lacks = (name: string): boolean => bars.some(({ numbers }) => numbers[name] === undefined);
  return [
    ...(lacks('webSpeed')
      ? ['webSpeed_m_per_min is taken to be 1 with a comma bar where it is not told']
      : []),
    ...(lacks('slurryViscosity') && material === undefined
      ? [
          'nothing tells how the slurry under the comma bar flows: viscosityFactor is over 3 Pa.s at 100 s-1, known to a factor of some 6 before the data; slurryViscosity_Pa_s tells it, --material names a slurry like it',
        ]
      : []),
  ];
}
