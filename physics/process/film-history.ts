import type { ElectrodeMaterial } from '../materials/electrode-material.ts';
import { liquidViscosity } from '../materials/solvent-properties.ts';
import { type MigrationStretch, migrationCondition } from './binder-migration.ts';
import { type DryBed, type DryingFilm, filmFlow } from './drying-film.ts';

/** A stretch of drying in one zone without a change of law: what the film was like in it, for the migration of binder. */
export class FilmHistory implements MigrationStretch {
  readonly steps: number;
  readonly #material: ElectrodeMaterial;
  readonly #film: DryingFilm;
  /** Of the pores that empty; undefined while the film shrinks. */
  readonly #bed: DryBed | undefined;
  readonly #times: number[] = [];
  readonly #enthalpy: number[] = [];
  readonly #heating: number[] = [];
  readonly #solvent: number[] = [];
  readonly #evaporation: number[] = [];
  /** Interval that was read last. */
  #cursor = 0;

  /** @param steps - that the migration takes in it */
  constructor(
    material: ElectrodeMaterial,
    film: DryingFilm,
    bed: DryBed | undefined,
    steps: number,
  ) {
    this.#material = material;
    this.#film = film;
    this.#bed = bed;
    this.steps = steps;
  }

  get shrinking(): boolean {
    return this.#bed === undefined;
  }

  get duration(): number {
    return this.#times.at(-1) ?? 0;
  }

  /** Takes the state and its flows at a time since the begin of the stretch [s]; times rise. */
  record(time: number, stocks: Float64Array, flows: Float64Array): void {
    this.#times.push(time);
    this.#enthalpy.push(stocks[0]!);
    this.#heating.push(
      flows[filmFlow.convection]! +
        flows[filmFlow.radiation]! -
        flows[filmFlow.latent]! -
        flows[filmFlow.carried]!,
    );
    this.#solvent.push(stocks[1]!);
    this.#evaporation.push(flows[filmFlow.evaporated]!);
  }

  /** Cubic Hermite interpolation between the recorded states. */
  conditions(share: number, into: Float64Array): void {
    const times = this.#times;
    const time = share * this.duration;
    let i = this.#cursor;
    while (i > 0 && times[i]! > time) i--;
    while (i < times.length - 2 && times[i + 1]! < time) i++;
    this.#cursor = i;
    const step = times[i + 1]! - times[i]!;
    const s = (time - times[i]!) / step;
    const left = (1 - s) * (1 - s);
    const right = s * s;
    const between = (from: number, to: number, slopeFrom: number, slopeTo: number): number =>
      left * ((1 + 2 * s) * from + s * step * slopeFrom) +
      right * ((3 - 2 * s) * to - (1 - s) * step * slopeTo);
    const [e, q] = [this.#enthalpy, this.#heating];
    const [w, rate] = [this.#solvent, this.#evaporation];
    const enthalpy = between(e[i]!, e[i + 1]!, q[i]!, q[i + 1]!);
    const solvent = between(w[i]!, w[i + 1]!, -rate[i]!, -rate[i + 1]!);
    const temperature = this.#film.temperature(enthalpy, solvent);
    const liquid = this.#film.liquidVolume(temperature, solvent);
    const evaporation = (1 - s) * rate[i]! + s * rate[i + 1]!;
    into[migrationCondition.solution] = liquid + this.#film.binderVolume;
    into[migrationCondition.height] = this.#bed?.thickness ?? liquid + this.#film.solidsVolume;
    into[migrationCondition.shrinkRate] = (evaporation * liquid) / solvent;
    into[migrationCondition.diffusivity] = binderDiffusivity(this.#material, temperature);
  }
}

/**
 * Diffusivity of the binder in free solution, with temperature over viscosity of the solvent (Stokes and Einstein).
 * @param temperature - [K], inside the solvent's valid range
 * @returns [m2.s-1]
 * @throws PhysicsError PHY_OUT_OF_RANGE
 */
function binderDiffusivity({ drying, solvent }: ElectrodeMaterial, temperature: number): number {
  const mobility = temperature / liquidViscosity(solvent, temperature);
  const reference = solvent.referenceTemperature / solvent.viscosity;
  return (drying.binderDiffusivity * mobility) / reference;
}
