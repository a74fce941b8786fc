/** Flow of the slurry: medium, particles, structure (see physics/process/mixing). */
export interface Rheology {
  /** Intrinsic viscosity of the dissolved binder as delivered [m3.kg-1]. */
  readonly binderIntrinsicViscosity: number;
  /** Huggins-like coefficient of the Martin equation [-]. */
  readonly martinCoefficient: number;
  /** Exponent of chain length in the intrinsic viscosity (Mark and Houwink) [-]. */
  readonly markHouwinkExponent: number;
  /** Volume that undissolved, swollen binder (gel, latex) takes over the dry volume of all binder [-], >= 0. */
  readonly binderSwollenVolume: number;
  /** Volume held by a conductive-additive agglomerate over the volume of its solid, fully dispersed [-], >= 1. */
  readonly additiveLockedVolume: number;
  /** The same before any mixing over `additiveLockedVolume` [-], >= 1. */
  readonly undispersedLockedRatio: number;
  /** Largest packing of the suspension [-]. */
  readonly maximumPacking: number;
  /** Viscosity at rest over high-shear viscosity, without the yield stress [-], >= 1. */
  readonly restRatio: number;
  /** Cross time constant [s]. */
  readonly crossTime: number;
  /** Cross exponent [-]. */
  readonly crossExponent: number;
  /** Yield stress of the liquid with additive alone at `yieldReferenceVolume` [Pa]; 0 for a slurry without. */
  readonly yieldStress: number;
  /** Volume fraction of additive with its locked liquid, in the volume between the particles, of that yield stress [-]. */
  readonly yieldReferenceVolume: number;
  /** Exponent of that volume fraction in the yield stress [-]. */
  readonly yieldExponent: number;
  /** Shear rate at which the yield stress is 63 % there (Papanastasiou) [s-1], > 0. */
  readonly yieldShearRate: number;
  /** Strain at which the structure yields [-], > 0. */
  readonly yieldStrain: number;
  /** Rise of rest ratio and yield stress per natural-log unit of 1 + age / ageingTime [-], >= 0. */
  readonly ageingRate: number;
  /** [s], > 0 */
  readonly ageingTime: number;
  /** Mixing energy per mass of slurry that disperses all but 1/e of the agglomerates [J.kg-1]. */
  readonly dispersionEnergy: number;
  /** Mixing energy per mass of slurry that breaks each binder chain once on average [J.kg-1]. */
  readonly scissionEnergy: number;
  /** Diameter of the active particles that settle [m]. */
  readonly particleDiameter: number;
  /** Exponent of Richardson and Zaki at low Reynolds number [-]. */
  readonly hinderedExponent: number;
}
