/** Nodes and weights of a quadrature rule on [0, 1]. */
export interface QuadratureRule {
  /** Increasing, inside the interval. */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre quadrature on [0, 1], exact for polynomials of degree 2 count - 1 (Abramowitz and Stegun 25.4.29).
 * The nodes are roots of the Legendre polynomial, found by Newton's method from cos(pi (k + 3/4)/(count + 1/2)).
 */
export function gaussLegendre(count: number): QuadratureRule {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    let z = Math.cos((Math.PI * (k + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 60; iteration++) {
      let value = 1;
      let before = 0;
      for (let degree = 1; degree <= count; degree++) {
        [value, before] = [((2 * degree - 1) * z * value - (degree - 1) * before) / degree, value];
      }
      slope = (count * (z * value - before)) / (z * z - 1);
      const change = value / slope;
      z -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    nodes[count - 1 - k] = 0.5 * (1 + z);
    weights[count - 1 - k] = 1 / ((1 - z * z) * slope * slope);
  }
  return { nodes, weights };
}
