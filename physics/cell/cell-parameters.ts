/**
 * What a cell is made of, in SI. A parameter set is a value of `CellParameters`; sets of papers lie in `sets/`, one file
 * each, BPX files are read by `bpx/`. Stoichiometry is the lithiated share of a material's sites, from 0 to 1.
 */

/** A property of a stoichiometry [-] or of a salt concentration [mol/m3], and of temperature [K]. */
export interface Property {
  /** Value at x and temperature; where there is an activation energy, it is asked at the reference temperature only. */
  readonly at: (x: number, temperature: number) => number;
  /** Arrhenius's, about the reference temperature of the set [J/mol]. */
  readonly activationEnergy?: number;
  /** Range of x that it was measured in. */
  readonly range?: readonly [low: number, high: number];
}

/**
 * Exchange current density [A/m2]: reference (c_e/c_ref)^electrolyteExponent s^lithiationExponent
 * (1 - s)^vacancyExponent factor(s), with Arrhenius's activation energy.
 */
export interface ExchangeCurrent {
  /** [A/m2] */
  readonly reference: number;
  /** [mol/m3] */
  readonly electrolyteReference: number;
  readonly electrolyteExponent: number;
  readonly lithiationExponent: number;
  readonly vacancyExponent: number;
  readonly factor?: (stoichiometry: number) => number;
  /** [J/mol] */
  readonly activationEnergy?: number;
}

/** A curve of open-circuit potential against lithium [V] over stoichiometry, at the reference temperature. */
export type OpenCircuitPotential = (stoichiometry: number) => number;

/** Branches of the open-circuit potential of a material that remembers which way it went. */
export interface PotentialHysteresis {
  /** While lithium leaves it, and while lithium enters it [V]. */
  readonly delithiation: OpenCircuitPotential;
  readonly lithiation: OpenCircuitPotential;
  /** How fast one passes to the other, over stoichiometry. */
  readonly decayConstant: number;
  /** From -1 (lithiated) to 1 (delithiated). */
  readonly initialState: number;
}

/** One kind of particle in an electrode; a blend has several. */
export interface ActiveMaterial {
  readonly name: string;
  /** Share of the electrode's volume [-]. */
  readonly volumeFraction: number;
  /** [m] */
  readonly particleRadius: number;
  /** Electrochemically active surface per electrode volume [1/m]; 3 volumeFraction / particleRadius where absent. */
  readonly surfacePerVolume?: number;
  /** Sites of lithium per volume of material [mol/m3]. */
  readonly maximumConcentration: number;
  /** Of lithium in the material, over stoichiometry [m2/s]. */
  readonly diffusivity: Property;
  readonly openCircuitPotential: OpenCircuitPotential;
  /** Stoichiometries that the potential was measured between, where the source gives them. */
  readonly potentialRange?: readonly [low: number, high: number];
  /** Where it is given, its branches stand instead of the potential. */
  readonly hysteresis?: PotentialHysteresis;
  /** dU/dT [V/K]. */
  readonly entropicChange: (stoichiometry: number) => number;
  readonly exchangeCurrent: ExchangeCurrent;
  /** State in which the set starts the cell. */
  readonly initialStoichiometry: number;
  /** Stoichiometries at 0 and 100 % state of charge, where the source gives them. */
  readonly window?: { readonly empty: number; readonly full: number };
}

/** How pores slow transport: D_eff = D porosity^exponent, or D_eff = D porosity / tortuosityFactor. */
export type PoreTransport =
  | { readonly bruggemanExponent: number }
  | { readonly tortuosityFactor: number };

/** A porous electrode. */
export interface Electrode {
  readonly kind: 'porous';
  /** [m] */
  readonly thickness: number;
  readonly porosity: number;
  readonly transport: PoreTransport;
  /** Effective electronic conductivity of the solid [S/m]. */
  readonly conductivity: number;
  readonly materials: readonly ActiveMaterial[];
  /** Share of the active surface that electrolyte wets. */
  readonly activeSurfaceFactor: number;
}

/** A planar lithium-metal electrode, as counter electrode of a half-cell. */
export interface LithiumMetal {
  readonly kind: 'lithiumMetal';
  /** At the initial salt concentration: (c_e/c_ref)^electrolyteExponent; the other exponents are not used. */
  readonly exchangeCurrent: ExchangeCurrent;
  /** Resistance in series for electrons [ohm.m2]. */
  readonly seriesResistance: number;
}

/** What keeps the electrodes apart: a layer of pores that holds electrolyte and no particles. */
export interface Separator {
  /** [m] */
  readonly thickness: number;
  readonly porosity: number;
  readonly transport: PoreTransport;
}

/** Salt in solvent; concentrations in mol/m3. */
export interface Electrolyte {
  readonly initialConcentration: number;
  /** Of salt [m2/s]. */
  readonly diffusivity: Property;
  /** Ionic [S/m]. */
  readonly conductivity: Property;
  /** Of the cation, against the solvent [-]. */
  readonly transferenceNumber: Property;
  /** 1 + d ln f / d ln c [-]. */
  readonly thermodynamicFactor: Property;
}

/** One temperature for the whole cell. */
export interface LumpedThermal {
  /** Mean over the layers [J/(m3.K)]. */
  readonly heatCapacity: number;
  /** Thickness of all layers with current collectors [m]; heat per area is spread over it. */
  readonly layersThickness: number;
  /** [m2] */
  readonly coolingArea: number;
  /** [m3] */
  readonly volume: number;
  /** [W/(m2.K)] */
  readonly heatTransferCoefficient: number;
}

/** Growth of the solid-electrolyte interphase on the negative electrode. */
export interface InterphaseGrowth {
  /** [m] */
  readonly initialThickness: number;
  /** [ohm.m] */
  readonly resistivity: number;
  /** Of the film [m3/mol]. */
  readonly partialMolarVolume: number;
  readonly lithiumPerFilmMolecule: number;
  /** Of the reaction that forms it [V]. */
  readonly openCircuitPotential: number;
  /** Limit of the reaction [A/m2]. */
  readonly reactionExchangeCurrent: number;
  /** Limit of lithium interstitials [m2/s], [mol/m3]. */
  readonly interstitialDiffusivity: number;
  readonly interstitialReferenceConcentration: number;
  /** Limit of solvent [m2/s], [mol/m3]. */
  readonly solventDiffusivity: number;
  readonly solventConcentration: number;
  /** Of growth, whatever limits it [J/mol]. */
  readonly activationEnergy: number;
}

/** Plating of lithium metal on the negative electrode. */
export interface LithiumPlating {
  /**
   * Rate constant [m/s] of plating, times salt, and of dissolving, times plated lithium, with the rate at which what is
   * plated loses contact under a new film [1/s]; or an exchange current density of plating alone [A/m2].
   */
  readonly kinetics:
    | { readonly rateConstant: number; readonly decayConstant: number }
    | { readonly exchangeCurrent: number };
  /** Of plating; that of dissolving is the rest to 1. */
  readonly transferCoefficient: number;
}

/** A cell. The current of the cell is spread evenly over `area`. */
export interface CellParameters {
  readonly name: string;
  /** Paper or file. */
  readonly source: string;
  /** What the set lacks or treats in its own way, for whoever uses it. */
  readonly notes: readonly string[];
  /** Of all electrode pairs together [m2]. */
  readonly area: number;
  /** How many pairs share it; one where absent. */
  readonly electrodePairs?: number;
  /** The current of 1C flows for an hour [A.s]. */
  readonly nominalCapacity: number;
  /** [V] */
  readonly lowerCutoff: number;
  readonly upperCutoff: number;
  /** [K] */
  readonly referenceTemperature: number;
  readonly ambientTemperature: number;
  readonly initialTemperature: number;
  /** In series with the cell [ohm]. */
  readonly contactResistance: number;
  readonly negative: Electrode | LithiumMetal;
  readonly separator: Separator;
  readonly positive: Electrode;
  readonly electrolyte: Electrolyte;
  readonly thermal?: LumpedThermal;
  readonly interphase?: InterphaseGrowth;
  readonly plating?: LithiumPlating;
}

/** Effective over free transport in the pores [-]. */
export function transportFactor(porosity: number, transport: PoreTransport): number {
  return 'tortuosityFactor' in transport
    ? porosity / transport.tortuosityFactor
    : porosity ** transport.bruggemanExponent;
}

/** Active surface per electrode volume [1/m], all of it. */
export function surfacePerVolume(material: ActiveMaterial): number {
  return material.surfacePerVolume ?? (3 * material.volumeFraction) / material.particleRadius;
}

/** A property that is the same everywhere. */
export function constant(value: number, activationEnergy?: number): Property {
  return activationEnergy === undefined
    ? { at: () => value }
    : { at: () => value, activationEnergy };
}
