/** What the film becomes when it dries. */
export interface DryingConstants {
  /** Porosity of the dry bed without additive and binder and at vanishing drying rate [-]. */
  readonly packingPorosity: number;
  /** Rise of dry porosity per volume fraction of additive and binder in the solids [-]. */
  readonly porosityPerInactiveVolume: number;
  /** Rise of dry porosity per natural-log unit of 1 + rate / referenceRate at consolidation [-]. */
  readonly porosityPerRateLog: number;
  /** [kg.m-2.s-1] */
  readonly referenceRate: number;
  /** Pore saturation below which the liquid loses the surface and the drying front goes down [-]. */
  readonly criticalSaturation: number;
  /** Flory-Huggins interaction of binder and solvent [-]. */
  readonly floryHuggins: number;
  /** Time in which solvent diffuses out of the swollen binder at `sorptionTemperature` [s]; 0 leaves it at equilibrium. */
  readonly sorptionTime: number;
  /** [K] */
  readonly sorptionTemperature: number;
  /** Activation energy of that diffusion [J.mol-1]. */
  readonly sorptionActivationEnergy: number;
  /** Mean heat capacity of the solids [J.kg-1.K-1]. */
  readonly solidsSpecificHeat: number;
  /** Thermal emissivity of film and foil side together [-]; 0 leaves radiation out. */
  readonly emissivity: number;
  /** Solvent over solids above which the coating does not count as dry [kg.kg-1]. */
  readonly residualSolventLimit: number;
  /** Film temperature that the binder bears [K]. */
  readonly temperatureLimit: number;

  /** Pore saturation down to which liquid that streams to the surface takes binder along [-]; not below `criticalSaturation`. */
  readonly capillarySaturation: number;
  /** Diffusivity of the dissolved or dispersed binder in the solvent at the solvent's reference temperature [m2.s-1]. */
  readonly binderDiffusivity: number;
  /** Volume fraction of binder in the solution at which it sets to a gel [-]. */
  readonly binderGelFraction: number;
  /** Peel strength of a coating with the mass fraction `peelBinderFraction` of binder, evenly spread [N.m-1]. */
  readonly peelStrength: number;
  /** Mass of binder over mass of solids that goes with `peelStrength` [-]. */
  readonly peelBinderFraction: number;
  /** Exponent of peel strength in the binder at the foil [-]. */
  readonly peelExponent: number;

  /** Radius of the particles that the liquid pulls together [m]. */
  readonly particleRadius: number;
  /** Shear modulus of what touches in a contact of two particles [Pa]. */
  readonly contactShearModulus: number;
  /** Contacts of a particle [-]. */
  readonly coordination: number;
}
