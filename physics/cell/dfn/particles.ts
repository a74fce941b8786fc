import type { StepFormula } from './step-formula.ts';

/**
 * Lithium in the particles of one material, one particle a collocation point, all of them spheres of one radius.
 * Currents j [A/m2] leave the particle where they are positive; `currents` is the ring of the accepted ones.
 */
export interface Particles {
  /** Whether lithium follows from the integral of the currents over a step, or from their value at its end by the formula. */
  readonly countsIntegral: boolean;
  /** Puts all particles at rest at a stoichiometry. */
  reset(stoichiometry: number): void;
  /**
   * Takes the state of particles at other points, which are of the same kind.
   * @param weights - of the other particles in each of these, row by row
   */
  interpolate(other: Particles, weights: Float64Array): void;
  /** Forgets earlier points, as at a jump of current. */
  restart(): void;
  mean(particle: number): number;
  /** Present stoichiometry of the surface. */
  surface(particle: number): number;
  /**
   * Stoichiometry of the surfaces at the present state as a function of the current that flows there from now on, close
   * to the currents `j`: what of it answers at once.
   */
  present(
    surface: Float64Array,
    byCurrent: Float64Array,
    temperatureFactor: number,
    j: Float64Array,
  ): void;
  /**
   * Stoichiometry of the surfaces after the step as a function of the new current: surface + byCurrent j.
   * @param temperatureFactor - of diffusivity, over that at the reference temperature
   * @param predicted - guess of the new currents
   */
  respond(
    surface: Float64Array,
    byCurrent: Float64Array,
    formula: StepFormula,
    temperatureFactor: number,
    predicted: Float64Array,
    currents: Float64Array,
    head: number,
  ): void;
  /**
   * The same for the step that was answered last, close to other currents; absent where the answer is nearly a straight
   * line.
   */
  respondAgain?(surface: Float64Array, byCurrent: Float64Array, currents: Float64Array): void;
  /** Takes the step with the new currents. */
  accept(j: Float64Array, formula: StepFormula, currents: Float64Array, head: number): void;
}
