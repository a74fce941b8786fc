import { conformalQuantile, rowsNeeded } from './conformal-quantile.ts';

/** A coverage, and the quantile of the scores that is taken for it: the same, or what measured values have made of it. */
export interface AskedBand {
  readonly coverage: number;
  readonly level: number;
}

/** The bands that are told with every prediction. */
export const toldBands: readonly AskedBand[] = [
  { coverage: 0.5, level: 0.5 },
  { coverage: 0.9, level: 0.9 },
];

/** Where a new measurement lies with a probability of at least `coverage`. */
export interface BoundBand {
  readonly kind: 'bound';
  readonly coverage: number;
  readonly low: number;
  readonly high: number;
}

/** There is no band of this coverage: that many rows know too little of the tails. */
export interface NoBand {
  readonly kind: 'none';
  readonly coverage: number;
  readonly rows: number;
  /** Rows from which on there is one; Infinity for a level that was driven to 1. */
  readonly rowsNeeded: number;
}

export type Band = BoundBand | NoBand;

/** A band about a prediction: mean -+ scale times the quantile of the scores; no width where the level is 0 or below. */
export function bandAbout(
  mean: number,
  scale: number,
  scores: Float64Array,
  { coverage, level }: AskedBand,
): Band {
  const quantile = conformalQuantile(scores, level);
  if (quantile === undefined) {
    return { kind: 'none', coverage, rows: scores.length, rowsNeeded: rowsNeeded(level) };
  }
  const half = Math.max(0, quantile) * scale;
  return { kind: 'bound', coverage, low: mean - half, high: mean + half };
}
