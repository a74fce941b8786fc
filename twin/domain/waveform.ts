import type { Sample, TagId } from './sample.ts';

/** Values of a waveform that came together: one, or an array. */
export interface WaveformPiece {
  /** Tag to which the source is mapped. */
  readonly tag: TagId;
  /** As the source sent them, in the order of time; null and NaN are values that it does not have. */
  readonly values: ArrayLike<unknown>;
  /** From the source's unit to the tag's; absent where they are the same. */
  readonly convert?: (value: number) => number;
  /** Of the last value, or of the first, as the waveform is configured [ms since 1970, UTC]. */
  readonly sourceTimestamp: number;
  readonly serverTimestamp?: number;
  readonly receivedTimestamp: number;
  /** OPC UA status code of all values. */
  readonly status: number;
  /** Sum of `sampleFlags`. */
  readonly flags: number;
}

/** Waveforms of a connector, which reach the history as features of their windows only. It never throws. */
export interface Waveforms {
  /** Tags that are told instead of this one; undefined where it is no waveform. */
  featuresOf(tag: TagId): readonly TagId[] | undefined;
  /** Features of the windows that a piece has filled. A piece that cannot be taken is put into quarantine. */
  take(piece: WaveformPiece): readonly Sample[];
}

/** Tags that reach the history for a mapped tag: itself, or the features of its waveform. */
export function toldTags(tag: TagId, waveforms: Waveforms | undefined): readonly TagId[] {
  return waveforms?.featuresOf(tag) ?? [tag];
}
