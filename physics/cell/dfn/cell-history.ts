import {
  combineHistory,
  extrapolation,
  keep,
  ringSize,
  type StepFormula,
  setStep,
} from './step-formula.ts';
import { vector } from './vectors.ts';

/** Times, salt concentrations, currents and temperatures that were accepted, newest at the head, and what they predict. */
export class CellHistory {
  head = 0;
  /** Kept points. */
  known = 1;
  /** Of the step that the formula was set for last. */
  readonly predictedSalt: Float64Array;
  /** The known part of the time derivative [kmol/(m3.s)], [K/s]. */
  readonly pastSalt: Float64Array;
  predictedTemperature = 0;
  pastTemperature = 0;
  /** The same step by a predictor of another order. */
  readonly otherSalt: Float64Array;
  otherTemperature = 0;
  readonly #times = vector(ringSize);
  readonly #salt: Float64Array;
  readonly #currents = vector(ringSize);
  readonly #temperatures = vector(ringSize);

  /** @param points - of the salt concentration */
  constructor(points: number) {
    this.#salt = vector(ringSize * points);
    this.predictedSalt = vector(points);
    this.pastSalt = vector(points);
    this.otherSalt = vector(points);
  }

  /** Forgets all but the present state. */
  begin(time: number, salt: Float64Array, current: number, temperature: number): void {
    this.head = 0;
    this.known = 1;
    this.#keep(time, salt, current, temperature);
  }

  add(time: number, salt: Float64Array, current: number, temperature: number): void {
    this.head = (this.head + 1) & (ringSize - 1);
    this.known = Math.min(this.known + 1, ringSize - 1);
    this.#keep(time, salt, current, temperature);
  }

  #keep(time: number, salt: Float64Array, current: number, temperature: number): void {
    const { head } = this;
    this.#times[head] = time;
    keep(this.#salt, head, salt);
    this.#currents[head] = current;
    this.#temperatures[head] = temperature;
  }

  /** The salt concentration at a point that was accepted last [kmol/m3]. */
  saltAt(point: number): number {
    return this.#salt[this.head * this.predictedSalt.length + point]!;
  }

  /** Sets a formula up for a step from the newest point and predicts its end. */
  predict(formula: StepFormula, order: number, step: number, withTemperature: boolean): void {
    const { head, predictedSalt, pastSalt } = this;
    const points = predictedSalt.length;
    setStep(formula, order, step, this.#times, head, this.known);
    const { predictorPoints, predictor, derivative } = formula;
    combineHistory(predictedSalt, this.#salt, points, predictorPoints, predictor, head);
    combineHistory(pastSalt, this.#salt, points, order, derivative, head);
    if (!withTemperature) return;
    this.predictedTemperature = this.#combine(this.#temperatures, predictorPoints, predictor);
    this.pastTemperature = this.#combine(this.#temperatures, order, derivative);
  }

  /** The current that the predictor leads to [A/m2]. */
  predictedCurrent({ predictorPoints, predictor }: StepFormula): number {
    return this.#combine(this.#currents, predictorPoints, predictor);
  }

  /** Predicts the same end through so many points instead; leaves their weights in the formula. */
  predictOther({ back, other }: StepFormula, points: number, withTemperature: boolean): void {
    const { otherSalt } = this;
    extrapolation(points, back, other);
    combineHistory(otherSalt, this.#salt, otherSalt.length, points, other, this.head);
    if (withTemperature) this.otherTemperature = this.#combine(this.#temperatures, points, other);
  }

  #combine(ring: Float64Array, points: number, weights: Float64Array): number {
    let sum = 0;
    for (let i = 1; i <= points; i++) {
      sum += weights[i]! * ring[(this.head - i + 1) & (ringSize - 1)]!;
    }
    return sum;
  }
}
