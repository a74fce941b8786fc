import type { CellIntegrator } from '../cell-integrator.ts';
import type { CellMesh } from '../dfn/dfn-cell.ts';
import { chargeTried, distanceTried, type StepProgress } from '../protocol/locate-end.ts';
import type { ProtocolStep } from '../protocol/protocol.ts';
import { controlOf, type RunWatcher } from '../protocol/run-protocol.ts';
import type { StepControl } from '../protocol/step-control.ts';
import type { StepEnd } from '../protocol/step-ends.ts';
import { Trace, tracePoint } from '../trace.ts';

/** Part of the tolerance of a control that a neighbour meets it by. */
const controlShare = 1e-3;
/** How well an end is located [s], and relative to the step before it. */
const locatedWithin = 1e-11;
/** Part of the step below which a search that no longer converges has come down to round-off. */
const roundOffShare = 1e-6;
const locatingTries = 12;
/** Part of the step before an end by which it is made longer for a first slope, and to which it may shrink. */
const firstMove = 1e-4;
const shortestShare = 0.05;

/**
 * A cell that differs a little from another, taken through the same protocol in the very steps that the other took: with
 * their lengths, orders and meshes, but for the last step before an end, which reaches the neighbour's own end.
 */
export class Neighbour implements RunWatcher {
  readonly integrator: CellIntegrator;
  readonly trace = new Trace();
  readonly #leader: CellIntegrator;
  #progress: (StepProgress & { since: number; moved: number }) | undefined;
  #began = 0;
  #isLost = false;

  constructor(leader: CellIntegrator, integrator: CellIntegrator) {
    this.#leader = leader;
    this.integrator = integrator;
    integrator.follow(leader);
  }

  /** Whether its equations had no solution where the leader's had. */
  get isLost(): boolean {
    return this.#isLost;
  }

  began(step: ProtocolStep): void {
    if (this.#isLost) return;
    const { integrator } = this;
    const control = sharpened(controlOf(integrator, step));
    this.#progress = { integrator, control, since: 0, moved: 0 };
    this.#began = integrator.time;
    if (!integrator.jump(control.guess, control.constraint, this.#leader.nextStep)) {
      this.#isLost = true;
      return;
    }
    this.trace.beginStep();
    this.trace.add(tracePoint(integrator));
  }

  stepped(end: StepEnd | undefined): void {
    if (this.#isLost) return;
    const { integrator } = this;
    const progress = this.#progress!;
    progress.since = integrator.time - this.#began;
    const { usedStep } = this.#leader;
    if (!(end === undefined ? this.#try(usedStep) : this.#meet(end, usedStep))) {
      this.#isLost = true;
      return;
    }
    progress.moved += chargeTried(integrator);
    integrator.accept();
    this.trace.add(tracePoint(integrator));
  }

  remeshed(mesh: CellMesh): void {
    if (this.#isLost) return;
    const { integrator } = this;
    if (integrator.remeshing?.remesh(mesh, this.#progress!.control.constraint) !== true) {
      this.#isLost = true;
      return;
    }
    this.trace.beginMesh();
    this.trace.add(tracePoint(integrator));
  }

  ended(): void {}

  #try(step: number): boolean {
    const { control, since } = this.#progress!;
    return this.integrator.try(step, control.currentAt?.(since + step), control.constraint);
  }

  /** Tries steps by the secant method until one reaches the end. */
  #meet(end: StepEnd, first: number): boolean {
    const progress = this.#progress!;
    if (!this.#try(first)) return false;
    let [before, step] = [first, first * (1 + firstMove)];
    let distanceBefore = distanceTried(end, progress);
    let last = Infinity;
    for (let tries = 0; tries < locatingTries; tries++) {
      if (!this.#try(step)) return false;
      const distance = distanceTried(end, progress);
      const change = (-distance * (step - before)) / (distance - distanceBefore);
      const size = Math.abs(change);
      if (distance === 0 || size <= locatedWithin * (1 + step)) return true;
      if (last < roundOffShare * step && !(size < 0.5 * last)) return true;
      if (!(step + change > shortestShare * first)) return false;
      [before, distanceBefore, step, last] = [step, distance, step + change, size];
    }
    return false;
  }
}

/** The same control, met more closely. */
function sharpened({ constraint, ...control }: StepControl): StepControl {
  return {
    ...control,
    constraint: constraint && {
      residual: constraint.residual,
      slope: constraint.slope,
      tolerance: controlShare * constraint.tolerance,
    },
  };
}
