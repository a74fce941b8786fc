import type { FeatureTable } from '../../../ml/data/feature-table.ts';
import { SobolSequence } from '../../../ml/design-of-experiments/sobol-sequence.ts';
import { MlError } from '../../../ml/errors.ts';
import { accumulatedLocalEffects } from '../../../ml/explain/accumulated-local-effects.ts';
import { type AnovaRow, anova } from '../../../ml/explain/anova.ts';
import { type Factor, factorialTerms } from '../../../ml/explain/anova-terms.ts';
import { type BatchFunction, rowByRow } from '../../../ml/explain/batch-function.ts';
import {
  type CorrelatedCluster,
  correlatedColumns,
} from '../../../ml/explain/correlated-columns.ts';
import { type EffectClass, effectQuadrants } from '../../../ml/explain/effect-quadrants.ts';
import { type LinearEffect, linearEffects } from '../../../ml/explain/linear-effects.ts';
import { permutationImportance } from '../../../ml/explain/permutation-importance.ts';
import { type SobolIndex, sobolIndices, uniformInput } from '../../../ml/explain/sobol-indices.ts';
import type { ServingModel } from '../../../ml/model-files/model-parts.ts';
import { randomStreams } from '../../../physics/core/random.ts';

/** What cannot be said, and why. */
interface Unsaid {
  readonly unsaid: string;
}

/** What the columns do to a model and to the rows it was trained on. */
export interface Explanation {
  /** Columns that move together: what is said of one may be due to another. */
  readonly correlated: readonly CorrelatedCluster[];
  /** Rise of the mean squared error of the training rows, in squared units of the target, by columns permuted together. */
  readonly permutation: readonly {
    readonly columns: readonly string[];
    readonly mean: number;
    readonly deviation: number;
  }[];
  /** Shares of the model's variance where each column is anywhere in its range, alone of the others. */
  readonly sobol: { readonly evaluations: number; readonly inputs: readonly SobolIndex[] } | Unsaid;
  /** A linear regression on all columns: standardised coefficients with p-values. */
  readonly effects: readonly (LinearEffect & { readonly class: EffectClass })[] | Unsaid;
  /** Analysis of variance over columns of few levels. */
  readonly anova: readonly (AnovaRow & { readonly class: EffectClass })[] | Unsaid;
  /** Accumulated local effects of each column, in the unit of the target. */
  readonly curves: readonly {
    readonly column: string;
    readonly at: readonly number[];
    readonly effect: readonly number[];
  }[];
}

/** Columns whose |r| is above are told together. */
const correlatedAbove = 0.7;
const repeats = 10;
/** Base points of the Sobol indices. */
const points = 1024;
const resamples = 100;
const level = 0.9;
const bins = 16;
/** Least effects that count as large: |beta| of Cohen's small r, and his medium partial eta squared (Cohen1988; not read). */
const largeCoefficient = 0.1;
const largeShare = 0.06;
const sureBelow = 0.05;
/** Levels of a column that an analysis of variance takes for a factor. */
const mostLevels = 6;

/**
 * Explains a model by its training rows.
 * @param onPart - called as work is done
 */
export function explainModel(
  { model, rows: { table, target }, box }: ServingModel,
  seed: number,
  onPart: () => void = () => undefined,
): Explanation {
  const asked = rowByRow((row) => model.predict(row), table.names.length);
  const correlated = correlatedColumns(table, correlatedAbove);
  const together = new Set(correlated.flatMap(({ columns }) => columns));
  const groups = [
    ...correlated.map(({ columns }) => columns),
    ...table.names.filter((name) => !together.has(name)).map((name) => [name]),
  ];
  const goOn = (): boolean => {
    onPart();
    return true;
  };
  const dealt = { groups, repeats, seed };
  const permutation = permutationImportance(asked, table, target, dealt, goOn)!;
  const ranges = box.names.map((name, f) => uniformInput(name, box.low[f]!, box.high[f]!));
  const sobol = saidOr(() => {
    const sequence = (count: number, dimensions: number) => sobolPoints(count, dimensions, seed);
    const options = { count: points, points: sequence, resamples, level, seed };
    const { evaluations, inputs: indices } = sobolIndices(asked, ranges, options, goOn)!;
    return { evaluations, inputs: indices };
  });
  return {
    correlated,
    permutation: permutation
      .map(({ columns, mean, deviation }) => ({ columns, mean, deviation }))
      .sort((a, b) => b.mean - a.mean),
    sobol,
    effects: saidOr(() => {
      const effects = linearEffects(table, target);
      const limits = { effect: largeCoefficient, p: sureBelow };
      const classes = effectQuadrants(
        effects.map(({ column, coefficient, p }) => ({ name: column, effect: coefficient, p })),
        limits,
      );
      return effects.map((effect, i) => ({ ...effect, class: classes[i]!.class }));
    }),
    anova: saidOr(() => varianceByLevels(table, target)),
    curves: curvesOf(asked, table),
  };
}

function sobolPoints(count: number, dimensions: number, seed: number): Float64Array {
  const sequence = new SobolSequence(dimensions, randomStreams(seed).stream('explain'));
  const out = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) sequence.next(out.subarray(i * dimensions, (i + 1) * dimensions));
  return out;
}

/** What a method says, or its reason to say nothing of such rows. */
function saidOr<T>(said: () => T): T | Unsaid {
  try {
    return said();
  } catch (error) {
    if (!(error instanceof MlError)) throw error;
    return { unsaid: error.message };
  }
}

function curvesOf(asked: BatchFunction, table: FeatureTable): Explanation['curves'] {
  return table.names.map((column) => {
    const { at, effect } = accumulatedLocalEffects(asked, table, column, bins);
    return { column, at: [...at], effect: [...effect] };
  });
}

function varianceByLevels(
  { names, columns }: FeatureTable,
  target: Float64Array,
): Exclude<Explanation['anova'], Unsaid> {
  const factors = names.flatMap((name, f): Factor[] => {
    const levels = new Set(columns[f]);
    return levels.size <= mostLevels ? [{ name, levels: Array.from(columns[f]!, String) }] : [];
  });
  if (factors.length === 0) {
    const message = `no column has ${mostLevels} levels or fewer: analysis of variance is for settings that were varied in steps`;
    throw new MlError('ML_NOT_ESTIMABLE', message, { allowed: mostLevels });
  }
  const { terms } = withPairsOrWithout(factors, target);
  const effects = terms.map(({ name, effect, p }) => ({ name, effect, p }));
  const classes = effectQuadrants(effects, { effect: largeShare, p: sureBelow });
  return terms.map((term, i) => ({ ...term, class: classes[i]!.class }));
}

/** Pairs of factors too where the rows tell them apart, else each factor alone. */
function withPairsOrWithout(factors: readonly Factor[], target: Float64Array) {
  try {
    return anova(factors, target, { type: 2 });
  } catch (error) {
    if (!(error instanceof MlError)) throw error;
    const alone = factorialTerms(
      factors.map(({ name }) => name),
      1,
    );
    return anova(factors, target, { type: 2, terms: alone });
  }
}
