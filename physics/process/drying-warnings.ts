import { standardAtmosphere } from '../core/constants.ts';
import type { ModelWarning } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import type { ElectrodeMaterial, Solvent } from '../materials/electrode-material.ts';
import { uncheckedSaturationPressure } from '../materials/solvent-properties.ts';
import { normalTail } from '../numerics/normal-tail.ts';
import type { DryerZone } from './drying-film.ts';
import { fittedReynolds } from './jet-heat-transfer.ts';

const percent = (share: number): string => (100 * share).toFixed(2);
const celsius = (temperature: number): string => toUnit(temperature, 'degC').toFixed(1);
const ppm = (share: number): string => Number(toUnit(share, 'ppm').toPrecision(3)).toString();
const micrometres = (length: number): string => toUnit(length, 'um').toFixed(0);

/** More solvent left than the material allows. */
function notDry(residualSolvent: number, limit: number): ModelWarning {
  return {
    code: 'DRYING_NOT_DRY',
    message: `${percent(residualSolvent)} % of solvent on solids is left at the exit, ${percent(limit)} % is allowed: hotter air, more air or less speed`,
    data: { residualSolvent, limit, excess: residualSolvent - limit },
  };
}

/** Probability of a wet web from which on it is told [-]. */
const toldProbability = 0.01;

/**
 * A film that is dry as far as the constants are what they are taken for. The logarithm of its time to dryness counts as
 * normal.
 * @param share - time until the film is dry over the time in the dryer [-]
 * @param sd - standard deviation of that [-]
 */
export function mayStayWet(share: number, sd: number): readonly ModelWarning[] {
  if (!(share < 1) || sd === 0) return [];
  const probability = normalTail((-share * Math.log(share)) / sd);
  if (probability < toldProbability) return [];
  return [
    {
      code: 'DRYING_MAY_STAY_WET',
      message: `the film is dry after ${(100 * share).toFixed(0)} % of the dryer, known to ${(100 * sd).toFixed(0)} %: of a hundred lines of this kind ${(100 * probability).toFixed(0)} would leave it wet, and the deviation of residual solvent is that of the others`,
      data: { probability, dryOutShare: share, sd },
    },
  ];
}

/** @param zone - counted from 0 */
export function tooHot(zone: number, temperature: number, limit: number): ModelWarning {
  return {
    code: 'DRYING_FILM_TOO_HOT',
    message: `the film leaves zone ${zone + 1} at ${celsius(temperature)} degC, ${celsius(limit)} degC is allowed`,
    data: { zone: zone + 1, temperature, limit, excess: temperature - limit },
  };
}

/** @param zone - counted from 0 */
export function transferExtrapolated(zone: number, reynolds: number): ModelWarning {
  return {
    code: 'DRYING_TRANSFER_EXTRAPOLATED',
    message: `the jets of zone ${zone + 1} have a Reynolds number of ${reynolds.toFixed(0)}, the correlation was made for ${fittedReynolds.min} to ${fittedReynolds.max}`,
    data: { zone: zone + 1, reynolds, ...fittedReynolds },
  };
}

/** Largest share of the lower explosion limit in a dryer without more protection than ventilation [-], as EN 1539 has it (not read). */
const explosionShare = 0.25;

/**
 * Air of a zone that holds more vapour than it can.
 * @param index - of the zone, counted from 0
 */
export function saturatedAir(
  solvent: Solvent,
  { airTemperature, solventContent }: Pick<DryerZone, 'airTemperature' | 'solventContent'>,
  index: number,
): readonly ModelWarning[] {
  const zone = index + 1;
  const saturated = uncheckedSaturationPressure(solvent, airTemperature) / standardAtmosphere;
  if (solventContent <= saturated) return [];
  return [
    {
      code: 'DRYING_AIR_SATURATED',
      message: `zone ${zone} is set to ${ppm(solventContent)} ppm of ${solvent.name}; air of ${celsius(airTemperature)} degC holds ${ppm(saturated)} ppm`,
      data: { zone, solventContent, limit: saturated },
    },
  ];
}

/**
 * Air of a zone that is near to burn: of a dryer as it is set, not of the film.
 * @param index - of the zone, counted from 0
 */
export function nearExplosion(
  solvent: Solvent,
  { solventContent }: Pick<DryerZone, 'solventContent'>,
  index: number,
): readonly ModelWarning[] {
  const zone = index + 1;
  const limit = explosionShare * (solvent.lowerExplosionLimit ?? Number.POSITIVE_INFINITY);
  if (solventContent <= limit) return [];
  return [
    {
      code: 'DRYING_AIR_NEAR_EXPLOSION',
      message: `zone ${zone} is set to ${ppm(solventContent)} ppm of ${solvent.name}; a quarter of what burns is ${ppm(limit)} ppm`,
      data: { zone, solventContent, limit },
    },
  ];
}

/**
 * The zone would have to take in more fresh air than it blows.
 * @param zone - counted from 0
 * @param share - fresh air over the air of the jets [-]
 */
export function freshAirShort(
  zone: number,
  solventContent: number,
  share: number,
  leastSolventContent: number,
): ModelWarning {
  const more = Number(toUnit(share - 1, 'percent').toPrecision(2));
  return {
    code: 'DRYING_FRESH_AIR_SHORT',
    message: `zone ${zone + 1} would need ${more} % more fresh air than its jets blow to hold ${ppm(solventContent)} ppm; it can hold ${ppm(leastSolventContent)} ppm`,
    data: { zone: zone + 1, share, solventContent, leastSolventContent },
  };
}

/** @param zone - counted from 0 */
export function boiling(zone: number, pressureRatio: number): ModelWarning {
  return {
    code: 'DRYING_BOILING',
    message: `the vapour of the film presses with ${pressureRatio.toFixed(2)} times the pressure of the air in zone ${zone + 1}: bubbles lift the coating; cooler air, or stronger jets in the zone before`,
    data: { zone: zone + 1, pressureRatio, largest: 1 },
  };
}

/** The surface sets while the film below is still liquid. */
function skinning(binderFraction: number, gelFraction: number): ModelWarning {
  return {
    code: 'DRYING_SKINNING',
    message: `binder at the surface reaches ${percent(binderFraction)} % of the solution while the film still shrinks, it sets at ${percent(gelFraction)} %: a skin forms; dry slower at the start`,
    data: { binderFraction, gelFraction, excess: binderFraction - gelFraction },
  };
}

/** The coating is thicker than its particles bear without cracks. */
function cracking(thickness: number, critical: number): ModelWarning {
  return {
    code: 'DRYING_CRACKING',
    message: `the coating of ${micrometres(thickness)} um is thicker than the ${micrometres(critical)} um that dry without cracks: less loading, larger particles or a solvent of less surface tension`,
    data: { thickness, critical, excess: thickness - critical },
  };
}

/** Binder fills the pores of a layer. */
function surfaceSealed(leastPorosity: number): ModelWarning {
  return {
    code: 'DRYING_SURFACE_SEALED',
    message: `binder would take more than the pores of a layer (porosity there ${leastPorosity.toFixed(3)}): the model of its migration ends there`,
    data: { leastPorosity },
  };
}

/** Warnings about the coating at the exit, in the order of the process. */
export function exitWarnings(
  { drying }: ElectrodeMaterial,
  exit: {
    readonly residualSolvent: number;
    readonly thickness: number;
    readonly criticalThickness: number | undefined;
    readonly surfaceBinderFraction: number;
    readonly leastPorosity: number;
  },
): readonly ModelWarning[] {
  const { residualSolvent, thickness, criticalThickness, surfaceBinderFraction } = exit;
  const warnings: ModelWarning[] = [];
  if (surfaceBinderFraction > drying.binderGelFraction) {
    warnings.push(skinning(surfaceBinderFraction, drying.binderGelFraction));
  }
  if (criticalThickness !== undefined && thickness > criticalThickness) {
    warnings.push(cracking(thickness, criticalThickness));
  }
  if (!(exit.leastPorosity > 0)) warnings.push(surfaceSealed(exit.leastPorosity));
  if (residualSolvent > drying.residualSolventLimit) {
    warnings.push(notDry(residualSolvent, drying.residualSolventLimit));
  }
  return warnings;
}
