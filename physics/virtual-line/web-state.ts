/** What has happened to one side of a piece of web. */
export const webStages = { bare: 0, wet: 1, consolidated: 2, calendered: 3 } as const;

/** Why a piece of web is scrap, in the order of its number; the first is none. */
export const scrapReasons = [
  '',
  'rampUp',
  'overdried',
  'webBreak',
  'splice',
  'uncoated',
  'wet',
  'unpressed',
] as const;
type ScrapReason = (typeof scrapReasons)[number];

/** Number of a scrap reason. */
export function scrapNumber(reason: ScrapReason): number {
  return scrapReasons.indexOf(reason);
}

/**
 * State of pieces of web, one place per piece, side and lane, in typed arrays. Solids and solvent are kept per area of
 * the foil as it was coated, so that solids never change after the die; behind a nip the same foil is longer by its
 * elongation.
 */
export class WebState {
  readonly size: number;
  /** Dry solids and solvent per area as coated [kg.m-2]. */
  readonly solids: Float64Array;
  readonly solvent: Float64Array;
  /** Of film and foil [K], and the highest so far [K]. */
  readonly temperature: Float64Array;
  readonly peakTemperature: Float64Array;
  /** Time above the temperature that over-dries [s]. */
  readonly hotTime: Float64Array;
  /** Present porosity once consolidated [-], and the one before any calender [-]. */
  readonly porosity: Float64Array;
  readonly driedPorosity: Float64Array;
  /** Length gained in the nips over length [-]. */
  readonly elongation: Float64Array;
  /** Binder at the surface over binder at the foil [-]; 1 while wet. */
  readonly binderRatio: Float64Array;
  /** Of the slurry that was laid: density of its solids [kg.m-3], active mass fraction, change of packing porosity, factor of hardness, factor of adhesion [-]. */
  readonly density: Float64Array;
  readonly active: Float64Array;
  readonly packing: Float64Array;
  readonly hardness: Float64Array;
  readonly adhesion: Float64Array;
  /** Thickness of the foil over the nominal one [-]. */
  readonly foil: Float64Array;
  readonly stage: Uint8Array;
  readonly passes: Uint8Array;
  readonly scrap: Uint8Array;
  readonly #numbers: readonly Float64Array[];
  readonly #bytes: readonly Uint8Array[];

  constructor(size: number) {
    const numbers: Float64Array[] = [];
    const bytes: Uint8Array[] = [];
    const number = () => {
      const array = new Float64Array(size);
      numbers.push(array);
      return array;
    };
    const byte = () => {
      const array = new Uint8Array(size);
      bytes.push(array);
      return array;
    };
    this.size = size;
    this.solids = number();
    this.solvent = number();
    this.temperature = number();
    this.peakTemperature = number();
    this.hotTime = number();
    this.porosity = number();
    this.driedPorosity = number();
    this.elongation = number();
    this.binderRatio = number();
    this.density = number();
    this.active = number();
    this.packing = number();
    this.hardness = number();
    this.adhesion = number();
    this.foil = number();
    this.stage = byte();
    this.passes = byte();
    this.scrap = byte();
    this.#numbers = numbers;
    this.#bytes = bytes;
  }

  /** Copies one place of another state to a place here. */
  copy(from: WebState, source: number, target: number): void {
    const numbers = this.#numbers;
    const bytes = this.#bytes;
    for (let f = 0; f < numbers.length; f++) numbers[f]![target] = from.#numbers[f]![source]!;
    for (let f = 0; f < bytes.length; f++) bytes[f]![target] = from.#bytes[f]![source]!;
  }

  /** Makes a place bare foil at a temperature [K], of a thickness over the nominal one [-]. */
  clear(target: number, temperature: number, foil: number): void {
    const numbers = this.#numbers;
    const bytes = this.#bytes;
    for (let f = 0; f < numbers.length; f++) numbers[f]![target] = 0;
    for (let f = 0; f < bytes.length; f++) bytes[f]![target] = 0;
    this.temperature[target] = temperature;
    this.peakTemperature[target] = temperature;
    this.foil[target] = foil;
    this.binderRatio[target] = 1;
  }

  /** Sum of an array over all places. */
  static sum(values: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]!;
    return sum;
  }
}
