import {
  demonstrationPress,
  demonstrationRolls,
} from '../../physics/materials/demonstration-press.ts';
import { nmc622Demonstration } from '../../physics/materials/nmc622-demonstration.ts';
import type { SlotDieSetting } from '../../physics/process/coating.ts';
import type { DryerZone } from '../../physics/process/drying.ts';
import { slurryDensity } from '../../physics/process/slurry.ts';

/** The nominal point of the demonstration line, for tests of the process physics. */
export const material = nmc622Demonstration;
export const press = demonstrationPress;
export const rolls = demonstrationRolls;
/** 6 m/min [m.s-1]. */
export const webSpeed = 0.1;
const slurryTemperature = 298.15;

/** Settings of the die for a loading [kg.m-2] at 0.70 solids. */
export function slotDieSetting(loading: number, dieGap: number, of = material): SlotDieSetting {
  const density = slurryDensity(of, 0.7, slurryTemperature);
  const coatedWidth = 0.3;
  const pumpFlow = (loading / (0.7 * density)) * coatedWidth * webSpeed;
  return {
    pumpFlow,
    coatedWidth,
    webSpeed,
    dieGap,
    slurryDensity: density,
    slurryTemperature,
  };
}

/** Four zones at 80, 100, 115, 110 degC. */
export function dryerZones(length: number, airVelocity: number): DryerZone[] {
  return [353.15, 373.15, 388.15, 383.15].map((airTemperature) => ({
    length,
    airTemperature,
    airVelocity,
    solventContent: 5e-4,
  }));
}
