import type {
  Attempt,
  BesideSeparator,
  CellIntegrator,
  Constraint,
  LumpedCooling,
} from '../cell-integrator.ts';
import type { CellParameters } from '../cell-parameters.ts';
import type { CellFailure } from '../cell-result.ts';
import type { CellMesh } from '../dfn/dfn-cell.ts';
import { diagnose } from '../dfn/diagnose.ts';
import type { MaterialBlock } from '../dfn/material-block.ts';
import { combineHistory, ringSize, setStep, stepFormula } from '../dfn/step-formula.ts';
import type { CellState } from '../initial-state.ts';
import { saltShare, stoichiometryShare, temperatureShare } from '../tolerance-shares.ts';
import type { TracePoint } from '../trace.ts';
import { SingleParticleCell, type SingleParticleModel } from './single-particle-cell.ts';

/** Steps are of this order as soon as enough points are known. */
const order = 3;
/** Part of the tolerance of the full model: steps cost little here. */
const toleranceShare = 0.25;
/** Part of the first step that the runner asks for: it is short enough to need no estimate of its error. */
const firstStepShare = 0.1;
const safety = 0.75;
const largestGrowth = 2;
const leastGrowth = 0.4;
/** [s] */
const shortestStep = 1e-9;
/** Change of voltage that no step may make [V], unless it is as short as this [s]. */
const largestMove = 0.3;
const shortStep = 1e-3;
/** Part of its amount that a concentration may be predicted to lose in a step. */
const largestLoss = 0.7;
/** Change of current that the slope of the voltage is taken over, relative and absolute [A/m2]. */
const slopeShare = 1e-5;
const slopeFloor = 0.1;
const mostCurrents = 30;

/**
 * Integration of a single-particle model in time by backward differentiation of order up to 3 with variable steps. The
 * particles see the current alone, and are exact for one that is constant; steps follow what has to be interpolated
 * between them: surface stoichiometries, the rest of the voltage, salt and temperature, each against its extrapolation.
 */
export class SingleParticleIntegrator implements CellIntegrator {
  readonly cell: SingleParticleCell;
  readonly remeshing = undefined;
  time = 0;
  voltage = 0;
  current = 0;
  steps = 0;
  rejections = 0;
  readonly attempt: Attempt = { error: 0, voltage: 0, current: 0, temperature: 0 };

  readonly #tolerance: number;
  readonly #cooling: LumpedCooling | undefined;
  readonly #formula = stepFormula();
  readonly #times = new Float64Array(ringSize);
  readonly #materials: readonly MaterialBlock[];
  /** Entries of a state: salt, surfaces, voltage without its open-circuit part, temperature, current. */
  readonly #saltPoints: number;
  readonly #entries: number;
  readonly #ring: Float64Array;
  readonly #predicted: Float64Array;
  readonly #past: Float64Array;
  #head = 0;
  #known = 1;
  /** Whether no step has been taken since a jump. */
  #fresh = true;
  #step = 0;
  /** Of the new concentration in its derivative [1/s]; undefined while the salt stays as it is. */
  #rate: number | undefined;

  constructor(
    parameters: CellParameters,
    model: SingleParticleModel,
    mesh: CellMesh,
    tolerance: number,
    temperature: number,
    cooling: LumpedCooling | undefined,
  ) {
    this.cell = new SingleParticleCell(parameters, model, mesh, temperature);
    this.#tolerance = toleranceShare * tolerance;
    this.#cooling = cooling;
    this.#materials = this.cell.electrodes.flatMap(({ kinetics }) => kinetics.materials);
    this.#saltPoints = this.cell.salt?.c.length ?? 0;
    this.#entries = this.#saltPoints + this.#materials.length + 3;
    this.#ring = new Float64Array(ringSize * this.#entries);
    this.#predicted = new Float64Array(this.#entries);
    this.#past = new Float64Array(this.#entries);
  }

  get parameters(): CellParameters {
    return this.cell.parameters;
  }

  get temperature(): number {
    return this.cell.temperature;
  }

  get solves(): number {
    return this.cell.salt?.solves ?? 0;
  }

  get usedStep(): number {
    return this.#formula.step;
  }

  get nextStep(): number {
    return this.#step;
  }

  get tooShort(): boolean {
    return this.#step < shortestStep;
  }

  reset(state: CellState): void {
    this.cell.reset(state);
  }

  /** Orders follow from the number of steps alone, and steps are solved to round-off but for the salt. */
  follow(leader: CellIntegrator): void {
    if (!(leader instanceof SingleParticleIntegrator)) throw new Error('a leader of another model');
  }

  diagnose(): Pick<CellFailure, 'code' | 'data'> {
    return diagnose(this.cell);
  }

  restVoltage(): number {
    if (this.steps > 0) return this.voltage;
    this.cell.freeze(0);
    return this.cell.solve(0);
  }

  openPart(negativeSurface: number, positiveSurface: number, temperature: number): number {
    return this.cell.openPart(negativeSurface, positiveSurface, temperature);
  }

  point(): TracePoint {
    const { cell } = this;
    const { negative, positive } = this.surfaces('tried');
    return {
      time: this.time,
      voltage: this.voltage,
      current: this.current * cell.parameters.area,
      temperature: cell.temperature,
      open: cell.openPart(negative, positive, cell.temperature),
      negativeSurface: negative,
      positiveSurface: positive,
    };
  }

  surfaces(of: 'present' | 'tried'): BesideSeparator {
    const { negative, positive } = this.cell;
    const at = (material: MaterialBlock): number =>
      of === 'present' ? material.acceptedSurfaceAt(0) : material.surfaceAt(0);
    return {
      negative: 'kinetics' in negative ? at(negative.kinetics.materials[0]!) : 0,
      positive: at(positive.kinetics.materials[0]!),
    };
  }

  jump(current: number, constraint: Constraint | undefined, firstStep: number): boolean {
    const { cell } = this;
    cell.freeze(current);
    this.#rate = undefined;
    if (!this.#meet(current, constraint)) return false;
    this.current = this.attempt.current;
    this.voltage = this.attempt.voltage;
    this.#head = 0;
    this.#known = 1;
    this.#fresh = true;
    this.#step = firstStepShare * firstStep;
    this.#times[0] = this.time;
    this.#keep();
    for (const material of this.#materials) material.restart(0);
    return true;
  }

  try(step: number, current: number | undefined, constraint: Constraint | undefined): boolean {
    const { cell, attempt } = this;
    const formula = this.#formula;
    const head = this.#head;
    const ring = this.#ring;
    const entries = this.#entries;
    const saltPoints = this.#saltPoints;
    setStep(
      formula,
      Math.min(order, Math.max(1, this.#known - 1)),
      step,
      this.#times,
      head,
      this.#known,
    );
    const { predictorPoints, predictor, derivative } = formula;
    const predicted = this.#predicted;
    const past = this.#past;
    combineHistory(predicted, ring, entries, predictorPoints, predictor, head);
    combineHistory(past, ring, entries, formula.order, derivative, head);
    const temperatureAt = entries - 2;
    const cooling = this.#cooling;
    if (cooling !== undefined) cell.setTemperature(predicted[temperatureAt]!);
    if (cell.salt !== undefined) {
      const from = (head & (ringSize - 1)) * entries;
      for (let i = 0; i < saltPoints; i++) {
        cell.salt.c[i] = Math.max(predicted[i]!, (1 - largestLoss) * ring[from + i]!);
      }
    }
    for (const material of this.#materials) material.predict(formula, head);
    this.#rate = derivative[0]!;
    if (!this.#meet(current ?? predicted[entries - 1]!, constraint)) return false;
    if (!(Math.abs(attempt.voltage - this.voltage) < largestMove || step < shortStep)) return false;
    attempt.temperature = cell.temperature;
    if (cooling !== undefined) {
      const { heatCapacity, areaPerVolume, lossPerVolume, ambient } = cooling;
      const heat = cell.heat(attempt.current, attempt.voltage) * areaPerVolume;
      attempt.temperature =
        (heat + lossPerVolume * ambient - heatCapacity * past[temperatureAt]!) /
        (heatCapacity * derivative[0]! + lossPerVolume);
    }
    if (this.#fresh) {
      attempt.error = 0;
      return true;
    }
    const full = predictorPoints === formula.order + 1;
    const scale = full ? 1 / (derivative[0]! * formula.back[formula.order + 1]! * step) : 0.5;
    attempt.error = Math.abs(scale) * this.#difference();
    return true;
  }

  /** Voltage for a current at the end of the step, or just after the jump; NaN where there is no solution. */
  #voltageFor(current: number): number {
    const { salt } = this.cell;
    if (this.#rate !== undefined && salt !== undefined) {
      if (!salt.solve(current, this.#rate, this.#past)) return Number.NaN;
    }
    return this.cell.solve(current);
  }

  /** Finds the current that meets the constraint by Newton's method; the given current is taken where there is none. */
  #meet(first: number, constraint: Constraint | undefined): boolean {
    const { attempt } = this;
    let current = first;
    let voltage = this.#voltageFor(current);
    for (let tries = 0; tries < mostCurrents; tries++) {
      if (!Number.isFinite(voltage)) return false;
      const residual = constraint?.residual(current, voltage) ?? 0;
      if (constraint === undefined || Math.abs(residual) <= constraint.tolerance) {
        attempt.current = current;
        attempt.voltage = voltage;
        return true;
      }
      const aside = slopeShare * (Math.abs(current) + slopeFloor);
      const resistance = (voltage - this.#voltageFor(current + aside)) / aside;
      let change = -residual / constraint.slope(current, voltage, resistance);
      if (!Number.isFinite(change)) return false;
      voltage = this.#voltageFor(current + change);
      for (let halvings = 0; halvings < 8 && !Number.isFinite(voltage); halvings++) {
        change /= 2;
        voltage = this.#voltageFor(current + change);
      }
      current += change;
    }
    return false;
  }

  reject(solved: boolean): void {
    this.rejections++;
    const { error } = this.attempt;
    const factor =
      solved && error < 1e4 ? safety * error ** (-1 / (this.#formula.order + 1)) : 0.25;
    this.#step = this.#formula.step * Math.max(0.25, factor);
  }

  accept(): void {
    const { cell, attempt } = this;
    const formula = this.#formula;
    for (const material of this.#materials) material.accept(formula, this.#head);
    if (this.#cooling !== undefined) cell.setTemperature(attempt.temperature);
    this.time += formula.step;
    this.voltage = attempt.voltage;
    this.current = attempt.current;
    this.#head = (this.#head + 1) & (ringSize - 1);
    this.#times[this.#head] = this.time;
    this.#keep();
    // Surfaces resolved by few points follow a jump of the current at once: they have no history before the first step.
    this.#known = this.#fresh ? 1 : Math.min(this.#known + 1, ringSize - 1);
    this.#fresh = false;
    this.steps++;
    const growth = safety * (attempt.error + 1e-6) ** (-1 / (formula.order + 1));
    this.#step = formula.step * Math.min(largestGrowth, Math.max(leastGrowth, growth));
  }

  /** Puts the present state into the history. */
  #keep(): void {
    const { cell } = this;
    const ring = this.#ring;
    let at = this.#head * this.#entries;
    if (cell.salt !== undefined) ring.set(cell.salt.c, at);
    at += this.#saltPoints;
    for (const material of this.#materials) ring[at++] = material.surfaceAt(0);
    const { voltage, open, temperature } = this.point();
    ring[at] = voltage - open;
    ring[at + 1] = temperature;
    ring[at + 2] = this.current;
  }

  /** Difference of the tried state to its prediction, over the tolerance: the root of the sum of the mean squares. */
  #difference(): number {
    const { cell, attempt } = this;
    const { negative, positive } = cell;
    const predicted = this.#predicted;
    const tolerance = this.#tolerance;
    let salt = 0;
    if (cell.salt !== undefined) {
      const { c } = cell.salt;
      for (let i = 0; i < c.length; i++) salt += ((c[i]! - predicted[i]!) / c[i]!) ** 2;
      salt /= c.length * (saltShare * tolerance) ** 2;
    }
    let surfaces = 0;
    let at = this.#saltPoints;
    for (const material of this.#materials) {
      const s = material.surfaceAt(0);
      const expected = predicted[at++]!;
      const volts = material.openCircuit(s) - material.openCircuit(expected);
      surfaces +=
        ((s - expected) / (stoichiometryShare * tolerance)) ** 2 + (volts / tolerance) ** 2;
    }
    surfaces /= this.#materials.length;
    const open = cell.openPart(
      'kinetics' in negative ? negative.kinetics.materials[0]!.surfaceAt(0) : 0,
      positive.kinetics.materials[0]!.surfaceAt(0),
      cell.temperature,
    );
    const rest = (attempt.voltage - open - predicted[at]!) / tolerance;
    const temperature = (attempt.temperature - predicted[at + 1]!) / (temperatureShare * tolerance);
    return Math.sqrt(salt + surfaces + rest * rest + temperature * temperature);
  }
}
