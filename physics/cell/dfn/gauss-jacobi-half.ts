import { gaussLegendre } from '../../numerics/gauss-legendre.ts';

/**
 * Gauss's rule on [0, 1] for the weight (3/2) x^(1/2), which is that of a sphere in x = (r/R)^2: exact for polynomials in
 * x of degree 2 count - 1. With x = u^2 and the even symmetry in u it is half of the rule of Gauss and Legendre's kin:
 * the nodes are the squares of the positive roots of the Legendre polynomial of degree 2 count + 1, because
 * the integral of f(x) x^(1/2) dx over [0, 1] is that of f(u^2) u^2 du over [-1, 1], whose orthogonal polynomials are P_(2n+1)(u)/u.
 */
export function gaussJacobiHalf(count: number): { x: Float64Array; weights: Float64Array } {
  const { nodes, weights } = gaussLegendre(2 * count + 1);
  const x = new Float64Array(count);
  const own = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const u = 2 * nodes[count + 1 + i]! - 1;
    x[i] = u * u;
    // The rule on [-1, 1] has twice the weights; both signs of u count; 3/2 normalises the mean.
    own[i] = 6 * weights[count + 1 + i]! * u * u;
  }
  return { x, weights: own };
}
