import { batchBySpread } from '../../../ml/design-of-experiments/batch-by-spread.ts';
import { dOptimalDesign } from '../../../ml/design-of-experiments/d-optimal.ts';
import { fullFactorial } from '../../../ml/design-of-experiments/factorial.ts';
import {
  aliasesOf,
  fractionalFactorial,
  type Generator,
} from '../../../ml/design-of-experiments/fractional-factorial.ts';
import { maximinLatinHypercube } from '../../../ml/design-of-experiments/maximin-latin-hypercube.ts';
import { SobolSequence } from '../../../ml/design-of-experiments/sobol-sequence.ts';
import { MlError } from '../../../ml/errors.ts';
import { GaussianProcess } from '../../../ml/gaussian-process/gaussian-process.ts';
import { type Rng, randomStreams } from '../../../physics/core/random.ts';
import type { TrainingResult } from './model-report.ts';
import { servingModel } from './serving-model.ts';

/** What is varied, by the header of its column: anywhere between two numbers, or in levels. */
export interface DesignFactor {
  readonly header: string;
  /** Rising, two or more; the ends of a range. */
  readonly levels: readonly number[];
  readonly isRange: boolean;
}

export const designKinds = ['full', 'fraction', 'dOptimal', 'latin', 'sobol', 'next'] as const;
export type DesignKind = (typeof designKinds)[number];

/** Which runs are wanted. */
export interface DesignRequest {
  readonly kind: DesignKind;
  readonly factors: readonly DesignFactor[];
  /** Runs of a D-optimal design, of a Latin hypercube, of a Sobol sequence and of those that come next. */
  readonly runs: number | undefined;
  /** Factors of a fraction that are products of others. */
  readonly generators: readonly Generator[];
  /** Model that the next runs are to teach most. */
  readonly model: TrainingResult | undefined;
  readonly seed: number;
}

/** Runs, one row each in the order in which they are to be made, and what is known of the whole. */
export interface DesignedRuns {
  readonly kind: DesignKind;
  readonly headers: readonly string[];
  readonly runs: readonly (readonly number[])[];
  /** Of a fraction: shortest word of its defining relation; effects of one factor that others hide. */
  readonly resolution?: number;
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  /** Of a D-optimal design: share of what an orthogonal one would tell. */
  readonly efficiency?: number;
  /** Of the next runs: what the model does not know of each before it is made, in the unit of its target. */
  readonly deviations?: readonly number[];
}

/** Levels of a range in a D-optimal design: the least that tell a square. */
const levelsOfRange = 3;
/** Places among which the next runs are chosen. */
const places = 1024;

/**
 * Designs an experiment. Runs of levels come in an order drawn by the seed, so that a drift of the machine is no effect.
 * @throws MlError as the design that is asked for; ML_OPTION_OUT_OF_RANGE for what it lacks (data: option, found, allowed)
 */
export function designRuns(request: DesignRequest): DesignedRuns {
  const rng = randomStreams(request.seed).stream('design');
  const headers = request.factors.map(({ header }) => header);
  switch (request.kind) {
    case 'full': {
      const runs = fullFactorial(request.factors.map(({ levels }) => levels));
      return { kind: 'full', headers, runs: shuffled(runs, rng) };
    }
    case 'fraction':
      return fraction(request, rng);
    case 'dOptimal':
      return dOptimal(request, headers, rng);
    case 'latin':
    case 'sobol': {
      const { kind, factors } = request;
      const count = wantedRuns(request);
      const cube =
        kind === 'latin'
          ? maximinLatinHypercube(count, factors.length, rng)
          : sobolPoints(count, factors.length, rng);
      return { kind, headers, runs: cube.map((point) => placeIn(request.factors, point)) };
    }
    case 'next':
      return nextRuns(request, rng);
  }
}

function fraction({ factors, generators }: DesignRequest, rng: Rng): DesignedRuns {
  const byName = new Map(factors.map((factor) => [factor.header, factor]));
  for (const { header, levels } of factors) {
    if (levels.length === 2) continue;
    throw lacks('levels', `${levels.length} of '${header}'`, 'two of each factor');
  }
  const generated = new Set(generators.map(({ factor }) => factor));
  const basic = factors.map(({ header }) => header).filter((header) => !generated.has(header));
  const unknown = generators.find(({ factor }) => !byName.has(factor));
  if (unknown !== undefined) {
    throw lacks('generator', unknown.factor, `one of the factors ${[...byName.keys()].join(', ')}`);
  }
  const design = fractionalFactorial(basic, generators);
  const runs = design.runs.map((run) =>
    run.map((level, f) => byName.get(design.factors[f]!)!.levels[level < 0 ? 0 : 1]!),
  );
  const aliases = Object.fromEntries(
    design.factors.map((name) => [
      name,
      aliasesOf(design, [name]).map(
        ({ factors: word, sign }) => `${sign < 0 ? '-' : ''}${word.join('*')}`,
      ),
    ]),
  );
  return {
    kind: 'fraction',
    headers: design.factors,
    runs: shuffled(runs, rng),
    ...(design.resolution === undefined ? {} : { resolution: design.resolution }),
    aliases,
  };
}

function dOptimal(request: DesignRequest, headers: readonly string[], rng: Rng): DesignedRuns {
  const { factors, seed } = request;
  const levels = factors.map(({ levels: told, isRange }) => {
    const [low, high] = [told[0]!, told.at(-1)!];
    const step = (high - low) / (levelsOfRange - 1);
    return isRange ? Array.from({ length: levelsOfRange }, (_, i) => low + i * step) : told;
  });
  const grid = fullFactorial(levels);
  const coded = grid.map((run) =>
    run.map((value, f) => {
      const [low, high] = [levels[f]![0]!, levels[f]!.at(-1)!];
      return high > low ? (2 * (value - low)) / (high - low) - 1 : 0;
    }),
  );
  const task = {
    candidates: coded,
    model: (place: readonly number[]) => quadraticTerms(place, levels),
    runs: wantedRuns(request),
  };
  const { chosen, efficiency } = dOptimalDesign(task, seed);
  const runs = chosen.map((at) => grid[at]!);
  return { kind: 'dOptimal', headers, runs: shuffled(runs, rng), efficiency };
}

/** 1, each factor, each pair, and the square of each factor of three levels and more. */
function quadraticTerms(
  place: readonly number[],
  levels: readonly (readonly number[])[],
): readonly number[] {
  const pairs = place.flatMap((x, f) => place.slice(f + 1).map((y) => x * y));
  const squares = place.filter((_, f) => levels[f]!.length > 2).map((x) => x * x);
  return [1, ...place, ...pairs, ...squares];
}

function nextRuns(request: DesignRequest, rng: Rng): DesignedRuns {
  const { factors, model: trained } = request;
  if (trained === undefined) throw lacks('model', 'none', "what 'twinline train' wrote");
  const { model } = servingModel(trained);
  if (!(model instanceof GaussianProcess)) {
    throw lacks(
      'model',
      trained.report.kind,
      'a Gaussian process, which tells what it does not know',
    );
  }
  const missing = model.features.find((name) => !factors.some(({ header }) => header === name));
  if (missing !== undefined) throw lacks('factor', 'none', `a factor '${missing}' of the model`);
  const ordered = model.features.map((name) => factors.find(({ header }) => header === name)!);
  const candidates = sobolPoints(places, ordered.length, rng).map((point) =>
    placeIn(ordered, point),
  );
  const chosen = batchBySpread(model, candidates, wantedRuns(request));
  return {
    kind: 'next',
    headers: model.features,
    runs: chosen.map(({ candidate }) => candidates[candidate]!),
    deviations: chosen.map(({ deviation }) => deviation),
  };
}

function wantedRuns({ kind, runs }: DesignRequest): number {
  if (runs === undefined) throw lacks('runs', 'none', `a number of runs for '${kind}'`);
  return runs;
}

function sobolPoints(count: number, axes: number, rng: Rng): number[][] {
  const sequence = new SobolSequence(axes, rng);
  return Array.from({ length: count }, () => [...sequence.next(new Float64Array(axes))]);
}

/** A point of the unit cube among the factors: between the ends of a range, or on a level. */
function placeIn(factors: readonly DesignFactor[], point: readonly number[]): number[] {
  return factors.map(({ levels, isRange }, f) => {
    const share = point[f]!;
    const [low, high] = [levels[0]!, levels.at(-1)!];
    return isRange ? low + share * (high - low) : levels[Math.floor(share * levels.length)]!;
  });
}

function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(rng.uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function lacks(option: string, found: string, allowed: string): MlError {
  const message = `${option}: found ${found}, allowed is ${allowed}`;
  return new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
}
