import type {
  Attempt,
  CellIntegrator,
  Constraint,
  LumpedCooling,
  Remeshing,
} from '../cell-integrator.ts';
import type { CellParameters } from '../cell-parameters.ts';
import type { CellFailure } from '../cell-result.ts';
import type { CellState } from '../initial-state.ts';
import { saltShare, stoichiometryShare, temperatureShare } from '../tolerance-shares.ts';
import type { TracePoint } from '../trace.ts';
import { type CellProfile, cellProfile } from './cell-profile.ts';
import { type CellMesh, DfnCell } from './dfn-cell.ts';
import { diagnose } from './diagnose.ts';
import type { InterphaseLimit, InterphaseState } from './interphase.ts';
import {
  combineHistory,
  extrapolation,
  highestOrder,
  keep,
  ringSize,
  setStep,
  stepFormula,
} from './step-formula.ts';
import { vector } from './vectors.ts';

/** Relative error of the film's thickness per volt of tolerance. */
const thicknessShare = 0.1;
/** Concentration below which the salt error counts absolutely [kmol/m3]. */
const saltFloor = 0.02;
const safety = 0.75;
const largestGrowth = 3;
/** [s] */
const shortestStep = 1e-9;
/** Part of the last step that the first one on a new mesh takes. */
const restartShare = 0.05;
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
  readonly #times = vector(ringSize);
  #salt: Float64Array;
  readonly #currents = vector(ringSize);
  readonly #temperatures = vector(ringSize);
  #predictedSalt: Float64Array;
  #past: Float64Array;
  #scratch: Float64Array;
  #materialScratch: readonly Float64Array[];
  readonly #predictedTemperature = vector(1);
  readonly #pastTemperature = vector(1);
  #head = 0;
  #known = 1;
  #order = 1;
  #sinceChange = 0;
  /** Whether there is an accepted state. */
  #begun = false;
  #step: number;
  /** Of the voltage by the current, from the last solutions [ohm.m2]. */
  #resistance = 0;

  constructor(
    parameters: CellParameters,
    mesh: CellMesh,
    tolerance: number,
    temperature: number,
    cooling: LumpedCooling | undefined,
    interphase?: InterphaseLimit,
  ) {
    this.cell = new DfnCell(parameters, mesh, temperature, interphase);
    this.#tolerance = tolerance;
    this.#cooling = cooling;
    [this.#salt, this.#predictedSalt, this.#past, this.#scratch] = vectorsOf(this.cell);
    this.#materialScratch = materialVectorsOf(this.cell);
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
    return this.cell.leastSalt();
  }

  reset({ negative, positive }: CellState): void {
    this.cell.reset(negative, positive);
  }

  diagnose(): Pick<CellFailure, 'code' | 'data'> {
    if (this.#begun) this.#restore();
    return diagnose(this.cell);
  }

  #use(cell: DfnCell, vectors: CellVectors): void {
    this.cell = cell;
    [this.#salt, this.#predictedSalt, this.#past, this.#scratch] = vectors;
    this.#materialScratch = materialVectorsOf(cell);
  }

  /** Goes back to the state that was accepted last: the cell may hold a step that was tried and rejected. */
  #restore(): void {
    const { c, electrodes } = this.cell;
    const from = this.#head * c.length;
    for (let i = 0; i < c.length; i++) c[i] = this.#salt[from + i]!;
    for (const { kinetics } of electrodes) {
      for (const material of kinetics.materials) material.restore(this.#head);
    }
  }

  /** Goes on with another mesh, from the present state and with a new history; false where that has no solution. */
  remesh(mesh: CellMesh, constraint: Constraint | undefined): boolean {
    const { cell } = this;
    this.#restore();
    const held = [this.#salt, this.#predictedSalt, this.#past, this.#scratch] as const;
    const other = new DfnCell(cell.parameters, mesh, cell.temperature, cell.interphase);
    other.interpolate(cell);
    other.solves = cell.solves;
    this.#use(other, vectorsOf(other));
    const firstStep = Math.max(restartShare * this.#step, shortStep);
    if (this.#begin(this.current, constraint, firstStep)) return true;
    cell.solves = other.solves;
    this.#use(cell, held);
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
    return this.cell.solveJump(0) ? this.cell.voltage(0) : Number.NaN;
  }

  film(): InterphaseState | undefined {
    return this.cell.film();
  }

  profile(): CellProfile {
    return cellProfile(this.cell, this.current);
  }

  /** What is recorded of the present state. */
  point(): TracePoint {
    const { cell } = this;
    const negative = cell.negative;
    const negativeSurface =
      'kinetics' in negative
        ? negative.kinetics.materials[0]!.surfaceAt(negative.mesh.points - 1)
        : 0;
    const positiveSurface = cell.positive.kinetics.materials[0]!.surfaceAt(0);
    return {
      time: this.time,
      voltage: this.voltage,
      current: this.current * cell.parameters.area,
      temperature: cell.temperature,
      open: this.openPart(negativeSurface, positiveSurface),
      negativeSurface,
      positiveSurface,
    };
  }

  /** The open-circuit part of the voltage for two surface stoichiometries [V]. */
  openPart(negativeSurface: number, positiveSurface: number): number {
    const { negative, positive } = this.cell;
    const own =
      'kinetics' in negative ? negative.kinetics.materials[0]!.openCircuit(negativeSurface) : 0;
    return positive.kinetics.materials[0]!.openCircuit(positiveSurface) - own;
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
    const { cell } = this;
    if (!cell.solveJump(current)) return false;
    this.attempt.current = current;
    this.attempt.voltage = cell.voltage(current);
    if (constraint !== undefined && !this.#meet(constraint)) return false;
    this.current = this.attempt.current;
    this.voltage = this.attempt.voltage;
    this.#head = 0;
    this.#known = 1;
    this.#order = 1;
    this.#sinceChange = 0;
    this.#step = firstStep;
    this.#begun = true;
    this.#times[0] = this.time;
    keep(this.#salt, 0, cell.c);
    this.#currents[0] = this.current;
    this.#temperatures[0] = cell.temperature;
    for (const { kinetics } of cell.electrodes) {
      for (const material of kinetics.materials) material.restart(0);
    }
    return true;
  }

  /**
   * Tries a step; `attempt` holds what comes out.
   * @param current - at its end, where it is given; else found so that the constraint is met
   * @returns whether the equations were solved
   */
  try(step: number, current: number | undefined, constraint: Constraint | undefined): boolean {
    const { cell, attempt } = this;
    const formula = this.#formula;
    const head = this.#head;
    const n = cell.c.length;
    setStep(formula, this.#order, step, this.#times, head, this.#known);
    const { predictorPoints, predictor, derivative, order } = formula;
    combineHistory(this.#predictedSalt, this.#salt, n, predictorPoints, predictor, head);
    combineHistory(this.#past, this.#salt, n, order, derivative, head);
    const cooling = this.#cooling;
    if (cooling !== undefined) {
      const ring = this.#temperatures;
      combineHistory(this.#predictedTemperature, ring, 1, predictorPoints, predictor, head);
      combineHistory(this.#pastTemperature, ring, 1, order, derivative, head);
      cell.setTemperature(this.#predictedTemperature[0]!);
    }
    const from = (head & (ringSize - 1)) * n;
    const floor = cell.mesh.floor;
    for (let i = 0; i < n; i++) {
      const before = this.#salt[from + i]!;
      const least = before - 0.7 * Math.max(before, 0) - 3 * floor;
      const guess = this.#predictedSalt[i]!;
      cell.c[i] = guess < least ? least : guess;
    }
    for (const { kinetics } of cell.electrodes) {
      for (const material of kinetics.materials) material.predict(formula, head);
      kinetics.collect();
    }
    let guess = current;
    if (guess === undefined) {
      guess = 0;
      for (let i = 1; i <= predictorPoints; i++) {
        guess += predictor[i]! * this.#currents[(head - i + 1) & (ringSize - 1)]!;
      }
    }
    if (!cell.solveStep(guess, derivative[0]!, this.#past, newtonShare * this.#tolerance)) {
      return false;
    }
    attempt.current = guess;
    attempt.voltage = cell.voltage(guess);
    if (constraint !== undefined && !this.#meet(constraint)) return false;
    const moved = Math.abs(attempt.voltage - this.voltage);
    if (!(moved < largestMove || step < shortStep)) return false;
    if (!Number.isFinite(attempt.voltage)) return false;
    attempt.temperature = cell.temperature;
    if (cooling !== undefined) {
      const { heatCapacity, areaPerVolume, lossPerVolume, ambient } = cooling;
      const heat = cell.heat(attempt.current, attempt.voltage) * areaPerVolume;
      attempt.temperature =
        (heat + lossPerVolume * ambient - heatCapacity * this.#pastTemperature[0]!) /
        (heatCapacity * derivative[0]! + lossPerVolume);
    }
    const full = predictorPoints === order + 1;
    const scale = full ? 1 / (derivative[0]! * formula.back[order + 1]! * step) : 0.5;
    for (const { kinetics } of cell.electrodes) {
      for (const material of kinetics.materials) errors.push(material.predicted);
    }
    attempt.error =
      Math.abs(scale) * this.#norm(this.#predictedSalt, errors, this.#predictedTemperature[0]!);
    errors.length = 0;
    if (cell.interphase !== undefined) {
      const change = Math.abs(scale) * cell.filmChange();
      attempt.error = Math.max(attempt.error, change / (thicknessShare * this.#tolerance));
    }
    return true;
  }

  /** Finds the current that meets the constraint, from the present solution, by the secant method. */
  #meet(constraint: Constraint): boolean {
    const { cell, attempt } = this;
    let resistance = this.#resistance;
    for (let iteration = 0; iteration < 20; iteration++) {
      const residual = constraint.residual(attempt.current, attempt.voltage);
      if (Math.abs(residual) <= constraint.tolerance) {
        this.#resistance = resistance;
        return true;
      }
      const [before, voltageBefore] = [attempt.current, attempt.voltage];
      let change: number;
      if (resistance > 0) {
        change = -residual / constraint.slope(before, voltageBefore, resistance);
      } else {
        change = 1e-3 * (Math.abs(before) + 0.1);
      }
      if (!Number.isFinite(change)) return false;
      const next = before + change;
      if (!cell.solveAgain(next, 1e-7)) return false;
      attempt.current = next;
      attempt.voltage = cell.voltage(next);
      const slope = (voltageBefore - attempt.voltage) / change;
      if (slope > 0 && Number.isFinite(slope)) resistance = slope;
      else if (resistance <= 0) return false;
    }
    return false;
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
    const head = this.#head;
    this.#sinceChange++;
    let order = this.#order;
    let growth = (attempt.error + 1e-6) ** (-1 / (order + 1));
    if (this.#sinceChange > order && this.#known > order) {
      if (order > 1) {
        const lower = (this.#errorOfOrder(order - 1) + 1e-6) ** (-1 / order);
        if (lower > growth) {
          growth = lower;
          order--;
        }
      }
      if (order === this.#order && order < highestOrder && this.#known >= order + 2) {
        const higher = (this.#errorOfOrder(order + 1) + 1e-6) ** (-1 / (order + 2));
        if (higher > growth) {
          growth = higher;
          order++;
        }
      }
    }
    for (const { kinetics } of cell.electrodes) {
      for (const material of kinetics.materials) material.accept(formula, head);
    }
    this.#head = (head + 1) & (ringSize - 1);
    const to = this.#head;
    this.time += formula.step;
    this.#times[to] = this.time;
    keep(this.#salt, to, cell.c);
    this.#currents[to] = attempt.current;
    this.#temperatures[to] = attempt.temperature;
    this.voltage = attempt.voltage;
    this.current = attempt.current;
    if (this.#cooling !== undefined) cell.temperature = attempt.temperature;
    this.#known = Math.min(this.#known + 1, ringSize - 1);
    this.steps++;
    if (order !== this.#order) {
      this.#order = order;
      this.#sinceChange = 0;
    }
    let factor = Math.min(largestGrowth, Math.max(0.4, safety * growth));
    if (factor > 0.95 && factor < 1.1) factor = 1;
    this.#step = formula.step * factor;
  }

  #errorOfOrder(order: number): number {
    const { back, other } = this.#formula;
    const head = this.#head;
    extrapolation(order + 1, back, other);
    combineHistory(this.#scratch, this.#salt, this.cell.c.length, order + 1, other, head);
    let index = 0;
    for (const { kinetics } of this.cell.electrodes) {
      for (const material of kinetics.materials) {
        const target = this.#materialScratch[index]!;
        material.predictOther(target, order + 1, other, head);
        errors.push(target);
        index++;
      }
    }
    let temperature = 0;
    if (this.#cooling !== undefined) {
      combineHistory(this.#pastTemperature, this.#temperatures, 1, order + 1, other, head);
      temperature = this.#pastTemperature[0]!;
    }
    let sum = 0;
    for (let i = 1; i <= order; i++) sum += 1 / back[i]!;
    const norm = this.#norm(this.#scratch, errors, temperature);
    errors.length = 0;
    return norm / Math.abs(sum * back[order + 1]!);
  }

  /** Root mean square over all unknowns of the difference to a prediction, over the tolerance. */
  #norm(salt: Float64Array, currents: readonly Float64Array[], temperature: number): number {
    const { c, electrodes } = this.cell;
    const tolerance = this.#tolerance;
    const perSalt = 1 / (saltShare * tolerance);
    let saltSum = 0;
    for (let i = 0; i < c.length; i++) {
      const error = (c[i]! - salt[i]!) / (Math.abs(c[i]!) + saltFloor);
      saltSum += error * error;
    }
    let sum = saltSum * perSalt * perSalt;
    let count = c.length;
    const perVolt = 1 / tolerance;
    const perStoichiometry = 1 / (stoichiometryShare * tolerance);
    let index = 0;
    for (const { kinetics } of electrodes) {
      for (const { j, byCurrent, voltageByCurrent } of kinetics.materials) {
        const predicted = currents[index++]!;
        for (let i = 0; i < j.length; i++) {
          const difference = j[i]! - predicted[i]!;
          const surface = byCurrent[i]! * perStoichiometry;
          const volt = voltageByCurrent[i]! * perVolt;
          sum += difference * difference * (surface * surface + volt * volt);
        }
        count += j.length;
      }
    }
    if (this.#cooling !== undefined) {
      const error = (this.attempt.temperature - temperature) / (temperatureShare * tolerance);
      // Counts as much as all points of the electrolyte.
      sum += error * error * c.length;
    }
    return Math.sqrt(sum / count);
  }
}

/** Predictions of the currents of each material, while a norm is taken. */
const errors: Float64Array[] = [];

/** History, prediction, past and scratch of the salt concentrations. */
type CellVectors = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

function vectorsOf({ c }: DfnCell): CellVectors {
  const n = c.length;
  return [vector(ringSize * n), vector(n), vector(n), vector(n)];
}

/** A vector for each material. */
function materialVectorsOf({ electrodes }: DfnCell): Float64Array[] {
  return electrodes.flatMap(({ kinetics }) => kinetics.materials.map(({ j }) => vector(j.length)));
}
