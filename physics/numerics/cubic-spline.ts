import { PhysicsError } from '../core/errors.ts';

/**
 * A cubic spline through all points: C2 everywhere, with the not-a-knot condition at both ends (the third derivative
 * is continuous at the second and at the last but one node). Beyond the ends the outer cubics go on.
 *
 * The slopes at the nodes solve a tridiagonal system; after its first row it is diagonally dominant, so it is
 * eliminated without pivoting.
 * @param nodes - x[i], strictly increasing, four or more
 * @param values - y[i], as many
 * @returns the spline as a function of x
 * @throws PhysicsError PHY_OUT_OF_RANGE with fewer than four nodes, another number of values, or nodes that do not
 * increase (data: name, value, min or index)
 * @see deBoor1978, A Practical Guide to Splines, Springer, chapter IV
 */
export function notAKnotSpline(
  nodes: readonly number[],
  values: readonly number[],
): (x: number) => number {
  const steps = checkedSteps(nodes, values);
  const slopes = nodeSlopes(steps, values);
  const last = nodes.length - 2;
  return (x) => {
    let low = 0;
    let high = last + 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (nodes[middle]! <= x) low = middle;
      else high = middle;
    }
    const step = steps[low]!;
    const chord = (values[low + 1]! - values[low]!) / step;
    const excess = (slopes[low]! + slopes[low + 1]! - 2 * chord) / step;
    const t = x - nodes[low]!;
    return (
      values[low]! +
      t * (slopes[low]! + t * ((chord - slopes[low]!) / step - excess + (t * excess) / step))
    );
  };
}

function checkedSteps(nodes: readonly number[], values: readonly number[]): Float64Array {
  const count = nodes.length;
  if (count < 4 || values.length !== count) {
    throw new PhysicsError(
      'PHY_OUT_OF_RANGE',
      `a cubic spline needs four or more points, got ${count} nodes and ${values.length} values`,
      { name: 'nodes', value: count, min: 4, values: values.length },
    );
  }
  const steps = new Float64Array(count - 1);
  for (let i = 0; i < count - 1; i++) {
    steps[i] = nodes[i + 1]! - nodes[i]!;
    if (!(steps[i]! > 0)) {
      throw new PhysicsError('PHY_OUT_OF_RANGE', `nodes of a spline must increase, see ${i + 1}`, {
        name: 'nodes',
        value: nodes[i + 1]!,
        index: i + 1,
      });
    }
  }
  return steps;
}

function nodeSlopes(h: Float64Array, values: readonly number[]): Float64Array {
  const end = h.length;
  const chord = (i: number) => (values[i + 1]! - values[i]!) / h[i]!;
  const diagonal = new Float64Array(end + 1);
  const upper = new Float64Array(end);
  const slopes = new Float64Array(end + 1);

  const firstSpan = h[0]! + h[1]!;
  diagonal[0] = h[1]!;
  upper[0] = firstSpan;
  slopes[0] = ((h[0]! + 2 * firstSpan) * h[1]! * chord(0) + h[0]! * h[0]! * chord(1)) / firstSpan;

  for (let i = 1; i <= end; i++) {
    const inner = i < end;
    const before = h[i - 1]!;
    const lastSpan = h[end - 1]! + h[end - 2]!;
    const lower = inner ? h[i]! : lastSpan;
    const factor = lower / diagonal[i - 1]!;
    const own = inner ? 2 * (before + h[i]!) : h[end - 2]!;
    const right = inner
      ? 3 * (h[i]! * chord(i - 1) + before * chord(i))
      : (before * before * chord(end - 2) +
          (2 * lastSpan + before) * h[end - 2]! * chord(end - 1)) /
        lastSpan;
    if (inner) upper[i] = before;
    diagonal[i] = own - factor * upper[i - 1]!;
    slopes[i] = right - factor * slopes[i - 1]!;
  }
  slopes[end] = slopes[end]! / diagonal[end]!;
  for (let i = end - 1; i >= 0; i--) {
    slopes[i] = (slopes[i]! - upper[i]! * slopes[i + 1]!) / diagonal[i]!;
  }
  return slopes;
}
