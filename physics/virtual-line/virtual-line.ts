import { PhysicsError } from '../core/errors.ts';
import { randomStreams } from '../core/random.ts';
import { toUnit } from '../core/units.ts';
import type { Variable } from '../core/variables.ts';
import { nmc622Demonstration } from '../materials/nmc622-demonstration.ts';
import { pathLength } from '../process/web-path.ts';
import { actuatorIndex } from './actuators.ts';
import { advanceLine, type LineSystems } from './advance-line.ts';
import {
  Balances,
  type HeatBalance,
  type MaterialBalance,
  type SolventBalance,
} from './balances.ts';
import { CampaignControl } from './campaign-control.ts';
import { coatingThickness, presentLoading } from './coating-on-web.ts';
import type { LineEvent } from './event-log.ts';
import { checkFaults, checkFaultVariables, type Fault } from './faults.ts';
import { Laboratory } from './laboratory.ts';
import type { LineDefinition } from './line-definition.ts';
import { createLineState, type LineState } from './line-state.ts';
import { gaugesOf } from './machine-state.ts';
import { type SampleColumns, Sampling } from './sampling.ts';
import type { Reading, Signal } from './sensor.ts';
import { lineSignalTable, unitsOf } from './signals/all.ts';
import { TraversingGauge } from './traversing-gauge.ts';
import type { TruthKind, TruthModel } from './truth-laws.ts';
import type { TruthRows } from './truth-recorder.ts';
import { truthVariables } from './truth-variables.ts';

/** What is really true of one lane at one metre of web; SI. For tests and scores, never for the twin. */
export interface LaneTruth {
  readonly loading: number;
  readonly thickness: number;
  readonly porosity: number;
  /** Solvent over solids [kg.kg-1]. */
  readonly residualSolvent: number;
  /** Length that the foil gained in the nip over its length [-]; loading and thickness are those of the longer foil. */
  readonly elongation: number;
}

/** Energy that the line has used since it was made [J]. */
export interface LineEnergy {
  /** Heat of evaporation of the solvent, heat lost with the exhaust air, through the walls, and left in the web. */
  readonly evaporation_J: number;
  readonly air_J: number;
  readonly losses_J: number;
  readonly web_J: number;
  readonly drives_J: number;
  readonly fans_J: number;
  readonly rolls_J: number;
  /** Air heaters, drives, fans and rolls: what was bought. */
  readonly total_J: number;
}

/** How much a line has calculated and said; a place is one side of one lane of one segment. */
export interface LineWork {
  readonly steps: number;
  readonly samples: number;
  readonly dried: number;
  readonly pressed: number;
}

/** A line of machines that plays reality. The same definition, options and writes give the same bytes. */
export interface VirtualLine {
  readonly definition: LineDefinition;
  readonly signals: readonly Signal[];
  /** Time of the line [s], 0 at creation. */
  time(): number;
  /** Moves on to the last step at or before a time [s]. */
  advanceTo(time: number): void;
  /** Moves on by dt [s]. */
  step(dt: number): void;
  /** The newest reading of each signal, by `<unit>.<key>`, in its boundary unit. A reading keeps its identity until the next. */
  readings(): ReadonlyMap<string, Reading>;
  /** The same as columns in the order of `signals`, without making anything. */
  samples(): SampleColumns;
  /** Writes a setpoint `<unit>.<key>Setpoint` in its boundary unit. */
  setSetpoint(name: string, value: number): void;
  /** Truth of side A at a metre of web length of the first machine and a lane (from 1), while the web is kept. */
  truthAt(metre: number, lane: number): LaneTruth;
  /** What the columns of `takeTruth` are. */
  readonly truthVariables: readonly Variable[];
  /** The laws that this line follows, with their drawn constants. */
  truthModels(): readonly TruthModel[];
  /** Rows of web that was wound up since they were taken last, in that order. */
  takeTruth(): TruthRows;
  /** What happened since it was taken last, in the order of time. */
  takeEvents(): LineEvent[];
  /** Faults that play, as they were scheduled: no machine knows of them. */
  readonly truthFaults: readonly Fault[];
  solidsBalance(): MaterialBalance;
  solventBalance(): SolventBalance;
  heatBalance(): HeatBalance;
  energy(): LineEnergy;
  /** Area of good coating, each side counted, that left the last machine [m2]. */
  producedArea(): number;
  /** What the line has done: steps, places dried and pressed, samples said. */
  work(): LineWork;
}

/** How a line is made. */
export interface VirtualLineOptions {
  readonly seed: number;
  /** Stands in the ids of coils, batches and lots, so that no two runs share one; default the seed. */
  readonly run?: string;
  /** Instead of those of the definition. */
  readonly faults?: readonly Fault[];
  /** Default `mismatched`: laws of the line's own. */
  readonly truth?: TruthKind;
  /** Step of the line [s], 0.02 to 1 and a whole part of a second; default 0.1. Signals are sampled at their interval or every step. */
  readonly tick_s?: number;
  /** False where nobody will take truth and events: they are not kept then. Default true. */
  readonly record?: boolean;
}

/**
 * Makes a line. One without a campaign already runs at its nominal settings and is full of web made at them; its metres
 * count from the first web that was made so, which has left the line by now. One with a campaign stands and changes
 * coils first.
 *
 * A step moves, in this order: sequences (`campaign-control`), `actuators`, room, `slurry`; then for each machine its
 * air, the web (`web`, through `machines/entry` and `machines/coater`), drying, nip, gauges and rewinder, by the laws
 * that `truth-laws` chose; then `sampling` turns what is true into what the machines show. What is wound up goes to its
 * `coil` and to `truth-recorder`; what people know of goes to `event-log`; what enters and leaves to `ledger`, which
 * `balances` holds against the stocks.
 * @param definition - from `lineByName` or one's own
 * @throws PhysicsError PHY_UNKNOWN_FAULT, PHY_OUT_OF_RANGE for a wrong schedule or step; by `setSetpoint`
 *   PHY_UNKNOWN_VARIABLE (data: key, allowed), PHY_OUT_OF_RANGE (data: name, value, min, max, unit); by `truthAt`
 *   PHY_OUT_OF_RANGE
 */
export function createVirtualLine(
  definition: LineDefinition,
  options: VirtualLineOptions,
): VirtualLine {
  const { path } = definition;
  const stepsPerSecond = checkTick(options.tick_s ?? 0.1);
  const tick = 1 / stepsPerSecond;
  const streams = randomStreams(options.seed);
  const faults = checkFaults(options.faults ?? definition.faults, unitsOf(definition), path.lanes);
  const signals = lineSignalTable(definition);
  checkFaultVariables(faults, signals);
  const state = createLineState(definition, {
    faults,
    streams,
    seed: options.seed,
    run: options.run,
    truth: options.truth ?? 'mismatched',
    record: options.record ?? true,
  });
  const systems = createSystems(state);
  const balances = new Balances(state, systems.campaign?.control);
  if (systems.campaign === undefined) fillWithWeb(state, tick);
  state.time = 0;
  state.noisy = true;

  const sampling = new Sampling(signals, tick, definition.instruments, state.levels, streams);
  const setpoints = new Map<string, number>(
    signals.flatMap(({ unit, key, setpointOf }) =>
      setpointOf === undefined
        ? []
        : [[`${unit}.${key}`, actuatorIndex(definition.actuators, setpointOf)] as const],
    ),
  );
  let steps = 0;
  let asked = 0;
  sampling.sample(state, 0);

  function advanceTo(time: number): void {
    while ((steps + 1) / stepsPerSecond <= time + 1e-9) {
      steps++;
      advanceLine(state, tick, systems);
      state.time = steps / stepsPerSecond;
      sampling.sample(state, steps);
    }
  }
  return {
    definition,
    signals,
    truthVariables,
    truthFaults: faults,
    time: () => state.time,
    advanceTo(time) {
      asked = Math.max(asked, time);
      advanceTo(asked);
    },
    step(dt) {
      asked += dt;
      advanceTo(asked);
    },
    readings: () => sampling.readings(),
    samples: () => sampling,
    setSetpoint(name, value) {
      const actuator = setpoints.get(name);
      if (actuator === undefined) {
        throw new PhysicsError('PHY_UNKNOWN_VARIABLE', `'${name}' is not a setpoint`, {
          key: name,
          allowed: [...setpoints.keys()],
        });
      }
      writeSetpoint(state, actuator, name, value);
    },
    truthAt: (metre, lane) => laneTruth(state, metre, lane),
    truthModels: () => state.laws.models,
    takeTruth: () => state.recorder.take(),
    takeEvents: () => state.events.take(),
    solidsBalance: () => balances.solids(),
    solventBalance: () => balances.solvent(),
    heatBalance: () => balances.heat(),
    energy: () => energyOf(state, balances),
    producedArea: () => state.ledger.producedArea,
    work: () => ({ steps, samples: sampling.said, ...state.work }),
  };
}

/** Steps in a second. */
function checkTick(tick: number): number {
  const steps = Math.round(1 / tick);
  if (tick >= 0.02 && tick <= 1 && Math.abs(steps * tick - 1) < 1e-9) return steps;
  throw new PhysicsError(
    'PHY_OUT_OF_RANGE',
    `tick_s is ${tick}; allowed is 0.02 to 1 s, a whole part of a second`,
    { name: 'tick_s', value: tick, min: 0.02, max: 1, unit: 's' },
  );
}

function writeSetpoint(state: LineState, actuator: number, name: string, value: number): void {
  const { actuators, events, time } = state;
  const { boundaryUnit } = actuators.rows[actuator]!;
  const from = toUnit(actuators.setpoint[actuator]!, boundaryUnit);
  actuators.write(actuator, value, time);
  events.add({
    time,
    kind: 'setpointChanged',
    unit: name.split('.')[0]!,
    text: `${name} from ${from} to ${value} ${boundaryUnit}`,
    data: { tag: `${name}_${boundaryUnit}`, from, to: value },
  });
}

/** Runs an endless line without noise until all its web was made at the nominal settings. */
function fillWithWeb(state: LineState, tick: number): void {
  const { definition } = state;
  const [machine] = state.machines;
  const speed = definition.actuators[machine!.drive]!.nominal;
  const steps = Math.ceil((1.5 * pathLength(definition.path)) / speed / tick);
  state.time = -steps * tick;
  for (let i = 0; i < steps; i++) advanceLine(state, tick, { gauges: [[]] });
}

/** Noise of a traversing head in the mean of one crossing of a lane, relative and absolute [SI]; a zeroing has the absolute part; assumed. */
const headNoise = {
  weightGauge: { absolute: 3e-5, relative: 0.0015 },
  thicknessGauge: { absolute: 2.5e-7, relative: 0 },
} as const;

function createSystems(state: LineState): LineSystems {
  const { definition, streams, machines, events } = state;
  const gauges = machines.map((machine) => {
    const row = machine.definition.scanner;
    if (row === undefined) return [];
    return gaugesOf(machine.definition.path).map(
      (station, place) =>
        new TraversingGauge({
          station,
          row,
          head: machine.heads[place]!,
          foil:
            station.kind === 'weightGauge'
              ? nmc622Demonstration.foil.arealMass
              : definition.foilThickness,
          coatedWidth: definition.coatedWidth,
          noise: station.kind === 'weightGauge' ? headNoise.weightGauge : headNoise.thicknessGauge,
          rng: streams.stream(`scanner/${station.id}`),
        }),
    );
  });
  const { campaign } = definition;
  if (campaign === undefined) return { gauges };
  const laboratory = new Laboratory(campaign.laboratory, streams, events);
  const control = new CampaignControl(state, campaign, laboratory);
  return { gauges, campaign: { control, laboratory } };
}

function laneTruth(state: LineState, metre: number, lane: number): LaneTruth {
  const { web } = state.machines[0]!;
  const i = web.first(web.segmentAt(web.passed - metre), 0) + lane - 1;
  const s = web.state;
  return {
    loading: presentLoading(s, i),
    thickness: coatingThickness(s, i, state.definition.recipe.solventDensity),
    porosity: s.porosity[i]!,
    residualSolvent: s.solids[i]! > 0 ? s.solvent[i]! / s.solids[i]! : 0,
    elongation: s.elongation[i]!,
  };
}

function energyOf({ ledger }: LineState, balances: Balances): LineEnergy {
  const { heaters, evaporation, exhaust, losses, webOut, webIn, vapour } = balances.heat();
  const { drives, fans, rolls } = ledger;
  return {
    evaporation_J: evaporation + vapour,
    air_J: exhaust,
    losses_J: losses,
    web_J: webOut - webIn,
    drives_J: drives,
    fans_J: fans,
    rolls_J: rolls,
    total_J: heaters + drives + fans + rolls,
  };
}
