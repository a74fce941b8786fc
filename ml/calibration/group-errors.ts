import type { CalibrationModel } from './calibration-model.ts';
import type { PriorFit } from './fit-with-priors.ts';
import type { Identifiability } from './identifiability.ts';
import { inverse } from './inverse.ts';
import { information, linearise, sumOf } from './normal-equations.ts';

/** What errors that the rows of a group share add to the uncertainty of predictions. */
export interface GroupErrors {
  /** Covariance of the open constants with those errors, row major. */
  readonly covariance: Float64Array;
  /** Variance by channel that a row of a group which was not seen has beyond the scatter of the fit. */
  readonly added: readonly number[];
}

/** Errors of one channel: of the rows within a group, and what a group has of its own. */
interface Components {
  readonly within: number;
  readonly between: number;
}

/**
 * Errors of a condition that all of its rows share, by a one-way variance component per channel. The residuals
 * r = M e of a fit with M = I - J A J' / s^2, A the covariance of the constants, have by their group means (projection Q)
 *
 *   E |Q r|^2       = w |Q M|^2 + b |Q M Z|^2
 *   E |(I - Q) r|^2 = w (|M|^2 - |Q M|^2) + b (|M Z|^2 - |Q M Z|^2)
 *
 * (squared Frobenius norms), which is solved for w within and b between groups, b floored at 0. What the fit took for
 * independent errors is then too sure of the constants: with G = J' Z b Z' J / s^4, C becomes C + C G C.
 * Where every group has one row nothing is changed.
 * @throws PhysicsError PHY_OUT_OF_RANGE where the model has no value beside the fit
 * @see Searle, Casella, McCulloch 1992, Variance Components, chapter 5, doi:10.1002/9780470316856 (not read)
 */
export function groupErrors(
  model: CalibrationModel,
  fit: PriorFit,
  free: readonly number[],
  { open, covariance }: Pick<Identifiability, 'open' | 'covariance'>,
): GroupErrors {
  const groups = [...new Set(fit.rows.map((row) => model.groups[row]!))];
  const none = { covariance, added: fit.channelSds.map(() => 0) };
  if (groups.length === fit.rows.length) return none;
  const n = free.length;
  const chosen = [...free, ...open.filter((j) => !free.includes(j))];
  const linear = linearise(model, fit.rows, fit.values, fit.priors, chosen);
  const slopesOfFree = linear.slopes.map((row) => row.map((by) => by.slice(0, n)));
  const posterior = inverse(
    sumOf(information({ ...linear, slopes: slopesOfFree }, n, fit.channelSds), n * n),
    n,
    1,
  );
  const size = open.length;
  const shared = new Float64Array(size * size);
  const added = fit.channelSds.map((sd, c) => {
    const rows = fit.rows.flatMap((row, i) => {
      const residual = linear.residuals[i]![c]!;
      if (Number.isNaN(residual)) return [];
      return [
        { group: groups.indexOf(model.groups[row]!), residual, slopes: linear.slopes[i]![c]! },
      ];
    });
    const { within, between } = components(rows, posterior, n, sd);
    if (between === 0) return 0;
    for (const [g] of groups.entries()) {
      const sum = new Float64Array(size);
      for (const { group, slopes } of rows) {
        if (group !== g) continue;
        for (const [k, j] of open.entries()) {
          sum[k] = sum[k]! + slopes[chosen.indexOf(j)]! / fit.priors[j]!.sd;
        }
      }
      const moved = product(covariance, sum, size);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          shared[i * size + j] =
            shared[i * size + j]! + (between / sd ** 4) * moved[i]! * moved[j]!;
        }
      }
    }
    return Math.max(0, within + between - sd * sd);
  });
  return { covariance: covariance.map((value, k) => value + shared[k]!), added };
}

/** Matrix by vector. */
function product(matrix: Float64Array, vector: Float64Array, size: number): Float64Array {
  return vector.map((_, i) =>
    vector.reduce((sum, value, j) => sum + matrix[i * size + j]! * value, 0),
  );
}

interface ChannelRow {
  readonly group: number;
  readonly residual: number;
  readonly slopes: readonly number[];
}

/** Within and between groups, from residuals of a fit with `n` free constants. */
function components(
  rows: readonly ChannelRow[],
  posterior: Float64Array,
  n: number,
  sd: number,
): Components {
  const none = { within: sd * sd, between: 0 };
  const groups = [...new Set(rows.map(({ group }) => group))];
  if (groups.length === rows.length || groups.length < 2) return none;
  const at = rows.map(({ group }) => groups.indexOf(group));
  const sizes = groups.map((_, g) => at.filter((own) => own === g).length);
  const free = rows.map(({ slopes }) => slopes.slice(0, n));
  const gained = free.map((slopes) =>
    slopes.map((_, a) =>
      slopes.reduce((sum, by, b) => sum + (posterior[a * n + b]! * by) / (sd * sd), 0),
    ),
  );
  const found = { whole: 0, means: 0, wholeShared: 0, meansShared: 0 };
  const ofGroups = groups.map(() => new Float64Array(rows.length));
  for (const [i, slopes] of free.entries()) {
    const line = Float64Array.from(gained, (by, j) =>
      slopes.reduce((sum, slope, a) => sum - slope * by[a]!, i === j ? 1 : 0),
    );
    const own = ofGroups[at[i]!]!;
    for (let j = 0; j < line.length; j++) own[j] = own[j]! + line[j]!;
    found.whole += squares(line);
    found.wholeShared += squares(byGroup(line, at, groups.length));
  }
  const sums = new Float64Array(groups.length);
  for (const [i, { residual }] of rows.entries()) sums[at[i]!] = sums[at[i]!]! + residual;
  let ofMeans = 0;
  for (const [g, size] of sizes.entries()) {
    found.means += squares(ofGroups[g]!) / size;
    found.meansShared += squares(byGroup(ofGroups[g]!, at, groups.length)) / size;
    ofMeans += sums[g]! ** 2 / size;
  }
  const left = rows.reduce((sum, { residual }) => sum + residual * residual, 0) - ofMeans;
  const [a, b] = [found.means, found.meansShared];
  const [c, d] = [found.whole - a, found.wholeShared - b];
  const determinant = a * d - b * c;
  const between = (a * left - c * ofMeans) / determinant;
  const within = (d * ofMeans - b * left) / determinant;
  return between > 0 && within >= 0 && Number.isFinite(between) ? { within, between } : none;
}

function byGroup(line: Float64Array, at: readonly number[], count: number): Float64Array {
  const sums = new Float64Array(count);
  for (const [j, g] of at.entries()) sums[g] = sums[g]! + line[j]!;
  return sums;
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
