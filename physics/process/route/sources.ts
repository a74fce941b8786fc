import { type ConstantRange, departed } from '../../materials/constant-spread.ts';
import type { Values } from './step.ts';

/** A number that the web depends on and that is not known exactly. */
export interface Source {
  /** Key of a setting, path of a constant, or `<step>.<cause>` for the scatter of what a step makes (value 0, in standard deviations). */
  readonly name: string;
  readonly kind: 'setting' | 'constant' | 'scatter';
  readonly value: number;
  /** Standard deviation to first order. */
  readonly sd: number;
  /** What it can be at all, which says how it is spread (`departed`). */
  readonly range: ConstantRange;
  /** Of scatter: what a standard deviation does to what its step makes, by `<step>.<key>`. */
  readonly effects?: Values;
}

/** Settings and constants in the place of others, and what is added to what steps make, by `<step>.<key>`. */
export interface Drawn {
  readonly settings: Values;
  readonly constants: Values;
  readonly added: Values;
}

/**
 * Sources that are off their values, each in its own spread.
 * @param deviations - standard deviations of each source, in their order
 * @throws PhysicsError PHY_OUT_OF_RANGE as `departed`
 */
export function drawnSources(sources: readonly Source[], deviations: ArrayLike<number>): Drawn {
  const settings: Record<string, number> = {};
  const constants: Record<string, number> = {};
  const added: Record<string, number> = {};
  for (const [i, source] of sources.entries()) {
    const z = deviations[i] ?? 0;
    if (z === 0) continue;
    if (source.kind === 'setting') settings[source.name] = departed(source, z);
    else if (source.kind === 'constant') constants[source.name] = departed(source, z);
    for (const [key, effect] of Object.entries(source.effects ?? {})) {
      added[key] = (added[key] ?? 0) + z * effect;
    }
  }
  return { settings, constants, added };
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
