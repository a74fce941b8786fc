import { checkRange } from '../core/variables.ts';
import { dryAir } from '../materials/dry-air.ts';
import type { SlotNozzles } from '../materials/dryer.ts';
import { processVariables } from './variables.ts';

/** Reynolds numbers of the correlation. */
export const fittedReynolds = { min: 1500, max: 40_000 };

/** Heat transfer of one side of the web. */
export interface JetHeatTransfer {
  /** [W.m-2.K-1] */
  readonly coefficient: number;
  /** [-] */
  readonly reynolds: number;
  /** True outside the Reynolds numbers of the correlation, still air included. */
  readonly extrapolated: boolean;
}

/**
 * Mean heat transfer below an array of slot nozzles,
 *
 *   Nu = 2/3 f0^(3/4) (2 Re / (f / f0 + f0 / f))^(2/3) Pr^0.42,  f0 = (60 + 4 (H / S - 2)^2)^(-1/2),
 *
 * with S twice the slot width, Re = velocity S / nu, Nu = h S / k, f slot width over pitch and H the distance.
 * @param velocity - of the jets at the nozzles [m.s-1]
 * @param temperature - of the air [K]
 * @remarks Valid for Re 1500 to 40000, f 0.008 to 2.5 f0, H / S 1 to 40; still air transfers nothing here.
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @see Martin1977, Heat and Mass Transfer between Impinging Gas Jets and Solid Surfaces, Adv. Heat Transfer 13, 1-60, doi:10.1016/S0065-2717(08)70221-1
 */
export function jetHeatTransfer(
  nozzles: SlotNozzles,
  velocity: number,
  temperature: number,
): JetHeatTransfer {
  checkRange(processVariables.airVelocity, velocity);
  checkRange(processVariables.airTemperature, temperature);
  const air = dryAir(temperature);
  const size = 2 * nozzles.slotWidth;
  const open = nozzles.slotWidth / nozzles.pitch;
  const bestOpen = 1 / Math.sqrt(60 + 4 * (nozzles.distance / size - 2) ** 2);
  const reynolds = (velocity * size) / air.kinematicViscosity;
  const spread = open / bestOpen + bestOpen / open;
  const nusselt =
    (2 / 3) * bestOpen ** 0.75 * ((2 * reynolds) / spread) ** (2 / 3) * air.prandtl ** 0.42;
  return {
    coefficient: (nusselt * air.conductivity) / size,
    reynolds,
    extrapolated: reynolds < fittedReynolds.min || reynolds > fittedReynolds.max,
  };
}

/**
 * Mass transfer that goes with a heat transfer, by the Lewis relation with the exponent of the same correlation,
 * Sh / Nu = (Sc / Pr)^0.42, so that k = h / (rho c_p) (alpha / D)^(0.42 - 1).
 * @param coefficient - h [W.m-2.K-1]
 * @param temperature - of the air [K]
 * @param diffusivity - D of the vapour in air [m2.s-1]
 * @returns k [m.s-1]
 * @see Martin1977 as above
 */
export function lewisMassTransfer(
  coefficient: number,
  temperature: number,
  diffusivity: number,
): number {
  const { conductivity, thermalDiffusivity } = dryAir(temperature);
  const perHeat = thermalDiffusivity / conductivity;
  return coefficient * perHeat * (thermalDiffusivity / diffusivity) ** (0.42 - 1);
}
