import type { ModelWarning } from '../core/errors.ts';
import { checkRange } from '../core/variables.ts';
import type { SlotDie } from '../materials/coater.ts';
import type { CoatingConstants } from '../materials/coating-constants.ts';
import type { SlurryMaterial } from '../materials/electrode-material.ts';
import { type SlotDieWindow, slotDieWindow } from './coating/slot-die-window.ts';
import { windowWarnings } from './coating/window-warnings.ts';
import { flowCurve, jammingWarnings, tangentPowerLaw, viscosityAt } from './mixing/flow-curve.ts';
import { type SlurryCondition, solidsContentFromDensity, wellMixed } from './slurry.ts';
import { processVariables } from './variables.ts';

/** What coating needs of a material. */
export interface CoatingMaterial extends SlurryMaterial {
  readonly coating: CoatingConstants;
}

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
  /** What mixing has made of the slurry; `wellMixed` by default. */
  readonly condition?: SlurryCondition;
  /** The die with its lips; without it the limits of the bead are not known. */
  readonly die?: SlotDie;
}

/** Wet film of one side behind the coater. */
export interface WetFilm {
  /** [m] */
  readonly wetThickness: number;
  /** Solids per area [kg.m-2]. */
  readonly loading: number;
  /** Solvent per area [kg.m-2]. */
  readonly solventLoading: number;
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
  /** At the shear rate web speed / gap [Pa.s]. */
  readonly slurryViscosity: number;
  /** [K] */
  readonly temperature: number;
  readonly warnings: readonly ModelWarning[];
}

/** Wet film behind a slot die, with where it stands in the coating window. */
export interface SlotDieFilm extends WetFilm, SlotDieWindow {
  /** Of the slurry at rest, as when the film levels [Pa.s]. */
  readonly restViscosity: number;
}

/**
 * Slot-die coating of one side. The film is pre-metered, h = pumpFlow / (coatedWidth x webSpeed), times the die's pump
 * factor where the die is given, and its solids come from the density of the slurry.
 * @param setting - ranges as in the table of process variables
 * @returns the film with its signed distances from the limits of the coating window (`slotDieWindow`); outside it with one of the
 *   warnings COATING_LOW_FLOW_LIMIT, COATING_AIR_ENTRAINMENT, COATING_BEAD_BREAKS, COATING_BEAD_SWELLS that says the defect and how far, and with
 *   COATING_LIMIT_EXTRAPOLATED where the low-flow limit itself lies outside its law
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function coatSlotDie(material: CoatingMaterial, setting: SlotDieSetting): SlotDieFilm {
  const { slurryDensity, slurryTemperature: temperature, condition = wellMixed } = setting;
  const pumpFlow = checkRange(processVariables.pumpFlow, setting.pumpFlow);
  const coatedWidth = checkRange(processVariables.coatedWidth, setting.coatedWidth);
  const dieGap = checkRange(processVariables.dieGap, setting.dieGap);
  const webSpeed = runningSpeed(setting.webSpeed);
  const wetThickness = checkRange(
    processVariables.wetThickness,
    ((setting.die?.pumpFactor ?? 1) * pumpFlow) / (coatedWidth * webSpeed),
  );
  const solidsContent = solidsContentFromDensity(material, slurryDensity, temperature);
  const curve = flowCurve(material, { solidsContent, temperature, condition });
  const shearRate = webSpeed / dieGap;
  const bead = {
    powerLaw: tangentPowerLaw(curve, shearRate),
    viscosity: viscosityAt(curve, shearRate),
    highShearViscosity: curve.highShearViscosity,
    surfaceTension: material.solvent.surfaceTension,
    dieGap,
    webSpeed,
    wetThickness,
  };
  const window = slotDieWindow(material.coating, bead, setting.die);
  const slurryLoading = wetThickness * slurryDensity;
  return {
    wetThickness,
    loading: slurryLoading * solidsContent,
    solventLoading: slurryLoading * (1 - solidsContent),
    solidsContent,
    slurryViscosity: bead.viscosity,
    restViscosity: viscosityAt(curve, 0),
    temperature,
    ...window,
    warnings: [...windowWarnings(window, bead), ...jammingWarnings(curve)],
  };
}

/** @throws PhysicsError PHY_OUT_OF_RANGE for a web that stands still */
export function runningSpeed(webSpeed: number): number {
  return checkRange(processVariables.webSpeed, webSpeed, { min: 1e-4 });
}
