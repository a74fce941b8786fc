import type { ConstantRange } from '../../materials/constant-spread.ts';

/** A number that the web depends on and that is not known exactly. */
export interface Source {
  /** Key of a setting, path of a constant, or `<step>.<key>` for the scatter of what a step makes. */
  readonly name: string;
  readonly kind: 'setting' | 'constant' | 'scatter';
  readonly value: number;
  /** Standard deviation to first order. */
  readonly sd: number;
  /** What it can be at all, which says how it is spread (`departed`). */
  readonly range: ConstantRange;
}

/** Part of a covariance matrix that is not diagonal, as a calibration gives it. */
export interface KnownCovariance {
  readonly names: readonly string[];
  /** Row by row, in the units of the constants. */
  readonly matrix: readonly (readonly number[])[];
}

/**
 * The product C s of the covariance of sources with the derivatives s of a variable: diagonal but for what is known
 * together. A name that is none of the sources counts for nothing.
 * @returns a function of s, one derivative per source from the first on
 */
export function timesCovariance(
  sources: readonly Source[],
  { names, matrix }: KnownCovariance,
): (derivatives: Float64Array) => Float64Array {
  const places = names.map((name) => sources.findIndex((source) => source.name === name));
  return (derivatives) => {
    const product = derivatives.map((slope, i) => slope * sources[i]!.sd ** 2);
    for (const [a, i] of places.entries()) {
      if (i < 0 || i >= product.length) continue;
      product[i] = places.reduce((sum, j, b) => sum + matrix[a]![b]! * (derivatives[j] ?? 0), 0);
    }
    return product;
  };
}
