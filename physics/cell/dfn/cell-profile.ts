import type { DfnCell } from './dfn-cell.ts';
import { saltUnit } from './electrolyte-tables.ts';

/** What is inside a cell at one time, at the points of its mesh from the negative to the positive collector. */
export interface CellProfile {
  /** [m] */
  readonly x: Float64Array;
  /** [mol/m3] */
  readonly electrolyteConcentration: Float64Array;
  /** Against the negative electrode at its collector [V]. */
  readonly electrolytePotential: Float64Array;
  /** [A/m3]; 0 in the separator. */
  readonly reactionCurrent: Float64Array;
  /** Of the first material of each electrode; NaN in the separator. */
  readonly surfaceStoichiometry: Float64Array;
  readonly meanStoichiometry: Float64Array;
}

/** The profiles of the present solution; `current` per area [A/m2]. */
export function cellProfile(cell: DfnCell, current: number): CellProfile {
  const count = cell.c.length;
  const x = new Float64Array(count);
  const reaction = new Float64Array(count);
  const surface = new Float64Array(count).fill(Number.NaN);
  const mean = new Float64Array(count).fill(Number.NaN);
  const { negative, parameters, separatorMesh } = cell;
  const negativeThickness = 'kinetics' in negative ? negative.parameters.thickness : 0;
  const separatorFirst = 'kinetics' in negative ? negative.mesh.points : 0;
  for (const [k, share] of separatorMesh.x.entries()) {
    x[separatorFirst + k] = negativeThickness + share * parameters.separator.thickness;
  }
  for (const { kinetics, mesh, parameters: electrode } of cell.electrodes) {
    const isPositive = kinetics === cell.positive.kinetics;
    const start = isPositive ? negativeThickness + parameters.separator.thickness : 0;
    const material = kinetics.materials[0]!;
    for (const [k, share] of mesh.x.entries()) {
      const at = kinetics.first + k;
      x[at] = start + share * electrode.thickness;
      reaction[at] = kinetics.block.arrays.q[k]!;
      surface[at] = material.surfaceAt(k);
      mean[at] = material.particles.mean(k);
    }
  }
  return {
    x,
    electrolyteConcentration: cell.c.map((c) => c * saltUnit),
    electrolytePotential: electrolytePotential(cell, current),
    reactionCurrent: reaction,
    surfaceStoichiometry: surface,
    meanStoichiometry: mean,
  };
}

/** Potential of the electrolyte at all points: phi_s - Phi in the negative electrode, and from there by i/kappa. */
function electrolytePotential(cell: DfnCell, current: number): Float64Array {
  const { negative, positive, separatorMesh, parameters } = cell;
  const { electrolyte } = cell;
  electrolyte.fill(cell.c);
  const { conductivity: kappa, positive: salt } = electrolyte.points;
  for (const { kinetics } of cell.electrodes) kinetics.block.feed();
  const phi = new Float64Array(cell.c.length);
  let at = 0;
  /** Potential without the diffusion part at the end of the region before. */
  let base: number;
  const diffusion = (index: number): number =>
    electrolyte.activityVoltage * electrolyte.points.activity[index]!;
  if ('kinetics' in negative) {
    const { mesh, kinetics, transport } = negative;
    const { thickness, conductivity } = negative.parameters;
    const p = mesh.points;
    for (let k = 0; k < p; k++) {
      let solid = 0;
      for (let m = 0; m < p; m++) {
        solid += mesh.integral[k * p + m]! * (current - kinetics.block.ionicCurrent(m));
      }
      phi[k] = (-thickness * solid) / conductivity - kinetics.phi(k, salt[k]!);
    }
    let rest = 0;
    for (let m = 0; m < p; m++) {
      const weight = mesh.weights[m]! - mesh.integral[(p - 1) * p + m]!;
      rest += (weight * kinetics.block.ionicCurrent(m)) / kappa[m]!;
    }
    base = phi[p - 1]! - diffusion(p - 1) - (thickness * rest) / transport;
    at = p;
  } else {
    const { potential, diffusionPart } = cell.atMetal(current);
    base = potential - diffusionPart;
  }
  const across = parameters.separator.thickness / cell.separatorTransport;
  const q = separatorMesh.points;
  let whole = 0;
  for (let k = 0; k < q; k++) {
    let sum = 0;
    for (let m = 0; m < q; m++) sum += separatorMesh.integral[k * q + m]! / kappa[at + m]!;
    phi[at + k] = base - across * current * sum + diffusion(at + k);
    whole += separatorMesh.weights[k]! / kappa[at + k]!;
  }
  base -= across * current * whole;
  at += q;
  const { mesh, kinetics, transport } = positive;
  const p = mesh.points;
  for (let k = 0; k < p; k++) {
    let sum = 0;
    for (let m = 0; m < p; m++) {
      sum += (mesh.integral[k * p + m]! * kinetics.block.ionicCurrent(m)) / kappa[at + m]!;
    }
    phi[at + k] = base - (positive.parameters.thickness * sum) / transport + diffusion(at + k);
  }
  return phi;
}
