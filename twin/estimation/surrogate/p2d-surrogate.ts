import { BoxCheck } from '../../../ml/domain/box.ts';
import { ExplainedVarianceCheck } from '../../../ml/domain/explained-variance.ts';
import { judgeRow, type Standing, shown } from '../../../ml/domain/verdict.ts';
import { ForestGate, type GateParts } from '../../../ml/gate/forest-gate.ts';
import type { Band, BoundBand } from '../../../ml/intervals/band.ts';
import type { ConformalRegressor } from '../../../ml/intervals/conformal-regressor.ts';
import { type CellDesign, designInputs } from './design-box.ts';
import { surrogateColumns, surrogateRow } from './designed-cell.ts';
import { type OutputParts, servingOutput } from './learn-output.ts';
import { servingTwin, type TwinParts } from './learn-twin.ts';
import { leastShare2C } from './solve-design.ts';
import { type DesignFrame, designFrame } from './surrogate-cells.ts';
import {
  cliffOutputs,
  gatedOutput,
  type OutputScale,
  outputNames,
  outputScales,
} from './surrogate-outputs.ts';

/** All of a surrogate as plain data and typed arrays. */
export interface SurrogateParts {
  /** Name of the parameter set. */
  readonly parameters: string;
  /** In the order of `outputNames`. */
  readonly outputs: readonly OutputParts[];
  readonly twin: TwinParts;
  /** Absent where every design passes. */
  readonly gate?: GateParts;
}

/** An output of a design; a bound is null where too few designs were learned from for it. */
export interface PredictedOutput {
  readonly mean: number;
  readonly lower50: number | null;
  readonly upper50: number | null;
  readonly lower90: number | null;
  readonly upper90: number | null;
  /** What the forest twin says. */
  readonly second: number;
}

/** What a surrogate says of a design. */
export interface PredictedDesign {
  /** Whether the gate lets it pass; the outputs of a design that it stops are a guess. */
  readonly feasible: boolean;
  /** By name, as `outputNames`. */
  readonly outputs: Readonly<Record<string, PredictedOutput>>;
  readonly domain: Standing;
  readonly reasons: readonly string[];
}

/** Answers for the full physics (P2D) of designed cells, in microseconds an output. */
export class P2dSurrogate {
  readonly frame: DesignFrame;
  readonly #scales: readonly OutputScale[];
  readonly #outputs: readonly ReturnType<typeof servingOutput>[];
  readonly #twin: readonly ConformalRegressor[];
  readonly #gate: ForestGate | undefined;
  readonly #box: BoxCheck;
  readonly #covering: ExplainedVarianceCheck;

  /** @throws PhysicsError PHY_UNKNOWN_CELL_SET for a parameter set that this version does not know */
  constructor({ parameters, outputs, twin, gate }: SurrogateParts) {
    this.frame = designFrame(parameters);
    this.#scales = outputScales(this.frame);
    this.#outputs = outputs.map((parts) => servingOutput(surrogateColumns, parts));
    this.#twin = servingTwin(twin);
    this.#gate = gate === undefined ? undefined : new ForestGate(gate);
    const covering = this.#outputs[gatedOutput]!.process;
    this.#box = new BoxCheck({
      names: designInputs.map(({ header }) => header),
      rows: covering.parts.data.rows,
      low: designInputs.map(({ low }) => low),
      high: designInputs.map(({ high }) => high),
      hasGaps: designInputs.map(() => false),
    });
    this.#covering = new ExplainedVarianceCheck(covering);
  }

  /**
   * The expected outputs alone, for who asks for very many.
   * @param out - gets a number for each of `outputNames`
   */
  means(design: CellDesign, out: Float64Array): Float64Array {
    const row = surrogateRow(this.frame, design);
    for (const [k, { process }] of this.#outputs.entries()) {
      out[k] = this.#scales[k]!.told(process.predict(row));
    }
    return out;
  }

  /**
   * All that is known of a design.
   * @throws PhysicsError PHY_OUT_OF_RANGE for a design of which no cell can be made
   */
  predict(design: CellDesign): PredictedDesign {
    const row = surrogateRow(this.frame, design);
    const expected = this.#outputs[gatedOutput]!.process.predict(row);
    const feasible = this.#gate?.passes([...row, expected]) ?? true;
    const box = judgeRow([this.#box], design);
    const covering = judgeRow([this.#covering], row);
    const reasons = [...box.reasons, ...covering.reasons].map(({ text }) => text);
    const outputs: Record<string, PredictedOutput> = {};
    let isDisputed = false;
    for (const [k, name] of outputNames.entries()) {
      const { told } = this.#scales[k]!;
      const first = this.#outputs[k]!.regressor.predictWithBands(row);
      const second = this.#twin[k]!.predictWithBands(row);
      const [half, most] = first.bands as [Band, Band];
      const bound = (band: Band, end: 'low' | 'high'): number | null =>
        band.kind === 'bound' ? told(band[end]) : null;
      outputs[name] = {
        mean: told(first.mean),
        lower50: bound(half, 'low'),
        upper50: bound(half, 'high'),
        lower90: bound(most, 'low'),
        upper90: bound(most, 'high'),
        second: told(second.mean),
      };
      // Elsewhere the output is smooth, and it is the forest that errs.
      if (!cliffOutputs.includes(k)) continue;
      const other = second.bands[1]!;
      if (most.kind !== 'bound' || other.kind !== 'bound' || !areApart(most, other)) continue;
      isDisputed = true;
      reasons.push(
        `the forest twin expects ${shown(told(second.mean))} of ${name}, not ${shown(told(first.mean))}: their 90 % bands do not meet`,
      );
    }
    if (!feasible) {
      reasons.push(
        `it is like designs that cannot be discharged at every rate, or give less than ${100 * leastShare2C} % of their nominal capacity at 2C: solve it by the full physics`,
      );
    }
    const standings = [box.standing, covering.standing, isDisputed ? 'edge' : 'inside'] as const;
    const domain = (['outside', 'edge'] as const).find((word) => standings.includes(word));
    return { feasible, outputs, domain: domain ?? 'inside', reasons };
  }
}

function areApart(one: BoundBand, other: BoundBand): boolean {
  return one.low > other.high || other.low > one.high;
}
