import type { ConstantOrigins } from './constant-origins.ts';

/** A slot die over the backing roll. */
export interface SlotDie {
  readonly name: string;
  /** Flow that reaches the web over the flow that the pump shows [-], > 0. */
  readonly pumpFactor: number;
  /** Length of the lip in front of the slot, in web direction [m]. */
  readonly upstreamLip: number;
  /** Length of the lip behind the slot [m]. */
  readonly downstreamLip: number;
  /** Height of the slot inside the die [m]. */
  readonly slotHeight: number;
  /** Slot higher in the middle than at the sides by [m]. */
  readonly slotBow: number;
  /** Slot higher at the operator's right than at the left by [m]. */
  readonly slotTilt: number;
  /** Air pressure in front of the bead below ambient [Pa], >= 0. */
  readonly vacuum: number;
  /** Time constant of the valve that starts and stops patches [s]. */
  readonly valveTime: number;
  readonly noise: SlotDieNoise;
  readonly origins: ConstantOrigins;
}

/** Disturbances of a slot-die coater. */
export interface SlotDieNoise {
  /** Amplitude of the pump's pulsation over its flow [-]. */
  readonly pumpPulsation: number;
  /** Standard deviation of the solids per volume of slurry over a batch, relative [-]. */
  readonly solidsDrift: number;
  /** Standard deviation of the lip's distance by vibration [m]. */
  readonly gapVibration: number;
  /** Frequency of that vibration [Hz]. */
  readonly vibrationFrequency: number;
  /** Standard deviation of web speed, relative [-]. */
  readonly webSpeedRipple: number;
}

/** A comma bar: a cylinder cut to an edge, over the backing roll, with a pool of slurry in front. */
export interface CommaBar {
  readonly name: string;
  /** Gap shown at which the bar touches the foil: foil thickness where the machine is zeroed on the bare roll [m]. */
  readonly gapZero: number;
  /** Film that the bar lays down over that of the model [-], > 0; 1 but for a calibrated machine. */
  readonly filmScale: number;
  /** Radius of the bar [m]. */
  readonly barRadius: number;
  /** Radius of the roll that backs the foil [m]. */
  readonly rollRadius: number;
  /** Length of the flat land at the edge, parallel to the foil [m], >= 0. */
  readonly landLength: number;
  /** Largest height of the pool that the dams hold [m]. */
  readonly damHeight: number;
  /** Gap wider in the middle than at the sides by [m]. */
  readonly gapBow: number;
  /** Gap wider at the operator's right than at the left by [m]. */
  readonly gapTilt: number;
  /** Time in which the bar lifts off or comes down for a patch [s]. */
  readonly liftTime: number;
  readonly noise: CommaBarNoise;
  readonly origins: ConstantOrigins;
}

/** Disturbances of a comma-bar coater. */
export interface CommaBarNoise {
  /** Standard deviation of the gap: run-out of bar and roll, vibration, foil thickness [m]. */
  readonly gap: number;
  /** Standard deviation of everything that acts in proportion to the film [-]. */
  readonly relative: number;
  /** Standard deviation of web speed, relative [-]. */
  readonly webSpeedRipple: number;
}

/** What stirs a batch. */
export interface Mixer {
  readonly name: string;
  /** Mean shear rate per revolution of the tool (Metzner and Otto) [-]. */
  readonly shearPerTurn: number;
  /** Highest speed of the tool [s-1]. */
  readonly maximumSpeed: number;
  /** Depth of the batch in its vessel [m]. */
  readonly fillDepth: number;
  readonly scatter: MixerScatter;
  readonly origins: ConstantOrigins;
}

/** Differences between batches of one recipe, standard deviations. */
export interface MixerScatter {
  /** Of the mass of solids weighed in, relative [-]. */
  readonly solidsWeighing: number;
  /** Of the mass of liquid weighed in, relative [-]. */
  readonly liquidWeighing: number;
  /** Of temperature [K]. */
  readonly temperature: number;
  /** Of the energy put in, by mixing time and load, relative [-]. */
  readonly mixingTime: number;
  /** Of the largest packing, by lots of powder, relative [-]. */
  readonly packing: number;
}
