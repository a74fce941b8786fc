import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { processVariables } from './variables.ts';

/** Part of the yield pressure over which a foil goes over from elastic to flowing. */
const yieldWidth = 0.05;

/**
 * Length that the foil gains over its length because it yields under the particles that the rolls press on it:
 *
 *   e = s(K p - 2 k) / H,   2 k = 2 Y / sqrt(3)
 *
 * A foil that cannot spread across the web flows along it when the pressure on it exceeds the yield stress in plane strain
 * 2 k; particles press harder than the coating on the mean, by K. The ramp s(x) = w ln(1 + exp(x / w)) is smooth over
 * w = 5 % of 2 k. Hardening beyond yield is taken as one modulus H.
 * @param material - yieldStress Y [Pa], stretchModulus H [Pa], foilPressureFactor K [-]
 * @param peakPressure - p in the nip [Pa]
 * @returns e [-], next to 0 below yield
 * @throws PhysicsError PHY_OUT_OF_RANGE
 * @remarks An estimate that says which foils stretch; the measured elongation of a line goes into the compaction's
 *   `elongationCompliance`.
 * @see Roberts1978, Cold Rolling of Steel, ISBN 0-8247-6780-2, for yield in plane strain; the factor K is of this repository
 */
export function yieldElongation(
  { foilMechanics, pressed }: Pick<ElectrodeMaterial, 'foilMechanics' | 'pressed'>,
  peakPressure: number,
): number {
  checkBetween('peak pressure', peakPressure, { min: 0, max: Number.MAX_VALUE, unit: 'Pa' });
  const yieldPressure = (2 / Math.sqrt(3)) * foilMechanics.yieldStress;
  const width = yieldWidth * yieldPressure;
  const excess = (pressed.foilPressureFactor * peakPressure - yieldPressure) / width;
  const ramp = Math.max(excess, 0) + Math.log1p(Math.exp(-Math.abs(excess)));
  return (width * ramp) / foilMechanics.stretchModulus;
}

/** The web between two rolls. */
interface PulledWeb {
  /** Pull on the whole web [N]. */
  readonly webTension: number;
  /** [m] */
  readonly coatedWidth: number;
  /** Of the foil with its bare edges [m]. */
  readonly foilWidth: number;
}

/**
 * Share of the web's tension that is left in the coated part when the bare edges, which the rolls did not stretch, pull
 * back:
 *
 *   N_bare = (W - W_c) t Y tanh(E e / Y)
 *   share  = 1 - N_bare / F
 *
 * The coated part is longer by e; to lie flat the edges must stretch with it, elastically and then at their yield stress Y.
 * Below 0 the coated part would have to be pushed, which a thin foil answers with waves along the edge. The stiffness of the
 * coating and the stress of bending are left out; tanh is a smooth form of elastic, ideally plastic.
 * @param material - foil thickness t [m]; foilMechanics E, Y [Pa]
 * @param web - webTension F [N] > 0, coatedWidth W_c, foilWidth W >= W_c [m]
 * @param elongation - e [-]
 * @throws PhysicsError PHY_OUT_OF_RANGE, also where the foil is narrower than its coating
 * @see the defect: Guenther et al. 2020, Energy Technol. 8, 1900026, doi:10.1002/ente.201900026 (not read); that the waves
 *   stand where coating and bare foil meet and go away when the edges are stretched: Bold, dissertation, Karlsruhe (summary
 *   read). The balance of forces is of this repository
 */
export function tensionLeft(
  { foil, foilMechanics }: Pick<ElectrodeMaterial, 'foil' | 'foilMechanics'>,
  web: PulledWeb,
  elongation: number,
): number {
  const tension = checkRange(processVariables.webTension, web.webTension);
  checkRange(processVariables.webTension, tension, { min: Number.MIN_VALUE });
  const coatedWidth = checkRange(processVariables.coatedWidth, web.coatedWidth);
  const foilWidth = checkRange(processVariables.coatedWidth, web.foilWidth, {
    name: 'width of the foil',
    min: coatedWidth,
  });
  const { youngsModulus, yieldStress } = foilMechanics;
  const stress = yieldStress * Math.tanh((youngsModulus * elongation) / yieldStress);
  return 1 - ((foilWidth - coatedWidth) * foil.thickness * stress) / tension;
}
