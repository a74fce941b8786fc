import { pathLength, type Station, stationsOf, type WebPath } from '../process/web-path.ts';
import { actuatorIndex } from './actuators.ts';
import type { Coil } from './coil.ts';
import type { FaultLevels } from './fault-levels.ts';
import type { LineDefinition, MachineDefinition } from './line-definition.ts';
import { Web } from './web.ts';
import { WebState } from './web-state.ts';
import type { ZoneState } from './zone-state.ts';

/** A nip as it is now. */
interface NipState {
  readonly station: Station;
  /** Actuators of the line load or of the gap, whichever it holds; the other is -1. */
  readonly lineLoad: number;
  readonly rollGap: number;
  readonly rollTemperature: number;
  readonly thermalSlot: number;
  readonly eccentricitySlot: number;
  readonly zeroSlot: number;
  readonly loadSlot: number;
  /** Both sides of a lane, to try what a load would do. */
  readonly trial: WebState;
  /** Surface temperature [K]; load that acts now [N.m-1]. */
  temperature: number;
  load: number;
  /** Gap at which a press that holds its force sticks [m], power at which the heater of the rolls does [W], and the temperature that it gives [K]; NaN while they are regulated. */
  heldGap: number;
  heldPower: number;
  heldTemperature: number;
  /** Mean thickness of the coating of a side and number of coated sides behind the nip, and pressure of the last segment that passed it. */
  thickness: number;
  sides: number;
  pressure: number;
}

/** A traversing head as it is now. SI. */
export interface HeadState {
  /** Newest value per lane (net weight [kg.m-2] or total thickness [m]); NaN before the first and while zeroing. */
  readonly lanes: Float64Array;
  /** When each of them was measured: the middle of the head's way over the lane, time of the line [s]. */
  readonly measuredAt: Float64Array;
  /** From the operator side's edge of the coating [m]. */
  position: number;
  /** What it reads now, foil and all coating. */
  gross: number;
  crossings: number;
  phase: 'crossing' | 'turning' | 'standardising';
}

/** The gauges of a path, in web order. */
export function gaugesOf(path: WebPath): readonly Station[] {
  return path.stations.filter(({ kind }) => kind === 'weightGauge' || kind === 'thicknessGauge');
}

/** What a machine with a campaign works on. */
export interface Job {
  /** Number of the job of its machine, from 1. */
  readonly number: number;
  readonly product: string;
  readonly side: number;
  /** Pass through the calender, from 1; 0 for coating. */
  readonly pass: number;
  /** Absent where it is fed with bare foil. */
  readonly input?: Coil;
  readonly output: Coil;
  /** Segments that it has, that have entered, that were wound up. */
  readonly segments: number;
  entered: number;
  wound: number;
}

/** Where the sequence of a machine stands. */
export type MachinePhase = 'waiting' | 'changing' | 'running' | 'runOut' | 'stopped' | 'broken';

/** One machine as it is now. SI. */
export interface MachineState {
  readonly definition: MachineDefinition;
  readonly web: Web;
  readonly drive: number;
  /** Actuators of the web tension at unwinder and rewinder. */
  readonly tensions: readonly [number, number];
  readonly speedSlot: number;
  readonly breakSlot: number;
  /** Position of the roll on the rewinder [m]. */
  readonly windAt: number;
  readonly zones: readonly ZoneState[];
  readonly nip: NipState | undefined;
  readonly coats: boolean;
  /** Positions where the dryer begins and ends; both 0 without one [m]. */
  readonly dryer: { readonly from: number; readonly to: number };
  /** Traversing heads, by gauge of the path; empty where gauges have fixed heads. */
  readonly heads: readonly HeadState[];
  phase: MachinePhase;
  /** Time at which the phase ends [s]. */
  until: number;
  job: Job | undefined;
  /** Side that the die coats. */
  side: number;
  /** Mean speed [m.s-1] and way [m] of the step. */
  speed: number;
  moved: number;
  /** How long it has stood [s]; the level of breaks that it has seen. */
  standing: number;
  broken: number;
  /** Foil left on the roll [m], number of the roll, its thickness over the nominal one [-]. */
  foilLeft: number;
  foilRoll: number;
  foil: number;
  /** Segments of the job up to here are scrap of a splice. */
  spliceTo: number;
  /** Segments of the web up to here are scrap of the last start. */
  rampUpTo: number;
  /** Scrap that was wound up last, as long as its stretch goes on; the coil is empty before the first. */
  readonly scrapped: { coil: string; reason: number; from: number; to: number };
}

/** Metres of web kept behind the rewinder, so that truth can be asked for after a reading. */
const keptBehind = 10;

/** Machines with bare web. */
export function createMachines(
  definition: LineDefinition,
  levels: FaultLevels,
): readonly MachineState[] {
  let zones = 0;
  return definition.machines.map((machine): MachineState => {
    const { path, id } = machine;
    const actuator = (name: string) => actuatorIndex(definition.actuators, name);
    const windAt = pathLength(path) + machine.windLead;
    const dryer = stationsOf(path, 'dryerZone');
    const calender = stationsOf(path, 'calender')[0];
    const last = dryer.at(-1);
    return {
      definition: machine,
      web: new Web({
        segmentLength: path.segmentLength,
        lanes: path.lanes,
        sides: definition.campaign === undefined ? 1 : 2,
        kept: windAt + keptBehind,
      }),
      drive: actuator(machine.drive),
      tensions: [
        actuator(`${machine.unwinder}.webTension`),
        actuator(`${machine.rewinder}.webTension`),
      ],
      speedSlot: levels.at('lineSpeedChange', id),
      breakSlot: levels.at('webBreak', id),
      windAt,
      zones: dryer.map((station): ZoneState => {
        const airTemperatureActuator = actuator(`${station.id}.airTemperature`);
        const airVelocityActuator = actuator(`${station.id}.airVelocity`);
        const index = zones++;
        return {
          station,
          index,
          exhaustPerVelocity: definition.exhaustPerVelocity[index]!,
          airTemperatureActuator,
          airVelocityActuator,
          lossSlot: levels.at('ovenZoneLoss', station.id),
          disturbance: 0,
          airTemperature: definition.actuators[airTemperatureActuator]!.nominal,
          airVelocity: definition.actuators[airVelocityActuator]!.nominal,
          vapour: 0,
          wetBulb: { temperature: 333.15, rate: 0 },
          evaporation: 0,
          heater: 0,
          webPower: 0,
          heldPower: Number.NaN,
          heldLoss: Number.NaN,
        };
      }),
      nip: calender && {
        station: calender,
        lineLoad: machine.press === 'gap' ? -1 : actuator(`${calender.id}.lineLoad`),
        rollGap: machine.press === 'gap' ? actuator(`${calender.id}.rollGap`) : -1,
        rollTemperature: actuator(`${calender.id}.rollTemperature`),
        thermalSlot: levels.at('rollThermalDrift', calender.id),
        eccentricitySlot: levels.at('rollEccentricity', calender.id),
        zeroSlot: levels.at('pressZeroShift', calender.id),
        loadSlot: levels.at('pressLoadDrift', calender.id),
        trial: new WebState(2),
        temperature: definition.actuators[actuator(`${calender.id}.rollTemperature`)]!.nominal,
        load: 0,
        heldGap: Number.NaN,
        heldPower: Number.NaN,
        heldTemperature: Number.NaN,
        thickness: 0,
        sides: 1,
        pressure: 0,
      },
      coats: stationsOf(path, 'coater').length > 0,
      dryer: {
        from: dryer[0]?.position ?? 0,
        to: last === undefined ? 0 : last.position + last.length,
      },
      heads:
        machine.scanner === undefined
          ? []
          : gaugesOf(path).map(() => ({
              lanes: new Float64Array(path.lanes).fill(Number.NaN),
              measuredAt: new Float64Array(path.lanes).fill(Number.NaN),
              position: Number.NaN,
              gross: Number.NaN,
              crossings: 0,
              phase: 'crossing',
            })),
      phase: definition.campaign === undefined ? 'running' : 'waiting',
      until: 0,
      job: undefined,
      side: 0,
      speed: 0,
      moved: 0,
      standing: 0,
      broken: 0,
      foilLeft: definition.campaign?.foilRollLength ?? Number.POSITIVE_INFINITY,
      foilRoll: 1,
      foil: 1,
      spliceTo: 0,
      rampUpTo: Number.NEGATIVE_INFINITY,
      scrapped: { coil: '', reason: 0, from: 0, to: 0 },
    };
  });
}
