import { pilotCalenderingPath, pilotCoatingPath } from '../../process/web-path.ts';
import type { LineDefinition, ScannerRow } from '../line-definition.ts';
import {
  calenderActuators,
  coaterActuators,
  dryerActuators,
  fourZoneExhaust,
  nmc622RichBinderSlurry,
  nmc622Slurry,
  nmc622Specification,
  speedActuator,
  tensionActuators,
} from './electrode-line.ts';

/** Traversing heads of both machines: demonstration gauges. */
const scanner: ScannerRow = {
  crossing: 15,
  turn: 1.5,
  overrun: 0.025,
  spot: 0.025,
  standardiseEvery: 900,
  standardiseFor: 25,
  drift: 0.002,
};

/**
 * A pilot line with machines of their own: a coating machine that coats side A and then side B of mother coils of
 * 300 m, and a calendering machine that takes them from the other end. All numbers are those of a demonstration
 * machine, near the demonstration line's.
 */
export const pilotLine: LineDefinition = {
  name: 'pilot',
  description:
    'coating and calendering machines of their own: mother coils of 300 m, coated on both sides and calendered in one or two passes',
  path: pilotCoatingPath,
  machines: [
    {
      id: 'coatingMachine',
      path: pilotCoatingPath,
      unwinder: 'coatingUnwinder',
      rewinder: 'coatingRewinder',
      drive: 'coatingMachine.webSpeed',
      windLead: 1.5,
      geared: true,
      scanner,
    },
    {
      id: 'calenderingMachine',
      path: pilotCalenderingPath,
      unwinder: 'calenderingUnwinder',
      rewinder: 'calenderingRewinder',
      drive: 'calenderingMachine.webSpeed',
      windLead: 1,
      geared: false,
      scanner,
    },
  ],
  coatedWidth: 0.3,
  foilThickness: 15e-6,
  exhaustPerVelocity: fourZoneExhaust,
  recipe: nmc622Slurry,
  otherRecipe: nmc622RichBinderSlurry,
  actuators: [
    speedActuator('coatingMachine', 6),
    speedActuator('calenderingMachine', 8),
    ...coaterActuators({ pumpFlow_mL_per_min: 223.5, dieGap_um: 200 }),
    ...dryerActuators(pilotCoatingPath, {
      airTemperature_degC: [95, 110, 120, 110],
      airVelocity_m_per_s: 10,
    }),
    ...calenderActuators({ lineLoad_N_per_mm: 160, rollTemperature_degC: 80 }),
    ...tensionActuators('coatingUnwinder', 'coatingRewinder'),
    ...tensionActuators('calenderingUnwinder', 'calenderingRewinder'),
  ],
  instruments: { bias: 1, drift: 0.5, dropout: 2e-5 },
  specifications: [nmc622Specification(180), nmc622Specification(150)],
  campaign: {
    coilLength: 300,
    foilRollLength: 500,
    products: [
      {
        name: 'NMC622-180',
        solidsContent: 0.68,
        passes: 1,
        setpoints: {
          'coatingMachine.webSpeed': 6,
          'coater.pumpFlow': 223.5,
          'coater.dieGap': 200,
          'calenderingMachine.webSpeed': 8,
          'calender.lineLoad': 160,
        },
      },
      {
        name: 'NMC622-150',
        solidsContent: 0.68,
        passes: 2,
        setpoints: {
          'coatingMachine.webSpeed': 6.5,
          'coater.pumpFlow': 202,
          'coater.dieGap': 170,
          'calenderingMachine.webSpeed': 10,
          'calender.lineLoad': 120,
        },
      },
    ],
    plan: [
      { product: 'NMC622-180', coils: 2 },
      { product: 'NMC622-150', coils: 1 },
    ],
    lanesSwapped: true,
    batchMass: 40,
    batchesPerLot: [2, 3, 4],
    coilChange: 360,
    rampUpScrap: 3,
    spliceScrap: 0.5,
    standingLimit: 60,
    stops: [
      { machine: 'coatingMachine', job: 2, metre: 150, duration: 240 },
      { machine: 'calenderingMachine', job: 1, metre: 200, duration: 120 },
    ],
    laboratory: {
      metres: [10, 150, -10],
      lanes: [1, 3, 5],
      punchArea: 1.13e-4,
      punches: 3,
      delay: 3600,
      queue: 1800,
    },
  },
  faults: [],
};
