import { shortPath } from '../../process/web-path.ts';
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

/** The same line a quarter as long, with a coating of 70 g/m2 that dries in 20 s; for quick trials. No default faults. */
export const shortLine: LineDefinition = {
  name: 'short',
  description:
    'the same a quarter as long, 70 g/m2, for quick trials; nothing goes wrong by itself',
  path: shortPath,
  machines: [inlineMachine(shortPath)],
  coatedWidth: 0.3,
  foilThickness: 15e-6,
  exhaustPerVelocity: fourZoneExhaust,
  recipe: nmc622Slurry,
  otherRecipe: nmc622RichBinderSlurry,
  instruments: noisyOnly,
  specifications: [nmc622Specification(70)],
  actuators: inlineActuators(shortPath, {
    webSpeed_m_per_min: 6,
    pumpFlow_mL_per_min: 86.9,
    dieGap_um: 100,
    airTemperature_degC: [115, 135, 145, 140],
    airVelocity_m_per_s: 12,
    lineLoad_N_per_mm: 49,
    rollTemperature_degC: 80,
  }),
  faults: [],
};
