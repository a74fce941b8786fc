import { linearValue, ordinaryLeastSquares } from '../../ml/linear/ordinary-least-squares.ts';
import { randomStreams } from '../../physics/core/random.ts';
import { fitRates, type RateFit } from './rate-fit.ts';
import { RateModel } from './rate-model.ts';
import { posteriorDraws } from './rate-posterior.ts';
import {
  constantsOfFit,
  fittedConditions,
  type RateSearch,
  rateSearchFile,
  rotations,
  testConditions,
} from './rate-search.ts';
import { bootstrap90, quantile90, rootMeanSquare } from './scores.ts';
import type { RatePrediction, RateRow } from './validation-row.ts';
import { wmgCalenderingFile } from './wmg-calendering.ts';
import {
  type HalfCellCondition,
  halfCellConditions,
  meanOf,
  standardError,
  wmgHalfCellsFile,
} from './wmg-half-cells.ts';

/** Largest root mean square of the ratio [-]. */
const bar = 0.08;
/** Draws of the constants that a fit to low loading alone leaves open. */
const draws = 60;

/** The means of the measured ratios of a set of conditions. */
const measuredOf = (conditions: readonly HalfCellCondition[]): number[] =>
  conditions.map(({ ratios }) => meanOf(ratios));

/**
 * Scores the half-cell model on measured capacities at 5C over C/5: fitted at one roll temperature it predicts high loading
 * at the two others; fitted to low loading alone it predicts all of high loading. Each fit begins where a search over many
 * starts ended, and sees its own conditions only.
 */
export function wmgRate(readData: (file: string) => string, seed: number): RateRow[] {
  const conditions = halfCellConditions(
    readData(wmgCalenderingFile),
    wmgCalenderingFile,
    readData(wmgHalfCellsFile),
  );
  const search = JSON.parse(readData(rateSearchFile)) as RateSearch;
  const specificCharge = meanOf(conditions.flatMap(({ specificCharges }) => specificCharges));
  return [...rotations, 'LOW' as const].map((fittedOn) => {
    const fitted = fittedConditions(conditions, fittedOn);
    const tested = testConditions(conditions, fittedOn);
    const fit = fitRates(fitted, specificCharge, search.points[fittedOn]!);
    const model = new RateModel(specificCharge);
    const predicted = (shown: readonly HalfCellCondition[]): number[] =>
      shown.map((condition) => model.ratio(condition, fit.point));
    const errors = errorsOf(predicted(tested), tested);
    const rmse = rootMeanSquare(errors);
    const isJudged = fittedOn !== 'LOW';
    const spread = isJudged ? undefined : spreadOf(fit, tested, specificCharge, seed);
    const mean = meanOf(measuredOf(fitted.filter(sharesLoadingWith(tested, isJudged))));
    const meanBaseline = rootMeanSquare(
      errorsOf(
        tested.map(() => mean),
        tested,
      ),
    );
    return {
      case: 'wmg-rate',
      quantity: isJudged ? `5C/0.2C, fitted at ${fittedOn} degC` : '5C/0.2C, fitted on LOW alone',
      unit: '1',
      n: tested.length,
      rmse,
      baseline: isJudged ? parabolaScore(fitted, tested) : meanBaseline,
      bar: isJudged ? bar : Number.POSITIVE_INFINITY,
      pass: !isJudged || rmse <= bar,
      source: 'doi:10.17632/wwhm2frfmy.1',
      inSample: rootMeanSquare(errorsOf(predicted(fitted), fitted)),
      bootstrap90: spread?.scores ?? bootstrap90(errors, seed),
      meanBaseline,
      constants: constantsOfFit(fit),
      predictions: predictionsOf(conditions, fitted, predicted(conditions), spread?.intervals),
      cost: fit.cost,
      forms: search.forms,
      starts: search.starts,
      startsOfForm: search.startsOfForm,
      notes,
    };
  });
}

/** Conditions whose mean is the baseline: of the loading that is predicted; of all where the fit has none of it. */
function sharesLoadingWith(tested: readonly HalfCellCondition[], isJudged: boolean) {
  return ({ loadingRegime }: HalfCellCondition): boolean =>
    !isJudged || tested.some((other) => other.loadingRegime === loadingRegime);
}

function errorsOf(predicted: readonly number[], conditions: readonly HalfCellCondition[]) {
  const measured = measuredOf(conditions);
  return predicted.map((value, i) => value - measured[i]!);
}

/** Score of a parabola in porosity through the conditions of high loading that the fit saw. */
function parabolaScore(
  fitted: readonly HalfCellCondition[],
  tested: readonly HalfCellCondition[],
): number {
  const known = fitted.filter(({ loadingRegime }) => loadingRegime === 'HIGH');
  const powers = ({ porosity }: HalfCellCondition): number[] => [1, porosity, porosity ** 2];
  const parabola = ordinaryLeastSquares(known.map(powers), measuredOf(known));
  return rootMeanSquare(
    errorsOf(
      tested.map((condition) => linearValue(parabola, powers(condition))),
      tested,
    ),
  );
}

interface Spread {
  readonly scores: readonly [number, number];
  readonly intervals: ReadonlyMap<string, readonly [number, number]>;
}

/** What the constants that a fit leaves open make of its predictions. */
function spreadOf(
  fit: RateFit,
  tested: readonly HalfCellCondition[],
  specificCharge: number,
  seed: number,
): Spread {
  const rng = randomStreams(seed).stream('validation/wmg-rate');
  const model = new RateModel(specificCharge);
  const predicted = posteriorDraws(fit, draws, rng).map((point) =>
    tested.map((condition) => model.ratio(condition, point)),
  );
  const intervals = tested.map(
    ({ id }, i) => [id, quantile90(predicted.map((row) => row[i]!))] as const,
  );
  return {
    scores: quantile90(predicted.map((row) => rootMeanSquare(errorsOf(row, tested)))),
    intervals: new Map(intervals),
  };
}

function predictionsOf(
  conditions: readonly HalfCellCondition[],
  fitted: readonly HalfCellCondition[],
  predicted: readonly number[],
  intervals: Spread['intervals'] | undefined,
): RatePrediction[] {
  return conditions.map((condition, i) => {
    const { id, loadingRegime, rollTemperature, targetDensity, ratios } = condition;
    const interval = intervals?.get(id);
    return {
      condition: `${id} ${loadingRegime} ${rollTemperature} degC ${targetDensity / 1000} g/cm3`,
      measured: meanOf(ratios),
      standardError: standardError(ratios),
      predicted: predicted[i]!,
      ...(interval === undefined ? {} : { interval90: interval }),
      isFitted: fitted.includes(condition),
    };
  });
}

const notes = [
  'Ratio of the discharge capacities at 5C and C/5, each from rest at 4.2 V. Inputs are coat weight, thickness and porosity behind the rolls; 1C is the mean C/5 capacity of the cells, 162 mAh/g. Isothermal P2D against lithium metal at 25 degC, preset accurate.',
  'Residuals are weighted by the standard error of three cells and a model error of 0.03; the priors count as measurements. Five constants and six conditions: the priors carry part of the fit. Where 5C ends at once the ratio is 0; the fit goes on below 0 with the voltage that is missing.',
  'Baseline: a parabola in porosity through the three conditions with high loading that the fit saw; for LOW alone the mean ratio of low loading.',
  'The source of the cells was not read for cut-offs, separator and electrolyte (physics/materials/nmc622-half-cell.ts says what is assumed). The upper cut-off shows in the C/5 capacity, the lower one does not; the forms tell what it matters.',
  'The rotation at 120 degC hangs on what is assumed: its electrode of highest porosity is the mean of 0.13, 0.32 and 0.39, so the data say little of how contact resistance grows with porosity and the prior says it; other assumptions miss the bar there (forms). The largest misfits are at the highest porosity, where electrodes that differ by 1.2 points of porosity and in roll temperature show 0.10, 0.17 and 0.28: roll temperature acts on the model through porosity and thickness only.',
  'Before the priors were written down, six forms without priors were scanned coarsely on all 18 conditions (120 to 250 draws each), and the lower cut-off and the electrolyte were chosen among five forms by the costs of the fits and by what coin cells usually hold; their scores stand in the table of forms. So the scores flatter the model.',
  'The contact resistance stands for all of the resistance between metal and collector that the model lacks, the film on the lithium among it; the separator exponent likewise for what stripping lithium does to the salt near it.',
];
