import type { ActiveMaterial, CellParameters, Property } from './cell-parameters.ts';
import { materialPrefix } from './check-cell.ts';

/** Where a surface is: its electrode, those with particles in order and negative first, and its material there. */
export interface SurfacePlace {
  readonly electrode: number;
  readonly material: number;
}

/** A range that some properties of a cell are known in. */
export interface KnownRange {
  /** Their names at the boundary. */
  readonly properties: readonly string[];
  /** What lies in it: salt [mol/m3], the temperature of the cell [K], or the stoichiometry of a surface. */
  readonly of: 'salt' | 'temperature' | SurfacePlace;
  readonly low: number;
  readonly high: number;
}

/**
 * How far from its reference temperature a rate without a law of temperature counts as known [K]. Over 10 K rates with the
 * activation energies of most sets, 17 kJ/mol (electrolyte) to 53 kJ/mol (kinetics), change by a quarter to a factor of
 * two; rooms lie within.
 */
const nearReference = 10;
/** Where a law of temperature counts as known [K]: -20 to 60 degC, in which data sheets let cells be discharged. */
const lawRange = [253.15, 333.15] as const;

const electrolyteProperties = [
  'diffusivity',
  'conductivity',
  'transferenceNumber',
  'thermodynamicFactor',
] as const;

/**
 * The ranges that a parameter set is known in, one for all properties that share it. Those of temperature are of rates:
 * diffusivities, conductivity, exchange currents. Transference number and thermodynamic factor, constants in most sets,
 * are left out: their product (1 - t+)(1 + d ln f/d ln c) changes by 4.5 % over the 10 K in which a diffusivity changes
 * by 21 % (1 mol/l of LiPF6 in EC:EMC from 298 to 288 K; Landesfeind2019, J. Electrochem. Soc. 166, A3079).
 * @param withSalt - whether the electrolyte is asked for more than its initial concentration
 */
export function knownRanges(parameters: CellParameters, withSalt: boolean): readonly KnownRange[] {
  const { negative, positive, electrolyte } = parameters;
  const ranges = new RangeCollection(parameters.referenceTemperature);
  if (withSalt) {
    const { initialConcentration, diffusivity, conductivity } = electrolyte;
    for (const name of electrolyteProperties) {
      ranges.add(`electrolyte.${name}`, 'salt', electrolyte[name].range);
    }
    ranges.addRate('electrolyte.diffusivity', diffusivity, initialConcentration);
    ranges.addRate('electrolyte.conductivity', conductivity, initialConcentration);
  }
  if (negative.kind === 'lithiumMetal') {
    ranges.addLaw('negative.exchangeCurrent', hasEnergy(negative.exchangeCurrent));
  }
  const electrodes = [{ side: 'positive', electrode: positive }];
  if (negative.kind === 'porous') electrodes.unshift({ side: 'negative', electrode: negative });
  for (const [e, { side, electrode }] of electrodes.entries()) {
    for (const [m, material] of electrode.materials.entries()) {
      ranges.addMaterial(materialPrefix(side, electrode, m), material, {
        electrode: e,
        material: m,
      });
    }
  }
  return ranges.found;
}

class RangeCollection {
  readonly found: (KnownRange & { readonly properties: string[] })[] = [];
  readonly #referenceTemperature: number;

  constructor(referenceTemperature: number) {
    this.#referenceTemperature = referenceTemperature;
  }

  addMaterial(part: string, material: ActiveMaterial, place: SurfacePlace): void {
    const { diffusivity, potentialRange, exchangeCurrent } = material;
    this.add(`${part}.particleDiffusivity`, place, diffusivity.range);
    this.add(`${part}.openCircuitPotential`, place, potentialRange);
    this.addRate(`${part}.particleDiffusivity`, diffusivity, 0.5);
    this.addLaw(`${part}.exchangeCurrent`, hasEnergy(exchangeCurrent));
  }

  /** @param x - where the property is asked whether it depends on temperature */
  addRate(name: string, property: Property, x: number): void {
    const reference = this.#referenceTemperature;
    const isLaw =
      hasEnergy(property) ||
      property.at(x, reference) !== property.at(x, reference + nearReference);
    this.addLaw(name, isLaw);
  }

  addLaw(name: string, isLaw: boolean): void {
    const reference = this.#referenceTemperature;
    const near = [reference - nearReference, reference + nearReference] as const;
    this.add(name, 'temperature', isLaw ? lawRange : near);
  }

  add(name: string, of: KnownRange['of'], range: readonly [number, number] | undefined): void {
    if (range === undefined) return;
    const [low, high] = range;
    for (const known of this.found) {
      if (known.of === of && known.low === low && known.high === high) {
        known.properties.push(name);
        return;
      }
    }
    this.found.push({ properties: [name], of, low, high });
  }
}

function hasEnergy({ activationEnergy = 0 }: { readonly activationEnergy?: number }): boolean {
  return activationEnergy !== 0;
}
