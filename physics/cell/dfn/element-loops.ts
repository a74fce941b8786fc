import type { ElectrodeArrays, ElectrodeElement, ElementKernels } from './electrode-element.ts';
import { columns, elementSlots, responses } from './electrode-element.ts';
import { type ElectrolytePoints, saltUnit } from './electrolyte-tables.ts';
import { invert, solveRows } from './small-dense.ts';

/** The kernels as loops, for any number of points. */
export const elementLoops: ElementKernels = { prepare, condense, expand, feed };

function prepare(
  element: ElectrodeElement,
  arrays: ElectrodeArrays,
  points: ElectrolytePoints,
  past: Float64Array,
  rate: number,
  source: number,
  activityVoltage: number,
  total: number,
  fed: number,
): number {
  eliminateSalt(element, arrays, points, past, rate, source);
  return setUpPotential(element, arrays, points, activityVoltage, total, fed);
}

/** Keeps the salt as it is instead, c answers to nothing, and sets up the rows of the potential. */
export function prepareFrozen(
  element: ElectrodeElement,
  arrays: ElectrodeArrays,
  points: ElectrolytePoints,
  activityVoltage: number,
  total: number,
  fed: number,
): number {
  const { numbers: a, first, matrices } = element;
  const { points: p, slopeA, slopeB } = matrices;
  const s = elementSlots(p);
  a.fill(0, s.slopeA, s.H);
  for (let k = 0; k < p; k++) a[s.c0 + k] = arrays.c[first + placeOf(element, k)]!;
  a[s.slopeA + 1] = slopeA[p + 1]!;
  a[s.slopeA + 3] = slopeA[p]!;
  a[s.slopeB + 1] = slopeB[p + 1]!;
  a[s.slopeB + 3] = slopeB[p]!;
  return setUpPotential(element, arrays, points, activityVoltage, total, fed);
}

/** Index of a point, counted from the collector, from the lowest index of its element. */
function placeOf({ direction, matrices }: ElectrodeElement, k: number): number {
  return direction === 1 ? k : matrices.points - 1 - k;
}

/** Linearises transport of salt and eliminates c. */
function eliminateSalt(
  element: ElectrodeElement,
  arrays: ElectrodeArrays,
  points: ElectrolytePoints,
  past: Float64Array,
  rate: number,
  source: number,
): void {
  const { numbers: a, first, firstInCell, length, porosity, transport } = element;
  const { points: p, laplacian, laplacianA, laplacianB, slopeA, slopeB } = element.matrices;
  const s = elementSlots(p);
  const storage = saltUnit * porosity;
  const spread = (saltUnit * transport) / (length * length);
  const inverse = a.subarray(s.X, s.X + p * p);
  const right = a.subarray(s.scratch, s.scratch + p);
  for (let k = 0; k < p; k++) {
    const at = placeOf(element, k);
    const i = firstInCell + at;
    const perD = 1 / points.diffusivity[i]!;
    a[s.perDiffusivity + k] = perD;
    for (let l = 0; l < p; l++) inverse[k * p + l] = -spread * laplacian[k * p + l]!;
    inverse[k * p + k]! += storage * rate * perD;
    right[k] =
      -storage *
      (rate * (arrays.linearisedAt[first + at]! - points.potential[i]! * perD) + past[i]!);
  }
  invert(inverse, p);
  for (let j = 0; j < columns; j++) a[s.slopeA + j] = a[s.slopeB + j] = 0;
  a[s.slopeA + 1] = slopeA[p + 1]!;
  a[s.slopeA + 3] = slopeA[p]!;
  a[s.slopeB + 1] = slopeB[p + 1]!;
  a[s.slopeB + 3] = slopeB[p]!;
  for (let l = 0; l < p; l++) a[s.slopeAByQ + l] = a[s.slopeBByQ + l] = 0;
  for (let k = 0; k < p; k++) {
    const row = k * p;
    let [w0, wA, wB] = [0, 0, 0];
    for (let l = 0; l < p; l++) {
      const weight = inverse[row + l]!;
      w0 += weight * right[l]!;
      wA += weight * laplacianA[l]!;
      wB += weight * laplacianB[l]!;
      inverse[row + l] = source * weight;
      a[s.slopeAByQ + l]! += slopeA[k]! * inverse[row + l]!;
      a[s.slopeBByQ + l]! += slopeB[k]! * inverse[row + l]!;
    }
    wA *= spread;
    wB *= spread;
    const at = placeOf(element, k);
    a[s.c0 + k] =
      arrays.linearisedAt[first + at]! +
      (w0 - points.potential[firstInCell + at]!) * a[s.perDiffusivity + k]!;
    a[s.wA + k] = wA;
    a[s.wB + k] = wB;
    a[s.slopeA]! += slopeA[k]! * w0;
    a[s.slopeA + 1]! += slopeA[k]! * wB;
    a[s.slopeA + 3]! += slopeA[k]! * wA;
    a[s.slopeB]! += slopeB[k]! * w0;
    a[s.slopeB + 1]! += slopeB[k]! * wB;
    a[s.slopeB + 3]! += slopeB[k]! * wA;
  }
}

/** The rows of the potential, without the kinetics. */
function setUpPotential(
  element: ElectrodeElement,
  arrays: ElectrodeArrays,
  points: ElectrolytePoints,
  activityVoltage: number,
  total: number,
  fed: number,
): number {
  const { numbers: a, first, firstInCell, length, transport, conductivity } = element;
  const { points: p, isAtCollector, weights, distance, fromA, toB } = element.matrices;
  const s = elementSlots(p);
  const next = feed(element, arrays, fed);
  const drop = (total * length) / conductivity;
  // Of the potential's slope by q; of the whole element's drop by the current at a, by the rest and by Wa, Wb.
  let [whole, whole0, wholeA, wholeB] = [0, 0, 0, 0];
  for (let k = 0; k < p; k++) {
    a[s.share + k] = a[s.h0 + k] = a[s.hA + k] = a[s.hB + k] = a[s.currentByQ + k] = 0;
  }
  a.fill(0, s.H, s.H + p * p);
  for (let n = 0; n < p; n++) {
    const at = placeOf(element, n);
    const i = firstInCell + at;
    const perD = a[s.perDiffusivity + n]!;
    const perKappa = 1 / points.conductivity[i]!;
    const resistance = length * (1 / conductivity + perKappa / transport);
    const bySalt =
      ((-length * perKappa * perKappa * points.conductivitySlope[i]!) / transport) *
      arrays.fed[first + at]!;
    const moved = a[s.c0 + n]! - arrays.linearisedAt[first + at]!;
    const activitySlope = activityVoltage * points.activitySlope[i]!;
    const weight = weights[n]!;
    whole += weight * resistance;
    whole0 += weight * bySalt * moved;
    wholeA += weight * bySalt * perD * a[s.wA + n]!;
    wholeB += weight * bySalt * perD * a[s.wB + n]!;
    for (let k = 0; k < p; k++) {
      const part = toB[k * p + n]!;
      const onSalt = part * bySalt + (k === n ? activitySlope : 0);
      a[s.share + k]! += part * resistance;
      a[s.h0 + k]! -= onSalt * moved;
      a[s.hA + k]! -= onSalt * perD * a[s.wA + n]!;
      a[s.hB + k]! -= onSalt * perD * a[s.wB + n]!;
    }
    for (let l = 0; l < p; l++) {
      const bySaltOfQ = perD * a[s.X + n * p + l]!;
      const slope = resistance * length * fromA[n * p + l]! + bySalt * bySaltOfQ;
      a[s.currentByQ + l]! += weight * slope;
      for (let k = 0; k < p; k++) a[s.H + k * p + l]! += toB[k * p + n]! * slope;
      a[s.H + n * p + l]! += activitySlope * bySaltOfQ;
    }
    a[s.h0 + n]! += drop * distance[n]! - activityVoltage * points.activity[i]!;
  }
  for (let j = 0; j < columns; j++) a[s.currentA + j] = 0;
  if (isAtCollector) {
    for (let k = 0; k < p; k++) a[s.share + k] = a[s.currentByQ + k] = 0;
    return next;
  }
  // The current at a follows from the difference of Psi between both sides.
  const perWhole = 1 / whole;
  a[s.currentA] = perWhole * (drop - whole0);
  a[s.currentA + 1] = -perWhole * wholeB;
  a[s.currentA + 3] = -perWhole * wholeA;
  a[s.currentA + 4] = -perWhole;
  for (let l = 0; l < p; l++) a[s.currentByQ + l]! *= -perWhole;
  for (let k = 0; k < p; k++) {
    const share = a[s.share + k]!;
    a[s.h0 + k]! -= share * a[s.currentA]!;
    a[s.hB + k]! -= share * a[s.currentA + 1]!;
    a[s.hA + k]! -= share * a[s.currentA + 3]!;
    for (let l = 0; l < p; l++) a[s.H + k * p + l]! += share * a[s.currentByQ + l]!;
    a[s.share + k] = share * perWhole;
  }
  return next;
}

function condense(element: ElectrodeElement, arrays: ElectrodeArrays, reference: number): void {
  const { numbers: a, first, length } = element;
  const { points: p, isAtCollector, weights } = element.matrices;
  const s = elementSlots(p);
  const matrix = a.subarray(s.scratch, s.scratch + p * p);
  const used = isAtCollector ? 3 : columns;
  for (let k = 0; k < p; k++) {
    const i = first + placeOf(element, k);
    const byW = arrays.R[i]! * a[s.perDiffusivity + k]!;
    for (let l = 0; l < p; l++) {
      matrix[k * p + l] = a[s.H + k * p + l]! + byW * a[s.X + k * p + l]!;
    }
    matrix[k * p + k]! += arrays.Z[i]!;
    a[s.q0 + k] = a[s.h0 + k]! - (arrays.Q[i]! - reference) - arrays.R[i]! * a[s.c0 + k]!;
    a[s.qB + k] = a[s.hB + k]! - byW * a[s.wB + k]!;
    a[s.q1 + k] = 1;
    a[s.qA + k] = a[s.hA + k]! - byW * a[s.wA + k]!;
    a[s.qP + k] = a[s.share + k]!;
  }
  solveRows(matrix, a.subarray(s.q0, s.q0 + used * p), p, used);
  for (let j = 0; j < used; j++) {
    let [slopeA, slopeB, current, sum] = [
      a[s.slopeA + j]!,
      a[s.slopeB + j]!,
      a[s.currentA + j]!,
      0,
    ];
    for (let k = 0; k < p; k++) {
      const q = a[s.q0 + j * p + k]!;
      slopeA += a[s.slopeAByQ + k]! * q;
      slopeB += a[s.slopeBByQ + k]! * q;
      current += a[s.currentByQ + k]! * q;
      sum += weights[k]! * q;
    }
    a[responses.slopeA + j] = slopeA;
    a[responses.slopeB + j] = slopeB;
    a[responses.currentA + j] = current;
    a[responses.currentB + j] = current + length * sum;
  }
}

function expand(
  element: ElectrodeElement,
  arrays: ElectrodeArrays,
  wA: number,
  psiA: number,
  wB: number,
  psiB: number,
): number {
  const { numbers: a, first } = element;
  const { points: p } = element.matrices;
  const s = elementSlots(p);
  const difference = psiA - psiB;
  let largest = 0;
  for (let k = 0; k < p; k++) {
    const i = first + placeOf(element, k);
    const value =
      a[s.q0 + k]! +
      a[s.qB + k]! * wB +
      a[s.q1 + k]! * psiB +
      (element.matrices.isAtCollector ? 0 : a[s.qA + k]! * wA + a[s.qP + k]! * difference);
    const change = Math.abs((value - arrays.q[i]!) * arrays.Z[i]!);
    if (!(change <= largest)) largest = change;
    arrays.q[i] = value;
  }
  for (let k = 0; k < p; k++) {
    let w = a[s.wA + k]! * wA + a[s.wB + k]! * wB;
    for (let l = 0; l < p; l++) {
      w += a[s.X + k * p + l]! * arrays.q[first + placeOf(element, l)]!;
    }
    arrays.c[first + placeOf(element, k)] = a[s.c0 + k]! + a[s.perDiffusivity + k]! * w;
  }
  return largest;
}

function feed(element: ElectrodeElement, { q, fed }: ElectrodeArrays, from: number): number {
  const { first, length } = element;
  const { points: p, weights, fromA } = element.matrices;
  let sum = 0;
  for (let k = 0; k < p; k++) {
    let inner = 0;
    for (let l = 0; l < p; l++) inner += fromA[k * p + l]! * q[first + placeOf(element, l)]!;
    const i = first + placeOf(element, k);
    fed[i] = from + length * inner;
    sum += weights[k]! * q[i]!;
  }
  return from + length * sum;
}
