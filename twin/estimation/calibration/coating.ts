import { PhysicsError } from '../../../physics/core/errors.ts';
import type { CalibratedModel } from './calibrated-model.ts';
import { checkedRows } from './check-rows.ts';
import { coatingColumns } from './coating-columns.ts';
import {
  coatingConstant,
  commaFilmScale,
  commaGapZero,
  dieFactor,
  pumpFactor,
} from './coating-constants.ts';
import { coatedLoading } from './coating-law.ts';
import { coatingRows, type WeighedRow } from './coating-rows.ts';
import { commaFilmByZero } from './comma-film-by-zero.ts';
import { directModel } from './direct-model.ts';
import { meanOf, rangeOf } from './statistics.ts';

/** Shown gaps of the comma bar in the table. */
function commaGaps(rows: readonly WeighedRow[]): number[] {
  return rows.flatMap(({ coated }) => (coated.coater === 'commaBar' ? [coated.commaGap] : []));
}

/** Lanes of the slot die in the table, from two on. */
function lanesOf(rows: readonly WeighedRow[]): string[] {
  const named = rows.flatMap(({ coated }) =>
    coated.coater === 'slotDie' && coated.lane !== '' ? [coated.lane] : [],
  );
  const lanes = [...new Set(named)];
  return lanes.length > 1 ? lanes : [];
}

/** Solids per area behind a slot die or a comma bar. */
export const coatingCalibration: CalibratedModel = {
  description: 'solids per area against pump flow or comma gap',
  columns: coatingColumns,
  takesMaterial: true,
  constantOf: coatingConstant,
  prepare(table) {
    const { rows, read, warnings } = coatingRows(table);
    const gaps = commaGaps(read);
    const lanes = lanesOf(read).map(dieFactor);
    const constants = [
      ...(gaps.length < read.length ? [pumpFactor] : []),
      ...(gaps.length > 0 ? [commaFilmScale] : []),
      ...lanes,
      ...(gaps.length > 0 ? [commaGapZero] : []),
    ];
    const at = new Map(constants.map(({ name }, i) => [name, i]));
    const places = lanes.map(({ name }) => at.get(name)!);
    const films = checkedRows(table.file, rows, (row) => {
      const { coated } = read[row]!;
      return coated.coater === 'commaBar' ? commaFilmByZero(coated) : undefined;
    });
    const wetThickness = (values: readonly number[], row: number): number => {
      const of = (name: string, absent: number): number => values[at.get(name) ?? -1] ?? absent;
      const { coated } = read[row]!;
      if (coated.coater === 'commaBar') {
        return Math.exp(of('commaFilmScale', 0)) * films[row]!(of('commaGapZero', 0));
      }
      const { lane, pumpFlow, coatedWidth, webSpeed } = coated;
      const factor = of('pumpFactor', 1) * of(`dieFactor.${lane}`, 1);
      return (factor * pumpFlow) / (coatedWidth * webSpeed);
    };
    const predict = (values: readonly number[], row: number): readonly number[] => {
      const { coated, activeShare } = read[row]!;
      const loading = coatedLoading(coated, wetThickness(values, row));
      if (loading > 0) return [loading, loading * activeShare];
      throw new PhysicsError('PHY_OUT_OF_RANGE', 'a coating without mass', { loading });
    };
    const priors = constants.map(({ name, prior }) => ({
      ...prior,
      mean: table.known.get(name) ?? prior.mean,
    }));
    const means = priors.map(({ mean }) => mean);
    checkedRows(table.file, rows, (row) => predict(means, row));
    const model = directModel({
      constants: constants.map(({ name }) => name),
      groups: rows.map(({ group }) => group),
      // Weighing of punched discs and unevenness of the coating.
      quantities: ['loading', 'activeLoading'].map((name) => ({
        name,
        expectedSd: 0.015,
        errors: 'lognormal',
      })),
      measured: read.map(({ measured }) => measured),
      priors: () => priors,
      predict,
      // What all lanes have in common is the pump's.
      conventions:
        places.length === 0
          ? []
          : [
              {
                name: 'mean of the die factors',
                expectedSd: 1e-3,
                residual: (values) => 1 - meanOf(places.map((i) => values[i]!)),
              },
            ],
    });
    const tellsZero = rangeOf(gaps) > 0;
    return {
      model,
      rows,
      constants,
      quantities: [
        { name: 'loading', unit: 'g_per_m2' },
        { name: 'activeLoading', unit: 'g_per_m2' },
      ],
      free: constants.flatMap(({ name }, i) =>
        name === commaGapZero.name && !tellsZero ? [] : [i],
      ),
      untold: tellsZero ? {} : { [commaGapZero.name]: 'all rows are of one gap' },
      warnings,
      references: {},
    };
  },
};
