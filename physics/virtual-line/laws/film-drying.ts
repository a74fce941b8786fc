import { gasConstant, standardAtmosphere, stefanBoltzmannConstant } from '../../core/constants.ts';
import { PhysicsError } from '../../core/errors.ts';
import { demonstrationDryer } from '../../materials/dryer.ts';
import type { ElectrodeMaterial } from '../../materials/electrode-material.ts';
import {
  latentHeat,
  liquidDensity,
  vapourDiffusivity,
} from '../../materials/solvent-properties.ts';
import { stefanFactor } from '../../process/drying-film.ts';
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
  /** Antoine's constants for the natural logarithm. */
  readonly #antoineA: number;
  readonly #antoineB: number;
  readonly #antoineC: number;
  #airTemperature = 0;
  #airFourth = 0;
  #coefficient = 0;
  #gasTransfer = 0;
  #diffusivity = 0;
  #airFactor = 0;
  #velocity = -1;
  /** Of the place that is dried now: volume of solids and of binder per area, bed (thickness 0: none), dry heat capacity. */
  #solidsVolume = 0;
  #binderVolume = 0;
  #bedPorosity = 0;
  #bedThickness = 0;
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
    const { a, b, c } = material.solvent.antoine;
    this.#antoineA = Math.LN10 * a;
    this.#antoineB = Math.LN10 * b;
    this.#antoineC = c;
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
      this.#diffusivity = vapourDiffusivity(solvent, temperature);
      this.#gasTransfer = lewisMassTransfer(this.#coefficient, temperature, this.#diffusivity);
    }
    const vapourPressure = (zone.vapour * gasConstant * temperature) / solvent.molarMass;
    this.#airFactor = stefanFactor(vapourPressure / standardAtmosphere);
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
    this.#binderVolume = this.#solidsVolume * this.#binderShare;
    this.#dryCapacity = capacity - solvent * this.#specificHeat;
    const wet = web.stage[i] === webStages.wet;
    this.#bedPorosity = web.porosity[i]!;
    this.#bedThickness = wet ? 0 : this.#solidsVolume / (1 - this.#bedPorosity);
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
      if (this.#bedThickness === 0) {
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
    this.#bedPorosity = porosity;
    this.#bedThickness = this.#solidsVolume / (1 - porosity);
    this.#rates(temperature, solvent);
    const { binderGain: gain, binderLimit: limit, binderDiffusion: diffusion } = this.#constants;
    web.binderRatio[i] = binderRatioOf(Math.max(0, this.#evaporation), this.#bedThickness, {
      gain,
      limit,
      diffusion,
    });
  }

  #liquidFraction(temperature: number, solvent: number): number {
    const liquid = solvent / liquidDensity(this.#material.solvent, temperature);
    return liquid / (liquid + this.#solidsVolume);
  }

  /** How far the film, whose rates were just taken, is below the liquid fraction at which its solids touch [-]. */
  #touching(temperature: number, solvent: number, packing: number): number {
    const { drying } = this.#material;
    const porosity =
      drying.packingPorosity +
      packing +
      drying.porosityPerInactiveVolume * this.#inactiveShare +
      drying.porosityPerRateLog * Math.log1p(Math.max(0, this.#evaporation) / drying.referenceRate);
    return porosity - this.#liquidFraction(temperature, solvent);
  }

  /** Time in which binder gives off its last solvent [s]. */
  #sorptionTime(temperature: number): number {
    const { sorptionTime, sorptionTemperature, sorptionActivationEnergy } = this.#material.drying;
    const inverse = 1 / temperature - 1 / sorptionTemperature;
    return sorptionTime * Math.exp((sorptionActivationEnergy / gasConstant) * inverse);
  }

  #rates(temperature: number, solvent: number): void {
    const { solvent: liquidLaw, drying } = this.#material;
    const airTemperature = this.#airTemperature;
    const radiation =
      drying.emissivity *
      stefanBoltzmannConstant *
      (this.#airFourth - temperature * temperature * temperature * temperature);
    const heating = 2 * this.#coefficient * (airTemperature - temperature) + radiation;
    let evaporation = 0;
    if (this.#gasTransfer > 0) {
      const density = liquidDensity(liquidLaw, temperature);
      const liquid = solvent / density;
      const binder = this.#binderVolume / (this.#binderVolume + liquid);
      const swelling = Math.exp(binder + drying.floryHuggins * binder * binder);
      const saturated = Math.exp(this.#antoineA - this.#antoineB / (temperature + this.#antoineC));
      const moles = liquidLaw.molarMass / (gasConstant * temperature);
      const fall = 1 - (1 - binder) * (1 + 2 * drying.floryHuggins * binder);
      const slope =
        (Math.max(0, fall) * swelling * saturated * binder * binder) /
        (this.#binderVolume * density);
      let resistance = 1 / this.#gasTransfer + moles * slope * this.#sorptionTime(temperature);
      if (this.#bedThickness > 0) {
        const saturation = liquid / (this.#bedPorosity * this.#bedThickness);
        const emptied = 1 - saturation / drying.criticalSaturation;
        if (emptied > 0)
          resistance +=
            (this.#bedThickness * emptied) / (this.#diffusivity * this.#bedPorosity ** 1.5);
      }
      const atFilm = stefanFactor(((1 - binder) * swelling * saturated) / standardAtmosphere);
      evaporation = (moles * standardAtmosphere * (atFilm - this.#airFactor)) / resistance;
    }
    this.#evaporation = evaporation;
    this.#warming =
      (heating - evaporation * latentHeat(liquidLaw, temperature)) /
      (this.#dryCapacity + solvent * this.#specificHeat);
  }
}
