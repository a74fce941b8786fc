import type { WebState } from '../web-state.ts';
import type { ZoneState } from '../zone-state.ts';

/** A law of drying of the true line: what the air of a zone does to a place of the web. */
export interface DryingLaw {
  /** Takes the air of the zone as it is for the step; `humidity` is that of the room [-]. */
  enter(zone: ZoneState, humidity: number): void;
  /**
   * Dries one side at a place for a time: changes its solvent, temperature, stage, porosity and binder.
   * @param capacity - heat capacity of the web at the start [J.m-2.K-1]
   * @param duration - [s], > 0
   */
  dry(web: WebState, i: number, capacity: number, duration: number): void;
  /** Latent heat at a temperature [J.kg-1]. */
  latentHeat(temperature: number): number;
}

/**
 * Binder at the surface over binder at the foil when the solids touch, 1 + a Pe / (1 + Pe / b), with the Peclet number
 * of the falling surface, Pe = rate height / (density of the liquid x diffusivity of the binder): rises with drying
 * rate and height and ends at 1 + a b. Shape and limit are assumptions of this line.
 * @param rate - drying rate [kg.m-2.s-1]
 * @param height - of the film [m]
 * @param law - a, b [-], diffusivity [m2.s-1] over density [kg.m-3] as one constant [kg.m-1.s-1]
 */
export function binderRatioOf(
  rate: number,
  height: number,
  law: { readonly gain: number; readonly limit: number; readonly diffusion: number },
): number {
  const peclet = (rate * height) / law.diffusion;
  return 1 + (law.gain * peclet) / (1 + peclet / law.limit);
}
