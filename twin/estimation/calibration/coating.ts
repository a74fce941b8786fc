import { type ModelWarningCode, PhysicsError } from '../../../physics/core/errors.ts';
import { demonstrationCommaBar } from '../../../physics/materials/demonstration-coaters.ts';
import type { CalibratedModel } from './calibrated-model.ts';
import { checkedRows } from './check-rows.ts';
import { coatingColumns } from './coating-columns.ts';
import {
  activeReference,
  coatingConstant,
  commaFilmScale,
  commaGapZero,
  dieFactor,
  pumpFactor,
  solidsReference,
  viscosityConstants,
} from './coating-constants.ts';
import { coatedLoading, type SlotDieRow } from './coating-law.ts';
import { coatingRows, type WeighedRow } from './coating-rows.ts';
import { commaFilmsByZero } from './comma-film-by-zero.ts';
import { directModel } from './direct-model.ts';
import { meanOf, medianOf, rangeOf } from './statistics.ts';

/** Relative scatter of weighed discs, by weighing and unevenness of the coating; a bar adds that of its gap. */
const usualScatter = 0.015;
/** Least range of solids contents that tells how viscosity goes with them [-]. */
const leastSolidsRange = 0.01;
/** The same of active material over solids [-]. */
const leastActiveRange = 0.005;

/** @param lines - of the rows where the film is thicker than the gap */
function leaks(lines: readonly number[]): string {
  const code: ModelWarningCode = 'COATING_BAR_LEAKS';
  return `${code}: on line ${lines.join(', ')} of the table the film by these constants is thicker than the gap: the pool presses slurry through and the bar does not meter it; a gap, a viscosity or the depth of the pool may be told wrongly, else trust no such setting`;
}

/** Films over what the machine is set to that are no longer those of a machine: another unit is a factor of ten. */
const strangeFilm = { commaBar: { min: 0.2, max: 3 }, slotDie: { min: 0.4, max: 2.5 } };

/** Coatings whose loadings do not go with gap or flow. */
function strangeFilms(rows: readonly WeighedRow[]): string[] {
  return (['commaBar', 'slotDie'] as const).flatMap((coater) => {
    const shares = rows.flatMap(({ coated, activeShare, measured }) => {
      if (coated.coater !== coater) return [];
      const [loading, active] = measured;
      const weighed = Number.isNaN(loading) ? active / activeShare : loading;
      const set = coated.coater === 'commaBar' ? coated.commaGap : filmOfPump(coated);
      return [weighed / coatedLoading(coated, set)];
    });
    const share = medianOf(shares);
    const { min, max } = strangeFilm[coater];
    if (shares.length === 0 || (share >= min && share <= max)) return [];
    const [of, column] =
      coater === 'commaBar' ? ['the gap', 'commaGap_um'] : ['what the pump shows', 'pumpFlow'];
    return [
      `the wet film by loading, density and solids content is ${Number(share.toPrecision(2))} of ${of}: loading, ${column} or a density is probably in another unit`,
    ];
  });
}

/** Wet film of a slot die that loses nothing [m]. */
function filmOfPump({ pumpFlow, coatedWidth, webSpeed }: SlotDieRow): number {
  return pumpFlow / (coatedWidth * webSpeed);
}

/** Shown gaps of the comma bar in the table. */
function commaGaps(rows: readonly WeighedRow[]): number[] {
  return rows.flatMap(({ coated }) => (coated.coater === 'commaBar' ? [coated.commaGap] : []));
}

/** Lanes of the slot die in the table, from two on, or from one on that an earlier calibration parts from others. */
function lanesOf(rows: readonly WeighedRow[], known: ReadonlyMap<string, number>): string[] {
  const named = rows.flatMap(({ coated }) =>
    coated.coater === 'slotDie' && coated.lane !== '' ? [coated.lane] : [],
  );
  const lanes = [...new Set(named)];
  return lanes.length > 1 || lanes.some((lane) => known.has(dieFactor(lane).name)) ? lanes : [];
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
    const untoldFlows = read.flatMap(({ coated }) =>
      coated.coater === 'commaBar' && !coated.flowTold ? [coated] : [],
    );
    const viscosity = viscosityConstants(table.material !== undefined);
    const reference =
      table.known.get(solidsReference) ??
      meanOf(untoldFlows.map(({ solidsContent }) => solidsContent));
    const actives = untoldFlows
      .map(({ activeMassFraction }) => activeMassFraction)
      .filter((active) => !Number.isNaN(active));
    const knownActive = table.known.get(activeReference);
    const active = knownActive ?? meanOf(actives);
    const hasActive =
      actives.length > 0 && (rangeOf(actives) > leastActiveRange || knownActive !== undefined);
    const lanes = lanesOf(read, table.known).map(dieFactor);
    const otherLanes = [...table.known].flatMap(([name, factor]) =>
      name.startsWith('dieFactor.') && !lanes.some((lane) => lane.name === name) ? [factor] : [],
    );
    const constants = [
      ...(gaps.length < read.length ? [pumpFactor] : []),
      ...(gaps.length > 0 ? [commaFilmScale] : []),
      ...lanes,
      ...(gaps.length > 0 ? [commaGapZero] : []),
      ...(untoldFlows.length > 0 ? [viscosity.factor, viscosity.perSolids] : []),
      ...(hasActive ? [viscosity.perActive] : []),
    ];
    const at = new Map(constants.map(({ name }, i) => [name, i]));
    const places = lanes.map(({ name }) => at.get(name)!);
    const filmOf = commaFilmsByZero();
    const films = checkedRows(table.file, rows, (row) => {
      const { coated } = read[row]!;
      return coated.coater === 'commaBar' ? filmOf(coated) : undefined;
    });
    const wetThickness = (values: readonly number[], row: number): number => {
      const of = (name: string, absent: number): number => values[at.get(name) ?? -1] ?? absent;
      const { coated } = read[row]!;
      if (coated.coater === 'commaBar') {
        const logFactor = coated.flowTold
          ? 0
          : of('viscosityFactor', 0) +
            of('viscosityPerSolids', 0) * (coated.solidsContent - reference) +
            of('viscosityPerActive', 0) *
              (Number.isNaN(coated.activeMassFraction) ? 0 : coated.activeMassFraction - active);
        return Math.exp(of('commaFilmScale', 0)) * films[row]!(of('commaGapZero', 0), logFactor);
      }
      return of('pumpFactor', 1) * of(`dieFactor.${coated.lane}`, 1) * filmOfPump(coated);
    };
    const warningsAt = (values: readonly number[]): readonly string[] => {
      const zero = values[at.get(commaGapZero.name) ?? -1] ?? 0;
      const leaking = rows.filter((_, row) => {
        const { coated } = read[row]!;
        return coated.coater === 'commaBar' && wetThickness(values, row) > coated.commaGap - zero;
      });
      return leaking.length === 0 ? [] : [leaks(leaking.map(({ line }) => line))];
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
      quantities: ['loading', 'activeLoading'].map((name) => ({
        name,
        expectedSd: usualScatter,
        errors: 'lognormal',
      })),
      scatterOf(row) {
        const { coated } = read[row]!;
        if (coated.coater === 'slotDie') return 1;
        return Math.hypot(1, demonstrationCommaBar.noise.gap / coated.commaGap / usualScatter);
      },
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
                residual: (values) => 1 - meanOf([...places.map((i) => values[i]!), ...otherLanes]),
              },
            ],
    });
    const untold: Readonly<Record<string, string>> = {
      ...(rangeOf(gaps) > 0 ? {} : { [commaGapZero.name]: 'all rows are of one gap' }),
      ...(rangeOf(untoldFlows.map(({ commaGap }) => commaGap)) > 0
        ? {}
        : { [viscosity.factor.name]: 'all rows of unknown viscosity are of one gap' }),
      ...(rangeOf(untoldFlows.map(({ solidsContent }) => solidsContent)) > leastSolidsRange
        ? {}
        : {
            [viscosity.perSolids.name]: 'all rows of unknown viscosity are of one solids content',
          }),
      ...(rangeOf(actives) > leastActiveRange
        ? {}
        : {
            [viscosity.perActive.name]:
              'all rows of unknown viscosity have about as much active material',
          }),
    };
    return {
      model,
      rows,
      constants,
      quantities: [
        { name: 'loading', unit: 'g_per_m2' },
        { name: 'activeLoading', unit: 'g_per_m2' },
      ],
      free: constants.flatMap(({ name }, i) => (name in untold ? [] : [i])),
      untold,
      warningsAt,
      warnings: [...warnings, ...strangeFilms(read)],
      references: {
        ...(untoldFlows.length > 0 ? { [solidsReference]: reference } : {}),
        ...(hasActive ? { [activeReference]: active } : {}),
      },
    };
  },
};
