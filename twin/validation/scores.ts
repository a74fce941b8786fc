import { randomStreams } from '../../physics/core/random.ts';

/** Root mean square. */
export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/**
 * 5th and 95th percentile of the root mean square over resamples of the errors with replacement.
 * @param seed - of the stream `validation/bootstrap`; the same seed gives the same bounds
 * @see Efron1979, Ann. Statist. 7, 1-26, doi:10.1214/aos/1176344552
 */
export function bootstrap90(errors: readonly number[], seed: number): [number, number] {
  const rng = randomStreams(seed).stream('validation/bootstrap');
  const resamples = 4000;
  const scores = Float64Array.from({ length: resamples }, () =>
    rootMeanSquare(errors.map(() => errors[Math.floor(rng.uniform() * errors.length)]!)),
  );
  return quantile90(scores);
}

/** 5th and 95th percentile of the values. */
export function quantile90(values: ArrayLike<number>): [number, number] {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.05), at(0.95)];
}
