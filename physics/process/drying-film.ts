import { gasConstant, standardAtmosphere, stefanBoltzmannConstant } from '../core/constants.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { Dryer, SlotNozzles } from '../materials/dryer.ts';
import type { DryingConstants } from '../materials/drying-constants.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import {
  uncheckedLatentHeat,
  uncheckedLiquidDensity,
  uncheckedSaturationPressure,
  vapourDiffusivity,
} from '../materials/solvent-properties.ts';
import type { WetFilm } from './coating.ts';
import { type JetHeatTransfer, jetHeatTransfer, lewisMassTransfer } from './jet-heat-transfer.ts';
import { poreFreeDensity, solidVolumeShare } from './solids.ts';

/** What of the wet film the dryer needs to know. */
export type EnteringFilm = Pick<
  WetFilm,
  'loading' | 'solventLoading' | 'temperature' | 'wetThickness'
>;

/** One zone of the dryer. */
export interface DryerZone {
  /** Length of web in the zone [m]. */
  readonly length: number;
  /** [K], not below ambient */
  readonly airTemperature: number;
  /** Jet velocity at the nozzles [m.s-1]; of both sides where `airVelocityBottom` is absent, else above the web. */
  readonly airVelocity: number;
  /** Jet velocity at the nozzles below the web [m.s-1]. */
  readonly airVelocityBottom?: number;
  /** Volume fraction of solvent vapour in the air [-]; for water, its humidity. */
  readonly solventContent: number;
  /** Default: those of the dryer. */
  readonly nozzles?: SlotNozzles;
}

/** The bed that solids form when they touch. */
export interface DryBed {
  /** [m] */
  readonly thickness: number;
  /** [-] */
  readonly porosity: number;
}

/** What went into web and film in a zone, and out of it, per area of web. */
export interface ZoneExchange {
  /** Heat from the jets above and below the web, and by radiation [J.m-2]. */
  readonly convectionTop: number;
  readonly convectionBottom: number;
  readonly radiation: number;
  /** Heat that made vapour of solvent [J.m-2]. */
  readonly latent: number;
  /** Enthalpy, as a liquid against 25 degC, that the solvent took along [J.m-2]. */
  readonly carried: number;
  /** Solvent that left [kg.m-2]; negative where vapour condensed. */
  readonly evaporated: number;
  /** Heat that its vapour took from the air of the zone [J.m-2]. */
  readonly superheat: number;
  /** Rise of the enthalpy of foil, solids and solvent against 25 degC [J.m-2], from temperature and solvent at entry and exit. */
  readonly stored: number;
}

/** Places of the flows per area of web in the arrays of the integration. */
export const filmFlow = {
  /** Heat from the jets above and below the web, and by radiation [W.m-2]. */
  convection: 0,
  radiation: 1,
  /** Heat that turns solvent into vapour, and the enthalpy as a liquid that it takes along [W.m-2]. */
  latent: 2,
  carried: 3,
  /** Solvent that leaves [kg.m-2.s-1]. */
  evaporated: 4,
} as const;

/** Stocks per area of web: enthalpy of foil, solids and solvent [J.m-2], and solvent [kg.m-2], with what fills them. */
export const filmIncidence: readonly (readonly number[])[] = [
  [1, 1, -1, -1, 0],
  [0, 0, 0, 0, -1],
];

/**
 * The laws of a drying film in one zone, on a state of enthalpy H and solvent w per area.
 *
 *   T           = T_ref + H / C,  C = foil + solids + w c_l
 *   evaporation = p M / (R T) (F(a p_sat / p) - F(p_air / p)) / (1 / k_g + depth / (D eps^1.5) + M / (R T) t_b p_sat da/dw)
 *   ln a        = ln(1 - phi_b) + phi_b + chi phi_b^2
 *   depth       = L (1 - S / S_c) once the pore saturation S is below the critical S_c, before that 0
 *
 * k_g follows from the heat transfer above the web by the Lewis relation. F(x) = -ln(1 - x) is that of diffusion
 * through resting air (Stefan), x where vapour is thin; it goes on along its tangent from x = 0.9 on, where vapour
 * presses itself out. phi_b is the volume fraction of binder in the remaining solution (Flory-Huggins). The second
 * resistance is that of vapour through the emptied top of the bed (Bruggeman). The third is that of diffusion out of
 * the swollen binder, by which w falls to equilibrium in the time t_b = sorptionTime exp(E / R (1 / T - 1 / T_b))
 * (linear driving force); it vanishes while there is free liquid.
 *
 * Porosity of the bed: packing + (additive and binder volume) x slope + slope x ln(1 + rate / reference).
 * @see Flory1942, J. Chem. Phys. 10, 51-61, doi:10.1063/1.1723621 (long chains); Bruggeman1935, Ann. Phys. 416(7), 636-664, doi:10.1002/andp.19354160705;
 *   Bird, Stewart, Lightfoot 2002, Transport Phenomena, 2nd ed., section 18.2 (resting gas)
 *   Glueckauf 1955, Trans. Faraday Soc. 51, 1540-1551, doi:10.1039/TF9555101540 (linear driving force, not read)
 * @remarks Vapour counts as ideal gas, and the air's own properties are those of dry air.
 */
export class DryingFilm {
  /** Heat transfer above and below the web, with the dryer's factor. */
  readonly top: JetHeatTransfer;
  readonly bottom: JetHeatTransfer;
  /** Volume of all solids, and of binder, per area [m]. */
  readonly solidsVolume: number;
  readonly binderVolume: number;
  readonly #material: ElectrodeMaterial;
  readonly #airTemperature: number;
  /** `stefanFactor` of the vapour in the air [-], diffusivity of the vapour [m2.s-1], mass transfer to the air [m.s-1]. */
  readonly airFactor: number;
  readonly diffusivity: number;
  readonly gasTransfer: number;
  readonly #convection: number;
  readonly #dryCapacity: number;
  readonly #inactive: number;
  readonly #airRadiation: number;

  /** @param backLoading - dry coating on the other side [kg.m-2] */
  constructor(
    material: ElectrodeMaterial,
    film: Pick<WetFilm, 'loading'>,
    zone: DryerZone,
    dryer: Dryer,
    backLoading = 0,
  ) {
    const { solvent, solids, foil, drying } = material;
    const { airTemperature, airVelocity, airVelocityBottom = airVelocity } = zone;
    const nozzles = zone.nozzles ?? dryer.nozzles;
    const factor = checkBetween('heatTransferFactor', dryer.heatTransferFactor, {
      min: 0.01,
      max: 100,
      unit: '1',
    });
    const side = (velocity: number): JetHeatTransfer => {
      const transfer = jetHeatTransfer(nozzles, velocity, airTemperature);
      return { ...transfer, coefficient: factor * transfer.coefficient };
    };
    this.top = side(airVelocity);
    this.bottom = side(airVelocityBottom);
    this.#convection = this.top.coefficient + this.bottom.coefficient;
    this.solidsVolume = film.loading / poreFreeDensity(solids);
    this.binderVolume = this.solidsVolume * solidVolumeShare(solids, 'binder');
    this.#material = material;
    this.#airTemperature = airTemperature;
    this.airFactor = stefanFactor(zone.solventContent);
    this.diffusivity = vapourDiffusivity(solvent, airTemperature);
    this.gasTransfer = lewisMassTransfer(this.top.coefficient, airTemperature, this.diffusivity);
    this.#dryCapacity =
      foil.arealMass * foil.specificHeat + (film.loading + backLoading) * drying.solidsSpecificHeat;
    this.#inactive = solidVolumeShare(solids, 'conductive') + solidVolumeShare(solids, 'binder');
    this.#airRadiation = drying.emissivity * stefanBoltzmannConstant * airTemperature ** 4;
  }

  /** Temperature [K] of a state. */
  temperature(enthalpy: number, solvent: number): number {
    const { referenceTemperature, specificHeat } = this.#material.solvent;
    return referenceTemperature + enthalpy / (this.#dryCapacity + solvent * specificHeat);
  }

  /** Enthalpy [J.m-2] of foil, solids and solvent against the solvent's reference temperature. */
  enthalpy(temperature: number, solvent: number): number {
    const { referenceTemperature, specificHeat } = this.#material.solvent;
    return (this.#dryCapacity + solvent * specificHeat) * (temperature - referenceTemperature);
  }

  /** Volume of solvent per area [m]. */
  liquidVolume(temperature: number, solvent: number): number {
    return solvent / uncheckedLiquidDensity(this.#material.solvent, temperature);
  }

  /** Solvent leaving [kg.m-2.s-1]; negative where vapour condenses. */
  evaporation(temperature: number, mass: number, bed: DryBed | undefined): number {
    return evaporationRate(this.#material, this, temperature, mass, bed);
  }

  /** Pressure of the solvent's vapour at the film over that of the air [-]; above 1 the film boils. */
  vapourPressureRatio(temperature: number, mass: number): number {
    const { solvent, drying } = this.#material;
    const binder = this.binderVolume / (this.binderVolume + this.liquidVolume(temperature, mass));
    const activity = (1 - binder) * Math.exp(binder + drying.floryHuggins * binder * binder);
    return (activity * uncheckedSaturationPressure(solvent, temperature)) / standardAtmosphere;
  }

  /** Writes the flows at a state, in the places of `filmFlow`. */
  flows(stocks: Float64Array, bed: DryBed | undefined, into: Float64Array): void {
    const mass = stocks[1]!;
    const temperature = this.temperature(stocks[0]!, mass);
    const { solvent, drying } = this.#material;
    const evaporation = this.evaporation(temperature, mass, bed);
    const squared = temperature * temperature;
    into[filmFlow.convection] = this.#convection * (this.#airTemperature - temperature);
    into[filmFlow.radiation] =
      this.#airRadiation - drying.emissivity * stefanBoltzmannConstant * squared * squared;
    into[filmFlow.latent] = evaporation * uncheckedLatentHeat(solvent, temperature);
    into[filmFlow.carried] =
      evaporation * solvent.specificHeat * (temperature - solvent.referenceTemperature);
    into[filmFlow.evaporated] = evaporation;
  }

  /** Amounts that went in a zone, from the integrals of the flows and the rise of enthalpy. */
  exchange(transferred: Float64Array, stored: number): ZoneExchange {
    const { specificHeat, vapourSpecificHeat, referenceTemperature } = this.#material.solvent;
    const convection = transferred[filmFlow.convection]!;
    const [carried, evaporated] = [
      transferred[filmFlow.carried]!,
      transferred[filmFlow.evaporated]!,
    ];
    const top = this.#convection > 0 ? this.top.coefficient / this.#convection : 0;
    const warming = (this.#airTemperature - referenceTemperature) * evaporated;
    return {
      convectionTop: top * convection,
      convectionBottom: (1 - top) * convection,
      radiation: transferred[filmFlow.radiation]!,
      latent: transferred[filmFlow.latent]!,
      carried,
      evaporated,
      superheat: vapourSpecificHeat * (warming - carried / specificHeat),
      stored,
    };
  }

  /** How far the film is below the liquid fraction at which its solids touch [-]. */
  touching(stocks: Float64Array): number {
    const temperature = this.temperature(stocks[0]!, stocks[1]!);
    const rate = this.evaporation(temperature, stocks[1]!, undefined);
    return bedPorosity(this.#material.drying, this.#inactive, rate) - this.liquidFraction(stocks);
  }

  /** How far the pores are below a saturation [-]. */
  emptying(stocks: Float64Array, bed: DryBed, limit: number): number {
    const temperature = this.temperature(stocks[0]!, stocks[1]!);
    return limit - saturation(bed, this.liquidVolume(temperature, stocks[1]!));
  }

  /** Liquid share of the volume of film [-]. */
  liquidFraction(stocks: Float64Array): number {
    const temperature = this.temperature(stocks[0]!, stocks[1]!);
    const liquid = this.liquidVolume(temperature, stocks[1]!);
    return liquid / (liquid + this.solidsVolume);
  }
}

/** What of a film and its air the evaporation depends on beside temperature and solvent. */
export interface EvaporationSurface {
  /** Volume of binder per area [m]. */
  readonly binderVolume: number;
  /** Mass transfer to the air [m.s-1]. */
  readonly gasTransfer: number;
  /** Of the vapour in air [m2.s-1]. */
  readonly diffusivity: number;
  /** `stefanFactor` of the vapour in the air [-]. */
  readonly airFactor: number;
}

/**
 * Solvent leaving a film, by the law that `DryingFilm` tells [kg.m-2.s-1]; negative where vapour condenses. It checks
 * nothing and allocates nothing.
 * @param mass - solvent per area [kg.m-2]
 * @param bed - of solids that touch; undefined while the film shrinks
 */
export function evaporationRate(
  { solvent, drying }: Pick<ElectrodeMaterial, 'solvent' | 'drying'>,
  surface: EvaporationSurface,
  temperature: number,
  mass: number,
  bed: DryBed | undefined,
): number {
  if (surface.gasTransfer === 0) return 0;
  const density = uncheckedLiquidDensity(solvent, temperature);
  const liquid = mass / density;
  const binder = surface.binderVolume / (surface.binderVolume + liquid);
  const exponential = Math.exp(binder + drying.floryHuggins * binder * binder);
  const saturated = uncheckedSaturationPressure(solvent, temperature);
  const atFilm = (1 - binder) * exponential * saturated;
  const moles = solvent.molarMass / (gasConstant * temperature);
  // Fall of the activity with the binder's share, and of that share with the solvent.
  const fall = 1 - (1 - binder) * (1 + 2 * drying.floryHuggins * binder);
  const share = (binder * binder) / (surface.binderVolume * density);
  const slope = Math.max(0, fall) * exponential * saturated * share;
  let resistance = 1 / surface.gasTransfer + moles * slope * sorptionTime(drying, temperature);
  if (bed !== undefined) {
    const emptied = 1 - saturation(bed, liquid) / drying.criticalSaturation;
    if (emptied > 0) {
      resistance +=
        (bed.thickness * emptied) / (surface.diffusivity * bed.porosity * Math.sqrt(bed.porosity));
    }
  }
  const driving =
    standardAtmosphere * (stefanFactor(atFilm / standardAtmosphere) - surface.airFactor);
  return (moles * driving) / resistance;
}

/** Time in which binder gives off its last solvent [s]. */
function sorptionTime(
  { sorptionTime: atReference, sorptionTemperature, sorptionActivationEnergy }: DryingConstants,
  temperature: number,
): number {
  const inverse = 1 / temperature - 1 / sorptionTemperature;
  return atReference * Math.exp((sorptionActivationEnergy / gasConstant) * inverse);
}

/** Porosity at which the solids touch where solvent leaves at a rate [kg.m-2.s-1], of `inactive` solids by volume [-]. */
export function bedPorosity(drying: DryingConstants, inactive: number, rate: number): number {
  return (
    drying.packingPorosity +
    drying.porosityPerInactiveVolume * inactive +
    // Solvent that condenses does not loosen the packing: only a rate of leaving counts.
    drying.porosityPerRateLog * Math.log1p(Math.max(0, rate) / drying.referenceRate)
  );
}

/** -ln(1 - x), from x = 0.9 on along its tangent there. */
export function stefanFactor(share: number): number {
  return share < 0.9 ? -Math.log1p(-share) : Math.LN10 + (share - 0.9) / 0.1;
}

function saturation(bed: DryBed, liquid: number): number {
  return liquid / (bed.porosity * bed.thickness);
}
