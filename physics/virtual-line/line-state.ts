import { zeroCelsius } from '../core/constants.ts';
import type { RandomStreams } from '../core/random.ts';
import { poreFreeDensity } from '../process/solids.ts';
import { pathLength, type Station, stationsOf } from '../process/web-path.ts';
import { type Actuator, createActuator } from './actuator.ts';
import type { Fault } from './faults.ts';
import type { WetBulb } from './laws/drying.ts';
import { slurryDensity } from './laws/slurry.ts';
import type { LineDefinition } from './line-definition.ts';
import { drawTruthConstants, type TruthConstants } from './truth-constants.ts';
import { createWeb, type Web } from './web.ts';

/** Air of one dryer zone as it is now. SI. */
export interface ZoneState {
  readonly station: Station;
  /** Slow disturbance of the air temperature [K]. */
  disturbance: number;
  airTemperature: number;
  airVelocity: number;
  /** Solvent vapour [kg.m-3]. */
  vapour: number;
  wetBulb: WetBulb;
  /** Solvent leaving the film in this zone [kg.s-1]. */
  evaporation: number;
}

/** Everything true of the line at one instant; machine signals read it, the server never shows it whole. SI. */
export interface LineState {
  readonly definition: LineDefinition;
  readonly constants: TruthConstants;
  readonly faults: readonly Fault[];
  readonly actuators: ReadonlyMap<string, Actuator>;
  readonly web: Web;
  /** Density of the solids without pores [kg.m-3]. */
  readonly solidDensity: number;
  readonly zones: readonly ZoneState[];
  time: number;
  webSpeed: number;
  solidsContent: number;
  slurryDensity: number;
  /** Flow that reaches the die [m3.s-1]. */
  dieFlow: number;
  rollTemperature: number;
  /** Mean thickness of the coating behind the nip and pressure of the last segment that passed it. */
  nipThickness: number;
  nipPressure: number;
  humidity: number;
  ambientTemperature: number;
  /** Dry solids that left the die since the line was made [kg]. */
  solidsFed: number;
}

/** Metres of web kept behind the last gauge, so that truth can be asked for after a reading. */
const keptBehind = 10;
/** The present value of an actuator [SI]. */
export function actual(state: LineState, id: string): number {
  return state.actuators.get(id)!.value();
}

/** A line with bare web, machines at their nominal values. */
export function createLineState(
  definition: LineDefinition,
  faults: readonly Fault[],
  streams: RandomStreams,
): LineState {
  const { path, coatedWidth, recipe } = definition;
  const actuators = new Map(definition.actuators.map((row) => [row.id, createActuator(row)]));
  const value = (id: string) => actuators.get(id)!.value();
  return {
    definition,
    constants: drawTruthConstants(streams),
    faults,
    actuators,
    solidDensity: poreFreeDensity(recipe.solids),
    web: createWeb({
      segmentLength: path.segmentLength,
      lanes: path.lanes,
      laneWidth: coatedWidth / path.lanes,
      kept: pathLength(path) + keptBehind,
    }),
    zones: stationsOf(path, 'dryerZone').map((station) => ({
      station,
      disturbance: 0,
      airTemperature: value(`${station.id}.airTemperature`),
      airVelocity: value(`${station.id}.airVelocity`),
      vapour: 0,
      wetBulb: { temperature: zeroCelsius + 60, rate: 0 },
      evaporation: 0,
    })),
    time: 0,
    webSpeed: value('line.webSpeed'),
    solidsContent: recipe.solidsContent,
    slurryDensity: slurryDensity(recipe, recipe.solidsContent),
    dieFlow: 0,
    rollTemperature: value('calender.rollTemperature'),
    nipThickness: 0,
    nipPressure: 0,
    humidity: 0.45,
    ambientTemperature: zeroCelsius + 22,
    solidsFed: 0,
  };
}
