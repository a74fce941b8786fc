import { standardAtmosphere } from '../core/constants.ts';
import type { ModelWarning } from '../core/errors.ts';
import { checkBetween } from '../materials/check-between.ts';
import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { saturationPressure } from '../materials/solvent-properties.ts';
import { type IntegrationWork, integrateRosenbrock } from '../numerics/rosenbrock.ts';
import { DryOut } from './dry-out.ts';
import {
  type DryBed,
  type DryingFilm,
  type EnteringFilm,
  filmFlow,
  filmIncidence,
  type ZoneExchange,
} from './drying-film.ts';
import { boiling, tooHot, transferExtrapolated } from './drying-warnings.ts';
import { FilmHistory } from './film-history.ts';
import { poreFreeDensity, thicknessOf } from './solids.ts';

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
  /** Solvent leaving there [kg.m-2.s-1]. */
  readonly evaporationRate: number;
  readonly exchange: ZoneExchange;
}

/** Absolute tolerance of the integration [kg.m-2]. */
const solventTolerance = 1e-9;
/** Enthalpy [J.m-2] and solvent [kg.m-2], so tight that central differences over 1e-3 of an input are not noise. */
const tolerances = {
  relativeTolerance: 3e-6,
  absoluteTolerance: [1e-3, solventTolerance],
} as const;
/** Steps of the binder in the whole dryer, shared by its zones, and the least in each. */
const binderSteps = { all: 48, least: 6 };

/** One film on its way through the zones of a dryer. */
export class DryerPassage {
  readonly profile: ZoneExit[] = [];
  readonly warnings: ModelWarning[] = [];
  /** Stretches in which binder moved. */
  readonly history: FilmHistory[] = [];
  readonly #material: ElectrodeMaterial;
  readonly #film: EnteringFilm;
  readonly #solidsDensity: number;
  readonly #stepsPerStretch: number;
  readonly #dryOut: DryOut;
  readonly #work = { steps: 0, rejections: 0, rhsCalls: 0, factorisations: 0 };
  #temperature: number;
  #solvent: number;
  #shape: DryBed;
  /** The bed that the solids form; undefined while the film shrinks. */
  #bed: DryBed | undefined;
  #time = 0;
  #consolidationTime: number | undefined;
  /** Time at which liquid carried binder no more [s]. */
  #settledTime: number | undefined;
  #frontTime: number | undefined;
  /** Largest pressure of the solvent's vapour over that of the air in this zone [-], where above 0. */
  #boiling = 0;

  constructor(material: ElectrodeMaterial, film: EnteringFilm, zones: number) {
    this.#material = material;
    this.#film = film;
    this.#solidsDensity = poreFreeDensity(material.solids);
    this.#dryOut = new DryOut(material.drying.residualSolventLimit * film.loading);
    this.#stepsPerStretch = Math.max(binderSteps.least, Math.ceil(binderSteps.all / zones));
    this.#temperature = film.temperature;
    this.#solvent = film.solventLoading;
    this.#shape = { thickness: film.wetThickness, porosity: 1 };
  }

  /**
   * Solvent per area [kg.m-2]; less than nothing, by the tolerance of the integration at most, is nothing.
   * @throws PhysicsError PHY_OUT_OF_RANGE below that
   */
  get solvent(): number {
    if (this.#solvent >= 0) return this.#solvent;
    const range = { min: -100 * solventTolerance, max: 100, unit: 'kg.m-2' };
    checkBetween('solvent per area', this.#solvent, range);
    return 0;
  }

  get temperature(): number {
    return this.#temperature;
  }

  /** Thickness [m] and volume fraction that solids leave [-]. */
  get shape(): DryBed {
    return this.#shape;
  }

  get work(): IntegrationWork {
    return this.#work;
  }

  /** Time at which the solids touched [s]. */
  get consolidationTime(): number | undefined {
    return this.#consolidationTime;
  }

  /** Time at which liquid lost the surface [s]. */
  get frontTime(): number | undefined {
    return this.#frontTime;
  }

  /** Time at which residual solvent fell to the material's limit [s]. */
  get dryOutTime(): number | undefined {
    return this.#dryOut.time;
  }

  /** Takes the film through a zone in `duration` [s]. */
  pass(laws: DryingFilm, duration: number): void {
    const zone = this.profile.length;
    const outside = [laws.top, laws.bottom].find(({ extrapolated }) => extrapolated);
    if (outside !== undefined) this.warnings.push(transferExtrapolated(zone, outside.reynolds));
    const entry = laws.enthalpy(this.#temperature, this.#solvent);
    let stocks: Float64Array = Float64Array.of(entry, this.#solvent);
    const transferred = new Float64Array(filmIncidence[0]!.length);
    let left = duration;
    while (left > 0) {
      // A new zone may find the solids touching, or the pores emptied, at its entry.
      while ((this.#nextEvent(laws)?.(stocks) ?? -1) >= 0) this.#changeLaw(laws, stocks);
      const leg = this.#followLaw(laws, stocks, left);
      stocks = leg.stocks;
      for (let i = 0; i < transferred.length; i++) {
        transferred[i] = transferred[i]! + leg.transferred[i]!;
      }
      this.#time += leg.time;
      left = leg.status === 'end' ? 0 : left - leg.time;
      if (leg.status === 'event') this.#changeLaw(laws, stocks);
    }
    this.#temperature = laws.temperature(stocks[0]!, stocks[1]!);
    this.#solvent = stocks[1]!;
    this.#shape = this.#bed ?? this.#bedOf(laws, stocks);
    const stored = laws.enthalpy(this.#temperature, this.#solvent) - entry;
    const exchange = laws.exchange(transferred, stored);
    const evaporationRate = laws.evaporation(this.#temperature, this.#solvent, this.#bed);
    this.#leaveZone(exchange, evaporationRate);
  }

  /** The event that ends the present law; undefined where none is to come. */
  #nextEvent(laws: DryingFilm): ((stocks: Float64Array) => number) | undefined {
    const { capillarySaturation, criticalSaturation } = this.#material.drying;
    const bed = this.#bed;
    if (bed === undefined) return (x) => laws.touching(x);
    if (this.#settledTime === undefined) {
      // No liquid streams to a surface that the front has left.
      const settled = Math.max(capillarySaturation, criticalSaturation);
      return (x) => laws.emptying(x, bed, settled);
    }
    if (this.#frontTime === undefined) return (x) => laws.emptying(x, bed, criticalSaturation);
    return undefined;
  }

  /** Goes over to the next law, now. */
  #changeLaw(laws: DryingFilm, stocks: Float64Array): void {
    if (this.#bed === undefined) {
      this.#consolidationTime = this.#time;
      this.#bed = this.#bedOf(laws, stocks);
    } else if (this.#settledTime === undefined) {
      this.#settledTime = this.#time;
      const { capillarySaturation, criticalSaturation } = this.#material.drying;
      if (capillarySaturation <= criticalSaturation) this.#frontTime = this.#time;
    } else this.#frontTime = this.#time;
  }

  /** Integrates until the law changes, at most for `duration` [s]. */
  #followLaw(laws: DryingFilm, stocks: Float64Array, duration: number) {
    const { solvent } = this.#material;
    const bed = this.#bed;
    const event = this.#nextEvent(laws);
    const history =
      this.#settledTime === undefined
        ? new FilmHistory(this.#material, laws, bed, this.#stepsPerStretch)
        : undefined;
    const leg = integrateRosenbrock({
      flows: (x, into) => laws.flows(x, bed, into),
      incidence: filmIncidence,
      initial: stocks,
      duration,
      ...tolerances,
      watch: (time, x, flows) => {
        const temperature = laws.temperature(x[0]!, x[1]!);
        // Refuses a film outside the solvent's range.
        if (saturationPressure(solvent, temperature) > standardAtmosphere) {
          const ratio = laws.vapourPressureRatio(temperature, x[1]!);
          this.#boiling = Math.max(this.#boiling, ratio);
        }
        history?.record(time, x, flows);
        this.#dryOut.see(this.#time + time, x[1]!, flows[filmFlow.evaporated]!);
      },
      ...(event === undefined ? {} : { event }),
    });
    if (history !== undefined) this.history.push(history);
    for (const key of ['steps', 'rejections', 'rhsCalls', 'factorisations'] as const) {
      this.#work[key] += leg.work[key];
    }
    return leg;
  }

  #leaveZone(exchange: ZoneExchange, evaporationRate: number): void {
    const zone = this.profile.length;
    const limit = this.#material.drying.temperatureLimit;
    this.profile.push({
      time: this.#time,
      temperature: this.#temperature,
      residualSolvent: this.solvent / this.#film.loading,
      thickness: this.#shape.thickness,
      evaporationRate,
      exchange,
    });
    if (this.#boiling > 1) this.warnings.push(boiling(zone, this.#boiling));
    this.#boiling = 0;
    if (this.#temperature > limit) this.warnings.push(tooHot(zone, this.#temperature, limit));
  }

  #bedOf(laws: DryingFilm, stocks: Float64Array): DryBed {
    const porosity = laws.liquidFraction(stocks);
    const { loading } = this.#film;
    const poreFree = this.#solidsDensity;
    return { porosity, thickness: thicknessOf({ loading, porosity, poreFreeDensity: poreFree }) };
  }
}
