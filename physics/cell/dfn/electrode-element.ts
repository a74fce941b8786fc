import type { ElectrolytePoints } from './electrolyte-tables.ts';
import { type ElementMatrices, elementMatrices } from './element-matrices.ts';
import { vector } from './vectors.ts';

/** What lies at the points of an electrode, in the order of the cell's points. */
export interface ElectrodeArrays {
  /** Salt concentration and where transport was linearised [kmol/m3]: views into those of the cell. */
  readonly c: Float64Array;
  readonly linearisedAt: Float64Array;
  /** Reaction current per volume, from solid into electrolyte [A/m3]. */
  readonly q: Float64Array;
  /** Current in the pores that the reaction between the collector and the point has fed [A/m2]. */
  readonly fed: Float64Array;
  /** Tangent of the kinetics: Phi = Q + Z q + R c [V]. */
  readonly Q: Float64Array;
  readonly Z: Float64Array;
  readonly R: Float64Array;
}

/**
 * One element of an electrode, between its side a towards the collector and its side b towards the separator. Its work
 * in a step is linear in the Kirchhoff potential W and the potential Psi = Phi + activity at both sides:
 * c = c0 + (wA Wa + wB Wb + X q) / D and q = q0 + qA Wa + qB Wb + q1 Psib + qP (Psia - Psib).
 */
export interface ElectrodeElement {
  readonly matrices: ElementMatrices;
  /** 1 where the points of the cell are counted from the collector, -1 where they are counted towards it. */
  readonly direction: 1 | -1;
  /** Lowest index of its points in the electrode and in the cell. */
  readonly first: number;
  readonly firstInCell: number;
  /** [m] */
  readonly length: number;
  readonly porosity: number;
  /** Effective over free transport. */
  readonly transport: number;
  /** Effective conductivity of the solid [S/m]. */
  readonly conductivity: number;
  /** What its kernels keep, at the places that `elementSlots` gives. */
  readonly numbers: Float64Array;
}

/** Columns of the responses: constant, Wb, Psib, Wa, Psia - Psib. */
export const columns = 5;

/** Where an element keeps how it answers: slope of W at both sides, current at both sides [A/m2]; a column each. */
export const responses = {
  slopeA: 0,
  slopeB: columns,
  currentA: 2 * columns,
  currentB: 3 * columns,
} as const;

/** The same without what q does to it. */
const direct = ['slopeA', 'slopeB', 'currentA'] as const;
/** Rows over the points. */
const vectors = [
  'perDiffusivity',
  'c0',
  'wA',
  'wB',
  // Rows of the potential: H q = h0 + hA Wa + hB Wb + Psib + share (Psia - Psib), without the kinetics.
  'h0',
  'hA',
  'hB',
  'share',
  // Current at a, slope of W at a and at b, by q.
  'currentByQ',
  'slopeAByQ',
  'slopeBByQ',
  // The solution, in the order of the columns.
  'q0',
  'qB',
  'q1',
  'qA',
  'qP',
] as const;
const squares = ['X', 'H', 'scratch'] as const;

export type ElementSlots = Readonly<
  Record<
    (typeof direct)[number] | (typeof vectors)[number] | (typeof squares)[number] | 'length',
    number
  >
>;

const slotsMade = new Map<number, ElementSlots>();

/** Where an element of so many points keeps what among its numbers, behind the responses. */
export function elementSlots(points: number): ElementSlots {
  const known = slotsMade.get(points);
  if (known !== undefined) return known;
  const slots: Record<string, number> = {};
  let length = 4 * columns;
  const place = (names: readonly string[], size: number): void => {
    for (const name of names) {
      slots[name] = length;
      length += size;
    }
  };
  place(direct, columns);
  place(vectors, points);
  place(squares, points * points);
  const whole = { ...slots, length } as ElementSlots;
  slotsMade.set(points, whole);
  return whole;
}

/** An element with nothing in it yet. */
export function electrodeElement(
  place: Omit<ElectrodeElement, 'matrices' | 'numbers'>,
  points: number,
  isAtCollector: boolean,
): ElectrodeElement {
  const { direction, first, firstInCell, length, porosity, transport, conductivity } = place;
  return {
    matrices: elementMatrices(points, isAtCollector),
    direction,
    first,
    firstInCell,
    length,
    porosity,
    transport,
    conductivity,
    numbers: vector(elementSlots(points).length),
  };
}

/** The work on an element within a step. */
export interface ElementKernels {
  /**
   * Linearises transport of salt, eliminates c, and sets up the rows of the potential, linearised at the present q.
   * @param rate, past - time derivative of c = rate c + past
   * @param source - (1 - t+) / F [mol/(A.s)]
   * @param total - current that the whole electrode feeds into the pores [A/m2]
   * @param fed - part of it that was fed between the collector and a; @returns the same at b
   */
  readonly prepare: (
    element: ElectrodeElement,
    arrays: ElectrodeArrays,
    points: ElectrolytePoints,
    past: Float64Array,
    rate: number,
    source: number,
    activityVoltage: number,
    total: number,
    fed: number,
  ) => number;
  /** Solves for q with the present tangent of the kinetics; Psi is counted from `reference`. */
  readonly condense: (
    element: ElectrodeElement,
    arrays: ElectrodeArrays,
    reference: number,
  ) => void;
  /** Takes over the solution for the values at both sides; the largest change of Phi by the change of q [V]. */
  readonly expand: (
    element: ElectrodeElement,
    arrays: ElectrodeArrays,
    wA: number,
    psiA: number,
    wB: number,
    psiB: number,
  ) => number;
  /** Brings `fed` up to date with q, from its value at a; returns it at b. */
  readonly feed: (element: ElectrodeElement, arrays: ElectrodeArrays, fed: number) => number;
}
