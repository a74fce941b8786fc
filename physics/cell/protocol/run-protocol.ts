import type { CellIntegrator, Constraint } from '../cell-integrator.ts';
import type { CellFailure, CellResult } from '../cell-result.ts';
import type { CellMesh } from '../dfn/dfn-cell.ts';
import { depletionShare } from '../presets.ts';
import { givenUp } from './given-up.ts';
import { chargeTried, distanceTo, locateEnd } from './locate-end.ts';
import type { Protocol, ProtocolStep } from './protocol.ts';
import { stepControl } from './step-control.ts';
import { endsOf, type StepEnd } from './step-ends.ts';

/** Length of the first step after a jump, over the time that the current would need for the whole capacity. */
const firstStepShare = 8.333e-5;
/** [s] */
const longestFirstStep = 0.3;
/** Part of the nominal capacity that one step may move. */
const longestStepShare = 0.03;
/** Voltage that one step may move, going by the step before [V]. */
const largestMove = 0.07;

/** How a protocol is run. */
export interface RunOptions {
  /** Mesh to go on with once salt runs short. */
  readonly depleted: CellMesh;
  readonly limits: { readonly steps: number };
  /** Asked before each solver step. */
  readonly cancelled?: (() => boolean) | undefined;
}

/** What follows a run: it looks at the integrator, whose state has just changed. */
export interface RunWatcher {
  /** A step of the protocol begins. */
  began(step: ProtocolStep): void;
  /** The integrator has taken a step, and met an end of the step of the protocol there, if any. */
  stepped(end: StepEnd | undefined): void;
  /** The integrator goes on with another mesh. */
  remeshed(mesh: CellMesh): void;
  /** The step of the protocol is over, or its cell cannot go on. */
  ended(): void;
}

/** What a run of the protocol leaves behind. */
export interface Outcome {
  status: CellResult['status'];
  event?: { kind: string; time: number };
  failure?: CellFailure;
}

/** Runs a protocol on a cell at rest, up to where it cannot go on. */
export function runProtocol(
  integrator: CellIntegrator,
  protocol: Protocol,
  options: RunOptions,
  watchers: readonly RunWatcher[],
): Outcome {
  let outcome: Outcome = { status: 'end' };
  for (const step of protocol) {
    outcome = new StepRunner(integrator, step, options, watchers).run();
    for (const watcher of watchers) watcher.ended();
    if (outcome.failure !== undefined) return outcome;
  }
  return outcome;
}

/** The control of a step for the present state of a cell. */
export function controlOf(integrator: CellIntegrator, { control }: ProtocolStep) {
  const { area, nominalCapacity } = integrator.parameters;
  const restVoltage = (): number => integrator.restVoltage();
  return stepControl(control, { area, nominalCapacity, restVoltage, current: integrator.current });
}

/** One step of a protocol. */
class StepRunner {
  readonly #integrator: CellIntegrator;
  readonly #step: ProtocolStep;
  readonly #options: RunOptions;
  readonly #watchers: readonly RunWatcher[];
  /** Change of the voltage in the last step [V/s]. */
  #steepness = 0;
  /** Salt concentration below which the mesh for depletion is tried again after it had no solution [kmol/m3]. */
  #retriedBelow = Infinity;

  constructor(
    integrator: CellIntegrator,
    step: ProtocolStep,
    options: RunOptions,
    watchers: readonly RunWatcher[],
  ) {
    this.#integrator = integrator;
    this.#step = step;
    this.#options = options;
    this.#watchers = watchers;
  }

  run(): Outcome {
    const integrator = this.#integrator;
    const { limits, cancelled } = this.#options;
    const began = integrator.time;
    const control = controlOf(integrator, this.#step);
    if (!integrator.jump(control.guess, control.constraint, this.#firstStep(control.guess))) {
      this.#showRest();
      return this.#fail('CELL_CONTROL_UNREACHABLE');
    }
    for (const watcher of this.#watchers) watcher.began(this.#step);
    const { duration, ends } = endsOf(
      this.#step,
      integrator.parameters,
      control.direction,
      integrator.voltage,
    );
    const progress = { integrator, control, since: 0, moved: 0 };
    const met = ends.find((end) => distanceTo(end, progress) <= 0);
    if (met !== undefined) return this.#end(met);
    let corner = 1;
    for (;;) {
      if (cancelled?.() === true) return this.#fail('CELL_CANCELLED');
      if (integrator.steps + integrator.rejections >= limits.steps) {
        return this.#fail('CELL_STEP_LIMIT');
      }
      const since = integrator.time - began;
      progress.since = since;
      while (corner < control.corners.length && control.corners[corner]! <= since + 1e-9) corner++;
      const stop = Math.min(duration, control.corners[corner] ?? Infinity);
      const remaining = stop - since;
      let h = Math.min(integrator.nextStep, this.#longestStep());
      const last = h >= remaining * (1 - 1e-9);
      if (last) h = remaining;
      else if (h > 0.5 * remaining) h = 0.5 * remaining;
      const solved = integrator.try(h, control.currentAt?.(since + h), control.constraint);
      if (!solved || !(integrator.attempt.error < 1)) {
        integrator.reject(solved);
        if (integrator.tooShort && !this.#goOn(control.constraint)) return this.#fail();
        continue;
      }
      const hit = locateEnd(ends, h, progress);
      if (hit === 'lost') {
        integrator.reject(false);
        if (integrator.tooShort && !this.#goOn(control.constraint)) return this.#fail();
        continue;
      }
      progress.moved += chargeTried(integrator);
      this.#steepness =
        Math.abs(integrator.attempt.voltage - integrator.voltage) / integrator.usedStep;
      integrator.accept();
      for (const watcher of this.#watchers) watcher.stepped(hit);
      if (hit !== undefined) return this.#end(hit);
      this.#refineWhereShort(control.constraint);
      const cause = givenUp(integrator);
      if (cause !== undefined) return this.#fail(cause);
      if (last && stop === duration) return { status: 'end' };
    }
  }

  /** Shows the watchers the cell at rest, where a protocol that cannot begin would leave nothing to see. */
  #showRest(): void {
    const { time, steps } = this.#integrator;
    if (time > 0 || steps > 0 || !this.#integrator.jump(0, undefined, longestFirstStep)) return;
    for (const watcher of this.#watchers) watcher.began(this.#step);
  }

  /** @param current - per area [A/m2] */
  #firstStep(current: number): number {
    const { area, nominalCapacity } = this.#integrator.parameters;
    const amperes = Math.abs(current * area);
    const fullTime = nominalCapacity / Math.max(amperes, nominalCapacity / 36_000);
    return Math.min(longestFirstStep, firstStepShare * fullTime);
  }

  /** A step moves the charge and the voltage by a part of their ranges: what lies between its ends is interpolated. */
  #longestStep(): number {
    const { current, parameters } = this.#integrator;
    return Math.min(
      (longestStepShare * parameters.nominalCapacity) / Math.abs(current * parameters.area),
      largestMove / this.#steepness,
    );
  }

  /** Goes on with the mesh for depletion once salt runs short; with the present one where that has no solution. */
  #refineWhereShort(constraint: Constraint | undefined): void {
    const { remeshing, parameters } = this.#integrator;
    if (remeshing === undefined || remeshing.mesh === this.#options.depleted) return;
    const scarce = depletionShare * parameters.electrolyte.initialConcentration;
    const least = remeshing.leastSalt();
    if (least > Math.min(scarce, this.#retriedBelow)) return;
    if (!this.#refine(constraint)) this.#retriedBelow = least > 0 ? least / 2 : -Infinity;
  }

  /** Goes on with the mesh for depletion where no step can be made with the present one; false where that is it. */
  #goOn(constraint: Constraint | undefined): boolean {
    const { remeshing } = this.#integrator;
    return (
      remeshing !== undefined &&
      remeshing.mesh !== this.#options.depleted &&
      this.#refine(constraint)
    );
  }

  /** Goes on with the mesh for depletion; false where that has no solution. */
  #refine(constraint: Constraint | undefined): boolean {
    const { depleted } = this.#options;
    if (this.#integrator.remeshing?.remesh(depleted, constraint) !== true) return false;
    for (const watcher of this.#watchers) watcher.remeshed(depleted);
    return true;
  }

  #end(end: StepEnd): Outcome {
    return { status: 'event', event: { kind: end.kind, time: this.#integrator.time } };
  }

  #fail(code?: CellFailure['code']): Outcome {
    const { time, voltage, current, parameters } = this.#integrator;
    const cause = this.#integrator.diagnose();
    const data = {
      ...cause.data,
      step: this.#step.text,
      ...askedBy(this.#step.control),
      voltage_V: voltage,
      current_A: current * parameters.area,
    };
    // Beyond its largest power, a cell gives less the more current it gives.
    const isBeyondPower =
      cause.code === 'CELL_STEP_TOO_SMALL' && this.#step.control.kind === 'power';
    const own = isBeyondPower ? 'CELL_CONTROL_UNREACHABLE' : cause.code;
    return { status: 'failed', failure: { time, code: code ?? own, data } };
  }
}

/** What a control asks for, with its unit. */
function askedBy(control: ProtocolStep['control']): Record<string, number> {
  switch (control.kind) {
    case 'current':
      return { asked_A: control.value };
    case 'cRate':
      return { asked_C: control.value };
    case 'voltage':
      return { asked_V: control.value };
    case 'power':
      return { asked_W: control.value };
    case 'resistance':
      return { asked_ohm: control.value };
    case 'drive':
      return {};
  }
}
