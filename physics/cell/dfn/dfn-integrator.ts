import type {
  Attempt,
  BesideSeparator,
  CellIntegrator,
  Constraint,
  LumpedCooling,
  Remeshing,
} from '../cell-integrator.ts';
import type { CellParameters } from '../cell-parameters.ts';
import type { CellFailure } from '../cell-result.ts';
import type { CellState } from '../initial-state.ts';
import { cellHeat } from './cell-heat.ts';
import { CellHistory } from './cell-history.ts';
import { type CellProfile, cellProfile } from './cell-profile.ts';
import { CurrentSearch } from './current-search.ts';
import { type CellMesh, DfnCell } from './dfn-cell.ts';
import { diagnose } from './diagnose.ts';
import { saltUnit } from './electrolyte-tables.ts';
import { errorNorm } from './error-norm.ts';
import type { InterphaseState } from './interphase.ts';
import type { PlatingState } from './plating.ts';
import { openPartOf, surfacesBesideSeparator } from './separator-surfaces.ts';
import { filmOf, lowestAgainstLithium, metalOf, sideChangeOf } from './side-reaction-state.ts';
import type { SideReactionLaws } from './side-reactions.ts';
import { highestOrder, stepFormula } from './step-formula.ts';
import { terminalVoltage } from './terminal-voltage.ts';

/** Relative error of the film's thickness per volt of tolerance. */
const thicknessShare = 0.1;
/** Error of the metal's amount over the sites of its material per volt. */
const metalShare = 0.1;
const safety = 0.75;
const largestGrowth = 3;
/** [s] */
const shortestStep = 1e-9;
/** Part of the last step that the first one on a new mesh takes. */
const restartShare = 0.05;
/** Searches for the current of a control after a jump, and the residual that the last may leave, over its tolerance. */
const mostJumpSearches = 20;
const jumpSlack = 1e3;
/** Parts of a jump of current that has no solution in one. */
const jumpParts = [8, 64] as const;
/** Change of voltage that no step may make [V], unless it is as short as this [s]. */
const largestMove = 0.5;
const shortStep = 1e-3;
/** Part of the Newton tolerance in the voltage tolerance. */
const newtonShare = 10;

/**
 * Integration of a cell in time by backward differentiation of order 1 to 4 with variable steps. The error of each step
 * is estimated in volts from the difference to the predictor (Hairer, Norsett and Wanner 1993, III.7).
 */
export class DfnIntegrator implements CellIntegrator, Remeshing {
  cell: DfnCell;
  time = 0;
  voltage = 0;
  current = 0;
  steps = 0;
  rejections = 0;
  readonly attempt: Attempt = { error: 0, voltage: 0, current: 0, temperature: 0 };

  readonly #tolerance: number;
  readonly #cooling: LumpedCooling | undefined;
  readonly #formula = stepFormula();
  #history: CellHistory;
  #order = 1;
  #sinceChange = 0;
  /** Whether there is an accepted state. */
  #begun = false;
  #leader: DfnIntegrator | undefined;
  #step: number;
  readonly #search = new CurrentSearch();

  constructor(
    parameters: CellParameters,
    mesh: CellMesh,
    tolerance: number,
    temperature: number,
    cooling: LumpedCooling | undefined,
    sideReactions: SideReactionLaws = {},
  ) {
    this.cell = new DfnCell(parameters, mesh, temperature, sideReactions);
    this.#tolerance = tolerance;
    this.#cooling = cooling;
    this.#history = new CellHistory(this.cell.c.length);
    this.#step = 0;
  }

  get parameters(): CellParameters {
    return this.cell.parameters;
  }

  get temperature(): number {
    return this.cell.temperature;
  }

  get solves(): number {
    return this.cell.solves;
  }

  get mesh(): CellMesh {
    return this.cell.mesh;
  }

  get remeshing(): Remeshing {
    return this;
  }

  leastSalt(): number {
    return saltUnit * this.cell.leastSalt();
  }

  reset({ negative, positive }: CellState): void {
    this.cell.reset(negative, positive);
  }

  follow(leader: CellIntegrator): void {
    if (!(leader instanceof DfnIntegrator)) throw new Error('a leader of another model');
    this.#leader = leader;
  }

  diagnose(): Pick<CellFailure, 'code' | 'data'> {
    if (this.#begun) this.#restore();
    return diagnose(this.cell);
  }

  /** Goes back to the state that was accepted last: the cell may hold a step that was tried and rejected. */
  #restore(): void {
    const { c, materials } = this.cell;
    for (let i = 0; i < c.length; i++) c[i] = this.#history.saltAt(i);
    for (const material of materials) material.restore(this.#history.head);
  }

  /** Goes on with another mesh, from the present state and with a new history; false where that has no solution. */
  remesh(mesh: CellMesh, constraint: Constraint | undefined): boolean {
    const cell = this.cell;
    const history = this.#history;
    this.#restore();
    const other = new DfnCell(cell.parameters, mesh, cell.temperature, cell.sideReactions);
    other.interpolate(cell);
    other.solves = cell.solves;
    this.cell = other;
    this.#history = new CellHistory(other.c.length);
    const firstStep = Math.max(restartShare * this.#step, shortStep);
    if (this.#begin(this.current, constraint, firstStep)) return true;
    cell.solves = other.solves;
    this.cell = cell;
    this.#history = history;
    return false;
  }

  /** Length of the step that was tried last [s]. */
  get usedStep(): number {
    return this.#formula.step;
  }

  /** Voltage without current at the present state, close to it [V]. */
  restVoltage(): number {
    if (this.steps > 0) return this.voltage;
    this.cell.spreadEvenly(0);
    return this.cell.solveJump(0) ? terminalVoltage(this.cell, 0) : Number.NaN;
  }

  film(): InterphaseState | undefined {
    return filmOf(this.cell);
  }

  metal(): PlatingState | undefined {
    return metalOf(this.cell);
  }

  lowestAgainstLithium(): number {
    return lowestAgainstLithium(this.cell);
  }

  profile(): CellProfile {
    return cellProfile(this.cell, this.current);
  }

  surfaces(of: 'present' | 'tried'): BesideSeparator {
    return surfacesBesideSeparator(this.cell, of);
  }

  openPart(negativeSurface: number, positiveSurface: number, temperature: number): number {
    return openPartOf(this.cell, negativeSurface, positiveSurface, temperature);
  }

  /** The step that is tried next [s]. */
  get nextStep(): number {
    return this.#step;
  }

  /**
   * Begins anew with another current or control at the present state.
   * @param current - or the first guess of it [A/m2]
   * @returns false where there is no solution
   */
  jump(current: number, constraint: Constraint | undefined, firstStep: number): boolean {
    this.cell.spreadEvenly(current);
    if (this.#begin(current, constraint, firstStep)) return true;
    return this.#begun && this.#walk(current) && this.#begin(current, constraint, firstStep);
  }

  /** Comes close to the solution just after a jump in many small ones, from the state that was accepted last. */
  #walk(current: number): boolean {
    const from = this.current;
    for (const parts of jumpParts) {
      this.#restore();
      let part = 1;
      while (part <= parts && this.cell.solveJump(from + (part / parts) * (current - from))) part++;
      if (part > parts) return true;
    }
    return false;
  }

  #begin(current: number, constraint: Constraint | undefined, firstStep: number): boolean {
    const { cell, attempt } = this;
    attempt.current = current;
    if (!this.#solveJump() || (constraint !== undefined && !this.#meetJump(constraint)))
      return false;
    this.current = attempt.current;
    this.voltage = attempt.voltage;
    this.#order = 1;
    this.#sinceChange = 0;
    this.#step = firstStep;
    this.#begun = true;
    this.#history.begin(this.time, cell.c, this.current, cell.temperature);
    for (const material of cell.materials) material.restart(0);
    return true;
  }

  #solveJump(): boolean {
    const { cell, attempt } = this;
    if (!cell.solveJump(attempt.current)) return false;
    attempt.voltage = terminalVoltage(cell, attempt.current);
    return Number.isFinite(attempt.voltage);
  }

  /**
   * Finds the current of a control just after a jump, where surfaces answer to each current anew: at once, or by bringing
   * what the control misses to nothing in parts.
   */
  #meetJump(constraint: Constraint): boolean {
    const { attempt } = this;
    const { current } = attempt;
    const missed = constraint.residual(current, attempt.voltage);
    for (const parts of [1, ...jumpParts]) {
      attempt.current = current;
      this.cell.spreadEvenly(current);
      let part = 0;
      while (part < parts) {
        const left = missed * (1 - (part + 1) / parts);
        const residual: Constraint['residual'] = (at, voltage) =>
          constraint.residual(at, voltage) - left;
        if (!this.#solveJump() || !this.#settleJump({ ...constraint, residual })) break;
        part++;
      }
      if (part === parts) return true;
    }
    return false;
  }

  #settleJump(constraint: Constraint): boolean {
    const { cell, attempt } = this;
    for (let pass = 0; pass < mostJumpSearches; pass++) {
      if (!this.#search.meet(constraint, cell, attempt) || !this.#solveJump()) return false;
      const residual = constraint.residual(attempt.current, attempt.voltage);
      if (Math.abs(residual) <= jumpSlack * constraint.tolerance) return true;
    }
    return false;
  }

  /**
   * Tries a step; `attempt` holds what comes out.
   * @param current - at its end, where it is given; else found so that the constraint is met
   * @returns whether the equations were solved
   */
  try(step: number, current: number | undefined, constraint: Constraint | undefined): boolean {
    const { cell, attempt } = this;
    const formula = this.#formula;
    const history = this.#history;
    const leader = this.#leader;
    const order = leader === undefined ? this.#order : leader.#formula.order;
    const cooling = this.#cooling;
    history.predict(formula, order, step, cooling !== undefined);
    if (cooling !== undefined) cell.setTemperature(history.predictedTemperature);
    this.#guessSalt();
    for (const material of cell.materials) material.predict(formula, history.head);
    if (leader !== undefined) cell.guessFrom(leader.cell);
    cell.collect();
    const guess = current ?? leader?.attempt.current ?? history.predictedCurrent(formula);
    const rate = formula.derivative[0]!;
    if (!cell.solveStep(guess, rate, history.pastSalt, newtonShare * this.#tolerance)) return false;
    attempt.current = guess;
    attempt.voltage = terminalVoltage(cell, guess);
    if (constraint !== undefined && !this.#search.meet(constraint, cell, attempt)) return false;
    const moved = Math.abs(attempt.voltage - this.voltage);
    if (!(moved < largestMove || step < shortStep)) return false;
    if (!Number.isFinite(attempt.voltage)) return false;
    attempt.temperature =
      cooling === undefined ? cell.temperature : this.#temperatureAfter(cooling, rate);
    attempt.error = this.#estimate();
    return true;
  }

  /** Begins the solution of salt at its prediction, but not far below what there was. */
  #guessSalt(): void {
    const history = this.#history;
    const { c, mesh } = this.cell;
    const { predictedSalt } = history;
    for (let i = 0; i < c.length; i++) {
      const before = history.saltAt(i);
      const least = before - 0.7 * Math.max(before, 0) - 3 * mesh.floor;
      const guess = predictedSalt[i]!;
      c[i] = guess < least ? least : guess;
    }
  }

  /** Temperature at the end of the tried step [K]. */
  #temperatureAfter(cooling: LumpedCooling, rate: number): number {
    const { heatCapacity, areaPerVolume, lossPerVolume, ambient } = cooling;
    const { current, voltage } = this.attempt;
    const heat = cellHeat(this.cell, current, voltage) * areaPerVolume;
    return (
      (heat + lossPerVolume * ambient - heatCapacity * this.#history.pastTemperature) /
      (heatCapacity * rate + lossPerVolume)
    );
  }

  /** Error of the tried step over the tolerance. */
  #estimate(): number {
    const { cell, attempt } = this;
    const history = this.#history;
    const { predictorPoints, order, derivative, back, step } = this.#formula;
    const isFull = predictorPoints === order + 1;
    const scale = isFull ? Math.abs(1 / (derivative[0]! * back[order + 1]! * step)) : 0.5;
    const warmed =
      this.#cooling === undefined ? 0 : attempt.temperature - history.predictedTemperature;
    const error =
      scale * errorNorm(cell, this.#tolerance, 'predicted', history.predictedSalt, warmed);
    const { interphase, plating } = cell.sideReactions;
    if (interphase !== undefined || plating !== undefined) {
      const { film, metal } = sideChangeOf(cell);
      const change = Math.max(film / thicknessShare, metal / metalShare);
      return Math.max(error, (scale * change) / this.#tolerance);
    }
    return error;
  }

  /** The step to try after a rejected one. */
  reject(solved: boolean): void {
    this.rejections++;
    const { error } = this.attempt;
    const used = this.#formula.step;
    this.#step =
      used *
      (solved && error < 1e4 ? Math.max(0.25, safety * error ** (-1 / (this.#order + 1))) : 0.25);
  }

  get tooShort(): boolean {
    return this.#step < shortestStep;
  }

  /** Takes the step that was tried, and chooses order and length of the next. */
  accept(): void {
    const { cell, attempt } = this;
    const formula = this.#formula;
    const history = this.#history;
    const growth = this.#chooseOrder();
    for (const material of cell.materials) material.accept(formula, history.head);
    this.time += formula.step;
    this.voltage = attempt.voltage;
    this.current = attempt.current;
    if (this.#cooling !== undefined) cell.temperature = attempt.temperature;
    history.add(this.time, cell.c, attempt.current, attempt.temperature);
    this.steps++;
    let factor = Math.min(largestGrowth, Math.max(0.4, safety * growth));
    if (factor > 0.95 && factor < 1.1) factor = 1;
    this.#step = formula.step * factor;
  }

  /**
   * Chooses the order of the next step among the present one and, once as many steps have been made with it as it has
   * points, its neighbours.
   * @returns length that the error allows for with it, over that of the step that was tried
   */
  #chooseOrder(): number {
    const order = this.#order;
    const { known } = this.#history;
    let growth = growthOf(this.attempt.error, order);
    this.#sinceChange++;
    if (this.#leader !== undefined || this.#sinceChange <= order || known <= order) return growth;
    this.#sinceChange = 0;
    if (order > 1) {
      const lower = growthOf(this.#errorOfOrder(order - 1), order - 1);
      if (lower > growth) {
        growth = lower;
        this.#order = order - 1;
      }
    }
    if (this.#order === order && order < highestOrder && known >= order + 2) {
      const higher = growthOf(this.#errorOfOrder(order + 1), order + 1);
      if (higher > growth) {
        growth = higher;
        this.#order = order + 1;
      }
    }
    return growth;
  }

  /** Error over the tolerance that a step of another order would have had. */
  #errorOfOrder(order: number): number {
    const { cell } = this;
    const history = this.#history;
    const formula = this.#formula;
    const isWarming = this.#cooling !== undefined;
    history.predictOther(formula, order + 1, isWarming);
    for (const material of cell.materials) {
      material.predictOther(order + 1, formula.other, history.head);
    }
    const warmed = isWarming ? this.attempt.temperature - history.otherTemperature : 0;
    let sum = 0;
    for (let i = 1; i <= order; i++) sum += 1 / formula.back[i]!;
    const norm = errorNorm(cell, this.#tolerance, 'other', history.otherSalt, warmed);
    return norm / Math.abs(sum * formula.back[order + 1]!);
  }
}

/** Factor by which a step of an order may grow for an error over the tolerance. */
function growthOf(error: number, order: number): number {
  const shifted = error + 1e-6;
  switch (order) {
    case 1:
      return 1 / Math.sqrt(shifted);
    case 2:
      return 1 / Math.cbrt(shifted);
    case 3:
      return 1 / Math.sqrt(Math.sqrt(shifted));
    default:
      return shifted ** (-1 / (order + 1));
  }
}
