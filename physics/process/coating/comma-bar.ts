import type { ModelWarning } from '../../core/errors.ts';
import { toUnit } from '../../core/units.ts';
import { checkRange } from '../../core/variables.ts';
import type { CommaBar } from '../../materials/coater.ts';
import { type CoatingMaterial, runningSpeed, type WetFilm } from '../coating.ts';
import {
  flowCurve,
  jammingWarnings,
  type PowerLaw,
  tangentPowerLaw,
  viscosityAt,
} from '../mixing/flow-curve.ts';
import { freeFall } from '../mixing/settling.ts';
import { type SlurryCondition, slurryDensity, wellMixed } from '../slurry.ts';
import { processVariables } from '../variables.ts';
import { filmFactor } from './self-metered-film.ts';
import { airEntrainmentSpeed } from './slot-die-window.ts';
import { airUnderFilm } from './window-warnings.ts';

/** What a comma-bar coater is set to and fed with. */
export interface CommaBarSetting {
  /** Least distance from bar to foil as the machine shows it [m]; the true one is less by the bar's `gapZero`. */
  readonly commaGap: number;
  /** [m.s-1], > 0 */
  readonly webSpeed: number;
  /** Depth of the pool in front of the bar [m]. */
  readonly beadHeight: number;
  /** Mass of solids over mass of slurry [-]. */
  readonly solidsContent: number;
  /** [K] */
  readonly slurryTemperature: number;
  /** What mixing has made of the slurry; `wellMixed` by default. */
  readonly condition?: SlurryCondition;
}

/** Wet film behind a comma bar. Margins are positive inside the window and negative outside. */
export interface CommaBarFilm extends WetFilm {
  /** Wet thickness over true gap [-]. */
  readonly filmFactor: number;
  /** Viscosity x web speed / surface tension [-]. */
  readonly capillaryNumber: number;
  /** Of the slurry at rest, as when the film levels [Pa.s]. */
  readonly restViscosity: number;
  /** True gap over the film [m]: a film thicker than the gap is pressed out by the pool and not metered. */
  readonly leakMargin: number;
  /** Of the power law at the bar [-]. */
  readonly flowIndex: number;
  /** Depth of the pool over the least that keeps it rolling [m]. */
  readonly starvationMargin: number;
  /** Height of the dams over the pool [m]. */
  readonly overflowMargin: number;
  /** [m.s-1] */
  readonly airEntrainmentSpeed: number;
  /** That speed less the web's [m.s-1]. */
  readonly airEntrainmentMargin: number;
}

/**
 * Comma-bar coating of one side: self-metered, h = filmScale x filmFactor x gap, with the factor from the lubrication flow under the bar
 * (`filmFactor`), fed by the pool with the pressure of its depth. The pool covers the bar from where the gap is as high as the pool
 * is deep. The fluid follows its flow curve by local power laws.
 *
 * The pool is starved where its entry is lower than the gap in which slurry next to the bar turns back, t (2 + 1/n), which is three
 * films for a Newtonian fluid: then there is no rolling bank that makes up for uneven feed.
 * @param setting - ranges as in the table of process variables; beadHeight above the gap
 * @returns the film with its signed distances from the limits; outside with COATING_BEAD_STARVED, COATING_BEAD_OVERFLOWS,
 *   COATING_BAR_LEAKS or COATING_AIR_ENTRAINMENT
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function coatCommaBar(
  material: CoatingMaterial,
  bar: CommaBar,
  setting: CommaBarSetting,
): CommaBarFilm {
  const { solidsContent, slurryTemperature: temperature, condition = wellMixed } = setting;
  const gap = checkRange(processVariables.commaGap, setting.commaGap) - bar.gapZero;
  checkRange(processVariables.commaGap, gap, {
    name: 'commaGap less the zero of the bar',
    min: 1e-6,
  });
  const beadHeight = checkRange(processVariables.beadHeight, setting.beadHeight);
  const webSpeed = runningSpeed(setting.webSpeed);
  const density = slurryDensity(material, solidsContent, temperature);
  const curve = flowCurve(material, { solidsContent, temperature, condition });
  const shearRate = webSpeed / gap;
  const viscosity = viscosityAt(curve, shearRate);
  const powerLaw = tangentPowerLaw(curve, shearRate);
  const { surfaceTension } = material.solvent;
  const factor = filmFactorUnderBar(bar, {
    gap,
    beadHeight,
    webSpeed,
    density,
    powerLawAt: (shearRate) => tangentPowerLaw(curve, shearRate),
    surfaceTension,
  });
  const wetThickness = checkRange(processVariables.wetThickness, bar.filmScale * factor * gap);
  const fastest = airEntrainmentSpeed(material.coating, curve.highShearViscosity);
  const film = {
    wetThickness,
    loading: wetThickness * density * solidsContent,
    solventLoading: wetThickness * density * (1 - solidsContent),
    solidsContent,
    slurryViscosity: viscosity,
    temperature,
    filmFactor: wetThickness / gap,
    capillaryNumber: (viscosity * webSpeed) / surfaceTension,
    restViscosity: viscosityAt(curve, 0),
    leakMargin: gap - wetThickness,
    flowIndex: powerLaw.flowIndex,
    starvationMargin: beadHeight - wetThickness * (2 + 1 / powerLaw.flowIndex),
    overflowMargin: bar.damHeight - beadHeight,
    airEntrainmentSpeed: fastest,
    airEntrainmentMargin: fastest - webSpeed,
  };
  return {
    ...film,
    warnings: [
      ...(film.starvationMargin < 0 ? [starved(beadHeight, film.starvationMargin)] : []),
      ...(film.overflowMargin < 0 ? [overflows(beadHeight, bar.damHeight)] : []),
      ...(film.leakMargin < 0 ? [leaks(film.filmFactor, film.leakMargin)] : []),
      ...(film.airEntrainmentMargin < 0 ? [airUnderFilm(film, webSpeed)] : []),
      ...jammingWarnings(curve),
    ],
  };
}

/**
 * Film factor of a bar from what its flow depends on; see `filmFactor`.
 * @param flow - gap [m], beadHeight [m], webSpeed [m.s-1], density [kg.m-3], surfaceTension [N.m-1]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function filmFactorUnderBar(
  bar: Pick<CommaBar, 'barRadius' | 'rollRadius' | 'landLength'>,
  flow: {
    readonly gap: number;
    readonly beadHeight: number;
    readonly webSpeed: number;
    readonly density: number;
    readonly powerLawAt: (shearRate: number) => PowerLaw;
    readonly surfaceTension: number;
  },
): number {
  const { gap, beadHeight, webSpeed, density, powerLawAt, surfaceTension } = flow;
  return filmFactor(
    {
      gap,
      radius: 1 / (1 / bar.barRadius + 1 / bar.rollRadius),
      landLength: bar.landLength,
      entryHeight: beadHeight,
    },
    { powerLawAt, webSpeed, entryPressure: density * freeFall * beadHeight, surfaceTension },
  );
}

const millimetres = (length: number): string => toUnit(length, 'mm').toFixed(1);

function starved(beadHeight: number, margin: number): ModelWarning {
  const least = beadHeight - margin;
  return {
    code: 'COATING_BEAD_STARVED',
    message: `the pool in front of the bar is ${millimetres(beadHeight)} mm deep, ${millimetres(least)} mm keeps it rolling: bare streaks come; feed more slurry`,
    data: { beadHeight, least, shortBy: -margin },
  };
}

function overflows(beadHeight: number, damHeight: number): ModelWarning {
  return {
    code: 'COATING_BEAD_OVERFLOWS',
    message: `the pool in front of the bar is ${millimetres(beadHeight)} mm deep, the dams hold ${millimetres(damHeight)} mm: slurry runs over at the sides; feed less`,
    data: { beadHeight, largest: damHeight, beyondBy: beadHeight - damHeight },
  };
}

function leaks(filmFactor: number, margin: number): ModelWarning {
  return {
    code: 'COATING_BAR_LEAKS',
    message: `the pool presses a film of ${filmFactor.toFixed(2)} times the gap through under the bar, which no longer meters it: a lower pool, a narrower gap, more speed or a thicker slurry`,
    data: { filmFactor, largest: 1, beyondBy: -margin },
  };
}
