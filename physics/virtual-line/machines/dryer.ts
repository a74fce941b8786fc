import { gasConstant, standardAtmosphere } from '../../core/constants.ts';
import { sideHeatTransfer } from '../laws/characteristic-curve.ts';
import { molarMass, wetBulb } from '../laws/characteristic-drying.ts';
import { heatZero, liquidCapacity, webCapacity } from '../laws/web-heat.ts';
import type { LineState } from '../line-state.ts';
import type { MachineState } from '../machine-state.ts';
import { hotTemperature } from '../truth-variables.ts';
import type { ZoneState } from '../zone-state.ts';

/** Volume of air of a zone [m3], and its heat capacity with 1 kg.m-3 and 1008 J.kg-1.K-1 [J.K-1]. */
export const zoneVolume = 0.6;
const zoneCapacity = zoneVolume * 1008;
/** Heat capacity of exhaust air [J.m-3.K-1]. */
const exhaustCapacity = 950;
/** Solvent over solids below which the side that is not coated counts as dry [-]. */
const wetFrom = 1e-6;
/** Heat through the walls of a zone [W.K-1]: demonstration machine. */
const wallLoss = 12;

/** Air temperature and jets of the zones as their machines leave them. */
export function advanceAir(state: LineState, { zones }: MachineState, dt: number): void {
  const { actuators, constants } = state;
  for (let z = 0; z < zones.length; z++) {
    const zone = zones[z]!;
    const before = zone.airTemperature;
    if (actuators.stuck[zone.airTemperatureActuator] !== 0) driftAir(state, zone, dt);
    else regulateAir(state, zone);
    zone.airVelocity = actuators.mean[zone.airVelocityActuator]!;
    zone.heater = zoneCapacity * (zone.airTemperature - before);
    if (state.laws.kind === 'matched') continue;
    const heatTransfer = sideHeatTransfer(constants, zone.airVelocity);
    zone.wetBulb = wetBulb(
      { temperature: zone.airTemperature, heatTransfer, vapour: zone.vapour },
      zone.wetBulb.temperature,
    );
  }
}

/** The controller holds the air where it is set, but for what the zone loses and a slow disturbance. */
function regulateAir({ actuators, levels, ambientTemperature }: LineState, zone: ZoneState): void {
  const loss = levels.level(zone.lossSlot);
  const i = zone.airTemperatureActuator;
  if (!Number.isNaN(zone.heldPower)) {
    zone.heldPower = Number.NaN;
    // Freed, it goes on from the air that there is.
    if (loss < 1) {
      actuators.resume(i, (zone.airTemperature - loss * ambientTemperature) / (1 - loss));
    }
  }
  const set = actuators.mean[i]!;
  zone.airTemperature = set - loss * (set - ambientTemperature) + zone.disturbance;
}

/**
 * The air behind a heater that sticks at its power, C dT/dt = P - G (T - T_room) - P_web: it follows the room, the jets
 * and the web. The limiter lets no zone become hotter than can be set, and
 * none is colder than the room whose air it takes in.
 */
function driftAir(
  { actuators, levels, ambientTemperature }: LineState,
  zone: ZoneState,
  dt: number,
): void {
  const loss = levels.level(zone.lossSlot);
  const conductance = exhaustFlow(zone) * exhaustCapacity + wallLoss;
  if (Number.isNaN(zone.heldPower)) {
    zone.heldPower = conductance * (zone.airTemperature - ambientTemperature) + zone.webPower;
    zone.heldLoss = loss;
  }
  // A zone that loses its heat loses it from the heater.
  const left = zone.heldLoss < 1 ? Math.max(0, 1 - loss) / (1 - zone.heldLoss) : 1;
  const settled = ambientTemperature + (zone.heldPower * left - zone.webPower) / conductance;
  const temperature =
    settled + (zone.airTemperature - settled) * Math.exp((-conductance * dt) / zoneCapacity);
  const { high } = actuators.rows[zone.airTemperatureActuator]!;
  zone.airTemperature = Math.min(high, Math.max(ambientTemperature, temperature));
}

/**
 * Takes solvent out of the web in the zones and heats it, for exactly as long as the middle of each segment was inside
 * in this step; then brings vapour and heat of each zone to their balance.
 */
export function dryWeb(state: LineState, machine: MachineState, dt: number): void {
  const { web, zones, moved } = machine;
  const { ledger } = state;
  const law = state.laws.drying;
  for (let z = 0; z < zones.length; z++) {
    const zone = zones[z]!;
    const from = zone.station.position;
    const to = from + zone.station.length;
    law.enter(zone, state.humidity);
    const evaporatedBefore = ledger.evaporated[zone.index]!;
    const heatBefore = ledger.webHeat;
    for (let segment = web.newestBehind(from); web.keeps(segment); segment--) {
      const now = web.middle(segment);
      const before = now - moved;
      if (before >= to) break;
      const share = moved > 0 ? (Math.min(now, to) - Math.max(before, from)) / moved : 1;
      if (share > 0) drySegment(state, machine, zone, segment, share * dt);
    }
    const evaporated = ledger.evaporated[zone.index]! - evaporatedBefore;
    zone.evaporation = evaporated / dt;
    advanceVapour(state, zone, evaporated, dt);
    const exhaust =
      exhaustFlow(zone) * exhaustCapacity * (zone.airTemperature - state.ambientTemperature) * dt;
    const losses = wallLoss * (zone.airTemperature - state.ambientTemperature) * dt;
    const toWeb = ledger.webHeat - heatBefore;
    zone.webPower = toWeb / dt;
    const heat = zone.heater + exhaust + losses + toWeb;
    ledger.exhaust += exhaust;
    ledger.losses += losses;
    ledger.heaters += heat;
    ledger.fans += fanPower(zone) * dt;
    zone.heater = heat / dt;
  }
}

/** One segment for a time [s] in a zone. */
function drySegment(
  state: LineState,
  machine: MachineState,
  zone: ZoneState,
  segment: number,
  duration: number,
): void {
  const { web, side } = machine;
  const { ledger, laneArea } = state;
  const s = web.state;
  const law = state.laws.drying;
  const two = web.sides > 1;
  const coated = web.first(segment, side);
  const behind = two ? web.first(segment, 1 - side) : -1;
  for (let lane = 0; lane < web.lanes; lane++) {
    const front = s.solids[coated + lane]! > 0;
    const i = front || !two ? coated + lane : behind + lane;
    if (s.solids[i]! === 0) continue;
    const other = !two ? -1 : (front ? behind : coated) + lane;
    const temperature = s.temperature[i]!;
    const solvent = s.solvent[i]! + (two ? s.solvent[other]! : 0);
    const capacity = webCapacity(s, i, other);
    if (two && s.solvent[other]! > wetFrom * s.solids[other]!) {
      law.dry(s, other, capacity, duration);
      s.temperature[other] = temperature;
    }
    law.dry(s, i, webCapacity(s, i, other), duration);
    state.work.dried++;
    const now = s.temperature[i]!;
    const evaporated = solvent - s.solvent[i]! - (two ? s.solvent[other]! : 0);
    const latent = law.latentHeat(now) * evaporated;
    const carried = liquidCapacity * (now - heatZero) * evaporated;
    const heat =
      webCapacity(s, i, other) * (now - heatZero) -
      capacity * (temperature - heatZero) +
      latent +
      carried;
    ledger.webHeat += heat * laneArea;
    ledger.evaporation += latent * laneArea;
    ledger.vapour += carried * laneArea;
    ledger.evaporated[zone.index] = ledger.evaporated[zone.index]! + evaporated * laneArea;
    if (two) s.temperature[other] = now;
    if (now > s.peakTemperature[i]!) {
      s.peakTemperature[i] = now;
      if (two) s.peakTemperature[other] = now;
    }
    if (now >= hotTemperature) {
      s.hotTime[i] = s.hotTime[i]! + duration;
      if (two) s.hotTime[other] = s.hotTime[i]!;
    }
  }
}

/** Vapour of a zone: c' = (evaporation - exhaust c) / volume, integrated exactly; what leaves follows from the balance. */
function advanceVapour(state: LineState, zone: ZoneState, evaporated: number, dt: number): void {
  const exhaust = exhaustFlow(zone);
  const before = zone.vapour;
  if (exhaust > 0) {
    const settled = evaporated / dt / exhaust;
    zone.vapour += (settled - before) * -Math.expm1((-dt * exhaust) / zoneVolume);
  } else zone.vapour += evaporated / zoneVolume;
  const { exhausted } = state.ledger;
  exhausted[zone.index] = exhausted[zone.index]! + evaporated - zoneVolume * (zone.vapour - before);
}

/** Exhaust of a zone, which goes with its jets [m3.s-1]. */
export function exhaustFlow({ exhaustPerVelocity, airVelocity }: ZoneState): number {
  return exhaustPerVelocity * airVelocity;
}

/** Power of the circulation fan, by the cube of the jets [W]: demonstration fan of 4 kW at 15 m/s. */
export function fanPower({ airVelocity }: ZoneState): number {
  return 1.2 * airVelocity ** 3;
}

/** Heat in the air of a zone over that at the reference temperature [J]. */
export function airHeat({ airTemperature }: ZoneState): number {
  return zoneCapacity * (airTemperature - heatZero);
}

/** Solvent in the air of a zone as volume fraction [-]. */
export function vapourFraction(zone: ZoneState): number {
  return (zone.vapour * gasConstant * zone.airTemperature) / molarMass / standardAtmosphere;
}
