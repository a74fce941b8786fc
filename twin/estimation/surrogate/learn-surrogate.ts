import type { GateScore } from '../../../ml/gate/train-gate.ts';
import { surrogateColumns } from './designed-cell.ts';
import type { SurrogateParts } from './p2d-surrogate.ts';
import { infeasibleBecause, type SolvedDesign } from './solve-design.ts';
import type { DesignFrame } from './surrogate-cells.ts';
import { outputNames, outputScales } from './surrogate-outputs.ts';
import { designTable, learnedTargets } from './surrogate-table.ts';
import type { SurrogateWorkers } from './surrogate-work.ts';

/** How well an output of designs is predicted that the process of the fold has not seen. */
export interface OutputScore {
  readonly output: string;
  readonly mean: number;
  readonly rmse: number;
  /** RMSE over the mean, in percent. */
  readonly nrmse_percent: number;
  /** Largest first: columns of the forest twin by the mean size of their Shapley values. */
  readonly drivers: readonly { readonly column: string; readonly share: number }[];
}

/** Designs to learn from. */
interface KnownDesigns {
  /** With outputs: those of the processes and of the forest twin. */
  readonly known: readonly SolvedDesign[];
  /** Spread evenly over the box, whatever became of them: those of the gate. */
  readonly even: readonly SolvedDesign[];
}

/** What was learned, and how well. */
interface LearnedSurrogate {
  readonly parts: SurrogateParts;
  readonly outputs: readonly OutputScore[];
  /** Absent where all designs were feasible, or none. */
  readonly gate: GateScore | undefined;
}

/** Learns every output, the gate and the forest twin; undefined when it was cancelled. */
export async function learnSurrogate(
  frame: DesignFrame,
  { known, even }: KnownDesigns,
  seed: number,
  workers: SurrogateWorkers,
): Promise<LearnedSurrogate | undefined> {
  const scales = outputScales(frame);
  const table = designTable(
    frame,
    known.map(({ design }) => design),
  );
  const targets = learnedTargets(known, scales);
  const gateTable = designTable(
    frame,
    even.map(({ design }) => design),
  );
  const isInfeasible = Float64Array.from(even, (solved) =>
    infeasibleBecause(solved) === undefined ? 0 : 1,
  );
  const isMixed = new Set(isInfeasible).size > 1;
  const [learned, twins, gates] = await Promise.all([
    workers.run<'learn'>(targets.map((target) => ({ kind: 'learn', table, target, seed }))),
    workers.run<'twin'>([{ kind: 'twin', table, targets, seed }]),
    workers.run<'gate'>(isMixed ? [{ kind: 'gate', table: gateTable, isInfeasible, seed }] : []),
  ]);
  if (learned === undefined || twins === undefined || gates === undefined) return undefined;
  const [{ parts: twin, drivers }] = twins as readonly [(typeof twins)[number]];
  const gate = gates[0];
  return {
    parts: {
      parameters: frame.parameters.name,
      outputs: learned.map(({ parts }) => parts),
      twin,
      ...(gate === undefined ? {} : { gate: gate.parts }),
    },
    outputs: outputNames.map((output, k) => ({
      output,
      ...errorsOf(
        known.map(({ outputs }) => outputs![k]!),
        Array.from(learned[k]!.outOfFold, (value) => scales[k]!.told(value)),
      ),
      drivers: surrogateColumns
        .map((column, f) => ({ column, share: drivers[k]![f]! }))
        .sort((a, b) => b.share - a.share),
    })),
    gate: gate?.score,
  };
}

/** How far predictions of some designs are off. */
export function errorsOf(
  values: readonly number[],
  said: readonly number[],
): Pick<OutputScore, 'mean' | 'rmse' | 'nrmse_percent'> {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value, i) => sum + (value - said[i]!) ** 2, 0);
  const rmse = Math.sqrt(squares / values.length);
  return { mean, rmse, nrmse_percent: (100 * rmse) / mean };
}
