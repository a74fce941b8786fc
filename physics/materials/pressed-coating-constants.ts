/** What the press makes of a coating beside its porosity (see physics/process/calendered-electrode.ts). */
export interface PressedCoatingConstants {
  /** Share of the particles' surface that electrolyte reaches in a coating of `packingDensity` [-], 0 to 1. */
  readonly wettedShare: number;
  /** Volume fraction of solids at which the particles only touch [-]. */
  readonly packingDensity: number;
  /** Growth of the contacts between particles over that of soft spheres [-], 0 for particles that only move. */
  readonly contactGrowth: number;
  /** Strength of the coating across its plane behind the press over that in front of it [-]. */
  readonly tensileRetention: number;
  /** Peel strength behind the press over that in front of it [-]. */
  readonly peelRetention: number;
  /** Peak pressure in the nip at which a share 1 - 1/e of the particles is cracked [Pa]. */
  readonly particleStrength: number;
  /** Weibull modulus of that strength [-]. */
  readonly weibullModulus: number;
  /** Share of cracked particles above which the press is said to break them [-]. */
  readonly crackedShareLimit: number;
  /** Pressure of the particles on the foil over the mean pressure of the coating [-], >= 1. */
  readonly foilPressureFactor: number;
}
