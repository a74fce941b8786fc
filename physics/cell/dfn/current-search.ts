import type { Attempt, Constraint } from '../cell-integrator.ts';
import type { DfnCell } from './dfn-cell.ts';
import { terminalVoltage } from './terminal-voltage.ts';

const mostIterations = 20;
/** Change of Phi in the last Newton iteration of each solution [V]. */
const solvedWithin = 1e-7;
/** First change of a current without a known resistance, relative and absolute [A/m2]. */
const changeShare = 1e-3;
const changeFloor = 1e-4;

/** Finds the current that a control demands. */
export class CurrentSearch {
  /** Fall of the voltage with the current, from the last solutions [ohm.m2]. */
  #resistance = 0;

  /**
   * Finds the current that meets a constraint from the present solution, by the secant method; `attempt` takes it, with
   * its voltage.
   * @returns whether there is one
   */
  meet(constraint: Constraint, cell: DfnCell, attempt: Attempt): boolean {
    let resistance = this.#resistance;
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      const residual = constraint.residual(attempt.current, attempt.voltage);
      if (Math.abs(residual) <= constraint.tolerance) {
        this.#resistance = resistance;
        return true;
      }
      const { current, voltage } = attempt;
      const change =
        resistance > 0
          ? -residual / constraint.slope(current, voltage, resistance)
          : changeShare * Math.abs(current) + changeFloor;
      if (!Number.isFinite(change)) return false;
      const next = current + change;
      if (!cell.solveAgain(next, solvedWithin)) return false;
      attempt.current = next;
      attempt.voltage = terminalVoltage(cell, next);
      const slope = (voltage - attempt.voltage) / change;
      if (slope > 0 && Number.isFinite(slope)) resistance = slope;
      else if (resistance <= 0) return false;
    }
    return false;
  }
}
