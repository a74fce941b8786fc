import { demonstrationPath } from '../../process/web-path.ts';
import type { LineDefinition } from '../line-definition.ts';
import {
  fourZoneExhaust,
  inlineActuators,
  inlineMachine,
  nmc622RichBinderSlurry,
  nmc622Slurry,
  nmc622Specification,
  noisyOnly,
} from './electrode-line.ts';

/**
 * The demonstration line: NMC622, 180 g/m2, 6 m/min, calendered to a porosity of about 0.32. From 180 s on the rolls
 * lose heat, and from 240 s on the slurry grows richer: porosity leaves 0.305-0.335 upward until the load is raised.
 */
export const demoLine: LineDefinition = {
  name: 'demo',
  description:
    'inline line, one side: coat 180 g/m2, dry, calender to a porosity of 0.32, at 6 m/min; rolls cool and slurry grows richer',
  path: demonstrationPath,
  machines: [inlineMachine(demonstrationPath)],
  coatedWidth: 0.3,
  foilThickness: 15e-6,
  exhaustPerVelocity: fourZoneExhaust,
  recipe: nmc622Slurry,
  otherRecipe: nmc622RichBinderSlurry,
  instruments: noisyOnly,
  specifications: [nmc622Specification(180)],
  actuators: inlineActuators(demonstrationPath, {
    webSpeed_m_per_min: 6,
    pumpFlow_mL_per_min: 223.5,
    dieGap_um: 200,
    airTemperature_degC: [95, 110, 120, 110],
    airVelocity_m_per_s: 10,
    lineLoad_N_per_mm: 115,
    rollTemperature_degC: 80,
  }),
  faults: [
    { kind: 'rollThermalDrift', unit: 'calender', at_s: 180, ramp_s: 240, magnitude: -25 },
    { kind: 'slurryDrift', unit: 'coater', at_s: 240, ramp_s: 240, magnitude: 0.01 },
  ],
};
