import { type FeatureTable, featureTable } from '../../ml/data/feature-table.ts';
import { randomStreams } from '../../physics/core/random.ts';

/** Rows of a regression whose truth is known. */
export interface FriedmanData {
  readonly table: FeatureTable;
  readonly target: Float64Array;
  /** The target without its noise. */
  readonly truth: Float64Array;
}

/**
 * Ten columns uniform in [0, 1), five of which count, and noise of standard deviation 1.
 * @see Friedman1991, Annals of Statistics 19, 1-67, eq. 56, doi:10.1214/aos/1176347963
 */
export function friedman(rows: number, seed: number, noise = 1): FriedmanData {
  const rng = randomStreams(seed).stream('friedman');
  const columns = Array.from({ length: 10 }, () => new Float64Array(rows));
  const truth = new Float64Array(rows);
  const target = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (const column of columns) column[i] = rng.uniform();
    const [a, b, c, d, e] = columns.map((column) => column[i]!) as [
      number,
      number,
      number,
      number,
      number,
    ];
    truth[i] = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e;
    target[i] = truth[i]! + noise * rng.normal();
  }
  const names = columns.map((column, i) => [`x${i + 1}`, column]);
  return { table: featureTable(Object.fromEntries(names)), target, truth };
}
