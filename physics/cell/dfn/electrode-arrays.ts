import type { RegionMesh } from './region-mesh.ts';
import { vector } from './vectors.ts';

/** Geometry of an electrode's pores and solid, as its kernels need it. */
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

/** The numbers of one electrode that its kernels read and write; p points, matrices row by row. */
export interface ElectrodeArrays {
  readonly geometry: ElectrodeGeometry;
  readonly points: number;
  /** Index of the first point among all points of the cell. */
  readonly first: number;
  /** Slopes of W at the separator over the unknowns. */
  readonly interfaceSlope: Float64Array;
  /** Differences of the integral matrix between neighbours, times the thickness. */
  readonly between: Float64Array;
  /** Ionic current at the left end and reaction current over the electrode [A/m2]. */
  incoming: number;
  total: number;
  /** Salt concentration and where transport was linearised [kmol/m3]: views into those of the cell. */
  readonly c: Float64Array;
  readonly linearisedAt: Float64Array;
  /** Reaction current per volume, from solid into electrolyte [A/m3]. */
  readonly q: Float64Array;
  /** Tangent of the kinetics: Phi = Q + Z q + R c [V]. */
  readonly Q: Float64Array;
  readonly Z: Float64Array;
  readonly R: Float64Array;
  /** c = c0 + cInterface w + cReaction q. */
  readonly c0: Float64Array;
  readonly cInterface: Float64Array;
  readonly cReaction: Float64Array;
  /** W = w0 + wInterface w + wReaction q. */
  readonly w0: Float64Array;
  readonly wInterface: Float64Array;
  readonly wReaction: Float64Array;
  /** Rows of charge: charge q = charge0 + chargeInterface w, without the kinetics. */
  readonly charge: Float64Array;
  readonly charge0: Float64Array;
  readonly chargeInterface: Float64Array;
  /** Scratch of the rows: resistance of the ionic current, its change and that of the activity by salt. */
  readonly resistance: Float64Array;
  readonly resistanceSlope: Float64Array;
  readonly activitySlope: Float64Array;
  readonly right: Float64Array;
  readonly matrix: Float64Array;
  /** q = solution0 + solutionInterface w. */
  readonly solution0: Float64Array;
  readonly solutionInterface: Float64Array;
  /** Slope of W at the separator over the unit interval: slope + slopeByInterface w. */
  slope: number;
  slopeByInterface: number;
}

export function electrodeArrays(
  geometry: ElectrodeGeometry,
  c: Float64Array,
  linearisedAt: Float64Array,
  first: number,
): ElectrodeArrays {
  const { mesh, side, thickness } = geometry;
  const p = mesh.points;
  const column = (): Float64Array => vector(p);
  const square = (): Float64Array => vector(p * p);
  const between = square();
  for (let k = 0; k + 1 < p; k++) {
    for (let l = 0; l < p; l++) {
      between[k * p + l] =
        thickness * (mesh.integral[(k + 1) * p + l]! - mesh.integral[k * p + l]!);
    }
  }
  return {
    geometry,
    points: p,
    first,
    interfaceSlope: side === 'negative' ? mesh.slopeRight : mesh.slopeLeft,
    between,
    incoming: 0,
    total: 0,
    c: c.subarray(first, first + p),
    linearisedAt: linearisedAt.subarray(first, first + p),
    q: column(),
    Q: column(),
    Z: column(),
    R: column(),
    c0: column(),
    cInterface: column(),
    cReaction: square(),
    w0: column(),
    wInterface: column(),
    wReaction: square(),
    charge: square(),
    charge0: column(),
    chargeInterface: column(),
    resistance: column(),
    resistanceSlope: column(),
    activitySlope: column(),
    right: column(),
    matrix: square(),
    solution0: column(),
    solutionInterface: column(),
    slope: 0,
    slopeByInterface: 0,
  };
}

/** The work on an electrode's arrays within a step. */
export interface ElectrodeKernels {
  /**
   * Linearises transport of salt and eliminates c: W and c as functions of w and q.
   * @param source - (1 - t+) / F [mol/(A.s)]; @param rate, past - time derivative = rate c + past
   */
  readonly salt: (
    arrays: ElectrodeArrays,
    diffusivity: Float64Array,
    potential: Float64Array,
    past: Float64Array,
    rate: number,
    source: number,
  ) => void;
  /** The rows of charge from `resistance`, `resistanceSlope` and `activitySlope`. */
  readonly charge: (
    arrays: ElectrodeArrays,
    activity: Float64Array,
    current: number,
    activityVoltage: number,
  ) => void;
  /** One Newton iteration with the present tangent: q and the slope of W as functions of w. */
  readonly iterate: (arrays: ElectrodeArrays) => void;
  /** Takes over the solution for w; the largest change of Phi by the change of q [V]. */
  readonly finish: (arrays: ElectrodeArrays, w: number) => number;
}
