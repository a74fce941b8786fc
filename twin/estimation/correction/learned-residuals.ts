import { type RegressorParts, regressorFrom } from '../../../ml/model-files/model-parts.ts';
import { unpack } from '../../../ml/model-files/pack.ts';
import type { Regressor } from '../../../ml/regression/regressor.ts';
import { channels } from './corrected-quality.ts';
import { ResidualRows, type ResidualTask } from './residual-rows.ts';
import type { ResidualOutcome, TrainedResidual } from './train-residual.ts';

/** Rows after the asking at which a result takes over: at the same web however fast a thread was, as long as it was in time. */
const adoptedAfter = 20;

/** Trains on another thread, or at once. */
export type ResidualTrainer = (
  task: ResidualTask,
) => readonly ResidualOutcome[] | Promise<readonly ResidualOutcome[] | undefined>;

/** A residual in a file: its bytes as text. */
export interface KeptResidual extends Omit<TrainedResidual, 'packed'> {
  readonly structure: unknown;
  readonly base64: string;
}

/** What is told of a residual that serves. */
export type ServedResidual = Omit<TrainedResidual, 'packed'>;

/** A training that was asked for. */
interface Waiting {
  readonly due: number;
  outcomes: readonly ResidualOutcome[] | undefined;
}

/** Residuals that were learned from the conditions of the web, and their training beside the line. */
export class LearnedResiduals {
  readonly #rows: ResidualRows;
  readonly #train: ResidualTrainer | undefined;
  readonly #served: ({ readonly told: TrainedResidual; readonly model: Regressor } | undefined)[];
  readonly #gates: (string | undefined)[] = channels.map(() => undefined);
  #waiting: Waiting | undefined;

  constructor(
    names: readonly string[],
    train: ResidualTrainer | undefined,
    kept: readonly (KeptResidual | null)[] = [],
  ) {
    this.#rows = new ResidualRows(names);
    this.#train = train;
    this.#served = channels.map((_, c) => {
      const own = kept[c] ?? null;
      if (own === null) return undefined;
      const { structure, base64, ...told } = own;
      const packed = { structure, bytes: Uint8Array.from(Buffer.from(base64, 'base64')) };
      const model = modelOf({ ...told, packed });
      // Of another set of conditions than the line has now.
      if (model.features.join() !== names.join()) return undefined;
      return { told: { ...told, packed }, model };
    });
  }

  /** What the residual of a channel adds under these conditions (SI); 0 where none serves. */
  of(channel: number, conditions: Float64Array | undefined): number {
    const served = this.#served[channel];
    if (served === undefined || conditions === undefined) return 0;
    const value = served.model.predict(conditions);
    return Number.isFinite(value) ? value : 0;
  }

  told(channel: number): ServedResidual | undefined {
    return this.#served[channel]?.told;
  }

  /** What became of the newest that wanted to serve on a channel. */
  gate(channel: number): string | undefined {
    return this.#gates[channel];
  }

  /**
   * Takes what was measured of a segment above physics, by channel, mean over lanes.
   * @returns channels on which another residual serves from now on
   */
  learn(
    coil: string,
    index: number,
    time: number,
    conditions: Float64Array,
    targets: Float64Array,
  ): readonly number[] {
    this.#rows.add(coil, index, time, conditions, targets);
    if (this.#train === undefined) return [];
    const adopted = this.#adopt();
    if (this.#waiting !== undefined) return adopted;
    const task = this.#rows.takeTask((c, row) => this.of(c, row));
    if (task !== undefined) this.#ask(this.#train, task);
    return adopted;
  }

  /** Those that serve, for a file. */
  kept(): (KeptResidual | null)[] {
    return this.#served.map((served) => {
      if (served === undefined) return null;
      const { packed, ...told } = served.told;
      const base64 = Buffer.from(packed.bytes).toString('base64');
      return { ...told, structure: packed.structure, base64 };
    });
  }

  #ask(train: ResidualTrainer, task: ResidualTask): void {
    const waiting: Waiting = { due: this.#rows.seen + adoptedAfter, outcomes: undefined };
    this.#waiting = waiting;
    const outcomes = train(task);
    if (!(outcomes instanceof Promise)) {
      waiting.outcomes = outcomes;
      return;
    }
    void outcomes.then(
      (told) => {
        waiting.outcomes = told ?? [];
      },
      (error: Error) => {
        waiting.outcomes = channels.map(() => ({ gate: `not trained: ${error.message}` }));
      },
    );
  }

  #adopt(): readonly number[] {
    const waiting = this.#waiting;
    if (waiting?.outcomes === undefined || this.#rows.seen < waiting.due) return [];
    this.#waiting = undefined;
    return waiting.outcomes.flatMap(({ gate, residual }, c) => {
      this.#gates[c] = gate;
      if (residual === undefined) return [];
      this.#served[c] = { told: residual, model: modelOf(residual) };
      return [c];
    });
  }
}

function modelOf({ packed }: TrainedResidual): Regressor {
  return regressorFrom(unpack(packed) as RegressorParts);
}
