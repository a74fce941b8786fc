import { zeroCelsius } from '../../core/constants.ts';
import type { ElectrodeMaterial } from '../../materials/electrode-material.ts';
import {
  type CoatingBeforeRolls,
  calender,
  type RollConditions,
} from '../../process/calendering.ts';
import { type Calender, heatedNip } from '../../process/heated-nip.ts';
import { liquidPorosity } from '../../process/liquid-in-pores.ts';
import { poreFreeDensity, thicknessOf } from '../../process/solids.ts';
import { processVariables } from '../../process/variables.ts';
import type { TruthConstants } from '../truth-constants.ts';
import type { WebState } from '../web-state.ts';
import { type Layer, nipPressure, porosityBehind } from './compaction.ts';

/** A law of calendering of the true line: what a load and a roll temperature make of a place of the web. */
export interface CompactionLaw {
  /** Takes how fast the web runs [m.s-1]. */
  enter(webSpeed: number): void;
  /**
   * Compacts a place of one side, or of both sides in the same nip, and counts the pass: changes porosity and elongation.
   * @param other - the same place of the other side, or -1 where that carries no coating
   * @param lineLoad - roll force per coated width [N.m-1]
   * @param rollTemperature - [K]
   * @param solventDensity - of the liquid that is left in the pores [kg.m-3]
   * @returns mean pressure in the nip; NaN where the law knows none [Pa]
   */
  press(
    web: WebState,
    i: number,
    other: number,
    lineLoad: number,
    rollTemperature: number,
    solventDensity: number,
  ): number;
}

/** Mismatched: Heckel's law on the pressure in a nip flattened by Hertz. */
export class HeckelCompaction implements CompactionLaw {
  readonly #constants: TruthConstants;

  constructor(constants: TruthConstants) {
    this.#constants = constants;
  }

  enter(): void {
    // Speed has no place in this law.
  }

  press(
    web: WebState,
    i: number,
    other: number,
    lineLoad: number,
    rollTemperature: number,
    solventDensity: number,
  ): number {
    const { rollRadius, rollModulus, springBack } = this.#constants;
    const places = other < 0 ? [i] : [i, other];
    const layers = places.map((place) => this.#layer(web, place, rollTemperature, solventDensity));
    const pressure = nipPressure(layers, { lineLoad, rollRadius, rollModulus });
    for (const [n, layer] of layers.entries()) {
      const porosity = porosityBehind(layer, pressure, springBack);
      this.#leave(web, places[n]!, porosity, lineLoad);
    }
    return pressure;
  }

  #layer(web: WebState, i: number, rollTemperature: number, solventDensity: number): Layer {
    const c = this.#constants;
    const passes = web.passes[i]! + 1;
    const solids = web.solids[i]!;
    const porosity = web.driedPorosity[i]!;
    const liquid = web.solvent[i]! / solventDensity;
    const solid = solids / web.density[i]!;
    return {
      porosity,
      thickness: solid / (1 - porosity),
      liquidPorosity: liquid / (liquid + solid),
      heckelConstant:
        (c.heckelConstant / web.hardness[i]!) *
        (1 + c.heckelPerKelvin * (rollTemperature - zeroCelsius - 80)) *
        (0.18 / solids) ** c.heckelLoadingPower *
        (1 + c.passGain * (1 - 1 / passes)),
    };
  }

  #leave(web: WebState, i: number, porosity: number, lineLoad: number): void {
    const { elongationCompliance, elongationRepeat } = this.#constants;
    const share = web.passes[i] === 0 ? 1 : elongationRepeat;
    web.porosity[i] = Math.min(web.porosity[i]!, porosity);
    web.elongation[i] =
      (1 + web.elongation[i]!) * (1 + share * elongationCompliance * lineLoad) - 1;
    web.passes[i] = web.passes[i]! + 1;
  }
}

/** By how much of themselves load, speed and loading may differ from those for which the warming was calculated last [-]. */
const alike = 0.01;

/**
 * Matched: the law by which a route of physics/process presses a web, with constants of the line's own. Both sides lie in
 * one nip and bear the same pressure; the rolls warm a web that is coated on both sides less than one that is on one.
 */
export class MatchedCompaction implements CompactionLaw {
  readonly #material: ElectrodeMaterial;
  readonly #machine: Calender;
  readonly #density: number;
  #webSpeed = 0;
  /** Share of the rise to the roll's temperature that the coating takes [-], and for what it was calculated. */
  readonly #warmed = { share: 0, webSpeed: 0, lineLoad: 0, loading: 0, sides: 0 };

  constructor(material: ElectrodeMaterial, machine: Calender) {
    this.#material = material;
    this.#machine = machine;
    this.#density = poreFreeDensity(material.solids);
  }

  enter(webSpeed: number): void {
    this.#webSpeed = webSpeed;
  }

  press(
    web: WebState,
    i: number,
    other: number,
    lineLoad: number,
    rollTemperature: number,
  ): number {
    const coatedSides = other < 0 ? 1 : 2;
    const temperature = this.#warm(web, i, lineLoad, rollTemperature, coatedSides);
    const conditions = { rollTemperature: temperature, coatedSides } as const;
    this.#side(web, i, lineLoad, conditions);
    if (other >= 0) this.#side(web, other, lineLoad, conditions);
    return Number.NaN;
  }

  /** Temperature of the coating in the nip [K]. */
  #warm(
    web: WebState,
    i: number,
    lineLoad: number,
    rollTemperature: number,
    coatedSides: 1 | 2,
  ): number {
    const warmed = this.#warmed;
    const webSpeed = this.#webSpeed;
    const loading = web.solids[i]!;
    const start = web.temperature[i]!;
    const near = (value: number, known: number) => Math.abs(value - known) <= alike * known;
    const isKnown =
      warmed.sides === coatedSides &&
      near(webSpeed, warmed.webSpeed) &&
      near(lineLoad, warmed.lineLoad) &&
      near(loading, warmed.loading);
    if (!isKnown && webSpeed > 0 && loading <= processVariables.loading.max) {
      const coating = this.#coating(web, i);
      const conditions = { rollTemperature, coatedSides, webSpeed, webTemperature: start };
      const asWarmAsRolls = this.#calender(coating, lineLoad, conditions);
      const { rolls } = this.#machine;
      const nip = heatedNip(coating, asWarmAsRolls, this.#material, rolls, conditions);
      Object.assign(warmed, { share: nip.heatingShare, webSpeed, lineLoad, loading });
      warmed.sides = coatedSides;
    }
    return start + warmed.share * (rollTemperature - start);
  }

  #side(web: WebState, i: number, lineLoad: number, conditions: RollConditions): void {
    const passes = web.passes[i]! + 1;
    // A lump of a stopped line: it lifts the rolls, and the law does not know it.
    if (web.solids[i]! > processVariables.loading.max) return;
    const behind = this.#calender(this.#coating(web, i), lineLoad, { ...conditions, passes });
    web.porosity[i] = Math.min(web.porosity[i]!, behind.porosity);
    web.elongation[i] = Math.max(web.elongation[i]!, behind.elongation);
    web.passes[i] = passes;
  }

  #coating(web: WebState, i: number): CoatingBeforeRolls {
    const [loading, porosity] = [web.solids[i]!, web.driedPorosity[i]!];
    return {
      loading,
      porosity,
      thickness: thicknessOf({ loading, porosity, poreFreeDensity: this.#density }),
      liquidPorosity: liquidPorosity(this.#material, web.solvent[i]! / loading),
    };
  }

  #calender(coating: CoatingBeforeRolls, lineLoad: number, conditions: RollConditions) {
    const { press } = this.#machine;
    return calender(coating, this.#material, press, { mode: 'force', lineLoad }, conditions);
  }
}
