import { availableParallelism } from 'node:os';
import { trainSurrogateOnThreads } from '../../twin/cli/surrogate-threads.ts';
import { type CellDesign, drawnDesigns } from '../../twin/estimation/surrogate/design-box.ts';
import { errorsOf } from '../../twin/estimation/surrogate/learn-surrogate.ts';
import type { P2dSurrogate } from '../../twin/estimation/surrogate/p2d-surrogate.ts';
import { readSurrogate } from '../../twin/estimation/surrogate/read-surrogate.ts';
import {
  infeasibleBecause,
  type SolvedDesign,
  solveDesign,
} from '../../twin/estimation/surrogate/solve-design.ts';
import { outputNames } from '../../twin/estimation/surrogate/surrogate-outputs.ts';
import { rounded } from './soak-run.ts';

const parameters = 'Chen2020';
const seed = 1;
const heldOutSeed = 2026;
/** Designs that are held out, and further ones that only the gate is held against, so that 2 % of the bad ones can be seen. */
const heldOut = 512;
const heldOutOfGate = 2560;
const designs = 256;

/** Largest errors in percent of the mean; none for capacity at C/3 and 3C, which are only told. */
const bars: Readonly<Record<string, number>> = {
  capacity1C_mAh_per_g: 2.5,
  capacity2C_mAh_per_g: 5,
  energyC3_Wh_per_m2: 0.2,
  resistance10s_ohm_cm2: 0.3,
};

/** How well an output of held-out designs is predicted. */
export interface SurrogateOutputRow {
  readonly output: string;
  /** Mean over feasible held-out designs, depleted ones included. */
  readonly mean: number;
  readonly nrmse_percent: number;
  /** The same with the infeasible designs that could be solved. */
  readonly nrmseOfAll_percent: number;
  readonly bar_percent: number | null;
  /** RMSE of the forest twin on the same feasible designs. */
  readonly nrmseOfTwin_percent: number;
  /** Share of feasible designs in their band. */
  readonly coverage50: number;
  readonly coverage90: number;
  /** Mean width of the 90 % band in percent of the mean. */
  readonly width90_percent: number;
}

/** How the gate does on held-out designs. */
interface GateRow {
  readonly designs: number;
  readonly infeasible: number;
  readonly passed: number;
  readonly feasible: number;
  readonly stopped: number;
}

/** A surrogate on designs of another seed. */
export interface P2dSurrogateRun {
  readonly parameters: string;
  readonly seed: number;
  readonly heldOutSeed: number;
  readonly learned: number;
  readonly added: number;
  readonly outputs: readonly SurrogateOutputRow[];
  readonly gate: readonly GateRow[];
  readonly gateBar_percent: number;
  /** Held-out designs by what the domain says of them: all lie in the box. */
  readonly domain: Readonly<Record<string, number>>;
}

/** Trains a surrogate, and holds it against the full physics on designs that it has not seen. */
export async function run(progress: (text: string) => void): Promise<P2dSurrogateRun> {
  const trained = await trainSurrogateOnThreads(
    { parameters, designs, seed },
    {
      threads: availableParallelism(),
      signal: new AbortController().signal,
      onStage: progress,
      onProgress: () => undefined,
    },
  );
  const { report, ...packed } = trained!;
  const surrogate = readSurrogate(packed);
  const drawn = drawnDesigns(heldOut + heldOutOfGate, heldOutSeed, 'p2d-surrogate/held-out');
  progress(`${drawn.length} held-out designs`);
  const solved = drawn.map((design) => solvedAs(surrogate, design));
  const first = solved.slice(0, heldOut);
  const outputs = outputNames.map((output, k) => outputRow(surrogate, first, output, k));
  for (const { output, nrmse_percent } of outputs) progress(`${output}: ${nrmse_percent} %`);
  const standings = first.map(({ design }) => surrogate.predict(design).domain);
  return {
    parameters,
    seed,
    heldOutSeed,
    learned: report.designs.learned,
    added: report.designs.added,
    outputs,
    gate: [gateRow(surrogate, first), gateRow(surrogate, solved)],
    gateBar_percent: 2,
    domain: Object.fromEntries(
      ['inside', 'edge', 'outside'].map((word) => [
        word,
        standings.filter((found) => found === word).length,
      ]),
    ),
  };
}

function solvedAs({ frame }: P2dSurrogate, design: CellDesign): SolvedDesign {
  return solveDesign(frame, design, () => false)!;
}

function outputRow(
  surrogate: P2dSurrogate,
  solved: readonly SolvedDesign[],
  output: string,
  k: number,
): SurrogateOutputRow {
  const all = solved.filter(({ outputs }) => outputs !== undefined);
  const feasible = all.filter((design) => infeasibleBecause(design) === undefined);
  const outputOf = ({ outputs }: SolvedDesign): number => outputs![k]!;
  const said = feasible.map(({ design }) => surrogate.predict(design).outputs[output]!);
  const means = new Float64Array(outputNames.length);
  const saidOfAll = all.map(({ design }) => surrogate.means(design, means)[k]!);
  const values = feasible.map(outputOf);
  const { mean, nrmse_percent } = errorsOf(
    values,
    said.map(({ mean: expected }) => expected),
  );
  const held = (low: 'lower50' | 'lower90', high: 'upper50' | 'upper90'): number =>
    values.filter((value, i) => value >= said[i]![low]! && value <= said[i]![high]!).length;
  const widths = said.reduce((sum, { lower90, upper90 }) => sum + upper90! - lower90!, 0);
  return {
    output,
    mean: rounded(mean),
    nrmse_percent: rounded(nrmse_percent),
    nrmseOfAll_percent: rounded(errorsOf(all.map(outputOf), saidOfAll).nrmse_percent),
    bar_percent: bars[output] ?? null,
    nrmseOfTwin_percent: rounded(
      errorsOf(
        values,
        said.map(({ second }) => second),
      ).nrmse_percent,
    ),
    coverage50: rounded(held('lower50', 'upper50') / values.length),
    coverage90: rounded(held('lower90', 'upper90') / values.length),
    width90_percent: rounded((100 * widths) / values.length / mean),
  };
}

function gateRow(surrogate: P2dSurrogate, solved: readonly SolvedDesign[]): GateRow {
  const infeasible = solved.filter((design) => infeasibleBecause(design) !== undefined);
  const feasible = solved.length - infeasible.length;
  const passes = ({ design }: SolvedDesign): boolean => surrogate.predict(design).feasible;
  const passed = infeasible.filter(passes).length;
  const stopped = solved.filter((design) => !passes(design)).length - (infeasible.length - passed);
  return { designs: solved.length, infeasible: infeasible.length, passed, feasible, stopped };
}
