/** Mean and standard deviation (divisor n); 0 for the deviation of values that are constant but for rounding. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** A deviation below this share of the largest value is rounding. */
const rounding = 1e-12;

/** Moments of some numbers, in two passes. */
export function momentsOf(values: Float64Array): Moments {
  const { length } = values;
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < length; i++) {
    sum += values[i]!;
    largest = Math.max(largest, Math.abs(values[i]!));
  }
  const mean = sum / length;
  let square = 0;
  for (let i = 0; i < length; i++) square += (values[i]! - mean) ** 2;
  const deviation = Math.sqrt(square / length);
  return { mean, deviation: deviation > rounding * largest ? deviation : 0 };
}

/** Scalar product. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
