import type { CellParameters } from './cell-parameters.ts';
import type { CellFailure } from './cell-result.ts';
import type { CellProfile } from './dfn/cell-profile.ts';
import type { CellMesh } from './dfn/dfn-cell.ts';
import type { InterphaseState } from './dfn/interphase.ts';
import type { PlatingState } from './dfn/plating.ts';
import type { CellState } from './initial-state.ts';

/** How a cell is cooled while its temperature is followed. */
export interface LumpedCooling {
  /** [J/(m3.K)] */
  readonly heatCapacity: number;
  /** Electrode area over cell volume [1/m]. */
  readonly areaPerVolume: number;
  /** Heat transfer coefficient times area over volume [W/(m3.K)]. */
  readonly lossPerVolume: number;
  /** [K] */
  readonly ambient: number;
}

/** A step that was tried and not yet taken. */
export interface Attempt {
  /** Estimated error over tolerance. */
  error: number;
  /** [V], [A/m2], [K] at its end. */
  voltage: number;
  current: number;
  temperature: number;
}

/** Surface stoichiometries beside the separator; 0 for lithium metal. */
export interface BesideSeparator {
  readonly negative: number;
  readonly positive: number;
}

/** The current of the cell per area as a function of its voltage: what a control demands, to be zero. */
export interface Constraint {
  residual(current: number, voltage: number): number;
  /** Derivative by the current for a voltage that falls with it by `resistance` [ohm.m2]. */
  slope(current: number, voltage: number, resistance: number): number;
  /** Largest residual that counts as met. */
  readonly tolerance: number;
}

/** A model that can go on with another mesh once salt runs short. */
export interface Remeshing {
  readonly mesh: CellMesh;
  /** Least salt concentration [mol/m3]. */
  leastSalt(): number;
  /** Goes on with another mesh, from the present state and with a new history; false where that has no solution. */
  remesh(mesh: CellMesh, constraint: Constraint | undefined): boolean;
}

/** What is in a cell at present, at the points that its model resolves. */
export interface CellContents {
  /** Salt concentrations [kmol/m3]; undefined where salt is not followed. */
  readonly c: Float64Array | undefined;
  /** Electrodes with particles, negative first, and their materials. */
  readonly electrodes: readonly {
    readonly kinetics: { readonly materials: readonly MaterialContents[] };
  }[];
}

/** One of the materials of an electrode. */
export interface MaterialContents {
  /** Current density at each point [A/m2]. */
  readonly j: Float64Array;
  /** Surface stoichiometry at a point. */
  surfaceAt(point: number): number;
}

/**
 * A model of a cell in time, as the runner of a protocol sees it: steps are tried, then taken or rejected. Currents are
 * per area, positive on discharge [A/m2].
 */
export interface CellIntegrator {
  readonly parameters: CellParameters;
  readonly cell: CellContents;
  /** [s], [V], [A/m2], [K] at the present state. */
  readonly time: number;
  readonly voltage: number;
  readonly current: number;
  readonly temperature: number;
  readonly steps: number;
  readonly rejections: number;
  /** Solutions of a linear system. */
  readonly solves: number;
  readonly attempt: Attempt;
  /** The step that is tried next, and the one that was tried last [s]. */
  readonly nextStep: number;
  readonly usedStep: number;
  /** Whether the next step is too short to go on with. */
  readonly tooShort: boolean;
  /** Undefined where the model always solves with one mesh. */
  readonly remeshing: Remeshing | undefined;
  /** The open-circuit part of the voltage for two surface stoichiometries and a temperature [V]. */
  openPart(negativeSurface: number, positiveSurface: number, temperature: number): number;
  /** Puts the cell at rest. */
  reset(state: CellState): void;
  /** Voltage without current at the present state, close to it [V]. */
  restVoltage(): number;
  /** What is inside the cell at present; undefined for models that do not resolve it. */
  profile?(): CellProfile;
  /** The film on the negative electrode; undefined where none grows. */
  film?(): InterphaseState | undefined;
  /** The metal on the negative electrode; undefined where none is followed. */
  metal?(): PlatingState | undefined;
  /** Lowest potential of the negative electrode against lithium metal on its surface [V]; NaN where that is what it is made of. */
  lowestAgainstLithium?(): number;
  /**
   * Begins anew with another current or control at the present state.
   * @param current - or the first guess of it [A/m2]
   * @returns false where there is no solution
   */
  jump(current: number, constraint: Constraint | undefined, firstStep: number): boolean;
  /**
   * Tries a step; `attempt` holds what comes out.
   * @param current - at its end, where it is given; else found so that the constraint is met
   * @returns whether the equations were solved
   */
  try(step: number, current: number | undefined, constraint: Constraint | undefined): boolean;
  /** Surface stoichiometries beside the separator, of the present state or of the tried one. */
  surfaces(of: 'present' | 'tried'): BesideSeparator;
  /** Chooses the step to try after a rejected one. */
  reject(solved: boolean): void;
  /** Takes the step that was tried, and chooses the next. */
  accept(): void;
  /**
   * From then on, tries steps of the order that another integrator of the same model tried last, with its solution as the
   * first guess: the two then differ by what differs between their cells, not by choices on the way.
   */
  follow(leader: CellIntegrator): void;
  /** Why the cell cannot go on, from the state that it stopped in. */
  diagnose(): Pick<CellFailure, 'code' | 'data'>;
}
