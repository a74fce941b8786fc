import { faradayConstant, gasConstant } from '../../core/constants.ts';
import type { CellParameters } from '../cell-parameters.ts';
import {
  type ElectrolytePoints,
  type ElectrolyteTables,
  electrolytePoints,
  electrolyteTables,
  type TemperatureFactors,
} from './electrolyte-tables.ts';
import { tableValue } from './hermite-table.ts';

/** Change of temperature beyond which other tables are taken [K]. */
const tabulatedSpan = 2;

/** The electrolyte of a cell at the points of its mesh and at its temperature. */
export class CellElectrolyte {
  /** Properties at the points, as they were filled last. */
  readonly points: ElectrolytePoints;
  /** Twice the thermal voltage, by which the activity integral stands in the potential [V]. */
  activityVoltage = 0;
  readonly #parameters: CellParameters;
  readonly #floor: number;
  #tables: ElectrolyteTables;
  readonly #factors: TemperatureFactors = { diffusion: 1, conduction: 1 };

  /** @param floor - concentration below which kinetics and conduction are rounded off [kmol/m3] */
  constructor(parameters: CellParameters, points: number, floor: number, temperature: number) {
    this.#parameters = parameters;
    this.#floor = floor;
    this.points = electrolytePoints(points);
    this.#tables = this.#tablesAt(temperature);
    this.setTemperature(temperature);
  }

  #tablesAt(temperature: number): ElectrolyteTables {
    const { electrolyte, referenceTemperature } = this.#parameters;
    return electrolyteTables(electrolyte, referenceTemperature, temperature);
  }

  setTemperature(temperature: number): void {
    if (Math.abs(temperature - this.#tables.temperature) > tabulatedSpan) {
      this.#tables = this.#tablesAt(Math.round(temperature));
    }
    this.#tables.setFactors(temperature, this.#factors);
    this.activityVoltage = (2 * gasConstant * temperature) / faradayConstant;
  }

  get transference(): number {
    return this.#tables.transference;
  }

  /** Whether the transference number depends on concentration. */
  get transferenceVaries(): boolean {
    return this.#tables.transferenceExcess !== undefined;
  }

  /** Transference number at a concentration [kmol/m3], less `transference`. */
  transferenceExcess(c: number): number {
    const table = this.#tables.transferenceExcess;
    return table === undefined ? 0 : tableValue(table, Math.max(c, 0));
  }

  /** Fills all properties at concentrations c [kmol/m3]. */
  fill(c: Float64Array): void {
    this.#tables.fill(c, this.#floor, this.#factors, this.points);
  }

  /** Fills only the conductivity and the concentration that it sees. */
  fillConduction(c: Float64Array): void {
    this.#tables.fillConduction(c, this.#floor, this.#factors, this.points);
  }

  /** Free conductivity at a concentration [kmol/m3] that is not below the floor [S/m]. */
  conductivityAt(c: number): number {
    return this.#tables.conductivityAt(Math.max(c, this.#floor), this.#factors);
  }

  /** Diffusion part of the potential at a concentration [V]. */
  diffusionPart(c: number): number {
    return this.activityVoltage * this.#tables.activityAt(c);
  }

  /** Kirchhoff potential of a concentration [kmol/m3], and the concentration of a potential. */
  potentialAt(c: number): number {
    return this.#tables.potentialAt(c, this.#factors).value;
  }

  /** @param guess - of the concentration [kmol/m3] */
  concentrationAt(potential: number, guess: number): number {
    return this.#tables.concentrationAt(potential, guess, this.#factors);
  }
}
