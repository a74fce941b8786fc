import { zeroCelsius } from '../core/constants.ts';
import type { RandomStreams, Rng } from '../core/random.ts';
import { Actuators, actuatorIndex } from './actuators.ts';
import { EventLog } from './event-log.ts';
import { FaultLevels } from './fault-levels.ts';
import type { Fault } from './faults.ts';
import { Ledger } from './ledger.ts';
import type { LineDefinition } from './line-definition.ts';
import { createMachines, type MachineState } from './machine-state.ts';
import { Slurry } from './slurry.ts';
import { drawTruthConstants, type TruthConstants } from './truth-constants.ts';
import { type TruthKind, type TruthLaws, truthLaws } from './truth-laws.ts';
import { TruthRecorder } from './truth-recorder.ts';

/** The die and its pump as they are now. */
interface DieState {
  readonly pumpFlow: number;
  readonly slurryTemperature: number;
  readonly wearSlot: number;
  readonly pulsationSlot: number;
  /** Slots of the clogs of each lane. */
  readonly clogSlots: readonly number[];
  /** Shape of the slot and flutter of the present segment per lane; share of the flow per lane [-]. */
  readonly shape: Float64Array;
  readonly flutter: Float64Array;
  readonly share: Float64Array;
  /** Flow that the pump makes over that which is set, as the speed of the web gears it [-]. */
  gear: number;
  /** Web speed at which it makes that [m.s-1]. */
  gearedTo: number;
  /** Flow that the pump shows and flow that reaches the die [m3.s-1]. */
  pumped: number;
  flow: number;
}

/** Everything true of the line at one instant; machine signals read it, the server never shows it whole. SI. */
export interface LineState {
  readonly definition: LineDefinition;
  /** Stands in the ids of what the line makes and uses. */
  readonly run: string;
  /** The same in front of the numbers of an endless line's coils; empty where the run has no name of its own. */
  readonly endlessRun: string;
  readonly streams: RandomStreams;
  readonly constants: TruthConstants;
  readonly laws: TruthLaws;
  readonly levels: FaultLevels;
  readonly actuators: Actuators;
  /** Slots of sticking actuators, by actuator. */
  readonly stickSlots: Int32Array;
  readonly machines: readonly MachineState[];
  readonly slurry: Slurry;
  readonly die: DieState;
  readonly ledger: Ledger;
  readonly events: EventLog;
  readonly recorder: TruthRecorder;
  /** Area of a lane of a segment as coated [m2]. */
  readonly laneArea: number;
  time: number;
  /** Noise of the web speed and flutter of the die; both stand still while the line is filled at start. */
  readonly speedNoise: Rng;
  readonly dieNoise: Rng;
  readonly airNoise: Rng;
  noisy: boolean;
  speedDisturbance: number;
  /** Second of the line whose slow noise has been drawn. */
  drawnSecond: number;
  /** Places dried and pressed so far. */
  readonly work: { dried: number; pressed: number };
  humidity: number;
  ambientTemperature: number;
}

/** Slot of the sticking of an actuator. */
function stickSlot(levels: FaultLevels, id: string): number {
  const [unit, key] = id.split('.');
  return levels.slot(
    'actuatorStick',
    (fault) => fault.unit === unit && (fault.variable === undefined || fault.variable === key),
  );
}

/** A line with bare web, machines at their nominal values. */
export function createLineState(
  definition: LineDefinition,
  options: {
    readonly faults: readonly Fault[];
    readonly streams: RandomStreams;
    readonly seed: number;
    readonly run: string | undefined;
    readonly truth: TruthKind;
    readonly record: boolean;
  },
): LineState {
  const { streams, seed } = options;
  const run = options.run ?? `S${seed}`;
  const endlessRun = options.run === undefined ? '' : `${run}-`;
  const { path, coatedWidth, recipe, actuators: rows } = definition;
  const levels = new FaultLevels(options.faults);
  const constants = drawTruthConstants(streams);
  const laws = truthLaws(options.truth, recipe, constants);
  const events = new EventLog(options.record);
  const lanes = path.lanes;
  const machines = createMachines(definition, levels);
  const even = laws.kind === 'matched';
  const die: DieState = {
    pumpFlow: actuatorIndex(rows, 'coater.pumpFlow'),
    slurryTemperature: actuatorIndex(rows, 'coater.slurryTemperature'),
    wearSlot: levels.at('pumpWear', 'coater'),
    pulsationSlot: levels.at('pumpPulsation', 'coater'),
    clogSlots: Array.from({ length: lanes }, (_, lane) =>
      levels.at('dieLaneClog', 'coater', lane + 1),
    ),
    shape: Float64Array.from({ length: lanes }, (_, lane) => {
      const across = lanes === 1 ? 0 : (2 * lane) / (lanes - 1) - 1;
      if (even) return 1;
      return 1 + constants.dieBow * (across ** 2 - 0.5) + 0.5 * constants.dieTilt * across;
    }),
    flutter: new Float64Array(lanes),
    share: new Float64Array(lanes),
    gear: 1,
    gearedTo: rows[machines[0]!.drive]!.nominal,
    pumped: 0,
    flow: 0,
  };
  return {
    definition,
    run,
    endlessRun,
    streams,
    constants,
    laws,
    levels,
    actuators: new Actuators(rows),
    stickSlots: Int32Array.from(rows, ({ id }) => stickSlot(levels, id)),
    machines,
    slurry: new Slurry({ definition, streams, run, endlessRun, constants, laws, levels, events }),
    die,
    ledger: new Ledger(machines.reduce((sum, { zones }) => sum + zones.length, 0)),
    events,
    recorder: new TruthRecorder(options.record),
    laneArea: (coatedWidth / lanes) * path.segmentLength,
    time: 0,
    speedNoise: streams.stream('line/webSpeed'),
    dieNoise: streams.stream('coater/die'),
    airNoise: streams.stream('dryer/air'),
    noisy: false,
    speedDisturbance: 0,
    drawnSecond: -1,
    work: { dried: 0, pressed: 0 },
    humidity: 0.45,
    ambientTemperature: zeroCelsius + 22,
  };
}
