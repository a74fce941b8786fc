import type { CoatingConstants } from './coating-constants.ts';
import type { Compaction } from './compaction.ts';
import type { ConstantOrigins } from './constant-origins.ts';
import type { DryingConstants } from './drying-constants.ts';
import type { FoilMechanics } from './foil-mechanics.ts';
import type { PoreTransportConstants } from './pore-transport-constants.ts';
import type { PressedCoatingConstants } from './pressed-coating-constants.ts';
import type { Rheology } from './rheology.ts';

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
  /** True where its vapour counts as a volatile organic compound. */
  readonly organic: boolean;
  /** [kg.mol-1] */
  readonly molarMass: number;
  /** Antoine constants, log10(p / Pa) = a - b / (T + c) with T in K. */
  readonly antoine: { readonly a: number; readonly b: number; readonly c: number };
  /** Liquid density polynomial, rho = d0 + d1 T + d2 T^2 [kg.m-3], T in K. */
  readonly densityPolynomial: readonly [number, number, number];
  /** Liquid heat capacity [J.kg-1.K-1]. */
  readonly specificHeat: number;
  /** Heat capacity of the vapour at constant pressure [J.kg-1.K-1]. */
  readonly vapourSpecificHeat: number;
  /** Surface tension against air at 25 degC [N.m-1]. */
  readonly surfaceTension: number;
  /** Viscosity at `referenceTemperature` [Pa.s]. */
  readonly viscosity: number;
  /** Activation energy of viscous flow [J.mol-1]. */
  readonly viscosityActivationEnergy: number;
  /** Diffusivity of the vapour in air at `referenceTemperature` and 101325 Pa [m2.s-1]. */
  readonly vapourDiffusivity: number;
  /** Volume fraction of vapour from which on it burns in air [-]; absent where it does not. */
  readonly lowerExplosionLimit?: number;
  /** [K] */
  readonly referenceTemperature: number;
  /** Range of the property equations [K]. */
  readonly validTemperature: { readonly min: number; readonly max: number };
  readonly origins: ConstantOrigins;
}

/** The part of a solvent that flow and surface of a slurry need. */
export type Liquid = Pick<
  Solvent,
  | 'name'
  | 'densityPolynomial'
  | 'surfaceTension'
  | 'viscosity'
  | 'viscosityActivationEnergy'
  | 'referenceTemperature'
  | 'validTemperature'
>;

/** The part of a material that mixing needs. */
export interface SlurryMaterial {
  readonly solids: readonly SolidComponent[];
  readonly solvent: Liquid;
  readonly rheology: Rheology;
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
  readonly coating: CoatingConstants;
  readonly drying: DryingConstants;
  readonly compaction: Compaction;
  readonly transport: PoreTransportConstants;
  readonly pressed: PressedCoatingConstants;
  readonly foilMechanics: FoilMechanics;
  /** Of the dry mixture, where the electrode is coated without solvent. */
  readonly powder?: {
    /** Porosity of the bed as the feeder lays it [-]. */
    readonly bedPorosity: number;
  };
  readonly origins: ConstantOrigins;
}
