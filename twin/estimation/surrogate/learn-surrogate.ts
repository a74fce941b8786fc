import { type FeatureTable, readRow } from '../../../ml/data/feature-table.ts';
import type { GateScore } from '../../../ml/gate/train-gate.ts';
import { GaussianProcess } from '../../../ml/gaussian-process/gaussian-process.ts';
import { surrogateColumns } from './designed-cell.ts';
import type { LearnedOutput } from './learn-output.ts';
import type { SurrogateParts } from './p2d-surrogate.ts';
import { infeasibleBecause, type SolvedDesign } from './solve-design.ts';
import type { DesignFrame } from './surrogate-cells.ts';
import { gatedOutput, outputNames, outputScales } from './surrogate-outputs.ts';
import type { OutputScore } from './surrogate-report.ts';
import { designTable, learnedTargets } from './surrogate-table.ts';
import type { SurrogateWorkers } from './surrogate-work.ts';

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
  const isInfeasible = Float64Array.from(even, (solved) =>
    infeasibleBecause(solved) === undefined ? 0 : 1,
  );
  const isMixed = new Set(isInfeasible).size > 1;
  const [learned, twins] = await Promise.all([
    workers.run<'learn'>(targets.map((target) => ({ kind: 'learn', table, target, seed }))),
    workers.run<'twin'>([{ kind: 'twin', table, targets, seed }]),
  ]);
  if (learned === undefined || twins === undefined) return undefined;
  const gateTable = withCapacity(frame, { known, even }, learned[gatedOutput]!);
  const gates = await workers.run<'gate'>(
    isMixed ? [{ kind: 'gate', table: gateTable, isInfeasible, seed }] : [],
  );
  if (gates === undefined) return undefined;
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

/**
 * The rows of even designs with what the process of capacity at 2C expects of each: for a design that it learned from, what
 * the process says that was trained without its fold.
 */
function withCapacity(
  frame: DesignFrame,
  { known, even }: KnownDesigns,
  { parts, outOfFold }: LearnedOutput,
): FeatureTable {
  const table = designTable(
    frame,
    even.map(({ design }) => design),
  );
  const process = new GaussianProcess(surrogateColumns, parts.process);
  const places = new Map(known.map((solved, place) => [solved, place]));
  const row = new Float64Array(surrogateColumns.length);
  const expected = Float64Array.from(even, (solved, i) => {
    const place = places.get(solved);
    return place === undefined ? process.predict(readRow(table, i, row)) : outOfFold[place]!;
  });
  return {
    ...table,
    names: [...table.names, `learned ${outputNames[gatedOutput]}`],
    columns: [...table.columns, expected],
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
