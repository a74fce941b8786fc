import type { ModelWarning } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { jammingRatio, slurryViscosity, solidsContentFromDensity } from './slurry.ts';
import { processVariables } from './variables.ts';

/** What a slot-die coater is set to and fed with. */
export interface SlotDieSetting {
  /** Slurry volume flow [m3.s-1]. */
  readonly pumpFlow: number;
  /** [m] */
  readonly coatedWidth: number;
  /** [m.s-1], > 0 */
  readonly webSpeed: number;
  /** Distance from lip to foil [m]. */
  readonly dieGap: number;
  /** By the density meter in the feed line [kg.m-3]. */
  readonly slurryDensity: number;
  /** [K] */
  readonly slurryTemperature: number;
}

/** Wet film of one side behind the die. */
export interface WetFilm {
  /** [m] */
  readonly wetThickness: number;
  /** Solids per area [kg.m-2]. */
  readonly loading: number;
  /** Solvent per area [kg.m-2]. */
  readonly solventLoading: number;
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
  /** At the shear rate web speed / die gap [Pa.s]. */
  readonly slurryViscosity: number;
  /** [K] */
  readonly temperature: number;
  /** Viscosity x web speed / surface tension [-]. */
  readonly capillaryNumber: number;
  /** [m] */
  readonly thinnestStableFilm: number;
  readonly warnings: readonly ModelWarning[];
}

/**
 * Thinnest film that a slot die coats without breaking into streaks: the downstream meniscus can not be more curved
 * than half the space between film and lip allows. With the film-drag pressure 1.34 Ca^(2/3) sigma / t against
 * sigma / ((G - t) / 2) this is Ca = 0.65 (2 / (G/t - 1))^(3/2), or
 *
 *   t_min = G / (1 + 2 (0.65 / Ca)^(2/3))
 *
 * @param dieGap - G [m]
 * @param capillaryNumber - Ca [-], > 0; the law is one of small Ca and is extrapolated above 1
 * @returns t_min [m], in (0, G)
 * @see Carvalho and Kheshgi 2000, AIChE J. 46(10), 1907-1917, doi:10.1002/aic.690461003 (the limit; the paper was not read: the form is derived here
 *   from the film-drag law of Landau and Levich 1942, whose constant gives 1.34^(-3/2) = 0.645, rounded to 0.65)
 */
export function thinnestStableFilm(dieGap: number, capillaryNumber: number): number {
  return dieGap / (1 + 2 * (0.65 / capillaryNumber) ** (2 / 3));
}

/**
 * Slot-die coating of one side. The film is pre-metered, h = pumpFlow / (coatedWidth x webSpeed), and its solids come
 * from the density of the slurry.
 * @param setting - ranges as in the table of process variables
 * @returns the film; outside the coating window with the warning COATING_LOW_FLOW_LIMIT that says how far, and with
 *   COATING_LIMIT_EXTRAPOLATED where the limit itself lies outside its law
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function coatSlotDie(material: ElectrodeMaterial, setting: SlotDieSetting): WetFilm {
  const { slurryDensity, slurryTemperature } = setting;
  const pumpFlow = checkRange(processVariables.pumpFlow, setting.pumpFlow);
  const coatedWidth = checkRange(processVariables.coatedWidth, setting.coatedWidth);
  const dieGap = checkRange(processVariables.dieGap, setting.dieGap);
  const webSpeed = checkBetween('webSpeed', setting.webSpeed, {
    min: 1e-4,
    max: processVariables.webSpeed.max,
    unit: 'm.s-1',
  });
  const wetThickness = checkRange(
    processVariables.wetThickness,
    pumpFlow / (coatedWidth * webSpeed),
  );
  const solidsContent = solidsContentFromDensity(material, slurryDensity, slurryTemperature);
  const viscosity = slurryViscosity(material, {
    solidsContent,
    temperature: slurryTemperature,
    shearRate: webSpeed / dieGap,
  });
  const capillaryNumber = (viscosity * webSpeed) / material.solvent.surfaceTension;
  const limit = thinnestStableFilm(dieGap, capillaryNumber);
  const jamming = jammingRatio(material, solidsContent, slurryTemperature);
  const slurryLoading = wetThickness * slurryDensity;
  return {
    wetThickness,
    loading: slurryLoading * solidsContent,
    solventLoading: slurryLoading * (1 - solidsContent),
    solidsContent,
    slurryViscosity: viscosity,
    temperature: slurryTemperature,
    capillaryNumber,
    thinnestStableFilm: limit,
    warnings: [
      ...(wetThickness < limit ? [lowFlow(wetThickness, limit)] : []),
      ...(capillaryNumber > 1 ? [extrapolated(capillaryNumber)] : []),
      ...(jamming > 0.95 ? [nearJamming(jamming)] : []),
    ],
  };
}

function lowFlow(wetThickness: number, limit: number): ModelWarning {
  const [film, thinnest] = [wetThickness, limit].map((length) => toUnit(length, 'um').toFixed(1));
  return {
    code: 'COATING_LOW_FLOW_LIMIT',
    message: `the wet film of ${film} um is thinner than the ${thinnest} um that this die coats without streaks: more flow, less speed or a smaller die gap`,
    data: { wetThickness, thinnestStableFilm: limit, shortBy: limit - wetThickness },
  };
}

function extrapolated(capillaryNumber: number): ModelWarning {
  return {
    code: 'COATING_LIMIT_EXTRAPOLATED',
    message: `the low-flow limit is a law of small capillary numbers and is used at ${capillaryNumber.toFixed(2)}`,
    data: { capillaryNumber, largest: 1 },
  };
}

function nearJamming(ratio: number): ModelWarning {
  return {
    code: 'VISCOSITY_NEAR_JAMMING',
    message: `solids fill ${(100 * ratio).toFixed(1)} % of the largest packing: the viscosity is very uncertain`,
    data: { jammingRatio: ratio, largest: 0.95 },
  };
}
