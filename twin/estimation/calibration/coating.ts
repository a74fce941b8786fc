import type { Prior } from '../../../ml/calibration/calibration-model.ts';
import { PhysicsError } from '../../../physics/core/errors.ts';
import type { CalibratedModel, NamedConstant } from './calibrated-model.ts';
import { coatingColumns } from './coating-columns.ts';
import { type CoatingRow, coatedLoading } from './coating-law.ts';
import { type MeasuredRow, tableError } from './columns.ts';
import { directModel } from './direct-model.ts';

interface CoatingConstant extends NamedConstant {
  readonly prior: Prior;
}

const pumpFactor: CoatingConstant = {
  name: 'pumpFactor',
  unit: '1',
  unitSize: 1,
  logarithmic: false,
  description: 'flow that arrives over flow that the pump shows',
  prior: { mean: 1, sd: 0.2 },
};
const commaFactor: CoatingConstant = {
  name: 'commaFactor',
  unit: '1',
  unitSize: 1,
  logarithmic: false,
  description: 'wet thickness per gap of the comma bar',
  // 0.5 is pure drag; pressure, film split and a zero of the gap spread it.
  prior: { mean: 0.55, sd: 0.25 },
};
const commaOffset: CoatingConstant = {
  name: 'commaOffset',
  unit: 'um',
  unitSize: 1e-6,
  logarithmic: false,
  description: 'wet thickness at a shown gap of zero',
  prior: { mean: 0, sd: 20e-6 },
};
const dieFactor = (lane: string): CoatingConstant => ({
  name: `dieFactor.${lane}`,
  unit: '1',
  unitSize: 1,
  logarithmic: false,
  description: 'flow of the lane over the mean of the die',
  prior: { mean: 1, sd: 0.05 },
});

function slurryDensity(file: string, { line, numbers }: MeasuredRow): number {
  const { slurryDensity: measured, trueDensity, solventDensity, solidsContent } = numbers;
  if (measured !== undefined) return measured;
  if (trueDensity !== undefined && solventDensity !== undefined) {
    return 1 / (solidsContent! / trueDensity + (1 - solidsContent!) / solventDensity);
  }
  throw tableError(
    file,
    { line, column: 'slurryDensity_kg_per_m3' },
    'nothing',
    'a number, or trueDensity_kg_per_m3 and solventDensity_kg_per_m3',
  );
}

function coatingRow(file: string, row: MeasuredRow): CoatingRow {
  const { line, texts, numbers } = row;
  const { pumpFlow, commaGap, coatedWidth, webSpeed } = numbers;
  const [loading, activeLoading] = [numbers['loading'], numbers['activeLoading']];
  const refuse = (column: string, found: string, allowed: string): Error =>
    tableError(file, { line, column }, found, allowed);
  if ((pumpFlow === undefined) === (commaGap === undefined)) {
    const found = pumpFlow === undefined ? 'neither' : 'both';
    throw refuse('pumpFlow_mL_per_min, commaGap_um', found, 'one of them');
  }
  if (pumpFlow !== undefined && (coatedWidth === undefined || webSpeed === undefined)) {
    throw refuse('coatedWidth_mm, webSpeed_m_per_min', 'nothing', 'a number of each with a pump');
  }
  if (loading === undefined && activeLoading === undefined) {
    throw refuse('loading_g_per_m2, activeLoading_g_per_m2', 'neither', 'one of them, or both');
  }
  if (activeLoading !== undefined && numbers['activeMassFraction'] === undefined) {
    throw refuse('activeMassFraction_frac', 'nothing', 'a number where activeLoading is given');
  }
  return {
    lane: texts['lane'] ?? '',
    pumpFlow: pumpFlow ?? Number.NaN,
    coatedWidth: coatedWidth ?? Number.NaN,
    webSpeed: webSpeed ?? Number.NaN,
    commaGap: commaGap ?? Number.NaN,
    slurryDensity: slurryDensity(file, row),
    solidsContent: numbers['solidsContent']!,
  };
}

/** Solids per area behind a slot die or a comma bar. */
export const coatingCalibration: CalibratedModel = {
  description: 'solids per area against pump flow or comma gap',
  columns: coatingColumns,
  constantOf: (name) =>
    name.startsWith('dieFactor.')
      ? dieFactor(name.slice('dieFactor.'.length))
      : [pumpFactor, commaFactor, commaOffset].find((constant) => constant.name === name),
  prepare({ file }, measured, groups, known) {
    const rows = measured.map((row) => coatingRow(file, row));
    const pumped = rows.filter(({ pumpFlow }) => !Number.isNaN(pumpFlow));
    const lanes = [...new Set(pumped.map(({ lane }) => lane))].filter((lane) => lane !== '');
    const constants: readonly CoatingConstant[] = [
      ...(pumped.length > 0 ? [pumpFactor] : []),
      ...(lanes.length > 1 ? lanes.map(dieFactor) : []),
      ...(pumped.length < rows.length ? [commaFactor, commaOffset] : []),
    ];
    const at = new Map(constants.map(({ name }, i) => [name, i]));
    const model = {
      constants: constants.map(({ name }) => name),
      groups,
      quantities: ['loading', 'activeLoading'].map((name) => ({
        name,
        // Weighing of punched discs and unevenness of the coating.
        expectedSd: 0.015,
        relative: true,
      })),
      // Both of one row are of one weighing, which counts once.
      measured: measured.map(({ numbers: { loading, activeLoading } }) => [
        loading ?? Number.NaN,
        loading === undefined ? activeLoading! : Number.NaN,
      ]),
      priors: () =>
        constants.map(({ name, prior }) => ({ ...prior, mean: known.get(name) ?? prior.mean })),
      predict: (values: readonly number[], index: number): readonly number[] => {
        const row = rows[index]!;
        const of = (name: string, absent: number): number => values[at.get(name) ?? -1] ?? absent;
        const loading = coatedLoading(row, {
          pumpFactor: of('pumpFactor', 1),
          dieFactor: of(`dieFactor.${row.lane}`, 1),
          commaFactor: of('commaFactor', 0),
          commaOffset: of('commaOffset', 0),
        });
        if (!(loading > 0)) {
          throw new PhysicsError('PHY_OUT_OF_RANGE', 'a coating without mass', { loading });
        }
        return [loading, loading * (measured[index]!.numbers['activeMassFraction'] ?? 1)];
      },
    };
    return {
      model: directModel(model),
      constants,
      quantities: [
        { name: 'loading', unit: 'g_per_m2' },
        { name: 'activeLoading', unit: 'g_per_m2' },
      ],
      free: constants.map((_, i) => i),
      warnings:
        pumped.length < rows.length
          ? [
              'the law of the comma bar has no effect of speed and rheology: its constants hold for one slurry and near one speed',
            ]
          : [],
      references: {},
    };
  },
};
