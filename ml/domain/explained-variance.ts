import type { GaussianProcess } from '../gaussian-process/gaussian-process.ts';
import { signalOf } from '../gaussian-process/marginal-likelihood.ts';
import { usualLimit } from './usual-limit.ts';
import { type DomainCheck, type DomainReason, shown } from './verdict.ts';

/** Share of the usual limit below which a row is outside. */
const outsideShare = 0.5;

/**
 * How much of a Gaussian process's variance the rows of training take away at a row: 1 - variance there / variance far from
 * all rows, against what each training row gets from the others. It is measured in the length scales of the process, so
 * that columns that do not matter to the output do not matter here.
 * @see Rasmussen2006, Gaussian Processes for Machine Learning, eqs. 2.26 and 5.12 (not read)
 */
export class ExplainedVarianceCheck implements DomainCheck {
  readonly #process: GaussianProcess;
  readonly #signal: number;
  readonly #told = new Float64Array(3);
  /** Share that 95 % of rows like those of training reach. */
  readonly limit: number;

  constructor(process: GaussianProcess) {
    this.#process = process;
    const { log, scaling } = process.parts;
    this.#signal = signalOf(log) * scaling.targetDeviation ** 2;
    const noise = process.noise ** 2;
    const { deviation } = process.leaveOneOut();
    const unexplained = deviation.map((value) => (value * value - noise) / this.#signal);
    this.limit = Math.max(0, 1 - usualLimit(unexplained));
  }

  /** Share of the variance that the rows of training take away, 0 to 1. */
  share(row: ArrayLike<number>): number {
    const deviation = this.#process.predictWithDeviation(row, this.#told)[1]!;
    return Math.max(0, 1 - (deviation * deviation) / this.#signal);
  }

  reasons(row: ArrayLike<number>): readonly DomainReason[] {
    const share = this.share(row);
    // A row with a gap has no variance; that it may not have one the ranges say.
    if (!(share < this.limit)) return [];
    const columns = this.#farthest(row);
    const percent = (value: number): string => `${shown(100 * value)} %`;
    const text = `the rows of training explain ${percent(share)} of the variance here, usual are ${percent(this.limit)} and more; '${columns[0]}' is farthest from their middle`;
    const standing = share < outsideShare * this.limit ? 'outside' : 'edge';
    return [{ check: 'variance', standing, columns, text }];
  }

  /** The column that lies farthest from the mean of training, in length scales. */
  #farthest(row: ArrayLike<number>): readonly string[] {
    const { features, lengthScales, parts } = this.#process;
    const { means } = parts.scaling;
    let most = 0;
    for (let f = 1; f < features.length; f++) {
      const away = (g: number): number => Math.abs(row[g]! - means[g]!) / lengthScales[g]!;
      if (away(f) > away(most)) most = f;
    }
    return [features[most]!];
  }
}
