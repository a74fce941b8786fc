import { shortPath } from '../../process/web-path.ts';
import type { LineDefinition } from '../line-definition.ts';
import { nmc622Slurry, pilotLineActuators } from './electrode-line.ts';

/** The same line a quarter as long, with a coating of 70 g/m2 that dries in 20 s; for quick trials. No default faults. */
export const shortLine: LineDefinition = {
  name: 'short',
  path: shortPath,
  coatedWidth: 0.3,
  foilThickness: 15e-6,
  recipe: nmc622Slurry,
  actuators: pilotLineActuators(shortPath, {
    webSpeed_m_per_min: 6,
    pumpFlow_mL_per_min: 86.9,
    dieGap_um: 100,
    airTemperature_degC: [110, 125, 130, 125],
    airVelocity_m_per_s: 12,
    lineLoad_N_per_mm: 47,
    rollTemperature_degC: 80,
  }),
  faults: [],
};
