import { SobolSequence } from '../../../ml/design-of-experiments/sobol-sequence.ts';
import { randomStreams } from '../../../physics/core/random.ts';

/** One number of a design of a cell. */
export interface DesignInput {
  /** `<name>_<unit>`, as it stands in tables. */
  readonly header: string;
  /** Bounds of the box. */
  readonly low: number;
  readonly high: number;
  /** A cell cannot be made with this or more; with 0 or less none can either. */
  readonly impossibleFrom: number;
  /** Whether designs are spread over its logarithm, and models learn this. */
  readonly isLogarithmic: boolean;
}

/**
 * What a design of a cell says and between which bounds: the operating box of the surrogate. Of the cathode: pores, dry
 * coating of one side, exponent of transport in its pores, effective conductivity of its solid, mass of active material over
 * that of all solids, radius of its particles; of the anode: pores and exponent. All else is that of the parameter set.
 */
export const designInputs = [
  { header: 'porosity_frac', low: 0.2, high: 0.45, impossibleFrom: 1, isLogarithmic: false },
  { header: 'loading_mg_per_cm2', low: 8, high: 28, impossibleFrom: 1e3, isLogarithmic: false },
  { header: 'bruggeman_1', low: 1.3, high: 2.2, impossibleFrom: 20, isLogarithmic: false },
  {
    header: 'conductivity_S_per_m',
    low: 10 ** -1.5,
    high: 10,
    impossibleFrom: 1e9,
    isLogarithmic: true,
  },
  { header: 'activeFraction_frac', low: 0.9, high: 0.97, impossibleFrom: 1, isLogarithmic: false },
  { header: 'particleRadius_um', low: 3, high: 8, impossibleFrom: 1e3, isLogarithmic: false },
  { header: 'anodePorosity_frac', low: 0.2, high: 0.45, impossibleFrom: 1, isLogarithmic: false },
  { header: 'anodeBruggeman_1', low: 1.3, high: 2.2, impossibleFrom: 20, isLogarithmic: false },
] as const satisfies readonly DesignInput[];

/** Numbers of a design in the order of `designInputs`, in their units at the boundary. */
export type CellDesign = readonly number[];
/** The same, one by one. */
export type DesignNumbers = NumbersFor<typeof designInputs>;
type NumbersFor<T extends readonly unknown[]> = { readonly [K in keyof T]: number };

/**
 * Designs spread evenly over the box: the first points of a scrambled Sobol sequence.
 * @param stream - name of the chance; sequences of two names have nothing to do with each other
 */
export function drawnDesigns(count: number, seed: number, stream: string): CellDesign[] {
  const sequence = new SobolSequence(designInputs.length, randomStreams(seed).stream(stream));
  const point = new Float64Array(designInputs.length);
  return Array.from({ length: count }, () => designAt(sequence.next(point)));
}

/** The design at a place of the unit cube. */
function designAt(place: Float64Array): CellDesign {
  return designInputs.map(({ low, high, isLogarithmic }, i) =>
    isLogarithmic ? low * (high / low) ** place[i]! : low + (high - low) * place[i]!,
  );
}
