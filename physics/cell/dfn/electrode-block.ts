import { faradayConstant } from '../../core/constants.ts';
import {
  type ElectrodeArrays,
  type ElectrodeElement,
  type ElementKernels,
  electrodeElement,
  responses,
} from './electrode-element.ts';
import type { ElectrolytePoints } from './electrolyte-tables.ts';
import { elementLoops, prepareFrozen } from './element-loops.ts';
import { elementText } from './element-text.ts';
import type { RegionMesh } from './region-mesh.ts';
import { vector } from './vectors.ts';

/** Geometry of an electrode's pores and solid. */
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

/** An element of the chain. */
interface Link {
  readonly element: ElectrodeElement;
  readonly kernels: ElementKernels;
  /** Wa and Psia by constant, Wb and Psib. */
  readonly inner: Float64Array;
}

/**
 * One porous electrode within a time step: transport of salt and charge, linear in the reaction current q [A/m3] of each
 * collocation point and in the Kirchhoff potential w at the separator.
 *
 * Salt (Newman and Thomas-Alyea 2004, eq. 11.29, with D dc = dW): porosity dc/dt = transport d2W/dx2 + (1 - t+) q / F.
 * Charge (eq. 22.4 to 22.8): Psi = phi_s - phi_e + activity changes over a stretch by the integral of
 * i/(transport kappa) - (I - i)/sigma; i is the integral of q. Each element answers to W and Psi at its two sides, and
 * slope of W and i are the same on both sides of an element's end: from the collector on, one element after the other is
 * eliminated. The positive electrode is the negative one seen from its own collector, with the other sign of currents.
 */
export class ElectrodeBlock {
  readonly points: number;
  readonly arrays: ElectrodeArrays;
  /** Slope of W at the separator over the unit interval: slope + slopeByInterface w. */
  slope = 0;
  slopeByInterface = 0;
  readonly #geometry: ElectrodeGeometry;
  readonly #first: number;
  /** From the collector to the separator. */
  readonly #chain: readonly Link[];
  readonly #sign: 1 | -1;
  #total = 0;
  #activityVoltage = 0;
  #activity: Float64Array;
  /** Slope of W and current at the end that was reached, by constant, W and Psi there. */
  readonly #reached = vector(6);

  /** @param first - index of the block's first point among all points of the cell */
  constructor(
    geometry: ElectrodeGeometry,
    c: Float64Array,
    linearisedAt: Float64Array,
    first: number,
  ) {
    const { mesh, side, thickness, porosity, transport, conductivity } = geometry;
    const p = mesh.points;
    this.points = p;
    this.#geometry = geometry;
    this.#first = first;
    this.#sign = side === 'negative' ? 1 : -1;
    const column = (): Float64Array => vector(p);
    this.arrays = {
      c: c.subarray(first, first + p),
      linearisedAt: linearisedAt.subarray(first, first + p),
      q: column(),
      fed: column(),
      Q: column(),
      Z: column(),
      R: column(),
    };
    this.#activity = c;
    const chain: Link[] = [];
    let at = 0;
    for (const { share, points } of mesh.elements) {
      const isAtCollector = side === 'negative' ? at === 0 : at + points === p;
      const place = {
        direction: this.#sign,
        first: at,
        firstInCell: first + at,
        length: share * thickness,
        porosity,
        transport,
        conductivity,
      };
      chain.push({
        element: electrodeElement(place, points, isAtCollector),
        kernels: elementText(points, isAtCollector, this.#sign) ?? elementLoops,
        inner: vector(6),
      });
      at += points;
    }
    this.#chain = side === 'negative' ? chain : chain.reverse();
  }

  /**
   * Linearises transport at c, and eliminates c.
   * @param current - of the cell per area, positive on discharge [A/m2]
   * @param rate - factor of the new concentration in its time derivative [1/s]
   * @param past - the rest of the time derivative, for all points of the cell [kmol/(m3.s)]
   * @param activityVoltage - of the activity integral in the potential [V]
   * @param frozen - c stays as it is: the state just after a jump of current
   */
  prepare(
    points: ElectrolytePoints,
    current: number,
    rate: number,
    past: Float64Array,
    transference: number,
    activityVoltage: number,
    frozen: boolean,
  ): void {
    const { arrays } = this;
    const { c, linearisedAt } = arrays;
    const total = this.#sign * current;
    this.#total = total;
    this.#activityVoltage = activityVoltage;
    this.#activity = points.activity;
    for (let k = 0; k < c.length; k++) linearisedAt[k] = c[k]!;
    const source = (1 - transference) / faradayConstant;
    let fed = 0;
    for (const { element, kernels } of this.#chain) {
      fed = frozen
        ? prepareFrozen(element, arrays, points, activityVoltage, total, fed)
        : kernels.prepare(element, arrays, points, past, rate, source, activityVoltage, total, fed);
    }
  }

  /** Ionic current density at a point, positive on discharge, for the q that `feed` or `prepare` saw last [A/m2]. */
  ionicCurrent(point: number): number {
    return this.#sign * this.arrays.fed[point]!;
  }

  /** Brings ionic currents up to date with q. */
  feed(): void {
    let fed = 0;
    for (const { element, kernels } of this.#chain) fed = kernels.feed(element, this.arrays, fed);
  }

  /** One Newton iteration with the present tangent of the kinetics: all unknowns as functions of w. */
  iterate(): void {
    const { arrays } = this;
    const reached = this.#reached;
    const reference = this.#reference();
    for (let e = 0; e < this.#chain.length; e++) {
      const { element, kernels, inner } = this.#chain[e]!;
      kernels.condense(element, arrays, reference);
      const { numbers } = element;
      const perShare = this.#geometry.thickness / element.length;
      if (e === 0) respond(reached, numbers, perShare);
      else join(reached, inner, numbers, perShare);
    }
    // All current has been fed in at the separator.
    const perPsi = 1 / reached[5]!;
    const psi = (this.#total - reached[3]!) * perPsi;
    this.slope = this.#sign * (reached[0]! + reached[2]! * psi);
    this.slopeByInterface = this.#sign * (reached[1]! - reached[2]! * reached[4]! * perPsi);
  }

  /** Takes over the solution for w; the largest change of Phi by the change of q [V]. */
  finish(w: number): number {
    const { arrays } = this;
    const reached = this.#reached;
    let wB = w;
    let psiB = (this.#total - reached[3]! - reached[4]! * w) / reached[5]!;
    let largest = 0;
    for (let e = this.#chain.length - 1; e >= 0; e--) {
      const { element, kernels, inner } = this.#chain[e]!;
      let [wA, psiA] = [0, 0];
      if (e > 0) {
        wA = inner[0]! + inner[1]! * wB + inner[2]! * psiB;
        psiA = inner[3]! + inner[4]! * wB + inner[5]! * psiB;
      }
      const change = kernels.expand(element, arrays, wA, psiA, wB, psiB);
      if (!(change <= largest)) largest = change;
      wB = wA;
      psiB = psiA;
    }
    return largest;
  }

  /** Psi beside the separator at the present state, from which Psi is counted so that no digits are lost [V]. */
  #reference(): number {
    const { q, Q, Z, R, c } = this.arrays;
    const k = this.#sign === 1 ? this.points - 1 : 0;
    const activity = this.#activityVoltage * this.#activity[this.#first + k]!;
    return Q[k]! + Z[k]! * q[k]! + R[k]! * c[k]! + activity;
  }
}

/** What is reached at b of the element at the collector. */
function respond(reached: Float64Array, a: Float64Array, perShare: number): void {
  const { slopeB, currentB } = responses;
  for (let j = 0; j < 3; j++) {
    reached[j] = perShare * a[slopeB + j]!;
    reached[3 + j] = a[currentB + j]!;
  }
}

/**
 * Goes on from a to b: slope of W and current at a are those that were reached, which gives Wa and Psia by Wb and Psib.
 */
function join(reached: Float64Array, inner: Float64Array, a: Float64Array, perShare: number): void {
  const { slopeA, slopeB, currentA, currentB } = responses;
  // By Psia - Psib, which counts against Psib, too.
  const slopeAByPsi = perShare * a[slopeA + 4]!;
  const currentAByPsi = a[currentA + 4]!;
  const a11 = reached[1]! - perShare * a[slopeA + 3]!;
  const a12 = reached[2]! - slopeAByPsi;
  const a21 = reached[4]! - a[currentA + 3]!;
  const a22 = reached[5]! - currentAByPsi;
  const perDeterminant = 1 / (a11 * a22 - a12 * a21);
  const b11 = a22 * perDeterminant;
  const b12 = -a12 * perDeterminant;
  const b21 = -a21 * perDeterminant;
  const b22 = a11 * perDeterminant;
  const y0 = perShare * a[slopeA]! - reached[0]!;
  const i0 = a[currentA]! - reached[3]!;
  const yB = perShare * a[slopeA + 1]!;
  const iB = a[currentA + 1]!;
  const yPsi = perShare * a[slopeA + 2]! - slopeAByPsi;
  const iPsi = a[currentA + 2]! - currentAByPsi;
  inner[0] = b11 * y0 + b12 * i0;
  inner[1] = b11 * yB + b12 * iB;
  inner[2] = b11 * yPsi + b12 * iPsi;
  inner[3] = b21 * y0 + b22 * i0;
  inner[4] = b21 * yB + b22 * iB;
  inner[5] = b21 * yPsi + b22 * iPsi;
  for (let j = 0; j < 3; j++) {
    const w = inner[j]!;
    const psi = inner[3 + j]! - (j === 2 ? 1 : 0);
    reached[j] = perShare * (a[slopeB + j]! + a[slopeB + 3]! * w + a[slopeB + 4]! * psi);
    reached[3 + j] = a[currentB + j]! + a[currentB + 3]! * w + a[currentB + 4]! * psi;
  }
}
