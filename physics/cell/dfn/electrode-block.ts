import { faradayConstant } from '../../core/constants.ts';
import { type ElectrolytePoints, saltUnit } from './electrolyte-tables.ts';
import type { RegionMesh } from './region-mesh.ts';
import { invert, solveTwo } from './small-dense.ts';

/** Geometry of an electrode's pores and solid, as the block needs it. */
export interface ElectrodeGeometry {
  readonly mesh: RegionMesh;
  /** Of the interface with the separator: the mesh's right end in the negative, left in the positive electrode. */
  readonly side: 'negative' | 'positive';
  /** [m] */
  readonly thickness: number;
  readonly porosity: number;
  /** Effective over free transport. */
  readonly transport: number;
  /** Effective conductivity of the solid [S/m]. */
  readonly conductivity: number;
}

/**
 * One porous electrode within a time step: transport of salt and charge at p collocation points, linear in the reaction
 * current q [A/m3] of each point and in the Kirchhoff potential w at the separator.
 *
 * Salt (Newman and Thomas-Alyea 2004, eq. 11.29, with D dc = dW): porosity dc/dt = transport d2W/dx2 + (1 - t+) q / F.
 * Charge (eq. 22.4 to 22.8): the difference of Phi = phi_s - phi_e between neighbours is the integral of
 * i/(transport kappa) - (I - i)/sigma less the diffusion potential; i is the integral of q. `prepare` eliminates c once
 * a step; each Newton iteration then solves for p currents, with Phi = Q + Z q + R c from the kinetics.
 */
export class ElectrodeBlock {
  readonly points: number;
  /** Salt concentration [kmol/m3], a view into that of the cell. */
  readonly c: Float64Array;
  /** Where the electrolyte was linearised. */
  readonly linearisedAt: Float64Array;
  /** Reaction current per volume, from solid into electrolyte [A/m3]. */
  readonly q: Float64Array;
  /** Tangent of the kinetics: Phi = Q + Z q + R c [V]. */
  readonly Q: Float64Array;
  readonly Z: Float64Array;
  readonly R: Float64Array;
  /** Slope of W at the separator over the unit interval: `slope + slopeByInterface w` after `iterate`. */
  slope = 0;
  slopeByInterface = 0;

  readonly #geometry: ElectrodeGeometry;
  readonly #first: number;
  readonly #interfaceSlope: Float64Array;
  /** c = c0 + cInterface w + cReaction q. */
  readonly #c0: Float64Array;
  readonly #cInterface: Float64Array;
  readonly #cReaction: Float64Array;
  /** W = w0 + wInterface w + wReaction q. */
  readonly #w0: Float64Array;
  readonly #wInterface: Float64Array;
  readonly #wReaction: Float64Array;
  readonly #charge: Float64Array;
  readonly #charge0: Float64Array;
  readonly #chargeInterface: Float64Array;
  readonly #matrix: Float64Array;
  readonly #solution0: Float64Array;
  readonly #solutionInterface: Float64Array;
  readonly #right: Float64Array;
  readonly #resistance: Float64Array;
  readonly #resistanceSlope: Float64Array;
  readonly #activitySlope: Float64Array;
  /** Differences of the integral matrix between neighbours, times the thickness. */
  readonly #between: Float64Array;
  #total = 0;

  /** @param first - index of the block's first point among all points of the cell */
  constructor(
    geometry: ElectrodeGeometry,
    c: Float64Array,
    linearisedAt: Float64Array,
    first: number,
  ) {
    const p = geometry.mesh.points;
    this.#geometry = geometry;
    this.#first = first;
    this.points = p;
    this.c = c.subarray(first, first + p);
    this.#interfaceSlope =
      geometry.side === 'negative' ? geometry.mesh.slopeRight : geometry.mesh.slopeLeft;
    const vector = (): Float64Array => new Float64Array(p);
    const square = (): Float64Array => new Float64Array(p * p);
    this.linearisedAt = linearisedAt.subarray(first, first + p);
    this.q = vector();
    this.Q = vector();
    this.Z = vector();
    this.R = vector();
    this.#c0 = vector();
    this.#cInterface = vector();
    this.#cReaction = square();
    this.#w0 = vector();
    this.#wInterface = vector();
    this.#wReaction = square();
    this.#charge = square();
    this.#charge0 = vector();
    this.#chargeInterface = vector();
    this.#matrix = square();
    this.#solution0 = vector();
    this.#solutionInterface = vector();
    this.#right = vector();
    this.#resistance = vector();
    this.#resistanceSlope = vector();
    this.#activitySlope = vector();
    this.#between = square();
    const { integral } = geometry.mesh;
    for (let k = 0; k + 1 < p; k++) {
      for (let l = 0; l < p; l++) {
        this.#between[k * p + l] =
          geometry.thickness * (integral[(k + 1) * p + l]! - integral[k * p + l]!);
      }
    }
  }

  /**
   * Linearises transport at c, and eliminates c.
   * @param current - of the cell per area, positive on discharge [A/m2]
   * @param rate - factor of the new concentration in its time derivative [1/s]
   * @param past - the rest of the time derivative, for all points of the cell [kmol/(m3.s)]
   * @param frozen - c stays as it is: the state just after a jump of current
   */
  prepare(
    points: ElectrolytePoints,
    current: number,
    rate: number,
    past: Float64Array,
    transference: number,
    activity: number,
    frozen: boolean,
  ): void {
    const { mesh, side, thickness, transport, conductivity } = this.#geometry;
    const p = this.points;
    const first = this.#first;
    const { c, linearisedAt, q } = this;
    const c0 = this.#c0;
    const cInterface = this.#cInterface;
    const cReaction = this.#cReaction;
    const incoming = side === 'negative' ? 0 : current;
    this.#total = side === 'negative' ? current : -current;
    linearisedAt.set(c);
    if (frozen) {
      c0.set(c);
      cInterface.fill(0);
      cReaction.fill(0);
    } else {
      this.#eliminateSalt(points, rate, past, transference);
    }

    const resistance = this.#resistance;
    const resistanceSlope = this.#resistanceSlope;
    const activitySlope = this.#activitySlope;
    const { integral } = mesh;
    for (let k = 0; k < p; k++) {
      let sum = 0;
      for (let m = 0; m < p; m++) sum += integral[k * p + m]! * q[m]!;
      const ionic = incoming + thickness * sum;
      const perKappa = 1 / points.conductivity[first + k]!;
      resistance[k] = 1 / conductivity + perKappa / transport;
      resistanceSlope[k] =
        ((-perKappa * perKappa * points.conductivitySlope[first + k]!) / transport) * ionic;
      activitySlope[k] = activity * points.activitySlope[first + k]!;
    }
    const between = this.#between;
    const charge = this.#charge;
    for (let k = 0; k + 1 < p; k++) {
      const row = k * p;
      let constantPart =
        (current * thickness * (mesh.x[k + 1]! - mesh.x[k]!)) / conductivity +
        activity * (points.activity[first + k + 1]! - points.activity[first + k]!);
      let interfacePart = 0;
      for (let m = 0; m < p; m++) charge[row + m] = 0;
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
          charge[row + m]! += onCurrent * integral[other + m]! + onSalt * cReaction[other + m]!;
        }
      }
      this.#charge0[k] = constantPart;
      this.#chargeInterface[k] = interfacePart;
    }
  }

  #eliminateSalt(
    points: ElectrolytePoints,
    rate: number,
    past: Float64Array,
    transference: number,
  ): void {
    const { mesh, thickness, porosity, transport } = this.#geometry;
    const p = this.points;
    const first = this.#first;
    const { unknowns, laplacian } = mesh;
    const { linearisedAt } = this;
    const storage = saltUnit * porosity;
    const spread = (saltUnit * transport) / (thickness * thickness);
    const source = (1 - transference) / faradayConstant;
    const inverse = this.#wReaction;
    const right = this.#right;
    for (let k = 0; k < p; k++) {
      const perD = 1 / points.diffusivity[first + k]!;
      for (let l = 0; l < p; l++) inverse[k * p + l] = -spread * laplacian[k * unknowns + l]!;
      inverse[k * p + k]! += storage * rate * perD;
      right[k] =
        -storage *
        (rate * (linearisedAt[k]! - points.potential[first + k]! * perD) + past[first + k]!);
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
      this.#w0[k] = constantPart;
      this.#wInterface[k] = interfacePart;
      const perD = 1 / points.diffusivity[first + k]!;
      this.#c0[k] = linearisedAt[k]! + (constantPart - points.potential[first + k]!) * perD;
      this.#cInterface[k] = interfacePart * perD;
      for (let l = 0; l < p; l++) this.#cReaction[row + l] = inverse[row + l]! * perD;
    }
  }

  /** Ionic current density at a point for the present q [A/m2]; `incoming` is that at the left end. */
  ionicCurrent(point: number, incoming: number): number {
    const { mesh, thickness } = this.#geometry;
    let sum = 0;
    for (let m = 0; m < this.points; m++) {
      sum += mesh.integral[point * this.points + m]! * this.q[m]!;
    }
    return incoming + thickness * sum;
  }

  /** One Newton iteration with the present tangent: q and the slope of W as functions of the interface value. */
  iterate(): void {
    const { mesh, thickness } = this.#geometry;
    const p = this.points;
    const { Q, Z, R } = this;
    const c0 = this.#c0;
    const cInterface = this.#cInterface;
    const cReaction = this.#cReaction;
    const charge = this.#charge;
    const matrix = this.#matrix;
    const y = this.#solution0;
    const t = this.#solutionInterface;
    for (let k = 0; k + 1 < p; k++) {
      const row = k * p;
      const next = row + p;
      const here = R[k]!;
      const there = R[k + 1]!;
      for (let m = 0; m < p; m++) {
        matrix[row + m] =
          charge[row + m]! + here * cReaction[row + m]! - there * cReaction[next + m]!;
      }
      matrix[row + k]! += Z[k]!;
      matrix[row + k + 1]! -= Z[k + 1]!;
      y[k] = this.#charge0[k]! + Q[k + 1]! - Q[k]! - here * c0[k]! + there * c0[k + 1]!;
      t[k] = this.#chargeInterface[k]! - here * cInterface[k]! + there * cInterface[k + 1]!;
    }
    const last = (p - 1) * p;
    for (let m = 0; m < p; m++) matrix[last + m] = thickness * mesh.weights[m]!;
    y[p - 1] = this.#total;
    t[p - 1] = 0;
    solveTwo(matrix, y, t, p);

    const slopes = this.#interfaceSlope;
    const w0 = this.#w0;
    const wInterface = this.#wInterface;
    const wReaction = this.#wReaction;
    let slope = 0;
    let byInterface = slopes[p]!;
    for (let k = 0; k < p; k++) {
      const row = k * p;
      let w = w0[k]!;
      let a = wInterface[k]!;
      for (let m = 0; m < p; m++) {
        w += wReaction[row + m]! * y[m]!;
        a += wReaction[row + m]! * t[m]!;
      }
      slope += slopes[k]! * w;
      byInterface += slopes[k]! * a;
    }
    this.slope = slope;
    this.slopeByInterface = byInterface;
  }

  /** Takes over the solution for the interface value w; returns the largest change of Phi by the change of q [V]. */
  finish(w: number): number {
    const p = this.points;
    const { c, q, Z } = this;
    const y = this.#solution0;
    const t = this.#solutionInterface;
    let largest = 0;
    for (let k = 0; k < p; k++) {
      const value = y[k]! + t[k]! * w;
      const change = Math.abs((value - q[k]!) * Z[k]!);
      if (!(change <= largest)) largest = change;
      q[k] = value;
    }
    const cReaction = this.#cReaction;
    for (let k = 0; k < p; k++) {
      const row = k * p;
      let value = this.#c0[k]! + this.#cInterface[k]! * w;
      for (let m = 0; m < p; m++) value += cReaction[row + m]! * q[m]!;
      c[k] = value;
    }
    return largest;
  }
}
