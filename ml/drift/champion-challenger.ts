import { randomStreams } from '../../physics/core/random.ts';
import { MlError } from '../errors.ts';
import { checkOption } from './detector.ts';

/** Errors and bands of one model on rows that it was not trained on: cross-validated, folds by group. */
export interface HeldOutErrors {
  /** Predicted less measured, one a row. */
  readonly errors: Float64Array;
  /** Share of the measurements inside the 90 % band, as mean over the folds. */
  readonly coverage90: number;
  /** Least and most of each input of the training, by name. */
  readonly domain: Readonly<Record<string, readonly [number, number]>>;
}

export interface GateOptions {
  /** Chance above which a worse challenger is put down to luck, in (0, 1). */
  readonly significance: number;
  /** Rise of the root mean square error that is refused even so. */
  readonly mostRise: number;
  /** Fewest groups that can decide. */
  readonly leastGroups: number;
  /** Mean coverage of the 90 % band. */
  readonly leastCoverage: number;
  readonly mostCoverage: number;
  /** Share of the champion's range of an input that the challenger has to hold. */
  readonly leastOverlap: number;
}

export const defaultGateOptions: GateOptions = {
  significance: 0.05,
  mostRise: 0.05,
  leastGroups: 5,
  leastCoverage: 0.88,
  mostCoverage: 0.92,
  leastOverlap: 0.95,
};

export interface GateDecision {
  /** Whether the challenger may serve. */
  readonly passes: boolean;
  /** Root mean square errors of both. */
  readonly champion: number;
  readonly challenger: number;
  /** Chance of a challenger as much worse where both are equal: small is worse. */
  readonly pValue: number;
  readonly groups: number;
  /** In words, each thing that speaks against it. */
  readonly reasons: readonly string[];
}

/**
 * Whether a new model may take over. Both are judged on the same rows: the sum of squared errors of a group is as likely
 * to be the one's as the other's if they are equal, so the signs of the groups' differences are permuted.
 * @param groups - of each row: what was left out together
 * @param seed - of the permutations where there are more than 14 groups
 * @throws MlError ML_TABLE_INVALID for errors of other rows (data: rows); ML_NOT_FINITE for an error that is no number
 *   (data: model, row); ML_TOO_FEW_ROWS for no row; ML_OPTION_OUT_OF_RANGE (data: option, found, allowed)
 * @see Fisher1935, The Design of Experiments, section 21 (the test); Edgington2007, Randomization Tests, 4th ed., section 4.8
 *   (neither read)
 */
export function challengerGate(
  champion: HeldOutErrors,
  challenger: HeldOutErrors,
  groups: readonly string[],
  seed: number,
  changes: Partial<GateOptions> = {},
): GateDecision {
  const options = { ...defaultGateOptions, ...changes };
  const { significance } = options;
  checkOption(
    'significance',
    significance,
    significance > 0 && significance < 1,
    'above 0, below 1',
  );
  checkErrors('champion', champion, groups.length);
  checkErrors('challenger', challenger, groups.length);
  const differences = groupDifferences(champion.errors, challenger.errors, groups);
  const pValue = signFlipTest(differences, seed);
  const before = rootMeanSquare(champion.errors);
  const after = rootMeanSquare(challenger.errors);
  const reasons: string[] = [];
  if (differences.length < options.leastGroups) {
    reasons.push(`${differences.length} groups, ${options.leastGroups} are needed to decide`);
  }
  if (pValue < significance) {
    reasons.push(
      `its errors are larger, by chance alone in ${(100 * pValue).toFixed(1)} % of cases`,
    );
  }
  if (after > before * (1 + options.mostRise)) {
    const rise = before > 0 ? `${(100 * (after / before - 1)).toFixed(0)} %` : 'from 0';
    reasons.push(`its root mean square error rises ${rise}, to ${after.toPrecision(3)}`);
  }
  reasons.push(...coverageReasons(challenger.coverage90, options));
  reasons.push(...domainReasons(champion, challenger, options.leastOverlap));
  return {
    passes: reasons.length === 0,
    champion: before,
    challenger: after,
    pValue,
    groups: differences.length,
    reasons,
  };
}

/** Rise of the sum of squared errors from champion to challenger, by group. */
function groupDifferences(
  champion: Float64Array,
  challenger: Float64Array,
  groups: readonly string[],
): Float64Array {
  const sums = new Map<string, number>();
  for (const [row, group] of groups.entries()) {
    const rise = challenger[row]! ** 2 - champion[row]! ** 2;
    sums.set(group, (sums.get(group) ?? 0) + rise);
  }
  return Float64Array.from(sums.values());
}

/** Groups up to which all signs are counted: 16,384 sums. */
const mostCounted = 14;
const draws = 19_999;

/**
 * Chance that a sum with random signs reaches the sum found, exact for up to 14 numbers.
 * @returns in (0, 1]; 1 for no numbers and where all are 0
 */
export function signFlipTest(differences: Float64Array, seed: number): number {
  const n = differences.length;
  const size = differences.reduce((sum, value) => sum + Math.abs(value), 0);
  // Sums that differ by rounding are equal.
  const found = differences.reduce((sum, value) => sum + value, 0) - 1e-12 * size;
  if (n <= mostCounted) {
    let reached = 0;
    for (let signs = 0; signs < 2 ** n; signs++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (signs >> i) & 1 ? differences[i]! : -differences[i]!;
      if (sum >= found) reached += 1;
    }
    return reached / 2 ** n;
  }
  const rng = randomStreams(seed).stream('drift/sign-flips');
  let reached = 1;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += rng.uniform() < 0.5 ? differences[i]! : -differences[i]!;
    if (sum >= found) reached += 1;
  }
  return reached / (draws + 1);
}

function coverageReasons(coverage: number, options: GateOptions): string[] {
  const { leastCoverage, mostCoverage } = options;
  if (coverage >= leastCoverage && coverage <= mostCoverage) return [];
  const found = (100 * coverage).toFixed(1);
  return [
    `its 90 % band holds ${found} % in the mean, allowed are ${100 * leastCoverage} to ${100 * mostCoverage} %`,
  ];
}

function domainReasons(
  { domain: before }: HeldOutErrors,
  { domain: after }: HeldOutErrors,
  leastOverlap: number,
): string[] {
  const reasons: string[] = [];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = before[name];
    const now = after[name];
    if (old === undefined || now === undefined) {
      reasons.push(
        `input ${name} is known to ${old === undefined ? 'the challenger' : 'the champion'} alone`,
      );
      continue;
    }
    const shared = Math.min(old[1], now[1]) - Math.max(old[0], now[0]);
    if (shared >= leastOverlap * (old[1] - old[0])) continue;
    reasons.push(
      `its range of ${name} is ${now[0]} to ${now[1]}, the champion's ${old[0]} to ${old[1]}`,
    );
  }
  return reasons;
}

function rootMeanSquare(errors: Float64Array): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
}

function checkErrors(model: string, { errors, coverage90 }: HeldOutErrors, rows: number): void {
  if (errors.length !== rows) {
    const message = `the ${model} has errors of ${errors.length} rows, allowed are ${rows}, one for each group entry`;
    throw new MlError('ML_TABLE_INVALID', message, { model, rows: errors.length });
  }
  if (rows === 0) {
    throw new MlError('ML_TOO_FEW_ROWS', 'errors of 0 rows, allowed are 1 and more', { rows });
  }
  const row = errors.findIndex((error) => !Number.isFinite(error));
  if (row >= 0) {
    const message = `error of the ${model}, row ${row}: found ${errors[row]}, allowed is a number`;
    throw new MlError('ML_NOT_FINITE', message, { model, row });
  }
  const holds = coverage90 >= 0 && coverage90 <= 1;
  checkOption(`${model}.coverage90`, coverage90, holds, 'a share from 0 to 1');
}
