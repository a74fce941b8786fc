import type { Sample } from './sample.ts';

/** What a sample belongs to; what is not known is absent or undefined. */
export interface Identity {
  readonly order?: string | undefined;
  readonly batch?: string | undefined;
  /** Coil that the web under the station is wound on. */
  readonly coil?: string | undefined;
  /** Metre of the coil as it was coated, as `Segment` has it. */
  readonly metre_m?: number | undefined;
}

/** Says what a sample belongs to, by its source time and as things are known now. */
export interface IdentityReader {
  of(sample: Pick<Sample, 'tag' | 'sourceTimestamp' | 'value'>): Identity;
  /**
   * Order and batch of a coil: of its record, else as they were told where web of it was seen.
   * @param seen - unit and source time [ms]
   */
  ofCoil(
    coil: string,
    seen: { readonly unit: string; readonly time: number } | undefined,
  ): Pick<Identity, 'order' | 'batch'>;
  /**
   * Reads what it needs to answer for samples between two source times [ms], both of them included.
   * @throws TwinError of the historian
   */
  reach(from: number, to: number): Promise<void>;
}
