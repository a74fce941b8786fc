import { randomStreams } from '../../physics/core/random.ts';
import { calender } from '../../physics/process/calendering.ts';

/** Press and coating that made the data; SI. */
export const truePress = { gapZero: 105e-6, stiffness: 4e9, softening: 0.008, resistance: 260e3 };

interface Wanted {
  readonly mode: 'gap' | 'force' | 'both';
  readonly rows?: number;
  /** Scale of the errors of measurement; 1 is 0.7 um and 0.7 %. */
  readonly noise?: number;
  readonly seed?: number;
  readonly gapZero?: number;
  readonly stiffness?: number;
  readonly pressState?: string;
  /** How many conditions the rows are of; each its own where absent. */
  readonly conditions?: number;
  /** Exponent of the coated sides of a table that tells them, three rows of seven of two; all rows of one side where absent. */
  readonly sidesExponent?: number;
}

const columns = {
  gap: ['rollGap_um'],
  force: ['lineLoad_N_per_mm'],
  both: ['rollGap_um', 'lineLoad_N_per_mm'],
} as const;

/** A table of calendering of a known press and coating, as CSV. */
export function calenderingData({
  mode,
  rows = 18,
  noise = 1,
  seed = 1,
  gapZero = truePress.gapZero,
  stiffness = truePress.stiffness,
  pressState = 'A',
  conditions = rows,
  sidesExponent,
}: Wanted): string {
  const rng = randomStreams(seed).stream('tests/calendering-data');
  const density = 4450;
  const lines = Array.from({ length: rows }, (_, i) => {
    const loading = 0.12 + 0.06 * (i % 2);
    const porosity = 0.46;
    const thickness = loading / ((1 - porosity) * density);
    const rollTemperature = 298.15 + 40 * (i % 3);
    const lineLoad = (60 + 30 * (i % 5)) * (loading / 0.15) * 1e3;
    const coatedSides = sidesExponent !== undefined && i % 7 < 3 ? 2 : 1;
    const after = calender(
      { loading, thickness, porosity },
      {
        solids: [{ name: 'solids', massFraction: 1, density, role: 'active' }],
        compaction: {
          minimumPorosity: 0.04,
          resistance: truePress.resistance,
          referenceLoading: 0.15,
          referenceTemperature: 338.15,
          loadingExponent: 1,
          sidesExponent: sidesExponent ?? 0.5,
          softening: truePress.softening,
          passGain: 0.15,
          springBack: 0.05,
          elongationCompliance: 2e-8,
          fittedLineLoad: { min: 0, max: 5e6 },
          fittedTemperature: { min: 273.15, max: 523.15 },
        },
      },
      {
        name: 'press',
        gapZero,
        gapZeroPerKelvin: 0,
        referenceTemperature: 338.15,
        stiffness,
        maximumLineLoad: 5e6,
        origins: {},
      },
      { mode: 'force', lineLoad },
      { rollTemperature, coatedSides },
    );
    const off = (sd: number): number => sd * noise * rng.normal();
    const weighed = after.loading * (1 + off(0.007));
    const thicknessAfter = after.thickness + off(0.7e-6);
    const setting = {
      rollGap_um: after.nominalGap * 1e6,
      lineLoad_N_per_mm: lineLoad / 1e3,
    };
    return [
      `c${i % conditions}`,
      pressState,
      loading * (1 + off(0.007)) * 1e3,
      (thickness + off(0.7e-6)) * 1e6,
      density,
      rollTemperature - 273.15,
      ...columns[mode].map((column) => setting[column]),
      1,
      ...(sidesExponent === undefined ? [] : [coatedSides]),
      thicknessAfter * 1e6,
      1 - weighed / (thicknessAfter * density),
    ].join(',');
  });
  const header = [
    'condition,pressState,coatWeight_g_per_m2,thicknessBefore_um,trueDensity_kg_per_m3,rollTemperature_degC',
    ...columns[mode],
    'passes',
    ...(sidesExponent === undefined ? [] : ['coatedSides_count']),
    'thicknessAfter_um,porosityAfter_frac',
  ].join(',');
  return `${[header, ...lines].join('\n')}\n`;
}
