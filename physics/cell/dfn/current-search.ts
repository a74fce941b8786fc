import type { Attempt, Constraint } from '../cell-integrator.ts';
import type { DfnCell } from './dfn-cell.ts';
import { terminalVoltage } from './terminal-voltage.ts';

const mostIterations = 60;
/** Change of Phi in the last Newton iteration of each solution [V]. */
const solvedWithin = 1e-7;
/** First change of a current without a known resistance, relative and absolute [A/m2]. */
const changeShare = 1e-3;
const changeFloor = 1e-4;
/** Part of a change that is tried instead where the equations have no solution, and changes too small to go on with [A/m2]. */
const retreat = 0.25;
const leastChange = 1e-9;

/** Finds the current that a control demands. */
export class CurrentSearch {
  /** Fall of the voltage with the current, from the last solutions [ohm.m2]. */
  #resistance = 0;

  /**
   * Finds the current that meets a constraint from the present solution, by the secant method, between the currents that
   * are known to be too small and too large; where a current has no solution, a smaller change is tried. `attempt` takes
   * the current with its voltage.
   * @returns whether there is one
   */
  meet(constraint: Constraint, cell: DfnCell, attempt: Attempt): boolean {
    let resistance = this.#resistance;
    /** Currents with a residual below and above zero. */
    let [below, above] = [Number.NaN, Number.NaN];
    let largest = Infinity;
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      const residual = constraint.residual(attempt.current, attempt.voltage);
      if (Math.abs(residual) <= constraint.tolerance) {
        this.#resistance = resistance;
        return true;
      }
      const { current, voltage } = attempt;
      if (residual < 0) below = current;
      else above = current;
      let change =
        resistance > 0
          ? -residual / constraint.slope(current, voltage, resistance)
          : changeShare * Math.abs(current) + changeFloor;
      if (!Number.isFinite(change)) return false;
      if (Math.abs(change) > largest) change = Math.sign(change) * largest;
      const [low, high] = [Math.min(below, above), Math.max(below, above)];
      if (current + change <= low || current + change >= high) change = (low + high) / 2 - current;
      cell.keepSolution();
      while (!this.#solve(current + change, cell, attempt)) {
        cell.returnToSolution();
        change *= retreat;
        largest = Math.abs(change);
        if (!(largest > leastChange)) return false;
      }
      const slope = (voltage - attempt.voltage) / change;
      if (slope > 0 && Number.isFinite(slope)) resistance = slope;
      else if (resistance <= 0) return false;
    }
    return false;
  }

  #solve(current: number, cell: DfnCell, attempt: Attempt): boolean {
    if (!cell.solveAgain(current, solvedWithin)) return false;
    const voltage = terminalVoltage(cell, current);
    if (!Number.isFinite(voltage)) return false;
    attempt.current = current;
    attempt.voltage = voltage;
    return true;
  }
}
