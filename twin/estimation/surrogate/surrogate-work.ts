import type { FeatureTable } from '../../../ml/data/feature-table.ts';
import type { GateParts } from '../../../ml/gate/forest-gate.ts';
import { type GateScore, trainGate } from '../../../ml/gate/train-gate.ts';
import type { GaussianProcessParts } from '../../../ml/gaussian-process/gaussian-process.ts';
import type { CellDesign } from './design-box.ts';
import { exploringProcess, type LearnedOutput, learnOutput } from './learn-output.ts';
import { type LearnedTwin, learnTwin } from './learn-twin.ts';
import { type SolvedDesign, solveDesign } from './solve-design.ts';
import { designFrame } from './surrogate-cells.ts';

/** Largest share of infeasible designs that the gate may let pass. */
export const mostFalsePass = 0.02;
const gateFolds = 10;

/** A part of the work on a surrogate that needs nothing but itself, so that a thread can take it. */
export type SurrogateTask =
  | { readonly kind: 'solve'; readonly parameters: string; readonly designs: readonly CellDesign[] }
  | {
      readonly kind: 'explore';
      readonly table: FeatureTable;
      readonly target: Float64Array;
      readonly seed: number;
    }
  | {
      readonly kind: 'learn';
      readonly table: FeatureTable;
      readonly target: Float64Array;
      readonly seed: number;
    }
  | {
      readonly kind: 'gate';
      readonly table: FeatureTable;
      readonly isInfeasible: Float64Array;
      readonly seed: number;
    }
  | {
      readonly kind: 'twin';
      readonly table: FeatureTable;
      readonly targets: readonly Float64Array[];
      readonly seed: number;
    };

/** What comes of each kind of task. */
export interface SurrogateResults {
  readonly solve: readonly SolvedDesign[];
  readonly explore: GaussianProcessParts;
  readonly learn: LearnedOutput;
  readonly gate: { readonly parts: GateParts; readonly score: GateScore };
  readonly twin: LearnedTwin;
}

/** How the work is done: here, or on threads. */
export interface SurrogateWorkers {
  /** Does tasks of a kind, results in their order; undefined when it was cancelled. */
  run<K extends SurrogateTask['kind']>(
    tasks: readonly Extract<SurrogateTask, { kind: K }>[],
  ): Promise<readonly SurrogateResults[K][] | undefined>;
}

/** What the work tells and is told while it runs. */
export interface WorkControl {
  readonly cancelled: () => boolean;
  /** Counts a design, or a fold of a learner, as done. */
  readonly advance: () => void;
}

/** Does one task; of a cancelled one the result counts for nothing. */
export function surrogateWork(
  task: SurrogateTask,
  { cancelled, advance }: WorkControl,
): SurrogateResults[keyof SurrogateResults] {
  switch (task.kind) {
    case 'solve': {
      const frame = designFrame(task.parameters);
      const solved: SolvedDesign[] = [];
      for (const design of task.designs) {
        const outcome = solveDesign(frame, design, cancelled);
        if (outcome === undefined) break;
        solved.push(outcome);
        advance();
      }
      return solved;
    }
    case 'explore':
      return exploringProcess(task.table, task.target, task.seed).parts;
    case 'learn':
      return learnOutput(task.table, task.target, task.seed, advance);
    case 'gate': {
      const options = { falsePass: mostFalsePass, folds: gateFolds };
      const { gate, score } = trainGate(task.table, task.isInfeasible, task.seed, options);
      return { parts: gate.parts, score };
    }
    case 'twin':
      return learnTwin(task.table, task.targets, task.seed);
  }
}
