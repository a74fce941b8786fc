import type { ModelWarning } from '../core/errors.ts';
import type { CellParameters } from './cell-parameters.ts';
import type { CellFailure, CellResult } from './cell-result.ts';
import type { CellMesh } from './dfn/dfn-cell.ts';
import { type Constraint, DfnIntegrator, type LumpedCooling } from './dfn/dfn-integrator.ts';
import { diagnose } from './dfn/diagnose.ts';
import { saltUnit } from './dfn/electrolyte-tables.ts';
import { type CellState, initialState, stateAtCharge } from './initial-state.ts';
import { depletionShare, type PresetName, presets } from './presets.ts';
import type { Protocol } from './protocol/protocol.ts';
import { stepControl } from './protocol/step-control.ts';
import { endsOf, type StepEnd } from './protocol/step-ends.ts';
import { Trace } from './trace.ts';

/** How a cell is simulated. */
export interface SimulationOptions {
  readonly model: 'dfn' | 'spme' | 'spm';
  readonly preset: PresetName;
  /** Of the surroundings and at the start [K]; the set's own where absent. */
  readonly temperature?: number;
  readonly thermal: 'isothermal' | 'lumped';
  /** Instead of the set's [W/(m2.K)]. */
  readonly heatTransferCoefficient?: number;
  /** From 0 to 1; the set's own start where absent. */
  readonly stateOfCharge?: number;
  readonly initialStoichiometry?: { readonly negative?: number; readonly positive?: number };
  /** Interval of the series, or its times, increasing [s]; only starts and ends of steps where absent. */
  readonly grid?: number | Float64Array;
  readonly fields: boolean;
  readonly limits: { readonly steps: number };
  /** Asked before each solver step. */
  readonly cancelled?: () => boolean;
}

/** Length of the first step after a jump, over the time that the current would need for the whole capacity. */
const firstStepShare = 1e-5;
/** [s] */
const longestFirstStep = 0.3;
/** How well an end is located [s]. */
const locatedWithin = 2e-4;
const locatingTries = 40;

/** What a run of the protocol leaves behind. */
interface Outcome {
  status: CellResult['status'];
  event?: { kind: string; time: number };
  failure?: CellFailure;
}

/**
 * Puts a cell through a protocol.
 * @throws PhysicsError CELL_STATE_UNREACHABLE, PHY_OUT_OF_RANGE for a state that the cell cannot start in
 */
export function simulateCell(
  parameters: CellParameters,
  protocol: Protocol,
  options: SimulationOptions,
): CellResult {
  const { mesh, tolerance } = presets[options.preset];
  const temperature = options.temperature ?? parameters.initialTemperature;
  const integrator = new DfnIntegrator(
    parameters,
    mesh,
    tolerance,
    temperature,
    coolingOf(parameters, options),
  );
  const state = startOf(parameters, options);
  integrator.cell.reset(state.negative, state.positive);
  const trace = new Trace();
  const outcome = runProtocol(integrator, protocol, options, trace);
  return {
    ...outcome,
    solverSteps: trace.solverSteps(),
    series: trace.at(timesOf(options.grid, trace), (negative, positive) =>
      integrator.openPart(negative, positive),
    ),
    work: {
      steps: integrator.steps,
      rejections: integrator.rejections,
      solves: integrator.cell.solves,
    },
    warnings: warningsOf(parameters, trace),
  };
}

/** What about the result lies outside of what the cell or its parameters were made for. */
function warningsOf({ lowerCutoff, upperCutoff }: CellParameters, trace: Trace): ModelWarning[] {
  const [lowest, highest] = trace.voltageRange();
  const beyond = Math.max(lowerCutoff - lowest, highest - upperCutoff);
  if (!(beyond > 1e-3)) return [];
  return [
    {
      code: 'CELL_OUTSIDE_VOLTAGE_WINDOW',
      message: `the voltage goes from ${lowest.toFixed(3)} to ${highest.toFixed(3)} V; the cut-offs of the cell are ${lowerCutoff} and ${upperCutoff} V`,
      data: {
        lowest_V: lowest,
        highest_V: highest,
        lowerCutoff_V: lowerCutoff,
        upperCutoff_V: upperCutoff,
      },
    },
  ];
}

function timesOf(grid: SimulationOptions['grid'], trace: Trace): Iterable<number> {
  if (grid === undefined) return [];
  return typeof grid === 'number' ? trace.grid(grid) : grid;
}

function startOf(parameters: CellParameters, options: SimulationOptions): CellState {
  const base =
    options.stateOfCharge === undefined
      ? initialState(parameters)
      : stateAtCharge(parameters, options.stateOfCharge);
  const { negative, positive } = options.initialStoichiometry ?? {};
  return {
    negative: negative === undefined ? base.negative : base.negative.map(() => negative),
    positive: positive === undefined ? base.positive : base.positive.map(() => positive),
  };
}

function coolingOf(
  { thermal, ambientTemperature, area }: CellParameters,
  options: SimulationOptions,
): LumpedCooling | undefined {
  if (options.thermal === 'isothermal' || thermal === undefined) return undefined;
  const { heatCapacity, coolingArea, volume } = thermal;
  const transfer = options.heatTransferCoefficient ?? thermal.heatTransferCoefficient;
  return {
    heatCapacity,
    areaPerVolume: area / volume,
    lossPerVolume: (transfer * coolingArea) / volume,
    ambient: options.temperature ?? ambientTemperature,
  };
}

function runProtocol(
  integrator: DfnIntegrator,
  protocol: Protocol,
  options: SimulationOptions,
  trace: Trace,
): Outcome {
  let outcome: Outcome = { status: 'end' };
  for (const step of protocol) {
    const runner = new StepRunner(integrator, step, options, trace);
    outcome = runner.run();
    if (outcome.failure !== undefined) return outcome;
  }
  return outcome;
}

/** One step of a protocol. */
class StepRunner {
  readonly #integrator: DfnIntegrator;
  readonly #step: Protocol[number];
  readonly #options: SimulationOptions;
  readonly #trace: Trace;
  readonly #area: number;

  constructor(
    integrator: DfnIntegrator,
    step: Protocol[number],
    options: SimulationOptions,
    trace: Trace,
  ) {
    this.#integrator = integrator;
    this.#step = step;
    this.#options = options;
    this.#trace = trace;
    this.#area = integrator.cell.parameters.area;
  }

  run(): Outcome {
    const integrator = this.#integrator;
    const { parameters } = integrator.cell;
    const { area, nominalCapacity } = parameters;
    const began = integrator.time;
    const rested = integrator.restVoltage();
    const control = stepControl(this.#step.control, {
      area,
      nominalCapacity,
      voltage: rested,
      current: integrator.current,
    });
    const amperes = Math.abs(control.guess * area);
    const fullTime = nominalCapacity / Math.max(amperes, nominalCapacity / 36_000);
    const first = Math.min(longestFirstStep, firstStepShare * fullTime * 8.333);
    if (!integrator.jump(control.guess, control.constraint, first)) {
      return this.#fail('CELL_CONTROL_UNREACHABLE');
    }
    this.#trace.beginStep();
    this.#record();
    const { duration, ends } = endsOf(
      this.#step,
      parameters,
      control.direction,
      integrator.voltage,
    );
    const met = ends.find(
      (end) => this.#distance(end, integrator.voltage, integrator.current, 0) <= 0,
    );
    if (met !== undefined) return this.#end(met);
    let corner = 1;
    let moved = 0;
    for (;;) {
      if (this.#options.cancelled?.() === true) return this.#fail('CELL_CANCELLED');
      if (integrator.steps + integrator.rejections >= this.#options.limits.steps) {
        return this.#fail('CELL_STEP_LIMIT');
      }
      const since = integrator.time - began;
      while (corner < control.corners.length && control.corners[corner]! <= since + 1e-9) corner++;
      const stop = Math.min(duration, control.corners[corner] ?? Infinity);
      const remaining = stop - since;
      let h = integrator.nextStep;
      const last = h >= remaining * (1 - 1e-9);
      if (last) h = remaining;
      else if (h > 0.5 * remaining) h = 0.5 * remaining;
      const solved = integrator.try(h, control.currentAt?.(since + h), control.constraint);
      const { attempt } = integrator;
      if (!solved || !(attempt.error < 1)) {
        integrator.reject(solved);
        if (integrator.tooShort && !this.#goOn(control.constraint)) return this.#fail(undefined);
        continue;
      }
      const hit = this.#located(ends, h, since, moved, control);
      if (hit === 'lost') {
        integrator.reject(false);
        if (integrator.tooShort && !this.#goOn(control.constraint)) return this.#fail(undefined);
        continue;
      }
      moved += 0.5 * area * integrator.usedStep * Math.abs(integrator.current + attempt.current);
      integrator.accept();
      this.#record();
      if (hit !== undefined) return this.#end(hit);
      if (!this.#resolve(control.constraint)) return this.#fail(undefined);
      if (this.#collapsed()) return this.#fail('CELL_VOLTAGE_COLLAPSED');
      if (last && stop === duration && integrator.time - began >= duration * (1 - 1e-12)) {
        return { status: 'end' };
      }
    }
  }

  /** The end that the tried step crosses, if any; the step is then tried again until it stops there. */
  #located(
    ends: readonly StepEnd[],
    step: number,
    since: number,
    moved: number,
    control: ReturnType<typeof stepControl>,
  ): StepEnd | 'lost' | undefined {
    const integrator = this.#integrator;
    const { attempt, voltage, current } = integrator;
    const distanceOf = (end: StepEnd): number =>
      this.#distance(
        end,
        attempt.voltage,
        attempt.current,
        moved + 0.5 * this.#area * integrator.usedStep * Math.abs(current + attempt.current),
        attempt.temperature,
      );
    const crossed = ends.filter((end) => distanceOf(end) <= 0);
    if (crossed.length === 0) return undefined;
    let hit = crossed[0]!;
    let [low, high] = [0, step];
    let [atLow, atHigh] = [this.#distance(hit, voltage, current, moved), distanceOf(hit)];
    let side = 0;
    for (let tries = 0; tries < locatingTries; tries++) {
      if (
        high - low <= locatedWithin ||
        Math.abs(atHigh) * (high - low) <= locatedWithin * (atLow - atHigh)
      ) {
        break;
      }
      // Illinois: the secant, with the end that stays halved.
      let h = high - (atHigh * (high - low)) / (atHigh - atLow);
      h = Math.min(high - 0.25 * locatedWithin, Math.max(low + 0.25 * locatedWithin, h));
      const solved = integrator.try(h, control.currentAt?.(since + h), control.constraint);
      if (!solved) return 'lost';
      const other = crossed.find((end) => end !== hit && distanceOf(end) <= 0);
      const distance = distanceOf(hit);
      if (distance > 0 && other !== undefined) {
        hit = other;
        atLow = this.#distance(hit, voltage, current, moved);
        [low, high, atHigh, side] = [0, h, distanceOf(hit), 0];
        continue;
      }
      if (distance > 0) {
        if (distance < 1e-9 * (1 + Math.abs(hit.value))) return hit;
        [low, atLow] = [h, distance];
        if (side === 1) atHigh /= 2;
        side = 1;
      } else {
        [high, atHigh] = [h, distance];
        if (side === -1) atLow /= 2;
        side = -1;
      }
    }
    if (integrator.usedStep !== high) {
      if (!integrator.try(high, control.currentAt?.(since + high), control.constraint)) {
        return 'lost';
      }
    }
    return hit;
  }

  /** How far an end is: positive before it. */
  #distance(
    end: StepEnd,
    voltage: number,
    current: number,
    moved: number,
    temperature = this.#integrator.cell.temperature,
  ): number {
    switch (end.kind) {
      case 'voltage':
        return end.side * (voltage - end.value);
      case 'current':
        return Math.abs(current * this.#area) - end.value;
      case 'capacity':
        return end.value - moved;
      case 'temperature':
        return end.side * (temperature - end.value);
    }
  }

  /** Goes on with a finer mesh once salt runs short; false where that has no solution. */
  #resolve(constraint: Constraint | undefined): boolean {
    const integrator = this.#integrator;
    const { cell } = integrator;
    const { depleted } = presets[this.#options.preset];
    const scarce = (depletionShare * cell.parameters.electrolyte.initialConcentration) / saltUnit;
    if (this.#remeshed || cell.leastSalt() > scarce) return true;
    return this.#remesh(depleted, constraint);
  }

  /** Goes on where no step can be made because salt has run out; false where that is not why, or does not help. */
  #goOn(constraint: Constraint | undefined): boolean {
    const integrator = this.#integrator;
    const { depleted, exhausted } = presets[this.#options.preset];
    return integrator.cell.mesh === depleted && this.#remesh(exhausted, constraint);
  }

  #remesh(mesh: CellMesh, constraint: Constraint | undefined): boolean {
    if (!this.#integrator.remesh(mesh, constraint)) return false;
    this.#trace.beginMesh();
    this.#record();
    return true;
  }

  get #remeshed(): boolean {
    const { depleted, exhausted } = presets[this.#options.preset];
    const { mesh } = this.#integrator.cell;
    return mesh === depleted || mesh === exhausted;
  }

  /** Far outside the cut-offs the equations still have solutions, but no cell does what they say. */
  #collapsed(): boolean {
    const { cell, voltage } = this.#integrator;
    const { lowerCutoff, upperCutoff } = cell.parameters;
    const width = upperCutoff - lowerCutoff;
    return !(voltage > lowerCutoff - width && voltage < upperCutoff + width);
  }

  #record(): void {
    this.#trace.add(this.#integrator.point());
  }

  #end(end: StepEnd): Outcome {
    return { status: 'event', event: { kind: end.kind, time: this.#integrator.time } };
  }

  #fail(code: CellFailure['code'] | undefined): Outcome {
    const { time } = this.#integrator;
    const cause = diagnose(this.#integrator.cell);
    return {
      status: 'failed',
      failure: { time, code: code ?? cause.code, data: { ...cause.data, step: this.#step.text } },
    };
  }
}
