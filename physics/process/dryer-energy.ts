import { type ModelWarning, PhysicsError } from '../core/errors.ts';
import { toUnit } from '../core/units.ts';
import { checkRange } from '../core/variables.ts';
import { checkBetween } from '../materials/check-between.ts';
import { airMolarMass, airSpecificHeat, dryAir } from '../materials/dry-air.ts';
import { type Dryer, demonstrationDryer } from '../materials/dryer.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { type Ambient, type DryCoating, heatInto, standardAmbient } from './drying.ts';
import type { DryerZone, ZoneExchange } from './drying-film.ts';
import { freshAirShort, nearExplosion } from './drying-warnings.ts';
import { processVariables } from './variables.ts';

/** Balances of one zone, all per area of web: solvent in [kg.m-2], heat in [J.m-2]. */
export interface ZoneBalance {
  /** Dry air from the hall, and as much exhaust [kg.m-2]. */
  readonly freshAir: number;
  /** Solvent on the web at entry and exit. */
  readonly webSolventIn: number;
  readonly webSolventOut: number;
  /** Vapour that fresh air brings, that exhaust takes, and that the web draws from neighbouring zones where it gets wetter. */
  readonly vapourIn: number;
  readonly vapourOut: number;
  readonly vapourDrawn: number;
  /** Heat of the heater, work of the fan on the air, and heat that fresh air took back from exhaust. */
  readonly heater: number;
  readonly fanWork: number;
  readonly recovered: number;
  /** Heat into web and film, of which latent heat of vaporization. */
  readonly toWeb: number;
  readonly latent: number;
  /** Heat that warms vapour from the web, and fresh air, to the air of the zone. */
  readonly superheat: number;
  readonly airHeating: number;
  /** Heat that is too much: the zone would get warmer than it is set. */
  readonly surplus: number;
}

/** What a dryer takes and gives for one area of web [per m2]. */
export interface DryerUse {
  /** Heat of all heaters and electricity of all fans, together [J.m-2]. */
  readonly energy: number;
  /** [J.m-2] */
  readonly heating: number;
  readonly fanElectricity: number;
  /** Where heat and work of the fans go [J.m-2]: vapour of solvent, foil and coating and liquid, air and vapour; less what was recovered, and surplus. */
  readonly evaporation: number;
  readonly webHeating: number;
  readonly airHeating: number;
  readonly recovered: number;
  readonly surplus: number;
  /** Exhausted solvent: held back by the dryer's capture, and blown out [kg.m-2]. */
  readonly solventCaptured: number;
  readonly solventEmitted: number;
  /** The emitted where it is organic [kg.m-2]. */
  readonly vocEmitted: number;
  readonly zones: readonly ZoneBalance[];
  /** DRYING_AIR_NEAR_EXPLOSION, and DRYING_FRESH_AIR_SHORT of zones that would need more fresh air than their jets blow. */
  readonly warnings: readonly ModelWarning[];
}

/** Fresh air over the air of the jets above which a zone is no dryer any more [-]: slits and web bring some of their own, not this much. */
const mostFreshAir = 10;

/** What a dryer did. */
export interface DryerRun {
  readonly material: ElectrodeMaterial;
  /** As given to `dryFilm`, with what it returned. */
  readonly zones: readonly DryerZone[];
  readonly coating: DryCoating;
  /** [m.s-1] */
  readonly webSpeed: number;
  /** Defaults as those of `dryFilm`. */
  readonly dryer?: Dryer;
  readonly ambient?: Ambient;
}

/**
 * Energy and solvent of a dryer with circulating air in steady state. Each zone takes as much fresh air G as keeps its
 * air at the solvent content that it is set to,
 *
 *   G (Y_zone - Y_ambient) = evaporated,   Y = (M_solvent / M_air) y / (1 - y),
 *
 * heats it from ambient, less the recovered share of the sensible heat of the exhaust, and blows
 * `fanPressureRatio` times the dynamic pressure of its jets through the nozzles of both sides. The work of the fan
 * warms the air.
 * @returns use per area of web, one coated side
 * @throws PhysicsError PHY_OUT_OF_RANGE for a zone that is set to less solvent vapour than the hall has, to no more of it
 *   where solvent evaporates, or to so little that its fresh air would be ten times the air of its jets
 * @remarks Left out: losses of the casing, heat of vaporization that comes back where vapour condenses in the recovery, cooling of the condenser, and starts.
 */
export function dryerUse({
  material,
  zones,
  coating,
  webSpeed,
  dryer = demonstrationDryer,
  ambient = standardAmbient,
}: DryerRun): DryerUse {
  for (const key of ['heatRecovery', 'solventCapture'] as const) {
    checkBetween(key, dryer[key], { min: 0, max: 1, unit: '1' });
  }
  checkBetween('fanEfficiency', dryer.fanEfficiency, { min: 0.01, max: 1, unit: '1' });
  checkRange(processVariables.webSpeed, webSpeed, { min: 1e-4 });
  checkBetween('number of zones', zones.length, {
    min: coating.profile.length,
    max: coating.profile.length,
    unit: '1',
  });
  const { loading, profile } = coating;
  const warnings: ModelWarning[] = [];
  let webSolventIn = loading * profile.at(-1)!.residualSolvent + coating.evaporated;
  const balances = zones.map((zone, index) => {
    const { exchange, residualSolvent } = profile[index]!;
    const webSolventOut = loading * residualSolvent;
    const run = { dryer, ambient, webSpeed };
    const { leastContent, share, ...air } = exhaustOf(
      material,
      zone,
      exchange.evaporated,
      run,
      index,
    );
    warnings.push(...nearExplosion(material.solvent, zone, index));
    if (share > 1) warnings.push(freshAirShort(index, zone.solventContent, share, leastContent));
    const heat = heatOf(material, zone, exchange, air, run);
    const balance = { webSolventIn, webSolventOut, ...air, ...heat };
    webSolventIn = webSolventOut;
    return balance;
  });
  const sum = (of: (zone: ZoneBalance) => number): number =>
    balances.reduce((total, zone) => total + of(zone), 0);
  const heating = sum(({ heater }) => heater);
  const fanElectricity = sum(({ fanWork }) => fanWork) / dryer.fanEfficiency;
  const exhausted = sum(({ vapourOut }) => vapourOut);
  const solventCaptured = dryer.solventCapture * exhausted;
  const solventEmitted = exhausted - solventCaptured;
  return {
    energy: heating + fanElectricity,
    heating,
    fanElectricity,
    evaporation: sum(({ latent }) => latent),
    webHeating: sum(({ toWeb, latent }) => toWeb - latent),
    airHeating: sum(({ superheat, airHeating }) => superheat + airHeating),
    recovered: sum(({ recovered }) => recovered),
    surplus: sum(({ surplus }) => surplus),
    solventCaptured,
    solventEmitted,
    vocEmitted: material.solvent.organic ? solventEmitted : 0,
    zones: balances,
    warnings,
  };
}

/**
 * What is used per area of web, over the energy that this area stores in a cell.
 * @param perArea - for example `energy` [J.m-2] or `vocEmitted` [kg.m-2] of `dryerUse`
 * @param arealEnergy - energy that a cell gives per area of this electrode [J.m-2], > 0
 * @returns in the unit of `perArea` over [J.m-2]: of an energy, kWh per kWh
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
export function perCellEnergy(perArea: number, arealEnergy: number): number {
  return perArea / checkBetween('arealEnergy', arealEnergy, { min: 1, max: 1e9, unit: 'J.m-2' });
}

/** What a zone runs with beside its own settings. */
interface ZoneRun {
  readonly dryer: Dryer;
  readonly ambient: Ambient;
  readonly webSpeed: number;
}

interface ZoneAir {
  readonly freshAir: number;
  readonly vapourIn: number;
  readonly vapourOut: number;
  readonly vapourDrawn: number;
}

/**
 * Fresh air and exhaust of a zone, with the share of its jets that the fresh air would be [-] and the content that the zone
 * can hold with no more than its jets [-].
 */
function exhaustOf(
  { solvent }: ElectrodeMaterial,
  zone: DryerZone,
  evaporated: number,
  { dryer, ambient, webSpeed }: ZoneRun,
  index: number,
): ZoneAir & { readonly share: number; readonly leastContent: number } {
  const [found, least] = [zone.solventContent, ambient.solventContent];
  const refuse = (limit: string, min: number): never => {
    const name = `solventContent of zone ${index + 1}`;
    const [shown, from] = [found, min].map((content) => toUnit(content, 'ppm'));
    throw new PhysicsError(
      'PHY_OUT_OF_RANGE',
      `${name} is ${shown} ppm; allowed is ${limit.replace('#', `${Number(from!.toPrecision(6))}`)}`,
      { name, value: shown, min: from, max: 1e6, unit: 'ppm' },
    );
  };
  if (found < least) refuse('no less than the # ppm of the hall, whose air it takes in', least);
  if (evaporated <= 0) {
    const vapourDrawn = -evaporated;
    return { freshAir: 0, vapourIn: 0, vapourOut: 0, vapourDrawn, share: 0, leastContent: least };
  }
  if (found === least) {
    refuse('more than the # ppm of the hall, whose air must carry the vapour away', least);
  }
  const perMole = solvent.molarMass / airMolarMass;
  const ratio = (content: number): number => (perMole * content) / (1 - content);
  /** Content of the zone where the jets carry the vapour away, `times` over. */
  const held = (times: number): number => {
    const vapour = ratio(least) + evaporated / (times * blown);
    return vapour / (perMole + vapour);
  };
  const blown =
    dryAir(zone.airTemperature).density * jetVolumes(zone, dryer, webSpeed).reduce((a, b) => a + b);
  const freshAir = evaporated / (ratio(found) - ratio(least));
  const share = freshAir / blown;
  if (share > mostFreshAir) {
    refuse(
      `# ppm and more: below, fresh air would be more than ${mostFreshAir} times the air of the jets`,
      held(mostFreshAir),
    );
  }
  const vapourIn = freshAir * ratio(least);
  const vapourOut = freshAir * ratio(found);
  return { freshAir, vapourIn, vapourOut, vapourDrawn: 0, share, leastContent: held(1) };
}

/** Air that the jets above and below blow on the web while it is in the zone [m], volume per area of web. */
function jetVolumes(zone: DryerZone, dryer: Dryer, webSpeed: number): readonly number[] {
  const { slotWidth, pitch } = zone.nozzles ?? dryer.nozzles;
  const perVelocity = (slotWidth / pitch) * (zone.length / webSpeed);
  const { airVelocity, airVelocityBottom = airVelocity } = zone;
  return [airVelocity, airVelocityBottom].map((velocity) => velocity * perVelocity);
}

function heatOf(
  { solvent }: ElectrodeMaterial,
  zone: DryerZone,
  exchange: ZoneExchange,
  { freshAir, vapourIn, vapourOut }: ZoneAir,
  { dryer, ambient, webSpeed }: ZoneRun,
) {
  const rise = zone.airTemperature - ambient.temperature;
  const airHeating = (freshAir * airSpecificHeat + vapourIn * solvent.vapourSpecificHeat) * rise;
  const exhaust = (freshAir * airSpecificHeat + vapourOut * solvent.vapourSpecificHeat) * rise;
  const recovered = Math.min(dryer.heatRecovery * exhaust, airHeating);
  const { density } = dryAir(zone.airTemperature);
  const { airVelocity, airVelocityBottom = airVelocity } = zone;
  const [above, below] = jetVolumes(zone, dryer, webSpeed);
  const jets = (density / 2) * (airVelocity ** 2 * above! + airVelocityBottom ** 2 * below!);
  const fanWork = dryer.fanPressureRatio * jets;
  const toWeb = heatInto(exchange);
  const { latent, superheat } = exchange;
  const needed = toWeb + superheat + airHeating - recovered - fanWork;
  return {
    heater: Math.max(0, needed),
    surplus: Math.max(0, -needed),
    fanWork,
    recovered,
    toWeb,
    latent,
    superheat,
    airHeating,
  };
}
