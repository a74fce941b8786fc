import { type Rng, randomStreams } from '../../physics/core/random.ts';
import { MlError } from '../errors.ts';
import { type InformationFactor, informationOf, whiten } from './information-matrix.ts';

/** What a design is to be chosen from, and for what. */
export interface DesignTask {
  /** Places where a run may be made; factors best coded from -1 to 1. */
  readonly candidates: readonly (readonly number[])[];
  /** Terms of the linear model at a place, always as many: 1, x, x^2 ... */
  readonly model: (place: readonly number[]) => readonly number[];
  /** Runs to choose. */
  readonly runs: number;
  /** Runs that have been made and count as well. */
  readonly kept?: readonly (readonly number[])[];
  /** A candidate may be chosen more than once. @default true */
  readonly mayRepeat?: boolean;
}

/** Chosen runs. */
export interface DOptimalDesign {
  /** Indices of candidates in rising order, one for each run. */
  readonly chosen: readonly number[];
  /** ln det X'X of kept and chosen rows. */
  readonly logDeterminant: number;
  /** det(X'X)^(1 / terms) / rows: 1 for an orthogonal design with terms from -1 to 1, which is the most. */
  readonly efficiency: number;
  /** Exchanges that led to it from its start. */
  readonly exchanges: number;
  /** ln det X'X that each start came to: how much chance is in the result. */
  readonly ofStarts: readonly number[];
}

/** An exchange that gains less than this share of the determinant is none. */
const leastGain = 1e-6;
/** Share of the diagonal that makes a start regular while its runs are too few. */
const startRidge = 1e-6;

/**
 * Runs by which a linear model is known best: the volume of the ellipsoid of its coefficients is least. From each start the
 * exchange of a run for a candidate that gains most is made, until none gains.
 * @param seed - of the starts; the same seed gives the same design
 * @param starts - the best end of so many is taken
 * @param onStart - called behind each start; where it returns false, the search ends with the best so far
 * @throws MlError ML_TOO_FEW_ROWS where kept and chosen runs are fewer than the terms (data: rows, allowed);
 *   ML_TABLE_INVALID where terms differ in number (data: row); ML_NOT_FINITE for a term that is no number (data: row, term);
 *   ML_OPTION_OUT_OF_RANGE (data: option, found, allowed); ML_DESIGN_SINGULAR where no choice tells the terms apart (data: terms)
 * @see Fedorov1972, Theory of Optimal Experiments, chapter 3; Cook1980, Technometrics 22, 315-324, eq. 2.3, doi:10.1080/00401706.1980.10486162
 */
export function dOptimalDesign(
  task: DesignTask,
  seed: number,
  starts = 4,
  onStart: (starts: number) => boolean = () => true,
): DOptimalDesign {
  const { candidates, kept = [], runs, mayRepeat = true } = task;
  checkOptions(task, starts);
  const { terms, width } = termsOf(task);
  const rows = runs + kept.length;
  if (rows < width) {
    const message = `${kept.length} kept and ${runs} chosen runs for a model of ${width} terms, allowed are ${width} and more`;
    throw new MlError('ML_TOO_FEW_ROWS', message, { rows, allowed: width });
  }
  const places: Places = { terms, width, candidates: candidates.length, mayRepeat };
  const keptRows = kept.map((_, i) => candidates.length + i);
  const streams = randomStreams(seed);
  const ofStarts: number[] = [];
  let best: Exchanged | undefined;
  for (let start = 0; start < starts; start++) {
    const rng = streams.stream(`d-optimal/${start}`);
    const end = exchanged(places, keptRows, firstChoice(places, keptRows, runs, rng));
    if (end !== undefined) {
      ofStarts.push(end.logDeterminant);
      if (best === undefined || end.logDeterminant > best.logDeterminant) best = end;
    }
    if (!onStart(start + 1)) break;
  }
  if (best === undefined) {
    const message = `no ${runs} of ${candidates.length} candidates tell the ${width} terms of the model apart; a term depends on others, or the candidates lack levels`;
    throw new MlError('ML_DESIGN_SINGULAR', message, { terms: width });
  }
  return {
    chosen: best.chosen.toSorted((a, b) => a - b),
    logDeterminant: best.logDeterminant,
    efficiency: Math.exp(best.logDeterminant / width) / rows,
    exchanges: best.exchanges,
    ofStarts,
  };
}

/** Terms of candidates, then of kept runs. */
interface Places {
  readonly terms: Float64Array;
  readonly width: number;
  readonly candidates: number;
  readonly mayRepeat: boolean;
}

interface Exchanged {
  readonly chosen: number[];
  readonly logDeterminant: number;
  readonly exchanges: number;
}

/** A few runs drawn, the others each where the model is known least. */
function firstChoice(places: Places, kept: readonly number[], runs: number, rng: Rng): number[] {
  const { terms, width, candidates, mayRepeat } = places;
  const chosen: number[] = [];
  const taken = new Uint8Array(candidates);
  const drawn = Math.min(runs, Math.ceil(width / 2));
  const white = new Float64Array(terms.length);
  while (chosen.length < runs) {
    let next = Math.floor(rng.uniform() * candidates);
    while (taken[next] === 1 && !mayRepeat) next = (next + 1) % candidates;
    if (chosen.length >= drawn) {
      // Regular by its ridge.
      const factor = informationOf(terms, width, [...kept, ...chosen], startRidge);
      if (factor !== undefined) {
        whiten(factor, terms, width, white);
        let most = -1;
        for (let j = 0; j < candidates; j++) {
          if (taken[j] === 1 && !mayRepeat) continue;
          const variance = product(white, j, j, width);
          if (variance > most) {
            most = variance;
            next = j;
          }
        }
      }
    }
    taken[next] = 1;
    chosen.push(next);
  }
  return chosen;
}

/** Exchanges until none gains; undefined where the choice does not tell the terms apart. */
function exchanged(
  places: Places,
  kept: readonly number[],
  chosen: number[],
): Exchanged | undefined {
  const { terms, width, candidates, mayRepeat } = places;
  const factorOf = (): InformationFactor | undefined =>
    informationOf(terms, width, [...kept, ...chosen]);
  let factor = factorOf();
  if (factor === undefined) return undefined;
  const white = new Float64Array(terms.length);
  const variances = new Float64Array(candidates);
  const taken = new Uint8Array(candidates);
  for (const place of chosen) taken[place] = 1;
  for (let exchanges = 0; ; exchanges++) {
    whiten(factor, terms, width, white);
    for (let j = 0; j < candidates; j++) variances[j] = product(white, j, j, width);
    let most = leastGain;
    let leaving = -1;
    let coming = -1;
    for (let r = 0; r < chosen.length; r++) {
      const i = chosen[r]!;
      const own = variances[i]!;
      for (let j = 0; j < candidates; j++) {
        const other = variances[j]!;
        // The square of the covariance is at most the product of the variances, and the gain this difference.
        if (other - own <= most || (taken[j] === 1 && !mayRepeat)) continue;
        const shared = product(white, i, j, width);
        const gain = other - own - own * other + shared * shared;
        if (gain > most) {
          most = gain;
          leaving = r;
          coming = j;
        }
      }
    }
    if (leaving < 0) return { chosen, logDeterminant: factor.logDeterminant, exchanges };
    const old = chosen[leaving]!;
    chosen[leaving] = coming;
    const next = factorOf();
    if (next === undefined || next.logDeterminant <= factor.logDeterminant) {
      // Rounding made a gain that is none.
      chosen[leaving] = old;
      return { chosen, logDeterminant: factor.logDeterminant, exchanges };
    }
    taken[coming] = 1;
    taken[old] = chosen.includes(old) ? 1 : 0;
    factor = next;
  }
}

/** x' (X'X)^-1 y of two places. */
function product(white: Float64Array, i: number, j: number, width: number): number {
  const [a, b] = [i * width, j * width];
  let sum = 0;
  for (let k = 0; k < width; k++) sum += white[a + k]! * white[b + k]!;
  return sum;
}

function termsOf({ candidates, kept = [], model }: DesignTask): {
  readonly terms: Float64Array;
  readonly width: number;
} {
  const rows = [...candidates, ...kept].map(model);
  const width = rows[0]!.length;
  for (const [row, values] of rows.entries()) {
    if (values.length !== width || width === 0) {
      const message = `the model gives ${values.length} terms for row ${row} of candidates and kept runs, allowed are ${width || 'one or more'}`;
      throw new MlError('ML_TABLE_INVALID', message, { row });
    }
    const term = values.findIndex((value) => !Number.isFinite(value));
    if (term < 0) continue;
    const message = `term ${term} of the model, row ${row} of candidates and kept runs: found ${values[term]}, allowed is a number`;
    throw new MlError('ML_NOT_FINITE', message, { row, term });
  }
  return { terms: Float64Array.from(rows.flat()), width };
}

function checkOptions({ candidates, runs, mayRepeat = true }: DesignTask, starts: number): void {
  const most = mayRepeat ? Number.POSITIVE_INFINITY : candidates.length;
  const rules: readonly (readonly [string, number, boolean, string])[] = [
    ['candidates', candidates.length, candidates.length > 0, 'one or more'],
    ['starts', starts, Number.isInteger(starts) && starts >= 1, 'a whole number from 1'],
    [
      'runs',
      runs,
      Number.isInteger(runs) && runs >= 1 && runs <= most,
      `a whole number from 1${mayRepeat ? '' : ` to the ${most} candidates`}`,
    ],
  ];
  for (const [option, found, isAllowed, allowed] of rules) {
    if (isAllowed) continue;
    const message = `${option} of a D-optimal design: found ${found}, allowed is ${allowed}`;
    throw new MlError('ML_OPTION_OUT_OF_RANGE', message, { option, found, allowed });
  }
}
