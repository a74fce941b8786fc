import type { OpenCircuitPotential, PotentialHysteresis } from '../cell-parameters.ts';
import { type HermiteTable, hermiteTable, tableValue } from './hermite-table.ts';
import { mixRows } from './small-dense.ts';
import { combineHistory, type StepFormula, stride } from './step-formula.ts';
import { integralWeights } from './step-integral.ts';
import { vector } from './vectors.ts';

const cells = 1024;

/** Middle of both branches, and half of the gap between them. */
interface Branches {
  readonly middle: OpenCircuitPotential;
  readonly halfGap: HermiteTable;
}

const known = new WeakMap<PotentialHysteresis, Branches>();

/** Both branches of a material; the same for the same material. */
export function branchesOf(parameters: PotentialHysteresis): Branches {
  const held = known.get(parameters);
  if (held !== undefined) return held;
  const { delithiation, lithiation } = parameters;
  const inside = (s: number): number => Math.min(1 - 1e-6, Math.max(1e-6, s));
  const branches = {
    middle: (s: number) => 0.5 * (delithiation(s) + lithiation(s)),
    halfGap: hermiteTable((s) => 0.5 * (delithiation(inside(s)) - lithiation(inside(s))), 1, cells),
  };
  known.set(parameters, branches);
  return branches;
}

/**
 * Open-circuit potential between the branches that a material has when it is delithiated and when it is lithiated, with
 * one state h at each point (Axen 2022, J. Energy Storage 48, 103985, eq. 7 to 9, as BPX v1 and PyBaMM have it):
 *
 *   U = (1 + h) / 2 Udelithiation + (1 - h) / 2 Ulithiation,
 *   dh/dz = (gamma / 2) (1 - h) for rising z, -(gamma / 2) (1 + h) in |z| for falling z,
 *
 * where z is the share of sites that the particle has given up, so that its steps are exact for the lithium that moved.
 */
export class Hysteresis {
  /** Of the last accepted state, from -1 (lithiated) to 1 (delithiated). */
  readonly #state: Float64Array;
  /** Mean stoichiometry there. */
  readonly #mean: Float64Array;
  /** Change of the mean stoichiometry in the step: base + byCurrent j. */
  readonly #base: Float64Array;
  #byCurrent = 0;
  readonly #weights = vector(stride);
  readonly #halfGap: HermiteTable;
  readonly #decay: number;
  readonly #initialState: number;
  /** Stoichiometry per charge [m2/(A.s)]. */
  readonly #inverseCapacity: number;
  /** What `find` gives back [V]: the potential beside the middle, and its slopes by stoichiometry and current [V.m2/A]. */
  value = 0;
  slope = 0;
  currentSlope = 0;

  constructor(parameters: PotentialHysteresis, inverseCapacity: number, points: number) {
    this.#halfGap = branchesOf(parameters).halfGap;
    this.#decay = parameters.decayConstant;
    this.#initialState = parameters.initialState;
    this.#inverseCapacity = inverseCapacity;
    this.#state = vector(points);
    this.#mean = vector(points);
    this.#base = vector(points);
  }

  /** Rest at a stoichiometry. */
  reset(stoichiometry: number): void {
    this.#state.fill(this.#initialState);
    this.#mean.fill(stoichiometry);
    this.hold();
  }

  /** Takes the state of the same material at other points. */
  interpolate(other: Hysteresis, weights: Float64Array): void {
    const n = this.#state.length;
    mixRows(this.#state, other.#state, weights, n, other.#state.length, 1);
    mixRows(this.#mean, other.#mean, weights, n, other.#mean.length, 1);
    this.hold();
  }

  /** Keeps the state as it is, for the solution just after a jump of current. */
  hold(): void {
    this.#base.fill(0);
    this.#byCurrent = 0;
  }

  /** Begins a step. */
  predict(formula: StepFormula, currents: Float64Array, head: number): void {
    const base = this.#base;
    integralWeights(formula, this.#weights);
    combineHistory(base, currents, base.length, formula.order, this.#weights, head);
    for (let i = 0; i < base.length; i++) base[i]! *= -this.#inverseCapacity;
    this.#byCurrent = -this.#inverseCapacity * this.#weights[0]!;
  }

  /** Finds the potential beside the middle of the branches for an intercalation current, with its slopes. */
  find(point: number, current: number, stoichiometry: number): void {
    const { coefficients, scale } = this.#halfGap;
    const position = stoichiometry * scale;
    const cell = position | 0;
    const t = position - cell;
    const o = cell << 2;
    const b = coefficients[o + 1]!;
    const d = coefficients[o + 2]!;
    const e = coefficients[o + 3]!;
    const gap = coefficients[o]! + t * (b + t * (d + t * e));
    const moved = this.#base[point]! + this.#byCurrent * current;
    const h = this.#stateAfter(point, moved);
    const towards = moved < 0 ? 1 : -1;
    this.value = h * gap;
    this.slope = h * (b + t * (2 * d + 3 * t * e)) * scale;
    this.currentSlope = -0.5 * gap * this.#decay * (1 - towards * h) * this.#byCurrent;
  }

  /** The same potential alone [V]. */
  potential(point: number, current: number, stoichiometry: number): number {
    const moved = this.#base[point]! + this.#byCurrent * current;
    return this.#stateAfter(point, moved) * tableValue(this.#halfGap, stoichiometry);
  }

  #stateAfter(point: number, moved: number): number {
    const towards = moved < 0 ? 1 : -1;
    const decay = Math.exp(-0.5 * this.#decay * Math.abs(moved));
    return towards + (this.#state[point]! - towards) * decay;
  }

  /** Takes the step, with the mean stoichiometry that the particle has after it. */
  accept(point: number, mean: number): void {
    this.#state[point] = this.#stateAfter(point, mean - this.#mean[point]!);
    this.#mean[point] = mean;
  }
}
