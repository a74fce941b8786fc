import { faradayConstant } from '../../core/constants.ts';
import {
  type ElectrodeArrays,
  type ElectrodeGeometry,
  type ElectrodeKernels,
  electrodeArrays,
} from './electrode-arrays.ts';
import { electrodeLoops } from './electrode-loops.ts';
import { electrodeText } from './electrode-text.ts';
import type { ElectrolytePoints } from './electrolyte-tables.ts';

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
  readonly arrays: ElectrodeArrays;
  readonly #kernels: ElectrodeKernels;

  /** @param first - index of the block's first point among all points of the cell */
  constructor(
    geometry: ElectrodeGeometry,
    c: Float64Array,
    linearisedAt: Float64Array,
    first: number,
  ) {
    this.points = geometry.mesh.points;
    this.arrays = electrodeArrays(geometry, c, linearisedAt, first);
    this.#kernels = electrodeText(geometry.mesh, geometry.side) ?? electrodeLoops;
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
    const { side, transport, conductivity } = arrays.geometry;
    const { first, c, linearisedAt, resistance, resistanceSlope, activitySlope } = arrays;
    const p = this.points;
    arrays.incoming = side === 'negative' ? 0 : current;
    arrays.total = side === 'negative' ? current : -current;
    for (let k = 0; k < p; k++) linearisedAt[k] = c[k]!;
    if (frozen) {
      arrays.c0.set(c);
      arrays.cInterface.fill(0);
      arrays.cReaction.fill(0);
    } else {
      const source = (1 - transference) / faradayConstant;
      this.#kernels.salt(arrays, points.diffusivity, points.potential, past, rate, source);
    }
    for (let k = 0; k < p; k++) {
      const perKappa = 1 / points.conductivity[first + k]!;
      resistance[k] = 1 / conductivity + perKappa / transport;
      resistanceSlope[k] =
        ((-perKappa * perKappa * points.conductivitySlope[first + k]!) / transport) *
        this.ionicCurrent(k);
      activitySlope[k] = activityVoltage * points.activitySlope[first + k]!;
    }
    this.#kernels.charge(arrays, points.activity, current, activityVoltage);
  }

  /** Ionic current density at a point for the present q [A/m2]. */
  ionicCurrent(point: number): number {
    const { geometry, q, incoming } = this.arrays;
    const { integral } = geometry.mesh;
    const p = this.points;
    let sum = 0;
    for (let m = 0, at = point * p; m < p; m++, at++) sum += integral[at]! * q[m]!;
    return incoming + geometry.thickness * sum;
  }

  iterate(): void {
    this.#kernels.iterate(this.arrays);
  }

  finish(w: number): number {
    return this.#kernels.finish(this.arrays, w);
  }
}
