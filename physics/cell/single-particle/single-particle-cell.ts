import { faradayConstant, gasConstant } from '../../core/constants.ts';
import type { CellParameters, Electrode, LithiumMetal } from '../cell-parameters.ts';
import type { CellMesh } from '../dfn/dfn-cell.ts';
import { saltUnit } from '../dfn/electrolyte-tables.ts';
import { MaterialBlock } from '../dfn/material-block.ts';
import type { CellState } from '../initial-state.ts';
import { lithiumMetalPotential } from '../lithium-metal.ts';
import { type ElectrodeSalt, ParticleKinetics } from './particle-kinetics.ts';
import { SaltProfile } from './salt-profile.ts';

/** Relative difference of a current density to that which particles have answered to that counts as none. */
const sameCurrent = 1e-9;

export type SingleParticleModel = 'spm' | 'spme';

/** An electrode with its particles. */
interface ParticleElectrode {
  readonly parameters: Electrode;
  readonly kinetics: ParticleKinetics;
}

/**
 * A cell whose electrodes react evenly, one particle for each material (Marquis et al. 2019, J. Electrochem. Soc. 166,
 * A3693, with properties that depend on concentration as in the composite form): `spm` leaves the electrolyte at its
 * initial concentration and without resistance, and the solid without; `spme` follows the salt and adds what electrolyte
 * and solid take from the voltage. `spm` asks the electrolyte for nothing but its concentration.
 */
export class SingleParticleCell {
  readonly parameters: CellParameters;
  readonly negative: ParticleElectrode | LithiumMetal;
  readonly positive: ParticleElectrode;
  /** Electrodes with particles, negative first. */
  readonly electrodes: readonly ParticleElectrode[];
  /** Undefined in `spm`. */
  readonly salt: SaltProfile | undefined;
  temperature: number;
  /** Resistance of the solid of the electrodes [ohm.m2]. */
  readonly #solidResistance: number;

  constructor(
    parameters: CellParameters,
    model: SingleParticleModel,
    mesh: CellMesh,
    temperature: number,
  ) {
    const { negative, positive, electrolyte, referenceTemperature } = parameters;
    this.parameters = parameters;
    this.temperature = temperature;
    const salt = model === 'spme' ? new SaltProfile(parameters, mesh, temperature) : undefined;
    this.salt = salt;
    const even: ElectrodeSalt = {
      concentration: Float64Array.of(electrolyte.initialConcentration / saltUnit),
      weights: Float64Array.of(1),
    };
    const place = (electrode: Electrode, side: 'negative' | 'positive'): ParticleElectrode => {
      const materials = electrode.materials.map(
        (material) =>
          new MaterialBlock(material, {
            points: 1,
            wetted: electrode.activeSurfaceFactor,
            referenceTemperature,
            resolution: mesh.particles,
          }),
      );
      const own = salt?.electrode(side) ?? even;
      return {
        parameters: electrode,
        kinetics: new ParticleKinetics(materials, electrode, side, own),
      };
    };
    this.negative = negative.kind === 'lithiumMetal' ? negative : place(negative, 'negative');
    this.positive = place(positive, 'positive');
    this.electrodes =
      'kinetics' in this.negative ? [this.negative, this.positive] : [this.positive];
    // Mean over an electrode in which the current in the solid falls linearly.
    this.#solidResistance =
      salt === undefined
        ? 0
        : this.electrodes.reduce(
            (sum, electrode) =>
              sum + electrode.parameters.thickness / (3 * electrode.parameters.conductivity),
            0,
          );
    this.setTemperature(temperature);
  }

  /** Puts the cell at rest. */
  reset({ negative, positive }: CellState): void {
    this.salt?.reset();
    const states = [negative, positive].slice(-this.electrodes.length);
    for (const [e, { kinetics }] of this.electrodes.entries()) {
      for (const [m, material] of kinetics.materials.entries()) material.reset(states[e]![m]!);
    }
  }

  setTemperature(temperature: number): void {
    this.temperature = temperature;
    this.salt?.setTemperature(temperature);
    const thermalVoltage = (gasConstant * temperature) / faradayConstant;
    for (const { kinetics } of this.electrodes) {
      for (const material of kinetics.materials) {
        material.setTemperature(temperature, thermalVoltage);
      }
    }
  }

  /** Salt concentration at all points [kmol/m3]; undefined in `spm`. */
  get c(): Float64Array | undefined {
    return this.salt?.c;
  }

  /** Least salt concentration [kmol/m3]. */
  leastSalt(): number {
    return this.salt?.least() ?? this.parameters.electrolyte.initialConcentration / saltUnit;
  }

  /** Freezes the surfaces at their present state, for solutions just after a jump close to a current. */
  freeze(current: number): void {
    this.salt?.look();
    this.salt?.freeze(current);
    for (const { kinetics } of this.electrodes) {
      kinetics.spreadEvenly(current);
      for (const material of kinetics.materials) material.freeze();
    }
  }

  /**
   * Freezes them for the currents of the solution: surfaces that few points resolve answer at once.
   * @returns how far they are from where their tangents had them
   */
  freezeAgain(): number {
    let moved = 0;
    for (const { kinetics } of this.electrodes) {
      for (const material of kinetics.materials) moved = Math.max(moved, material.freeze());
    }
    return moved;
  }

  /**
   * Takes the answer of the particles to a step anew for the currents of the solution.
   * @returns how far the surfaces are from where their tangents had them
   */
  answerAgain(): number {
    let moved = 0;
    for (const { kinetics } of this.electrodes) {
      for (const material of kinetics.materials) {
        const answered = material.predicted[0]!;
        if (Math.abs(material.j[0]! - answered) <= sameCurrent * Math.abs(answered)) continue;
        moved = Math.max(moved, material.answerAgain());
      }
    }
    return moved;
  }

  /** Terminal voltage for a current, with contact resistance; shares the current out. NaN where there is no solution [V]. */
  solve(current: number): number {
    const { parameters, negative, positive, salt, temperature } = this;
    let v = positive.kinetics.solve(current);
    if ('kinetics' in negative) v -= negative.kinetics.solve(current);
    else {
      const atMetal = salt?.saltAtMetal() ?? this.leastSalt();
      const { referenceTemperature } = parameters;
      v -= lithiumMetalPotential(negative, current, atMetal, temperature, referenceTemperature);
    }
    if (salt !== undefined) v += salt.voltage(current, temperature);
    return v - current * (this.#solidResistance + parameters.area * parameters.contactResistance);
  }

  /** Heat of the present solution per area: Bernardi's equation with the currents where they flow [W/m2]. */
  heat(current: number, voltage: number): number {
    let sum = -current * voltage;
    for (const { kinetics, parameters } of this.electrodes) {
      for (const material of kinetics.materials) {
        const s = material.surfaceAt(0);
        const reversible =
          material.openCircuit(s) - this.temperature * material.restCurve.entropicChange(s);
        sum -= parameters.thickness * material.surfaceArea * material.j[0]! * reversible;
      }
    }
    return sum;
  }
}
