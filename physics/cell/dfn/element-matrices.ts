import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { differentiationMatrix } from '../../numerics/lagrange.ts';
import { partialIntegral } from './partial-integral.ts';

/**
 * Matrices of orthogonal collocation at the Gauss points of one element of an electrode, on the unit interval counted
 * from the collector's side a to the separator's side b. Salt is a polynomial of degree points + 1 through the points
 * and both ends; at a collector, its value there is eliminated by zero slope.
 */
export interface ElementMatrices {
  readonly points: number;
  readonly isAtCollector: boolean;
  /** Of the integral over the element; they add up to 1. */
  readonly weights: Float64Array;
  /** Distance of each point from b. */
  readonly distance: Float64Array;
  /** Second derivative at the points, by the values there (points x points), at a and at b. */
  readonly laplacian: Float64Array;
  readonly laplacianA: Float64Array;
  readonly laplacianB: Float64Array;
  /** Slope at a and at b, by the values at the points and, last, at a and b. */
  readonly slopeA: Float64Array;
  readonly slopeB: Float64Array;
  /** Integral from a to each point, and from each point to b, of the polynomial through the values at the points. */
  readonly fromA: Float64Array;
  readonly toB: Float64Array;
}

const made = new Map<string, ElementMatrices>();

/** The matrices of an element, made once. */
export function elementMatrices(points: number, isAtCollector: boolean): ElementMatrices {
  const key = `${points} ${isAtCollector}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const matrices = makeMatrices(points, isAtCollector);
  made.set(key, matrices);
  return matrices;
}

function makeMatrices(p: number, isAtCollector: boolean): ElementMatrices {
  const { nodes, weights } = gaussLegendre(p);
  const slope = differentiationMatrix([0, ...nodes, 1]);
  /** A row over a, the points and b as one over the points, a and b. */
  const ordered = (row: readonly number[]): Float64Array => {
    const [atA, first] = [row[0]!, slope[0]!];
    const eliminated = isAtCollector
      ? row.map((value, m) => value - (atA * first[m]!) / first[0]!)
      : row;
    return Float64Array.of(...eliminated.slice(1, -1), isAtCollector ? 0 : atA, eliminated.at(-1)!);
  };
  const curvature = Array.from(nodes, (_, k) =>
    ordered(
      slope.map((_, m) => slope.reduce((sum, inner, q) => sum + slope[k + 1]![q]! * inner[m]!, 0)),
    ),
  );
  const fromA = Float64Array.from(Array.from(nodes, (node) => partialIntegral(nodes, node)).flat());
  return {
    points: p,
    isAtCollector,
    weights,
    distance: nodes.map((node) => 1 - node),
    laplacian: Float64Array.from(curvature.flatMap((row) => [...row.subarray(0, p)])),
    laplacianA: Float64Array.from(curvature, (row) => row[p]!),
    laplacianB: Float64Array.from(curvature, (row) => row[p + 1]!),
    slopeA: ordered(slope[0]!),
    slopeB: ordered(slope.at(-1)!),
    fromA,
    toB: fromA.map((value, i) => weights[i % p]! - value),
  };
}
