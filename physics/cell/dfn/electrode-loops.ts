import type { ElectrodeArrays, ElectrodeKernels } from './electrode-arrays.ts';
import { saltUnit } from './electrolyte-tables.ts';
import { invert, solveTwo } from './small-dense.ts';

/** The kernels as loops, for any number of points. */
export const electrodeLoops: ElectrodeKernels = { salt, charge, iterate, finish };

function salt(
  arrays: ElectrodeArrays,
  diffusivity: Float64Array,
  potential: Float64Array,
  past: Float64Array,
  rate: number,
  source: number,
): void {
  const { mesh, thickness, porosity, transport } = arrays.geometry;
  const { points: p, first, linearisedAt, right, w0, wInterface, c0, cInterface } = arrays;
  const { cReaction, wReaction: inverse } = arrays;
  const { unknowns, laplacian } = mesh;
  const storage = saltUnit * porosity;
  const spread = (saltUnit * transport) / (thickness * thickness);
  for (let k = 0; k < p; k++) {
    const perD = 1 / diffusivity[first + k]!;
    for (let l = 0; l < p; l++) inverse[k * p + l] = -spread * laplacian[k * unknowns + l]!;
    inverse[k * p + k]! += storage * rate * perD;
    right[k] =
      -storage * (rate * (linearisedAt[k]! - potential[first + k]! * perD) + past[first + k]!);
  }
  invert(inverse, p);
  for (let k = 0; k < p; k++) {
    const row = k * p;
    let constantPart = 0;
    let interfacePart = 0;
    for (let l = 0; l < p; l++) {
      const weight = inverse[row + l]!;
      constantPart += weight * right[l]!;
      interfacePart += weight * laplacian[l * unknowns + p]!;
      inverse[row + l] = source * weight;
    }
    interfacePart *= spread;
    w0[k] = constantPart;
    wInterface[k] = interfacePart;
    const perD = 1 / diffusivity[first + k]!;
    c0[k] = linearisedAt[k]! + (constantPart - potential[first + k]!) * perD;
    cInterface[k] = interfacePart * perD;
    for (let l = 0; l < p; l++) cReaction[row + l] = inverse[row + l]! * perD;
  }
}

function charge(
  arrays: ElectrodeArrays,
  activity: Float64Array,
  current: number,
  activityVoltage: number,
): void {
  const { mesh, thickness, conductivity } = arrays.geometry;
  const { points: p, first, incoming, linearisedAt, between, c0, cInterface, cReaction } = arrays;
  const { resistance, resistanceSlope, activitySlope, charge: rows } = arrays;
  const { integral, x } = mesh;
  for (let k = 0; k + 1 < p; k++) {
    const row = k * p;
    let constantPart =
      (current * thickness * (x[k + 1]! - x[k]!)) / conductivity +
      activityVoltage * (activity[first + k + 1]! - activity[first + k]!);
    let interfacePart = 0;
    for (let m = 0; m < p; m++) rows[row + m] = 0;
    for (let l = 0; l < p; l++) {
      const weight = between[row + l]!;
      const onCurrent = weight * resistance[l]! * thickness;
      let onSalt = weight * resistanceSlope[l]!;
      if (l === k) onSalt += activitySlope[k]!;
      else if (l === k + 1) onSalt -= activitySlope[k + 1]!;
      constantPart -= weight * resistance[l]! * incoming + onSalt * (c0[l]! - linearisedAt[l]!);
      interfacePart -= onSalt * cInterface[l]!;
      const other = l * p;
      for (let m = 0; m < p; m++) {
        rows[row + m]! += onCurrent * integral[other + m]! + onSalt * cReaction[other + m]!;
      }
    }
    arrays.charge0[k] = constantPart;
    arrays.chargeInterface[k] = interfacePart;
  }
}

function iterate(arrays: ElectrodeArrays): void {
  const { mesh, thickness } = arrays.geometry;
  const { points: p, Q, Z, R, c0, cInterface, cReaction, charge: rows, matrix } = arrays;
  const { solution0: y, solutionInterface: t, interfaceSlope, w0, wInterface, wReaction } = arrays;
  for (let k = 0; k + 1 < p; k++) {
    const row = k * p;
    const next = row + p;
    const here = R[k]!;
    const there = R[k + 1]!;
    for (let m = 0; m < p; m++) {
      matrix[row + m] = rows[row + m]! + here * cReaction[row + m]! - there * cReaction[next + m]!;
    }
    matrix[row + k]! += Z[k]!;
    matrix[row + k + 1]! -= Z[k + 1]!;
    y[k] = arrays.charge0[k]! + Q[k + 1]! - Q[k]! - here * c0[k]! + there * c0[k + 1]!;
    t[k] = arrays.chargeInterface[k]! - here * cInterface[k]! + there * cInterface[k + 1]!;
  }
  const last = (p - 1) * p;
  for (let m = 0; m < p; m++) matrix[last + m] = thickness * mesh.weights[m]!;
  y[p - 1] = arrays.total;
  t[p - 1] = 0;
  solveTwo(matrix, y, t, p);
  let slope = 0;
  let byInterface = interfaceSlope[p]!;
  for (let k = 0; k < p; k++) {
    const row = k * p;
    let w = w0[k]!;
    let a = wInterface[k]!;
    for (let m = 0; m < p; m++) {
      w += wReaction[row + m]! * y[m]!;
      a += wReaction[row + m]! * t[m]!;
    }
    slope += interfaceSlope[k]! * w;
    byInterface += interfaceSlope[k]! * a;
  }
  arrays.slope = slope;
  arrays.slopeByInterface = byInterface;
}

function finish(arrays: ElectrodeArrays, w: number): number {
  const { points: p, c, q, Z, c0, cInterface, cReaction, solution0, solutionInterface } = arrays;
  let largest = 0;
  for (let k = 0; k < p; k++) {
    const value = solution0[k]! + solutionInterface[k]! * w;
    const change = Math.abs((value - q[k]!) * Z[k]!);
    if (!(change <= largest)) largest = change;
    q[k] = value;
  }
  for (let k = 0; k < p; k++) {
    const row = k * p;
    let value = c0[k]! + cInterface[k]! * w;
    for (let m = 0; m < p; m++) value += cReaction[row + m]! * q[m]!;
    c[k] = value;
  }
  return largest;
}
