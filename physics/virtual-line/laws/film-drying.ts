import { gasConstant, standardAtmosphere, stefanBoltzmannConstant } from '../../core/constants.ts';
import { PhysicsError } from '../../core/errors.ts';
import { demonstrationDryer } from '../../materials/dryer.ts';
import type { ElectrodeMaterial } from '../../materials/electrode-material.ts';
import {
  latentHeat,
  liquidDensity,
  vapourDiffusivity,
} from '../../materials/solvent-properties.ts';
import { bedPorosity, evaporationRate, stefanFactor } from '../../process/drying-film.ts';
import { jetHeatTransfer, lewisMassTransfer } from '../../process/jet-heat-transfer.ts';
import { poreFreeDensity, solidVolumeShare } from '../../process/solids.ts';
import type { TruthConstants } from '../truth-constants.ts';
import { type WebState, webStages } from '../web-state.ts';
import type { ZoneState } from '../zone-state.ts';
import { binderRatioOf, type DryingLaw } from './drying-law.ts';

/** gamma of Rosenbrock's method of order 2 that is L-stable. */
const gamma = 1 - Math.SQRT1_2;
/** Difference that the first and the second order of a step may have in temperature [K] and solvent [kg.m-2]. */
const temperatureTolerance = 0.3;
const solventTolerance = 2e-4;
/** Differences by which the Jacobian is taken. */
const temperatureShift = 1e-3;
const solventShift = 1e-7;
/** Solvent over solids from which a coating counts as dry and keeps what it has [-]. */
const dry = 1e-6;
/** Step below which an error is borne [s]: the last solvent leaves in a kink. */
const shortestStep = 1e-3;

/**
 * Matched drying: the equations of physics/process/drying-film.ts, with constants of the line's own, integrated place
 * by place with a Rosenbrock method of order 2 and no allocation.
 *
 *   C dT/dt = 2 h (Ta - T) + radiation - m dh_v,  dw/dt = -m
 *
 * @see Verwer, Spee, Blom, Hundsdorfer 1999, SIAM J. Sci. Comput. 20, 1456-1480, doi:10.1137/S1064827597326651 (the method, ROS2)
 */
export class FilmDrying implements DryingLaw {
  readonly #material: ElectrodeMaterial;
  readonly #constants: TruthConstants;
  readonly #solidsDensity: number;
  readonly #binderShare: number;
  readonly #inactiveShare: number;
  readonly #specificHeat: number;
  #airTemperature = 0;
  #airFourth = 0;
  #coefficient = 0;
  /** Of the place that is dried now, in the air of its zone. */
  readonly #surface = { binderVolume: 0, gasTransfer: 0, diffusivity: 0, airFactor: 0 };
  /** Its bed, once the solids touch. */
  readonly #bed = { thickness: 0, porosity: 0 };
  #touch = false;
  #velocity = -1;
  /** Volume of its solids per area, its heat capacity without solvent. */
  #solidsVolume = 0;
  #dryCapacity = 0;
  /** Results of `#rates`. */
  #warming = 0;
  #evaporation = 0;

  constructor(material: ElectrodeMaterial, constants: TruthConstants) {
    this.#material = material;
    this.#constants = constants;
    this.#solidsDensity = poreFreeDensity(material.solids);
    this.#binderShare = solidVolumeShare(material.solids, 'binder');
    this.#inactiveShare = solidVolumeShare(material.solids, 'conductive') + this.#binderShare;
    this.#specificHeat = material.solvent.specificHeat;
  }

  enter(zone: ZoneState): void {
    const { solvent } = this.#material;
    const temperature = zone.airTemperature;
    if (temperature !== this.#airTemperature || zone.airVelocity !== this.#velocity) {
      this.#airTemperature = temperature;
      this.#airFourth = temperature ** 4;
      this.#velocity = zone.airVelocity;
      this.#coefficient = jetHeatTransfer(
        demonstrationDryer.nozzles,
        zone.airVelocity,
        temperature,
      ).coefficient;
      this.#surface.diffusivity = vapourDiffusivity(solvent, temperature);
      this.#surface.gasTransfer = lewisMassTransfer(
        this.#coefficient,
        temperature,
        this.#surface.diffusivity,
      );
    }
    const vapourPressure = (zone.vapour * gasConstant * temperature) / solvent.molarMass;
    this.#surface.airFactor = stefanFactor(vapourPressure / standardAtmosphere);
  }

  latentHeat(temperature: number): number {
    return latentHeat(this.#material.solvent, temperature);
  }

  dry(web: WebState, i: number, capacity: number, duration: number): void {
    const solids = web.solids[i]!;
    let temperature = web.temperature[i]!;
    let solvent = web.solvent[i]!;
    if (solvent <= dry * solids) {
      web.temperature[i] = this.#warm(temperature, capacity, duration);
      return;
    }
    this.#solidsVolume = solids / this.#solidsDensity;
    this.#surface.binderVolume = this.#solidsVolume * this.#binderShare;
    this.#dryCapacity = capacity - solvent * this.#specificHeat;
    const wet = web.stage[i] === webStages.wet;
    this.#touch = !wet;
    if (!wet) this.#setBed(web.porosity[i]!);
    const packing = web.packing[i]!;
    let left = duration;
    let step = Math.min(left, 1);
    this.#rates(temperature, solvent);
    let before = wet ? this.#touching(temperature, solvent, packing) : 0;
    if (wet && before >= 0) this.#consolidate(web, i, temperature, solvent);
    let t0 = this.#warming;
    let w0 = -this.#evaporation;
    while (left > 0) {
      step = Math.min(step, left);
      if (step < 1e-12 && left > 1e-11) {
        throw new PhysicsError('PHY_STEP_TOO_SMALL', `drying cannot go on at ${temperature} K`, {
          temperature,
          solvent,
          step,
        });
      }
      // One step of ROS2 with a Jacobian by differences.
      this.#rates(temperature + temperatureShift, solvent);
      const jtt = (this.#warming - t0) / temperatureShift;
      const jwt = (-this.#evaporation - w0) / temperatureShift;
      this.#rates(temperature, solvent + solventShift);
      const jtw = (this.#warming - t0) / solventShift;
      const jww = (-this.#evaporation - w0) / solventShift;
      const a = 1 - gamma * step * jtt;
      const b = -gamma * step * jtw;
      const c = -gamma * step * jwt;
      const d = 1 - gamma * step * jww;
      const determinant = a * d - b * c;
      const kt1 = (d * t0 - b * w0) / determinant;
      const kw1 = (a * w0 - c * t0) / determinant;
      const predicted = temperature + step * kt1;
      if (!this.#known(predicted)) {
        step *= 0.25;
        continue;
      }
      this.#rates(predicted, Math.max(0, solvent + step * kw1));
      const rt = this.#warming - 2 * kt1;
      const rw = -this.#evaporation - 2 * kw1;
      const kt2 = (d * rt - b * rw) / determinant;
      const kw2 = (a * rw - c * rt) / determinant;
      const error = Math.max(
        Math.abs(0.5 * step * (kt1 + kt2)) / temperatureTolerance,
        Math.abs(0.5 * step * (kw1 + kw2)) / solventTolerance,
      );
      if (error > 1 && step > shortestStep) {
        step *= Math.max(0.2, 0.9 / Math.sqrt(error));
        continue;
      }
      const nextTemperature = temperature + step * (1.5 * kt1 + 0.5 * kt2);
      if (!this.#known(nextTemperature)) {
        step *= 0.25;
        continue;
      }
      const nextSolvent = Math.max(0, solvent + step * (1.5 * kw1 + 0.5 * kw2));
      this.#rates(nextTemperature, nextSolvent);
      if (!this.#touch) {
        const after = this.#touching(nextTemperature, nextSolvent, packing);
        if (after >= 0) {
          const share = before / (before - after);
          const at = temperature + share * (nextTemperature - temperature);
          this.#consolidate(web, i, at, solvent + share * (nextSolvent - solvent));
          this.#rates(nextTemperature, nextSolvent);
        }
        before = after;
      }
      t0 = this.#warming;
      w0 = -this.#evaporation;
      temperature = nextTemperature;
      solvent = nextSolvent;
      left -= step;
      step *= Math.min(4, 0.9 / Math.sqrt(Math.max(error, 1e-4)));
    }
    web.temperature[i] = temperature;
    web.solvent[i] = solvent;
  }

  /** Whether the properties of the solvent are known at a temperature; a step that leaves them is too long. */
  #known(temperature: number): boolean {
    const { min, max } = this.#material.solvent.validTemperature;
    return temperature > min && temperature < max - 1;
  }

  /** Temperature of dry web after a time: the heat flow is taken as linear in the temperature. */
  #warm(temperature: number, capacity: number, duration: number): number {
    const { emissivity } = this.#material.drying;
    const air = this.#airTemperature;
    const mean = (air + temperature) / 2;
    const radiation = 4 * emissivity * stefanBoltzmannConstant * mean * mean * mean;
    const rate = (2 * this.#coefficient + radiation) / capacity;
    return air + (temperature - air) * Math.exp(-rate * duration);
  }

  /** From now on the solids touch, at the liquid fraction that they have; leaves the rates of the bed behind. */
  #consolidate(web: WebState, i: number, temperature: number, solvent: number): void {
    const porosity = this.#liquidFraction(temperature, solvent);
    web.stage[i] = webStages.consolidated;
    web.porosity[i] = porosity;
    web.driedPorosity[i] = porosity;
    this.#touch = true;
    this.#setBed(porosity);
    this.#rates(temperature, solvent);
    const { binderGain: gain, binderLimit: limit, binderDiffusion: diffusion } = this.#constants;
    web.binderRatio[i] = binderRatioOf(Math.max(0, this.#evaporation), this.#bed.thickness, {
      gain,
      limit,
      diffusion,
    });
  }

  #setBed(porosity: number): void {
    this.#bed.porosity = porosity;
    this.#bed.thickness = this.#solidsVolume / (1 - porosity);
  }

  #liquidFraction(temperature: number, solvent: number): number {
    const liquid = solvent / liquidDensity(this.#material.solvent, temperature);
    return liquid / (liquid + this.#solidsVolume);
  }

  /** How far the film, whose rates were just taken, is below the liquid fraction at which its solids touch [-]. */
  #touching(temperature: number, solvent: number, packing: number): number {
    const { drying } = this.#material;
    const porosity = packing + bedPorosity(drying, this.#inactiveShare, this.#evaporation);
    return porosity - this.#liquidFraction(temperature, solvent);
  }

  #rates(temperature: number, solvent: number): void {
    const { solvent: liquidLaw, drying } = this.#material;
    const airTemperature = this.#airTemperature;
    const radiation =
      drying.emissivity *
      stefanBoltzmannConstant *
      (this.#airFourth - temperature * temperature * temperature * temperature);
    const heating = 2 * this.#coefficient * (airTemperature - temperature) + radiation;
    const bed = this.#touch ? this.#bed : undefined;
    const evaporation = evaporationRate(this.#material, this.#surface, temperature, solvent, bed);
    this.#evaporation = evaporation;
    this.#warming =
      (heating - evaporation * latentHeat(liquidLaw, temperature)) /
      (this.#dryCapacity + solvent * this.#specificHeat);
  }
}
