import type { GateScore } from '../../../ml/gate/train-gate.ts';
import type { DesignInput } from './design-box.ts';

/** The word for a surrogate in a manifest. */
export const surrogateKind = 'p2dSurrogate';

/** How well an output of designs is predicted that the process of the fold has not seen. */
export interface OutputScore {
  readonly output: string;
  readonly mean: number;
  readonly rmse: number;
  /** RMSE over the mean, in percent. */
  readonly nrmse_percent: number;
  /** Largest first: columns by the mean size of their Shapley values in the forest twin, over that of all. */
  readonly drivers: readonly { readonly column: string; readonly share: number }[];
}

/** What a surrogate says of itself. */
export interface SurrogateReport {
  readonly kind: typeof surrogateKind;
  readonly parameters: { readonly name: string; readonly source: string };
  readonly seed: number;
  readonly box: readonly DesignInput[];
  readonly columns: readonly string[];
  /** Designs that the processes learned from, those of them that were added where it helps, and those of the gate. */
  readonly designs: { readonly learned: number; readonly added: number; readonly gate: number };
  /** The rule of feasibility, and how many designs of the gate broke it, by why. */
  readonly feasibility: {
    readonly leastShare2C: number;
    readonly infeasible: Readonly<Record<string, number>>;
  };
  readonly outputs: readonly OutputScore[];
  /** Absent where all designs were feasible, or none. */
  readonly gate?: GateScore;
  readonly warnings: readonly string[];
}
