import { factorise, solveFactorised } from '../../numerics/dense-linear.ts';
import { gaussLegendre } from '../../numerics/gauss-legendre.ts';
import { differentiationMatrix, lagrangeBasis } from '../../numerics/lagrange.ts';
import { partialIntegral } from './partial-integral.ts';

/** What stands at an end of a region: a current collector, through which no salt passes, or the next region. */
export type RegionEnd = 'collector' | 'interface';

/** A piece of a region in which profiles are one polynomial. */
export interface MeshElement {
  /** Part of the region's thickness. */
  readonly share: number;
  readonly points: number;
}

/**
 * Matrices of orthogonal collocation at Gauss points on the unit interval. A profile is a polynomial of degree
 * points + 1 in each element and once continuously differentiable; its values at element ends are eliminated by zero
 * slope at a collector and equal slopes between elements. What is left are the values at the Gauss points and, after
 * them, one value at each interface: the left one first.
 */
export interface RegionMesh {
  readonly points: number;
  /** Points and interfaces. */
  readonly unknowns: number;
  /** Gauss points, increasing in (0, 1). */
  readonly x: Float64Array;
  /** Of the integral over the region; they add up to 1. */
  readonly weights: Float64Array;
  /** Second derivative at the points, points x unknowns. Its weighted sum telescopes to the slopes at the ends. */
  readonly laplacian: Float64Array;
  /** Integral from 0 to each point of the polynomial through the point values, points x points. */
  readonly integral: Float64Array;
  /** Slope at the left and right end over the unknowns; empty at a collector. */
  readonly slopeLeft: Float64Array;
  readonly slopeRight: Float64Array;
  readonly elements: readonly MeshElement[];
}

/** Rows over the unknowns that give the values at the element ends. */
function endValueRows(
  elements: readonly MeshElement[],
  derivatives: readonly number[][][],
  offsets: readonly number[],
  left: RegionEnd,
  right: RegionEnd,
  unknowns: number,
): Float64Array[] {
  const count = elements.length;
  const points = offsets[count]!;
  const matrix = new Float64Array((count + 1) ** 2);
  const rightSides = Array.from({ length: count + 1 }, () => new Float64Array(unknowns));
  for (let end = 0; end <= count; end++) {
    const row = end * (count + 1);
    if (end === 0 && left === 'interface') {
      matrix[row] = 1;
      rightSides[end]![points] = 1;
      continue;
    }
    if (end === count && right === 'interface') {
      matrix[row + count] = 1;
      rightSides[end]![unknowns - 1] = 1;
      continue;
    }
    // The slope of the element before, less that of the element behind, is zero.
    for (const [element, sign, node] of [
      [end - 1, 1, 'last'],
      [end, -1, 'first'],
    ] as const) {
      if (element < 0 || element >= count) continue;
      const { share, points: inside } = elements[element]!;
      const slope = derivatives[element]![node === 'last' ? inside + 1 : 0]!;
      matrix[row + element]! += (sign * slope[0]!) / share;
      matrix[row + element + 1]! += (sign * slope[inside + 1]!) / share;
      for (let i = 0; i < inside; i++) {
        rightSides[end]![offsets[element]! + i]! -= (sign * slope[i + 1]!) / share;
      }
    }
  }
  const factors = factorise(matrix, count + 1)!;
  const rows = Array.from({ length: count + 1 }, () => new Float64Array(unknowns));
  for (let unknown = 0; unknown < unknowns; unknown++) {
    const column = solveFactorised(
      factors,
      rightSides.map((side) => side[unknown]!),
    );
    for (const [end, row] of rows.entries()) row[unknown] = column[end]!;
  }
  return rows;
}

const made = new WeakMap<readonly MeshElement[], Map<string, RegionMesh>>();

/** The matrices of a region, made once per layout; the shares of the elements are scaled to add up to 1. */
export function regionMesh(
  layout: readonly MeshElement[],
  left: RegionEnd,
  right: RegionEnd,
): RegionMesh {
  const meshes = made.get(layout) ?? new Map<string, RegionMesh>();
  made.set(layout, meshes);
  const key = `${left} ${right}`;
  const mesh = meshes.get(key) ?? buildMesh(layout, left, right);
  meshes.set(key, mesh);
  return mesh;
}

function buildMesh(layout: readonly MeshElement[], left: RegionEnd, right: RegionEnd): RegionMesh {
  const total = layout.reduce((sum, { share }) => sum + share, 0);
  const elements = layout.map(({ share, points }) => ({ share: share / total, points }));
  const offsets = [0];
  for (const { points } of elements) offsets.push(offsets.at(-1)! + points);
  const points = offsets.at(-1)!;
  const unknowns = points + (left === 'interface' ? 1 : 0) + (right === 'interface' ? 1 : 0);
  const rules = elements.map((element) => gaussLegendre(element.points));
  const derivatives = rules.map(({ nodes }) => differentiationMatrix([0, ...nodes, 1]));
  const ends = endValueRows(elements, derivatives, offsets, left, right, unknowns);

  const x = new Float64Array(points);
  const weights = new Float64Array(points);
  const laplacian = new Float64Array(points * unknowns);
  const integral = new Float64Array(points * points);
  /** Adds factor times the value at a node of an element to a row over the unknowns. */
  const addValue = (row: Float64Array, element: number, node: number, factor: number): void => {
    const inside = elements[element]!.points;
    if (node > 0 && node <= inside) row[offsets[element]! + node - 1]! += factor;
    else {
      const end = ends[node === 0 ? element : element + 1]!;
      for (let unknown = 0; unknown < unknowns; unknown++) {
        row[unknown]! += factor * end[unknown]!;
      }
    }
  };
  let start = 0;
  for (const [element, { share, points: inside }] of elements.entries()) {
    const { nodes, weights: own } = rules[element]!;
    const slope = derivatives[element]!;
    const offset = offsets[element]!;
    for (let i = 0; i < inside; i++) {
      const k = offset + i;
      x[k] = start + share * nodes[i]!;
      weights[k] = share * own[i]!;
      const row = laplacian.subarray(k * unknowns, (k + 1) * unknowns);
      for (let node = 0; node < inside + 2; node++) {
        let curvature = 0;
        for (let m = 0; m < inside + 2; m++) curvature += slope[i + 1]![m]! * slope[m]![node]!;
        addValue(row, element, node, curvature / (share * share));
      }
      for (let before = 0; before < offset; before++)
        integral[k * points + before] = weights[before]!;
      for (const [m, value] of partialIntegral(nodes, nodes[i]!).entries()) {
        integral[k * points + offset + m] = value * share;
      }
    }
    start += share;
  }
  const slopeAt = (end: RegionEnd, element: number, node: number): Float64Array => {
    if (end === 'collector') return new Float64Array(0);
    const row = new Float64Array(unknowns);
    const { share, points: inside } = elements[element]!;
    for (let m = 0; m < inside + 2; m++) {
      addValue(row, element, m, derivatives[element]![node]![m]! / share);
    }
    return row;
  };
  const last = elements.length - 1;
  return {
    points,
    unknowns,
    x,
    weights,
    laplacian,
    integral,
    slopeLeft: slopeAt(left, 0, 0),
    slopeRight: slopeAt(right, last, elements[last]!.points + 1),
    elements,
  };
}

/**
 * Weights of the point values of one mesh in those of another, row by row: the polynomial through the Gauss points of
 * each element, so integrals over elements that the other mesh divides are kept.
 */
export function interpolationMatrix(from: RegionMesh, to: RegionMesh): Float64Array {
  const weights = new Float64Array(to.points * from.points);
  const ends: number[] = [];
  const offsets: number[] = [];
  let [end, offset] = [0, 0];
  for (const { share, points } of from.elements) {
    end += share;
    ends.push(end);
    offsets.push(offset);
    offset += points;
  }
  for (const [row, x] of to.x.entries()) {
    const found = ends.findIndex((at) => x <= at);
    const element = found < 0 ? ends.length - 1 : found;
    const first = offsets[element]!;
    const nodes = from.x.subarray(first, first + from.elements[element]!.points);
    for (const [i, value] of lagrangeBasis(nodes, x).entries()) {
      weights[row * from.points + first + i] = value;
    }
  }
  return weights;
}
