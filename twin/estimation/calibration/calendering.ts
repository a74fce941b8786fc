import type { CalibrationModel, Prior } from '../../../ml/calibration/calibration-model.ts';
import { toUnit } from '../../../physics/core/units.ts';
import type { ElectrodeMaterial } from '../../../physics/materials/electrode-material.ts';
import { calenderingColumns } from './calendering-columns.ts';
import {
  type CalenderingConstantName,
  calenderingConstants,
  gapZeroConstant,
  resistanceSd,
} from './calendering-constants.ts';
import { behindRolls, type CalenderingReference, constantAt } from './calendering-law.ts';
import { referenceNames } from './calendering-references.ts';
import { type CalenderingRow, calenderingRows } from './calendering-rows.ts';
import type { CalibratedModel, MeasuredTable, PreparedModel } from './calibrated-model.ts';
import { meanOf, medianOf, rangeOf } from './statistics.ts';

interface Telling {
  readonly name: CalenderingConstantName;
  /** Why the data do not tell of it; absent where they do. */
  readonly untold?: string | undefined;
}

/** Constants that may be free, the most telling first; each has to have something in the data that tells of it. */
function tellingConstants(rows: readonly CalenderingRow[]): Telling[] {
  const byGap = rows.filter(({ rollGap }) => !Number.isNaN(rollGap));
  const byState = [...new Set(byGap.map(({ pressState }) => pressState))].map((state) =>
    byGap.filter(({ pressState }) => pressState === state),
  );
  const byForce = rows.filter(({ lineLoad }) => !Number.isNaN(lineLoad));
  const range = (of: (row: CalenderingRow) => number, some = rows): number => rangeOf(some.map(of));
  const temperature = ({ rollTemperature }: CalenderingRow): number => rollTemperature;
  const isWeighed = rows.some(
    ({ thicknessAfter, porosityAfter }) => !Number.isNaN(thicknessAfter + porosityAfter),
  );
  const told = (name: CalenderingConstantName, when: boolean, untold: string): Telling =>
    when ? { name } : { name, untold };
  const unweighed = 'no row has both thicknessAfter and porosityAfter';
  const both = byGap.length > 0 && byForce.length > 0;
  const warmth = byState.some((own) => range(temperature, own) > 2);
  const loadings = range(({ loading }) => Math.log(loading)) > 0.15;
  const never = 'thickness and porosity do not part it from the compaction';
  return [
    { name: 'compactionResistance' },
    told('frameStiffness', both, 'it takes rows with a gap and rows with a line load'),
    told('gapZeroPerKelvin', warmth, 'no press state was set by gap at two roll temperatures'),
    told('softening', range(temperature) > 2, 'all rows are of one roll temperature'),
    told('solidsMissing', isWeighed, unweighed),
    told('loadingExponent', loadings, 'all coatings are about as heavy'),
    { name: 'loadExponent' },
    told('passGain', range(({ passes }) => passes) > 0, 'all rows are of one number of passes'),
    told('minimumPorosity', byForce.length > 0, 'no row has a line load'),
    told('elongationAtResistance', isWeighed, unweighed),
    { name: 'springBack', untold: never },
    told(
      'sidesExponent',
      range(({ coatedSides }) => coatedSides) > 0,
      'all rows are coated on as many sides',
    ),
  ];
}

/** Means of priors that a pack of the material knows better, in the units of the fit. */
function materialMeans({
  compaction,
}: ElectrodeMaterial): Partial<Record<CalenderingConstantName, number>> {
  const { resistance, elongationCompliance, loadExponent = 1 } = compaction;
  return {
    softening: compaction.softening,
    elongationAtResistance: elongationCompliance * resistance,
    loadingExponent: compaction.loadingExponent,
    loadExponent: Math.log(loadExponent),
    passGain: compaction.passGain,
    minimumPorosity: Math.log(compaction.minimumPorosity),
    springBack: Math.log(compaction.springBack),
    sidesExponent: compaction.sidesExponent,
  };
}

function priorMean(name: CalenderingConstantName): number {
  return calenderingConstants[constantAt[name]]!.prior.mean;
}

/** Rows that each free constant takes at least, beyond the first six constants. */
const rowsPerConstant = 3;
const firstConstants = 6;
/** Opening of the frame that the first guess takes [m]. */
const guessedOpening = 20e-6;
/** Factors of that opening to start from. */
const openingFactors = [1, Math.exp(-1), Math.E];

/** Thickness behind the rolls [m], from the porosity where it was not measured itself. */
function thicknessAfter(row: CalenderingRow): number {
  if (!Number.isNaN(row.thicknessAfter)) return row.thicknessAfter;
  return row.loading / ((1 - row.porosityAfter) * row.trueDensity);
}

function prepare(table: MeasuredTable): PreparedModel {
  const usable = calenderingRows(table);
  const { read: rows } = usable;
  const { known, material } = table;
  const means = material === undefined ? {} : materialMeans(material);
  const gapStates = rows.flatMap(({ rollGap, pressState }) =>
    Number.isNaN(rollGap) ? [] : [pressState],
  );
  const states = [...new Set(gapStates)];
  const constants = [...calenderingConstants, ...states.map(gapZeroConstant)];
  const sidesExponent =
    known.get('sidesExponent') ?? means.sidesExponent ?? priorMean('sidesExponent');
  /** By how much more load the coated sides of a row take than one. */
  const sidesFactor = ({ coatedSides }: CalenderingRow): number => coatedSides ** sidesExponent;
  const onOneSide = (row: CalenderingRow): number => row.lineLoad / sidesFactor(row);
  const hasForce = rows.some(({ lineLoad }) => !Number.isNaN(lineLoad));
  const reference: CalenderingReference = {
    loading: known.get(referenceNames.loading) ?? meanOf(rows.map(({ loading }) => loading)),
    rollTemperature:
      known.get(referenceNames.rollTemperature) ??
      meanOf(rows.map(({ rollTemperature }) => rollTemperature)),
  };
  const zeroAt = (state: string): number => calenderingConstants.length + states.indexOf(state);
  const at = (values: readonly number[], row: number) => {
    const { pressState } = rows[row]!;
    const zero = values[zeroAt(pressState)] ?? 0;
    return behindRolls(rows[row]!, values, zero, reference);
  };

  /** Middle of gap less thickness behind the rolls, by state; a state without rows has that of the others. */
  const roomOf = (own: readonly CalenderingRow[]): number[] => {
    const gaps = own.filter(({ rollGap }) => !Number.isNaN(rollGap));
    const rooms = states.map((state) =>
      medianOf(
        gaps
          .filter(({ pressState }) => pressState === state)
          .map((row) => row.rollGap - row.foilThickness - row.coatedSides * thicknessAfter(row)),
      ),
    );
    const found = rooms.filter((room) => !Number.isNaN(room));
    const others =
      found.length > 0
        ? meanOf(found)
        : medianOf(
            rows
              .filter(({ rollGap }) => !Number.isNaN(rollGap))
              .map(
                ({ rollGap, foilThickness, coatedSides, thickness }) =>
                  rollGap - foilThickness - coatedSides * thickness,
              ),
          );
    return rooms.map((room) => (Number.isNaN(room) ? others : room));
  };
  /** Line load over resistance that the compression asks for; 1 where nothing was measured behind the rolls. */
  const compressionOf = (row: CalenderingRow): number => {
    if (Number.isNaN(thicknessAfter(row))) return 1;
    const before = 1 - row.loading / (row.thickness * row.trueDensity);
    const after = 1 - row.loading / (thicknessAfter(row) * row.trueDensity);
    const least = Math.exp(priorMean('minimumPorosity'));
    return Math.max(0.05, Math.log(Math.max(0.01, before - least) / Math.max(0.02, after - least)));
  };
  const resistanceOf = (own: readonly CalenderingRow[]): number => {
    const forced = own.filter(({ lineLoad }) => lineLoad > 0);
    if (forced.length > 0) {
      return medianOf(forced.map((row) => Math.log(onOneSide(row) / compressionOf(row))));
    }
    const stiffness = Math.exp(known.get('frameStiffness') ?? priorMean('frameStiffness'));
    return Math.log(
      (guessedOpening * stiffness) /
        medianOf(own.map((row) => compressionOf(row) * sidesFactor(row))),
    );
  };
  const priors = (chosen: readonly number[]): Prior[] => {
    const own = chosen.map((row) => rows[row]!);
    const rooms = roomOf(own);
    const sd = hasForce ? resistanceSd.byForce : resistanceSd.byGap;
    return constants.map(({ name, prior }, i): Prior => {
      const before = known.get(name);
      if (i === constantAt.compactionResistance) return { mean: before ?? resistanceOf(own), sd };
      const state = i - calenderingConstants.length;
      const assumed = means[name as CalenderingConstantName] ?? prior.mean;
      const mean = state >= 0 ? rooms[state]! + guessedOpening : assumed;
      return { mean: before ?? mean, sd: prior.sd };
    });
  };

  const model: CalibrationModel = {
    constants: constants.map(({ name }) => name),
    groups: usable.rows.map(({ group }) => group),
    differenceStep: 1e-4,
    channels: [
      { name: 'thickness', expectedSd: 1e-6 },
      { name: 'weight', expectedSd: 0.008 },
      { name: 'rollGap', expectedSd: 3e-6 },
    ],
    quantities,
    priors,
    starts(chosen) {
      const own = chosen.map((row) => rows[row]!);
      const means = priors(chosen).map(({ mean }) => mean);
      const rooms = roomOf(own);
      const factors = states.length > 0 ? openingFactors : [1];
      const guessed = factors.map((factor) =>
        means.map((mean, i) => {
          if (i === constantAt.compactionResistance && !hasForce) {
            return resistanceOf(own) + Math.log(factor);
          }
          const state = i - calenderingConstants.length;
          return state >= 0 ? rooms[state]! + guessedOpening * factor : mean;
        }),
      );
      return [...(known.size > 0 ? [means] : []), ...guessed];
    },
    residuals(values, index) {
      const after = at(values, index);
      if (after === undefined) return undefined;
      const row = rows[index]!;
      const solids = 1 - row.porosityAfter;
      const thickness = Number.isNaN(row.thicknessAfter)
        ? after.weighed / (solids * row.trueDensity)
        : row.thicknessAfter;
      const weighed = solids * row.thicknessAfter * row.trueDensity;
      return [
        thickness - after.thickness,
        (weighed - after.weighed) / row.loading,
        Number.isNaN(row.lineLoad) ? Number.NaN : row.rollGap - after.nominalGap,
      ];
    },
    predict(values, index) {
      const after = at(values, index);
      if (after === undefined) return undefined;
      const { thickness, weighed, nominalGap } = after;
      return [thickness, 1 - weighed / (thickness * rows[index]!.trueDensity), nominalGap];
    },
    measured(index) {
      const row = rows[index]!;
      const gap = Number.isNaN(row.lineLoad) ? Number.NaN : row.rollGap;
      return [row.thicknessAfter, row.porosityAfter, gap];
    },
    spread(values, index) {
      const row = rows[index]!;
      const after = at(values, index);
      if (after === undefined) return [[], [], []];
      const solids = after.weighed / (after.thickness * row.trueDensity);
      const weighing = Number.isNaN(row.thicknessAfter) ? 0 : -row.loading / after.weighed;
      return [
        [1, 0, 0],
        [solids / after.thickness, solids * weighing, 0],
        [0, 0, 1],
      ];
    },
  };
  const zeros = states.map(zeroAt);
  const budget = Math.max(firstConstants, Math.floor(rows.length / rowsPerConstant));
  const most = Math.max(1, budget - zeros.length);
  const telling = tellingConstants(rows);
  const told = telling.filter(({ untold }) => untold === undefined);
  const untold = [
    ...telling.flatMap(({ name, untold: why }) => (why === undefined ? [] : [[name, why]])),
    ...told
      .slice(most)
      .map(({ name }) => [
        name,
        `${rows.length} rows fit ${budget} constants, and others tell more`,
      ]),
  ];
  const loads = rows.map(onOneSide);
  const foil = meanOf(rows.map((row) => row.foilThickness));
  const { leastLineLoad, mostLineLoad, foilThickness, trueDensity } = referenceNames;
  return {
    model,
    rows: usable.rows,
    constants,
    quantities,
    free: [...zeros, ...told.slice(0, most).map(({ name }) => constantAt[name])],
    untold: Object.fromEntries(untold),
    warnings: [...usable.warnings, ...warningsOf(rows, hasForce, known.has('frameStiffness'))],
    contradictsStart(names) {
      const before = known.get(foilThickness);
      const zeros = names.filter((name) => /^gapZero(\.|$)/.test(name));
      if (before === undefined || before > 0 === foil > 0 || zeros.length === 0) return undefined;
      const [of, then] = before > 0 ? ['without', 'does not tell it'] : ['with', 'tells it'];
      return {
        found: `${zeros.join(', ')} ${of} the foil, and a table that ${then}`,
        allowed: `a table that ${before > 0 ? 'tells' : 'leaves out'} foilThickness_um as that of the start did`,
      };
    },
    references: {
      [referenceNames.loading]: toUnit(reference.loading, 'g_per_m2'),
      [referenceNames.rollTemperature]: toUnit(reference.rollTemperature, 'degC'),
      [trueDensity]: meanOf(rows.map((row) => row.trueDensity)),
      [foilThickness]: toUnit(foil, 'um'),
      // Where gaps were set, the loads are known only as well as the stiffness.
      ...(loads.some(Number.isNaN)
        ? {}
        : {
            [leastLineLoad]: toUnit(
              Math.min(...loads, known.get(leastLineLoad) ?? Infinity),
              'N_per_mm',
            ),
            [mostLineLoad]: toUnit(Math.max(...loads, known.get(mostLineLoad) ?? 0), 'N_per_mm'),
          }),
    },
  };
}

const quantities = [
  { name: 'thicknessAfter', unit: 'um', errors: 'lognormal' },
  { name: 'porosityAfter', unit: 'frac', errors: 'normal', min: 0, max: 1 },
  { name: 'rollGap', unit: 'um', errors: 'normal', min: 0 },
] as const;

/** Line loads below which all of a table are probably in another unit: of kN/mm, as presses of electrodes work from some 10 N/mm on [N.m-1]. */
const strangelySmall = 2e3;

function warningsOf(
  rows: readonly CalenderingRow[],
  hasForce: boolean,
  stiffnessKnown: boolean,
): string[] {
  const loads = rows.map(({ lineLoad }) => lineLoad).filter((load) => !Number.isNaN(load));
  const found = rows
    .map((row) => ((1 - row.porosityAfter) * row.thicknessAfter * row.trueDensity) / row.loading)
    .filter((share) => !Number.isNaN(share));
  const share = medianOf(found);
  return [
    ...(hasForce
      ? []
      : [
          `no row has a line load: frameStiffness stays ${stiffnessKnown ? 'where the start has it' : 'at its prior'} and compactionResistance is relative to it`,
        ]),
    ...(loads.length > 0 && Math.max(...loads) < strangelySmall
      ? [
          `all line loads are below ${toUnit(strangelySmall, 'N_per_mm')} N/mm, and presses of electrodes work from some 10 on: lineLoad_N_per_mm is probably in another unit (1 kN/mm is 1000)`,
        ]
      : []),
    ...(Math.abs(share - 1) > 0.04
      ? [
          `porosityAfter, thicknessAfter and trueDensity account for ${(100 * share).toFixed(1)} % of coatWeight: one of the four is probably of another coating or definition`,
        ]
      : []),
  ];
}

/** Compaction of one side by the rolls, and what the shown gap of the press means (physics/process/calendering.ts). */
export const calenderingCalibration: CalibratedModel = {
  description: 'compaction of the coating, zero and stiffness of the press',
  columns: calenderingColumns,
  takesMaterial: true,
  constantOf: (name) =>
    /^gapZero(\.|$)/.test(name)
      ? gapZeroConstant(name.slice('gapZero.'.length))
      : calenderingConstants.find((constant) => constant.name === name),
  prepare,
};
