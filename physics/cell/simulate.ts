import { type ModelWarning, PhysicsError } from '../core/errors.ts';
import { requireModel } from './bpx/model-needs.ts';
import type { CellIntegrator, Constraint, LumpedCooling, Remeshing } from './cell-integrator.ts';
import type { CellParameters } from './cell-parameters.ts';
import type { CellFailure, CellInterphase, CellResult } from './cell-result.ts';
import type { CellMesh } from './dfn/dfn-cell.ts';
import { DfnIntegrator } from './dfn/dfn-integrator.ts';
import { saltUnit } from './dfn/electrolyte-tables.ts';
import type { InterphaseLimit, InterphaseState } from './dfn/interphase.ts';
import { FieldRecorder } from './field-recorder.ts';
import { type CellState, initialState, stateAtCharge } from './initial-state.ts';
import { depletionShare, type PresetName, presets } from './presets.ts';
import type { Protocol } from './protocol/protocol.ts';
import { stepControl } from './protocol/step-control.ts';
import { endsOf, type StepEnd } from './protocol/step-ends.ts';
import { SingleParticleIntegrator } from './single-particle/single-particle-integrator.ts';
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
  /** What the film on the negative electrode grows by, in the model dfn; it does not without it. */
  readonly interphase?: 'none' | InterphaseLimit;
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
/** Part of the nominal capacity that one step may move. */
const longestStepShare = 0.03;
/** How well an end is located [s]. */
const locatedWithin = 2e-4;
const locatingTries = 40;
/** Negative salt concentration at which a cell is given up, over the initial one: a front in the mesh stays above. */
const exhaustedShare = 0.02;

/** What is written down while a protocol runs. */
interface Records {
  readonly trace: Trace;
  readonly recorder: FieldRecorder | undefined;
  /** The film after each step, with the time [s]. */
  readonly films: (InterphaseState & { readonly time: number })[];
}

/** What a run of the protocol leaves behind. */
interface Outcome {
  status: CellResult['status'];
  event?: { kind: string; time: number };
  failure?: CellFailure;
}

/**
 * Puts a cell through a protocol.
 * @throws PhysicsError CELL_STATE_UNREACHABLE, PHY_OUT_OF_RANGE for a state that the cell cannot start in;
 * BPX_MODEL_INCOMPLETE for a model that the set lacks fields of, PHY_PARAMETERS_CONTRADICT without the data for thermal or interphase
 */
export function simulateCell(
  parameters: CellParameters,
  protocol: Protocol,
  options: SimulationOptions,
): CellResult {
  requireModel(parameters, options.model);
  const integrator = integratorOf(parameters, options);
  integrator.reset(startOf(parameters, options));
  const trace = new Trace();
  const recorder = options.fields ? new FieldRecorder() : undefined;
  const films: Records['films'] = [];
  const outcome = runProtocol(integrator, protocol, options, { trace, recorder, films });
  const fields = recorder?.fields();
  return {
    ...outcome,
    solverSteps: trace.solverSteps(),
    series: trace.at(timesOf(options.grid, trace), (negative, positive) =>
      integrator.openPart(negative, positive),
    ),
    work: {
      steps: integrator.steps,
      rejections: integrator.rejections,
      solves: integrator.solves,
    },
    ...(fields === undefined ? {} : { fields }),
    ...(films.length === 0 ? {} : { interphase: interphaseOf(films) }),
    warnings: warningsOf(parameters, trace),
  };
}

function integratorOf(parameters: CellParameters, options: SimulationOptions): CellIntegrator {
  const { model } = options;
  const { mesh, tolerance } = presets[options.preset];
  const temperature = options.temperature ?? parameters.initialTemperature;
  const cooling = coolingOf(parameters, options);
  const limit = limitOf(parameters, options);
  return model === 'dfn'
    ? new DfnIntegrator(parameters, mesh, tolerance, temperature, cooling, limit)
    : new SingleParticleIntegrator(parameters, model, mesh, tolerance, temperature, cooling);
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
  { name, thermal, ambientTemperature, area }: CellParameters,
  options: SimulationOptions,
): LumpedCooling | undefined {
  if (options.thermal === 'isothermal') return undefined;
  if (thermal === undefined) {
    throw new PhysicsError(
      'PHY_PARAMETERS_CONTRADICT',
      `thermal is lumped, but the set ${name} has no thermal data; allowed: isothermal`,
      { parameter: 'thermal', value: 'lumped', allowed: 'isothermal' },
    );
  }
  const { heatCapacity, coolingArea, volume } = thermal;
  const transfer = options.heatTransferCoefficient ?? thermal.heatTransferCoefficient;
  return {
    heatCapacity,
    areaPerVolume: area / volume,
    lossPerVolume: (transfer * coolingArea) / volume,
    ambient: options.temperature ?? ambientTemperature,
  };
}

/** What the film grows by. */
function limitOf(
  { name, negative, interphase }: CellParameters,
  { model, interphase: limit = 'none' }: SimulationOptions,
): InterphaseLimit | undefined {
  if (limit === 'none') return undefined;
  const refuse = (why: string): PhysicsError =>
    new PhysicsError(
      'PHY_PARAMETERS_CONTRADICT',
      `interphase is ${limit}, but ${why}; allowed: none`,
      { parameter: 'interphase', value: limit, allowed: 'none' },
    );
  if (model !== 'dfn') throw refuse(`the model ${model} follows no film`);
  if (interphase === undefined) throw refuse(`the set ${name} has no data of one`);
  if (negative.kind !== 'porous')
    throw refuse(`the negative electrode of ${name} is lithium metal`);
  if (negative.materials.length > 1) throw refuse(`the negative electrode of ${name} is a blend`);
  return limit;
}

function interphaseOf(films: Records['films']): CellInterphase {
  return {
    time: Float64Array.from(films, ({ time }) => time),
    meanThickness: Float64Array.from(films, ({ meanThickness }) => meanThickness),
    lithiumLost: Float64Array.from(films, ({ lithiumLost }) => lithiumLost),
  };
}

function runProtocol(
  integrator: CellIntegrator,
  protocol: Protocol,
  options: SimulationOptions,
  records: Records,
): Outcome {
  let outcome: Outcome = { status: 'end' };
  for (const step of protocol) {
    const runner = new StepRunner(integrator, step, options, records);
    outcome = runner.run();
    const film = integrator.film?.();
    if (film !== undefined) records.films.push({ time: integrator.time, ...film });
    if (outcome.failure !== undefined) return outcome;
  }
  return outcome;
}

/** One step of a protocol. */
class StepRunner {
  readonly #integrator: CellIntegrator;
  readonly #step: Protocol[number];
  readonly #options: SimulationOptions;
  readonly #trace: Trace;
  readonly #recorder: FieldRecorder | undefined;
  readonly #area: number;

  constructor(
    integrator: CellIntegrator,
    step: Protocol[number],
    options: SimulationOptions,
    { trace, recorder }: Records,
  ) {
    this.#integrator = integrator;
    this.#step = step;
    this.#options = options;
    this.#trace = trace;
    this.#recorder = recorder;
    this.#area = integrator.parameters.area;
  }

  run(): Outcome {
    const integrator = this.#integrator;
    const { parameters } = integrator;
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
      let h = Math.min(integrator.nextStep, this.#longestStep());
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
      if (this.#exhausted()) return this.#fail('CELL_ELECTROLYTE_DEPLETED');
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
    temperature = this.#integrator.temperature,
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
    const { remeshing, parameters } = this.#integrator;
    if (remeshing === undefined) return true;
    const { depleted } = presets[this.#options.preset];
    if (remeshing.mesh === depleted) return true;
    const scarce = (depletionShare * parameters.electrolyte.initialConcentration) / saltUnit;
    if (remeshing.leastSalt() > scarce) return true;
    return this.#remesh(remeshing, depleted, constraint);
  }

  /** Goes on with the mesh for depletion where no step can be made with the present one; false where that is it. */
  #goOn(constraint: Constraint | undefined): boolean {
    const { remeshing } = this.#integrator;
    const { depleted } = presets[this.#options.preset];
    return (
      remeshing !== undefined &&
      remeshing.mesh !== depleted &&
      this.#remesh(remeshing, depleted, constraint)
    );
  }

  #remesh(remeshing: Remeshing, mesh: CellMesh, constraint: Constraint | undefined): boolean {
    if (!remeshing.remesh(mesh, constraint)) return false;
    this.#trace.beginMesh();
    this.#record();
    return true;
  }

  /** Whether the current asks for more salt than there is: the equations then go on with negative concentrations. */
  #exhausted(): boolean {
    const { remeshing, parameters } = this.#integrator;
    const least = -exhaustedShare * parameters.electrolyte.initialConcentration;
    return remeshing !== undefined && remeshing.leastSalt() * saltUnit < least;
  }

  /** A step passes at most a part of the capacity: what lies between its ends is interpolated. */
  #longestStep(): number {
    const { current, parameters } = this.#integrator;
    return (longestStepShare * parameters.nominalCapacity) / Math.abs(current * this.#area);
  }

  /** Far outside the cut-offs the equations still have solutions, but no cell does what they say. */
  #collapsed(): boolean {
    const { parameters, voltage } = this.#integrator;
    const { lowerCutoff, upperCutoff } = parameters;
    const width = upperCutoff - lowerCutoff;
    return !(voltage > lowerCutoff - width && voltage < upperCutoff + width);
  }

  #record(): void {
    this.#trace.add(this.#integrator.point());
    const profile = this.#recorder === undefined ? undefined : this.#integrator.profile?.();
    if (profile !== undefined) this.#recorder?.add(this.#integrator.time, profile);
  }

  #end(end: StepEnd): Outcome {
    return { status: 'event', event: { kind: end.kind, time: this.#integrator.time } };
  }

  #fail(code: CellFailure['code'] | undefined): Outcome {
    const { time } = this.#integrator;
    const cause = this.#integrator.diagnose();
    return {
      status: 'failed',
      failure: { time, code: code ?? cause.code, data: { ...cause.data, step: this.#step.text } },
    };
  }
}
