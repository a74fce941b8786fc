import { gasConstant, standardAtmosphere, stefanBoltzmannConstant } from '../core/constants.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import {
  latentHeat,
  liquidDensity,
  saturationPressure,
  vapourDiffusivity,
} from '../materials/solvent-properties.ts';
import type { WetFilm } from './coating.ts';
import {
  demonstrationNozzles,
  type JetHeatTransfer,
  jetHeatTransfer,
  lewisMassTransfer,
  type SlotNozzles,
} from './jet-heat-transfer.ts';
import { poreFreeDensity, solidVolumeShare } from './solids.ts';

/** One zone of the dryer. */
export interface DryerZone {
  /** Length of web in the zone [m]. */
  readonly length: number;
  /** [K] */
  readonly airTemperature: number;
  /** Jet velocity at the nozzles of both sides [m.s-1]. */
  readonly airVelocity: number;
  /** Volume fraction of solvent vapour in the air [-]. */
  readonly solventContent: number;
  /** Default: those of the demonstration dryer. */
  readonly nozzles?: SlotNozzles;
}

/** The bed that solids form when they touch. */
export interface DryBed {
  /** [m] */
  readonly thickness: number;
  /** [-] */
  readonly porosity: number;
}

/** Film, foil and air of one zone, and what they do at a temperature and solvent load. */
export interface DryingFilm {
  /** Heat transfer of one side. */
  readonly transfer: JetHeatTransfer;
  /** Solvent leaving [kg.m-2.s-1]; negative where vapour condenses. */
  evaporation(temperature: number, solvent: number, bed: DryBed | undefined): number;
  /** Heat into web and film from both sides and by radiation [W.m-2]. */
  heating(temperature: number): number;
  /** Heat capacity of foil, solids and solvent [J.m-2.K-1]. */
  heatCapacity(solvent: number): number;
  /** Liquid share of the volume of film [-]. */
  liquidFraction(temperature: number, solvent: number): number;
  /** Porosity at which the solids touch when solvent leaves at this rate [-]. */
  bedPorosity(rate: number): number;
}

/**
 * The laws of a drying film in one zone.
 *
 *   evaporation = M / (R T) (a p_sat(T) - p_air) / (1 / k_g + depth / (D eps^1.5))
 *   ln a        = ln(1 - phi_b) + phi_b + chi phi_b^2
 *   depth       = L (1 - S / S_c) once the pore saturation S is below the critical S_c, before that 0
 *
 * k_g follows from the heat transfer by the Lewis relation; phi_b is the volume fraction of binder in the remaining
 * solution (Flory-Huggins); the last resistance is that of vapour through the emptied top of the bed (Bruggeman).
 * Porosity of the bed: packing + (additive and binder volume) x slope + slope x ln(1 + rate / reference).
 * @see Flory1942, J. Chem. Phys. 10, 51-61, doi:10.1063/1.1723621 (long chains); Bruggeman1935, Ann. Phys. 416(7), 636-664, doi:10.1002/andp.19354160705
 * @remarks The slow diffusion of the last solvent in glassy binder is not modelled; solvent content of the air counts as ideal gas.
 */
export function dryingFilm(
  material: ElectrodeMaterial,
  film: Pick<WetFilm, 'loading'>,
  zone: DryerZone,
): DryingFilm {
  const { solvent, solids, foil, drying } = material;
  const transfer = jetHeatTransfer(
    zone.nozzles ?? demonstrationNozzles,
    zone.airVelocity,
    zone.airTemperature,
  );
  const solidsVolume = film.loading / poreFreeDensity(solids);
  const binderVolume = solidsVolume * solidVolumeShare(solids, 'binder');
  const inactive = solidVolumeShare(solids, 'conductive') + solidVolumeShare(solids, 'binder');
  const vapourPressure = zone.solventContent * standardAtmosphere;
  const diffusivity = vapourDiffusivity(solvent, zone.airTemperature);
  const gasTransfer = lewisMassTransfer(transfer.coefficient, zone.airTemperature, diffusivity);
  const solidsCapacity =
    foil.arealMass * foil.specificHeat + film.loading * drying.solidsSpecificHeat;
  const volumeOf = (temperature: number, mass: number): number =>
    mass / liquidDensity(solvent, temperature);

  return {
    transfer,
    evaporation(temperature, mass, bed) {
      if (gasTransfer === 0) return 0;
      const liquid = volumeOf(temperature, mass);
      const binder = binderVolume / (binderVolume + liquid);
      const activity = (1 - binder) * Math.exp(binder + drying.floryHuggins * binder * binder);
      let resistance = 1 / gasTransfer;
      if (bed !== undefined) {
        const saturation = liquid / (bed.porosity * bed.thickness);
        const emptied = 1 - saturation / drying.criticalSaturation;
        if (emptied > 0)
          resistance += (bed.thickness * emptied) / (diffusivity * bed.porosity ** 1.5);
      }
      const driving = activity * saturationPressure(solvent, temperature) - vapourPressure;
      return (solvent.molarMass * driving) / (gasConstant * temperature * resistance);
    },
    heating(temperature) {
      const radiation =
        drying.emissivity * stefanBoltzmannConstant * (zone.airTemperature ** 4 - temperature ** 4);
      return 2 * transfer.coefficient * (zone.airTemperature - temperature) + radiation;
    },
    heatCapacity: (mass) => solidsCapacity + mass * solvent.specificHeat,
    liquidFraction(temperature, mass) {
      const liquid = volumeOf(temperature, mass);
      return liquid / (liquid + solidsVolume);
    },
    bedPorosity: (rate) =>
      drying.packingPorosity +
      drying.porosityPerInactiveVolume * inactive +
      // Solvent that condenses does not loosen the packing: only a rate of leaving counts.
      drying.porosityPerRateLog * Math.log1p(Math.max(0, rate) / drying.referenceRate),
  };
}

/** Change of temperature with time [K.s-1]: what heats less what the evaporating solvent takes, over the capacity. */
export function warming(
  film: DryingFilm,
  material: ElectrodeMaterial,
  state: { readonly temperature: number; readonly solvent: number; readonly evaporation: number },
): number {
  const cooling = state.evaporation * latentHeat(material.solvent, state.temperature);
  return (film.heating(state.temperature) - cooling) / film.heatCapacity(state.solvent);
}
