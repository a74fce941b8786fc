import type { ConstantOrigins } from './constant-origins.ts';

/** One solid of the dry coating. */
export interface SolidComponent {
  readonly name: string;
  /** Mass over mass of all solids [-], 0 to 1. */
  readonly massFraction: number;
  /** True density [kg.m-3]. */
  readonly density: number;
  /** What the solid does: particles carry the structure, additive fills it, binder dissolves in the slurry's solvent. */
  readonly role: 'active' | 'conductive' | 'binder';
}

/** Properties of the liquid of a slurry as functions of temperature. */
export interface Solvent {
  readonly name: string;
  /** [kg.mol-1] */
  readonly molarMass: number;
  /** Antoine constants, log10(p / Pa) = a - b / (T + c) with T in K. */
  readonly antoine: { readonly a: number; readonly b: number; readonly c: number };
  /** Liquid density polynomial, rho = d0 + d1 T + d2 T^2 [kg.m-3], T in K. */
  readonly densityPolynomial: readonly [number, number, number];
  /** Liquid heat capacity [J.kg-1.K-1]. */
  readonly specificHeat: number;
  /** Surface tension against air at 25 degC [N.m-1]. */
  readonly surfaceTension: number;
  /** Viscosity at `referenceTemperature` [Pa.s]. */
  readonly viscosity: number;
  /** Activation energy of viscous flow [J.mol-1]. */
  readonly viscosityActivationEnergy: number;
  /** Diffusivity of the vapour in air at `referenceTemperature` and 101325 Pa [m2.s-1]. */
  readonly vapourDiffusivity: number;
  /** [K] */
  readonly referenceTemperature: number;
  /** Range of the property equations [K]. */
  readonly validTemperature: { readonly min: number; readonly max: number };
  readonly origins: ConstantOrigins;
}

/** Flow of the slurry: medium, particles, structure (see physics/process/slurry.ts). */
export interface Rheology {
  /** Intrinsic viscosity of the dissolved binder [m3.kg-1]. */
  readonly binderIntrinsicViscosity: number;
  /** Huggins-like coefficient of the Martin equation [-]. */
  readonly martinCoefficient: number;
  /** Volume held by a conductive-additive agglomerate over the volume of its solid [-], >= 1. */
  readonly additiveLockedVolume: number;
  /** Largest packing of the suspension [-]. */
  readonly maximumPacking: number;
  /** Viscosity at rest over high-shear viscosity [-], >= 1. */
  readonly restRatio: number;
  /** Cross time constant [s]. */
  readonly crossTime: number;
  /** Cross exponent [-]. */
  readonly crossExponent: number;
}

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
  /** Pore saturation below which the drying front leaves the surface [-]. */
  readonly criticalSaturation: number;
  /** Flory-Huggins interaction of binder and solvent [-]. */
  readonly floryHuggins: number;
  /** Mean heat capacity of the solids [J.kg-1.K-1]. */
  readonly solidsSpecificHeat: number;
  /** Thermal emissivity of film and foil side together [-]. */
  readonly emissivity: number;
  /** Solvent over solids above which the coating does not count as dry [kg.kg-1]. */
  readonly residualSolventLimit: number;
  /** Film temperature that the binder bears [K]. */
  readonly temperatureLimit: number;
}

/** Resistance of the coating against the rolls (see physics/process/calendering.ts). */
export interface Compaction {
  /** Porosity that no load goes below [-], > 0. */
  readonly minimumPorosity: number;
  /** Compaction resistance at reference loading and temperature, one pass [N.m-1]. */
  readonly resistance: number;
  /** [kg.m-2] */
  readonly referenceLoading: number;
  /** [K] */
  readonly referenceTemperature: number;
  /** Exponent of loading in the resistance [-]. */
  readonly loadingExponent: number;
  /** Exponent n of line load over resistance [-], > 0; 1 where absent. */
  readonly loadExponent?: number;
  /** Fall of the logarithm of resistance per kelvin of roll temperature [K-1]. */
  readonly softening: number;
  /** Share by which endless passes raise the effective load [-]. */
  readonly passGain: number;
  /** Share of the compression in the nip that comes back behind it [-]. */
  readonly springBack: number;
  /** Elongation of the foil per line load [m.N-1]. */
  readonly elongationCompliance: number;
  /** Line loads the constants were fitted in [N.m-1]. */
  readonly fittedLineLoad: { readonly min: number; readonly max: number };
}

/** How the pores carry ions and the conductive additive electrons (see physics/process/pore-transport.ts). */
export interface PoreTransportConstants {
  /** Exponent by which additive and binder between the particles lengthen the way of ions [-], >= 0. */
  readonly obstructionExponent: number;
  /** Conductivity of the conductive additive alone, compacted [S.m-1]. */
  readonly additiveConductivity: number;
  /** Volume fraction of conductive additive in the coating below which it forms no path [-]. */
  readonly percolationThreshold: number;
  /** Exponent of conductivity above the threshold [-]. */
  readonly percolationExponent: number;
}

/** Everything the process models know of one electrode. */
export interface ElectrodeMaterial {
  readonly name: string;
  /** Electrode of the cell that it makes. */
  readonly side: 'positive' | 'negative';
  readonly solids: readonly SolidComponent[];
  readonly solvent: Solvent;
  readonly foil: {
    /** [m] */
    readonly thickness: number;
    /** [kg.m-2] */
    readonly arealMass: number;
    /** [J.kg-1.K-1] */
    readonly specificHeat: number;
  };
  readonly rheology: Rheology;
  readonly drying: DryingConstants;
  readonly compaction: Compaction;
  readonly transport: PoreTransportConstants;
  readonly origins: ConstantOrigins;
}

/** The machine side of calendering: what the shown gap means. */
export interface Press {
  readonly name: string;
  /** Gap shown at which unloaded rolls at `referenceTemperature` touch the foil, foil included [m]. */
  readonly gapZero: number;
  /** Change of that zero per kelvin of roll temperature [m.K-1]: above 0, warm rolls grow into the gap. */
  readonly gapZeroPerKelvin: number;
  /** [K] */
  readonly referenceTemperature: number;
  /** Line load per opening of frame, bearings and rolls [N.m-2]. */
  readonly stiffness: number;
  readonly maximumLineLoad: number;
  readonly origins: ConstantOrigins;
}
