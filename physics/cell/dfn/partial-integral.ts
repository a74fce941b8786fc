import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { lagrangeBasis } from '../../numerics/lagrange.ts';

/** Weights of the integral from 0 to z of the polynomial through values at nodes. */
export function partialIntegral(nodes: Float64Array, z: number): number[] {
  const rule = gaussLegendre(Math.max(2, Math.ceil(nodes.length / 2)));
  const sums = new Array<number>(nodes.length).fill(0);
  for (const [q, node] of rule.nodes.entries()) {
    const basis = lagrangeBasis(nodes, node * z);
    for (const [i, value] of basis.entries()) sums[i]! += rule.weights[q]! * z * value;
  }
  return sums;
}
