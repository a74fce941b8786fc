/** How a current-collector foil bears the press (see physics/process/foil-in-the-nip.ts). */
export interface FoilMechanics {
  /** Young's modulus in the plane [Pa]. */
  readonly youngsModulus: number;
  /** Stress at which it begins to flow in tension [Pa]. */
  readonly yieldStress: number;
  /** Pressure beyond yield per length gained over length [Pa]. */
  readonly stretchModulus: number;
  /** Length gained over length that it bears without harm [-]. */
  readonly elongationLimit: number;
}
