import type { ModelWarning } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { type IntegrationWork, integrateRosenbrock } from '../numerics/rosenbrock.ts';
import type { WetFilm } from './coating.ts';

export type { DryerZone } from './drying-film.ts';

import {
  type DryBed,
  type DryerZone,
  type DryingFilm,
  dryingFilm,
  warming,
} from './drying-film.ts';
import { poreFreeDensity, thicknessOf } from './solids.ts';
import { processVariables } from './variables.ts';

/** The coating where it leaves a zone. */
export interface ZoneExit {
  /** Time since the first zone [s]. */
  readonly time: number;
  /** [K] */
  readonly temperature: number;
  /** Solvent over solids [kg.kg-1]. */
  readonly residualSolvent: number;
  /** [m] */
  readonly thickness: number;
}

/** The coating behind the dryer. */
export interface DryCoating {
  /** [kg.m-2] */
  readonly loading: number;
  /** [m] */
  readonly thickness: number;
  /** Volume not taken by solids over volume of coating [-]. */
  readonly porosity: number;
  /** Solvent over solids [kg.kg-1]. */
  readonly residualSolvent: number;
  /** [K] */
  readonly temperature: number;
  /** Solvent that left [kg.m-2]. */
  readonly evaporated: number;
  /** Heat taken up by web and film [J.m-2]. */
  readonly heatUsed: number;
  /** Time at which the solids touched [s]; absent if they did not. */
  readonly consolidationTime?: number;
  readonly profile: readonly ZoneExit[];
  readonly work: IntegrationWork;
  readonly warnings: readonly ModelWarning[];
}

/** Solvent within this of zero is zero: the absolute tolerance of the integration [kg.m-2]. */
const solventTolerance = 1e-8;

/**
 * Drying of one side in zones, as one set of ordinary differential equations per web segment, from entry to exit:
 *
 *   C dT/dt = (h_top + h_bottom) (T_air - T) + radiation - mdot dh_v
 *   dw/dt   = -mdot
 *
 * with w the solvent per area. The film shrinks with its solvent until the solids touch at the porosity of the bed
 * (an event of the integration); from then on the thickness stays and the pores empty.
 * @param film - wet film at the entry
 * @param zones - in web order; lengths [m] > 0
 * @param webSpeed - [m.s-1], > 0
 * @returns the dry coating; solids per area are those of the film. Warns DRYING_NOT_DRY above the material's limit of
 *   residual solvent and DRYING_FILM_TOO_HOT where the film leaves a zone hotter than its binder bears, and
 *   DRYING_TRANSFER_EXTRAPOLATED where a jet is outside its correlation
 * @throws PhysicsError PHY_OUT_OF_RANGE, PHY_STEP_TOO_SMALL
 */
export function dryFilm(
  material: ElectrodeMaterial,
  film: Pick<WetFilm, 'loading' | 'solventLoading' | 'temperature'>,
  zones: readonly DryerZone[],
  webSpeed: number,
): DryCoating {
  const loading = checkRange(processVariables.loading, film.loading);
  checkBetween('webSpeed', webSpeed, { min: 1e-4, max: 5, unit: 'm.s-1' });
  const initial = [film.temperature, film.solventLoading, 0];
  let state: Float64Array = Float64Array.from(initial);
  let bed = undefined as DryBed | undefined;
  let consolidationTime = undefined as number | undefined;
  let time = 0;
  const work = { steps: 0, rejections: 0, rhsCalls: 0, factorisations: 0 };
  const profile: ZoneExit[] = [];
  const warnings: ModelWarning[] = [];
  const solidsDensity = poreFreeDensity(material.solids);
  const bedAt = (porosity: number): DryBed => ({
    porosity,
    thickness: thicknessOf({ loading, porosity, poreFreeDensity: solidsDensity }),
  });
  /** From now on the solids touch, at the liquid fraction that they have. */
  const consolidate = (laws: DryingFilm): void => {
    consolidationTime = time;
    bed = bedAt(laws.liquidFraction(state[0]!, state[1]!));
  };
  const coatingNow = (laws: DryingFilm): DryBed =>
    bed ?? bedAt(laws.liquidFraction(state[0]!, state[1]!));

  for (const [index, zone] of zones.entries()) {
    checkBetween('zone length', zone.length, { min: 1e-3, max: 1000, unit: 'm' });
    checkRange(processVariables.solventContent, zone.solventContent);
    const laws = dryingFilm(material, film, zone);
    if (laws.transfer.extrapolated) warnings.push(extrapolated(index, laws.transfer.reynolds));
    /** How far the film is below the liquid fraction at which its solids touch. */
    const touching = (y: Float64Array): number =>
      laws.bedPorosity(laws.evaporation(y[0]!, y[1]!, undefined)) -
      laws.liquidFraction(y[0]!, y[1]!);
    let left = zone.length / webSpeed;
    while (left > 0) {
      if (bed === undefined && touching(state) >= 0) consolidate(laws);
      const currentBed = bed;
      const leg = integrateRosenbrock({
        rates: (y) => {
          const evaporation = laws.evaporation(y[0]!, y[1]!, currentBed);
          const [temperature, solvent] = [y[0]!, y[1]!];
          const rise = warming(laws, material, { temperature, solvent, evaporation });
          return Float64Array.of(rise, -evaporation, laws.heating(temperature));
        },
        initial: state,
        duration: left,
        relativeTolerance: 1e-4,
        absoluteTolerance: [1e-3, solventTolerance, 1],
        ...(currentBed === undefined ? { event: touching } : {}),
      });
      for (const key of ['steps', 'rejections', 'rhsCalls', 'factorisations'] as const) {
        work[key] += leg.work[key];
      }
      state = leg.state;
      time += leg.time;
      left -= leg.time;
      if (leg.status === 'end') left = 0;
      else consolidate(laws);
    }
    const temperature = state[0]!;
    const { thickness } = coatingNow(laws);
    profile.push({ time, temperature, residualSolvent: solventLeft(state) / loading, thickness });
    if (temperature > material.drying.temperatureLimit)
      warnings.push(tooHot(index, temperature, material));
  }
  const lastZone = zones.at(-1);
  if (lastZone === undefined) checkBetween('number of zones', 0, { min: 1, max: 100, unit: '1' });
  const coating = coatingNow(dryingFilm(material, film, lastZone!));
  const residualSolvent = solventLeft(state) / loading;
  if (residualSolvent > material.drying.residualSolventLimit) {
    warnings.push(notDry(residualSolvent, material.drying.residualSolventLimit));
  }
  return {
    loading,
    ...coating,
    residualSolvent,
    temperature: state[0]!,
    evaporated: film.solventLoading - solventLeft(state),
    heatUsed: state[2]!,
    ...(consolidationTime === undefined ? {} : { consolidationTime }),
    profile,
    work,
    warnings,
  };
}

/** Solvent per area of a state [kg.m-2]; less than nothing, by the tolerance of the integration at most, is nothing. */
function solventLeft(state: Float64Array): number {
  const solvent = state[1]!;
  if (solvent >= 0) return solvent;
  checkBetween('solvent per area', solvent, {
    min: -100 * solventTolerance,
    max: 2,
    unit: 'kg.m-2',
  });
  return 0;
}

function notDry(residualSolvent: number, limit: number): ModelWarning {
  const [found, allowed] = [residualSolvent, limit].map((x) => (100 * x).toFixed(2));
  return {
    code: 'DRYING_NOT_DRY',
    message: `${found} % of solvent on solids is left at the exit, ${allowed} % is allowed: hotter air, more air or less speed`,
    data: { residualSolvent, limit },
  };
}

function tooHot(zone: number, temperature: number, material: ElectrodeMaterial): ModelWarning {
  const limit = material.drying.temperatureLimit;
  const [found, allowed] = [temperature, limit].map((t) => toUnit(t, 'degC').toFixed(1));
  return {
    code: 'DRYING_FILM_TOO_HOT',
    message: `the film leaves zone ${zone + 1} at ${found} degC, ${allowed} degC is allowed`,
    data: { zone: zone + 1, temperature, limit },
  };
}

function extrapolated(zone: number, reynolds: number): ModelWarning {
  return {
    code: 'DRYING_TRANSFER_EXTRAPOLATED',
    message: `the jets of zone ${zone + 1} have a Reynolds number of ${reynolds.toFixed(0)}, the correlation was made for 1500 to 40000`,
    data: { zone: zone + 1, reynolds },
  };
}
