import { zeroCelsius } from '../../core/constants.ts';
import type { ElectrodeMaterial } from '../../materials/electrode-material.ts';
import type { Press } from '../../materials/press.ts';
import { calender } from '../../process/calendering.ts';
import { poreFreeDensity, thicknessOf } from '../../process/solids.ts';
import { processVariables } from '../../process/variables.ts';
import type { TruthConstants } from '../truth-constants.ts';
import type { WebState } from '../web-state.ts';
import { compact } from './compaction.ts';

/** A law of calendering of the true line: what a load and a roll temperature make of a place of the web. */
export interface CompactionLaw {
  /**
   * Compacts one side at a place and counts the pass: changes its porosity and elongation.
   * @param lineLoad - roll force per coated width [N.m-1]
   * @param rollTemperature - [K]
   * @param solventDensity - of the liquid that is left in the pores [kg.m-3]
   * @returns mean pressure in the nip; NaN where the law knows none [Pa]
   */
  press(
    web: WebState,
    i: number,
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
    lineLoad: number,
    rollTemperature: number,
    solventDensity: number,
  ): number {
    const c = this.#constants;
    const passes = web.passes[i]! + 1;
    const solids = web.solids[i]!;
    const before = web.driedPorosity[i]!;
    const heckelConstant =
      (c.heckelConstant / web.hardness[i]!) *
      (1 + c.heckelPerKelvin * (rollTemperature - zeroCelsius - 80)) *
      (0.18 / solids) ** c.heckelLoadingPower *
      (1 + c.passGain * (1 - 1 / passes));
    const liquid = web.solvent[i]! / solventDensity;
    const solid = solids / web.density[i]!;
    const { porosity, pressure } = compact(
      before,
      solid / (1 - before),
      liquid / (liquid + solid),
      {
        lineLoad,
        rollRadius: c.rollRadius,
        rollModulus: c.rollModulus,
        heckelConstant,
        springBack: c.springBack,
      },
    );
    web.porosity[i] = Math.min(web.porosity[i]!, porosity);
    const share = passes === 1 ? 1 : c.elongationRepeat;
    web.elongation[i] =
      (1 + web.elongation[i]!) * (1 + share * c.elongationCompliance * lineLoad) - 1;
    web.passes[i] = passes;
    return pressure;
  }
}

/** Matched: the law of physics/process/calendering.ts with constants of the line's own. */
export class MatchedCompaction implements CompactionLaw {
  readonly #material: ElectrodeMaterial;
  readonly #machine: Press;
  readonly #density: number;

  constructor(material: ElectrodeMaterial, machine: Press) {
    this.#material = material;
    this.#machine = machine;
    this.#density = poreFreeDensity(material.solids);
  }

  press(web: WebState, i: number, lineLoad: number, rollTemperature: number): number {
    const passes = web.passes[i]! + 1;
    const [loading, porosity] = [web.solids[i]!, web.driedPorosity[i]!];
    // A lump of a stopped line: it lifts the rolls, and the law does not know it.
    if (loading > processVariables.loading.max) return Number.NaN;
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
    return Number.NaN;
  }
}
