import type { Station } from '../process/web-path.ts';
import type { WetBulb } from './laws/characteristic-drying.ts';

/** Air of one dryer zone as it is now. SI. */
export interface ZoneState {
  readonly station: Station;
  /** Place among all zones of the line. */
  readonly index: number;
  readonly airTemperatureActuator: number;
  readonly airVelocityActuator: number;
  readonly lossSlot: number;
  /** Exhaust flow per velocity of its jets: how far its damper is open [m3.s-1 per m.s-1]. */
  readonly exhaustPerVelocity: number;
  /** Slow disturbance of the air temperature [K]. */
  disturbance: number;
  airTemperature: number;
  airVelocity: number;
  /** Solvent vapour [kg.m-3]. */
  vapour: number;
  wetBulb: WetBulb;
  /** Solvent leaving the film in this zone [kg.s-1]. */
  evaporation: number;
  /** Heat that the air heater gives, and that the web takes [W]. */
  heater: number;
  webPower: number;
  /** Power at which the heater sticks [W], and the level of its loss then [-]; NaN while it is regulated. */
  heldPower: number;
  heldLoss: number;
}
