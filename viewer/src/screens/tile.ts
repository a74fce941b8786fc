/** Bands of 50 and 90 % of one tile, ready to print. */
export interface TileBands {
  readonly lower50: number;
  readonly upper50: number;
  readonly lower90: number;
  readonly upper90: number;
  /** The same in words, without the unit. */
  readonly words50: string;
  readonly words90: string;
  /** Where they come from, one sentence. */
  readonly source: string;
  /** State and age of the model behind them, in words; null where none is. */
  readonly model: string | null;
  /** What is not usual about the web or the model, one sentence each. */
  readonly doubts: readonly string[];
}

/** One tile of the strip at the top, ready to print. */
export interface Tile {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  /** Whose word the value is; null where there is none. */
  readonly origin: 'predicted' | 'derived' | 'measured' | null;
  /** Interval of the value in words; null for what is measured. */
  readonly interval: string | null;
  /** When the value was predicted or taken, or what it rests on [ms since epoch]; NaN when there is none. */
  readonly time_ms: number;
  /** What the value belongs to, what a gauge said of the newest web that it has seen, or why there is no value. */
  readonly note: string;
  /** Range bar, in the shown unit; null where there is no band. */
  readonly gauge: {
    readonly value: number;
    readonly min: number;
    readonly target: number;
    readonly max: number;
  } | null;
  /** Bands of a prediction in the shown unit, and what is known of them; null where there is none. */
  readonly bands: TileBands | null;
  /** What the model warns of, in a few words and in whole sentences; null when nothing is. */
  readonly warnings: { readonly short: string; readonly sentences: readonly string[] } | null;
  /** What is wrong, in two or three words; null when nothing is. */
  readonly flag: string | null;
}
