/** How a coating carries ions, electrons and heat (see physics/process/pore-transport.ts, contact-resistance.ts, web-heating.ts). */
export interface PoreTransportConstants {
  /** Tortuosity factor of the particles alone over that of equal spheres at `shapeExponent` 0.5 [-], >= 1. */
  readonly shapeFactor: number;
  /** Exponent by which the pores between the particles alone lengthen the way of ions [-]; 0.5 for spheres. */
  readonly shapeExponent: number;
  /** Exponent by which additive and binder between the particles lengthen the way of ions [-], >= 0; at `shapeExponent` the law is f eps^-a. */
  readonly obstructionExponent: number;
  /** Conductivity that the active particles make by themselves in a coating without pores or other solids [S.m-1]. */
  readonly activeConductivity: number;
  /** Conductivity of the conductive additive alone, compacted [S.m-1]. */
  readonly additiveConductivity: number;
  /** Volume fraction of conductive additive in the coating below which it forms no path [-]. */
  readonly percolationThreshold: number;
  /** Exponent of conductivity above the threshold [-]. */
  readonly percolationExponent: number;
  /** Rise of the logarithm of conductivity per kelvin of the coating in the nip over that of the compaction's reference [K-1]. */
  readonly conductivityPerKelvin: number;
  /** Resistance between coating and foil at `contactPorosity` with evenly spread binder [Ohm.m2]. */
  readonly contactResistance: number;
  /** [-] */
  readonly contactPorosity: number;
  /** Exponent by which that resistance falls with the density of the coating [-]. */
  readonly contactExponent: number;
  /** Fall of the logarithm of that resistance per binder at the foil over its mean [-]. */
  readonly contactPerBinder: number;
  /** Thermal conductivity of the dry coating through its plane [W.m-1.K-1]. */
  readonly thermalConductivity: number;
}
