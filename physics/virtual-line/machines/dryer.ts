import { gasConstant, standardAtmosphere } from '../../core/constants.ts';
import type { Rng } from '../../core/random.ts';
import { fullPores } from '../coating-on-web.ts';
import { dryFor, molarMass, wetBulb } from '../laws/drying.ts';
import { actual, type LineState, type ZoneState } from '../line-state.ts';
import { webStages } from '../web.ts';

/** Volume of air of a zone [m3]. */
const zoneVolume = 0.6;
/** Exhaust flow of a zone per 1 m/s of jets [m3.s-1 per m.s-1]. */
export const exhaustPerVelocity = 0.012;

/** Air of the zones as their machines and the drying film leave it; without `rng` there is no disturbance. */
export function advanceAir(state: LineState, dt: number, rng: Rng | undefined): void {
  for (const zone of state.zones) {
    if (rng !== undefined) {
      zone.disturbance += (-zone.disturbance * dt) / 40 + 0.02 * rng.normal();
    }
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

/** Takes solvent out of the web in the zones; where its pores are no longer full the packing consolidates. */
export function dryWeb(state: LineState, dt: number): void {
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

/** Solvent in the air of a zone as volume fraction [-]. */
export function vapourFraction(zone: ZoneState): number {
  return (zone.vapour * gasConstant * zone.airTemperature) / molarMass / standardAtmosphere;
}
