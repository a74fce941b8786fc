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
import { openPartOf, surfacesBesideSeparator } from '../dfn/separator-surfaces.ts';
import {
  combineHistory,
  extrapolation,
  ringSize,
  setStep,
  stepFormula,
} from '../dfn/step-formula.ts';
import type { CellState } from '../initial-state.ts';
import { saltShare, stoichiometryShare, temperatureShare } from '../tolerance-shares.ts';
import { SingleParticleCell, type SingleParticleModel } from './single-particle-cell.ts';

/** Steps are of this order as soon as enough points are known, unless another one promises longer steps. */
const highestOrder = 3;
/** Part of the tolerance of the full model: steps cost little here. */
const toleranceShare = 0.25;
/**
 * Part of the first step that the runner asks for: it is short enough to need no estimate of its error down to this
 * tolerance [V], and shorter in proportion below.
 */
const firstStepShare = 0.1;
const firstStepTolerance = 4e-5;
const safety = 0.75;
const largestGrowth = 2;
const leastGrowth = 0.4;
/** [s] */
const shortestStep = 1e-11;
/**
 * Part of the time since a jump that no step under a control gets as short as, unless a surface turns over: one that
 * answers at once can have several states at one voltage (a flat potential, an exchange current that rises with
 * lithium), and where one of them ends it goes on in another.
 */
const turnShare = 1e-6;
/** Parts of the current by which it may change there. */
const beyond = [0.01, 0.03, 0.1, 0.3];
/** Change of voltage that no step may make [V], unless it is as short as this [s]. */
const largestMove = 0.3;
const shortStep = 1e-3;
/** Part of its amount that a concentration may be predicted to lose in a step. */
const largestLoss = 0.7;
/** Change of current that the slope of the voltage is taken over, relative and absolute [A/m2]. */
const slopeShare = 1e-5;
const slopeFloor = 100;
/** What it is widened by where the voltage does not fall, and how often at most: to either side. */
const slopeWidening = -4;
const mostSlopes = 6;
/** Solutions in search of a current, and what a first guess without one shrinks by. */
const mostCurrents = 60;
const shrinkage = 0.25;
/** Solutions of one step, each with the answer of the particles at the currents before, and the error of the last. */
const mostAnswers = 30;
const answerShare = 0.02;
/** Change of a surface and of the temperature [K] that no further answer makes finer. */
const finestSurface = 1e-7;
const finestTemperature = 1e-8;

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
  /** Since the last jump [s], which was then: first steps may be far shorter than the round-off of the time. */
  readonly #times = new Float64Array(ringSize);
  #began = 0;
  readonly #materials: readonly MaterialBlock[];
  /** Entries of a state: salt, surfaces, voltage without its open-circuit part, temperature, current. */
  readonly #saltPoints: number;
  readonly #entries: number;
  /** Where the search for the salt after a step begins. */
  readonly #saltGuess: Float64Array;
  readonly #blended: boolean;
  readonly #ring: Float64Array;
  readonly #predicted: Float64Array;
  readonly #past: Float64Array;
  /** By the predictor of another order, while errors are compared. */
  readonly #predictedOther: Float64Array;
  /** Of the steps as soon as enough points are known, and how many have been taken since it changed. */
  #order = highestOrder;
  #sinceChange = 0;
  /** Whether a surface turns over in the tried step: its history ends there. */
  #turns = false;
  /** Whether the tried step looks for its current. */
  #constrained = false;
  #head = 0;
  #known = 1;
  /** Whether no step has been taken since a jump. */
  #fresh = true;
  #step = 0;
  #leader: SingleParticleIntegrator | undefined;
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
    this.#saltGuess = new Float64Array(this.#saltPoints);
    // What answers to a given current alone needs no look at its error just after a jump.
    this.#blended = this.#materials.length > this.cell.electrodes.length;
    this.#ring = new Float64Array(ringSize * this.#entries);
    this.#predicted = new Float64Array(this.#entries);
    this.#past = new Float64Array(this.#entries);
    this.#predictedOther = new Float64Array(this.#entries);
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

  follow(leader: CellIntegrator): void {
    if (!(leader instanceof SingleParticleIntegrator)) throw new Error('a leader of another model');
    this.#leader = leader;
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
    return openPartOf(this.cell, negativeSurface, positiveSurface, temperature);
  }

  surfaces(of: 'present' | 'tried'): BesideSeparator {
    return surfacesBesideSeparator(this.cell, of);
  }

  jump(current: number, constraint: Constraint | undefined, firstStep: number): boolean {
    this.#rate = undefined;
    if (!this.#meet(current, constraint)) return false;
    this.current = this.attempt.current;
    this.voltage = this.attempt.voltage;
    this.#head = 0;
    this.#known = 1;
    this.#fresh = true;
    this.#order = highestOrder;
    this.#sinceChange = 0;
    this.#step = firstStepShare * firstStep * Math.min(1, this.#tolerance / firstStepTolerance);
    this.#began = this.time;
    this.#times[0] = 0;
    this.#keep();
    for (const material of this.#materials) material.restart(0);
    return true;
  }

  try(step: number, current: number | undefined, constraint: Constraint | undefined): boolean {
    const { cell, attempt } = this;
    const formula = this.#formula;
    const leader = this.#leader;
    const head = this.#head;
    const ring = this.#ring;
    const entries = this.#entries;
    const saltPoints = this.#saltPoints;
    setStep(
      formula,
      leader === undefined
        ? Math.min(this.#order, Math.max(1, this.#known - 1))
        : leader.#formula.order,
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
    const cooling = this.#cooling;
    if (cooling !== undefined) cell.setTemperature(predicted[entries - 2]!);
    if (cell.salt !== undefined) {
      const from = (head & (ringSize - 1)) * entries;
      for (let i = 0; i < saltPoints; i++) {
        this.#saltGuess[i] = Math.max(predicted[i]!, (1 - largestLoss) * ring[from + i]!);
      }
      cell.salt.c.set(this.#saltGuess);
    }
    this.#rate = derivative[0]!;
    this.#constrained = constraint !== undefined;
    const isShort = constraint !== undefined && step < turnShare * this.#times[head]!;
    for (let pass = 0; ; pass++) {
      for (const material of this.#materials) material.predict(formula, head);
      const guess = current ?? predicted[entries - 1]!;
      if (!this.#meet(guess, constraint) && !(isShort && this.#meetBeyond(guess, constraint))) {
        return false;
      }
      const moved = Math.abs(attempt.voltage - this.voltage);
      if (!(moved < largestMove || step < shortStep)) return false;
      attempt.temperature =
        cooling === undefined ? cell.temperature : this.#temperatureAfter(cooling);
      // Later steps are as short as their temperature is near its prediction; the first after a jump has none.
      const warmed = Math.abs(attempt.temperature - cell.temperature);
      const within = this.#share(temperatureShare, finestTemperature);
      if (!this.#fresh || !(warmed > within) || pass === mostAnswers) break;
      cell.setTemperature(attempt.temperature);
    }
    this.#turns = false;
    if (this.#fresh && constraint === undefined && !this.#blended) {
      attempt.error = 0;
      return true;
    }
    const full = predictorPoints === formula.order + 1;
    const scale = full ? 1 / (derivative[0]! * formula.back[formula.order + 1]! * step) : 0.5;
    attempt.error = Math.abs(scale) * this.#difference(predicted);
    this.#turns = leader === undefined ? isShort && attempt.error >= 1 : leader.#turns;
    if (this.#turns) attempt.error = 0;
    return true;
  }

  /** Temperature at the end of the tried step [K]. */
  #temperatureAfter({
    heatCapacity,
    areaPerVolume,
    lossPerVolume,
    ambient,
  }: LumpedCooling): number {
    const { current, voltage } = this.attempt;
    const heat = this.cell.heat(current, voltage) * areaPerVolume;
    const rate = this.#formula.derivative[0]!;
    const past = this.#past[this.#entries - 2]!;
    return (
      (heat + lossPerVolume * ambient - heatCapacity * past) / (heatCapacity * rate + lossPerVolume)
    );
  }

  /** Voltage for a current at the end of the step, or just after the jump; NaN where there is no solution. */
  #voltageFor(current: number): number {
    const { cell } = this;
    const { salt } = cell;
    if (this.#rate === undefined) salt?.freeze(current);
    else if (salt !== undefined && !salt.solve(current, this.#rate, this.#past)) {
      salt.c.set(this.#saltGuess);
      return Number.NaN;
    }
    return cell.solve(current);
  }

  /**
   * Solves for the current of a control, or for the given one, with the answer of the surfaces at that current: their
   * tangents lead to it, and are taken anew there.
   */
  #meet(first: number, constraint: Constraint | undefined): boolean {
    const { cell, attempt } = this;
    const isJump = this.#rate === undefined;
    const within = this.#share(stoichiometryShare, finestSurface);
    let answered = isJump ? this.#freezeNear(first, 0, constraint) : first;
    for (let pass = 0; pass < mostAnswers; pass++) {
      if (!this.#search(answered, constraint)) return false;
      const moved = isJump ? cell.freezeAgain() : cell.answerAgain();
      if (moved < within) return true;
      answered = isJump ? this.#freezeNear(attempt.current, answered, constraint) : attempt.current;
    }
    return false;
  }

  /** Error of an answer that goes into a step; as fine as it gets for one who follows another. */
  #share(perVolt: number, finest: number): number {
    const tolerance = this.#leader === undefined ? this.#tolerance : 0;
    return Math.max(finest, answerShare * perVolt * tolerance);
  }

  /** Looks for the state that a surface goes on in where the one that it was in has ended. */
  #meetBeyond(guess: number, constraint: Constraint | undefined): boolean {
    for (const share of beyond) {
      for (const current of [guess * (1 + share), guess * (1 - share)]) {
        for (const material of this.#materials) material.predict(this.#formula, this.#head);
        if (!Number.isFinite(this.#voltageFor(current))) continue;
        this.cell.answerAgain();
        if (this.#meet(current, constraint)) return true;
      }
    }
    return false;
  }

  /**
   * Freezes the surfaces for a current; where that has no solution and a control leaves it open, for one on the way to
   * another that has one.
   * @returns the current that they are frozen for
   */
  #freezeNear(current: number, other: number, constraint: Constraint | undefined): number {
    let near = current;
    for (let tries = 0; ; tries++) {
      this.cell.freeze(near);
      const isDone = constraint === undefined || Number.isFinite(this.#voltageFor(near));
      if (isDone || tries >= mostCurrents) return near;
      near = other + shrinkage * (near - other);
    }
  }

  /**
   * Finds the current that meets the constraint by the secant method, between bounds that close in: currents that it
   * pointed away from, and those without a solution, as where they empty a surface. The given current is taken where
   * there is no constraint.
   */
  #search(first: number, constraint: Constraint | undefined): boolean {
    const { attempt } = this;
    let [low, high] = [-Infinity, Infinity];
    let solved: number | undefined;
    let solvedVoltage = 0;
    let current = first;
    for (let tries = 0; tries < mostCurrents; tries++) {
      const voltage = this.#voltageFor(current);
      if (!Number.isFinite(voltage)) {
        if (constraint === undefined || current === 0) return false;
        if (solved === undefined) {
          current *= shrinkage;
          continue;
        }
        if (current > solved) high = current;
        else low = current;
        current = 0.5 * (current + solved);
        continue;
      }
      const residual = constraint?.residual(current, voltage) ?? 0;
      if (constraint === undefined || Math.abs(residual) <= constraint.tolerance) {
        attempt.current = current;
        attempt.voltage = voltage;
        return true;
      }
      const secant = solved === undefined ? 0 : (solvedVoltage - voltage) / (current - solved);
      const resistance = secant > 0 ? secant : this.#resistance(current, voltage);
      const change = -residual / constraint.slope(current, voltage, resistance);
      if (!Number.isFinite(change)) return false;
      solved = current;
      solvedVoltage = voltage;
      if (change > 0) low = current;
      else high = current;
      const next = current + change;
      current = next > low && next < high ? next : 0.5 * (low + high);
    }
    return false;
  }

  /**
   * Fall of the voltage with the current at a solution [ohm.m2], taken towards either side where there is one, and over
   * more where surfaces are found too coarsely to see it.
   */
  #resistance(current: number, voltage: number): number {
    let aside = slopeShare * (Math.abs(current) + slopeFloor);
    let resistance = Number.NaN;
    for (let tries = 0; tries < mostSlopes && !(resistance > 0); tries++) {
      resistance = (voltage - this.#voltageFor(current + aside)) / aside;
      aside *= slopeWidening;
    }
    return resistance;
  }

  reject(solved: boolean): void {
    this.rejections++;
    const { error } = this.attempt;
    const factor =
      solved && error < 1e4 ? safety * error ** (-1 / this.#formula.predictorPoints) : 0.25;
    this.#step = this.#formula.step * Math.max(0.25, factor);
  }

  accept(): void {
    const { cell, attempt } = this;
    const formula = this.#formula;
    const growth = safety * this.#chooseOrder();
    for (const material of this.#materials) material.accept(formula, this.#head);
    if (this.#cooling !== undefined) cell.setTemperature(attempt.temperature);
    const since = this.#times[this.#head]! + formula.step;
    this.time = this.#began + since;
    this.voltage = attempt.voltage;
    this.current = attempt.current;
    this.#head = (this.#head + 1) & (ringSize - 1);
    this.#times[this.#head] = since;
    this.#keep();
    // Surfaces resolved by few points follow a jump of the current at once: they have no history before the first step.
    this.#known = this.#fresh || this.#turns ? 1 : Math.min(this.#known + 1, ringSize - 1);
    this.#fresh = false;
    this.steps++;
    this.#step = formula.step * Math.min(largestGrowth, Math.max(leastGrowth, growth));
  }

  /**
   * Chooses the order of the next steps. The particles take the polynomial that the formula makes of the currents, and
   * where these follow from the surfaces that they lead to, orders above 1 are unstable: their errors tell.
   * @returns length that the error allows for with it, over that of the step that was tried
   */
  #chooseOrder(): number {
    const { order } = this.#formula;
    const growth = growthOf(this.attempt.error, order);
    this.#sinceChange++;
    const isDue = this.#sinceChange > order && this.#known > order + 1;
    if (this.#leader !== undefined || !this.#constrained || order !== this.#order || !isDue) {
      return growth;
    }
    this.#sinceChange = 0;
    const lower = order > 1 ? growthOf(this.#errorOfOrder(order - 1), order - 1) : 0;
    const higher = order < highestOrder ? growthOf(this.#errorOfOrder(order + 1), order + 1) : 0;
    if (growth >= lower && growth >= higher) return growth;
    this.#order = lower > higher ? order - 1 : order + 1;
    return Math.max(lower, higher);
  }

  /** Error over the tolerance that a step of another order would have had. */
  #errorOfOrder(order: number): number {
    const { back, other } = this.#formula;
    extrapolation(order + 1, back, other);
    combineHistory(this.#predictedOther, this.#ring, this.#entries, order + 1, other, this.#head);
    let sum = 0;
    for (let i = 1; i <= order; i++) sum += 1 / back[i]!;
    return this.#difference(this.#predictedOther) / Math.abs(sum * back[order + 1]!);
  }

  /** Puts the present state into the history. */
  #keep(): void {
    const { cell } = this;
    const ring = this.#ring;
    let at = this.#head * this.#entries;
    if (cell.salt !== undefined) ring.set(cell.salt.c, at);
    at += this.#saltPoints;
    for (const material of this.#materials) ring[at++] = material.surfaceAt(0);
    const { negative, positive } = this.surfaces('tried');
    ring[at] = this.voltage - this.openPart(negative, positive, cell.temperature);
    ring[at + 1] = cell.temperature;
    ring[at + 2] = this.current;
  }

  /** Difference of the tried state to a prediction, over the tolerance: the root of the sum of the mean squares. */
  #difference(predicted: Float64Array): number {
    const { cell, attempt } = this;
    const { negative, positive } = cell;
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
    const open = this.openPart(
      'kinetics' in negative ? negative.kinetics.materials[0]!.surfaceAt(0) : 0,
      positive.kinetics.materials[0]!.surfaceAt(0),
      cell.temperature,
    );
    const rest = (attempt.voltage - open - predicted[at]!) / tolerance;
    const temperature = (attempt.temperature - predicted[at + 1]!) / (temperatureShare * tolerance);
    return Math.sqrt(salt + surfaces + rest * rest + temperature * temperature);
  }
}

/** Length that an error allows for, over that of the step that had it. */
function growthOf(error: number, order: number): number {
  return (error + 1e-6) ** (-1 / (order + 1));
}
