/** Polynomials through given nodes, in the barycentric form (Berrut and Trefethen 2004, SIAM Review 46, 501). */

function barycentricWeights(nodes: ArrayLike<number>): number[] {
  return Array.from({ length: nodes.length }, (_, i) => {
    let product = 1;
    for (let k = 0; k < nodes.length; k++) if (k !== i) product *= nodes[i]! - nodes[k]!;
    return 1 / product;
  });
}

/** Row i of the result gives the derivative at node i of the polynomial with given values at the nodes. */
export function differentiationMatrix(nodes: ArrayLike<number>): number[][] {
  const weights = barycentricWeights(nodes);
  return weights.map((weight, i) => {
    const row = weights.map((other, k) => (k === i ? 0 : other / weight / (nodes[i]! - nodes[k]!)));
    row[i] = -row.reduce((sum, value) => sum + value, 0);
    return row;
  });
}

/** Values at x of the polynomials that are 1 at one node and 0 at the others. */
export function lagrangeBasis(nodes: ArrayLike<number>, x: number): number[] {
  return Array.from({ length: nodes.length }, (_, i) => {
    let value = 1;
    for (let k = 0; k < nodes.length; k++) {
      if (k !== i) value *= (x - nodes[k]!) / (nodes[i]! - nodes[k]!);
    }
    return value;
  });
}

/** As `lagrangeBasis` for nodes that are asked for often: what does not depend on x is made once. */
export function lagrangeBasisOf(nodes: ArrayLike<number>): (x: number) => Float64Array {
  const weights = barycentricWeights(nodes);
  return (x) => {
    const basis = new Float64Array(weights.length);
    let sum = 0;
    for (let k = 0; k < weights.length; k++) {
      const off = x - nodes[k]!;
      if (off === 0) return new Float64Array(weights.length).fill(1, k, k + 1);
      basis[k] = weights[k]! / off;
      sum += basis[k]!;
    }
    for (let k = 0; k < weights.length; k++) basis[k] = basis[k]! / sum;
    return basis;
  };
}
