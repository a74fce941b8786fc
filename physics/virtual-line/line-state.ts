import { gasConstant, standardAtmosphere, zeroCelsius } from '../core/constants.ts';
import type { RandomStreams, Rng } from '../core/random.ts';
import { poreFreeDensity } from '../process/solids.ts';
import { pathLength, type Station, stationsOf, theStation } from '../process/web-path.ts';
import { type Actuator, createActuator } from './actuator.ts';
import { type Fault, totalLevel } from './faults.ts';
import { compact } from './laws/compaction.ts';
import { dryFor, molarMass, type WetBulb, wetBulb } from './laws/drying.ts';
import { slurryDensity } from './laws/slurry.ts';
import type { LineDefinition } from './line-definition.ts';
import { drawTruthConstants, type TruthConstants } from './truth-constants.ts';
import { createWeb, type Web, webStages } from './web.ts';

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
/** Volume of air [m3] and exhaust flow per 1 m/s of jets [m3.s-1 per m.s-1] of a zone. */
const zoneVolume = 0.6;
export const exhaustPerVelocity = 0.012;

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

/** Chance that drives the line, one stream a cause. */
interface LineNoise {
  readonly webSpeed: Rng;
  readonly die: Rng;
  readonly air: Rng;
}

/** Moves the whole line on by dt [s]; `steady` leaves out ripple and noise (the web that is on the line at start). */
export function advanceLine(state: LineState, dt: number, noise: LineNoise, steady: boolean): void {
  state.time += dt;
  for (const actuator of state.actuators.values()) actuator.advance(state.time, dt);
  advanceMachines(state, noise, steady);
  advanceZones(state, dt, noise, steady);
  coat(state, dt, noise, steady);
  dry(state, dt);
  calender(state, state.webSpeed * dt);
}

function advanceMachines(state: LineState, noise: LineNoise, steady: boolean): void {
  const { constants, definition, faults, time } = state;
  const ripple = steady ? 0 : 0.0015 * Math.sin(3.7 * time) + 0.001 * noise.webSpeed.normal();
  state.webSpeed = actual(state, 'line.webSpeed') * (1 + ripple);
  state.humidity = 0.45 + 0.05 * Math.sin((2 * Math.PI * time) / 10_800 + constants.humidityPhase);
  state.ambientTemperature = zeroCelsius + 22 + 1.5 * Math.sin((2 * Math.PI * time) / 28_800);
  state.solidsContent = definition.recipe.solidsContent + totalLevel(faults, 'slurryDrift', time);
  state.slurryDensity = slurryDensity(definition.recipe, state.solidsContent);
  state.rollTemperature =
    actual(state, 'calender.rollTemperature') + totalLevel(faults, 'rollThermalDrift', time);
}

function coat(state: LineState, dt: number, noise: LineNoise, steady: boolean): void {
  const { constants, faults, time, web } = state;
  const pulsation = steady ? 0 : 0.004 * Math.sin(5.1 * time);
  const slip = constants.pumpSlip + totalLevel(faults, 'pumpWear', time);
  const running = state.webSpeed > 1e-3;
  state.dieFlow = running ? actual(state, 'coater.pumpFlow') * (1 - slip) * (1 + pulsation) : 0;
  const weights = dieProfile(state, steady ? undefined : noise.die);
  const mass = state.dieFlow * dt * state.slurryDensity;
  const temperature = actual(state, 'coater.slurryTemperature');
  state.solidsFed += mass * state.solidsContent;
  web.advance(state.webSpeed * dt, (lane, share) => {
    const laneMass = mass * share * weights[lane]!;
    return {
      solids: laneMass * state.solidsContent,
      solvent: laneMass * (1 - state.solidsContent),
      temperature,
    };
  });
}

/** Share of the flow per lane: bow, tilt, clogs and flutter of the die, normalised because the pump meters the sum. */
function dieProfile({ constants, faults, time, web }: LineState, rng: Rng | undefined): number[] {
  const weights = Array.from({ length: web.lanes }, (_, lane) => {
    const across = web.lanes === 1 ? 0 : (2 * lane) / (web.lanes - 1) - 1;
    const open = 1 - totalLevel(faults, 'dieLaneClog', time, lane + 1);
    const flutter = rng === undefined ? 0 : 0.008 * rng.normal();
    const shape = 1 + constants.dieBow * (across ** 2 - 0.5) + 0.5 * constants.dieTilt * across;
    return Math.max(open, 0.01) * shape * (1 + flutter);
  });
  const sum = weights.reduce((left, right) => left + right, 0);
  return weights.map((weight) => weight / sum);
}

function advanceZones(state: LineState, dt: number, noise: LineNoise, steady: boolean): void {
  for (const zone of state.zones) {
    if (!steady) zone.disturbance += (-zone.disturbance * dt) / 40 + 0.02 * noise.air.normal();
    zone.airTemperature = actual(state, `${zone.station.id}.airTemperature`) + zone.disturbance;
    zone.airVelocity = actual(state, `${zone.station.id}.airVelocity`);
    const exhaust = exhaustPerVelocity * zone.airVelocity;
    const settled = exhaust > 0 ? zone.evaporation / exhaust : zone.vapour + zone.evaporation * dt;
    zone.vapour +=
      (settled - zone.vapour) * -Math.expm1((-dt * Math.max(exhaust, 1e-3)) / zoneVolume);
    const heatTransfer = state.constants.heatTransfer * (zone.airVelocity / 10) ** 0.7;
    zone.wetBulb = wetBulb({ temperature: zone.airTemperature, heatTransfer, vapour: zone.vapour });
  }
}

/** Solvent per solids at which the pores of a packing are full [kg.kg-1]. */
function fullPores(state: LineState, porosity: number): number {
  const { recipe } = state.definition;
  return (porosity * recipe.solventDensity) / ((1 - porosity) * state.solidDensity);
}

function dry(state: LineState, dt: number): void {
  const { constants, definition, web, zones } = state;
  const area = (definition.coatedWidth / web.lanes) * web.segmentLength;
  const lot =
    constants.porosityPerHumidity * (state.humidity - 0.45) +
    (constants.porosityPerHour * Math.max(state.time, 0)) / 3600;
  for (const zone of zones) {
    let evaporated = 0;
    const { rate, temperature: wet } = zone.wetBulb;
    const packed = constants.dryPorosity + constants.dryPorosityPerRate * (rate / 2.5e-3 - 1) + lot;
    const { position, length } = zone.station;
    web.between(position, position + length, (segment) => {
      for (let lane = 0; lane < web.lanes; lane++) {
        const i = web.at(segment, lane);
        const solids = web.solids[i]!;
        if (solids === 0) continue;
        const porosity = web.stage[i] === webStages.wet ? packed : web.porosity[i]!;
        const full = fullPores(state, porosity);
        const critical = constants.criticalSaturation * full;
        const before = web.solvent[i]! / solids;
        const after = dryFor(before, rate / solids, critical, constants.fallingRateExponent, dt);
        evaporated += (before - after) * solids * area;
        web.solvent[i] = after * solids;
        const activity = Math.min(after / critical, 1) ** constants.fallingRateExponent;
        const target = zone.airTemperature - (zone.airTemperature - wet) * activity;
        web.temperature[i] =
          web.temperature[i]! + (target - web.temperature[i]!) * -Math.expm1(-dt / 4);
        if (web.stage[i] === webStages.wet && after <= full) {
          web.stage[i] = webStages.consolidated;
          web.porosity[i] = packed;
        }
      }
    });
    zone.evaporation = evaporated / dt;
  }
}

function calender(state: LineState, moved: number): void {
  const { constants, definition, web } = state;
  const { position } = theStation(definition.path, 'calender');
  web.between(position, position + moved, (segment) => {
    let thickness = 0;
    for (let lane = 0; lane < web.lanes; lane++) {
      const i = web.at(segment, lane);
      if (web.stage[i] !== webStages.consolidated) continue;
      const solids = web.solids[i]!;
      const before = web.porosity[i]!;
      const heckelConstant =
        constants.heckelConstant *
        (1 + constants.heckelPerKelvin * (state.rollTemperature - zeroCelsius - 80)) *
        (0.18 / solids) ** constants.heckelLoadingPower;
      const filled = web.solvent[i]! / solids / fullPores(state, before);
      const { porosity, pressure } = compact(
        before,
        solids / ((1 - before) * state.solidDensity),
        (before * filled) / (1 - before + before * filled),
        {
          lineLoad: actual(state, 'calender.lineLoad'),
          rollRadius: constants.rollRadius,
          rollModulus: constants.rollModulus,
          heckelConstant,
          springBack: constants.springBack,
        },
      );
      web.porosity[i] = porosity;
      web.stage[i] = webStages.calendered;
      state.nipPressure = pressure;
      thickness += solids / ((1 - porosity) * state.solidDensity) / web.lanes;
    }
    state.nipThickness = thickness;
  });
}

/** Thickness of the coating at a ring index [m]: solids and liquid while wet, the packing once consolidated. */
export function coatingThickness(state: LineState, i: number): number {
  const { web, definition } = state;
  const solid = web.solids[i]! / state.solidDensity;
  if (web.stage[i] === webStages.bare) return 0;
  if (web.stage[i] === webStages.wet) {
    return solid + web.solvent[i]! / definition.recipe.solventDensity;
  }
  return solid / (1 - web.porosity[i]!);
}

/** Solvent in the air of a zone as volume fraction [-]. */
export function vapourFraction(zone: ZoneState): number {
  return (zone.vapour * gasConstant * zone.airTemperature) / molarMass / standardAtmosphere;
}
