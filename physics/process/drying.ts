import type { ModelWarning } from '../core/errors.ts';
import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import { type Dryer, demonstrationDryer } from '../materials/dryer.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import type { IntegrationWork } from '../numerics/rosenbrock.ts';
import { migrateBinder } from './binder-migration.ts';
import { binderEffects } from './binder-strength.ts';
import { DryerPassage, type ZoneExit } from './dryer-passage.ts';
import { type DryerZone, DryingFilm, type EnteringFilm, type ZoneExchange } from './drying-film.ts';
import { exitWarnings, saturatedAir } from './drying-warnings.ts';
import { criticalCrackingThickness } from './film-cracking.ts';
import { poreFreeDensity, solidVolumeShare } from './solids.ts';
import { processVariables } from './variables.ts';

export type { DryerZone } from './drying-film.ts';

/** Air of the hall that the dryer stands in and takes its fresh air from. */
export interface Ambient {
  /** [K] */
  readonly temperature: number;
  /** Volume fraction of the solvent's vapour [-]; for water, the humidity of the hall (`moistureContent`). */
  readonly solventContent: number;
}

/** Where a film dries. */
export interface DryerSurroundings {
  /** Default: the demonstration dryer. */
  readonly dryer?: Dryer;
  /** Default: 20 degC and no vapour. */
  readonly ambient?: Ambient;
  /** Dry coating that the other side of the foil carries already [kg.m-2]; it is heated too. Default: 0. */
  readonly backLoading?: number;
}

/** Hall air where none is given. */
export const standardAmbient: Ambient = { temperature: 293.15, solventContent: 0 };

/** Work done for one film. */
interface DryingWork extends IntegrationWork {
  /** Tridiagonal systems of the binder. */
  readonly binderSolves: number;
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
  /** Time at which liquid lost the surface, so that the rate begins to fall [s]; absent if it did not. */
  readonly frontTime?: number;
  /** Time at which residual solvent fell to the material's limit [s]; absent if it did not. */
  readonly dryOutTime?: number;
  /** Binder at the surface over binder at the foil [-]. */
  readonly binderRatio: number;
  /** Shrink rate x height / diffusivity of the binder, mean over the time of shrinking [-]. */
  readonly pecletNumber: number;
  /** [N.m-1] */
  readonly peelStrength: number;
  /** Between foil and coating, before calendering [Ohm.m2]. */
  readonly contactResistance: number;
  /** Largest volume fraction of binder in the solution at the surface while the film shrank [-]. */
  readonly surfaceBinderFraction: number;
  /** Thickest coating of these particles that dries without cracks [m]; absent where they do not touch yet. */
  readonly criticalCrackingThickness?: number;
  readonly profile: readonly ZoneExit[];
  readonly work: DryingWork;
  readonly warnings: readonly ModelWarning[];
}

/**
 * Drying of one side in zones, as one set of ordinary differential equations per web segment, from entry to exit:
 *
 *   C dT/dt = h_top (T_air - T) + h_bottom (T_air - T) + radiation - mdot dh_v
 *   dw/dt   = -mdot
 *
 * with w the solvent per area, integrated as stocks and flows, so that solvent and energy are kept to round-off. The
 * film shrinks with its solvent until the solids touch at the porosity of the bed; from then on the thickness stays and
 * the pores empty, first with a wet surface, then with a front that goes down. These changes are events of the
 * integration. Binder follows this history one way (`migrateBinder`), until the pores are as empty as the material's
 * capillary saturation, or the front leaves the surface if that is earlier.
 * @param film - wet film at the entry
 * @param zones - in web order; lengths [m] > 0, air not colder than ambient
 * @param webSpeed - [m.s-1], > 0
 * @returns the dry coating; solids per area are those of the film. Warns DRYING_NOT_DRY above the material's limit of
 *   residual solvent, DRYING_FILM_TOO_HOT where the film leaves a zone hotter than its binder bears,
 *   DRYING_TRANSFER_EXTRAPOLATED where a jet is outside its correlation, DRYING_AIR_SATURATED where a zone has more
 *   vapour than its air holds, DRYING_BOILING above the boiling point of the film, DRYING_SKINNING where binder sets at the
 *   surface of a film that still shrinks (Okuzono, Ozawa, Doi 2006, Phys. Rev. Lett. 97, 136103,
 *   doi:10.1103/PhysRevLett.97.136103, not read), DRYING_CRACKING above the critical thickness,
 *   and DRYING_SURFACE_SEALED where the binder's profile outgrows its model
 * @throws PhysicsError PHY_OUT_OF_RANGE (also for a zone colder than ambient), PHY_STEP_TOO_SMALL
 * @remarks Tension of the web is not checked: no limit with a source was found for coated foil in a dryer.
 */
export function dryFilm(
  material: ElectrodeMaterial,
  film: EnteringFilm,
  zones: readonly DryerZone[],
  webSpeed: number,
  {
    dryer = demonstrationDryer,
    ambient = standardAmbient,
    backLoading = 0,
  }: DryerSurroundings = {},
): DryCoating {
  const { drying, solids, solvent } = material;
  // Without solids there is no film to speak of.
  const loading = checkRange(processVariables.loading, film.loading, { min: 1e-3 });
  checkRange(processVariables.solventLoading, film.solventLoading, { min: 1e-6, max: 100 });
  checkRange(processVariables.webSpeed, webSpeed, { min: 1e-4 });
  checkBetween('number of zones', zones.length, { min: 1, max: 100, unit: '1' });
  checkRange(processVariables.loading, backLoading);
  checkRange(processVariables.ambientTemperature, ambient.temperature);
  checkRange(processVariables.solventContent, ambient.solventContent);
  for (const [index, zone] of zones.entries()) checkZone(index, zone, ambient);
  const inAir = zones.flatMap((zone, index) => saturatedAir(solvent, zone, index));
  const passage = new DryerPassage(material, film, zones.length);
  for (const zone of zones) {
    passage.pass(new DryingFilm(material, film, zone, dryer, backLoading), zone.length / webSpeed);
  }
  const { shape, temperature, consolidationTime, frontTime, dryOutTime, profile } = passage;
  const residualSolvent = passage.solvent / loading;
  const { surfaceToFoil, peclet, crowding, solves, ...binder } = migrateBinder(passage.history);
  const { leastPorosity, ...effects } = binderEffects(material, binder, shape.porosity);
  const binderVolume = (loading / poreFreeDensity(solids)) * solidVolumeShare(solids, 'binder');
  const surfaceBinderFraction = crowding * binderVolume;
  // Nothing pulls at particles that do not touch.
  const critical =
    consolidationTime === undefined
      ? undefined
      : criticalCrackingThickness(drying, solvent.surfaceTension, 1 - shape.porosity);
  const warnings = exitWarnings(material, {
    residualSolvent,
    thickness: shape.thickness,
    criticalThickness: critical,
    surfaceBinderFraction,
    leastPorosity,
  });
  return {
    loading,
    thickness: shape.thickness,
    porosity: shape.porosity,
    residualSolvent,
    temperature,
    evaporated: film.solventLoading - passage.solvent,
    heatUsed: profile.reduce((sum, { exchange }) => sum + heatInto(exchange), 0),
    ...(consolidationTime === undefined ? {} : { consolidationTime }),
    ...(frontTime === undefined ? {} : { frontTime }),
    ...(dryOutTime === undefined ? {} : { dryOutTime }),
    binderRatio: surfaceToFoil,
    pecletNumber: peclet,
    ...effects,
    surfaceBinderFraction,
    ...(critical === undefined ? {} : { criticalCrackingThickness: critical }),
    profile,
    work: { ...passage.work, binderSolves: solves },
    warnings: [...inAir, ...passage.warnings, ...warnings],
  };
}

/** Heat from air and walls into web and film in a zone [J.m-2]. */
export function heatInto(exchange: ZoneExchange): number {
  return exchange.convectionTop + exchange.convectionBottom + exchange.radiation;
}

function checkZone(index: number, zone: DryerZone, ambient: Ambient): void {
  const of = (what: string): string => `${what} of zone ${index + 1}`;
  checkBetween(of('length'), zone.length, { min: 1e-3, max: 1000, unit: 'm' });
  checkRange(processVariables.airTemperature, zone.airTemperature);
  checkRange(processVariables.solventContent, zone.solventContent, {
    name: of('solventContent'),
    max: 0.9,
  });
  // The air that is blown in comes from the hall and is heated.
  checkRange(processVariables.airTemperature, zone.airTemperature, {
    name: of('airTemperature'),
    min: ambient.temperature,
  });
}
