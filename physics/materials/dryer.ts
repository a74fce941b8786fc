import type { ConstantOrigins } from './constant-origins.ts';

/** Geometry of an array of slot nozzles that blow on the web. */
export interface SlotNozzles {
  /** Width of a slot [m]. */
  readonly slotWidth: number;
  /** Distance between slots along the web [m]. */
  readonly pitch: number;
  /** Distance from nozzle to web [m]. */
  readonly distance: number;
}

/** The machine side of drying: what zone settings mean, and what becomes of the air. */
export interface Dryer {
  readonly name: string;
  /** Heat transfer over that of the correlation for nozzles [-]: what a calibration finds. Mass transfer goes with it. */
  readonly heatTransferFactor: number;
  /** Nozzles above and below the web, for zones that do not bring their own. */
  readonly nozzles: SlotNozzles;
  /** Share of the sensible heat of the exhaust, above ambient, that fresh air takes back [-], 0 to 1. */
  readonly heatRecovery: number;
  /** Share of the exhausted solvent that condenser or scrubber hold back [-], 0 to 1. */
  readonly solventCapture: number;
  /** Pressure that the circulating fan gives, over the dynamic pressure of the jets [-], >= 1. */
  readonly fanPressureRatio: number;
  /** Work done on the air over electrical work of fan and motor [-], 0 to 1. */
  readonly fanEfficiency: number;
  readonly origins: ConstantOrigins;
}

/** Dryer of the demonstration line. */
export const demonstrationDryer: Dryer = {
  name: 'demonstration dryer',
  heatTransferFactor: 1,
  nozzles: { slotWidth: 3e-3, pitch: 80e-3, distance: 20e-3 },
  heatRecovery: 0.6,
  solventCapture: 0.98,
  fanPressureRatio: 3,
  fanEfficiency: 0.6,
  origins: {
    heatTransferFactor: {
      origin: 'assumed',
      relativeSd: 0.15,
      source: 'correlation as it is; arrays of nozzles are measured within some 15 % of it',
    },
    nozzles: { origin: 'assumed', relativeSd: 0.05, source: 'demonstration machine' },
    heatRecovery: {
      origin: 'assumed',
      relativeSd: 0.2,
      source: 'usual for plate and rotary exchangers between exhaust and fresh air',
    },
    solventCapture: {
      origin: 'assumed',
      relativeSd: 0.01,
      source: 'usual for condensers of N-methyl-2-pyrrolidone with a scrubber',
    },
    fanPressureRatio: {
      origin: 'assumed',
      relativeSd: 0.4,
      source: 'jets take a third of the pressure, filters, heater and ducts the rest',
    },
    fanEfficiency: { origin: 'assumed', relativeSd: 0.15, source: 'usual for radial fans' },
  },
};
