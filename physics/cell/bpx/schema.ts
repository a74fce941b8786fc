import type { BpxFunction } from './bpx-function.ts';

/**
 * The fields of BPX v1, section by section.
 * @see Faraday Institution, Battery Parameter eXchange, bpxstandard.com; schema of the bpx package 1.1.1
 */

/** A field that holds one number. */
interface NumberRule {
  readonly kind: 'number';
  readonly low?: number;
  readonly high?: number;
  /** Whether neither bound is allowed itself, or the lower one is not. */
  readonly open?: true;
  readonly aboveLow?: true;
  readonly whole?: true;
  readonly optional?: true;
}
/** A field that holds a constant, a formula or a table. */
interface FunctionRule {
  readonly kind: 'function';
  readonly optional?: true;
}
/** What a field must hold. */
export type FieldRule = NumberRule | FunctionRule;
/** The fields of a section by their names. */
export type SectionRules = Readonly<Record<string, FieldRule>>;

const optional = { optional: true } as const;
const number = { kind: 'number' } as const;
const positive = { kind: 'number', low: 0, open: true } as const;
const notNegative = { kind: 'number', low: 0 } as const;
const share = { kind: 'number', low: 0, high: 1 } as const;
const someShare = { kind: 'number', low: 0, high: 1, aboveLow: true } as const;
const openShare = { kind: 'number', low: 0, high: 1, open: true } as const;
const curve = { kind: 'function' } as const;
const energy = { ...number, ...optional } as const;

/** Of Parameterisation > Cell. */
export const cellRules = {
  'Electrode area [m2]': positive,
  'External surface area [m2]': { ...positive, ...optional },
  'Volume [m3]': { ...positive, ...optional },
  'Number of electrode pairs connected in parallel to make a cell': {
    kind: 'number',
    low: 1,
    whole: true,
  },
  'Lower voltage cut-off [V]': number,
  'Upper voltage cut-off [V]': number,
  'Nominal cell capacity [A.h]': positive,
  'Reference temperature [K]': { ...positive, ...optional },
  'Density [kg.m-3]': { ...positive, ...optional },
  'Specific heat capacity [J.K-1.kg-1]': { ...positive, ...optional },
} as const satisfies SectionRules;

/** Of Parameterisation > Electrolyte. */
export const electrolyteRules = {
  'Cation transference number': { kind: 'number', high: 1 },
  'Diffusivity [m2.s-1]': curve,
  'Diffusivity activation energy [J.mol-1]': energy,
  'Conductivity [S.m-1]': curve,
  'Conductivity activation energy [J.mol-1]': energy,
} as const satisfies SectionRules;

/** Of electrodes and separator. */
const thicknessRules = { 'Thickness [m]': positive } as const satisfies SectionRules;

/** A separator may be all pores. */
export const separatorRules = {
  ...thicknessRules,
  Porosity: someShare,
  'Transport efficiency': someShare,
} as const satisfies SectionRules;

/** Of an electrode where there is an electrolyte. */
export const electrodeRules = {
  ...thicknessRules,
  Porosity: openShare,
  'Transport efficiency': openShare,
  'Conductivity [S.m-1]': positive,
} as const satisfies SectionRules;

/** Of an electrode in a file for the single-particle model. */
export const singleParticleElectrodeRules = thicknessRules;

/** Of the particles of an electrode, in its section or, for a blend, under Particle. */
export const particleRules = {
  'Minimum stoichiometry': share,
  'Maximum stoichiometry': share,
  'Maximum concentration [mol.m-3]': positive,
  'Particle radius [m]': positive,
  'Surface area per unit volume [m-1]': positive,
  'Diffusivity [m2.s-1]': curve,
  'Diffusivity activation energy [J.mol-1]': energy,
  'OCP [V]': curve,
  'OCP (delithiation) [V]': { ...curve, ...optional },
  'OCP (lithiation) [V]': { ...curve, ...optional },
  'OCP hysteresis decay constant': { ...notNegative, ...optional },
  'Entropic change coefficient [V.K-1]': { ...curve, ...optional },
  'Reaction rate constant [mol.m-2.s-1]': positive,
  'Reaction rate constant activation energy [J.mol-1]': energy,
} as const satisfies SectionRules;

/** Of State > Initial conditions. */
export const initialConditionRules = {
  'Initial state-of-charge': { ...share, ...optional },
  'Initial temperature [K]': { ...positive, ...optional },
  'Initial electrolyte concentration [mol.m-3]': { ...positive, ...optional },
} as const satisfies SectionRules;

/** State of hysteresis: -1 on the branch of lithiation, 1 on that of delithiation. */
export const hysteresisStateRule = { kind: 'number', low: -1, high: 1 } as const;

/** Of State > Initial conditions: a number, or one for each particle of a blend. */
export const hysteresisStateFields = {
  negative: 'Initial hysteresis state: Negative electrode',
  positive: 'Initial hysteresis state: Positive electrode',
} as const;

/** Of State > Thermal environment. */
export const thermalEnvironmentRules = {
  'Ambient temperature [K]': { ...positive, ...optional },
  'Heat transfer coefficient [W.m-2.K-1]': { ...notNegative, ...optional },
} as const satisfies SectionRules;

/** Where fields went that v1 no longer has at their old place. */
export const movedFields: Readonly<Record<string, string>> = {
  'Ambient temperature [K]': 'BPX v1 has it under State > Thermal environment',
  'Initial temperature [K]': 'BPX v1 has it under State > Initial conditions',
  'Initial concentration [mol.m-3]':
    'BPX v1 has it as State > Initial conditions > Initial electrolyte concentration [mol.m-3]',
  'Thermal conductivity [W.m-1.K-1]':
    'BPX v1 has no such field; it may stand in Parameterisation > User-defined',
};

/** Of a cell. */
export type Side = 'negative' | 'positive';
/** Section of Parameterisation for each side. */
export const electrodeSections = {
  negative: 'Negative electrode',
  positive: 'Positive electrode',
} as const satisfies Record<Side, string>;

/** What fields of BPX, by name, make of a part when they are given a value. */
export interface Setters<T> {
  readonly numbers: Readonly<Record<string, (value: number) => T>>;
  readonly curves?: Readonly<Record<string, (value: BpxFunction) => T>>;
}
