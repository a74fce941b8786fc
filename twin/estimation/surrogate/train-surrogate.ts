import type { GateScore } from '../../../ml/gate/train-gate.ts';
import { GaussianProcess } from '../../../ml/gaussian-process/gaussian-process.ts';
import { pack } from '../../../ml/model-files/pack.ts';
import { type CellDesign, designInputs, drawnDesigns } from './design-box.ts';
import { surrogateColumns } from './designed-cell.ts';
import { learnSurrogate } from './learn-surrogate.ts';
import { nextDesigns } from './next-designs.ts';
import { infeasibleBecause, leastShare2C, type SolvedDesign } from './solve-design.ts';
import { designFrame } from './surrogate-cells.ts';
import { cliffOutputs, outputNames, outputScales } from './surrogate-outputs.ts';
import { type SurrogateReport, surrogateKind } from './surrogate-report.ts';
import { designTable, learnedTargets } from './surrogate-table.ts';
import { mostFalsePass, type SurrogateWorkers } from './surrogate-work.ts';

/** What surrogate is wanted. */
export interface SurrogateRequest {
  /** Name of the parameter set that designs change. */
  readonly parameters: string;
  /** Designs that the processes begin with; the gate sees four times as many, and half as many are added where it helps. */
  readonly designs: number;
  readonly seed: number;
}

/** A surrogate as it is written, and the designs that it comes from. */
export interface TrainedSurrogate {
  readonly report: SurrogateReport;
  readonly structure: unknown;
  readonly bytes: Uint8Array;
  readonly solved: readonly SolvedDesign[];
}

/** Designs of the gate and candidates of the rounds, as multiples of those that the processes begin with. */
const gateTimes = 4;
const candidateTimes = 4;
const rounds = 2;
/** Designs that a round adds, over those that the processes begin with. */
const roundShare = 1 / 4;
/** Designs of one task: some tens of milliseconds. */
const designsOfTask = 16;

/**
 * Trains a surrogate of the full physics: solves designs that fill the box evenly, adds rounds of designs where the
 * processes of capacity know least, and learns every output, the gate and the forest twin. The same request gives the same
 * bytes, whatever the number of threads.
 * @param onStage - told what begins
 * @returns undefined when it was cancelled
 * @throws PhysicsError PHY_UNKNOWN_CELL_SET; MlError where too few designs could be solved
 */
export async function trainSurrogate(
  { parameters, designs, seed }: SurrogateRequest,
  workers: SurrogateWorkers,
  onStage: (stage: string) => void,
): Promise<TrainedSurrogate | undefined> {
  const frame = designFrame(parameters);
  const scales = outputScales(frame);
  const drawn = drawnDesigns((gateTimes + candidateTimes) * designs, seed, 'p2d-surrogate/designs');
  const gateDesigns = drawn.slice(0, gateTimes * designs);
  onStage(`${gateDesigns.length} designs`);
  const even = await solveAll(parameters, gateDesigns, workers);
  if (even === undefined) return undefined;
  const known = even.slice(0, designs).filter(isSolved);
  const begun = known.length;
  let candidates = drawn.slice(gateTimes * designs);
  for (let round = 1; round <= rounds; round++) {
    onStage(`round ${round} of ${rounds}: designs where capacity is known least`);
    const table = designTable(
      frame,
      known.map(({ design }) => design),
    );
    const targets = learnedTargets(known, scales);
    const explored = await workers.run<'explore'>(
      cliffOutputs.map((k) => ({ kind: 'explore', table, target: targets[k]!, seed })),
    );
    if (explored === undefined) return undefined;
    const exploring = explored.map((parts, i) => ({
      process: new GaussianProcess(surrogateColumns, parts),
      scale: scales[cliffOutputs[i]!]!,
    }));
    const count = Math.floor(roundShare * designs);
    const places = new Set(nextDesigns(frame, candidates, exploring, count));
    const next = [...places].map((place) => candidates[place]!);
    const added = await solveAll(parameters, next, workers);
    if (added === undefined) return undefined;
    known.push(...added.filter(isSolved));
    candidates = candidates.filter((_, place) => !places.has(place));
  }
  onStage(`${outputNames.length} outputs, gate and forest twin from ${known.length} designs`);
  const learned = await learnSurrogate(frame, { known, even }, seed, workers);
  if (learned === undefined) return undefined;
  const { parts, outputs, gate } = learned;
  const infeasible = countBy(even.map(infeasibleBecause));
  const report: SurrogateReport = {
    kind: surrogateKind,
    parameters: { name: parameters, source: frame.parameters.source },
    seed,
    box: designInputs,
    columns: surrogateColumns,
    designs: { learned: known.length, added: known.length - begun, gate: even.length },
    feasibility: { leastShare2C, infeasible },
    outputs,
    ...(gate === undefined ? {} : { gate }),
    warnings: warningsOf(gate),
  };
  return { report, ...pack(parts), solved: [...even, ...known.slice(begun)] };
}

function isSolved({ outputs }: SolvedDesign): boolean {
  return outputs !== undefined;
}

async function solveAll(
  parameters: string,
  designs: readonly CellDesign[],
  workers: SurrogateWorkers,
): Promise<SolvedDesign[] | undefined> {
  const tasks = Array.from({ length: Math.ceil(designs.length / designsOfTask) }, (_, i) => ({
    kind: 'solve' as const,
    parameters,
    designs: designs.slice(i * designsOfTask, (i + 1) * designsOfTask),
  }));
  return (await workers.run<'solve'>(tasks))?.flat();
}

/** How many there are of each; what is undefined counts for nothing. */
function countBy(whys: readonly (string | undefined)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const why of whys) if (why !== undefined) counts[why] = (counts[why] ?? 0) + 1;
  return counts;
}

function warningsOf(gate: GateScore | undefined): string[] {
  if (gate === undefined) {
    return ['designs were all feasible, or none was: there is no gate, and every design passes'];
  }
  const { bad, badNeeded } = gate;
  if (bad >= badNeeded) return [];
  return [
    `the gate has seen ${bad} infeasible designs, for ${100 * mostFalsePass} % of false passes it needs ${badNeeded}: train with more designs`,
  ];
}
