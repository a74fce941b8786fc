import { zeroCelsius } from '../../core/constants.ts';
import type { ElectrodeMaterial } from '../../materials/electrode-material.ts';
import type { Press } from '../../materials/press.ts';
import { calender } from '../../process/calendering.ts';
import { poreFreeDensity, thicknessOf } from '../../process/solids.ts';
import { processVariables } from '../../process/variables.ts';
import type { TruthConstants } from '../truth-constants.ts';
import type { WebState } from '../web-state.ts';
import { type Layer, nipPressure, porosityBehind } from './compaction.ts';

/** A law of calendering of the true line: what a load and a roll temperature make of a place of the web. */
export interface CompactionLaw {
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

/** Matched: the law of physics/process/calendering.ts with constants of the line's own, which takes each side by itself. */
export class MatchedCompaction implements CompactionLaw {
  readonly #material: ElectrodeMaterial;
  readonly #machine: Press;
  readonly #density: number;

  constructor(material: ElectrodeMaterial, machine: Press) {
    this.#material = material;
    this.#machine = machine;
    this.#density = poreFreeDensity(material.solids);
  }

  press(
    web: WebState,
    i: number,
    other: number,
    lineLoad: number,
    rollTemperature: number,
  ): number {
    this.#side(web, i, lineLoad, rollTemperature);
    if (other >= 0) this.#side(web, other, lineLoad, rollTemperature);
    return Number.NaN;
  }

  #side(web: WebState, i: number, lineLoad: number, rollTemperature: number): void {
    const passes = web.passes[i]! + 1;
    const [loading, porosity] = [web.solids[i]!, web.driedPorosity[i]!];
    // A lump of a stopped line: it lifts the rolls, and the law does not know it.
    if (loading > processVariables.loading.max) return;
    const thickness = thicknessOf({ loading, porosity, poreFreeDensity: this.#density });
    const behind = calender(
      { loading, porosity, thickness },
      this.#material,
      this.#machine,
      { mode: 'force', lineLoad },
      { rollTemperature, passes },
    );
    web.porosity[i] = Math.min(web.porosity[i]!, behind.porosity);
    web.elongation[i] = Math.max(web.elongation[i]!, behind.elongation);
    web.passes[i] = passes;
  }
}
